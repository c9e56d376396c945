"""Programs that stand around Atende, as `make programs` left them; and starting one of them for a test."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from atende.core.processes import dies_with_parent

BIN = Path(__file__).resolve().parent.parent / ".venv" / "programs" / "bin"


def program(name: str) -> str:
    """The path of `name`; a test that needs one which is not there fails and says what to do."""
    path = BIN / name
    assert os.access(path, os.X_OK), f"{name} is not in .venv/programs: run `make programs`"
    return str(path)


@contextmanager
def running(command: Sequence[str], log: Path, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen]:
    """`command` runs, its output in `log`, and has ended afterwards."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, preexec_fn=dies_with_parent(signal.SIGKILL)
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
