"""The two database connections of a process, by role.

`atende_app` does all the work under row security. `atende_system` is for the few lawful crossings of
`core.tenancy.across_tenants`. Neither owns anything nor can become the other.
"""

import functools
import logging
import os
import socket
import weakref
from pathlib import Path

import asyncpg
from sqlalchemy import MetaData
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from atende.core.addresses import connector
from atende.core.config import settings
from atende.core.resting import Resting

APP_ROLE = "atende_app"
SYSTEM_ROLE = "atende_system"


_process = "atende"
_settings: dict[str, str] = {}
_limits: dict[str, float] = {}
_stays = False
_opened: "weakref.WeakSet[asyncpg.Connection]" = weakref.WeakSet()


def call_process(part: str) -> None:
    """This process is one that stays: connections opened from here on say which part of the install opened them, `atende status` counts
    the workers by it, and those that nobody needs are closed."""
    global _process, _stays
    _process, _stays = f"atende-{part}", True


def plan_once() -> None:
    """Connections opened from here on plan each statement once and keep the plan. For a worker, whose statements all go by keys:
    planning anew for each tenant's values costs more than the statements do. Lists and searches are better planned for theirs."""
    _settings["plan_cache_mode"] = "force_generic_plan"


def give_up_after(seconds: float) -> None:
    """A statement on connections opened from here on fails when the server says nothing for so long. For a command, whose operator
    waits: a server that hangs keeps its own `statement_timeout` no more than anything else. Longer than that one."""
    _limits["command_timeout"] = seconds
    # The command says in one line what is wrong; the pool would add how it fared with closing that connection, traceback and all.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)


def break_off() -> None:
    """Every connection of this process is gone at once, and what waits on one fails: for a command whose server hangs, as taking a
    question back can wait as long as its answer."""
    for connection in list(_opened):
        connection.terminate()


def process_name() -> str:
    """This process as the database's list of connections shows it: part, machine, number (PostgreSQL keeps 63 bytes)."""
    return f"{_process}-{socket.gethostname()[:32]}-{os.getpid()}"


class Base(DeclarativeBase):
    """All rows of all rooms; constraint names follow one convention, so that migrations and errors can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def role_urls_file() -> Path:
    """Where `atende db upgrade` leaves the two roles' addresses (mode 0600) for the other processes."""
    return settings().home / "database.env"


def role_url(role: str) -> URL:
    """The address by which `role` connects; raises `FileNotFoundError` before the first `atende db upgrade`."""
    return make_url(address(role)).set(drivername="postgresql+asyncpg")


def address(role: str) -> str:
    """The same as libpq reads it; raises `FileNotFoundError` before the first `atende db upgrade`."""
    for line in role_urls_file().read_text().splitlines():
        name, _, value = line.partition("=")
        if name == role:
            return value.replace("?ssl=", "?sslmode=").replace("&ssl=", "&sslmode=")  # as files of earlier versions said
    raise LookupError(f"no address for {role} in {role_urls_file()}")


def _engine(role: str, size: int) -> AsyncEngine:
    connect = connector(
        address(role),
        timeout=10,
        **_limits,
        server_settings={
            "application_name": process_name(),
            # A worker that was stopped past its lease loses its locks and cannot commit (R8).
            "idle_in_transaction_session_timeout": "15000",
            "statement_timeout": "30000",
            "timezone": "UTC",
            **_settings,
        },
    )

    async def opened() -> asyncpg.Connection:
        connection = await connect()
        _opened.add(connection)
        return connection

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=opened,
        pool_size=size,
        max_overflow=0,
        # Whoever was used last is used next: each connection plans every statement for itself, so the fewer are at work, the fewer
        # messages wait for a plan, and the less the server keeps for those that are not needed.
        pool_use_lifo=True,
        pool_pre_ping=False,
        pool_recycle=1800,
        # Transactions are begun and ended by `core.transaction`, which sends more along than SQLAlchemy would.
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # an error's text must not carry what people wrote
    )
    if _stays:
        Resting(engine)
    return engine


@functools.cache
def app_engine() -> AsyncEngine:
    """Connections of the application's role: no tenant set, no rows seen. Each statement given to it is a transaction by itself."""
    return _engine(APP_ROLE, settings().database_pool)


@functools.cache
def system_engine() -> AsyncEngine:
    """Connections of the crossing role; only `core.tenancy` uses it."""
    return _engine(SYSTEM_ROLE, max(2, settings().database_pool // 2))


def pools() -> dict[str, AsyncEngine]:
    """The engines this process has opened, by role."""
    opened = ((APP_ROLE, app_engine), (SYSTEM_ROLE, system_engine))
    return {role: engine() for role, engine in opened if engine.cache_info().currsize}


async def dispose() -> None:
    """Close both pools of this process, and forget them, so that a later call connects anew."""
    for cached in (app_engine, system_engine):
        if cached.cache_info().currsize:
            await cached().dispose()
            cached.cache_clear()
