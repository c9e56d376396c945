"""What goes to the database: every statement of this process's engines, in order, while one listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from atende.core import db, transaction

_ENDS = ("begin", "commit", "rollback")


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
        return [" ".join(one.sql.split()) for one in self.all if one.sql not in _ENDS]


@contextmanager
def listening() -> Iterator[Heard]:
    """What the application's role sends, by the driver and through SQLAlchemy, from now to the end of the block."""
    heard = Heard()
    engine = db.app_engine().sync_engine

    def of_sqlalchemy(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        heard.all.append(Statement(sql, parameters))

    def of_the_driver(sql: str, parameters: Any) -> None:
        heard.all.append(Statement(sql, parameters))

    event.listen(engine, "before_cursor_execute", of_sqlalchemy)
    transaction.listeners.append(of_the_driver)
    try:
        yield heard
    finally:
        transaction.listeners.remove(of_the_driver)
        event.remove(engine, "before_cursor_execute", of_sqlalchemy)
