"""`atende backup`, `restore`, `verify`: what comes back is what was there; what cannot be opened changes nothing."""

import asyncio
import hashlib
import json
import signal
import subprocess
import urllib.request
from pathlib import Path

import asyncpg
import pyrage
import pytest

from atende.core.addresses import FILE
from tests.cli.program import Running, atende, environment, two_ports

WORDS = "canário-da-cópia-de-segurança"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Path]:
    """An install with the demo in it and its backup, taken while it ran."""
    folder = tmp_path_factory.mktemp("backup")
    env = environment(folder / "home", port=two_ports(), sandbox="false")
    running = Running(env, folder / "out")
    try:
        body = WORDS.encode()
        sha256 = hashlib.sha256(body).hexdigest()
        place = folder / "home" / "files" / "00000000-0000-7000-8000-000000000001" / sha256[:2]
        place.mkdir(parents=True)
        (place / sha256).write_bytes(body)
        done = atende("backup", str(folder / "one.backup"), env=env)
        assert done.returncode == 0, done.stderr
        assert "backup.key" in done.stdout
    finally:
        assert running.stop(signal.SIGTERM) == 0
    return env, folder / "one.backup"


def _key(env: dict[str, str]) -> str:
    return str(Path(env["ATENDE_HOME"]) / "keys" / "backup.key")


def test_a_restored_copy_holds_every_row_of_every_tenant_and_every_invariant(made, tmp_path: Path):
    env, file = made
    elsewhere = environment(tmp_path / "home", port=two_ports(), sandbox="false")
    done = atende("restore", str(file), "--key", _key(env), env=elsewhere, seconds=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "as many rows of every tenant" in done.stdout
    assert "broken: 0" in done.stdout
    files = _tree(Path(env["ATENDE_HOME"]) / "files")
    assert WORDS.encode() in files.values()
    assert _tree(tmp_path / "home" / "files") == files
    keys = _tree(Path(env["ATENDE_HOME"]) / "keys")
    ours = {"postgres-administrator", "backup.key"}
    assert {name: key for name, key in _tree(tmp_path / "home" / "keys").items() if name not in ours} == {
        name: key for name, key in keys.items() if name not in ours
    }
    running = Running(elsewhere, tmp_path / "out")
    try:
        address = f"http://127.0.0.1:{elsewhere['ATENDE_PORT']}"
        body = json.dumps({"email": "helena@clinicaipe.example", "password": "atende-demo-2026"}).encode()
        asked = urllib.request.Request(
            f"{address}/api/auth/sign-in", body, {"Content-Type": "application/json", "Origin": address}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.status == 200
        # Facts of before lie before everything of the new history, and it is another history.
        first = json.loads(atende("db", "psql", "-Atc", _FACTS, env=elsewhere).stdout)
        assert first == {"newest_before": 0, "histories": 2}
        noted = [json.loads(line) for line in atende("audit", "show", env=elsewhere).stdout.splitlines()]
        assert [(one["actor_kind"], one["detail"]) for one in noted if one["action"] == "install.backed_up"] == [
            ("operator", {"label": file.name})
        ], "it is in the backup itself"
    finally:
        assert running.stop() == 0
    again = atende("restore", str(file), "--key", _key(env), env=elsewhere)
    assert again.returncode == 1
    assert "--replace" in again.stderr
    replaced = atende("restore", str(file), "--key", _key(env), "--replace", "--drill", env=elsewhere, seconds=180)
    assert replaced.returncode == 0, replaced.stdout + replaced.stderr
    assert "A drill: " in replaced.stdout
    assert "the database atende_before_" in replaced.stdout
    assert "keys-before-" not in replaced.stdout  # they are the same


_FACTS = (
    "select json_build_object('newest_before', max(commit_no) filter (where occurred_at < (select max(began_at) from"
    " atende.histories)), 'histories', (select count(*) from atende.histories)) from atende.facts"
)


def test_verify_says_that_it_can_be_restored_and_leaves_nothing(made):
    env, file = made
    done = atende("verify", str(file), env=env, seconds=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "can be restored" in done.stdout
    assert not list(Path(env["ATENDE_HOME"]).glob(".verify-*"))


def test_nothing_of_it_is_readable_without_the_recovery_key(made, tmp_path: Path):
    _, file = made
    content = file.read_bytes()
    assert WORDS.encode() not in content
    assert b"helena@clinicaipe.example" not in content
    assert content.startswith(b"age-encryption.org/v1")
    other = tmp_path / "other.key"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    done = atende("restore", str(file), "--key", str(other), env=environment(tmp_path / "home"))
    assert done.returncode == 1
    assert "another recovery key is needed" in done.stderr
    assert not (tmp_path / "home" / "pg").exists()


@pytest.mark.parametrize("harm", ["cut", "changed"])
def test_a_cut_or_changed_file_is_refused_and_what_is_here_stays(made, harm: str, tmp_path: Path):
    env, file = made
    content = bytearray(file.read_bytes())
    if harm == "cut":
        del content[-70_000:]
    else:
        content[len(content) // 2] ^= 1
    bad = tmp_path / "bad.backup"
    bad.write_bytes(content)
    before = _tree(Path(env["ATENDE_HOME"]) / "keys")
    done = atende("restore", str(bad), "--replace", env=env, seconds=180)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert "bad.backup cannot be read" in done.stderr or "could not be restored" in done.stderr
    assert _tree(Path(env["ATENDE_HOME"]) / "keys") == before
    status = json.loads(atende("db", "status", "--json", env=env).stdout)
    assert status["revision"] == status["newest_revision"]


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_role_that_does_not_see_every_row_is_refused_rather_than_given_fewer(own_database, tmp_path: Path):
    """As on a managed PostgreSQL whose administrator may neither bypass row security nor is a superuser (S40)."""

    async def weaken() -> None:
        connection = await asyncpg.connect(own_database.admin_url)
        try:
            await connection.execute(f"create role half_{own_database.name} login createrole password 'x'")
            await connection.execute(f"grant atende_owner to half_{own_database.name}")
            await connection.execute(f"grant select on all tables in schema atende to half_{own_database.name}")
            await connection.execute(f"grant usage on schema atende to half_{own_database.name}")
        finally:
            await connection.close()

    asyncio.run(weaken())
    weak = own_database.admin_url.replace(own_database.admin_url.split("//")[1].split("@")[0], f"half_{own_database.name}:x")
    env = environment(own_database.home, database_url=weak)
    assert (own_database.home / FILE).exists()
    done: subprocess.CompletedProcess[str] = atende("backup", str(tmp_path / "x.backup"), env=env)
    assert done.returncode == 1
    assert "does not see every row" in done.stderr
    assert list(tmp_path.glob("*.backup")) == []
