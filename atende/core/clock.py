"""The one place that asks what time it is, so that tests can answer."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_offset = timedelta()
_wall: Callable[[], datetime] | None = None
_steady: Callable[[], float] = time.monotonic


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return (_wall() if _wall else datetime.now(UTC)) + _offset


def steady() -> float:
    """Seconds of a clock that only goes forward, whatever happens to the date: for leases and paces. It runs on while a process
    is stopped."""
    return _steady()


def shift(by: timedelta) -> None:
    """Move this process's clock by `by` from the real one; `timedelta()` puts it right again. For tests and demos."""
    global _offset
    _offset = by


def keep(wall: Callable[[], datetime] | None = None, steady: Callable[[], float] | None = None) -> None:
    """From here on these tell the time in place of the machine; without them the machine does again. For simulations."""
    global _wall, _steady
    _wall, _steady = wall, steady or time.monotonic
