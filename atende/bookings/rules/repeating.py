"""When a series begins, again and again: the same local time on each of its dates, whatever clocks do meanwhile."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST_SERVICES = 6  # of one visit
MOST = 104  # appointments of one series: two years of weeks
LONGEST = timedelta(days=731)


class Unit(StrEnum):
    """What is counted between two of a series."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"  # on the same date, or the last one of a shorter month


@dataclass(frozen=True, slots=True)
class Repeat:
    """Every so many days, weeks or months; so many in all, or none after a date."""

    every: int
    unit: Unit
    count: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))  # a word that is none is no day

    def on(self, first: date, n: int) -> date:
        """The date of the one that is `n` after the first."""
        if self.unit is Unit.MONTH:
            months = first.month - 1 + n * self.every
            year, month = first.year + months // 12, months % 12 + 1
            return date(year, month, min(first.day, monthrange(year, month)[1]))
        return first + n * (timedelta(weeks=self.every) if self.unit is Unit.WEEK else timedelta(days=self.every))


def dates(first: date, repeat: Repeat) -> list[date]:
    """On which dates, the first one first; at most one more than `MOST`, so that too many are seen to be."""
    found: list[date] = []
    on = first
    while (
        len(found) <= MOST
        and (repeat.count is None or len(found) < repeat.count)
        and (repeat.until is None or on <= repeat.until)
    ):
        found.append(on)
        on = repeat.on(first, len(found))
    return found


def starts(first: datetime, zone: ZoneInfo, repeat: Repeat, begin: Callable[[datetime, ZoneInfo], datetime]) -> list[datetime]:
    """The instants (UTC) at which it begins. `begin` says which instant a local time means (`first_instant` of opening hours): in an hour
    that comes twice the first one, and where the clock leaps over it the moment of the leap. The first is the instant that was given."""
    local = first.astimezone(zone)
    clock = local.time().replace(fold=0)
    later = dates(local.date(), repeat)[1:]
    return [first.astimezone(UTC), *(begin(datetime.combine(on, clock), zone).astimezone(UTC) for on in later)]


def moved(at: datetime, zone: ZoneInfo, days: int, clock: time, begin: Callable[[datetime, ZoneInfo], datetime]) -> datetime:
    """So many dates away, at that time of the clock."""
    on = at.astimezone(zone).date() + timedelta(days=days)
    return begin(datetime.combine(on, clock.replace(fold=0)), zone).astimezone(UTC)
