"""When a service can begin: from the working time of every resource it needs, and what is taken of it, to a list of starts. The only
place where that is decided: page, bot, staff and API all ask here.

Times are whole seconds since 1970 (UTC). A start is offered when its appointment lies within the working time of one resource of every
need and, with the service's buffers around it, touches nothing that is taken there. Buffers may reach past closing time: they keep
appointments apart, nobody is seen in them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from atende.kit.spans import Span, common, joined, without

R = TypeVar("R")
_DAY = 86_400


class Grid(StrEnum):
    """Where starts lie: at multiples of the step on the clock (:00, :15), or counted from where working time begins."""

    CLOCK = "clock"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Shape:
    """How long a service takes, and on which grid it begins. Seconds."""

    duration: int
    before: int = 0
    after: int = 0
    step: int = 900
    grid: Grid = Grid.CLOCK


@dataclass(frozen=True, slots=True)
class Time(Generic[R]):
    """What one resource has of time: when it works (sorted, disjoint), what is taken of it (any order), on which days nothing more
    fits because of a daily limit."""

    resource: R
    working: Sequence[Span]
    taken: Sequence[Span] = ()
    full_days: frozenset[date] = frozenset()


class Slot(NamedTuple, Generic[R]):
    """The service can begin `at`; of each need, those who are free then."""

    at: int
    free: tuple[tuple[R, ...], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Only starts in `[since, until)` are asked for, and none on `full_days`: dates by the clock `of_days`, or else by the place's."""

    since: int
    until: int
    full_days: frozenset[date] = frozenset()
    of_days: ZoneInfo | None = None


def slots(shape: Shape, needs: Sequence[Sequence[Time[R]]], window: Window, zone: ZoneInfo) -> list[Slot[R]]:
    """Every start in the window, ascending. `needs`: of each, one resource is taken (a professional, a room); none is in two needs.
    The grid's clock and the limits' days are those of `zone`."""
    found: list[dict[int, list[R]]] = []
    for candidates in needs:
        by_start: dict[int, list[R]] = {}
        for time in candidates:
            for at in starts(shape, time, window, zone):
                by_start.setdefault(at, []).append(time.resource)
        if not by_start:
            return []
        found.append(by_start)
    if not found:
        return []
    every = set(found[0]).intersection(*found[1:])
    return [Slot(at, tuple(tuple(one[at]) for one in found)) for at in sorted(every)]


def starts(shape: Shape, time: Time[R], window: Window, zone: ZoneInfo) -> list[int]:
    """When this resource alone could begin, ascending."""
    # A start touches what is taken in [a, b) when at - before < b and at + duration + after > a.
    reach = shape.duration + shape.after
    closed = joined([(a - reach + 1, b + shape.before) for a, b in time.taken])
    room = [(opens, closes - shape.duration + 1) for opens, closes in time.working if closes - opens >= shape.duration]
    free = without(common(room, [(window.since, window.until)]), closed)
    found = _from_opening(free, room, shape.step) if shape.grid is Grid.OPENING else _on_clock(free, shape.step, zone)
    for full, clock in ((window.full_days, window.of_days or zone), (time.full_days, zone)):
        if full:
            found = [at for at in found if datetime.fromtimestamp(at, clock).date() not in full]
    return found


def _from_opening(free: Sequence[Span], room: Sequence[Span], step: int) -> list[int]:
    """Multiples of the step from the opening of each stretch of `room`, in which those of `free` lie."""
    found: list[int] = []
    opening = [opens for opens, _ in room]
    for since, until in free:
        opens = opening[bisect_right(opening, since) - 1]
        found += range(opens - (opens - since) // step * step, until, step)
    return found


def _on_clock(free: Sequence[Span], step: int, zone: ZoneInfo) -> list[int]:
    """Multiples of the step from each local midnight; when clocks are changed the grid follows the new clock."""
    found: list[int] = []
    offset = holds_until = 0
    for since, until in free:
        while since < until:
            if since >= holds_until:
                offset, holds_until = _clock(since, zone)
            midnight = (since + offset) // _DAY * _DAY - offset
            end = min(until, midnight + _DAY, holds_until)
            found += range(midnight - (midnight - since) // step * step, end, step)
            since = end
    return found


def _clock(at: int, zone: ZoneInfo) -> tuple[int, int]:
    """By how much the clock is ahead of UTC, and until when at least it stays so."""
    offset = _offset(at, zone)
    later = at + _DAY
    return offset, later if _offset(later, zone) == offset else _change(at, later, offset, zone)


def _offset(at: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    assert offset is not None
    return offset.days * _DAY + offset.seconds


def _change(low: int, high: int, offset: int, zone: ZoneInfo) -> int:
    """The first instant after `low` at which the clock does not go by `offset`; by `high` it does not."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
    return high
