"""(e) Free slots: the engine against Cal.com's published functions, on the same calendars; and the whole question with 100,000
appointments stored."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as Clock
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from atende.bookings.rules.slots import Shape, Slot, Time, Window, slots
from atende.kit.spans import Span
from atende.knowledge.rules.hours import DateException, Hours, Period, stretches
from bench import bookings
from bench.calcom import Rival
from bench.figures import Figure
from tests.install import Business, Install

ROUNDS = 21
WARM = 5
DAYS = 30
FIRST = date(2027, 3, 2)  # clocks are changed on the 14th in North America, on the 28th in Europe
ZONES = ["America/New_York"] * 3 + ["America/Sao_Paulo"] * 3 + ["Europe/Lisbon"] * 3 + ["America/St_Johns"]
SHAPE = Shape(duration=30 * 60, before=5 * 60, after=10 * 60, step=15 * 60)
BUSY = 10  # appointments a day


@dataclass(slots=True)
class Person:
    """A professional's calendar in both sides' words. `weekly`: weekdays (Sunday is 0), from and to in minutes of the day;
    `overrides`: a date that differs, no time at all when both are 0."""

    zone: str
    weekly: list[tuple[list[int], int, int]]
    overrides: list[tuple[str, int, int]]
    busy: list[Span]
    hours: Hours = field(init=False)

    def __post_init__(self) -> None:
        week: list[list[Period]] = [[] for _ in range(7)]
        for days, start, end in self.weekly:
            for day in days:
                week[(day - 1) % 7].append(_period(start, end))
        dates: dict[str, list[Period]] = {}
        for on, start, end in self.overrides:
            dates.setdefault(on, []).extend([_period(start, end)] if start < end else [])
        exceptions = tuple(DateException(date.fromisoformat(on), tuple(periods)) for on, periods in dates.items())
        self.hours = Hours(tuple(tuple(sorted(day)) for day in week), exceptions)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What both sides are asked: appointments that lie wholly in `[since, until)` and begin at or after `not_before`."""

    people: list[Person]
    since: int
    until: int
    not_before: int

    def told(self) -> dict[str, Any]:
        """The same for Cal.com."""
        people = [{"zone": p.zone, "weekly": p.weekly, "overrides": p.overrides, "busy": p.busy} for p in self.people]
        times = {"since": self.since, "until": self.until, "not_before": self.not_before}
        shape = {"duration": SHAPE.duration, "before": SHAPE.before, "after": SHAPE.after, "step": SHAPE.step}
        return {"people": people, **times, **shape}


def measure(install: Install, _businesses: list[Business]) -> list[Figure]:
    """P5, both halves."""
    return [_engine(), bookings.figure(install)]


def _engine() -> Figure:
    calendar = _calendar()
    with Rival(calendar.told()) as rival:
        count = _equal(_of_each(_ours(calendar)), rival.starts)
        for _ in range(WARM):
            _ours(calendar)
            rival.round()
        ours, theirs = [], []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            _ours(calendar)
            ours.append(time.perf_counter() - begun)
            theirs.append(rival.round())
    note = f"{DAYS} days each, {BUSY} appointments a day, 4 zones; the same {count:,} slots on both sides"
    our_rate, their_rate = (len(ZONES) / median(times) for times in (ours, theirs))
    return Figure(
        "professionals searched for slots", our_rate, "Cal.com's functions, node", their_rate, note, goal="≥ 10", runs=ROUNDS
    )


def _ours(calendar: Calendar) -> dict[str, list[Slot[int]]]:
    """From weekly plans to slots, as one question does it: all professionals of a place at once."""
    window = Window(calendar.not_before, calendar.until - SHAPE.duration + 1)
    found = {}
    for name in dict.fromkeys(ZONES):
        zone = ZoneInfo(name)
        group = [
            Time(n, _working(person.hours, zone), person.busy) for n, person in enumerate(calendar.people) if person.zone == name
        ]
        found[name] = slots(SHAPE, [group], window, zone)
    return found


def _working(hours: Hours, zone: ZoneInfo) -> list[Span]:
    around = timedelta(days=1)
    return [(int(a.timestamp()), int(b.timestamp())) for a, b in stretches(hours, zone, FIRST - around, DAYS + 2)]


def _of_each(found: dict[str, list[Slot[int]]]) -> list[list[int]]:
    starts: list[list[int]] = [[] for _ in ZONES]
    for one in found.values():
        for slot in one:
            for n in slot.free[0]:
                starts[n].append(slot.at)
    return starts


def _equal(ours: Sequence[list[int]], theirs: Sequence[list[int]]) -> int:
    """How many slots there are. Refuses when one side has one that the other has not, or in another order."""
    for zone, mine, others in zip(ZONES, ours, theirs, strict=True):
        if mine != others:
            differ = [datetime.fromtimestamp(at, ZoneInfo(zone)).isoformat() for at in sorted(set(mine) ^ set(others))]
            raise RuntimeError(f"Cal.com's slots are others than ours: {differ[:10]}")
    return sum(len(one) for one in ours)


def _calendar() -> Calendar:
    """The same at each call. Nobody works past midnight, which Cal.com's weekly plans cannot say, nor in the afternoon of a Sunday:
    on the day of a change of clocks its functions have the afternoon an hour late."""
    dice = random.Random(5)  # noqa: S311
    since = int(datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC).timestamp())
    people = []
    for zone in ZONES:
        opens, closes = dice.choice([480, 510, 540]), dice.choice([1020, 1050, 1080])
        weekly = [([1, 2, 3, 4, 5], opens, 720), ([1, 2, 3, 4], 780, closes), ([5], 840, 960), ([0], 540, 720)]
        shut, short, split, late = ((FIRST + timedelta(day)).isoformat() for day in dice.sample(range(2, DAYS - 2), 4))
        overrides = [(shut, 0, 0), (short, 600, 840), (split, 480, 600), (split, 900, 1140), (late, 1080, 1200)]
        at = [since + day * 86_400 + dice.randrange(8 * 12, 22 * 12) * 300 for day in range(DAYS) for _ in range(BUSY)]
        people.append(Person(zone, weekly, overrides, [(start, start + dice.choice([900, 1800, 2400])) for start in at]))
    # A minimum notice that ends between two slots: Cal.com counts it from the machine's clock, and drops the seconds.
    return Calendar(people, since, since + DAYS * 86_400, since + 86_400 + 10 * 3600 + 7 * 60 + 30)


def _period(start: int, end: int) -> Period:
    return Period(Clock(start // 60, start % 60), Clock(end // 60, end % 60))
