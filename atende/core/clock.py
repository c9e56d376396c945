"""The one place that asks what time it is, so that tests can answer."""

from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC) + _offset


def shift(by: timedelta) -> None:
    """Move this process's clock by `by` from the real one; `timedelta()` puts it right again. For tests and demos."""
    global _offset
    _offset = by
