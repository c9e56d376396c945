"""The embedded server: made privately, started, stopped, killed, taken over; each broken state is one line."""

import os
import shutil
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from atende.core import roles
from atende.core.postgres import Server
from atende.core.postgres.binaries import program
from atende.core.postgres.cluster import check_room, explain, password_file
from atende.core.startup import StartupError
from tests.database import apart


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a database folder that was made and stopped cleanly; tests copy it."""
    home = tmp_path_factory.mktemp("made")
    server = Server(home)
    server.start()
    apart(_run(server.url("postgres"), "create table kept (n int); insert into kept values (42)"))
    server.stop()
    return home


@pytest.fixture
def server(stopped: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of its own, not running, whose table `kept` holds 42."""
    made = Server(_copy(stopped, tmp_path / "home"))
    yield made
    made.stop()


def _copy(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    for file in (source / "pg", *(source / "pg").rglob("*")):
        owner = file.stat()
        os.chown(target / file.relative_to(source), owner.st_uid, owner.st_gid)
    return target


async def _run(url: str, statement: str) -> None:
    connection = await roles.connect(url)
    await connection.execute(statement)
    await connection.close()


async def _ask(url: str, question: str) -> object:
    connection = await roles.connect(url)
    answer = await connection.fetchval(question)
    await connection.close()
    return answer


def _kept(server: Server) -> object:
    return apart(_ask(server.url("postgres"), "select n from kept"))


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_database_is_private(server: Server):
    server.start()
    assert _mode(server.data) == 0o700
    assert _mode(password_file(server.home)) == 0o600
    assert _mode(password_file(server.home).parent) == 0o700
    rules = [line for line in (server.data / "pg_hba.conf").read_text().splitlines() if not line.startswith("#")]
    assert rules == ["local all all scram-sha-256"]
    for question, answer in (
        ("show listen_addresses", ""),
        ("show unix_socket_permissions", "0700"),
        ("show fsync", "on"),
        ("show synchronous_commit", "on"),
        ("select datlocprovider::text || datlocale || encoding from pg_database where datname = 'postgres'", "bC.UTF-86"),
    ):
        assert apart(_ask(server.url("postgres"), question)) == answer


def test_a_wrong_password_is_refused(server: Server):
    server.start()
    url = server.url("postgres").replace(password_file(server.home).read_text().strip(), "guess")
    with pytest.raises(StartupError, match="password authentication failed"):
        apart(roles.connect(url))


def test_data_outlive_stop_and_start(server: Server):
    assert server.start() is True
    assert _kept(server) == 42
    server.stop()
    assert server.pid() is None
    server.stop()
    server.start()
    assert _kept(server) == 42


def test_a_running_server_is_taken_over(server: Server):
    server.start()
    other = Server(server.home)
    assert other.start() is False
    assert other.pid() == server.pid()
    assert _kept(other) == 42


def test_a_killed_server_starts_again(server: Server):
    server.start()
    apart(_run(server.url("postgres"), "update kept set n = 43"))
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    again = Server(server.home)
    while again.pid() is not None:
        time.sleep(0.01)
    again.start()
    assert _kept(again) == 43
    again.stop()


def test_a_leftover_pid_file_that_names_a_living_stranger_does_not_count(server: Server):
    file = server.data / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n{server.data}\n\n0 0\nready   \n")
    assert server.pid() is None
    server.start()
    assert _kept(server) == 42


@pytest.mark.parametrize("name", ["with space, comma and 'quote'", "x" * 120])
def test_any_path_will_do(stopped: Path, tmp_path: Path, name: str):
    server = Server(_copy(stopped, tmp_path / name))
    server.start()
    try:
        assert _kept(server) == 42
        socket = Path(server._pid_file()[4])
        assert socket == server.data or len(os.fsencode(socket)) < 60
        assert _mode(socket) == 0o700
    finally:
        server.stop()


def _lose_version(data: Path) -> None:
    (data / "PG_VERSION").unlink()


def _other_version(data: Path) -> None:
    (data / "PG_VERSION").write_text("15\n")


def _garbled_version(data: Path) -> None:
    (data / "PG_VERSION").write_bytes(b"\xff\x00")


def _lose_control(data: Path) -> None:
    (data / "global" / "pg_control").unlink()


def _garbled_control(data: Path) -> None:
    (data / "global" / "pg_control").write_bytes(os.urandom(8192))


def _lose_log(data: Path) -> None:
    for file in (data / "pg_wal").iterdir():
        if file.is_file():
            file.unlink()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_lose_version, "damaged: it is not empty and holds no PG_VERSION"),
        (_other_version, "was made by PostgreSQL 15, and this is PostgreSQL 18"),
        (_garbled_version, "PG_VERSION is unreadable"),
        (_lose_control, "damaged: global/pg_control is missing"),
        (_garbled_control, "damaged"),
        (_lose_log, "damaged"),
    ],
)
def test_a_broken_folder_is_one_clear_line(server: Server, damage, said: str):
    damage(server.data)
    with pytest.raises(StartupError) as refusal:
        server.start()
    line = str(refusal.value)
    assert said in line
    assert str(server.data) in line
    assert "\n" not in line


def test_a_lost_password_is_one_clear_line(server: Server):
    password_file(server.home).unlink()
    with pytest.raises(StartupError, match="password file"):
        server.start()


def test_a_full_disk_is_one_clear_line(tmp_path: Path):
    with pytest.raises(StartupError, match="is full"):
        check_room(tmp_path, 10**18)
    said = '2026-01-01 UTC [1] FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device'
    assert "is full" in str(explain(said, tmp_path / "pg", "The database does not start"))


def test_the_other_programs_come_with_it():
    for name in ("psql", "pg_dump", "pg_restore", "pgbench"):
        assert program(name).exists()
    with pytest.raises(StartupError, match="is missing"):
        program("no_such_program")


def test_the_server_never_runs_as_root_and_folders_above_get_execute_permission_only(stopped: Path, tmp_path: Path):
    above = tmp_path / "above"
    above.mkdir(mode=0o700)
    server = Server(_copy(stopped, above / "home"))
    server.start()
    try:
        runner = Path(f"/proc/{server.pid()}").stat().st_uid
        assert runner == server.data.stat().st_uid != 0
        is_other = runner != os.geteuid()
        assert _mode(above) == (0o701 if is_other else 0o700)
    finally:
        server.stop()


async def test_nobody_listens_on_the_network(database):
    """The shared server of the tests is configured like every other."""
    with pytest.raises(OSError, match=r"Connect call failed|refused"):
        await asyncpg.connect("postgresql://atende_admin:x@127.0.0.1:5432/postgres", timeout=5)
