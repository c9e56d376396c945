"""When a resource works: its plans or its store's opening hours, less closures; local rules made into whole seconds since 1970 (UTC).

What is done online has no opening hours of its own: whoever does it works then as they do anywhere (`anywhere`)."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from atende.bookings.rules.slots import Time
from atende.kit.spans import Span, common, joined, without
from atende.knowledge.rules import hours as opening

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A store; or none, for what is done online and of a business that has no stores."""

    store_id: uuid.UUID | None
    zone: ZoneInfo
    hours: opening.Hours


@dataclass(slots=True)
class Candidate:
    """A resource that could be taken at a place, with its number for the database's constraint. `begun`: when what it has begins, buffers
    apart, in seconds since 1970; only where it has a `daily_limit`."""

    id: uuid.UUID
    no: int
    store_id: uuid.UUID | None
    daily_limit: int | None
    plans: list[tuple[uuid.UUID | None, date | None, date | None, opening.Hours]] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Here:
    """What a place says of the dates from `first` to `last`, worked out once for everybody who may be there: when it is open, which dates
    differ from its week, and what is closed (None: of everybody)."""

    place: Place
    first: date
    last: date
    opened: list[Span]
    differing: frozenset[date]
    shut: dict[uuid.UUID | None, list[Span]]


# Those of whom one is taken, and of each the stores they are bound to.
Need = tuple[list[Candidate], dict[uuid.UUID, frozenset[uuid.UUID]]]
# What is taken, by resource, and whether by a calendar outside.
Taken = dict[tuple[uuid.UUID, bool], list[Span]]


def is_at(one: Candidate, homes: Mapping[uuid.UUID, frozenset[uuid.UUID]], place: Place) -> bool:
    """Whether the resource may be taken there. `homes`: of each, the stores it is bound to; none is everywhere."""
    if place.store_id is None:
        return True
    if one.store_id is not None:
        return one.store_id == place.store_id
    return not homes[one.id] or place.store_id in homes[one.id]


def each_year(rows: Iterable[Any], first: date, last: date) -> list[Any]:
    """Closures as their rows have them, of which the seventh value says whether they come every year, made into those that there are in
    these days: without that value, and one that comes every year once for each time."""
    found: list[Any] = []
    for store_id, resource_id, first_on, last_on, since, until, every_year, *more in rows:
        days = opening.yearly(first_on, last_on, first, last) if every_year else [(first_on, last_on)]
        found += [(store_id, resource_id, start, end, since, until, *more) for start, end in days]
    return found


def here_of(place: Place, closures: Iterable[Any], first: date, last: date) -> Here:
    """`closures`: store, resource, first and last date, since and until, as their rows have them."""
    days = [opening.on_day(place.hours, on) for on in _dates(first, last)]
    differing = frozenset(day.on for day in days if day.is_exception or day.holiday)
    opened = list(opening.spans(place.hours, place.zone, first, len(days)))
    shut: dict[uuid.UUID | None, list[Span]] = defaultdict(list)
    for store_id, resource_id, first_on, last_on, since, until in closures:
        if store_id in (None, place.store_id):
            shut[resource_id] += shut_spans(max(first, first_on), min(last, last_on), since, until, place.zone)
    return Here(place, first, last, opened, differing, shut)


def working_time(one: Candidate, here: Here, taken: Sequence[Span], outside: Sequence[Span] = ()) -> Time[uuid.UUID]:
    """What the resource has of time there. `outside`: taken by calendars elsewhere."""
    return time_of(one, works(one, here), here.place.zone, taken, outside)


def time_of(
    one: Candidate, working: Sequence[Span], zone: ZoneInfo, taken: Sequence[Span], outside: Sequence[Span] = ()
) -> Time[uuid.UUID]:
    """What the resource has of time, of which it works so. The days of its limit are those of `zone`; `outside` as `working_time`."""
    return Time(one.id, working, [*taken, *outside], _limited(one, zone))


def works(one: Candidate, here: Here) -> list[Span]:
    """When the resource works there, by its plans, or as the store is open; less what is closed. A plan with dates takes the place of
    those without on its days, also where it is for another store."""
    working = here.opened
    if one.plans:
        plans = [plan for plan in one.plans if plan[0] in (None, here.place.store_id)]
        dated = {on for _, start, end, _ in one.plans if start or end for on in _held(start, end, here)}
        working = joined(
            span
            for _, start, end, hours in plans
            for span in _planned(hours, [on for on in _held(start, end, here) if start or end or on not in dated], here)
        )
    return without(working, joined([*here.shut.get(None, ()), *here.shut.get(one.id, ())]))


def anywhere(
    everybody: Sequence[Candidate],
    homes: Mapping[uuid.UUID, frozenset[uuid.UUID]],
    places: Iterable[Place],
    closures: Sequence[Any],
    first: date,
    last: date,
) -> Iterator[tuple[uuid.UUID, ZoneInfo, list[Span]]]:
    """When each works at the places where they may be taken, by which clock; their stretches may overlap, and lie in any order. Joined
    they are when somebody works at all: what the agenda shades, and when they do what is done online. Places that open alike are looked
    at once, because a chain has hundreds of them and whoever works in any works in all."""
    heres: dict[Hashable, tuple[int, Here]] = {}
    told: set[tuple[uuid.UUID, int, uuid.UUID | None]] = set()
    for place in places:
        shut = [tuple(row[:6]) for row in closures if row[0] in (None, place.store_id)]
        opens = (place.zone.key, place.hours, tuple(row[1:] for row in shut))
        if opens not in heres:
            heres[opens] = len(heres), here_of(place, shut, first, last)
        look, here = heres[opens][0], replace(heres[opens][1], place=place)
        for one in everybody:
            planned = place.store_id if any(plan[0] == place.store_id for plan in one.plans) else None
            if is_at(one, homes, place) and (one.id, look, planned) not in told:
                told.add((one.id, look, planned))
                yield one.id, place.zone, works(one, here)


def _held(start: date | None, end: date | None, here: Here) -> Iterator[date]:
    return _dates(max(here.first, start or here.first), min(here.last, end or here.last))


def _planned(hours: opening.Hours, days: Iterable[date], here: Here) -> list[Span]:
    """On a holiday, and on a date for which the store says something else, nobody works longer than the store is open. The night that
    begins on a date belongs to it."""
    spans: list[Span] = []
    for on, day in opening.seconds(hours, days, here.place.zone):
        spans += common(joined(day), here.opened) if on in here.differing else day
    return spans


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


def shut_spans(first: date, last: date, since: time | None, until: time | None, zone: ZoneInfo) -> list[Span]:
    """What a closure of these dates closes: each date between two local times, or all of them."""
    if since is None or until is None:
        return [(day_of(first, zone)[0], day_of(last, zone)[1])] if first <= last else []
    return [
        (
            epoch(opening.first_instant(datetime.combine(on, since), zone)),
            epoch(opening.first_instant(datetime.combine(on, until), zone)),
        )
        for on in _dates(first, last)
    ]


def day_of(on: date, zone: ZoneInfo) -> Span:
    """From local midnight to the next."""
    return (
        epoch(opening.first_instant(datetime.combine(on, time()), zone)),
        epoch(opening.first_instant(datetime.combine(on + _DAY, time()), zone)),
    )


def _limited(one: Candidate, zone: ZoneInfo) -> frozenset[date]:
    """Days on which nothing more fits. An appointment is of the day on which it begins; the buffer before it may lie on another."""
    if one.daily_limit is None:
        return frozenset()
    counts = Counter(datetime.fromtimestamp(start, zone).date() for start in one.begun)
    return frozenset(on for on, count in counts.items() if count >= one.daily_limit)


def epoch(at: datetime) -> int:
    """Whole seconds since 1970."""
    return int(at.timestamp())


def at_place(
    needs: Iterable[Need], place: Place, closures: Sequence[Any], spans: Taken, first: date, last: date
) -> list[list[Time[uuid.UUID]]]:
    """Of each need, the time of those who may be taken at the store."""
    here = here_of(place, closures, first, last)
    return [
        [
            working_time(one, here, spans.get((one.id, False), ()), spans.get((one.id, True), ()))
            for one in candidates
            if is_at(one, homes, place)
        ]
        for candidates, homes in needs
    ]


def online(
    needs: Iterable[Need],
    at_work: Sequence[Place],
    closures: Sequence[Any],
    spans: Taken,
    first: date,
    last: date,
    zone: ZoneInfo,
) -> list[list[Time[uuid.UUID]]]:
    """Of each need, the time of everybody: they work online when they work at all. What is said of no store in particular goes by
    `zone`, the business's clock: a plan is read by it where somebody is at a store that has it, and an absence holds by each clock they
    work by, so that the clock of one store fills no gap of another's."""
    groups: list[list[Time[uuid.UUID]]] = []
    for candidates, homes in needs:
        group: list[Time[uuid.UUID]] = []
        for one in candidates:
            theirs = [place for place in at_work if is_at(one, homes, place)]
            if not theirs:
                continue
            here = [place for place in theirs if place.zone.key == zone.key] or theirs
            away = replace(one, plans=[plan for plan in one.plans if plan[0] is not None])
            working = [span for _, _, works in anywhere([one], homes, here, closures, first, last) for span in works]
            if away.plans or not one.plans:
                far = [place for place in theirs if place not in here]
                working += [span for _, _, works in anywhere([away], homes, far, closures, first, last) for span in works]
            clocks = {place.zone.key: place.zone for place in theirs}.values()
            shut = [
                span
                for store_id, resource_id, first_on, last_on, since, until in closures
                if store_id is None and resource_id in (None, one.id)
                for clock in clocks
                for span in shut_spans(max(first, first_on), min(last, last_on), since, until, clock)
            ]
            free = without(joined(working), joined(shut))
            group.append(time_of(one, free, zone, spans.get((one.id, False), ()), spans.get((one.id, True), ())))
        groups.append(group)
    return groups
