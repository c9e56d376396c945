"""What the agenda's screen asks beside appointments: whom they can be for, what a customer has, when somebody works."""

import uuid
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from atende.accounts.access import tenant_tx
from atende.bookings.queries import appointments, customers, overlaps
from atende.bookings.queries.working import MOST_DAYS, working
from atende.bookings.rules import repeating
from atende.bookings.schemas.agenda import (
    AgendaHoursOut,
    ClosedOut,
    CustomerIn,
    CustomerOut,
    OffClockIn,
    OffClockOut,
    RegisteredOut,
    SpanOut,
    WorkingOut,
)
from atende.bookings.schemas.appointments import AppointmentOut, OfCustomer, OverlapsOut
from atende.bookings.service import reclocking, righting
from atende.bookings.service.righting import Seen
from atende.contacts import queries as contacts
from atende.contacts import service as people
from atende.core.tenancy import Tx
from atende.core.wire import Instant
from atende.kit.refusal import Invalid

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])


@router.get("/customers")
async def list_customers(
    q: str = Query("", max_length=120), tx: Tx = tenant_tx("bookings")
) -> dict[Literal["items"], list[CustomerOut]]:
    """People who wrote to the business, by part of a name or by number; at most eight."""
    return {"items": [CustomerOut.model_validate(one) for one in await customers.find(tx, q)]}


@router.post("/customers", status_code=201)
async def add_customer(body: CustomerIn, tx: Tx = tenant_tx("bookings")) -> RegisteredOut:
    """Somebody who never wrote can be booked for; a number that is known names whose it is, and nobody stands twice."""
    found = await people.register(tx, body.phone, body.name, seen_at=tx.now)
    one = await customers.one(tx, await contacts.living_id(tx, found.contact_id))
    return RegisteredOut.model_validate({**one, "is_known": not found.is_new})


@router.get("/customers/{contact_id}/appointments", response_model=OfCustomer)
async def list_of_customer(contact_id: uuid.UUID, tx: Tx = tenant_tx("bookings")) -> Any:
    """What this person has ahead, what they had, and how often they did not come."""
    living = await contacts.living_id(tx, contact_id)
    return {
        "ahead": await appointments.of_person(tx, living, since=tx.now),
        "past": await appointments.last_of_person(tx, living, until=tx.now),
        "missed": (await customers.missed(tx, [living]))[living],
    }


@router.get("/customers/{contact_id}/overlaps", response_model=OverlapsOut)
async def list_overlaps(
    contact_id: uuid.UUID,
    at: Annotated[list[Instant] | None, Query(max_length=repeating.MOST)] = None,
    minutes: int = Query(60, ge=1, le=1440 * repeating.MOST_SERVICES),
    tx: Tx = tenant_tx("bookings"),
) -> Any:
    """What this person has at any of these times, now unless said, each so many minutes long: told to whoever is about to book for them,
    who may all the same."""
    return {"items": await overlaps.of_person(tx, contact_id, at or [tx.now], timedelta(minutes=minutes))}


@router.get("/working")
async def list_working(
    first: date | None = None,
    last: date | None = None,
    store_id: uuid.UUID | None = None,
    locale: Literal["pt-BR", "en"] = "pt-BR",
    tx: Tx = tenant_tx("bookings"),
) -> AgendaHoursOut:
    """When everybody works from the first to the last day, a week from today unless said, two months at most; `locale` is that of
    holidays' names."""
    first = first or tx.now.date()
    last = last or first + timedelta(days=min(6, (date.max - first).days))
    if not date(2000, 1, 1) <= first <= last <= date(2200, 1, 1) or last - first >= timedelta(days=MOST_DAYS):
        raise Invalid("from a day to the same or a later one, 62 days at most", field="last")
    found = await working(tx, first, last, store_id=store_id, locale=locale)
    return AgendaHoursOut(
        items=[
            WorkingOut(resource_id=one, spans=[SpanOut(since=since, until=until) for since, until in spans])
            for one, spans in found.spans.items()
        ],
        closed=[ClosedOut.model_validate(one._asdict()) for one in found.closed],
    )


@router.get("/off-clock")
async def list_off_clock(tx: Tx = tenant_tx("bookings")) -> dict[Literal["items"], list[OffClockOut]]:
    """Appointments ahead that a changed clock left at another local time than was agreed, by start; at most 500."""
    return {"items": [OffClockOut.model_validate(one) for one in await reclocking.standing(tx)]}


@router.post("/off-clock/{appointment_id}/put-back", response_model=AppointmentOut)
async def put_back_off_clock(appointment_id: uuid.UUID, body: OffClockIn, tx: Tx = tenant_tx("bookings")) -> Any:
    """It is at the local time that was agreed, or stands as it did: with what is in the way, and what is free instead."""
    await righting.put_back(tx, appointment_id, _seen(body))
    return await appointments.one(tx, appointment_id)


@router.post("/off-clock/{appointment_id}/keep", response_model=AppointmentOut)
async def keep_off_clock(appointment_id: uuid.UUID, body: OffClockIn, tx: Tx = tenant_tx("bookings")) -> Any:
    """It stays when it is, and the local time that the clock of its place shows then is what is agreed."""
    await righting.keep(tx, appointment_id, _seen(body))
    return await appointments.one(tx, appointment_id)


def _seen(body: OffClockIn) -> Seen:
    return Seen(body.was_starts_at, body.was_agreed_local, body.was_timezone)
