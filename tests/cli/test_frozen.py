"""A database or a web process that takes the question and never answers: each command ends, and says who does not answer."""

import contextlib
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from atende.core.addresses import FILE
from tests.cli.program import atende, environment
from tests.database import Database

LONG = 240.0  # seconds; far more than any command may wait for an answer, for a machine that has other things to do


class Relay:
    """A port in front of a real database that passes everything on, until somebody says `word`: from then on it takes what is
    said, on every line, and nothing comes back. Without a database nothing ever comes back."""

    def __init__(self, folder: str | None = None, word: bytes = b""):
        self.is_frozen = folder is None
        self._place, self._word = f"{folder}/.s.PGSQL.5432", word
        self._ear = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def port(self) -> int:
        return self._ear.getsockname()[1]

    def close(self) -> None:
        """Nobody listens any more."""
        for line in (self._ear, *self._lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _take(self) -> None:
        while True:
            try:
                line, _ = self._ear.accept()
            except OSError:
                return
            self._lines.append(line)
            if self.is_frozen:
                continue
            there = socket.socket(socket.AF_UNIX)
            there.connect(self._place)
            self._lines.append(there)
            for one, other, is_asking in ((line, there, True), (there, line, False)):
                threading.Thread(target=self._pass_on, args=(one, other, is_asking), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, is_asking: bool) -> None:
        try:
            while said := one.recv(65536):
                if is_asking and self._word in said and self._word:
                    self.is_frozen = True
                if not self.is_frozen:
                    other.sendall(said)
            if not self.is_frozen:
                other.shutdown(socket.SHUT_WR)
        except OSError:
            return


@pytest.fixture
def relays() -> Iterator[list[Relay]]:
    made: list[Relay] = []
    yield made
    for relay in made:
        relay.close()


def _behind(relay: Relay, database: Database, home: Path) -> dict[str, str]:
    """The settings of an install whose database is reached by that port."""

    def moved(url: str) -> str:
        return re.sub(r"@[^/]*/([^?]*)\?.*", rf"@127.0.0.1:{relay.port}/\1", url)

    home.mkdir()
    lines = database.home.joinpath(FILE).read_text().splitlines()
    home.joinpath(FILE).write_text("\n".join(moved(line) for line in lines) + "\n")
    return environment(home, database_url=moved(database.admin_url))


def _folder(database: Database) -> str:
    return parse_qs(urlsplit(database.admin_url).query)["host"][0]


def _said(commands: list[list[str]], env: dict[str, str], folder: Path) -> dict[str, tuple[int, str]]:
    """Exit code and words of each, all begun at once: each waits, and none does much."""
    words = [sys.executable, "-m", "atende"]
    begun = {
        " ".join(command): subprocess.Popen(
            [*words, *command], env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for command in commands
    }
    try:
        return {name: (process.wait(LONG), process.communicate()[0]) for name, process in begun.items()}
    finally:
        for process in begun.values():
            process.kill()
            process.wait()


def _told(found: dict[str, tuple[int, str]]) -> None:
    for name, (code, said) in found.items():
        assert code != 0, name
        assert "Traceback" not in said, f"{name}: {said}"
        assert re.search(r"does not answer|stopped answering|cannot be reached|timeout expired", said), f"{name}: {said}"


def test_a_database_that_takes_the_line_and_says_nothing_is_told(own_database: Database, tmp_path: Path, relays: list[Relay]):
    relays.append(Relay())
    commands = [
        *(["status"], ["check"], ["backup"], ["keys", "rotate"], ["db", "status"]),
        *(["db", "dump", "dumped"], ["db", "psql", "-c", "select 1"]),
    ]
    _told(_said(commands, _behind(relays[0], own_database, tmp_path / "home"), tmp_path))
    assert not list(tmp_path.glob("*dumped*"))


@pytest.mark.parametrize(
    ("command", "word"),
    [("status", b"pg_stat_activity"), ("check", b"accounts_tenants"), ("backup", b"lock_timeout")],
    ids=["status", "check", "backup"],
)
def test_a_database_that_stops_answering_in_the_midst_is_told(
    own_database: Database, tmp_path: Path, relays: list[Relay], command: str, word: bytes
):
    """`lock_timeout` is the first that pg_dump says once it is connected."""
    relays.append(Relay(_folder(own_database), word))
    _told(_said([[command]], _behind(relays[0], own_database, tmp_path / "home"), tmp_path))
    assert relays[0].is_frozen, "nobody said that word"
    assert not list((tmp_path / "home" / "backups").glob("*")), "nothing half is left"


def test_a_web_process_that_takes_the_question_and_says_nothing_is_told(
    own_database: Database, tmp_path: Path, relays: list[Relay]
):
    relays.append(Relay())
    env = environment(own_database.home, port=relays[0].port) | own_database.environment()
    done = atende("status", env=env, seconds=LONG)
    assert (done.returncode, "The web process takes connections and does not answer" in done.stdout) == (1, True), done
    done = atende("status", "--json", env=env, seconds=LONG)
    assert json.loads(done.stdout)["problems"] == ["no_worker", "web_silent"]
    relays[0].close()
    done = atende("status", "--json", env=env, seconds=LONG)
    assert json.loads(done.stdout)["problems"] == ["no_worker"], "where nobody listens it is taken to be elsewhere"
