"""A restore into a PostgreSQL that somebody else runs, whose administrator is no superuser; and restores that fail on the way."""

import asyncio
import io
import os
import secrets
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pyrage
import pytest

from atende.cli.backup import commands, exchange, keys, loading, restoring, taking
from atende.cli.backup.exchange import Outcome
from atende.core import config, crypto, keyring, roles
from atende.core.addresses import FILE, read_passwords
from atende.core.postgres import Server
from atende.core.startup import StartupError
from tests.cli.program import atende, environment
from tests.database import apart, cluster

T = TypeVar("T")
IDENTITY = pyrage.x25519.Identity.generate()
# What a row may hold that looks like the script around it.
NAME = "atende_owner; \\. COPY x FROM stdin;\n\\.\n"
TENANT = uuid.UUID("00000000-0000-7000-8000-00000000000a")


def aside(work: Callable[..., T], *given: object) -> T:
    """In a thread without a loop, as a command has it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *given).result()


async def _run(url: str, *statements: str, **values: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        found: list[asyncpg.Record] = []
        for statement in statements:
            found = await connection.fetch(statement, *values.values())
        return found
    finally:
        await connection.close()


def ask(url: str, *statements: str, **values: object) -> list[asyncpg.Record]:
    """The rows of the last statement."""
    return apart(_run(url, *statements, **values))


@pytest.fixture
def backup(own_database, home: Path) -> Path:
    """Of an install with one business and its data key; `home` is the settings' ATENDE_HOME."""
    master = keyring.newest()
    add = "insert into atende.accounts_tenants (id, slug, name, kind) values ($1, 'one', $2, 'other')"
    ask(own_database.admin_url, add, id=TENANT, name=NAME)
    key = "insert into atende.integrations_data_keys (tenant_id, key_no, master_id, wrapped) values ($1, 1, $2, $3)"
    ask(own_database.admin_url, key, id=TENANT, master=master.id, wrapped=crypto.wrap(master, TENANT, bytes(32)))
    file = home / "one.backup"
    aside(taking.take, own_database.admin_url, home, file, str(IDENTITY.to_public()), lambda *_: None)
    return file


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A database on a server with other installs, whose administrator may create roles and owns it, and nothing more."""

    url: str
    super_url: str
    home: Path

    def restore(self, file: Path, *, replace: bool = False) -> Outcome:
        """As `atende restore` does it."""
        return aside(exchange.into_external, file, str(IDENTITY), self.url, self.home, replace, lambda *_: None)

    def facts(self) -> tuple[str, dict[str, bytes], list[str]]:
        """What stands: the business's name, the keys, the schemas."""
        (row,) = ask(self.super_url, "select name from atende.accounts_tenants")
        schemas = ask(self.super_url, "select nspname from pg_namespace where nspname like 'atende%' order by 1")
        folder = self.home / "keys"
        return row[0], {one.name: one.read_bytes() for one in folder.iterdir()}, [one[0] for one in schemas]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    server, name = cluster(), f"elsewhere_{secrets.token_hex(4)}"
    ask(server.url("postgres"), f"create role {name} login createrole password 'secret'", f"create database {name} owner {name}")
    home = tmp_path / "elsewhere"
    home.mkdir()
    own = urlunsplit(urlsplit(server.url(name))._replace(netloc=f"{name}:secret@"))
    yield Elsewhere(own, server.url(name), home)
    ask(server.url("postgres"), f"drop database {name} with (force)")


@pytest.fixture
def restored(elsewhere: Elsewhere, backup: Path) -> Elsewhere:
    """The same, with the backup in it and a master key that was changed since."""
    outcome = elsewhere.restore(backup)
    assert outcome.restored.differences == []
    assert outcome.aside == []
    word = keyring.fresh_word()
    path = elsewhere.home / "keys" / "master.key"
    path.write_text(f"{word}\n{path.read_text()}")
    ask(elsewhere.super_url, "update atende.accounts_tenants set name = 'Later'")
    return elsewhere


def _opens(home: Path, wrapped: bytes, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setenv("ATENDE_HOME", str(home))
    config.settings.cache_clear()
    return crypto.unwrap(TENANT, wrapped) == bytes(32)


def test_an_administrator_who_is_no_superuser_restores_beside_other_installs(
    restored: Elsewhere, backup: Path, monkeypatch: pytest.MonkeyPatch
):
    """One command into an empty database, one (`--replace`) into a full one; the roles of others keep their passwords."""
    others = set(read_passwords(cluster().home))
    assert not others & set(read_passwords(restored.home))
    with pytest.raises(StartupError, match="--replace"):
        restored.restore(backup)
    outcome = restored.restore(backup, replace=True)
    assert outcome.restored.differences == []
    schema, keys = outcome.aside
    assert "schema atende_before_" in schema
    assert "keys-before-" in keys
    name, _, schemas = restored.facts()
    assert name == NAME
    assert len(schemas) == 2
    (row,) = ask(restored.super_url, "select wrapped from atende.integrations_data_keys")
    assert _opens(restored.home, row[0], monkeypatch)
    # Nothing of the rights that the restore took for itself is left, and the application works under the wall.
    (role,) = ask(restored.super_url, "select pg_get_userbyid(nspowner)::text from pg_namespace where nspname = 'atende'")
    assert ask(restored.url, f"select pg_has_role('{role[0]}', 'usage')")[0][0] is False
    (app, *_) = (line.split("=", 1)[1] for line in (restored.home / FILE).read_text().splitlines())
    with pytest.raises(asyncpg.PostgresError, match="tenant_id"):
        ask(app, "select * from atende.accounts_tenants")
    set_tenant = f"select set_config('app.tenant_id', '{TENANT}', false)"
    assert ask(app, set_tenant, "select count(*) from atende.accounts_tenants")[0][0] == 1


@pytest.mark.parametrize("where", ["loading", "committed", "stopped"])
def test_a_restore_that_fails_half_way_leaves_what_was_there(
    restored: Elsewhere, backup: Path, where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    before = restored.facts(), (restored.home / FILE).read_text()
    failure: type[BaseException] = StartupError

    async def fail(*_: object) -> None:
        assert restored.facts()[0] == NAME, "the failure comes late enough"
        assert len((restored.home / "keys" / "master.key").read_text().split()) == 2, "both rings are there meanwhile"
        raise failure("no")

    if where == "loading":
        monkeypatch.setattr(loading.Loading, "drain", lambda _self: (_ for _ in ()).throw(StartupError("The disk is full")))
    else:
        failure = StartupError if where == "committed" else KeyboardInterrupt
        monkeypatch.setattr(restoring, "open_anew", fail)
    with pytest.raises(failure):
        restored.restore(backup, replace=True)
    assert (restored.facts(), (restored.home / FILE).read_text()) == before
    assert sorted(one.name for one in restored.home.iterdir()) == [FILE, "keys"]
    assert "as it was" in capsys.readouterr().err


def test_a_restore_waits_for_nobody_and_takes_nothing_away_from_those_who_work(restored: Elsewhere, backup: Path):
    app = (restored.home / FILE).read_text().splitlines()[0].split("=", 1)[1]

    async def work() -> None:
        connection = await asyncpg.connect(app)
        try:
            with pytest.raises(StartupError, match="Stop every web and worker"):
                await asyncio.to_thread(restored.restore, backup, replace=True)
        finally:
            await connection.close()

    apart(work())
    assert restored.facts()[0] == "Later"


def test_a_failure_beside_the_embedded_database_leaves_it_and_its_keys(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path / "embedded"

    def restore(replace: bool) -> Outcome:
        return exchange.into_embedded(backup, str(IDENTITY), home, replace, lambda *_: None)

    async def fail(*_: object) -> None:
        raise StartupError("A migration failed")

    aside(restore, False)
    path = home / "keys" / "master.key"
    path.write_text(f"{keyring.fresh_word()}\n{path.read_text()}")
    before = {one: one.read_bytes() for one in [*(home / "keys").iterdir(), home / FILE]}
    monkeypatch.setattr(exchange, "_rename", fail)
    with pytest.raises(StartupError, match="A migration failed"):
        aside(restore, True)
    assert {one: one.read_bytes() for one in [*(home / "keys").iterdir(), home / FILE]} == before
    assert not list(home.glob("keys-before-*"))

    def databases() -> list[str]:
        server = Server(home)
        server.start()
        try:
            return [row[0] for row in asyncio.run(_run(server.url("postgres"), "select datname from pg_database"))]
        finally:
            server.stop()

    assert {one for one in aside(databases) if one.startswith("atende")} == {"atende"}


@pytest.mark.parametrize("size", [7, 64, 10_000])
def test_roles_are_renamed_in_statements_and_never_in_rows(size: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loading, "PIECE", size)
    row = b"atende_owner\tgrants atende_app\\\\.\tx FROM stdin;\n"
    script = (
        b"SET transaction_timeout = 0;\nALTER TABLE atende.t OWNER TO atende_owner;\nGRANT SELECT ON atende.atende_owners TO atende_app;\n"
        b"COPY atende.t (a) FROM stdin;\n"
        + 3 * row
        + b"\\.\n\nCOPY atende.u FROM stdin;\n\\.\nCREATE POLICY p TO atende_system;\n"
    )
    names = roles.Names.with_prefix
    found = b"".join(loading.translated(io.BytesIO(script), names("atende"), names("atende_0a")))
    assert found == (
        b"ALTER TABLE atende.t OWNER TO atende_0a_owner;\nGRANT SELECT ON atende.atende_owners TO atende_0a_app;\n"
        b"COPY atende.t (a) FROM stdin;\n"
        + 3 * row
        + b"\\.\n\nCOPY atende.u FROM stdin;\n\\.\nCREATE POLICY p TO atende_0a_system;\n"
    )


def test_where_the_master_key_is_kept_outside_none_is_made(elsewhere: Elsewhere, backup: Path, own_database, home: Path):
    """Not by the restore and not by whoever asks for it afterwards."""
    (home / "keys" / "master.key").unlink()
    aside(taking.take, own_database.admin_url, home, backup, str(IDENTITY.to_public()), lambda *_: None)
    assert elsewhere.restore(backup).lacks_master_key
    assert (elsewhere.home / "keys" / "master.key").read_bytes() == b""


def test_verify_works_on_the_disk_of_atende_home(backup: Path, home: Path, tmp_path: Path):
    """Not in /tmp, which is memory in the shipped container."""
    memory, key = tmp_path / "memory", tmp_path / "recovery.key"
    memory.mkdir()
    key.write_text(str(IDENTITY))
    left = home / ".verify-killed"
    left.mkdir()
    os.utime(left, (0, 0))
    command = [sys.executable, "-m", "atende", "verify", str(backup), "--key", str(key)]
    env = environment(home) | {"TMPDIR": str(memory)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as done:
        assert done.stdout is not None
        while not (working := list(home.glob(".verify-*/pg/PG_VERSION"))) and done.poll() is None:
            time.sleep(0.02)
        assert working, done.stdout.read()
        assert not list(memory.rglob("PG_VERSION"))
        said = done.stdout.read()
    assert done.returncode == 0, said
    assert "can be restored" in said
    assert not list(home.glob(".verify-*"))


def test_verify_begins_nothing_where_there_is_no_room_for_it(home: Path, tmp_path: Path):
    home.mkdir()
    large, key = tmp_path / "large.backup", tmp_path / "recovery.key"
    key.write_text(str(IDENTITY))
    with large.open("wb") as content:
        content.truncate(2 * shutil.disk_usage(tmp_path).free)
    done = atende("verify", str(large), "--key", str(key), env=environment(home))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert f"The disk that holds {home} is full" in done.stderr


def test_a_full_disk_is_named_and_nothing_is_left_of_the_draft(own_database, tmp_path: Path):
    """`/dev/full` stands in for the disk: whatever is written into it does not fit."""
    env = environment(own_database.home) | own_database.environment()
    for command, name in (("backup", "one.backup"), ("db dump", "one.dump")):
        target = tmp_path / name
        target.with_name(f".{name}.part").symlink_to("/dev/full")
        done = atende(*command.split(), str(target), env=env)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert f"The disk that holds {target} is full" in done.stderr
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith((".one", "one"))] == []


def test_keep_removes_older_backups_of_this_install_only(own_database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, value in own_database.environment().items():
        monkeypatch.setenv(name, value)
    config.settings.cache_clear()
    shared = tmp_path / "shared"
    shared.mkdir()
    recipient, _ = keys.recipient(own_database.home)
    ours = f"atende-{commands._name(recipient)}-20200101T000000Z.backup"
    for name in ("atende-00000000-20200101T000000Z.backup", ours):
        (shared / name).touch()
    aside(commands.backup, shared, 1)
    found = sorted(one.name for one in shared.iterdir())
    assert len(found) == 2
    assert ours not in found
    assert "atende-00000000-20200101T000000Z.backup" in found
    monkeypatch.undo()
    config.settings.cache_clear()
