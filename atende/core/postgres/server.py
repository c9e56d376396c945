"""Start and stop of the embedded PostgreSQL. A server that still runs from an earlier start is used as it is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from atende.core.postgres.account import Account, account_for, let_read_programs
from atende.core.postgres.binaries import program
from atende.core.postgres.cluster import (
    ADMINISTRATOR,
    CONNECTIONS,
    DATABASE,
    PORT,
    SOCKET_NAME,
    explain,
    no_room,
    password,
    prepare,
    socket_folder,
)
from atende.core.processes import dies_with_parent
from atende.core.startup import StartupError

_START_SECONDS = 120  # a server that replays its log after a crash answers late
_STOP_SECONDS = 60
_LEFTOVER_SECONDS = 10  # processes of a killed server let go of its shared memory within moments


class Server:
    """The embedded server of one ATENDE_HOME. Nothing runs and nothing is written before `start`."""

    def __init__(self, home: Path, *, durable: bool = True, connections: int = CONNECTIONS):
        self.home = home
        self.data = home / "pg"
        self.durable = durable
        self.connections = connections
        self._child: subprocess.Popen | None = None

    def start(self, *, with_parent: bool = True) -> bool:
        """The server accepts connections. False when it already ran and was taken over.

        With `with_parent` it shuts down cleanly by itself when this process dies. Raises `StartupError`.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            if self._await_leftover():
                return False
            account = account_for(self.data)
            let_read_programs(account)
            socket = prepare(self.home, self.data, account, durable=self.durable, connections=self.connections)
        except OSError as error:
            raise _system_error(error, self.home) from error
        deadline = time.monotonic() + _LEFTOVER_SECONDS
        while True:
            # `pid` has proved that whoever wrote these is gone; PostgreSQL itself would trust a number that is in use again.
            for leftover in (self.data / "postmaster.pid", socket / f"{SOCKET_NAME}.lock", socket / SOCKET_NAME):
                leftover.unlink(missing_ok=True)
            said = self._launch(account, with_parent)
            if said is None:
                return True
            is_leftover = "pre-existing shared memory" in said or "lock file" in said
            if not is_leftover or time.monotonic() > deadline:
                raise explain(said, self.data, "The database does not start")
            time.sleep(0.2)

    def stop(self) -> None:
        """The server has written everything down and is gone; nothing happens when it did not run."""
        pid = self.pid()
        if pid is None:
            return
        for order, seconds in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, 10)):
            try:
                os.kill(pid, order)
            except ProcessLookupError:
                break
            if self._await_end(pid, seconds):
                break
        else:
            raise StartupError(f"The database (process {pid}) did not stop", f"Its log is in {self.data / 'log'}")
        self._child = None

    def pid(self) -> int | None:
        """The running server's process, or None; a file left by a server that was killed does not count."""
        lines = self._pid_file()
        if lines and self._is_ours(int(lines[0])):
            return int(lines[0])
        return None

    def is_ready(self) -> bool:
        """True once the server accepts connections."""
        lines = self._pid_file()
        return len(lines) >= 8 and lines[7].strip() == "ready" and self._is_ours(int(lines[0]))

    def url(self, database: str = DATABASE) -> str:
        """The administrator's address (postgresql://, with the password) by the unix socket."""
        lines = self._pid_file()
        folder = lines[4].strip() if len(lines) >= 5 else str(socket_folder(self.data, account_for(self.data)))
        secret = quote(password(self.home), safe="")
        return f"postgresql://{ADMINISTRATOR}:{secret}@/{database}?host={quote(folder, safe='/')}&port={PORT}"

    def _launch(self, account: Account, with_parent: bool) -> str | None:
        """None when the server is ready, otherwise what it said before it gave up."""
        sizes = {path: path.stat().st_size for path in (self.data / "log").glob("*.log")}
        logs = self.home / "logs"
        logs.mkdir(exist_ok=True)
        first_words = logs / "postgres-start.log"
        with first_words.open("wb") as log:
            os.chmod(first_words, 0o600)
            child = subprocess.Popen(  # noqa: S603 - our own program, fixed words
                [program("postgres"), "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C of a terminal is for the supervisor, which stops us last
                preexec_fn=dies_with_parent(signal.SIGINT) if with_parent else None,
                **account.popen(),
            )
        deadline = time.monotonic() + _START_SECONDS
        while child.poll() is None:
            if self.is_ready():
                self._child = child
                return None
            if time.monotonic() > deadline:
                child.send_signal(signal.SIGQUIT)
                child.wait(10)
                return f"FATAL: not ready after {_START_SECONDS} seconds"
            time.sleep(0.02)
        said = first_words.read_text(errors="replace")
        for path in sorted((self.data / "log").glob("*.log")):
            with path.open("rb") as log:
                log.seek(sizes.get(path, 0))
                said += log.read().decode(errors="replace")
        return said

    def _await_leftover(self) -> bool:
        """True when a server of an earlier start is there and ready; one that is going down is waited for."""
        deadline = time.monotonic() + _START_SECONDS
        while (pid := self.pid()) is not None:
            if self.is_ready():
                return True
            if time.monotonic() > deadline:
                raise StartupError(f"The database (process {pid}) neither starts nor stops", "Stop that process")
            time.sleep(0.05)
        return False

    def _await_end(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._child is not None and self._child.pid == pid:
                if self._child.poll() is not None:
                    return True
            elif not self._is_ours(pid):
                return True
            time.sleep(0.02)
        return False

    def _pid_file(self) -> list[str]:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []
        return lines if lines and lines[0].strip().isdigit() else []

    def _is_ours(self, pid: int) -> bool:
        """A process number may belong to somebody else by now; PostgreSQL works inside its data folder."""
        if self._child is not None and self._child.pid == pid and self._child.poll() is not None:
            return False
        if sys.platform == "linux":
            try:
                return os.readlink(f"/proc/{pid}/cwd") == str(self.data)
            except OSError:
                return False
        found = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        return "postgres" in found.stdout


def _system_error(error: OSError, home: Path) -> StartupError:
    if error.errno in (28, 122):
        return no_room(home)
    return StartupError(
        f"The folder {error.filename or home} cannot be used ({error.strerror})",
        "Give this user the right to write there, or set ATENDE_HOME to another folder",
    )
