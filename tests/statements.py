"""What goes to the database: every statement of this process's engines, in order, while one listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from atende.core import db


@dataclass(frozen=True, slots=True)
class Statement:
    """One round trip. `begin`, `commit`, `rollback` stand for themselves; `parameters` as the driver got them."""

    sql: str
    parameters: Any = ()


@dataclass(slots=True)
class Heard:
    """The statements so far."""

    all: list[Statement] = field(default_factory=list)

    def transactions(self) -> int:
        """How many transactions were begun."""
        return sum(one.sql == "begin" for one in self.all)

    def inside(self) -> list[str]:
        """The statements besides begin and commit, each on one line."""
        return [" ".join(one.sql.split()) for one in self.all if one.sql not in ("begin", "commit", "rollback")]


@contextmanager
def listening(engine: AsyncEngine | None = None) -> Iterator[Heard]:
    """What the application's engine (or this one) sends, from now to the end of the block."""
    heard = Heard()
    target = (engine or db.app_engine()).sync_engine

    def statement(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        heard.all.append(Statement(sql, parameters))

    def note(word: str):
        return lambda *_: heard.all.append(Statement(word))

    listeners = [
        ("before_cursor_execute", statement),
        ("begin", note("begin")),
        ("commit", note("commit")),
        ("rollback", note("rollback")),
    ]
    for name, listener in listeners:
        event.listen(target, name, listener)
    try:
        yield heard
    finally:
        for name, listener in listeners:
            event.remove(target, name, listener)
