"""The refusal to start: one clear line for the person who installs, never a traceback."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

# What a disk or the machine refuses, and no server of a database: full, over its quota, broken, read-only, too many open files.
OF_THE_MACHINE = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG),
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM),
}
FULL = {errno.ENOSPC, errno.EDQUOT}


class StartupError(Exception):
    """Something about this machine or its settings keeps Atende from starting.

    `message` says what is wrong, `hint` what to do about it; commands print both on one line and leave with code 1.
    """

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


@contextlib.contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """An error of the system in this block names `path`, when it names nothing: a full disk does not say which."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = str(path)
        raise
