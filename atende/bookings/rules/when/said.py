"""One mention of a day on its way into a wish."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from atende.bookings.rules.when.wish import Days, Problem, ProblemKind

_MOST_AHEAD = 62  # two months: every number but 31 is in them, and that in one of them


@dataclass(frozen=True, slots=True)
class Said:
    """Days as mentioned; None with a `problem`.

    `weekday`: it was named by one; `is_plain`: without anything that settles which ("terça"), so that a week or date beside it may.
    `is_wide`: a stretch that may hold such weekdays; `is_week`: a whole week by its name; `is_about`: a date counted in weeks or
    months, of whose week a weekday beside it is; `is_any`: any day was said to do. `other`: the day that may have been meant instead.
    `number`: a day said by its number only ("dia 25"), so that a month beside it may settle which; `bound`: what is after, from,
    until or before it. `doubt`: dates of which one is meant, and the words do not tell which ("amanhã, terça" on a Saturday)."""

    days: Days | None = None
    weekday: int | None = None
    other: date | None = None
    problem: Problem | None = None
    is_plain: bool = False
    is_wide: bool = False
    number: int | None = None
    bound: str | None = None
    is_week: bool = False
    is_about: bool = False
    is_any: bool = False
    doubt: tuple[date, ...] = ()

    def in_stretch(self, stretch: Days) -> "Said":
        """The day of that number in the stretch, where there is one; else as it was."""
        if self.number is None or self.days is None or (self.bound is None and stretch.holds(self.days.first)):
            return self
        for ahead in range(_MOST_AHEAD):
            on = stretch.first + timedelta(days=ahead)
            if on.day == self.number and stretch.holds(on):
                days = bounded(self.bound, Days(on, on), stretch.first) if self.bound else Days(on, on)
                return replace(self, days=days or self.days, other=None)
        return self


def bounded(relation: str, days: Days, today: date) -> Days | None:
    """What is after ("depois"), from ("desde"), until ("ate") or before ("antes") those days; None when that is over."""
    last = days.last or days.first
    if relation in ("depois", "desde"):
        return Days(last + timedelta(days=1) if relation == "depois" else days.first)
    end = last if relation == "ate" else days.first - timedelta(days=1)
    return Days(today, end) if end >= today else None


def date_said(on: date, other: date | None = None) -> Said:
    """That one date."""
    return Said(Days(on, on), other=other)


def doubtful(on: date, other: date) -> Said:
    """One of two dates; the first where it does not matter."""
    return Said(Days(on, on), other=other, doubt=(on, other))


def span_said(first: date, last: date, other: date | None = None) -> Said:
    """From one date to another."""
    return Said(Days(first, last), other=other, is_wide=True)


def told() -> Said:
    """A day of the past, as in a story: no wish, and worth a word only when nothing else was said."""
    return Said(problem=Problem(ProblemKind.PAST, is_told=True))
