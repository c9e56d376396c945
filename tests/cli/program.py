"""The command `atende` as a process of its own."""

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path


def environment(home: Path, **settings: str | int) -> dict[str, str]:
    """Variables for one install; nothing of the machine's own settings. Compiled code is kept, as in any install: without it
    every start would take seconds of compiling."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ATENDE_", "PYTHONDONTWRITE"))}
    return kept | {"ATENDE_HOME": str(home)} | {f"ATENDE_{name.upper()}": str(value) for name, value in settings.items()}


def atende(*words: str, env: dict[str, str], seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "atende", *words], env=env, capture_output=True, text=True, timeout=seconds, check=False
    )


def free_port() -> int:
    """A port nobody listens on, below those from which connections get theirs: one of those could be taken by any connection on this
    machine until somebody listens there."""
    return _free(1)


def two_ports() -> int:
    """A free port whose next one is free too, as `free_port`."""
    return _free(2)


def _free(count: int) -> int:
    while True:
        first = 12_000 + 2 * secrets.randbelow(10_000)
        with contextlib.ExitStack() as probes:
            try:
                for port in range(first, first + count):
                    probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first


class Running:
    """`atende run`, started and ready; `lines` is what it printed."""

    def __init__(self, env: dict[str, str], log: Path, command: tuple[str, ...] = (sys.executable, "-m", "atende")):
        self.log = log
        with log.open("w") as out:
            self.process = subprocess.Popen([*command, "run"], env=env, cwd=log.parent, stdout=out, stderr=out)
        self.wait_for("Ctrl-C stops everything")

    def wait_for(self, words: str, *, seconds: float = 240) -> None:
        """The words stand in what it printed."""
        deadline = time.monotonic() + seconds
        while words not in self.printed():
            assert self.process.poll() is None, f"it ended: {self.printed()}"
            assert time.monotonic() < deadline, f"it did not say {words!r}: {self.printed()}"
            time.sleep(0.05)

    def printed(self) -> str:
        """Everything so far, with lines that were folded put together."""
        return re.sub(r"\s+", " ", self.log.read_text())

    def children(self) -> dict[str, int]:
        """Its processes by name: postgres, web, worker, sandbox."""
        found = {}
        listing = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        for line in listing.stdout.splitlines():
            pid, _, command = line.strip().partition(" ")
            name = "postgres" if "bin/postgres" in command else command.rpartition(" ")[2]
            found[name] = int(pid)
        return found

    def stop(self, order: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code."""
        self.process.send_signal(order)
        return self.process.wait(60)


def is_alive(pid: int) -> bool:
    """Whether a process of this number does anything; one that only waits to be counted does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_until(question, *, seconds: float = 60) -> None:
    """`question()` is true."""
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)
