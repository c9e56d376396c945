"""One starter per ATENDE_HOME."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from atende.core.startup import StartupError, writing_to


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Nobody else starts or stops the processes of this home meanwhile; raises `StartupError` when somebody does already.

    The operating system lets go of the lock when this process ends, however it ends.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = open(home / "run.lock", "a+")  # noqa: SIM115 - closed below, after the work
    except OSError as error:
        raise StartupError(
            f"The folder {home} cannot be used ({error.strerror})", "Set ATENDE_HOME to a folder that this user may write to"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise StartupError(
                f"Atende is already running on {home} (pid {file.read().strip() or 'unknown'})",
                "Stop it first, or set ATENDE_HOME to another folder",
            ) from None
        with writing_to(home / "run.lock"):
            file.seek(0)
            file.truncate()
            file.write(str(os.getpid()))
            file.flush()
        yield
