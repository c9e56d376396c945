"""Who waits for a time to become free, who has waited longest, and what there is for them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import LONGEST, Offer, Question, Service
from atende.bookings.rules.waiting import MOST, UNSAID_AGAIN, Span, weekdays_of
from atende.contacts import queries as contacts
from atende.core import paging
from atende.core.tenancy import Tx
from atende.kit.refusal import Invalid

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiter:
    """Who waits for what; nothing of it is locked."""

    id: uuid.UUID
    contact_id: uuid.UUID
    conversation_id: uuid.UUID | None
    service_id: uuid.UUID
    store_id: uuid.UUID | None
    professional_id: uuid.UUID | None
    span: Span
    before: datetime | None  # when what would go there begins: only an earlier start is one
    offered: frozenset[datetime]  # starts they were offered before; what could not be said is offered again after a while

    @property
    def group(self) -> tuple[uuid.UUID, uuid.UUID | None, uuid.UUID | None]:
        """Who waits for the same is answered by one look at what is free."""
        return self.service_id, self.store_id, self.professional_id


@dataclass(frozen=True, slots=True)
class Found:
    """A start that would suit, of the service as it is booked, on the clock of where it is."""

    offer: Offer
    asked: Service
    zone: ZoneInfo


_WAITERS = """
select w.id, w.contact_id, w.conversation_id, w.service_id, w.store_id, w.professional_id, w.first_on, w.last_on, w.earliest, w.latest,
    array(select o.starts_at from bookings_wait_offers o where o.tenant_id = $1 and o.wait_id = w.id
        and (o.outcome <> 'unsaid' or o.settled_at > $6)), w.weekdays, b.starts_at
from bookings_waits w left join bookings_appointments b on b.tenant_id = w.tenant_id and b.id = w.appointment_id
where w.tenant_id = $1 and w.state = 'waiting' and ($2 or w.look_at <= $3)
    and ($5::uuid is null or w.id = $5) and (b.id is null or (b.state in ('pending', 'confirmed') and b.starts_at > $3))
    and not exists (select from bookings_wait_offers o where o.tenant_id = $1 and o.wait_id = w.id and o.outcome = 'open')
order by w.since, w.id limit $4
"""
_LISTED = """
select w.id, w.state, w.contact_id, p.name as contact_name, w.conversation_id, w.service_id, k.name as service_name, w.store_id,
    w.professional_id, w.first_on, w.last_on, w.earliest, w.latest, w.source, w.note, w.since, w.settled_at, w.unreached, w.weekdays,
    w.appointment_id, b.starts_at as appointment_starts_at,
    coalesce((select json_agg(json_build_object('id', o.id, 'appointment_id', o.appointment_id, 'starts_at', o.starts_at,
        'store_id', a.store_id, 'timezone', a.zone, 'local_start', o.starts_at at time zone a.zone,
        'offered_at', o.offered_at, 'until', o.until, 'outcome', o.outcome, 'settled_at', o.settled_at) order by o.offered_at, o.id)
        from bookings_wait_offers o join bookings_appointments a on a.tenant_id = o.tenant_id and a.id = o.appointment_id
        where o.tenant_id = w.tenant_id and o.wait_id = w.id), '[]') as offers
from bookings_waits w
join knowledge_services k on k.tenant_id = w.tenant_id and k.id = w.service_id
join contacts_contacts p on p.tenant_id = w.tenant_id and p.id = w.contact_id
left join bookings_appointments b on b.tenant_id = w.tenant_id and b.id = w.appointment_id
where w.tenant_id = $1 and ($2::uuid is null or w.id = $2) and ($3::text is null or w.state = $3)
    and ($4::uuid is null or w.service_id = $4) and ($8::uuid[] is null or w.contact_id = any($8))
    and ($5::timestamptz is null or (w.since, w.id) > ($5, $6::uuid))
order by w.since, w.id limit $7
"""


async def waiters(tx: Tx, *, everybody: bool = True, only: uuid.UUID | None = None) -> list[Waiter]:
    """Those who wait and have no open offer, the longest waiting first; unless `everybody` only those who are due to be looked at."""
    rows = await tx.fetch(_WAITERS, tx.tenant_id, everybody or only is not None, tx.now, MOST, only, tx.now - UNSAID_AGAIN)
    spans = [Span(row[6], row[7], row[8], row[9], weekdays_of(row[11])) for row in rows]
    return [
        Waiter(row[0], row[1], row[2], row[3], row[4], row[5], span, row[12], frozenset(row[10]))
        for row, span in zip(rows, spans, strict=True)
    ]


async def found(tx: Tx, some: Sequence[Waiter]) -> dict[uuid.UUID, Found]:
    """What there is for each of them, if anything: the first start that suits, that they were not offered before, and that does not begin
    before the offer would end. Each is asked as if the others were not there."""
    free: dict[tuple[Any, ...], list[Found]] = {}
    answers: dict[uuid.UUID, Found] = {}
    for group in dict.fromkeys(one.group for one in some):
        free[group] = await _free(tx, group, [one.span for one in some if one.group == group])
    for one in some:
        suits = (
            start
            for start in free[one.group]
            if start.offer.starts_at not in one.offered
            and (one.before is None or start.offer.starts_at < one.before)
            and one.span.suits(start.offer.starts_at.astimezone(start.zone))
        )
        first = next(suits, None)
        if first is not None:
            answers[one.id] = first
    return answers


async def at(tx: Tx, question: Question) -> Found | None:
    """That one start of the service, as it could be offered now; None when it is not free."""
    asked = await calendar.service(tx, question.service_id)
    zones = {place.store_id: place.zone for place in await calendar.places(tx, asked, question.store_id)}
    offers = await calendar.offers(tx, question, asked)
    return Found(offers[0], asked, zones.get(offers[0].store_id, asked.zone)) if offers else None


async def _free(tx: Tx, group: tuple[uuid.UUID, uuid.UUID | None, uuid.UUID | None], spans: Sequence[Span]) -> list[Found]:
    service_id, store_id, professional_id = group
    asked = await calendar.service(tx, service_id)
    places = await calendar.places(tx, asked, None)
    if asked.is_online:
        store_id = None  # which it may have been waited for at, before
    if not asked.is_open or (store_id is not None and store_id not in [place.store_id for place in places]):
        return []
    zones = {place.store_id: place.zone for place in places}
    first_on = max(min(one.first_on for one in spans), tx.now.date())  # which may be any date there ever was
    since = max(tx.now + max(asked.notice, asked.offer), _midnight(first_on, asked.zone) - _ONE)
    until = _midnight(max(one.last_on for one in spans), asked.zone) + 2 * _ONE
    offers: list[Offer] = []
    while since < until:  # one question looks no further than that
        stretch = Question(asked.id, since, min(until, since + LONGEST), store_id, professional_id)
        offers += await calendar.offers(tx, stretch, asked)
        since = stretch.until
    return [Found(one, asked, zones.get(one.store_id, asked.zone)) for one in offers]


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)


async def listed(
    tx: Tx,
    *,
    state: str | None = None,
    service_id: uuid.UUID | None = None,
    contact_id: uuid.UUID | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> tuple[list[dict[str, Any]], str | None]:
    """Who waits or waited, the longest first, with all that each was offered, and where the list goes on. `contact_id`: this person,
    under whatever record. Refuses a cursor of another list, and `ContactNotFound`."""
    records = None
    if contact_id is not None:
        records = list(await contacts.records(tx, [await contacts.living_id(tx, contact_id)]))
    at = last = None
    if cursor:
        first, second = paging.decode(cursor, 2)
        try:
            at, last = datetime.fromisoformat(first), uuid.UUID(second)
        except ValueError:
            raise Invalid("not a cursor of this list", field="cursor") from None
    rows = [_told(row) for row in await tx.fetch(_LISTED, tx.tenant_id, None, state, service_id, at, last, limit + 1, records)]
    if len(rows) <= limit:
        return rows, None
    rows = rows[:limit]
    return rows, paging.encode(rows[-1]["since"].isoformat(), rows[-1]["id"])


async def one(tx: Tx, wait_id: uuid.UUID) -> dict[str, Any] | None:
    """One of them; None where nobody waits under that id."""
    rows = await tx.fetch(_LISTED, tx.tenant_id, wait_id, None, None, None, None, 1, None)
    return _told(rows[0]) if rows else None


def _told(row: Any) -> dict[str, Any]:
    return dict(row) | {"weekdays": sorted(weekdays_of(row["weekdays"]))}
