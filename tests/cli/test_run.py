"""`atende run` with all its processes: start, stop, kill -9, restarts, and each thing that keeps it from starting."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Running, atende, environment, is_alive, two_ports, wait_until


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "home", port=two_ports(), demo="false")


@pytest.fixture
def running(env: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    made = Running(env, tmp_path / "out")
    yield made
    if made.process.poll() is None:
        made.stop()


def _answer(env: dict[str, str], path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{env['ATENDE_PORT']}{path}", timeout=10) as answer:
        return answer.status


def _is_ready(env: dict[str, str]) -> bool:
    try:
        return _answer(env, "/ready") == 200
    except OSError:
        return False


def test_it_survives_deaths_of_its_parts_and_its_own_and_stops_when_told(running: Running, env: dict[str, str], tmp_path: Path):
    """One story, for each start costs seconds: a second starter, deaths one by one, kill -9 of all, a new start, SIGTERM."""
    assert f"http://127.0.0.1:{env['ATENDE_PORT']}" in running.printed()
    assert "Nobody has an account yet. Make the first: atende user new --superuser" in running.printed()
    assert _is_ready(env)
    assert set(running.children()) == {"postgres", "web", "worker", "sandbox"}
    second = atende("run", env=env)
    assert (second.returncode, second.stderr.count("\n")) == (1, 1)
    assert f"already running on {env['ATENDE_HOME']} (pid {running.process.pid})" in second.stderr

    for name in ("web", "worker", "sandbox", "postgres"):
        before = running.children()[name]
        os.kill(before, signal.SIGKILL)
        wait_until(lambda name=name, before=before: running.children().get(name, before) != before)
    wait_until(lambda: _is_ready(env))
    for event in ('"process": "web"', "database_died", "database_restarted"):
        assert event in running.printed()

    children = running.children()
    running.stop(signal.SIGKILL)
    wait_until(lambda: not any(is_alive(pid) for pid in children.values()))

    again = Running(env, tmp_path / "again")
    assert _is_ready(env)
    children = again.children()
    assert again.stop(signal.SIGTERM) == 0
    assert "the data are kept" in again.printed()
    assert not any(is_alive(pid) for pid in children.values())
    status = atende("db", "status", "--json", env=env)
    assert status.returncode == 0
    assert "embedded" in status.stdout


def test_ctrl_c_while_it_starts_stops_it(env: dict[str, str], tmp_path: Path):
    with (tmp_path / "out").open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "atende", "run"], env=env, stdout=out, stderr=out)
    wait_until(lambda: (Path(env["ATENDE_HOME"]) / "pg" / "postmaster.pid").exists() or process.poll() is not None)
    assert process.poll() is None, (tmp_path / "out").read_text()
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not (Path(env["ATENDE_HOME"]) / "pg" / "postmaster.pid").exists()


@pytest.mark.parametrize(("offset", "setting"), [(0, "ATENDE_PORT"), (1, "ATENDE_SANDBOX_PORT")])
def test_a_taken_port_is_one_line_that_names_the_setting(env: dict[str, str], offset: int, setting: str):
    port = int(env["ATENDE_PORT"]) + offset
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        done = atende("run", env=env)
    assert done.returncode == 1
    assert done.stderr == f"atende: Port {port} on 127.0.0.1 is taken by another program. Set {setting} to a free port\n"
    assert not (Path(env["ATENDE_HOME"]) / "pg").exists()


def test_a_broken_database_folder_is_one_line(env: dict[str, str]):
    folder = Path(env["ATENDE_HOME"]) / "pg"
    folder.mkdir(parents=True)
    (folder / "something").touch()
    done = atende("run", env=env)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"The database folder {folder} is damaged" in done.stderr


def test_a_home_that_cannot_be_written_is_one_line(tmp_path: Path):
    (tmp_path / "file").touch()
    done = atende("run", env=environment(tmp_path / "file" / "home"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "ATENDE_HOME" in done.stderr


def test_an_unreachable_database_is_one_line_without_the_password(env: dict[str, str]):
    done = atende("run", env=env | {"ATENDE_DATABASE_URL": "postgresql://someone:hidden@127.0.0.1:1/none"})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be reached" in done.stderr
    assert "hidden" not in done.stderr
