"""Somebody of the team, or their program, asks: what can be booked, what is free, and every appointment."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from atende.accounts.access import tenant_tx
from atende.bookings.queries import appointments, calendar, setup
from atende.bookings.queries.calendar import LONGEST, Question
from atende.bookings.rules.states import Source
from atende.bookings.schemas import (
    AppointmentIn,
    AppointmentOut,
    AppointmentPage,
    BookableIn,
    BookableOut,
    ClosureIn,
    ClosureOut,
    PlansIn,
    ReasonIn,
    RescheduleIn,
    ResourceIn,
    ResourceOut,
    ResourcePatch,
    SlotOut,
    SlotsOut,
    State,
)
from atende.bookings.service import changing, reserving
from atende.bookings.service import setup as writing
from atende.core.tenancy import Tx
from atende.kit.refusal import Invalid

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])

SEE, SET_UP = ("bookings",), ("settings",)


@router.get("/services")
async def list_bookable_services(tx: Tx = tenant_tx("bookings", "settings")) -> dict[str, list[BookableOut]]:
    """Services that can be booked."""
    return {"items": await setup.services(tx)}


@router.put("/services/{service_id}")
async def write_bookable_service(service_id: uuid.UUID, body: BookableIn, tx: Tx = tenant_tx(*SET_UP)) -> BookableOut:
    """The service is booked like this from now on."""
    return await writing.write_service(tx, service_id, body)


@router.delete("/services/{service_id}", status_code=204)
async def remove_bookable_service(service_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """The service can be booked no more."""
    await writing.remove_service(tx, service_id)


@router.get("/resources")
async def list_resources(tx: Tx = tenant_tx("bookings", "settings")) -> dict[str, list[ResourceOut]]:
    """Professionals, rooms and equipment."""
    return {"items": await setup.resources(tx)}


@router.post("/resources", status_code=201)
async def add_resource(body: ResourceIn, tx: Tx = tenant_tx(*SET_UP)) -> ResourceOut:
    """The room or equipment can be needed."""
    return await writing.add_resource(tx, body)


@router.patch("/resources/{resource_id}")
async def change_resource(resource_id: uuid.UUID, body: ResourcePatch, tx: Tx = tenant_tx(*SET_UP)) -> ResourceOut:
    """What was given holds."""
    return await writing.change_resource(tx, resource_id, body)


@router.delete("/resources/{resource_id}", status_code=204)
async def remove_resource(resource_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """The room or equipment is gone."""
    await writing.remove_resource(tx, resource_id)


@router.put("/resources/{resource_id}/plans")
async def write_plans(resource_id: uuid.UUID, body: PlansIn, tx: Tx = tenant_tx(*SET_UP)) -> ResourceOut:
    """The resource works by exactly these plans."""
    return await writing.write_plans(tx, resource_id, body)


@router.get("/closures")
async def list_closures(tx: Tx = tenant_tx("bookings", "settings")) -> dict[str, list[ClosureOut]]:
    """Closures of today and later."""
    return {"items": await setup.closures(tx, tx.now.date())}


@router.post("/closures", status_code=201)
async def add_closure(body: ClosureIn, tx: Tx = tenant_tx(*SET_UP)) -> ClosureOut:
    """Nothing is offered then."""
    return await writing.add_closure(tx, body)


@router.delete("/closures/{closure_id}", status_code=204)
async def remove_closure(closure_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """Those days are as they were."""
    await writing.remove_closure(tx, closure_id)


@router.get("/slots")
async def list_slots(
    service_id: uuid.UUID,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    store_id: uuid.UUID | None = None,
    professional_id: uuid.UUID | None = None,
    as_staff: bool = False,
    tx: Tx = tenant_tx(*SEE),
) -> SlotsOut:
    """Every start that can be had, of a week from now unless said; a quarter of a year at most. `as_staff`: without the customers'
    notice and horizon."""
    since, until = _stretch(tx.now, since, until)
    asked = await calendar.service(tx, service_id)
    question = Question(service_id, since, until, store_id, professional_id, as_staff)
    found = await calendar.offers(tx, question, asked)
    return SlotsOut(
        timezone=asked.zone.key,
        items=[
            SlotOut(
                starts_at=one.starts_at,
                store_id=one.store_id,
                professional_ids=list(one.free[0]) if asked.needs_professional and one.free else [],
                places=one.places,
            )
            for one in found
        ],
    )


@router.get("/appointments", response_model=AppointmentPage)
async def list_appointments(
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    resource_id: Annotated[list[uuid.UUID] | None, Query(max_length=100)] = None,
    store_id: uuid.UUID | None = None,
    state: Annotated[list[State] | None, Query(max_length=7)] = None,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(200, ge=1, le=500),
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """Appointments that begin then, of a week from now unless said, by start; a quarter of a year at most."""
    since, until = _stretch(tx.now, since, until)
    items, more = await appointments.between(
        tx, since, until, resource_ids=resource_id or (), store_id=store_id, states=state or (), cursor=cursor, limit=limit
    )
    return {"items": items, "next_cursor": more}


@router.post("/appointments", status_code=201, response_model=AppointmentOut)
async def book(body: AppointmentIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """Somebody has this time, or is told what is free instead."""
    is_person = tx.actor.kind == "user"
    if body.overbook and not is_person:
        raise Invalid("only a person overbooks", field="overbook")
    source = Source.STAFF if is_person else Source.API
    made = await reserving.reserve(tx, reserving.Wish(source=source, **body.model_dump()))
    return await appointments.one(tx, made.id)


@router.get("/appointments/{appointment_id}", response_model=AppointmentOut)
async def read_appointment(appointment_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """One appointment with its history."""
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/take", response_model=AppointmentOut)
async def take_appointment(appointment_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """The hold becomes an appointment."""
    await changing.take(tx, appointment_id)
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/approve", response_model=AppointmentOut)
async def approve_appointment(appointment_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """The business says yes."""
    await changing.approve(tx, appointment_id)
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/cancel", response_model=AppointmentOut)
async def cancel_appointment(appointment_id: uuid.UUID, body: ReasonIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """It will not take place."""
    await changing.cancel(tx, appointment_id, by=changing.BY_STAFF, reason=body.reason)
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/complete", response_model=AppointmentOut)
async def complete_appointment(appointment_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """It took place."""
    await changing.complete(tx, appointment_id)
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/no-show", response_model=AppointmentOut)
async def miss_appointment(appointment_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """The customer did not come."""
    await changing.miss(tx, appointment_id)
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/reschedule", response_model=AppointmentOut)
async def reschedule_appointment(appointment_id: uuid.UUID, body: RescheduleIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """It is at another time, or stands as it did."""
    await changing.reschedule(
        tx, appointment_id, body.starts_at, by=changing.BY_STAFF, professional_id=body.professional_id, reason=body.reason
    )
    return await appointments.one(tx, appointment_id)


def _stretch(now: datetime, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    since = since or now
    until = until or since + timedelta(days=7)
    if not datetime(2000, 1, 1, tzinfo=UTC) <= since <= until <= datetime(2200, 1, 1, tzinfo=UTC):
        raise Invalid("from a time to a later one, of this century or the next", field="since")
    if until - since > LONGEST:
        raise Invalid("a quarter of a year at most", field="until")
    return since, until
