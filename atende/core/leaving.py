"""A process that was told to end and still serves: it says so on `/ready`, closes each connection with its answer and sends
streams elsewhere, so that whoever stands in front loses no request."""

import random
import time

_until: float | None = None  # when it ends; None: it was not told to


def begin(seconds: float) -> None:
    """From here on the process says that it leaves; it serves for `seconds` more."""
    global _until
    _until = time.monotonic() + seconds


def is_leaving() -> bool:
    """Whether it was told to end."""
    return _until is not None


def stay() -> None:
    """It does not leave after all; for tests, where one process is many."""
    global _until
    _until = None


def moment() -> float:
    """Seconds from now, each time others, in the first half of the time that is left: clients whose connections stay open are sent
    away then, and come back elsewhere one by one."""
    return random.uniform(0, max(0.0, (_until or 0.0) - time.monotonic()) / 2)  # noqa: S311 - spreads clients, guards nothing
