"""The deeds of a turn, carried out in its transaction: what is free, what somebody has, and what becomes of it.

The conversation's row is held already; the person, the resources and the appointment are locked after it, by `atende.bookings`. A
refusal undoes the deed alone and is told like any other outcome. Only what the person of this conversation has can be named."""

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from atende.bookings.errors import BookingNotFound, SeriesTaken, SlotTaken, free_instead
from atende.bookings.models import Appointment
from atende.bookings.queries import appointments, calendar, slots
from atende.bookings.queries.calendar import Question
from atende.bookings.rules.states import AHEAD, Source, State
from atende.bookings.service import acknowledging, changing, lateness, reserving, series
from atende.bot.rules import engine
from atende.bot.rules.deeds import (
    Acknowledge,
    AnswerOffer,
    Booked,
    Cancel,
    Deed,
    FindTimes,
    Free,
    JoinWait,
    LateTold,
    LeaveWait,
    Move,
    Outcome,
    OwnFound,
    ReadOffer,
    ReadOwn,
    Refused,
    Reserve,
    Settled,
    TellLate,
    TimesFound,
)
from atende.bot.rules.facts import Facts
from atende.bot.rules.turn import Turn, TurnInput
from atende.bot.service import belonging, waits
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.inbox.service import ownership, queueing
from atende.inbox.service.held import Held, hold
from atende.kit.refusal import NotFound, Refusal

_MOST_DEEDS = 5  # one turn: what they have, where to, a wider look, and two to spare
_MOST_OWN = 80  # are read, so that what repeats is counted whole; any of them can be named
_DAY, _AROUND = timedelta(days=1), timedelta(days=7)  # where else is looked for when a time was taken
_ALTERNATIVES = 6
_TELL_AT_LEAST = timedelta(minutes=2)
_STANDING = AHEAD - {State.HOLD}


async def carry_out(tx: Tx, held: Held, turn: Turn, given: TurnInput, facts: Facts) -> Turn:
    """The turn at its end: every deed it asked for was done or refused, and its words tell which."""
    for _ in range(_MOST_DEEDS):
        if turn.deed is None:
            return turn
        turn = engine.conclude(turn, await perform(tx, held, turn.deed, facts), given, facts)
    if turn.deed is not None:
        raise RuntimeError(f"a turn without end: {turn.explanation.deeds}")
    return turn


async def perform(tx: Tx, held: Held, deed: Deed, facts: Facts) -> Outcome:
    """The deed is done, or refused and nothing changed."""
    try:
        if isinstance(deed, FindTimes):
            free = await _free(tx, held, deed, facts)
            return TimesFound(free, await _never(tx, deed, free), await _stands(tx, held, deed))
        if isinstance(deed, ReadOwn):
            return OwnFound(await belonging.booked(tx, await _own(tx, held, deed.named)))
        async with tx.savepoint():
            return await _done(tx, held, deed, facts)
    except Refusal as refusal:
        return await _refused(tx, held, deed, refusal, facts)


async def _done(tx: Tx, held: Held, deed: Deed, facts: Facts) -> Outcome:
    match deed:
        case FindTimes() | ReadOwn():
            raise TypeError("it asks and does nothing")
        case Reserve():
            return await _reserve(tx, held, deed, facts)
        case Cancel() if deed.others:
            return await _cancel_several(tx, held, deed)
        case TellLate():
            return await _tell_late(tx, held, deed)
        case Cancel():
            row = await _one_of_own(tx, held, deed.appointment_id, or_cancelled=True)
            is_new = row["state"] != State.CANCELLED
            if deed.is_all and is_new:
                return await belonging.cancel(tx, row)
            await changing.cancel(tx, row["id"], by=changing.BY_CUSTOMER)
            return Settled(await belonging.reread(tx, row["id"]), is_new)
        case Move():
            row = await _one_of_own(tx, held, deed.appointment_id)
            is_new = row["starts_at"] != deed.starts_at
            if deed.is_all and is_new:
                return await belonging.move(tx, row, deed.starts_at)
            if is_new:
                await changing.reschedule(tx, row["id"], deed.starts_at, by=changing.BY_CUSTOMER)
            return Settled(await belonging.reread(tx, row["id"]), is_new, row["starts_at"])
        case Acknowledge():
            return await _acknowledge(tx, held, deed)
        case JoinWait() | LeaveWait() | AnswerOffer() | ReadOffer():
            done = await waits.done(tx, held, deed)
            if isinstance(done, waits.Taken):
                return Settled(await belonging.reread(tx, done.appointment_id), done.is_new, done.before)
            return done


async def _cancel_several(tx: Tx, held: Held, deed: Cancel) -> Settled:
    """Every one of theirs that was named; where one cannot be, none is."""
    rows = [await _one_of_own(tx, held, id_, or_cancelled=True) for id_ in (deed.appointment_id, *deed.others)]
    is_new = any(row["state"] != State.CANCELLED for row in rows)
    held_rows = [await tx.session.get_one(Appointment, (tx.tenant_id, row["id"])) for row in rows]
    await series.lock_together(tx, held_rows)  # as one set, as all who lock several do
    for row in rows:
        await changing.cancel(tx, row["id"], by=changing.BY_CUSTOMER)
    first, *others = [await belonging.reread(tx, row["id"]) for row in rows]
    return Settled(first, is_new, others=tuple(others))


async def _tell_late(tx: Tx, held: Held, deed: TellLate) -> LateTold | OwnFound:
    """It stands in the history of what they have today or what is running now (since before midnight, it may be), and the conversation
    waits for somebody who tells whoever expects them; where there is none nobody is told, and what they have is found."""
    rows = [row for row in await appointments.of_person(tx, held.contact_id, since=tx.now - _DAY) if row["ends_at"] > tx.now]
    standing = [row for row in rows if State(row["state"]) in (State.PENDING, State.CONFIRMED)]
    today = [row for row in standing if row["starts_at"] <= tx.now or _day_of(row, row["starts_at"]) == _day_of(row, tx.now)]
    if not today:
        return OwnFound(await belonging.booked(tx, standing[:1]))
    row = today[0]
    is_new = await lateness.say(tx, row["id"], deed.minutes)
    if is_new:
        within = max(_TELL_AT_LEAST, min(queueing.WITHIN, (row["starts_at"] - tx.now) / 2))
        await ownership.call_somebody(tx, held.id, queueing.RUNNING_LATE, tx.now + within)
        now = await hold(tx, held.id)  # whoever writes the answer writes these, too
        held.waiting_since, held.due_at, held.overdue_at = now.waiting_since, now.due_at, now.overdue_at
        held.handoff_reason = now.handoff_reason
    return LateTold(await belonging.reread(tx, row["id"]), deed.minutes, is_new)


def _day_of(row: dict[str, Any], at: datetime) -> date:
    return at.astimezone(ZoneInfo(row["timezone"])).date()


async def _never(tx: Tx, deed: FindTimes, free: tuple[Free, ...]) -> str:
    """Why nothing of what could be waited for will ever be free; asked only where nothing of it is."""
    if deed.waits is None:
        return ""
    span = waits.span_of(deed.waits)
    if any(span.suits(one.starts_at.astimezone(ZoneInfo(one.zone))) for one in free):
        return ""
    return await waits.never(tx, deed.waits)


async def _acknowledge(tx: Tx, held: Held, deed: Acknowledge) -> Settled | OwnFound:
    """They come. What was moved meanwhile is shown as it is now, and not confirmed."""
    row = await _one_of_own(tx, held, deed.appointment_id)
    if row["starts_at"] != deed.starts_at:
        return OwnFound(await belonging.booked(tx, [row]))
    is_new = await acknowledging.acknowledge(tx, row["id"], deed.starts_at)
    return Settled(await belonging.reread(tx, row["id"]), is_new)


async def _reserve(tx: Tx, held: Held, deed: Reserve, facts: Facts) -> Settled:
    service_id = uuid.UUID(deed.service_id)
    for row in await _own(tx, held):
        is_alike = bool(deed.then) == bool(row["visit_id"])
        if is_alike and row["service_id"] == service_id and row["starts_at"] == deed.starts_at:
            # pressed twice: it is theirs, and nobody else's
            return Settled(await belonging.visit(tx, row) if deed.then else (await belonging.booked(tx, [row]))[0], is_new=False)
    wish = reserving.Wish(
        service_id,
        deed.starts_at,
        held.contact_id,
        Source.BOT,
        _id(deed.store_id),
        _id(deed.professional_id),
        conversation_id=held.id,
    )
    if deed.then:
        return Settled(await belonging.reserve(tx, wish, [service_id, *map(uuid.UUID, deed.then)], facts))
    appointment = await reserving.reserve(tx, wish)
    return Settled(await belonging.reread(tx, appointment.id))


async def _free(tx: Tx, held: Held, deed: FindTimes, facts: Facts) -> tuple[Free, ...]:
    if deed.moving is not None:
        return await _free_to_move(tx, await _one_of_own(tx, held, deed.moving), deed)
    store_id = _id(deed.store_id)
    if deed.then:
        every = [uuid.UUID(deed.service_id), *map(uuid.UUID, deed.then)]
        return await belonging.free(tx, every, deed.since, deed.until, store_id, _id(deed.professional_id), facts)
    asked = await calendar.service(tx, uuid.UUID(deed.service_id))
    question = Question(asked.id, deed.since, deed.until, store_id, _id(deed.professional_id))
    if not asked.is_open:
        raise NotFound("no such service can be booked")
    zones = {place.store_id: place.zone.key for place in await calendar.places(tx, asked, store_id)}
    offers = await calendar.offers(tx, question, asked)
    found = {(one.starts_at, one.store_id): one for one in offers}
    return tuple(
        Free(one.starts_at, zones.get(one.store_id, asked.zone.key), str(one.store_id) if one.store_id else None)
        for one in found.values()
    )


async def _free_to_move(tx: Tx, row: dict[str, Any], deed: FindTimes) -> tuple[Free, ...]:
    """When it can be had as it is moved: as long as it is, with whom and where it is."""
    if row["visit_id"] is not None:
        return await belonging.free_for(tx, row, deed.since, deed.until)
    if not (await calendar.service(tx, row["service_id"])).is_open:
        raise NotFound("no such service can be booked")
    question = Question(row["service_id"], deed.since, deed.until)
    found = await slots.starts(tx, question, appointment_id=row["id"])
    store_id = str(row["store_id"]) if row["store_id"] else None
    return tuple(Free(one.starts_at, row["timezone"], store_id) for one in found.items if one.starts_at != row["starts_at"])


async def _stands(tx: Tx, held: Held, deed: FindTimes) -> Booked | None:
    """Where it is now that is to be moved, the visit that it is of with it."""
    return None if deed.moving is None else await belonging.visit(tx, await _one_of_own(tx, held, deed.moving))


async def _own(tx: Tx, held: Held, named: str | None = None) -> list[dict[str, Any]]:
    rows = await appointments.of_person(tx, held.contact_id, since=tx.now, limit=2 * _MOST_OWN)
    told = [row for row in rows if State(row["state"]) in _STANDING][:_MOST_OWN]
    if named is not None and named not in [str(row["id"]) for row in told]:
        with suppress(NotFound):
            told.append(await _one_of_own(tx, held, named))
    return told


async def _one_of_own(tx: Tx, held: Held, appointment_id: str, *, or_cancelled: bool = False) -> dict[str, Any]:
    """The appointment, if it is this person's and still ahead. Refuses `NotFound`; `or_cancelled`: also one that they cancelled."""
    try:
        row = await appointments.one(tx, uuid.UUID(appointment_id), in_full=False)
    except (ValueError, BookingNotFound):
        raise NotFound("no such appointment") from None
    state = State(row["state"])
    is_it = (state in _STANDING and row["starts_at"] >= tx.now) or (or_cancelled and state == State.CANCELLED)
    if not is_it or row["contact_id"] not in await contacts.records(tx, [held.contact_id]):
        raise NotFound("no such appointment")
    return row


async def _refused(tx: Tx, held: Held, deed: Deed, refusal: Refusal, facts: Facts) -> Refused:
    if isinstance(refusal, SeriesTaken) and isinstance(deed, Move):
        return await _series_refused(tx, held, deed, refusal, facts)
    params = refusal.params
    starts = [datetime.fromisoformat(one["starts_at"]).astimezone(UTC) for one in free_instead(refusal)]
    zone, store_id = facts.business.timezone, getattr(deed, "store_id", None)
    if isinstance(deed, Move) and starts:
        row = await _one_of_own(tx, held, deed.appointment_id)
        zone, store_id = row["timezone"], str(row["store_id"]) if row["store_id"] else None
        starts = [at for at in starts if at != row["starts_at"]]  # where it is, it can stay
    service_id = None
    if isinstance(deed, AnswerOffer) and (offered := await waits.offered(tx, held, deed.offer_id)) is not None:
        service_id, store_id = str(offered.service_id), str(offered.store_id) if offered.store_id else None
        zone = offered.zone
    store = next((one for one in facts.stores if one.id == store_id), None)
    if store is not None and store.timezone:
        zone = store.timezone
    free = Free(tx.now, zone, store_id)
    number = params.get("minutes") or params.get("limit") or 0
    return Refused(
        refusal.code,
        str(params.get("reason") or ""),
        number if isinstance(number, int) else 0,
        tuple(replace(free, starts_at=at) for at in starts),
        service_id,
    )


async def _series_refused(tx: Tx, held: Held, deed: Move, refusal: SeriesTaken, facts: Facts) -> Refused:
    """Why not all of a series can be moved: the one code of those that cannot, none where there are several. Where the one that was named
    cannot be there either, that is the answer, with what is free for it as it stands."""
    away = cast(list[dict[str, Any]], refusal.params.get("refused") or [])
    codes = {str(one["code"]) for one in away}
    own = next((one for one in away if datetime.fromisoformat(one["starts_at"]) == deed.starts_at), None)
    if own is None:
        return Refused(refusal.code, codes.pop() if len(codes) == 1 else "", len(away))
    if own["code"] != SlotTaken.code:
        return Refused(own["code"])
    since, until = max(tx.now, deed.starts_at - _DAY), deed.starts_at + _AROUND
    row = await _one_of_own(tx, held, deed.appointment_id)
    found: tuple[Free, ...] = ()
    with suppress(NotFound):  # a service that is closed meanwhile has no other times
        found = await _free(tx, held, FindTimes(str(row["service_id"]), since, until, moving=deed.appointment_id), facts)
    nearest = sorted(found, key=lambda one: (abs(one.starts_at - deed.starts_at), one.starts_at))[:_ALTERNATIVES]
    return Refused(own["code"], free=tuple(sorted(nearest, key=lambda one: one.starts_at)))


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None
