"""When everybody works, and what is closed, as the agenda's grid shades it: by the same rules that offer times."""

import uuid
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from atende.bookings.errors import BookingNotFound
from atende.bookings.rules.working import Candidate, Place, anywhere, day_of, each_year, shut_spans
from atende.core.tenancy import Tx
from atende.kit.spans import Span, common, joined
from atende.knowledge.rules import hours as opening
from atende.knowledge.rules.hours_wire import from_json

MOST_DAYS = 62


class Closed(NamedTuple):
    """Nothing is offered then: of everybody, or of a store or a resource. `kind`: closure, holiday, or exception of a store's week."""

    since: datetime
    until: datetime
    store_id: uuid.UUID | None
    resource_id: uuid.UUID | None
    kind: str
    reason: str


class Working(NamedTuple):
    """Of each resource the stretches in which it works, ascending; and what is closed."""

    spans: dict[uuid.UUID, list[tuple[datetime, datetime]]]
    closed: list[Closed]


_PLACES = """
select a.id, coalesce(a.timezone, t.timezone), a.hours, t.timezone
from accounts_tenants t left join accounts_stores a on a.tenant_id = t.id and a.is_active and ($2::uuid is null or a.id = $2)
where t.id = $1 order by a.position, a.id
"""
_RESOURCES = """
select r.id, r.no, r.store_id,
    array(select l.store_id from knowledge_professional_stores l where l.tenant_id = $1 and l.professional_id = r.professional_id)
from bookings_resources r where r.tenant_id = $1 and r.is_active order by r.no limit 1000
"""
# Also those that hold on none of these days: whoever has a plan works by it alone.
_PLANS = """
select resource_id, store_id, valid_from, valid_until,
    case when coalesce(valid_until, 'infinity') >= $2::date and coalesce(valid_from, '-infinity') <= $3::date then hours else '{}' end
from bookings_plans where tenant_id = $1
"""
_CLOSURES = """
select store_id, resource_id, first_on, last_on, since, until, every_year, reason from bookings_closures
where tenant_id = $1 and (last_on >= $2::date or every_year) and first_on <= $3::date order by first_on, id
"""


async def working(tx: Tx, first: date, last: date, *, store_id: uuid.UUID | None = None, locale: str = "pt-BR") -> Working:
    """From the first to the last day, by the clock of each store; of one store, or wherever somebody works. Refuses a store that is not
    here."""
    rows = await tx.fetch(_PLACES, tx.tenant_id, store_id)
    if store_id is not None and rows[0][0] is None:
        raise BookingNotFound("no such store", field="store_id")
    places = [Place(one[0], ZoneInfo(one[1]), from_json(one[2])) for one in rows if one[0]]
    places = places or [Place(None, ZoneInfo(rows[0][3]), opening.Hours())]
    homes: dict[uuid.UUID, frozenset[uuid.UUID]] = {}
    everybody: dict[uuid.UUID, Candidate] = {}
    for resource_id, no, home, stores in await tx.fetch(_RESOURCES, tx.tenant_id):
        everybody[resource_id], homes[resource_id] = Candidate(resource_id, no, home, None), frozenset(stores)
    # With a day before: a period past midnight begins there.
    before = first - timedelta(days=1)
    for resource_id, at, start, end, hours in await tx.fetch(_PLANS, tx.tenant_id, before, last):
        if resource_id in everybody:
            everybody[resource_id].plans.append((at, start, end, from_json(hours)))
    closures = each_year(await tx.fetch(_CLOSURES, tx.tenant_id, before, last), before, last)
    spans: dict[uuid.UUID, list[Span]] = defaultdict(list)
    windows = {place.zone: [(day_of(first, place.zone)[0], day_of(last, place.zone)[1])] for place in places}
    for one, zone, works in anywhere([*everybody.values()], homes, places, closures, before, last):
        spans[one] += common(works, windows[zone])
    closed = [one for place in places for one in _differing(place, first, last, locale)]
    closed += _closures(closures, places, first, last)
    return Working(
        {one: [(_at(start), _at(end)) for start, end in joined(spans.get(one, ()))] for one in everybody},
        sorted(closed, key=lambda one: (one.since, one.until)),
    )


def _differing(place: Place, first: date, last: date, locale: str) -> list[Closed]:
    found: list[Closed] = []
    for n in range((last - first).days + 1):
        day = opening.on_day(place.hours, first + timedelta(days=n), locale)
        if day.periods or not (day.is_exception or day.holiday):
            continue
        since, until = day_of(day.on, place.zone)
        kind = "holiday" if day.holiday else "exception"
        found.append(Closed(_at(since), _at(until), place.store_id, None, kind, day.holiday or day.note or ""))
    return found


def _closures(rows: list[Any], places: list[Place], first: date, last: date) -> list[Closed]:
    """Each once: what holds everywhere is told by the clock of the first store."""
    zones = {place.store_id: place.zone for place in places}
    found: list[Closed] = []
    for store_id, resource_id, first_on, last_on, since, until, reason in rows:
        if store_id is not None and store_id not in zones:
            continue
        zone = zones.get(store_id, places[0].zone)
        for start, end in shut_spans(max(first, first_on), min(last, last_on), since, until, zone):
            found.append(Closed(_at(start), _at(end), store_id, resource_id, "closure", reason))
    return found


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
