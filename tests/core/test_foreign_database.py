"""A PostgreSQL that somebody else runs, whose administrator is no superuser, as on Supabase or RDS."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from atende.core import migrate, roles
from atende.core.addresses import APP_KEY, FILE, read_passwords
from atende.core.postgres import Server
from atende.core.revisions import newest
from atende.core.startup import StartupError
from tests.database import apart


@dataclass(frozen=True, slots=True)
class Foreign:
    """A server with an administrator who may create roles and owns databases, and nothing more."""

    super_url: str

    def url(self, database: str, user: str = "landlord") -> str:
        """That user's address of a database."""
        parts = urlsplit(self.super_url)
        return urlunsplit(parts._replace(netloc=f"{user}:secret@", path=f"/{database}"))

    def database(self, name: str, options: str = "") -> str:
        """A new database that the administrator owns; returns their address."""
        apart(_run(self.super_url, f'create database "{name}" owner landlord {options}'))
        return self.url(name)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foreign]:
    server = Server(tmp_path_factory.mktemp("foreign"), durable=False)
    server.start()
    url = server.url("postgres")
    apart(_run(url, "create role landlord login createrole createdb password 'secret'"))
    apart(_run(url, "create role tenant login createdb password 'secret'"))
    yield Foreign(url)
    server.stop()


async def _run(url: str, statement: str) -> None:
    connection = await roles.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _addresses(home: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (home / FILE).read_text().splitlines())


async def _problems(url: str) -> list[str]:
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
    try:
        async with engine.connect() as connection:
            return await roles.role_problems(connection)
    finally:
        await engine.dispose()


def test_an_administrator_without_superuser_rights_is_enough(foreign: Foreign, tmp_path: Path):
    url = foreign.database("first")
    assert apart(migrate.upgrade(url, tmp_path)) == (None, newest())
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    for address in _addresses(tmp_path).values():
        assert apart(_problems(address)) == []
    before = (tmp_path / FILE).read_text()
    assert apart(migrate.upgrade(url, tmp_path)) == (newest(), newest())
    assert (tmp_path / FILE).read_text() == before, "working passwords are kept"

    (tmp_path / FILE).unlink()
    apart(migrate.upgrade(url, tmp_path))
    assert (tmp_path / FILE).read_text() != before, "unknown passwords are replaced"
    assert apart(_problems(_addresses(tmp_path)[APP_KEY])) == []


def test_a_second_install_on_the_same_server_gets_roles_of_its_own(foreign: Foreign, tmp_path: Path):
    one, other = tmp_path / "one", tmp_path / "other"
    for home, name in ((one, "install-one"), (other, "install-two")):
        home.mkdir()
        apart(migrate.upgrade(foreign.database(name), home))
    users = [set(read_passwords(home)) for home in (one, other)]
    assert not users[0] & users[1]
    address = _addresses(other)[APP_KEY]
    assert apart(_problems(address)) == []
    assert apart(migrate.upgrade(foreign.url("install-two"), other)) == (newest(), newest())

    async def rights() -> tuple[bool, bool]:
        connection = await asyncpg.connect(address)
        role = await connection.fetchval("select current_user")
        own = await connection.fetchval("select has_table_privilege('atende.facts', 'SELECT')")
        await connection.close()
        return own, role == "atende_app"

    assert apart(rights()) == (True, False)


def test_a_right_that_is_missing_is_one_clear_line(foreign: Foreign, tmp_path: Path):
    foreign.database("third")
    with pytest.raises(StartupError, match="lacks a right") as refusal:
        apart(migrate.upgrade(foreign.url("third", user="tenant"), tmp_path))
    assert "CREATEROLE" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_database_in_another_encoding_is_refused(foreign: Foreign, tmp_path: Path):
    url = foreign.database("latin", "encoding 'LATIN1' locale 'C' locale_provider libc template template0")
    with pytest.raises(StartupError, match="encoding is LATIN1"):
        apart(migrate.upgrade(url, tmp_path))


def test_a_foreign_schema_of_our_name_is_left_alone(foreign: Foreign, tmp_path: Path):
    url = foreign.database("taken")
    apart(_run(url, "create schema atende"))
    with pytest.raises(StartupError, match="did not make"):
        apart(migrate.upgrade(url, tmp_path))


def test_a_newer_database_is_refused(foreign: Foreign, tmp_path: Path):
    url = foreign.database("newer")
    apart(migrate.upgrade(url, tmp_path))
    apart(_run(foreign.super_url.replace("/postgres?", "/newer?"), "update atende.alembic_version set version_num = '9999'"))
    with pytest.raises(StartupError, match="revision 9999"):
        apart(migrate.upgrade(url, tmp_path))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be reached"),
        ("postgresql://nobody:secret@no-such-host.invalid/none", "cannot be reached"),
    ],
)
def test_a_server_that_is_not_there_is_one_clear_line(tmp_path: Path, url: str, said: str):
    with pytest.raises(StartupError, match=said) as refusal:
        apart(migrate.upgrade(url, tmp_path))
    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)
