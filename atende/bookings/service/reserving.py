"""Find and reserve in one operation: somebody has the time, or is told what is free instead.

Whoever reserves locks the resources it could take, in the order of their numbers, and looks after that: of two hundred at once
each sees what the one before it did, and all but one are refused without an error of the database. The exclusion constraint of
the claims stands behind it, for whoever writes past this verb."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from atende.bookings.errors import BookingInvalid, BookingNotFound, SlotOutside, SlotTaken, TooManyAppointments
from atende.bookings.events import BookingConfirmed, BookingCreated
from atende.bookings.models import LIVING, Appointment, Change, Claim, Occasion
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Event, Offer, Question, Service
from atende.bookings.queries.slots import lasting
from atende.bookings.rules.choosing import fairest
from atende.bookings.rules.states import LONGEST, SHORTEST, Source, State
from atende.bookings.service import freeing
from atende.bookings.service.overbooking import forced
from atende.bookings.service.stating import about
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.kit.ids import new_id

_ALTERNATIVES = 6
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC)  # no start is beyond, whoever asks
_AROUND = timedelta(days=7)  # that far after the wish alternatives are looked for
_LATELY = timedelta(days=60)  # what somebody had before that gives nobody else the next one


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants. `client_id`: the asker's own id, so that asking again changes nothing. `overbook`: this start whatever is
    taken or closed, said and recorded by a person, who names the professional where the service needs one. `ends_at`: another end than the
    service's, unless that is a group's. `reason`: why, for its history. `event`: of it in a calendar outside, which takes no time beside
    it. `replaces`: an appointment of theirs that will go there, and does not count against how many they may have."""

    service_id: uuid.UUID
    starts_at: datetime
    contact_id: uuid.UUID
    source: Source
    store_id: uuid.UUID | None = None
    professional_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None
    note: str = ""
    reason: str = ""
    hold: bool = False
    overbook: bool = False
    ends_at: datetime | None = None
    event: Event | None = None
    replaces: uuid.UUID | None = None

    @property
    def is_staffs(self) -> bool:
        return self.source in (Source.STAFF, Source.IMPORT)


_LOCK = """
select id, no from bookings_resources where tenant_id = $1 and id = any($2::uuid[]) order by no for no key update
"""
_HAS = """
select c.occasion_id, c.resource_id from bookings_appointments a
join bookings_claims c on c.tenant_id = a.tenant_id and c.occasion_id = a.occasion_id where a.tenant_id = $1 and a.id = $2
"""
# Whoever asks with this id, and this person, one after the other. Not by the person's row: who recognizes somebody locks that before the
# conversation, and a turn of the bot has its conversation already.
_IN_TURN = (
    "select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest($1::text[]) with ordinality as k (key, n) order by n"
)
_AHEAD = """
select count(*) from bookings_appointments where tenant_id = $1 and contact_id = any($2::uuid[]) and service_id = $3
    and starts_at > $4 and state in ('hold', 'pending', 'confirmed') and (held_until is null or held_until > $4)
    and id is distinct from $5
"""
# Held as the appointment's own reference to it will hold it, but before anything that a turn of the bot in it may be waiting for.
_CONVERSATION = "select id from inbox_conversations where tenant_id = $1 and id = $2 for key share"
_KNOWN = """
select a.id, a.contact_id, a.service_id, (select c.to_starts_at from bookings_changes c
    where c.tenant_id = $1 and c.appointment_id = a.id order by c.at, c.id limit 1)
from bookings_appointments a where a.tenant_id = $1 and a.client_id = $2
"""
# Claims of holds that ran out; their appointments follow with the next sweep, or here.
_RUN_OUT = """
update bookings_appointments a set state = 'expired', held_until = null, settled_at = $3, version = version + 1
from bookings_claims c where a.tenant_id = $1 and a.state = 'hold' and a.held_until <= $3
    and c.tenant_id = $1 and c.occasion_id = a.occasion_id and c.is_living and c.resource_id = any($2::uuid[])
returning a.id, a.occasion_id, a.starts_at
"""
_FREE_CLAIMS = f"""
update bookings_claims c set is_living = false where c.tenant_id = $1 and c.occasion_id = any($2::uuid[]) and c.is_living
    and not exists (select from bookings_appointments a where a.tenant_id = $1 and a.occasion_id = c.occasion_id and a.{LIVING})
"""  # noqa: S608 - our own words
_LOAD = """
select r.id, coalesce((select sum(extract(epoch from c.until - c.since)) from bookings_claims c where c.tenant_id = $1
        and c.resource_id = r.id and c.is_living and c.until > $3 and c.since < $4), 0)::bigint,
    coalesce((select extract(epoch from max(c.created_at)) from bookings_claims c where c.tenant_id = $1 and c.resource_id = r.id
        and c.is_living and c.until > $5), 0)::float8
from bookings_resources r where r.tenant_id = $1 and r.id = any($2::uuid[])
"""
_SEAT = f"""
select n from generate_series(1, $3::int) as n where not exists (select from bookings_appointments a where a.tenant_id = $1
    and a.occasion_id = $2 and a.seat_no = n and a.{LIVING})
order by n limit 1
"""  # noqa: S608 - our own words


async def reserve(tx: Tx, wish: Wish) -> Appointment:
    """Somebody has this time: confirmed, pending where the business wants to say yes first, or held for some minutes (`hold`).

    States `BookingCreated`, and `BookingConfirmed` when it is. Refuses `BookingNotFound`, `SlotOutside`, `TooManyAppointments` and
    `SlotTaken` with the nearest alternatives. The same `client_id` again returns the same appointment; for another wish it is refused
    (`BookingInvalid`)."""
    if wish.conversation_id is not None:
        await hold_conversation(tx, wish.conversation_id)
    contact_id = await contacts.living_id(tx, wish.contact_id)
    records = list(await contacts.records(tx, [contact_id]))
    await in_turn(tx, contact_id, wish.client_id)
    if wish.client_id and (known := await _known(tx, wish, wish.client_id, records)):
        return known
    asked = await calendar.service(tx, wish.service_id)
    await _refuse_strangers(tx, wish, asked)
    refuse_outside(tx.now, wish, asked)
    if wish.ends_at is not None:
        if wish.ends_at.second or wish.ends_at.microsecond or not SHORTEST <= wish.ends_at - wish.starts_at <= LONGEST:
            raise BookingInvalid("a whole minute, from five minutes to a day after the start", field="ends_at")
        asked = lasting(asked, wish.starts_at, wish.ends_at, capacity=1)
    if not wish.is_staffs:
        await refuse_too_many(tx, records, asked, but=wish.replaces)
    await lock(tx, asked)
    if wish.overbook:
        offer = await forced(tx, question_of(wish), asked)
    else:
        offer = await _wanted(tx, wish, asked)
    occasion = await occasion_of(tx, asked, offer, overbook=wish.overbook)
    appointment = await _seat(tx, wish, asked, occasion, contact_id)
    await record(tx, appointment, None, reason=wish.reason, is_overbooked=wish.overbook)
    if appointment.state != State.HOLD:
        await state_created(tx, appointment)
    return appointment


async def state_created(tx: Tx, appointment: Appointment) -> None:
    """States that somebody has an appointment now, and that it is confirmed when it is."""
    of = await about(tx, appointment.id)
    await tx.emit(BookingCreated(**of, state=appointment.state, source=appointment.source), subject_id=appointment.id)
    if appointment.state == State.CONFIRMED:
        await tx.emit(BookingConfirmed(**of), subject_id=appointment.id)


async def hold_conversation(tx: Tx, conversation_id: uuid.UUID) -> None:
    """The conversation stays until this transaction ends; before anything else is locked. Refuses `BookingNotFound`."""
    if not await tx.fetch(_CONVERSATION, tx.tenant_id, conversation_id):
        raise BookingNotFound("no such conversation", field="conversation_id")


async def in_turn(tx: Tx, contact_id: uuid.UUID, client_id: uuid.UUID | None = None) -> None:
    """Nobody else books for this person, or asks with this id, until this transaction ends."""
    asker = [f"{tx.tenant_id}/bookings:asked:{client_id}"] if client_id else []
    await tx.fetch(_IN_TURN, [*asker, f"{tx.tenant_id}/bookings:person:{contact_id}"])


async def refuse_too_many(tx: Tx, records: Collection[uuid.UUID], asked: Service, *, but: uuid.UUID | None = None) -> None:
    """Refuses `TooManyAppointments` for whoever has as many ahead as one person may, `but` this one; `records` are all of this person,
    whose turn it is (`in_turn`)."""
    if asked.contact_limit is not None:
        ahead = await tx.value(_AHEAD, tx.tenant_id, list(records), asked.id, tx.now, but)
        if ahead >= asked.contact_limit:
            raise TooManyAppointments(limit=asked.contact_limit)


async def refuse_unable(tx: Tx, professional_id: uuid.UUID, asked: Service) -> None:
    """Refuses `BookingNotFound` for a professional who is not here, or does not do that."""
    if professional_id not in await calendar.resources(tx, asked):
        raise BookingNotFound("this professional does not do that service", field="professional_id")


async def lock(tx: Tx, asked: Service, *, besides: Collection[uuid.UUID] = ()) -> None:
    """Nobody else takes or frees the resources this service could have, until this transaction ends; holds on them that ran out are
    over, and who waits is looked for."""
    ids = await calendar.resources(tx, asked) | set(besides)
    await tx.fetch(_LOCK, tx.tenant_id, list(ids))
    if await run_out(tx, ids):
        await freeing.freed(tx, "run_out")


async def lock_of(tx: Tx, appointment_id: uuid.UUID) -> None:
    """Nobody else takes or frees the resources this appointment has, or joins its group, until this transaction ends. Whoever moves it
    locks what it had, so that it cannot go elsewhere meanwhile."""
    held = None
    while (rows := await tx.fetch(_HAS, tx.tenant_id, appointment_id)) and rows[0][0] != held:
        await tx.fetch(_LOCK, tx.tenant_id, [row[1] for row in rows])
        held = rows[0][0]


async def expire(tx: Tx, resource_ids: Collection[uuid.UUID]) -> int:
    """As `run_out`, for whoever holds nothing yet."""
    await tx.fetch(_LOCK, tx.tenant_id, list(resource_ids))
    return await run_out(tx, resource_ids)


async def run_out(tx: Tx, resource_ids: Collection[uuid.UUID]) -> int:
    """Holds of these resources whose time is over are expired, and their claims free; returns how many."""
    rows = await tx.fetch(_RUN_OUT, tx.tenant_id, list(resource_ids), tx.now)
    if not rows:
        return 0
    await tx.fetch(_FREE_CLAIMS, tx.tenant_id, list({row[1] for row in rows}))
    for appointment_id, _, starts_at in rows:
        tx.session.add(
            Change(
                tenant_id=tx.tenant_id, id=new_id(), appointment_id=appointment_id, at=tx.now, actor=str(tx.actor),
                from_state=State.HOLD, to_state=State.EXPIRED, from_starts_at=starts_at, to_starts_at=starts_at, reason="run_out",
            )
        )  # fmt: skip
    await tx.session.flush()
    return len(rows)


async def free_claims(tx: Tx, occasion_id: uuid.UUID) -> None:
    """The occasion's resources are free, unless somebody still has a place in it."""
    await tx.fetch(_FREE_CLAIMS, tx.tenant_id, [occasion_id])


async def occasion_of(tx: Tx, asked: Service, offer: Offer, *, overbook: bool = False) -> Occasion:
    """The occasion that is offered; a new one has one resource of every need, the fairest of those who are free."""
    if offer.occasion_id:
        return await tx.session.get_one(Occasion, (tx.tenant_id, offer.occasion_id))
    start, shape = offer.starts_at, asked.shape
    end = start + timedelta(seconds=shape.duration)
    occasion = Occasion(
        tenant_id=tx.tenant_id, id=new_id(), service_id=asked.id, store_id=offer.store_id, starts_at=start, ends_at=end,
        capacity=asked.capacity,
    )  # fmt: skip
    tx.session.add(occasion)
    await tx.session.flush()
    chosen = await choose(tx, asked.zone, start, offer.free)
    rows = await tx.fetch(_LOCK, tx.tenant_id, chosen)  # held already: for their numbers
    for resource_id, no in rows:
        tx.session.add(
            Claim(
                tenant_id=tx.tenant_id, id=new_id(), occasion_id=occasion.id, resource_id=resource_id, resource_no=no,
                since=start - timedelta(seconds=shape.before), until=end + timedelta(seconds=shape.after), is_overbooked=overbook,
            )
        )  # fmt: skip
    await tx.session.flush()
    return occasion


async def record(
    tx: Tx,
    appointment: Appointment,
    from_state: str | None,
    *,
    from_starts_at: datetime | None = None,
    reason: str,
    is_overbooked: bool = False,
) -> None:
    """What became of it stands in its history, by whom and why."""
    appointment.settled_at = tx.now
    tx.session.add(
        Change(
            tenant_id=tx.tenant_id, id=new_id(), appointment_id=appointment.id, at=tx.now, actor=str(tx.actor),
            from_state=from_state, to_state=appointment.state, from_starts_at=from_starts_at, to_starts_at=appointment.starts_at,
            to_ends_at=appointment.ends_at, resource_ids=_had_by(appointment), reason=reason, is_overbooked=is_overbooked,
        )
    )  # fmt: skip
    await tx.session.flush()


def _had_by(appointment: Appointment) -> Any:
    of = (Claim.tenant_id == appointment.tenant_id) & (Claim.occasion_id == appointment.occasion_id)
    return func.array(select(Claim.resource_id).where(of).order_by(Claim.resource_no).scalar_subquery())


async def instead(
    tx: Tx, question: Question, wanted: datetime, asked: Service, *, but: tuple[datetime, uuid.UUID | None] | None = None
) -> dict[str, Any]:
    """The free starts nearest to the wish, the same day's first, as the refusals name them: when, where, and by which clock; not the one
    of `but` (start and store)."""
    around = replace(question, since=max(tx.now, wanted - timedelta(days=1)), until=wanted + _AROUND)
    found = [offer for offer in await calendar.offers(tx, around, asked) if (offer.starts_at, offer.store_id) != but]
    starts = {offer.starts_at: offer.store_id for offer in reversed(found)}
    nearest = sorted(sorted(starts, key=lambda at: (abs(at - wanted), at))[:_ALTERNATIVES])
    zones = {place.store_id: place.zone.key for place in await calendar.places(tx, asked, question.store_id)} if nearest else {}
    return {"alternatives": [alternative(at, starts[at], zones.get(starts[at], asked.zone.key)) for at in nearest]}


def alternative(at: datetime, store_id: uuid.UUID | None, zone: str) -> dict[str, str | None]:
    """A free start as the refusals name it (`SlotTaken`)."""
    return {"starts_at": at.astimezone(UTC).isoformat(), "store_id": str(store_id) if store_id else None, "timezone": zone}


def refuse_outside(now: datetime, wish: Wish, asked: Service) -> None:
    """Refuses `SlotOutside` for what is no start, and for customers what is too soon or too far."""
    if wish.starts_at.tzinfo is None or wish.starts_at.microsecond or wish.starts_at.second:
        raise SlotOutside("a start is a whole minute with its offset", field="starts_at", reason="not_a_start")
    if not _FIRST <= wish.starts_at <= _LAST:
        raise SlotOutside(field="starts_at", reason="past" if wish.starts_at < now else "too_far")
    if wish.is_staffs:
        return
    if not asked.is_open:
        raise BookingNotFound("no such service can be booked", field="service_id")
    if wish.starts_at < now + asked.notice:
        raise SlotOutside(field="starts_at", reason="past" if wish.starts_at < now else "too_soon")
    today = now.astimezone(asked.zone).date()
    if wish.starts_at.astimezone(asked.zone).date() > today + timedelta(days=asked.horizon_days):
        raise SlotOutside(field="starts_at", reason="too_far")


async def _refuse_strangers(tx: Tx, wish: Wish, asked: Service) -> None:
    if wish.store_id is not None:
        await calendar.places(tx, asked, wish.store_id)
    if wish.professional_id is not None:
        await refuse_unable(tx, wish.professional_id, asked)


async def _known(tx: Tx, wish: Wish, client_id: uuid.UUID, records: Collection[uuid.UUID]) -> Appointment | None:
    row = await tx.row(_KNOWN, tx.tenant_id, client_id)
    if row is None:
        return None
    if row[1] not in records or (row[2], row[3]) != (wish.service_id, wish.starts_at):
        raise BookingInvalid("something else was asked for with this id before", field="client_id")
    return await tx.session.get_one(Appointment, (tx.tenant_id, row[0]))


def question_of(wish: Wish) -> Question:
    """The wish as a question for this one start."""
    until = wish.starts_at + timedelta(seconds=1)
    return Question(wish.service_id, wish.starts_at, until, wish.store_id, wish.professional_id, wish.is_staffs, event=wish.event)


async def _wanted(tx: Tx, wish: Wish, asked: Service) -> Offer:
    question = question_of(wish)
    found = await calendar.offers(tx, question, asked)
    if not found:
        raise SlotTaken(field="starts_at", **await instead(tx, question, wish.starts_at, asked))
    return next((offer for offer in found if offer.occasion_id), found[0])


async def choose(tx: Tx, zone: ZoneInfo, start: datetime, free: Sequence[Sequence[uuid.UUID]]) -> list[uuid.UUID]:
    """Of each need the fairest of those who are free then. Whose turn it is goes by what was given out for the 60 days before today, or
    before that day where it is earlier, and for any time since."""
    everybody = [one for group in free for one in group]
    day = start.astimezone(zone).replace(hour=0, minute=0)
    booked: dict[uuid.UUID, int] = defaultdict(int)
    assigned: dict[uuid.UUID, float] = {}
    if any(len(group) > 1 for group in free):
        lately = min(day, tx.now) - _LATELY
        for resource_id, seconds, last in await tx.fetch(_LOAD, tx.tenant_id, everybody, day, day + timedelta(days=1), lately):
            booked[resource_id], assigned[resource_id] = seconds, last
    return [fairest(group, booked, assigned) for group in free]


async def _seat(tx: Tx, wish: Wish, asked: Service, occasion: Occasion, contact_id: uuid.UUID) -> Appointment:
    seat_no = await seat(tx, occasion)
    if seat_no is None:
        raise SlotTaken(field="starts_at", **await instead(tx, question_of(wish), wish.starts_at, asked))
    is_approved = wish.is_staffs or not asked.needs_approval
    state = State.HOLD if wish.hold else State.CONFIRMED if is_approved else State.PENDING
    zone = await zone_of(tx, asked, occasion.store_id)
    appointment = Appointment(
        tenant_id=tx.tenant_id, id=new_id(), occasion_id=occasion.id, seat_no=seat_no, capacity=occasion.capacity,
        service_id=asked.id, store_id=occasion.store_id, contact_id=contact_id, conversation_id=wish.conversation_id,
        starts_at=occasion.starts_at, ends_at=occasion.ends_at, zone=zone.key,
        said_at=occasion.starts_at.astimezone(zone).replace(tzinfo=None), state=state,
        held_until=tx.now + asked.hold if wish.hold else None, source=wish.source, client_id=wish.client_id, note=wish.note,
        price_cents=asked.price_cents, currency=asked.currency, version=0,
    )  # fmt: skip
    tx.session.add(appointment)
    await tx.session.flush()
    return appointment


async def seat(tx: Tx, occasion: Occasion) -> int | None:
    """The first free place of the occasion; None when it is full."""
    return await tx.value(_SEAT, tx.tenant_id, occasion.id, occasion.capacity)


async def zone_of(tx: Tx, asked: Service, store_id: uuid.UUID | None) -> ZoneInfo:
    """By which clock the appointment is kept: the store's, or the business's."""
    if store_id is None:
        return asked.zone
    return (await calendar.places(tx, asked, store_id))[0].zone
