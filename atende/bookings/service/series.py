"""Appointments that repeat: all of them reserved or none, or those that can be with the others told; and the rest of them moved or
cancelled together. Each is an appointment like any other.

Every resource that any of them could take or has is locked before the first is touched, so that nobody waits for somebody who waits."""

import uuid
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from atende.bookings.errors import (
    BookingInvalid,
    BookingNotFound,
    NoticeTooShort,
    SeriesTaken,
    SlotOutside,
    SlotTaken,
    TooManyAppointments,
    WrongState,
    free_instead,
)
from atende.bookings.models import Appointment, Series
from atende.bookings.queries import calendar
from atende.bookings.rules import repeating, working
from atende.bookings.rules.repeating import Repeat
from atende.bookings.rules.states import AHEAD, State
from atende.bookings.service import changing, reserving
from atende.bookings.service.rows import refuse_moved, resources_of
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.kit.ids import new_id
from atende.knowledge.rules.hours import first_instant

_OF_ONE = (SlotTaken, SlotOutside, TooManyAppointments, NoticeTooShort)  # what one of them may be refused for alone

_TOLD = 8  # of so many dates that cannot be it is told what is free instead: nobody reads more of them


@dataclass(frozen=True, slots=True)
class Refused:
    """One of them that cannot be, why, and what is free instead."""

    starts_at: datetime
    code: str
    alternatives: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """As an answer names it."""
        return {"starts_at": self.starts_at.astimezone(UTC).isoformat(), "code": self.code, "alternatives": self.alternatives}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Refused":
        """As `to_json` wrote it."""
        return cls(datetime.fromisoformat(kept["starts_at"]), kept["code"], kept["alternatives"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """The series, those of it that are so now, and those that could not be."""

    series_id: uuid.UUID
    done: list[uuid.UUID]
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One date of a series that nobody has asked for yet: it can be had (`code` None), or why it cannot, and what is free instead."""

    starts_at: datetime
    code: str | None
    alternatives: list[dict[str, Any]]


async def foresee(tx: Tx, wish: reserving.Wish, repeat: Repeat) -> tuple[uuid.UUID | None, list[Foreseen]]:
    """What `reserve` would come to now, date by date, and who would have all of them; nothing is taken. How many one person may have
    is not looked at, and what is free instead is told of the first that cannot be only. Refuses what `reserve` refuses of a series as a
    whole."""
    asked = await calendar.service(tx, wish.service_id)
    when, place = await _dates(tx, wish, repeat, asked)
    wish = replace(wish, store_id=wish.store_id or place.store_id)
    offers: dict[datetime, list[calendar.Offer]] = {}
    is_read = False
    found: list[Foreseen] = []
    for place_no, at in enumerate(when):
        one = replace(wish, starts_at=at)
        try:
            reserving.refuse_outside(tx.now, one, asked)
        except SlotOutside as refusal:
            found.append(Foreseen(at, refusal.code, []))
            continue
        question = reserving.question_of(one)
        if not is_read:  # all that are left at once, and once more when it is known with whom
            rest = when[place_no:]
            offers, is_read = dict(zip(rest, await calendar.offers_at(tx, question, asked, rest), strict=True)), True
        if not offers[at]:
            is_told = sum(bool(other.code) for other in found) < _TOLD
            instead = (await reserving.instead(tx, question, at, asked))["alternatives"] if is_told else []
            found.append(Foreseen(at, SlotTaken.code, instead))
            continue
        found.append(Foreseen(at, None, []))
        if wish.professional_id is None and asked.needs_professional:  # who has the first has all of them
            offer = next((other for other in offers[at] if other.occasion_id), offers[at][0])
            wish = replace(wish, professional_id=await _who(tx, asked, offer))
            is_read = False
    return wish.professional_id, found


async def reserve(tx: Tx, wish: reserving.Wish, repeat: Repeat, *, or_none: bool = True) -> Outcome:
    """Somebody has all these times, with one professional, by the same local time across changes of the clock. With `or_none` they have
    all or none (`SeriesTaken`, which names those that cannot be and what is free instead); else those that can be, and the others are
    told; none of them at all is refused, too. The same `client_id` again returns the same series, and those that could not be.

    States of each what `reserving.reserve` does. Refuses `BookingInvalid` for a series without end or of one, and what the first of it is
    refused for."""
    asked = await calendar.service(tx, wish.service_id)
    if wish.hold or wish.overbook:
        raise BookingInvalid("a series is neither held nor overbooked", field="hold" if wish.hold else "overbook")
    contact_id = await contacts.living_id(tx, wish.contact_id)
    if wish.conversation_id is not None:
        await reserving.hold_conversation(tx, wish.conversation_id)
    await reserving.in_turn(tx, contact_id, wish.client_id)
    if wish.client_id is not None and (known := await _known(tx, wish, contact_id)):
        return known
    when, place = await _dates(tx, wish, repeat, asked)
    reserving.refuse_outside(tx.now, wish, asked)
    zone = place.zone
    row = Series(
        tenant_id=tx.tenant_id, id=new_id(), contact_id=contact_id, service_id=asked.id,
        said_at=when[0].astimezone(zone).replace(tzinfo=None), zone=zone.key, every=repeat.every, unit=repeat.unit,
        count=repeat.count, until=repeat.until, client_id=wish.client_id,
    )  # fmt: skip
    await reserving.lock(tx, asked)
    async with tx.savepoint():
        tx.session.add(row)
        await tx.session.flush()
        done, refused = await _each(tx, row.id, replace(wish, client_id=None, store_id=wish.store_id or place.store_id), when)
        if not done or (or_none and refused):
            raise _none(refused, "repeat")
        row.refused = [one.to_json() for one in refused]
        await tx.session.flush()
    return Outcome(row.id, done, refused)


async def cancel_rest(tx: Tx, appointment_id: uuid.UUID, *, by: str, reason: str = "") -> Outcome:
    """This one and those after it in its series will not take place, all of them or (`NoticeTooShort`) none. States of each what
    `changing.cancel` does. Refuses `BookingNotFound` for one of no series."""
    rows = await _rest(tx, appointment_id)
    done = [(await changing.cancel(tx, row.id, by=by, reason=reason)).id for row in rows]
    return Outcome(_series_of(rows), done, [])


async def move_rest(
    tx: Tx,
    appointment_id: uuid.UUID,
    starts_at: datetime,
    *,
    by: str,
    professional_id: uuid.UUID | None = None,
    reason: str = "",
    or_none: bool = True,
    was_starts_at: datetime | None = None,
) -> Outcome:
    """This one is at that time, and those after it in its series as many dates away and at the same local time. With `or_none` all or none
    (`SeriesTaken`), else those that can be; the others stay where they are and are told. States of each what `changing.reschedule`
    does. Refuses `BookingNotFound` for one of no series, `WrongState` for one that cannot be moved, and `AppointmentMoved` where this one
    does not begin at `was_starts_at` any more."""
    rows = await _rest(tx, appointment_id)
    first = next((row for row in rows if row.id == appointment_id), None)
    if first is None:
        raise WrongState(state="over", wanted="rescheduled")
    refuse_moved(first, was_starts_at)
    zone = ZoneInfo(first.zone)
    there = starts_at.astimezone(zone)
    days = (there.date() - first.starts_at.astimezone(zone).date()).days
    when = {
        row.id: starts_at if row is first else repeating.moved(row.starts_at, zone, days, there.time(), first_instant)
        for row in rows
    }
    # Each makes room for the one before or after it: those that go later begin at the end.
    order = list(reversed(rows)) if starts_at > first.starts_at else rows
    done, refused = [], []
    async with tx.savepoint():
        for row in order:
            at = when[row.id]

            async def move(row: Appointment = row, at: datetime = at) -> uuid.UUID:
                moved = await changing.reschedule(tx, row.id, at, by=by, professional_id=professional_id, reason=reason)
                return moved.id

            made = await _tried(tx, at, move, row)
            (refused if isinstance(made, Refused) else done).append(made)
        if not done or (or_none and refused):
            raise _none(refused, "starts_at")
    return Outcome(_series_of(rows), done, sorted(refused, key=lambda one: one.starts_at))


async def _dates(tx: Tx, wish: reserving.Wish, repeat: Repeat, asked: calendar.Service) -> tuple[list[datetime], working.Place]:
    """When a series would begin, again and again, and where it would be."""
    places = await calendar.places(tx, asked, wish.store_id)
    if wish.professional_id is not None:
        await reserving.refuse_unable(tx, wish.professional_id, asked)
    if not places:
        raise BookingNotFound("this service is done nowhere", field="store_id")
    when = repeating.starts(wish.starts_at, places[0].zone, repeat, first_instant)
    if not 2 <= len(when) <= repeating.MOST or when[-1] - when[0] > repeating.LONGEST:
        raise BookingInvalid("from two appointments to two years of weeks", field="repeat")
    return when, places[0]


async def _who(tx: Tx, asked: calendar.Service, offer: calendar.Offer) -> uuid.UUID | None:
    """The professional who would have it."""
    if offer.occasion_id:
        had = await resources_of(tx, offer.occasion_id)
        return next((id_ for id_, kind in had.items() if kind == "professional"), None)
    return (await reserving.choose(tx, asked.zone, offer.starts_at, offer.free))[0]


async def _each(
    tx: Tx, series_id: uuid.UUID, wish: reserving.Wish, when: Sequence[datetime]
) -> tuple[list[uuid.UUID], list[Refused]]:
    done: list[uuid.UUID] = []
    refused: list[Refused] = []
    for at in when:
        one = replace(wish, starts_at=at)

        async def book(one: reserving.Wish = one) -> Appointment:
            row = await reserving.reserve(tx, one)
            row.series_id = series_id
            await tx.session.flush()
            return row

        made = await _tried(tx, at, book)
        if isinstance(made, Refused):
            refused.append(made)
            continue
        done.append(made.id)
        if wish.professional_id is None:  # who has the first has all of them
            had = await resources_of(tx, made.occasion_id)
            wish = replace(wish, professional_id=next((id_ for id_, kind in had.items() if kind == "professional"), None))
    return done, refused


async def _tried(tx: Tx, at: datetime, work: Callable[[], Awaitable[Any]], *rows: Any) -> Any:
    """What came of it, or why that time cannot be: then nothing of it holds. What is not there at all refuses the whole."""
    try:
        async with tx.savepoint(*rows):
            return await work()
    except _OF_ONE as refusal:
        return Refused(at, refusal.code, free_instead(refusal))


def _none(refused: Sequence[Refused], field: str) -> SeriesTaken:
    found = sorted(refused, key=lambda one: one.starts_at)
    return SeriesTaken(field=field, refused=[one.to_json() for one in found])


async def _known(tx: Tx, wish: reserving.Wish, contact_id: uuid.UUID) -> Outcome | None:
    row = await tx.session.scalar(select(Series).where(Series.tenant_id == tx.tenant_id, Series.client_id == wish.client_id))
    if row is None:
        return None
    records = await contacts.records(tx, [contact_id])
    same_start = row.said_at == wish.starts_at.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None)
    if row.contact_id not in records or row.service_id != wish.service_id or not same_start:
        raise BookingInvalid("something else was asked for with this id before", field="client_id")
    refused = [Refused.from_json(one) for one in row.refused]
    return Outcome(row.id, [one.id for one in await members(tx, row.id)], refused)


async def members(tx: Tx, series_id: uuid.UUID) -> list[Appointment]:
    """All that belong to it, whatever became of them, by start. Refuses `BookingNotFound`."""
    found = await tx.session.scalars(
        select(Appointment)
        .where(Appointment.tenant_id == tx.tenant_id, Appointment.series_id == series_id)
        .order_by(Appointment.starts_at, Appointment.id)
    )
    rows = list(found)
    if not rows:
        raise BookingNotFound("no such series")
    return rows


async def _rest(tx: Tx, appointment_id: uuid.UUID) -> list[Appointment]:
    """This one and those after it that are still ahead, with every resource locked that they have or could take."""
    one = await tx.session.get(Appointment, (tx.tenant_id, appointment_id))
    if one is None or one.series_id is None:
        raise BookingNotFound("no appointment of a series")
    await lock_together(tx, await members(tx, one.series_id))
    rows = [row for row in await members(tx, one.series_id) if row.starts_at >= one.starts_at and State(row.state) in AHEAD]
    if not rows:
        raise WrongState(state=one.state, wanted="changed")
    return rows


async def lock_together(tx: Tx, rows: Collection[Appointment]) -> None:
    """Nobody else takes or frees what these have or could take, and the rows are as they are now. Locked as one set, in the order of their
    numbers, before any appointment is."""
    services = {row.service_id for row in rows}
    besides: set[uuid.UUID] = set()
    for row in rows:
        besides |= set(await resources_of(tx, row.occasion_id))
    await lock_services(tx, services, besides)
    for row in rows:
        await tx.session.refresh(row)


async def lock_services(tx: Tx, services: Collection[uuid.UUID], besides: Collection[uuid.UUID] = ()) -> None:
    """As `reserving.lock`, for several services at once."""
    asked = [await calendar.service(tx, one) for one in services]
    every = set(besides)
    for one in asked[1:]:
        every |= await calendar.resources(tx, one)
    await reserving.lock(tx, asked[0], besides=every)


def _series_of(rows: Sequence[Appointment]) -> uuid.UUID:
    series_id = rows[0].series_id
    assert series_id is not None
    return series_id
