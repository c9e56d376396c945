"""A transaction on one pooled connection, spoken to the driver directly; SQLAlchemy's session on the same connection is there for
whoever asks for it.

A statement of the driver's costs a fraction of what the same costs through a session: hot paths use these, everything else may use
`session`. The engine must leave transactions to whoever asks (`AUTOCOMMIT`), as `core.db.app_engine` does."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.util import greenlet_spawn

# Told of every statement that does not go through SQLAlchemy, which tells of its own: whoever counts round trips listens. What
# goes along with `begin` in one round trip is its parameter.
listeners: list[Callable[[str, Sequence[Any]], None]] = []

_PATIENCE = 5.0  # seconds a connection has to undo what was begun on it

# The last one is what a connection says that the server ended while nobody was looking.
_DRIVERS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Line:
    """A connection taken from the pool with a transaction open on it, until `commit` or `roll_back`."""

    __slots__ = ("_driver", "_engine", "_pooled", "_session")

    def __init__(self, engine: AsyncEngine, pooled: Any, driver: asyncpg.Connection):
        self._engine = engine
        self._pooled = pooled
        self._driver = driver
        self._session: AsyncSession | None = None

    @classmethod
    async def open(cls, engine: AsyncEngine, *, first: str = "", begin: str = "begin") -> "Line":
        """A transaction has begun, by these words, and `first`, one statement without parameters, was done in it, all in one round
        trip."""
        line = cls(engine, *await _taken(engine))
        try:
            await line._tell(begin, first)
        except BaseException:
            await line.roll_back()
            raise
        return line

    @property
    def session(self) -> AsyncSession:
        """SQLAlchemy's session in this very transaction. What it has not written yet is written before the next statement here."""
        if self._session is None:
            connection = Connection(self._engine.sync_engine, connection=self._pooled)
            self._session = AsyncSession(AsyncConnection(self._engine, connection), expire_on_commit=False)
        return self._session

    @property
    def has_session(self) -> bool:
        """Whether anybody asked for the session."""
        return self._session is not None

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        """Every row of the answer, one round trip; places are `$1`, `$2`, ...; JSON goes as text and comes as values."""
        if self._session is not None:
            await self._session.flush()
        for listener in listeners:
            listener(sql, values)
        try:
            return await self._driver.fetch(sql, *values)
        except _DRIVERS as error:
            raise _as_sqlalchemy_says(sql, error) from error

    async def commit(self) -> None:
        """All of it holds, and the connection is given back."""
        try:
            if self._session is not None:
                await self._session.flush()
            await self._tell("commit")
        except BaseException:
            await self.roll_back()
            raise
        await asyncio.shield(self._give_back())

    async def roll_back(self) -> None:
        """None of it holds, and the connection is given back; one that broke is thrown away."""
        await asyncio.shield(asyncio.ensure_future(self._roll_back()))

    async def _roll_back(self) -> None:
        try:
            if not self._driver.is_closed():
                # A statement that was given up is cancelled at the server first, which a host that vanished never confirms.
                async with asyncio.timeout(_PATIENCE):
                    await self._tell("rollback")
        except Exception:
            self._driver.terminate()
            await greenlet_spawn(self._pooled.invalidate)
        finally:
            await self._give_back()

    async def _give_back(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()
        await greenlet_spawn(self._pooled.close)

    async def _tell(self, word: str, first: str = "") -> None:
        for listener in listeners:
            listener(word, (first,) if first else ())
        try:
            await self._driver.execute(f"{word}; {first}")
        except _DRIVERS as error:
            raise _as_sqlalchemy_says(word, error) from error


async def alone(engine: AsyncEngine, sql: str, *values: Any) -> list[Any]:
    """The rows of one statement that is a transaction by itself: one round trip in all. The engine must be an `AUTOCOMMIT` one.
    When it is cancelled its connection is thrown away, and whether it was done is unknown."""
    pooled, driver = await _taken(engine)
    for listener in listeners:
        listener(sql, values)
    try:
        return await driver.fetch(sql, *values)
    except _DRIVERS as error:
        if isinstance(error, asyncpg.InternalClientError):
            driver.terminate()
        raise _as_sqlalchemy_says(sql, error) from error
    except BaseException:
        driver.terminate()  # given up: what the server still does with it nobody waits for
        raise
    finally:
        await asyncio.shield(greenlet_spawn(pooled.close))


async def _taken(engine: AsyncEngine) -> tuple[Any, asyncpg.Connection]:
    while True:
        try:
            pooled = await engine.raw_connection()
        except asyncpg.PostgresError as error:
            raise _as_sqlalchemy_says("connect", error) from error
        except engine.dialect.loaded_dbapi.Error as error:
            raise OperationalError("connect", None, error, hide_parameters=True) from error
        driver: Any = pooled.driver_connection
        if driver is not None and not driver.is_closed():
            return pooled, driver
        # The server went away since it was last used.
        await greenlet_spawn(pooled.invalidate)
        await greenlet_spawn(pooled.close)


def _as_sqlalchemy_says(sql: str, error: Exception) -> DBAPIError:
    """The driver's error as SQLAlchemy would raise it, so that whoever catches one catches the other; parameters are left out."""
    kind: type[DBAPIError] = DBAPIError
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        kind = IntegrityError
    elif not isinstance(error, asyncpg.PostgresError):
        kind = InterfaceError
    return kind(sql, None, error, hide_parameters=True, connection_invalidated=kind is InterfaceError)
