"""What is free: working time and what is taken, read for a service and a stretch of time, and given to the engine (`rules.slots`)."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from atende.bookings.errors import BookingNotFound
from atende.bookings.models import LIVING
from atende.bookings.rules.slots import Grid, Shape, Window, slots, starts
from atende.bookings.rules.working import Candidate, Need, Place, Taken, at_place, each_year, epoch, online
from atende.core.tenancy import Tx
from atende.knowledge.rules import hours as opening
from atende.knowledge.rules.hours_wire import from_json

_NO_EVENT = (None, None, None)
LONGEST = timedelta(days=93)  # one question looks no further than a quarter of a year
_DAY = timedelta(days=1)


class Event(NamedTuple):
    """An event in calendars that is the very appointment which is asked for, and so takes no time beside it."""

    uid: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """When can this service begin in `[since, until)`? At any store and with any professional, unless named. `as_staff`: whatever is
    free, without the customers' notice and horizon. `moving`: this occasion gives its own time back;
    `event`: so does this event outside. `mover`: this appointment gives its place of the day back, also where others share its time."""

    service_id: uuid.UUID
    since: datetime
    until: datetime
    store_id: uuid.UUID | None = None
    professional_id: uuid.UUID | None = None
    as_staff: bool = False
    moving: uuid.UUID | None = None
    mover: uuid.UUID | None = None
    event: Event | None = None


class Offer(NamedTuple):
    """A time at which the service can begin. `free`: of each need the resources of which one is taken, the professional's first; empty
    when there is still a place in `occasion_id`."""

    starts_at: datetime
    store_id: uuid.UUID | None
    free: tuple[tuple[uuid.UUID, ...], ...]
    occasion_id: uuid.UUID | None = None
    places: int = 1


@dataclass(frozen=True, slots=True)
class Service:
    """A service as it is booked; names and price are the business's own."""

    id: uuid.UUID
    name: str
    price_cents: int | None
    currency: str
    shape: Shape
    notice: timedelta
    horizon_days: int
    capacity: int
    is_online: bool
    needs_professional: bool
    needs_approval: bool
    daily_limit: int | None
    contact_limit: int | None
    cancel_notice: int
    reschedule_notice: int
    hold: timedelta
    is_open: bool  # offered to customers
    zone: ZoneInfo  # the business's
    offer: timedelta  # how long what became free is kept for who waited for it


_SERVICE = """
select s.id, k.name, k.price_cents, k.currency, s.duration, s.before, s.after, s.step, s.grid, s.notice, s.horizon_days, s.capacity,
    s.place, s.needs_professional, s.needs_approval, s.daily_limit, s.contact_limit, s.cancel_notice, s.reschedule_notice,
    s.hold_minutes, s.is_public and k.is_active, t.timezone, s.offer_minutes
from bookings_services s
join knowledge_services k on k.tenant_id = s.tenant_id and k.id = s.id
join accounts_tenants t on t.id = s.tenant_id
where s.tenant_id = $1 and s.id = $2
"""

_PLACES = """
select a.id, coalesce(a.timezone, t.timezone), a.hours
from accounts_stores a join accounts_tenants t on t.id = a.tenant_id
where a.tenant_id = $1 and a.is_active and ($3::uuid is null or a.id = $3)
    and (not exists (select from knowledge_service_stores l where l.tenant_id = $1 and l.service_id = $2)
        or exists (select from knowledge_service_stores l where l.tenant_id = $1 and l.service_id = $2 and l.store_id = a.id))
order by a.position, a.id
"""

_STORES = """
select a.id, coalesce(a.timezone, t.timezone), a.hours
from accounts_stores a join accounts_tenants t on t.id = a.tenant_id
where a.tenant_id = $1 and a.is_active order by a.position, a.id
"""

# Of a need whose rooms are all out of use a row with none: it is not there, and not unneeded.
# Need 0 is the professional; a professional without a line of their own does everything, everywhere.
_CANDIDATES = """
select 0, r.id, r.no, r.store_id, r.daily_limit,
    array(select l.store_id from knowledge_professional_stores l where l.tenant_id = $1 and l.professional_id = p.id)
from bookings_resources r join knowledge_professionals p on p.tenant_id = r.tenant_id and p.id = r.professional_id
where r.tenant_id = $1 and r.is_active and p.is_active and $3 and ($4::uuid is null or p.id = $4)
    and (not exists (select from knowledge_professional_services l where l.tenant_id = $1 and l.professional_id = p.id)
        or exists (select from knowledge_professional_services l where l.tenant_id = $1 and l.professional_id = p.id
            and l.service_id = $2))
union all
select n.need_no, r.id, r.no, r.store_id, r.daily_limit, '{}'
from bookings_needs n left join bookings_resources r on r.tenant_id = n.tenant_id and r.id = n.resource_id and r.is_active
where n.tenant_id = $1 and n.service_id = $2
order by 1, 3
"""

# Also those that hold on none of these days: whoever has a plan works by it alone.
_PLANS = """
select resource_id, store_id, valid_from, valid_until,
    case when coalesce(valid_until, 'infinity') >= $3::date and coalesce(valid_from, '-infinity') <= $4::date then hours else '{}' end
from bookings_plans where tenant_id = $1 and resource_id = any($2::uuid[])
"""

_CLOSURES = """
select store_id, resource_id, first_on, last_on, since, until, every_year from bookings_closures
where tenant_id = $1 and (last_on >= $3::date or every_year) and first_on <= $4::date
    and (resource_id is null or resource_id = any($2::uuid[]))
"""

# A row for each resource: a clinic's month is thousands of claims. What events in calendars outside take is told apart.
_TAKEN = """
select resource_id, false, array_agg(date_part('epoch', since)::bigint), array_agg(date_part('epoch', until)::bigint) from bookings_claims
where tenant_id = $1 and resource_id = any($2::uuid[]) and is_living and until > $3 and since < $4
    and ($5::uuid is null or occasion_id <> $5)
group by resource_id
union all
select resource_id, true, array_agg(date_part('epoch', since)::bigint), array_agg(ceil(date_part('epoch', until))::bigint)
from bookings_busy where tenant_id = $1 and resource_id = any($2::uuid[]) and until > $3 and since < $4 and not is_own
    and ($6::text is null or uid_sign is distinct from $6 or (since, until) <> ($7::timestamptz, $8::timestamptz))
group by resource_id
"""
# The same around each of several stretches.
_TAKEN_AROUND = """
select w.no, t.* from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality as w (since, until, no)
cross join lateral (
    select resource_id, false, array_agg(date_part('epoch', c.since)::bigint), array_agg(date_part('epoch', c.until)::bigint)
    from bookings_claims c where c.tenant_id = $1 and c.resource_id = any($2::uuid[]) and c.is_living and c.until > w.since
        and c.since < w.until and ($5::uuid is null or c.occasion_id <> $5)
    group by c.resource_id
    union all
    select resource_id, true, array_agg(date_part('epoch', b.since)::bigint), array_agg(ceil(date_part('epoch', b.until))::bigint)
    from bookings_busy b where b.tenant_id = $1 and b.resource_id = any($2::uuid[]) and b.until > w.since and b.since < w.until
        and not b.is_own
        and ($6::text is null or b.uid_sign is distinct from $6 or (b.since, b.until) <> ($7::timestamptz, $8::timestamptz))
    group by b.resource_id
) t
"""

# When what they have begins: a claim begins with the buffer before, which may lie on another day.
_BEGUN = """
select c.resource_id, array_agg(date_part('epoch', o.starts_at)::bigint)
from bookings_claims c join bookings_occasions o on o.tenant_id = c.tenant_id and o.id = c.occasion_id
where c.tenant_id = $1 and c.resource_id = any($2::uuid[]) and c.is_living and c.until > $3 and c.since < $4
    and ($5::uuid is null or c.occasion_id <> $5)
group by c.resource_id
"""

_JOINABLE = f"""
select o.id, o.store_id, o.starts_at, o.capacity - count(a.id), array(
    select c.resource_id from bookings_claims c where c.tenant_id = $1 and c.occasion_id = o.id)
from bookings_occasions o left join bookings_appointments a on a.tenant_id = o.tenant_id and a.occasion_id = o.id
    and a.{LIVING} and (a.held_until is null or a.held_until > $5)
where o.tenant_id = $1 and o.service_id = $2 and o.starts_at >= $3 and o.starts_at < $4
    and exists (select from bookings_claims c where c.tenant_id = $1 and c.occasion_id = o.id and c.is_living)
group by o.tenant_id, o.id having o.capacity > count(a.id)
"""  # noqa: S608 - our own words

# What is moved gives its place of the day back, and so does a hold that ran out.
_OF_DAY = """
select starts_at from bookings_appointments
where tenant_id = $1 and service_id = $2 and starts_at >= $3 and starts_at < $4 and state in ('hold', 'pending', 'confirmed', 'completed')
    and ($5::uuid is null or id <> $5) and (held_until is null or held_until > $6)
"""


async def service(tx: Tx, service_id: uuid.UUID) -> Service:
    """The service as it is booked. Refuses `BookingNotFound`."""
    row = await tx.row(_SERVICE, tx.tenant_id, service_id)
    if row is None:
        raise BookingNotFound("no such service can be booked", field="service_id")
    return Service(
        id=row[0], name=row[1], price_cents=row[2], currency=row[3],
        shape=Shape(row[4] * 60, row[5] * 60, row[6] * 60, row[7] * 60, Grid(row[8])),
        notice=timedelta(minutes=row[9]), horizon_days=row[10], capacity=row[11], is_online=row[12] == "online",
        needs_professional=row[13], needs_approval=row[14], daily_limit=row[15], contact_limit=row[16],
        cancel_notice=row[17], reschedule_notice=row[18], hold=timedelta(minutes=row[19]), is_open=row[20], zone=ZoneInfo(row[21]),
        offer=timedelta(minutes=row[22]),
    )  # fmt: skip


async def places(tx: Tx, asked: Service, store_id: uuid.UUID | None) -> list[Place]:
    """Where the service is done: the stores that offer it. A store that does not is `BookingNotFound`. What is done online is at none of
    them, whichever is named, and kept by the business's own clock."""
    if asked.is_online:
        return [_nowhere(asked)]
    rows = await tx.fetch(_PLACES, tx.tenant_id, asked.id, store_id)
    if store_id is not None and not rows:
        raise BookingNotFound("this service is not done there", field="store_id")
    return [Place(row[0], ZoneInfo(row[1]), from_json(row[2])) for row in rows]


def _nowhere(asked: Service) -> Place:
    return Place(None, asked.zone, opening.Hours())


async def _homes(tx: Tx, asked: Service) -> list[Place]:
    """Where those who do it online may be at work: every store, whether the service is done there or not; or nowhere in particular."""
    rows = await tx.fetch(_STORES, tx.tenant_id)
    return [Place(row[0], ZoneInfo(row[1]), from_json(row[2])) for row in rows] or [_nowhere(asked)]


async def offers(tx: Tx, question: Question, asked: Service | None = None) -> list[Offer]:
    """Every start that can be had, ascending; at several stores each has its own. Refuses `BookingNotFound`. At most `LONGEST` is
    looked at.

    What is done online is at no store, also where the question names one. Whoever does it works then by the hours, holidays, closures
    and plans of their home stores, joined where there are several; without a home, of every store."""
    asked = asked or await service(tx, question.service_id)
    window = _asked_for(tx.now, question, asked)
    return (await _offers(tx, question, asked, [window]))[0] if window[0] < window[1] else []


async def openings(tx: Tx, question: Question, asked: Service) -> list[Offer]:
    """Every start there would be if nothing were taken: what could become free at all. Refuses `BookingNotFound`."""
    window = _asked_for(tx.now, question, asked)
    return (await _offers(tx, question, asked, [window], is_empty=True))[0] if window[0] < window[1] else []


async def offers_at(tx: Tx, question: Question, asked: Service, starts: Sequence[datetime]) -> list[list[Offer]]:
    """What can be had at each of these starts, whatever stretch the question names, in as many queries as one question."""
    windows = [_asked_for(tx.now, replace(question, since=at, until=at + timedelta(seconds=1)), asked) for at in starts]
    found = iter(await _offers(tx, question, asked, [one for one in windows if one[0] < one[1]]))
    return [next(found) if since < until else [] for since, until in windows]


async def _offers(
    tx: Tx, question: Question, asked: Service, windows: Sequence[tuple[datetime, datetime]], *, is_empty: bool = False
) -> list[list[Offer]]:
    if not windows:
        return []
    since, until = min(one[0] for one in windows), max(one[1] for one in windows)
    if asked.is_online:
        question = replace(question, store_id=None)
    where = await places(tx, asked, question.store_id)
    at_work = await _homes(tx, asked) if asked.is_online else where
    needs = await _candidates(tx, asked, question)
    everybody = {one.id: one for group in needs.values() for one in group[0]}
    # Working time is read with a day around: a period past midnight begins on the day before.
    first, last = (since - 2 * _DAY).date(), (until + 2 * _DAY).date()
    ids = list(everybody)
    for resource_id, store_id, start, end, hours in await tx.fetch(_PLANS, tx.tenant_id, ids, first, last):
        everybody[resource_id].plans.append((store_id, start, end, from_json(hours)))
    closures = each_year(await tx.fetch(_CLOSURES, tx.tenant_id, ids, first, last), first, last)
    taken = [{}] * len(windows) if is_empty else await _taken(tx, question, ids, windows)
    if not is_empty:
        await _begun(tx, question, everybody, since, until)
    full = frozenset[date]() if is_empty else await _full_days(tx, asked, since, until, question.mover)
    may_join = asked.capacity > 1 and not is_empty
    joinable = await _joinable(tx, asked, question, where, since, until, full) if may_join else []
    every: list[list[Offer]] = []
    for (since, until), spans in zip(windows, taken, strict=True):
        first, last = (since - 2 * _DAY).date(), (until + 2 * _DAY).date()
        window = Window(epoch(since), epoch(until), full, asked.zone)
        found: list[Offer] = []
        groups = online(needs.values(), at_work, closures, spans, first, last, asked.zone) if asked.is_online else []
        for place in where:
            if not asked.is_online:
                groups = at_place(needs.values(), place, closures, spans, first, last)
            found += [
                Offer(datetime.fromtimestamp(slot.at, UTC), place.store_id, slot.free, places=asked.capacity)
                for slot in slots(asked.shape, groups, window, place.zone)
            ]
        found += [one for one in joinable if since <= one.starts_at < until]
        if len(where) > 1 or asked.capacity > 1:
            found.sort(key=lambda one: (one.starts_at, str(one.store_id)))
        every.append(found)
    return every


async def _taken(tx: Tx, question: Question, ids: list[uuid.UUID], windows: Sequence[tuple[datetime, datetime]]) -> list[Taken]:
    """What is taken around each of these stretches, by resource, and whether by a calendar outside."""
    reach = timedelta(days=1)
    besides = (question.moving, *(question.event or _NO_EVENT))
    starts, ends = [since - reach for since, _ in windows], [until + 2 * reach for _, until in windows]
    if len(windows) == 1:
        rows = [(1, *row) for row in await tx.fetch(_TAKEN, tx.tenant_id, ids, starts[0], ends[0], *besides)]
    else:
        rows = await tx.fetch(_TAKEN_AROUND, tx.tenant_id, ids, starts, ends, *besides)
    found: list[Taken] = [{} for _ in windows]
    for no, resource_id, is_outside, since, until in rows:
        found[no - 1][resource_id, is_outside] = list(zip(since, until, strict=True))
    return found


async def _begun(tx: Tx, question: Question, everybody: Mapping[uuid.UUID, Candidate], since: datetime, until: datetime) -> None:
    """Whoever takes only so many a day knows what they have on the days around."""
    limited = [one.id for one in everybody.values() if one.daily_limit is not None]
    if limited:
        around = since - 2 * _DAY, until + 2 * _DAY  # a day on which clocks are put back lasts longer than one
        for resource_id, starts in await tx.fetch(_BEGUN, tx.tenant_id, limited, *around, question.moving):
            everybody[resource_id].begun += starts


async def whoever(tx: Tx, question: Question, asked: Service) -> list[tuple[uuid.UUID | None, list[dict[uuid.UUID, bool]]]]:
    """Of each place where the service is done and of each of its needs, the professional's first: who could be taken there at all, and
    whether they are free at the question's start, wherever the grid lies. Refuses `BookingNotFound`."""
    since, until = question.since, question.since + timedelta(seconds=1)
    where = await places(tx, asked, None if asked.is_online else question.store_id)
    at_work = await _homes(tx, asked) if asked.is_online else where
    needs = await _candidates(tx, asked, question)
    everybody = {one.id: one for group in needs.values() for one in group[0]}
    first, last = (since - 2 * _DAY).date(), (until + 2 * _DAY).date()
    for resource_id, store_id, start, end, hours in await tx.fetch(_PLANS, tx.tenant_id, list(everybody), first, last):
        everybody[resource_id].plans.append((store_id, start, end, from_json(hours)))
    closures = each_year(await tx.fetch(_CLOSURES, tx.tenant_id, list(everybody), first, last), first, last)
    (spans,) = await _taken(tx, question, list(everybody), [(since, until)])
    await _begun(tx, question, everybody, since, until)
    shape, window = replace(asked.shape, step=60, grid=Grid.CLOCK), Window(epoch(since), epoch(until))
    found: list[tuple[uuid.UUID | None, list[dict[uuid.UUID, bool]]]] = []
    for place in where:
        if asked.is_online:
            groups = online(needs.values(), at_work, closures, spans, first, last, asked.zone)
        else:
            groups = at_place(needs.values(), place, closures, spans, first, last)
        free = [{one.resource: bool(starts(shape, one, window, place.zone)) for one in group} for group in groups]
        found.append((place.store_id, free))
    return found


async def resources(tx: Tx, asked: Service) -> set[uuid.UUID]:
    """Every resource the service could take, at any store."""
    rows = await tx.fetch(_CANDIDATES, tx.tenant_id, asked.id, asked.needs_professional, None)
    return {row[1] for row in rows if row[1] is not None}


def _asked_for(now: datetime, question: Question, asked: Service) -> tuple[datetime, datetime]:
    since, until = question.since, min(question.until, question.since + LONGEST)
    if question.as_staff:
        return since, until
    today = now.astimezone(asked.zone).date()
    horizon = datetime.combine(today + timedelta(days=asked.horizon_days + 1), time(), asked.zone)
    return max(since, now + asked.notice), min(until, horizon)


async def _candidates(tx: Tx, asked: Service, question: Question) -> dict[int, Need]:
    needs: dict[int, Need] = {}
    if asked.needs_professional:
        needs[0] = ([], {})
    rows = await tx.fetch(_CANDIDATES, tx.tenant_id, asked.id, asked.needs_professional, question.professional_id)
    for need_no, resource_id, no, store_id, daily_limit, homes in rows:
        group, at = needs.setdefault(need_no, ([], {}))
        if resource_id is None:
            continue
        group.append(Candidate(resource_id, no, store_id, daily_limit))
        at[resource_id] = frozenset(homes)
    return needs


async def _full_days(tx: Tx, asked: Service, since: datetime, until: datetime, mover: uuid.UUID | None) -> frozenset[date]:
    if asked.daily_limit is None:
        return frozenset()
    counts: dict[date, int] = defaultdict(int)
    for (starts_at,) in await tx.fetch(_OF_DAY, tx.tenant_id, asked.id, since - 2 * _DAY, until + 2 * _DAY, mover, tx.now):
        counts[starts_at.astimezone(asked.zone).date()] += 1
    return frozenset(on for on, count in counts.items() if count >= asked.daily_limit)


async def _joinable(
    tx: Tx, asked: Service, question: Question, where: Sequence[Place], since: datetime, until: datetime, full: frozenset[date]
) -> list[Offer]:
    """Groups that have begun where the service is done: one at a store stays there, also when the service is online by now."""
    rows = await tx.fetch(_JOINABLE, tx.tenant_id, asked.id, since, until, tx.now)
    return [
        Offer(starts_at, store_id, (), occasion_id, places_left)
        for occasion_id, store_id, starts_at, places_left, resources in rows
        if store_id in {place.store_id for place in where}
        and (question.professional_id is None or question.professional_id in resources)
        and starts_at.astimezone(asked.zone).date() not in full
    ]
