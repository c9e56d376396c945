"""Somebody of the team, or their program, asks what is free, and has to do with every appointment."""

import uuid
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from atende.accounts.access import tenant_tx
from atende.bookings.queries import appointments, slots
from atende.bookings.queries.calendar import LONGEST, Question
from atende.bookings.rules.states import Source
from atende.bookings.schemas.appointments import (
    AppointmentIn,
    AppointmentOut,
    AppointmentPage,
    ReasonIn,
    RescheduleIn,
    ResizeIn,
    SlotsOut,
    State,
)
from atende.bookings.service import amending, changing, importing, reserving
from atende.core.tenancy import Tx
from atende.core.wire import Instant
from atende.kit.refusal import Invalid

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])

SEE = ("bookings",)


@router.get("/slots", response_model=SlotsOut)
async def list_slots(
    service_id: uuid.UUID,
    since: Instant | None = None,
    until: Instant | None = None,
    store_id: uuid.UUID | None = None,
    professional_id: uuid.UUID | None = None,
    as_staff: bool = False,
    moving: uuid.UUID | None = None,
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """Every start that can be had, of a week from now unless said; a quarter of a year at most. `as_staff`: without the customers'
    notice and horizon. `moving`: to which starts this appointment of the service could be moved, as long as it is; its own time counts as
    free, and where it is now is none of them."""
    since, until = stretch(tx.now, since, until)
    found = await slots.starts(tx, Question(service_id, since, until, store_id, professional_id, as_staff), appointment_id=moving)
    # Thousands of starts: written once, without a way over dictionaries.
    return Response(found.model_dump_json(), media_type="application/json")


@router.get("/appointments", response_model=AppointmentPage)
async def list_appointments(
    since: Instant | None = None,
    until: Instant | None = None,
    resource_id: Annotated[list[uuid.UUID] | None, Query(max_length=100)] = None,
    store_id: uuid.UUID | None = None,
    service_id: Annotated[list[uuid.UUID] | None, Query(max_length=100)] = None,
    state: Annotated[list[State] | None, Query(max_length=7)] = None,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(200, ge=1, le=500),
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """Appointments that begin then, of a week from now unless said, by start; a quarter of a year at most. Those online are of every
    store."""
    since, until = stretch(tx.now, since, until)
    chosen = {"resource_ids": resource_id or (), "store_id": store_id, "service_ids": service_id or (), "states": state or ()}
    items, more = await appointments.between(tx, since, until, **chosen, cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": more}


@router.post("/appointments", status_code=201, response_model=AppointmentOut)
async def book(body: AppointmentIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """Somebody has this time, or is told what is free instead."""
    _refuse_programs(tx, body.overbook)
    source = Source.STAFF if tx.actor.kind == "user" else Source.API
    wish = reserving.Wish(source=source, **body.model_dump(exclude={"import_id"}))
    made = await importing.by_hand(tx, body.import_id, wish, partial(reserving.reserve, tx), attrgetter("id"))
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
async def approve_appointment(appointment_id: uuid.UUID, body: ReasonIn | None = None, tx: Tx = tenant_tx(*SEE)) -> Any:
    """The business says yes, and why if it says so."""
    await changing.approve(tx, appointment_id, reason=_why(body))
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/cancel", response_model=AppointmentOut)
async def cancel_appointment(appointment_id: uuid.UUID, body: ReasonIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """It will not take place."""
    await changing.cancel(tx, appointment_id, by=changing.BY_STAFF, reason=body.reason)
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/complete", response_model=AppointmentOut)
async def complete_appointment(appointment_id: uuid.UUID, body: ReasonIn | None = None, tx: Tx = tenant_tx(*SEE)) -> Any:
    """It took place; why it stands otherwise than before, if somebody says so."""
    await changing.complete(tx, appointment_id, reason=_why(body))
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/no-show", response_model=AppointmentOut)
async def miss_appointment(appointment_id: uuid.UUID, body: ReasonIn | None = None, tx: Tx = tenant_tx(*SEE)) -> Any:
    """The customer did not come, and why if somebody says so."""
    await changing.miss(tx, appointment_id, reason=_why(body))
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/reschedule", response_model=AppointmentOut)
async def reschedule_appointment(appointment_id: uuid.UUID, body: RescheduleIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """It is at another time, or stands as it did."""
    _refuse_programs(tx, body.overbook)
    await changing.reschedule(tx, appointment_id, by=changing.BY_STAFF, **body.model_dump())
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/resize", response_model=AppointmentOut)
async def resize_appointment(appointment_id: uuid.UUID, body: ResizeIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """It lasts as long as said, or as long as it did."""
    _refuse_programs(tx, body.overbook)
    await amending.resize(tx, appointment_id, **body.model_dump())
    return await appointments.one(tx, appointment_id)


@router.post("/appointments/{appointment_id}/restore", response_model=AppointmentOut)
async def restore_appointment(appointment_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """The cancellation is taken back."""
    await amending.restore(tx, appointment_id)
    return await appointments.one(tx, appointment_id)


def _why(body: ReasonIn | None) -> str:
    return body.reason if body else ""


def _refuse_programs(tx: Tx, overbook: bool) -> None:
    if overbook and tx.actor.kind != "user":
        raise Invalid("only a person overbooks", field="overbook")


def stretch(now: datetime, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """A week from now unless said; a quarter of a year at most."""
    first, last = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
    since = since or now
    until = until or min(since, last) + timedelta(days=7)
    if not first <= since <= until <= last:
        raise Invalid("from a time to a later one, of this century or the next", field="since")
    if until - since > LONGEST:
        raise Invalid("a quarter of a year at most", field="until")
    return since, until
