"""Runs of the simulation, each in a process of its own that was forked from one in which everything is loaded: loading costs as much
as a hundred seeds.

As a program (`python -m tests.simulation.forked`) it is that process: a JSON list of words a line comes in, and what `python -m
tests.simulation` with these words printed and left with goes out, one line each, in turn."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from datetime import date
from typing import Any

from sqlalchemy.orm import configure_mappers

from atende.core.processes import dies_with_parent
from atende.knowledge.rules.hours import HolidayRule, holiday_name
from tests import database as databases


class Forks:
    """The process that is forked, begun with the first run. Whoever has it ends it with `close`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, *words: str) -> dict[str, Any]:
        """What came of `python -m tests.simulation --json` with these words. Time, identifiers and loop are the simulation's there."""
        if self._process is None:
            kept = {
                name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
            }  # compiled once is enough
            command = [sys.executable, "-m", "tests.simulation.forked"]
            # A set's order is a coincidence too.
            given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": kept | {"PYTHONHASHSEED": "0"}}
            self._process = subprocess.Popen(command, preexec_fn=dies_with_parent(signal.SIGKILL), **given)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(["--json", *words]) + "\n")
        self._process.stdin.flush()
        done = json.loads(self._process.stdout.readline())
        assert done["out"].startswith("{"), done["errors"]
        return json.loads(done["out"])

    def close(self) -> None:
        """It has ended, and whoever was forked from it."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:  # in the midst of a run that nobody waits for
                self._process.kill()
                self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


def main() -> None:
    """Serves until nobody asks any more."""
    from tests.simulation.__main__ import main as simulation

    configure_mappers()
    holiday_name(HolidayRule(), date.today())  # noqa: DTZ011 - any day: it loads the calendars of all countries
    if databases.VARIABLE not in os.environ:
        databases.announce()  # for all of them, and gone with this process
    begin = dies_with_parent(signal.SIGKILL)
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
            child = os.fork()
            if child == 0:
                begin() if begin else None
                os.dup2(out.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                _run(simulation, json.loads(line))
            os.waitpid(child, 0)
            out.seek(0)
            errors.seek(0)
            print(json.dumps({"out": out.read(), "errors": errors.read()[-3000:]}), flush=True)


def _run(simulation: Any, words: list[str]) -> None:
    code = 1
    try:
        sys.argv[1:] = words
        code = simulation()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # what is registered for the end of the process is the parent's


if __name__ == "__main__":
    main()
