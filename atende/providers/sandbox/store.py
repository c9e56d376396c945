"""The twin's own file: SQLite with one connection in the event loop and group commit. Knows tables, not
meaning."""

import asyncio
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SCHEMA = """
create table if not exists docs (kind text not null, id text not null, body text not null, primary key (kind, id)) without rowid;
create table if not exists messages (
  seq integer primary key autoincrement, id text not null unique, number_id text not null, phone_id text not null,
  source text not null, at real not null, type text not null, body text not null, callback text, via text,
  context text, template text, sent_at real, delivered_at real, seen_at real, read_at real, played_at real,
  failed text, edited_at real, revoked_at real, reactions text, forwarded text
);
create index if not exists messages_thread on messages (number_id, phone_id, seq);
create index if not exists messages_undelivered on messages (phone_id)
  where source = 'business' and delivered_at is null and failed is null;
create index if not exists messages_unseen on messages (phone_id, number_id) where source != 'customer' and seen_at is null;
create index if not exists messages_unread on messages (number_id, phone_id) where source = 'customer' and read_at is null;
create table if not exists outbox (
  id integer primary key, number_id text, waba_id text not null, app_id text not null, entry_time integer,
  change text not null, due_at real not null, attempts integer not null default 0, parcel integer, first_at real not null
);
create table if not exists media (
  id text primary key, number_id text, mime text not null, filename text, size integer not null, sha256 text not null,
  created_at real not null, expires_at real not null, source text not null, data blob
);
"""


class Store:
    """All that survives a kill. Writes are visible to reads at once and durable once `committed` returns.

    Writes of one turn of the event loop share a transaction; outside a running loop each write commits at once.
    `synchronous=OFF` is enough for a killed process (the kernel keeps what was written), not for a power cut."""

    def __init__(self, path: Path | None):
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False, cached_statements=256)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=off")
        self._db.execute("pragma temp_store=memory")
        self._db.executescript(SCHEMA)
        self._is_open = False
        self._waiting: list[asyncio.Future[None]] = []

    def write(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Run one changing statement in the transaction of this turn."""
        if not self._is_open:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return self._db.execute(sql, tuple(values))
            self._db.execute("begin immediate")
            self._is_open = True
            loop.call_soon(self._commit)
        return self._db.execute(sql, tuple(values))

    def write_many(self, sql: str, rows: list[tuple]) -> None:
        """The same statement for every row, in the transaction of this turn."""
        for row in rows:
            self.write(sql, row)

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """Everything the query finds, own uncommitted writes included."""
        return self._db.execute(sql, tuple(values)).fetchall()

    def row(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Row | None:
        """The first row the query finds."""
        return self._db.execute(sql, tuple(values)).fetchone()

    async def committed(self) -> None:
        """Return once everything written so far is in the file; raises what the commit raised."""
        if not self._is_open:
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    def _commit(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not self._is_open:
            return
        self._is_open = False
        try:
            self._db.execute("commit")
        except sqlite3.Error as problem:
            if self._db.in_transaction:
                self._db.execute("rollback")
            for future in waiting:
                if not future.done():
                    future.set_exception(problem)
            if not waiting:
                raise
            return
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def put(self, kind: str, key: str, body: dict[str, Any]) -> None:
        """Document `key` of `kind` is `body` from now on."""
        self.write("insert or replace into docs (kind, id, body) values (?, ?, ?)", (kind, key, json.dumps(body)))

    def remove(self, kind: str, key: str) -> None:
        """The document does not exist any more."""
        self.write("delete from docs where kind = ? and id = ?", (kind, key))

    def docs(self, kind: str) -> list[dict[str, Any]]:
        """Every document of the kind."""
        return [json.loads(row["body"]) for row in self.rows("select body from docs where kind = ?", (kind,))]

    def clear(self) -> None:
        """The world is empty, as on the first day."""
        for table in ("docs", "messages", "outbox", "media"):
            self.write(f"delete from {table}")  # noqa: S608 - the names are the literals above

    def close(self) -> None:
        """Everything written is in the file and the file is closed."""
        self._commit()
        self._db.close()
