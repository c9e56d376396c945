"""A database across a network: the server's certificate is checked as the operator asked, by every role that connects.

The embedded PostgreSQL speaks no TLS, so a relay stands before it that does, as a pooler would.
"""

import asyncio
import contextlib
import datetime
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from atende.core import administrator, db, roles
from atende.core.addresses import APP_KEY, SYSTEM_KEY, as_role, read_passwords, write_addresses
from atende.core.config import settings

WHEN = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def authority(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(WHEN)
        .not_valid_after(WHEN.replace(year=2090))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    unlocked = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked))
    return paths


@dataclass
class Relay:
    """Where the relay listens, and how many connections came through it encrypted."""

    port: int = 0
    encrypted: int = 0


@pytest.fixture
async def relay(database, tmp_path: Path) -> AsyncIterator[Relay]:
    at, tasks = Relay(), set()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority(tmp_path, "right"))
    query = parse_qs(urlsplit(database.admin_url).query)
    socket = f"{query['host'][0]}/.s.PGSQL.{query['port'][0]}"

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        with contextlib.suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError):
            assert await reader.readexactly(8) == bytes.fromhex("0000000804d2162f")  # SSLRequest: nothing comes in the clear
            writer.write(b"S")
            await writer.start_tls(context)
            at.encrypted += 1
            far_reader, far_writer = await asyncio.open_unix_connection(socket)
            await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    at.port = server.sockets[0].getsockname()[1]
    yield at
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def across(url: str, relay: Relay, root: Path) -> str:
    """The address of the same database through the relay, whose certificate `root` must vouch for."""
    parts = urlsplit(url)
    return (
        f"postgresql://{parts.username}:{parts.password}@127.0.0.1:{relay.port}{parts.path}"
        f"?sslmode=verify-full&sslrootcert={root}"
    )


@pytest.fixture
async def other_home(database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    await db.dispose()
    monkeypatch.setenv("ATENDE_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    await db.dispose()
    monkeypatch.undo()
    settings.cache_clear()


async def test_the_working_roles_check_the_servers_certificate_like_the_administrator(database, relay, other_home: Path):
    """`sslrootcert` of ATENDE_DATABASE_URL reaches the file of addresses and every connection made from it."""
    kept = read_passwords(database.home)
    for name, is_right in (("right", True), ("wrong", False)):
        if not is_right:
            authority(other_home, name)
        url = across(database.admin_url, relay, other_home / f"{name}.crt")
        write_addresses(other_home, url, {APP_KEY: "atende_app", SYSTEM_KEY: "atende_system"}, kept)
        engines = [administrator.engine(url), db.app_engine(), db.system_engine()]
        before = relay.encrypted
        for engine in engines:
            if is_right:
                async with engine.connect() as connection:
                    assert await connection.scalar(text("select 1")) == 1
                    # A host that vanishes is noticed in seconds, whoever waits on it.
                    driver = (await connection.get_raw_connection()).driver_connection
                    line = driver._transport.get_extra_info("socket")  # type: ignore[union-attr]
                    assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
                    assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
            else:
                with pytest.raises(ssl.SSLCertVerificationError):
                    await engine.connect()
        assert relay.encrypted - before == (len(engines) if is_right else 0)
        await engines[0].dispose()
        await db.dispose()
    connection = await roles.connect(across(database.admin_url, relay, other_home / "right.crt"))
    await connection.close()


def test_every_word_about_the_certificate_is_kept_and_nothing_else():
    given = (
        "postgresql://postgres.ref:pw@pool.example:6543/postgres?sslmode=verify-ca&sslrootcert=/etc/a%20b.crt"
        "&sslcert=/c&sslkey=/k&application_name=x&options=-c%20role%3Dpostgres"
    )
    made = urlsplit(as_role(given, "atende_app", "ge heim"))
    assert unquote(made.username or "") == "atende_app.ref"
    words = parse_qs(made.query)
    assert words == {"sslmode": ["verify-ca"], "sslrootcert": ["/etc/a b.crt"], "sslcert": ["/c"], "sslkey": ["/k"]}
