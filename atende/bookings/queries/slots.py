"""Starts as they are shown: each once for each store, with the names it takes; and those to which an appointment could be moved."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from atende.bookings.errors import BookingNotFound
from atende.bookings.models import LIVING
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Offer, Question, Service
from atende.bookings.schemas.appointments import BookedNameOut, SlotOut, SlotsOut, SlotStoreOut
from atende.core.tenancy import Tx
from atende.kit.refusal import Invalid

_APPOINTMENT = f"""
select a.service_id, a.occasion_id, a.store_id, a.starts_at, a.ends_at, a.capacity,
    exists (select from bookings_appointments o where o.tenant_id = $1 and o.occasion_id = a.occasion_id and o.id <> a.id
        and o.{LIVING}),
    (select r.id from bookings_claims c join bookings_resources r on r.tenant_id = c.tenant_id and r.id = c.resource_id
        where c.tenant_id = $1 and c.occasion_id = a.occasion_id and r.kind = 'professional' order by r.no limit 1)
from bookings_appointments a where a.tenant_id = $1 and a.id = $2
"""  # noqa: S608 - our own words
# Both lists of names at once: a page of slots is asked for often.
_NAMES = """
select a.id, a.name, coalesce(a.timezone, t.timezone) from accounts_stores a join accounts_tenants t on t.id = a.tenant_id
where a.tenant_id = $1 and a.id = any($2::uuid[])
union all
select p.id, p.name, null from knowledge_professionals p where p.tenant_id = $1 and p.id = any($3::uuid[])
"""
_OF_OCCASIONS = """
select c.occasion_id, c.resource_id from bookings_claims c join bookings_resources r on r.tenant_id = c.tenant_id
    and r.id = c.resource_id where c.tenant_id = $1 and c.occasion_id = any($2::uuid[]) and r.kind = 'professional'
"""


async def starts(tx: Tx, question: Question, *, appointment_id: uuid.UUID | None = None) -> SlotsOut:
    """Every start that can be had; with `appointment_id`, those it could be moved to: as long as it is, at its store and with its
    professional unless others are asked for. Refuses `BookingNotFound`, and an appointment of another service."""
    asked = await calendar.service(tx, question.service_id)
    own: Any = None
    if appointment_id is not None:
        own = await tx.row(_APPOINTMENT, tx.tenant_id, appointment_id)
        if own is None:
            raise BookingNotFound("no such appointment", field="moving")
        if own[0] != asked.id:
            raise Invalid("the appointment is of another service", field="moving")
        asked = lasting(asked, own[3], own[4], capacity=own[5])
        question = replace(
            question,
            store_id=question.store_id or own[2],
            professional_id=question.professional_id or await _still_does(tx, asked, own[7]),
            mover=appointment_id,
            moving=None if own[6] else own[1],
        )
    offers = [
        one
        for one in await calendar.offers(tx, question, asked)
        if own is None or (one.occasion_id != own[1] and (one.starts_at, question.professional_id) != (own[3], own[7]))
    ]
    return await _told(tx, asked, offers)


def lasting(asked: Service, starts_at: datetime, ends_at: datetime, *, capacity: int) -> Service:
    """The service as an appointment has it: somebody may have made it longer or shorter. A group lasts as the service does."""
    if asked.capacity > 1 or capacity > 1:
        return asked
    return replace(asked, shape=replace(asked.shape, duration=int((ends_at - starts_at).total_seconds())))


async def _still_does(tx: Tx, asked: Service, professional_id: uuid.UUID | None) -> uuid.UUID | None:
    return professional_id if professional_id in await calendar.resources(tx, asked) else None


async def _told(tx: Tx, asked: Service, offers: Iterable[Offer]) -> SlotsOut:
    """A group that somebody has begun and one that could begin at the same time are one start to whoever chooses."""
    found: dict[tuple[datetime, uuid.UUID | None], SlotOut] = {}
    begun = {one.occasion_id for one in offers if one.occasion_id}
    doing: dict[uuid.UUID, list[uuid.UUID]] = {}
    for occasion_id, resource_id in await tx.fetch(_OF_OCCASIONS, tx.tenant_id, list(begun)) if begun else ():
        doing.setdefault(occasion_id, []).append(resource_id)
    for one in offers:
        who = list(one.free[0]) if asked.needs_professional and one.free else []
        if one.occasion_id:
            who = doing.get(one.occasion_id, [])
        slot = found.get((one.starts_at, one.store_id))
        if slot is None:
            found[one.starts_at, one.store_id] = SlotOut(
                starts_at=one.starts_at, store_id=one.store_id, professional_ids=who, places=one.places
            )
        else:
            slot.professional_ids += [other for other in who if other not in slot.professional_ids]
            slot.places = max(slot.places, one.places)
    stores = {slot.store_id for slot in found.values() if slot.store_id}
    people = {who for slot in found.values() for who in slot.professional_ids}
    names = await tx.fetch(_NAMES, tx.tenant_id, list(stores), list(people)) if found else []
    return SlotsOut(
        items=list(found.values()),
        timezone=asked.zone.key,
        stores=[SlotStoreOut(id=id_, name=name, timezone=zone) for id_, name, zone in names if zone is not None],
        professionals=[BookedNameOut(id=id_, name=name) for id_, name, zone in names if zone is None],
    )
