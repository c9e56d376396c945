"""Who waits for a time to become free: they join, leave, and answer what they are offered.

Locks are taken in the order of the whole room (conversation, person, resources, appointment); the row of a wait comes between the
person and the resources. Whoever frees a time holds resources already, so they only add a row (`freeing.freed`) and wait for nobody."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from atende.bookings.errors import BookingInvalid, BookingNotFound, OfferOver, WaitTooMany
from atende.bookings.events import WaitJoined, WaitLeft, WaitOffered, WaitOfferSettled
from atende.bookings.models import Appointment, Wait, WaitOffer
from atende.bookings.queries import calendar
from atende.bookings.rules.states import Source, State
from atende.bookings.rules.waiting import CHECK, LONGEST, UNANSWERED, OfferOutcome, Span, Waiting, mask_of, outcome_of
from atende.bookings.service import changing, earlier, freeing, reserving
from atende.bookings.service.rows import found, resources_of
from atende.bookings.service.series import lock_together
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.kit.ids import new_id

PROVISO = "wait_offer"  # what a message that offers something leaves under


@dataclass(frozen=True, slots=True)
class Longing:
    """Who would come for what, and when it would suit. `appointment_id`: what they have of it, and would go there."""

    contact_id: uuid.UUID
    service_id: uuid.UUID
    span: Span
    source: Source
    store_id: uuid.UUID | None = None
    professional_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    note: str = ""
    appointment_id: uuid.UUID | None = None


_CONVERSATION = "select contact_id from inbox_conversations where tenant_id = $1 and id = $2 for key share"
_OF_PERSON = """
select id from bookings_waits where tenant_id = $1 and contact_id = any($2::uuid[]) and state = 'waiting'
    and ($3::uuid is null or service_id = $3) order by since, id
"""
# What counts against the service's limit; what is only held for them, an offer of this very list, does not here.
_HAS = """
select count(*) from bookings_appointments where tenant_id = $1 and contact_id = any($2::uuid[]) and service_id = $3
    and starts_at > $4 and state in ('pending', 'confirmed')
"""
# Booked since they wait, by whatever door; a late yes to what they had asked for before is none, nor a cancellation that was taken back.
_BOOKED = """
select exists (select from bookings_appointments a join bookings_changes c on c.tenant_id = a.tenant_id and c.appointment_id = a.id
    where a.tenant_id = $1 and a.contact_id = any($2::uuid[]) and a.service_id = $3 and a.state in ('pending', 'confirmed')
        and coalesce(c.from_state, 'hold') in ('hold', 'expired') and c.to_state in ('pending', 'confirmed') and c.at >= $4)
"""


# What they have of it ahead: two are enough to know that there is more than one.
_AHEAD = """
select id, series_id is null and visit_id is null from bookings_appointments where tenant_id = $1 and contact_id = any($2::uuid[])
    and service_id = $3 and starts_at > $4 and state in ('pending', 'confirmed') order by starts_at, id limit 2
"""


async def join(tx: Tx, longing: Longing) -> Wait:
    """They wait, or wait for this from now on where they waited for the service already, and keep their place. States `WaitJoined`.

    Refuses `BookingNotFound` for what is not this business's or cannot be booked, and `BookingInvalid` for days that are over, more than
    a year ahead or from a later to an earlier one, and weekdays of which none is still to come in them, and `WaitTooMany` for who has as
    many of the service as one person may: nothing could be offered to them, unless in the place of what they have; and as
    `earlier.checked`. What they were offered before they said so, or said so no more, is withdrawn."""
    contact_id = await contacts.living_id(tx, longing.contact_id)
    records = list(await contacts.records(tx, [contact_id]))
    if longing.conversation_id is not None:
        whose = await tx.value(_CONVERSATION, tx.tenant_id, longing.conversation_id)
        if whose not in records:  # they will be written to there
            raise BookingNotFound("no such conversation of theirs", field="conversation_id")
    asked = await calendar.service(tx, longing.service_id)
    if not asked.is_open and longing.source not in (Source.STAFF, Source.API):
        raise BookingNotFound("no such service can be booked", field="service_id")
    places = await calendar.places(tx, asked, longing.store_id)
    if longing.professional_id is not None:
        await reserving.refuse_unable(tx, longing.professional_id, asked)
    span, today = longing.span, tx.now.astimezone(places[0].zone if places else asked.zone).date()
    if span.last_on < span.first_on or (span.earliest and span.latest and span.latest < span.earliest):
        raise BookingInvalid("it ends before it begins", field="last_on" if span.last_on < span.first_on else "latest")
    if span.last_on < today or span.last_on > today + LONGEST:
        raise BookingInvalid("from today on, a year ahead at most", field="last_on")
    if not span.has_day(today):
        raise BookingInvalid("no such weekday is left in these days", field="weekdays")
    await reserving.in_turn(tx, contact_id)
    if longing.appointment_id is not None:
        await earlier.checked(tx, longing.appointment_id, asked, records, span, today)
    elif asked.contact_limit is not None and await tx.value(_HAS, tx.tenant_id, records, asked.id, tx.now) >= asked.contact_limit:
        raise WaitTooMany(limit=asked.contact_limit)
    row = None
    for other in [await _locked(tx, known) for (known,) in await tx.fetch(_OF_PERSON, tx.tenant_id, records, asked.id)]:
        if row is None and other.state == Waiting.WAITING:
            row = other
        elif other.state == Waiting.WAITING:  # waited under another record, too, and turned out to be the same person
            await _withdraw(tx, other)
            await end(tx, other, Waiting.LEFT)
    if row is None:
        row = Wait(tenant_id=tx.tenant_id, id=new_id(), service_id=asked.id, since=tx.now, state=Waiting.WAITING, note="")
        tx.session.add(row)
    elif row.appointment_id != longing.appointment_id:  # they were asked about another thing
        await _withdraw(tx, row)
    row.appointment_id = longing.appointment_id
    row.contact_id, row.source, row.unreached, row.look_at = contact_id, longing.source, None, tx.now
    row.conversation_id = longing.conversation_id or row.conversation_id
    row.store_id = None if asked.is_online else longing.store_id
    row.professional_id, row.note = longing.professional_id, longing.note or row.note
    row.first_on, row.last_on, row.earliest, row.latest = span.first_on, span.last_on, span.earliest, span.latest
    row.weekdays = mask_of(span.weekdays)
    await tx.session.flush()
    await tx.emit(WaitJoined(wait_id=row.id, contact_id=contact_id, service_id=asked.id, source=row.source), subject_id=row.id)
    freeing.look(tx)
    return row


async def leave(tx: Tx, wait_id: uuid.UUID) -> Wait:
    """They wait no more, and what was held for them is free. Again it changes nothing. States `WaitLeft`. Refuses `BookingNotFound`."""
    row = await _locked(tx, wait_id)
    if row.state == Waiting.WAITING:
        await _withdraw(tx, row)
        await end(tx, row, Waiting.LEFT)
    return row


async def leave_over(tx: Tx, wait_id: uuid.UUID) -> None:
    """Who waits to move what cannot be moved any more waits no more, as `leave`; whoever joined for something else meanwhile waits on."""
    row = await _locked(tx, wait_id)
    if await earlier.is_over(tx, wait_id):
        await _withdraw(tx, row)
        await end(tx, row, Waiting.LEFT)


async def leave_all(tx: Tx, contact_id: uuid.UUID) -> int:
    """This person waits for nothing any more; for how many things they did."""
    records = list(await contacts.records(tx, [await contacts.living_id(tx, contact_id)]))
    found = [row[0] for row in await tx.fetch(_OF_PERSON, tx.tenant_id, records, None)]
    for row in [await _locked(tx, wait_id) for wait_id in found]:  # every row before anything that one of them has
        await leave(tx, row.id)
    return len(found)


async def end(tx: Tx, row: Wait, state: Waiting) -> None:
    """They wait no more, and why: the row is locked by the caller. States `WaitLeft`."""
    row.state, row.settled_at = state, tx.now
    await tx.session.flush()
    await tx.emit(
        WaitLeft(wait_id=row.id, contact_id=row.contact_id, service_id=row.service_id, reason=str(state)), subject_id=row.id
    )


async def offer(tx: Tx, row: Wait, conversation_id: uuid.UUID, start: calendar.Offer, asked: calendar.Service) -> WaitOffer:
    """The time is held for who waits, as long as the service says. The row is locked by the caller, who says it in the same
    transaction. States `WaitOffered`. Refuses as `reserving.reserve` and `earlier.refuse_unmovable`."""
    await earlier.refuse_unmovable(tx, row, start.starts_at, asked)
    wish = reserving.Wish(
        row.service_id,
        start.starts_at,
        row.contact_id,
        Source.BOT,
        start.store_id,
        row.professional_id,
        conversation_id,
        hold=True,
        replaces=row.appointment_id,
    )
    held = await reserving.reserve(tx, wish)
    until = held.held_until = tx.now + asked.offer
    made = WaitOffer(
        tenant_id=tx.tenant_id, id=new_id(), wait_id=row.id, appointment_id=held.id, conversation_id=conversation_id,
        starts_at=held.starts_at, offered_at=tx.now, until=until, outcome=OfferOutcome.OPEN,
        check_at=min(until, tx.now + CHECK),
    )  # fmt: skip
    tx.session.add(made)
    row.unreached = None
    await tx.session.flush()
    await tx.emit(
        WaitOffered(wait_id=row.id, offer_id=made.id, contact_id=row.contact_id, starts_at=made.starts_at), subject_id=row.id
    )
    return made


async def accept(tx: Tx, offer_id: uuid.UUID) -> Appointment:
    """What was offered is theirs, or (`accept_instead`) what they wait to move is there; again it changes nothing. One that ran out is
    theirs if nobody took it meanwhile. Refuses as `changing.take`, and `OfferOver` for what was declined, withdrawn or moved. States
    `WaitOfferSettled` and `WaitLeft`."""
    made, row = await _offer(tx, offer_id, of_person=True)
    if row.appointment_id is not None and made.outcome in (OfferOutcome.OPEN, OfferOutcome.RUN_OUT):
        return await accept_instead(tx, offer_id, row.appointment_id)
    return await _accept(tx, made, row)


async def _accept(tx: Tx, made: WaitOffer, row: Wait) -> Appointment:
    if made.outcome in (OfferOutcome.DECLINED, OfferOutcome.WITHDRAWN):
        raise OfferOver
    appointment = await tx.session.get_one(Appointment, (tx.tenant_id, made.appointment_id), populate_existing=True)
    if appointment.state in (State.HOLD, State.EXPIRED):
        if appointment.starts_at != made.starts_at:  # the team moved it: they said yes to another time
            raise OfferOver
        appointment = await changing.take(tx, made.appointment_id)
    elif appointment.state == State.CANCELLED:
        raise OfferOver
    await _settle(tx, made, OfferOutcome.TAKEN)
    if row.state in (Waiting.WAITING, Waiting.UNANSWERED):
        await end(tx, row, Waiting.BOOKED)
    return appointment


async def beside(tx: Tx, offer_id: uuid.UUID) -> uuid.UUID | None:
    """The one appointment of that service which whoever is offered a time has ahead, and could have then instead. None where they have
    none, where they have several (nobody knows which), and of what repeats or has other services in a row. Locks nothing."""
    made = await tx.session.get_one(WaitOffer, (tx.tenant_id, offer_id))
    row = await tx.session.get_one(Wait, (tx.tenant_id, made.wait_id))
    records = list(await contacts.records(tx, [await contacts.living_id(tx, row.contact_id)]))
    one = await only_one(tx, records, row.service_id)
    return None if one == made.appointment_id else one


async def only_one(tx: Tx, records: list[uuid.UUID], service_id: uuid.UUID) -> uuid.UUID | None:
    """The one appointment of that service which this person has ahead, as `beside` says; `records` are all of theirs. Locks nothing."""
    rows = await tx.fetch(_AHEAD, tx.tenant_id, records, service_id, tx.now)
    return rows[0][0] if len(rows) == 1 and rows[0][1] else None


async def accept_instead(tx: Tx, offer_id: uuid.UUID, appointment_id: uuid.UUID) -> Appointment:
    """This appointment of theirs is at the time that was offered, with whom and where that was held, and its former time is free; again
    it changes nothing, and what they took beside it meanwhile stays. Refuses `OfferOver` as `accept`, `NoticeTooShort` where they may not
    move it by themselves any more, `BookingNotFound` for what is not theirs or of another service, and as `changing.reschedule`; then
    nothing is changed. States `BookingRescheduled`, `WaitOfferSettled` and `WaitLeft`."""
    made, row = await _offer(tx, offer_id, of_person=True)
    held = await tx.session.get_one(Appointment, (tx.tenant_id, made.appointment_id), populate_existing=True)
    is_over = made.outcome not in (OfferOutcome.OPEN, OfferOutcome.RUN_OUT) or made.starts_at <= tx.now
    if is_over or held.state not in (State.HOLD, State.EXPIRED):
        return await _accept(tx, made, row)
    own = await found(tx, appointment_id)
    if own.service_id != row.service_id or own.contact_id not in await contacts.records(
        tx, [await contacts.living_id(tx, row.contact_id)]
    ):
        raise BookingNotFound("no such appointment of theirs", field="appointment_id")
    await lock_together(tx, [held, own])
    if held.state not in (State.HOLD, State.EXPIRED) or held.starts_at != made.starts_at:
        raise OfferOver
    if row.appointment_id == own.id:
        await earlier.refuse_later(tx, row, made.starts_at)
    asked = await calendar.service(tx, row.service_id)
    changing.refuse_late(tx.now, own, asked.reschedule_notice)
    had = await resources_of(tx, held.occasion_id)
    # What is held may be had at no more than the customers' notice by now: it was when it was offered, or people chose it.
    by = changing.BY_STAFF if held.state == State.HOLD else changing.BY_CUSTOMER
    if held.state == State.HOLD:
        await changing.cancel(tx, held.id, by=changing.BY_SYSTEM, reason="instead")
    moved = await changing.reschedule(
        tx, own.id, made.starts_at, by=by, store_id=held.store_id,
        professional_id=next((one for one, kind in had.items() if kind == "professional"), None),
        resource_ids=[one for one, kind in had.items() if kind != "professional"],
    )  # fmt: skip
    made.appointment_id = moved.id
    await _settle(tx, made, OfferOutcome.TAKEN)
    if row.state in (Waiting.WAITING, Waiting.UNANSWERED):
        await end(tx, row, Waiting.BOOKED)
    return moved


async def decline(tx: Tx, offer_id: uuid.UUID) -> Wait:
    """The time is free for who is next, and they wait on for another one. Again, or too late, it changes nothing; what they took they
    have. States `WaitOfferSettled`. Refuses `BookingNotFound`."""
    made, row = await _offer(tx, offer_id)
    if made.outcome == OfferOutcome.OPEN:
        await check(tx, made, row, OfferOutcome.DECLINED)
        await freeing.freed(tx, "declined")
    return row


async def check(tx: Tx, made: WaitOffer, row: Wait, instead: OfferOutcome | None = None) -> OfferOutcome:
    """What came of an open offer, from where its appointment stands; while that is held only, it comes to `instead` when that is given, and
    the time is free; so does one that ran out and was never said. Row and offer are locked by the caller. Who answers nothing three times
    waits no more. States `WaitOfferSettled`."""
    await reserving.lock_of(tx, made.appointment_id)
    appointment = await tx.session.get_one(Appointment, (tx.tenant_id, made.appointment_id), populate_existing=True)
    outcome = outcome_of(appointment.state, appointment.held_until, tx.now)
    if outcome is OfferOutcome.OPEN and instead is not None:
        await changing.cancel(tx, appointment.id, by=changing.BY_SYSTEM, reason=str(instead))
        outcome = instead
    elif outcome is OfferOutcome.RUN_OUT and instead is OfferOutcome.UNSAID:
        outcome = instead
    if outcome is OfferOutcome.OPEN:
        made.check_at = min(made.until, tx.now + CHECK)
        return outcome
    if appointment.state == State.HOLD:  # its time is over, and is seen as free from now on
        await reserving.run_out(tx, await resources_of(tx, appointment.occasion_id))
    await _settle(tx, made, outcome)
    if outcome is OfferOutcome.TAKEN and row.state == Waiting.WAITING:
        await end(tx, row, Waiting.BOOKED)
    if outcome is OfferOutcome.RUN_OUT and row.state == Waiting.WAITING:
        unanswered = await tx.value(_UNANSWERED, tx.tenant_id, row.id)
        if unanswered >= UNANSWERED:
            await end(tx, row, Waiting.UNANSWERED)
    return outcome


_OFFERED = """
select 1 from bookings_wait_offers o join bookings_appointments a on a.tenant_id = o.tenant_id and a.id = o.appointment_id
where o.tenant_id = $1 and o.id = $2 and o.outcome = 'open' and o.until > $3
    and a.state = 'hold' and a.held_until > $3 and a.starts_at = o.starts_at
    and not exists (select from bookings_waits w join bookings_appointments b on b.tenant_id = w.tenant_id and b.id = w.appointment_id
        where w.tenant_id = $1 and w.id = o.wait_id and (b.state not in ('pending', 'confirmed') or b.starts_at <= o.starts_at))
for share of o, a
"""
_UNANSWERED = """
select count(*) from bookings_wait_offers where tenant_id = $1 and wait_id = $2 and outcome = 'run_out' and answer is null
"""


async def still_offered(tx: Tx, offer_id: uuid.UUID) -> bool:
    """Whether what a message offers is still kept for them, so that it may leave; it stays so until this transaction ends."""
    return bool(await tx.fetch(_OFFERED, tx.tenant_id, offer_id, tx.now))


async def has_booked(tx: Tx, row: Wait) -> bool:
    """Whether who waits has such an appointment since, by whatever door; who waits to move one they have goes on."""
    if row.appointment_id is not None:
        return False
    records = list(await contacts.records(tx, [await contacts.living_id(tx, row.contact_id)]))
    return await tx.value(_BOOKED, tx.tenant_id, records, row.service_id, row.since)


async def locked(tx: Tx, wait_id: uuid.UUID) -> Wait | None:
    """The row of somebody who still waits and has no open offer, locked after the person; None when that is no longer so."""
    await _in_turn(tx, wait_id)
    row = await _row(tx, wait_id)
    if row is None or row.state != Waiting.WAITING or await _open(tx, wait_id) is not None:
        return None
    return row


async def _withdraw(tx: Tx, row: Wait) -> None:
    made = await _open(tx, row.id)
    if made is not None:
        await check(tx, made, row, OfferOutcome.WITHDRAWN)
        await freeing.freed(tx, "withdrawn")


async def _settle(tx: Tx, made: WaitOffer, outcome: OfferOutcome) -> None:
    if made.outcome == outcome:
        return
    made.outcome, made.settled_at, made.check_at = outcome, tx.now, None
    await tx.session.flush()
    await tx.emit(WaitOfferSettled(wait_id=made.wait_id, offer_id=made.id, outcome=str(outcome)), subject_id=made.wait_id)


async def _open(tx: Tx, wait_id: uuid.UUID) -> WaitOffer | None:
    return await tx.session.scalar(
        select(WaitOffer)
        .where(WaitOffer.tenant_id == tx.tenant_id, WaitOffer.wait_id == wait_id, WaitOffer.outcome == OfferOutcome.OPEN)
        .execution_options(populate_existing=True)
    )


async def _offer(tx: Tx, offer_id: uuid.UUID, *, of_person: bool = False) -> tuple[WaitOffer, Wait]:
    """The offer with the row of who waits, which is locked first: whoever changes an offer holds that."""
    made = await tx.session.get(WaitOffer, (tx.tenant_id, offer_id))
    if made is None:
        raise BookingNotFound("no such offer")
    if of_person:
        await _in_turn(tx, made.wait_id)
    row = await _locked(tx, made.wait_id)
    await tx.session.refresh(made)
    return made, row


async def _in_turn(tx: Tx, wait_id: uuid.UUID) -> None:
    contact_id = await tx.value("select contact_id from bookings_waits where tenant_id = $1 and id = $2", tx.tenant_id, wait_id)
    if contact_id is not None:
        await reserving.in_turn(tx, await contacts.living_id(tx, contact_id))


async def _locked(tx: Tx, wait_id: uuid.UUID) -> Wait:
    row = await _row(tx, wait_id)
    if row is None:
        raise BookingNotFound("nobody waits under that id")
    return row


async def _row(tx: Tx, wait_id: uuid.UUID) -> Wait | None:
    return await tx.session.get(Wait, (tx.tenant_id, wait_id), with_for_update={"key_share": True}, populate_existing=True)
