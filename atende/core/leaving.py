"""A process that was told to end and still serves: it says so on `/ready`, closes each connection with its answer and sends
streams elsewhere, so that whoever stands in front loses no request."""

import asyncio
import random
import time

_over = asyncio.Event()
_until = 0.0


def begin(seconds: float) -> None:
    """From here on the process says that it leaves; it serves for `seconds` more. Called on the loop that serves."""
    global _until
    _until = time.monotonic() + seconds
    _over.set()


def is_leaving() -> bool:
    """Whether it was told to end."""
    return _over.is_set()


def stay() -> None:
    """It does not leave after all; for tests, where one process is many."""
    _over.clear()


async def begun() -> None:
    """Returns when this process leaves, each caller at its own moment of the first half of the time that is left: their
    clients come back elsewhere one by one."""
    await _over.wait()
    left = max(0.0, _until - time.monotonic())
    await asyncio.sleep(random.uniform(0, left / 2))  # noqa: S311 - spreads clients, guards nothing
