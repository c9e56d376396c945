"""The clocks there are, and when each is changed."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"localtime"})


@cache
def changes(name: str) -> tuple[tuple[datetime, timedelta], ...]:
    """When this clock is changed in ten years, and by how much it is ahead from then on."""
    zone, found = ZoneInfo(name), []
    at, offset = SINCE, SINCE.astimezone(zone).utcoffset()
    while at < UNTIL:
        later = at + timedelta(days=7)
        if later.astimezone(zone).utcoffset() != offset:
            low, high = at, later
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == offset else (low, middle)
            moment = high.replace(second=0, microsecond=0)
            offset = later.astimezone(zone).utcoffset()
            assert offset is not None
            found.append((moment, offset))
        at = later
    return tuple(found)


def clocks() -> list[str]:
    """One zone for each kind of clock: those that show the same for ten years are one kind."""
    kinds = {(SINCE.astimezone(ZoneInfo(name)).utcoffset(), changes(name)): name for name in reversed(ZONES)}
    return sorted(kinds.values())
