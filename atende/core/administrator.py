"""The administrator of the database: who prepares roles and migrates, and never serves a request."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from atende.core.config import settings
from atende.core.postgres import Server
from atende.core.startup import StartupError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

# What libpq and poolers put into addresses and asyncpg would pass on to the server as a setting.
_NOT_FOR_THE_SERVER = {
    "channel_binding",
    "connect_timeout",
    "pgbouncer",
    "connection_limit",
    "pool_timeout",
    "schema",
}


def is_embedded() -> bool:
    """True when no ATENDE_DATABASE_URL replaces the embedded PostgreSQL."""
    return settings().database_url is None


def administrator_url(home: Path | None = None) -> str:
    """The administrator's address (postgresql://): ATENDE_DATABASE_URL, else the embedded server's own."""
    given = settings().database_url
    if given is None:
        return Server(home or settings().home).url()
    return plain_url(given.get_secret_value())


def plain_url(value: str) -> str:
    """The address with the scheme postgresql:// and without parameters that only other clients know."""
    parts = urlsplit(value.strip())
    if parts.scheme.split("+")[0] not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise StartupError(
            "ATENDE_DATABASE_URL is not the address of a PostgreSQL database",
            "It looks like postgresql://administrator:password@host:5432/database",
        )
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in _NOT_FOR_THE_SERVER]
    return urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(query, safe="/"), ""))


def engine(url: str) -> "AsyncEngine":
    """An engine of the administrator that keeps no connection."""
    # Here, because `atende run` stays and asks for the address alone: 17 MB.
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    from atende.core.addresses import connector

    return create_async_engine("postgresql+asyncpg://", async_creator=connector(plain_url(url), timeout=15), poolclass=NullPool)
