"""The file `database.env`: how this install's processes reach the database, one line per role."""

import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import asyncpg

FILE = "database.env"
APP_KEY, SYSTEM_KEY = "atende_app", "atende_system"  # the words core.db looks for in the file


def read_passwords(home: Path) -> dict[str, str]:
    """The passwords that `database.env` holds, by the role's name."""
    try:
        lines = (home / FILE).read_text().splitlines()
    except FileNotFoundError:
        return {}
    addresses = [urlsplit(line.partition("=")[2].strip()) for line in lines if "=" in line]
    return {unquote(a.username): unquote(a.password) for a in addresses if a.username and a.password}


def write_addresses(home: Path, url: str, roles: dict[str, str], passwords: dict[str, str]) -> None:
    """`database.env` (mode 0600) tells the other processes how to connect; replaced in one step. `roles`: key to role."""
    content = "".join(f"{key}={as_role(url, role, passwords[role])}\n" for key, role in roles.items())
    path = home / FILE
    if path.exists() and path.read_text() == content and path.stat().st_mode & 0o777 == 0o600:
        return
    draft = home / f".{FILE}.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    draft.rename(path)


# What of libpq's words says where the server is and how its certificate is checked.
_KEPT = ("host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslnegotiation")


def as_role(url: str, role: str, secret: str) -> str:
    """The administrator's address with another role; how the connection is made and whom it trusts stay the same."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    query = [(k, v) for k, v in parse_qsl(parts.query) if k in _KEPT]
    user = role
    if "." in (parts.username or ""):  # Supabase's pooler takes `role.project`
        user = f"{role}.{unquote(parts.username or '').partition('.')[2]}"
    netloc = f"{quote(user, safe='.')}:{quote(secret, safe='')}@{place}"
    return urlunsplit(("postgresql", netloc, parts.path, urlencode(query, safe="/"), ""))


def client_environment(url: str) -> dict[str, str]:
    """Variables by which PostgreSQL's own programs reach `url`, so that no password stands in a list of processes."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    values = {
        "PGHOST": parts.hostname or query.get("host"),
        "PGPORT": str(parts.port or query.get("port") or 5432),
        "PGUSER": unquote(parts.username or "") or None,
        "PGPASSWORD": unquote(parts.password or "") or None,
        "PGDATABASE": parts.path.lstrip("/"),
        "PGSSLMODE": query.get("sslmode") or query.get("ssl"),
        "PGSSLROOTCERT": query.get("sslrootcert"),
        "PGSSLCERT": query.get("sslcert"),
        "PGSSLKEY": query.get("sslkey"),
    }
    # libpq would wait for ever for a server that takes the line and says nothing; whoever wants that sets the variable.
    return {"PGCONNECT_TIMEOUT": "15", **os.environ, **{name: value for name, value in values.items() if value}}


def connector(url: str, **arguments: Any) -> Callable[[], Awaitable[asyncpg.Connection]]:
    """What connects to `url`, for an engine's `async_creator`: the driver reads libpq's words itself, certificates included,
    where SQLAlchemy's dialect would drop them."""

    async def connect() -> asyncpg.Connection:
        connection = await asyncpg.connect(url, **arguments)
        _watch(connection)
        return connection

    return connect


_SILENT = 20  # seconds after which a host that answers nothing counts as gone
_PROBES = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 2, "TCP_USER_TIMEOUT": _SILENT * 1000}


def _watch(connection: asyncpg.Connection) -> None:
    """Across a network the connection breaks `_SILENT` seconds after its host vanished, whoever waits on it; by itself the system
    would try for a quarter of an hour."""
    there = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]
    if there is None or there.family not in (socket.AF_INET, socket.AF_INET6):
        return
    # A second handle on the same socket: what the loop hands out may not be changed.
    with socket.socket(fileno=os.dup(there.fileno())) as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _PROBES.items():
            if hasattr(socket, name):  # not every system has all of them
                own.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
