"""When a service can begin: from the working time of every resource it needs, and what is taken of it, to a list of starts. The only
place where that is decided: page, bot, staff and API all ask here.

Times are whole seconds since 1970 (UTC). A start is offered when its appointment lies within the working time of one resource of every
need and, with the service's buffers around it, touches nothing that is taken there. Buffers may reach past closing time: they keep
appointments apart, nobody is seen in them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar
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


@dataclass(frozen=True, slots=True)
class Slot(Generic[R]):
    """The service can begin `at`; of each need, those who are free then."""

    at: int
    free: tuple[tuple[R, ...], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Only starts in `[since, until)` are asked for."""

    since: int
    until: int
    full_days: frozenset[date] = frozenset()


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
    room = [span for span in time.working if span[1] - span[0] >= shape.duration]
    # A start touches what is taken in [a, b) when at - before < b and at + duration + after > a.
    reach = shape.duration + shape.after
    closed = joined((a - reach + 1, b + shape.before) for a, b in time.taken)
    asked = [(window.since, window.until)]
    found: list[int] = []
    for opens, closes in room:
        for since, until in without(common([(opens, closes - shape.duration + 1)], asked), closed):
            if shape.grid is Grid.OPENING:
                found += range(opens - (opens - since) // shape.step * shape.step, until, shape.step)
            else:
                found += _on_clock(since, until, shape.step, zone)
    full = window.full_days | time.full_days
    return [at for at in found if datetime.fromtimestamp(at, zone).date() not in full] if full else found


def _on_clock(since: int, until: int, step: int, zone: ZoneInfo) -> Iterator[int]:
    """Multiples of the step from each local midnight; when clocks are changed the grid follows the new clock."""
    while since < until:
        offset = _offset(since, zone)
        midnight = (since + offset) // _DAY * _DAY - offset
        end = min(until, midnight + _DAY)
        if _offset(end - 1, zone) != offset:
            end = _change(since, end - 1, offset, zone)
        yield from range(midnight - (midnight - since) // step * step, end, step)
        since = end


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
