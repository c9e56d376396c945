"""What becomes of an appointment: taken up, approved, moved, cancelled, done, missed; each recorded with who and why.

Whoever needs a time locks the resources first (`reserving.lock`) and the appointment after them, as reserving does with holds that ran out,
so that no two wait for each other."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from atende.bookings.errors import BookingInvalid, BookingNotFound, HoldExpired, NoticeTooShort, SlotTaken, WrongState
from atende.bookings.events import BookingCancelled, BookingCompleted, BookingConfirmed, BookingNoShow, BookingRescheduled
from atende.bookings.models import Appointment
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Event, Offer, Question, Service
from atende.bookings.queries.slots import lasting
from atende.bookings.rules.states import LIVING, Source, State, last_moment, may_become, may_move
from atende.bookings.service import reserving
from atende.bookings.service.overbooking import forced
from atende.bookings.service.rows import found as _found
from atende.bookings.service.rows import is_shared, refuse_moved
from atende.bookings.service.rows import locked as _locked
from atende.bookings.service.rows import resources_of as _resources_of
from atende.bookings.service.stating import about
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx

BY_CUSTOMER, BY_STAFF, BY_SYSTEM = "customer", "staff", "system"


async def take(tx: Tx, appointment_id: uuid.UUID) -> Appointment:
    """A hold becomes an appointment. One that ran out is looked at again: if the time, as long as it was, is still free with the same
    professional it is taken, otherwise refused with `HoldExpired` and what is free, or `TooManyAppointments`. States `BookingCreated`."""
    row = await _found(tx, appointment_id)
    asked = await calendar.service(tx, row.service_id)
    person = await contacts.living_id(tx, row.contact_id)
    records = await contacts.records(tx, [person])
    await reserving.in_turn(tx, person)
    await reserving.lock(tx, asked)
    row = await _locked(tx, appointment_id)
    if row.state not in (State.HOLD, State.EXPIRED):
        raise WrongState(state=row.state, wanted=State.CONFIRMED)
    before = row.state
    if row.state == State.EXPIRED:
        if row.source not in (Source.STAFF, Source.IMPORT):
            await reserving.refuse_too_many(tx, records, asked)
        await _take_again(tx, row, asked)
    row.state = State.PENDING if asked.needs_approval and row.source != Source.STAFF else State.CONFIRMED
    row.held_until = None
    row.version += 1
    await reserving.record(tx, row, before, reason="")
    await reserving.state_created(tx, row)
    return row


async def approve(tx: Tx, appointment_id: uuid.UUID, *, reason: str = "") -> Appointment:
    """The business said yes; `reason` stands in its history. States `BookingConfirmed`. Refuses `WrongState`; of a hold, too: whoever
    holds it takes it."""
    row = await _locked(tx, appointment_id)
    if row.state == State.CONFIRMED:
        return row
    if row.state == State.HOLD:
        raise WrongState(state=row.state, wanted=State.CONFIRMED)
    await _become(tx, row, State.CONFIRMED, reason)
    await tx.emit(BookingConfirmed(**await about(tx, row.id)), subject_id=row.id)
    return row


async def cancel(tx: Tx, appointment_id: uuid.UUID, *, by: str, reason: str = "") -> Appointment:
    """It will not take place and its time is free. A customer may until the service's notice before the start (`NoticeTooShort`).
    Again it changes nothing. States `BookingCancelled`; of a hold nothing, because nobody was told of it."""
    await reserving.lock_of(tx, appointment_id)
    row = await _locked(tx, appointment_id)
    if row.state == State.CANCELLED:
        return row
    if by == BY_CUSTOMER:
        asked = await calendar.service(tx, row.service_id)
        refuse_late(tx.now, row, asked.cancel_notice)
    was_hold = row.state == State.HOLD
    await _become(tx, row, State.CANCELLED, reason)
    await reserving.free_claims(tx, row.occasion_id)
    if not was_hold:
        await tx.emit(BookingCancelled(**await about(tx, row.id), by=by), subject_id=row.id)
    return row


async def complete(tx: Tx, appointment_id: uuid.UUID, *, reason: str = "") -> Appointment:
    """It took place; `reason` stands in its history. Refuses one that has not begun, and `WrongState`. States `BookingCompleted`."""
    return await _over(tx, appointment_id, State.COMPLETED, BookingCompleted, reason)


async def miss(tx: Tx, appointment_id: uuid.UUID, *, reason: str = "") -> Appointment:
    """The customer did not come; `reason` stands in its history. Refuses one that has not begun, and `WrongState`. States
    `BookingNoShow`."""
    return await _over(tx, appointment_id, State.NO_SHOW, BookingNoShow, reason)


async def reschedule(
    tx: Tx,
    appointment_id: uuid.UUID,
    starts_at: datetime,
    *,
    by: str,
    professional_id: uuid.UUID | None = None,
    store_id: uuid.UUID | None = None,
    resource_ids: Collection[uuid.UUID] = (),
    overbook: bool = False,
    reason: str = "",
    was_starts_at: datetime | None = None,
    event: Event | None = None,
) -> Appointment:
    """The same appointment is at another time and as long as it was, at the same store and with the same professional and room unless
    others are named; what it had is free. The customer may until the service's notice (`NoticeTooShort`). `overbook`: that start whatever
    is taken or closed, said and recorded by a person; `event`: of it in a calendar outside, which takes no time beside it. `was_starts_at`:
    when it began as whoever asks saw it; `AppointmentMoved` where that is past. Refuses `WrongState`, `SlotOutside` and `SlotTaken` with
    alternatives, and then it stands as it did. States `BookingRescheduled`."""
    row = await _found(tx, appointment_id)
    asked = await calendar.service(tx, row.service_id)
    able = await calendar.resources(tx, asked)
    if professional_id is not None and professional_id not in able:
        raise BookingNotFound("this professional does not do that service", field="professional_id")
    if any(one not in able for one in resource_ids):
        raise BookingNotFound("this service takes no such room or equipment", field="resource_ids")
    had = await _resources_of(tx, row.occasion_id)
    if professional_id is None:
        professional_id = professional_of(had, able)
    await reserving.lock(tx, asked, besides=had)
    row = await _locked(tx, appointment_id)
    if not may_move(State(row.state)):
        raise WrongState(state=row.state, wanted="rescheduled")
    refuse_moved(row, was_starts_at)
    if by == BY_CUSTOMER:
        refuse_late(tx.now, row, asked.reschedule_notice)
    asked = lasting(asked, row.starts_at, row.ends_at, capacity=row.capacity)
    wish = reserving.Wish(
        asked.id, starts_at, row.contact_id, Source.STAFF if by == BY_STAFF else Source.API, store_id or row.store_id,
        professional_id, overbook=overbook, event=event,
    )  # fmt: skip
    # Whoever booked it: a customer who moves it keeps the customers' notice and horizon.
    reserving.refuse_outside(tx.now, wish, asked)
    if overbook:
        kept = [one for one, kind in had.items() if kind != "professional"]
        question = await question_of_move(tx, row, reserving.question_of(wish))  # where others stay, its room is not free
        offer = await forced(tx, question, asked, named=resource_ids, had=kept)
    else:
        offer = await _elsewhere(tx, row, asked, wish, had, resource_ids)
    before, former = row.starts_at, row.occasion_id
    row.state, state = State.EXPIRED, row.state  # the old place is given up before the new one is taken
    row.held_until, held_until = None, row.held_until
    await tx.session.flush()
    await reserving.free_claims(tx, former)
    await settle(tx, row, asked, offer, overbook=overbook)
    row.state, row.held_until = state, held_until
    row.version += 1
    await reserving.record(tx, row, state, from_starts_at=before, reason=reason, is_overbooked=overbook)
    if state != State.HOLD:
        await tx.emit(BookingRescheduled(**await about(tx, row.id), from_starts_at=before), subject_id=row.id)
    return row


async def _over(
    tx: Tx, appointment_id: uuid.UUID, state: State, fact: type[BookingCompleted] | type[BookingNoShow], reason: str
) -> Appointment:
    row = await _locked(tx, appointment_id)
    if row.state == state:
        return row
    if tx.now < row.starts_at:
        raise BookingInvalid("it has not begun yet", field="state")
    await _become(tx, row, state, reason)
    await tx.emit(fact(**await about(tx, row.id)), subject_id=row.id)
    return row


async def _take_again(tx: Tx, row: Appointment, asked: Service) -> None:
    asked = lasting(asked, row.starts_at, row.ends_at, capacity=row.capacity)
    is_staffs = row.source in (Source.STAFF, Source.IMPORT)
    kept = professional_of(await _resources_of(tx, row.occasion_id), await calendar.resources(tx, asked))
    question = Question(asked.id, row.starts_at, row.starts_at + timedelta(seconds=1), row.store_id, kept, is_staffs)
    if row.starts_at <= tx.now or not (found := await calendar.offers(tx, question, asked)):
        raise HoldExpired(**await reserving.instead(tx, question, row.starts_at, asked))
    await settle(tx, row, asked, next((offer for offer in found if offer.occasion_id), found[0]))


async def settle(tx: Tx, row: Appointment, asked: Service, offer: Offer, *, overbook: bool = False) -> None:
    """The appointment has a place there. Refuses `SlotTaken` when the occasion is full."""
    occasion = await reserving.occasion_of(tx, asked, offer, overbook=overbook)
    seat_no = await reserving.seat(tx, occasion)
    if seat_no is None:
        raise SlotTaken(field="starts_at", alternatives=[])
    zone = await reserving.zone_of(tx, asked, occasion.store_id)
    row.occasion_id, row.seat_no, row.capacity = occasion.id, seat_no, occasion.capacity
    row.store_id, row.starts_at, row.ends_at = occasion.store_id, occasion.starts_at, occasion.ends_at
    row.zone, row.said_at = zone.key, occasion.starts_at.astimezone(zone).replace(tzinfo=None)
    await tx.session.flush()


async def question_of_move(tx: Tx, row: Appointment, question: Question) -> Question:
    """The question as this appointment asks it: its place of the day counts as free, and its own time, unless others share it."""
    return replace(question, mover=row.id, moving=None if await is_shared(tx, row) else row.occasion_id)


async def _elsewhere(
    tx: Tx, row: Appointment, asked: Service, wish: reserving.Wish, had: Collection[uuid.UUID], named: Collection[uuid.UUID]
) -> Offer:
    """Where it goes: in the room that was named, or that it had, if that is free then."""
    question = await question_of_move(tx, row, reserving.question_of(wish))
    found = [
        one
        for one in await calendar.offers(tx, question, asked)
        if one.occasion_id != row.occasion_id and (not named or await _has(tx, one, named))
    ]
    if not found:
        # Where it stands already is nothing to offer, unless with somebody else.
        is_same = wish.professional_id is None or wish.professional_id in had
        here = (row.starts_at, row.store_id) if is_same else None
        raise SlotTaken(field="starts_at", **await reserving.instead(tx, question, wish.starts_at, asked, but=here))
    chosen = next((one for one in found if one.store_id == row.store_id), found[0])
    wanted = (*named, *had)
    kept = tuple(tuple(one for one in wanted if one in group)[:1] or group for group in chosen.free)
    return Offer(chosen.starts_at, chosen.store_id, kept, chosen.occasion_id, chosen.places)


async def _has(tx: Tx, offer: Offer, named: Collection[uuid.UUID]) -> bool:
    """Whether all that was named can be had there; of a group that has begun, whether it has it."""
    if offer.occasion_id:
        return set(named) <= (await _resources_of(tx, offer.occasion_id)).keys()
    return all(any(one in group for group in offer.free) for one in named)


def professional_of(had: Mapping[uuid.UUID, str], able: Collection[uuid.UUID]) -> uuid.UUID | None:
    """Who does it: nobody is given to somebody else without a word. None where nobody is needed, and for who does it no more."""
    return next((one for one, kind in had.items() if kind == "professional" and one in able), None)


async def _become(tx: Tx, row: Appointment, state: State, reason: str) -> None:
    before = State(row.state)
    if not may_become(before, state):
        raise WrongState(state=before, wanted=state)
    row.state = state
    if before == State.HOLD:
        row.held_until = None
    if state in LIVING or state == State.CANCELLED:
        row.version += 1
    await reserving.record(tx, row, before, reason=reason)


def refuse_late(now: datetime, row: Appointment, notice: int) -> None:
    """Refuses `NoticeTooShort` where the customer may not do it by themselves any more."""
    if now > last_moment(row.starts_at, notice):
        raise NoticeTooShort(minutes=notice)
