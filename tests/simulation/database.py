"""The product's own connections to the real PostgreSQL, with a gate before each statement and around each commit."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from atende.core import addresses
from tests.simulation.world import Flight, Killed, Process, World, here, process

_open: "set[Gated]" = set()  # in a transaction
_spare: "dict[str, list[Gated]]" = defaultdict(list)  # lost and thrown away, by the address they lead to


class Gated(asyncpg.Connection):
    """A connection whose statements are steps of the world. One that is killed rolls back, as PostgreSQL does for it.

    One that was lost is closed for whoever had it, and behind that it waits for whoever connects next: a connection that is
    really new knows no statement and no plan yet, which costs more than a seed."""

    flight: Flight | None = None
    connecting: Flight | None = None
    address: str = ""
    is_lost: bool = False
    is_warm: bool = False  # it served somebody before
    _statements: "dict[str, Statement] | None" = None

    def way(self, *, may_block: bool = False) -> Flight:
        """This connection's place among what is under way."""
        if self.flight is None:
            socket = self._transport.get_extra_info("socket")
            self.flight = Flight(self.get_server_pid(), socket.fileno())
        if self.is_lost:
            raise asyncpg.InterfaceError("connection is closed")
        self.flight.is_blocked, self.flight.may_block = False, may_block
        return self.flight

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 - asyncpg's own
        return await step(self, query, lambda: super(Gated, self).execute(query, *args, timeout=timeout))

    async def fetch(self, query: str, *args: Any, **more: Any) -> Any:
        return await step(self, query, lambda: super(Gated, self).fetch(query, *args, **more))

    async def executemany(self, command: str, args: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await step(self, command, lambda: super(Gated, self).executemany(command, args, timeout=timeout))

    async def prepare(self, query: str, **more: Any) -> Any:
        self._statements = {} if self._statements is None else self._statements
        if query not in self._statements:
            world = here()
            made = super().prepare(query, **more)
            self._statements[query] = Statement(self, query, await (world.fly(self.way(), made) if world else made))
        return self._statements[query]

    async def set_type_codec(self, *args: Any, **more: Any) -> None:
        if not self.is_warm:
            await super().set_type_codec(*args, **more)

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's own
        if self.is_lost:
            if not super().is_closed():
                _spare[self.address].append(self)
            return
        world = here()
        closing = super().close(timeout=timeout)
        await (world.fly(self.way(), closing) if world else closing)

    def terminate(self) -> None:
        # Whoever throws one away in the middle of something was killed before it or after it; their pool closes it later.
        self.is_lost = True
        if self in _open or self.is_in_transaction() or here() is None:
            super().terminate()

    def is_closed(self) -> bool:
        return self.is_lost or super().is_closed()

    async def undo(self) -> None:
        """The transaction is rolled back, whatever the world says."""
        world = here()
        assert world is not None
        _open.discard(self)
        await world.fly(self.way(), super().execute("ROLLBACK"), frees=True)


class Statement:
    """A prepared statement whose executions are steps of the world."""

    def __init__(self, connection: Gated, query: str, statement: Any):
        self._connection, self._query, self._statement = connection, query, statement

    async def fetch(self, *args: Any) -> Any:
        return await step(self._connection, self._query, lambda: self._statement.fetch(*args))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._statement, name)


async def step(connection: Gated, query: str, work: Callable[[], Awaitable[Any]]) -> Any:
    """The statement has run when its turn came, or its process was killed or lost the connection before or after it."""
    world, who = here(), process.get()
    if world is None:
        return await work()
    word = query[:12].upper()
    if word.startswith("BEGIN"):
        _open.add(connection)
    elif (word.startswith("ROLLBACK") and " TO " not in word) or (who is None and word.startswith("COMMIT")):
        _open.discard(connection)
    if word.startswith(("BEGIN", "ROLLBACK")) or who is None:
        return await world.fly(connection.way(), work(), frees=word.startswith("ROLLBACK"))
    is_commit = word.startswith("COMMIT")
    try:
        await world.gate("commit" if is_commit else query)
    except Killed:
        if is_commit:
            await connection.undo()
        raise
    is_lost = world.is_scheduling and who.loses_at is not None and who.gates >= who.loses_at
    if is_lost and not (is_commit and world.dice.random() < 0.5):
        await connection.undo()
        _lose(world, who, connection)
    may_block = len(_open) > 1 and not is_commit and not _only_reads(query.lower())
    done = await world.fly(connection.way(may_block=may_block), work(), frees=is_commit)
    if is_commit:
        _open.discard(connection)
    if is_lost:
        _lose(world, who, connection)
    if is_commit:
        await world.gate("committed", may_hold=True)
    return done


def _only_reads(query: str) -> bool:
    return query.startswith("select set_config") or (query.startswith("select") and "from" in query and " for " not in query)


def _lose(world: World, who: Process, connection: Gated) -> None:
    world.tell("CONNECTION LOST")
    who.loses_at = None
    connection.is_lost = True
    raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


async def _connect(address: str, **more: Any) -> asyncpg.Connection:
    world = here()
    flight = Flight(None, None)
    if world is not None:
        world.flying.append(flight)  # until `_connected`
    # The driver forgets a statement after so many seconds, and in here minutes pass in no time.
    if _spare[address]:
        made = _spare[address].pop()
        made.is_lost, made.is_warm = False, True
    else:
        made = await asyncpg.connect(address, connection_class=Gated, max_cached_statement_lifetime=0, **more)
        made.address = address
    made.connecting = flight
    return made


def _connected(adapted: Any, _record: Any) -> None:
    world = here()
    connection = adapted.driver_connection
    if world is not None and connection.connecting in world.flying:
        world.flying.remove(connection.connecting)
    connection.connecting = None


def _lost_alone(context: Any) -> None:
    context.invalidate_pool_on_disconnect = False  # only this one was lost: to make all others anew costs more than a seed


def gated(*engines: AsyncEngine) -> None:
    """Connections that these engines make from here on are `Gated`; those that are warm already are taken first."""
    addresses.asyncpg = SimpleNamespace(connect=_connect)  # type: ignore[assignment]
    for engine in engines:
        engine.sync_engine.pool._pool.use_lifo = True  # type: ignore[attr-defined]
        event.listen(engine.sync_engine, "connect", _connected)
        event.listen(engine.sync_engine, "handle_error", _lost_alone)


def _may_wait(pid: int) -> bool:
    """Whether that server process says in its title that it waits (PostgreSQL's `update_process_title`)."""
    try:
        return b" waiting" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True  # not this kind of machine: ask


class Watcher:
    """Asks PostgreSQL, from a thread and a loop of its own, who waits for a lock."""

    def __init__(self, url: str):
        self._url = url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._connection: asyncpg.Connection = self._do(asyncpg.connect(url))

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def blocked(self, pids: list[int]) -> set[int]:
        """Those of these server processes that wait for a lock another one holds."""
        pids = [pid for pid in pids if _may_wait(pid)]
        if not pids:
            return set()
        rows = self._do(
            self._connection.fetch("select p from unnest($1::int[]) p where cardinality(pg_blocking_pids(p)) > 0", pids)
        )
        return {row[0] for row in rows}

    def close(self) -> None:
        """The connection and the thread are gone."""
        self._do(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
