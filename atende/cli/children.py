"""One process that `atende run` keeps alive: started, watched, started again with a growing pause, stopped."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from atende.core.processes import dies_with_parent

_LONGEST_PAUSE = 30.0  # seconds between two starts of a process that keeps dying
_CALM = 60.0  # seconds after which a process counts as healthy again
_LAST = 20  # lines of a log in which the reason stands
_LARGEST_LOG = 20_000_000  # bytes; the log before that is kept once


class Child:
    """`atende <name>` as a process whose output goes to a file; it never outlives us, however we end."""

    def __init__(self, name: str, folder: Path):
        self.name = name
        self.log = folder / f"{name}.log"
        self.starts = 0
        self.pause = 0.0
        self._process: subprocess.Popen | None = None
        self._started_at = 0.0
        self._due_at = 0.0

    def start(self) -> None:
        """The process runs; its log goes on where it was."""
        self.log.parent.mkdir(exist_ok=True)
        with open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, fixed words
                [sys.executable, "-m", "atende", self.name],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the supervisor, which then stops everything in order
                preexec_fn=dies_with_parent(signal.SIGKILL),
            )
        self.starts += 1
        self._started_at = time.monotonic()

    def look(self) -> int | None:
        """The exit code when the process was found dead just now, else None; starts it again once its pause is over."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._due_at:
                self.start()
            return None
        self._limit_log()
        code = self._process.poll()
        if code is None:
            return None
        self._process = None
        self.pause = 0.0 if now - self._started_at > _CALM else min(_LONGEST_PAUSE, max(0.5, self.pause * 2))
        self._due_at = now + self.pause
        return code

    def terminate(self) -> None:
        """The process is asked to finish what it does and leave."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def join(self, seconds: float) -> None:
        """The process is gone; after `seconds` it is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def last_words(self) -> str:
        """The last line of its log that says why: the server's own that it did not start comes after it."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return next((said for line in reversed(lines[-_LAST:]) if (said := _told(line))), "it said nothing")

    def _limit_log(self) -> None:
        """Copied and emptied in place, for the process holds the file open; lines written in between may be lost."""
        if self.log.stat().st_size > _LARGEST_LOG:
            shutil.copy2(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)


def _told(line: str) -> str:
    """What a line of a log says to whoever reads one sentence; nothing where it is the server's."""
    try:
        said = json.loads(line)
    except ValueError:
        return line.removeprefix("atende: ")
    if not isinstance(said, dict) or said.get("logger") == "uvicorn.error":
        return ""
    broken = next(iter(said.get("exception") or ()), None)
    places = [f"{broken['type']} at {broken['at'][-1]}"] if broken and broken.get("at") else []
    return ": ".join([str(said.get("problem") or said.get("event")), *places])
