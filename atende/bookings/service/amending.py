"""What people of the team put right of an appointment: how long it lasts, and a cancellation that was a mistake.

As for every verb that needs a time: the resources are locked first, the appointment after them."""

import uuid
from datetime import UTC, datetime, timedelta

from atende.bookings.errors import BookingInvalid, OccasionShared, SlotTaken, WrongState
from atende.bookings.events import BookingRescheduled, BookingRestored
from atende.bookings.models import LIVING, Appointment, Occasion
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Event, Question, Service
from atende.bookings.queries.slots import lasting
from atende.bookings.rules.states import LONGEST, SHORTEST, State, may_move, may_restore
from atende.bookings.service import changing, reserving
from atende.bookings.service.rows import found, is_shared, locked, refuse_moved, resources_of
from atende.bookings.service.stating import about
from atende.core.tenancy import Tx

# The first that takes some of the time which is asked for in addition, whether it begins there or lies over this one already.
_NEXT = """
select least(
    (select min(c.since) from bookings_claims mine join bookings_claims c on c.tenant_id = mine.tenant_id
        and c.resource_id = mine.resource_id and c.occasion_id <> mine.occasion_id and c.is_living
        and c.since < mine.until + $3::interval and c.until > mine.until
    where mine.tenant_id = $1 and mine.occasion_id = $2 and mine.is_living),
    -- An event in a calendar outside, also one in the minutes that are kept free afterwards.
    (select min(b.since) from bookings_claims mine join bookings_busy b on b.tenant_id = mine.tenant_id
        and b.resource_id = mine.resource_id and b.since < mine.until + $3::interval and b.until > $4
        and not b.is_own
        and ($5::text is null or b.uid_sign is distinct from $5 or (b.since, b.until) <> ($6::timestamptz, $7::timestamptz))
    where mine.tenant_id = $1 and mine.occasion_id = $2 and mine.is_living))
"""
# What was overbooked by being made longer is not any more once it is short enough again; what was put there so, which the first that was
# recorded of it after it had its place tells, stays so.
_STRETCH = """
update bookings_claims mine set until = until + $3::interval, is_overbooked = (is_overbooked or $4) and (
    $3::interval > '0'::interval
    or coalesce((select h.is_overbooked from bookings_changes h where h.tenant_id = $1 and h.appointment_id = $5 and h.id > mine.id
        order by h.id limit 1), false)
    or 0 < (select count(*) from bookings_claims c where c.tenant_id = $1 and c.resource_id = mine.resource_id
        and c.occasion_id <> mine.occasion_id and c.is_living and c.until > mine.since and c.since < mine.until + $3::interval))
where tenant_id = $1 and occasion_id = $2
"""
_AFTER = (
    "select coalesce(max(until - $3::timestamptz), '0'::interval) from bookings_claims where tenant_id = $1 and occasion_id = $2"
)
_WAS = """
select from_state, id from bookings_changes where tenant_id = $1 and appointment_id = $2 and to_state = 'cancelled'
order by at desc, id desc limit 1
"""
# What a person put beside others is put back beside those that lay over it when it was cancelled ($3), and beside nobody who came, came
# back or became longer since. Counted, for of what only has to exist the planner hopes to find one soon in all there are.
_IS_TAKEN = f"""
select 0 < (select count(*) from bookings_claims mine cross join lateral (
    select from bookings_claims c where c.tenant_id = $1 and c.resource_id = mine.resource_id and c.occasion_id <> mine.occasion_id
        and c.is_living and c.until > mine.since and c.since < mine.until and not (mine.is_overbooked and c.id < $3 and 0 < (
            select count(*) from bookings_appointments a join bookings_occasions o on o.tenant_id = a.tenant_id and o.id = a.occasion_id
            cross join lateral (select h.to_state as state, h.to_starts_at, h.to_ends_at from bookings_changes h
                where h.tenant_id = $1 and h.appointment_id = a.id and h.id < $3 order by h.id desc limit 1) was
            where a.tenant_id = $1 and a.occasion_id = c.occasion_id and a.{LIVING} and was.{LIVING} and was.to_starts_at = o.starts_at
                and c.until - (o.ends_at - coalesce(was.to_ends_at, o.ends_at)) > mine.since)) offset 0) other
where mine.tenant_id = $1 and mine.occasion_id = $2 and not mine.is_living)
or exists (select from bookings_claims mine join bookings_busy b on b.tenant_id = mine.tenant_id
    and b.resource_id = mine.resource_id and b.until > mine.since and b.since < mine.until and not b.is_own
where mine.tenant_id = $1 and mine.occasion_id = $2 and not mine.is_living and not mine.is_overbooked)
"""  # noqa: S608 - our own words
_REVIVE = "update bookings_claims set is_living = true where tenant_id = $1 and occasion_id = $2 and not is_living"
_IS_OVERBOOKED = "select coalesce(bool_or(is_overbooked), false) from bookings_claims where tenant_id = $1 and occasion_id = $2"


async def resize(
    tx: Tx,
    appointment_id: uuid.UUID,
    ends_at: datetime,
    *,
    overbook: bool = False,
    reason: str = "",
    was_starts_at: datetime | None = None,
    was_ends_at: datetime | None = None,
    event: Event | None = None,
) -> Appointment:
    """The appointment ends then, and what it takes is taken as much longer or shorter; past closing time, too, as it is people of the
    team who say so. `overbook`: whatever is taken after it, recorded; `event`: of it in a calendar outside; `was_starts_at` as in
    `changing.reschedule`, `was_ends_at`: when it ended as whoever asks saw it. Refuses `BookingInvalid` (under five minutes, over a day),
    `WrongState`, `AppointmentMoved`, `OccasionShared`, and `SlotTaken` with `free_until`. States `BookingRescheduled`."""
    row = await found(tx, appointment_id)
    asked = await calendar.service(tx, row.service_id)
    await reserving.lock(tx, asked, besides=await resources_of(tx, row.occasion_id))
    row = await locked(tx, appointment_id)
    if not may_move(State(row.state)):
        raise WrongState(state=row.state, wanted="resized")
    refuse_moved(row, was_starts_at, was_ends_at)
    if ends_at.tzinfo is None or ends_at.microsecond or ends_at.second or not SHORTEST <= ends_at - row.starts_at <= LONGEST:
        raise BookingInvalid("a whole minute, from five minutes to a day after the start", field="ends_at")
    if ends_at == row.ends_at:
        return row
    if await is_shared(tx, row):
        raise OccasionShared(field="ends_at")
    longer = ends_at - row.ends_at
    beyond = (tx.tenant_id, row.occasion_id, longer, row.ends_at, *(event or (None, None, None)))
    if longer > timedelta() and not overbook and (then := await tx.value(_NEXT, *beyond)):
        after = await tx.value(_AFTER, tx.tenant_id, row.occasion_id, row.ends_at)
        raise SlotTaken(field="ends_at", alternatives=[], free_until=max(row.ends_at, then - after).astimezone(UTC).isoformat())
    await tx.fetch(_STRETCH, tx.tenant_id, row.occasion_id, longer, overbook and longer > timedelta(), row.id)
    (await tx.session.get_one(Occasion, (tx.tenant_id, row.occasion_id))).ends_at = ends_at
    row.ends_at = ends_at
    row.version += 1
    await tx.session.flush()
    await reserving.record(tx, row, row.state, from_starts_at=row.starts_at, reason=reason, is_overbooked=overbook)
    if row.state != State.HOLD:
        await tx.emit(BookingRescheduled(**await about(tx, row.id), from_starts_at=row.starts_at), subject_id=row.id)
    return row


async def become(
    tx: Tx, appointment_id: uuid.UUID, starts_at: datetime, ends_at: datetime, *, reason: str, event: Event | None = None
) -> None:
    """The appointment begins and ends then; a group begins then, and lasts as it does. `event`: of it in a calendar outside. Refuses what
    moving and resizing refuse. States `BookingRescheduled` for each."""
    row = await found(tx, appointment_id)
    is_alone = row.capacity == 1
    lasts = ends_at - starts_at
    if is_alone and lasts < row.ends_at - row.starts_at:  # first, for where it goes there may be no room for more
        row = await resize(tx, appointment_id, row.starts_at + lasts, reason=reason, event=event)
    if row.starts_at != starts_at:
        row = await changing.reschedule(tx, appointment_id, starts_at, by=changing.BY_STAFF, reason=reason, event=event)
    if is_alone and row.ends_at != ends_at:
        await resize(tx, appointment_id, ends_at, reason=reason, event=event)


async def restore(tx: Tx, appointment_id: uuid.UUID) -> Appointment:
    """The cancellation is taken back: the appointment stands as it did before, at its time and with whom it was. One that stands changes
    nothing. Refuses `WrongState` for what was not cancelled or was a mere hold, and `SlotTaken` with alternatives when somebody has the
    time meanwhile. States `BookingRestored`."""
    row = await found(tx, appointment_id)
    asked = await calendar.service(tx, row.service_id)
    had = await resources_of(tx, row.occasion_id)
    await reserving.lock(tx, asked, besides=had)
    row = await locked(tx, appointment_id)
    if row.state in (State.PENDING, State.CONFIRMED):
        return row
    was = await tx.row(_WAS, tx.tenant_id, row.id)
    if row.state != State.CANCELLED or was is None or not may_restore(State(was[0])):
        raise WrongState(state=row.state, wanted="restored")
    await _take_again(tx, row, asked, was[1], next((one for one, kind in had.items() if kind == "professional"), None))
    row.state = was[0]
    row.version += 1
    await tx.session.flush()
    is_overbooked = await tx.value(_IS_OVERBOOKED, tx.tenant_id, row.occasion_id)
    await reserving.record(tx, row, State.CANCELLED, reason="", is_overbooked=is_overbooked)
    await tx.emit(BookingRestored(**await about(tx, row.id), state=row.state), subject_id=row.id)
    return row


async def _take_again(
    tx: Tx, row: Appointment, asked: Service, cancellation_id: uuid.UUID, professional_id: uuid.UUID | None
) -> None:
    occasion = await tx.session.get_one(Occasion, (tx.tenant_id, row.occasion_id))
    seat_no = None
    if not await tx.value(_IS_TAKEN, tx.tenant_id, occasion.id, cancellation_id):
        seat_no = await reserving.seat(tx, occasion)
    if seat_no is not None:
        row.seat_no = seat_no
        await tx.fetch(_REVIVE, tx.tenant_id, occasion.id)
        return
    until = row.starts_at + timedelta(seconds=1)
    question = Question(asked.id, row.starts_at, until, row.store_id, professional_id, as_staff=True)
    for offer in await calendar.offers(tx, question, asked):
        if offer.occasion_id:  # others of a group have made it take place meanwhile
            return await changing.settle(tx, row, asked, offer)
    asked = lasting(asked, row.starts_at, row.ends_at, capacity=row.capacity)
    raise SlotTaken(field="starts_at", **await reserving.instead(tx, question, row.starts_at, asked))
