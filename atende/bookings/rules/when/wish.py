"""What was understood: a wish of choices, each with days and parts of the day. Local calendar dates and minutes after midnight of
the business's place; never an instant, so that a clock change neither loses nor doubles a day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

DAY_MINUTES = 24 * 60
EVERY_DAY: frozenset[int] = frozenset(range(7))
_ONE = timedelta(days=1)


class Pick(StrEnum):
    """Which of the free times, where somebody leaves it to us."""

    FIRST = "first"
    LAST = "last"


class ProblemKind(StrEnum):
    """Why something said is no date to book."""

    PAST = "past"
    NO_SUCH_DATE = "no such date"
    NO_SUCH_TIME = "no such time"
    NO_SUCH_WEEKDAY = "no such weekday"  # in the days that were said with it


@dataclass(frozen=True, slots=True)
class Problem:
    """Something said that can be no appointment; `said` is the date or time as typed ("30/02", "25:00"), empty where there is none to
    repeat. `is_told`: a day of the past as in a story ("ontem"), which may not have been meant as a wish at all."""

    kind: ProblemKind
    said: str = ""
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day in which an appointment may start: from minute `start` on, before minute `end`. Equal means exactly then."""

    start: int = 0
    end: int = DAY_MINUTES

    @property
    def is_exact(self) -> bool:
        """One time, not a span."""
        return self.start == self.end

    def holds(self, minute: int) -> bool:
        """Whether an appointment that starts then is within."""
        return minute == self.start or self.start <= minute < self.end

    def within(self, other: "Part") -> "Part | None":
        """What both have; None for nothing."""
        if self.is_exact or other.is_exact:
            exact, span = (self, other) if self.is_exact else (other, self)
            return exact if span.holds(exact.start) else None
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Part(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Days:
    """Dates from `first` to `last` (None: no end in sight), only these weekdays (0 is Monday; empty: all). `is_recurring` where it was
    said as a habit ("toda terça"), which is more than one appointment."""

    first: date
    last: date | None = None
    weekdays: frozenset[int] = frozenset()
    is_recurring: bool = False

    def holds(self, on: date) -> bool:
        """Whether that date is one of them."""
        within = self.first <= on and (self.last is None or on <= self.last)
        return within and (not self.weekdays or on.weekday() in self.weekdays)

    def within(self, other: "Days") -> "Days | None":
        """What both have; None for nothing."""
        weekdays = (self.weekdays or EVERY_DAY) & (other.weekdays or EVERY_DAY)
        ends = [d for d in (self.last, other.last) if d is not None]
        is_recurring = self.is_recurring or other.is_recurring
        return tight(Days(max(self.first, other.first), min(ends, default=None), weekdays, is_recurring)) if weekdays else None

    @property
    def only(self) -> date | None:
        """The date, when there is but one."""
        return self.first if self.first == self.last else None


def tight(days: Days) -> Days | None:
    """The same dates, written in the one shortest way; None when there are none."""
    weekdays = frozenset() if days.weekdays == EVERY_DAY else days.weekdays
    first, last = days.first, days.last
    if weekdays and last is not None:
        while first.weekday() not in weekdays:
            first += _ONE
        while last >= first and last.weekday() not in weekdays:
            last -= _ONE
        if last - first < timedelta(days=7):
            span = {(first + timedelta(days=n)).weekday() for n in range((last - first).days + 1)}
            weekdays = frozenset() if weekdays >= span else weekdays & span
    if last is not None and last < first:
        return None
    if first == last:  # one date recurs with nothing
        return Days(first, last)
    return Days(first, last, weekdays, days.is_recurring)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that would suit: these days, in one of these parts (the first is liked best or likelier meant; none: at any time)."""

    days: Days
    parts: tuple[Part, ...] = ()
    pick: Pick | None = None

    def place(self, start: datetime) -> int | None:
        """Which of the parts (0 is best) an appointment that starts at this local time is in; None when it does not suit."""
        if not self.days.holds(start.date()):
            return None
        minute = start.hour * 60 + start.minute
        return next((n for n, part in enumerate(self.parts) if part.holds(minute)), None) if self.parts else 0

    def dates(self, until: date) -> Iterator[date]:
        """The dates that suit, in order, none after `until`."""
        on, last = self.days.first, min(until, self.days.last or until)
        while on <= last:
            if self.days.holds(on):
                yield on
            on += _ONE


@dataclass(frozen=True, slots=True)
class Wish:
    """Choices, the best first; `others`: days that may have been meant instead of the default (ask when it matters); `problems`: what
    was said and cannot be; `refused`: minutes of a day at which nothing suits, whichever the choice ("10h não dá"). `is_any_day`: it
    was said that any day suits, which is more than naming none. `unsure`: choices of which only one is meant, because the words contradict
    each other ("amanhã, terça" on a Saturday) or name no date there is: to be asked, not acted on. A wish without choices has problems."""

    choices: tuple[Choice, ...]
    others: tuple[date, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: tuple[int, ...] = ()
    is_any_day: bool = field(default=False, compare=False)
    unsure: tuple[Choice, ...] = field(default=(), compare=False)

    def rank(self, start: datetime) -> tuple[int, int] | None:
        """How well a start at this local time suits, smaller is better; None when it does not."""
        if start.hour * 60 + start.minute in self.refused:
            return None
        for n, choice in enumerate(self.choices):
            place = choice.place(start)
            if place is not None:
                return n, place
        return None

    def settled(self, is_open: Callable[[date, int], bool]) -> "Wish":
        """The same without the exact times at which it is closed ("às 8" is eight in the morning where nobody works in the evening);
        `is_open` is asked for a date and a minute of it, of the first week that suits. What would leave nothing stays as it was."""
        return replace(self, choices=tuple(_settled(choice, is_open) for choice in self.choices))

    def sorted(self, starts: Iterator[datetime] | list[datetime]) -> list[datetime]:
        """Of these local times those that suit, the best first; the later first where the last free time was asked for."""
        found = [(rank, start) for start in starts if (rank := self.rank(start)) is not None]
        found.sort(key=lambda pair: pair[1])
        if self.choices and self.choices[0].pick is Pick.LAST:
            found.reverse()
        return [start for _, start in sorted(found, key=lambda pair: pair[0])]


def _settled(choice: Choice, is_open: Callable[[date, int], bool]) -> Choice:
    dates = list(choice.dates(choice.days.first + timedelta(days=6)))
    kept = tuple(part for part in choice.parts if not part.is_exact or any(is_open(on, part.start) for on in dates))
    return replace(choice, parts=kept) if kept else choice
