"""Appointments as a turn tells them, and the deeds about several that belong together: a visit of several services, and what repeats."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from atende.bookings.errors import SlotTaken
from atende.bookings.queries import appointments, calendar, setup
from atende.bookings.rules.states import Source, State
from atende.bookings.service import changing, combined, reserving, series
from atende.bookings.service.combined import Part
from atende.bot.rules.deeds import Booked, Free, Settled
from atende.bot.rules.facts import Facts
from atende.core.tenancy import Tx
from atende.kit.refusal import NotFound

_DAY, _AROUND = timedelta(days=1), timedelta(days=7)
_ALTERNATIVES = 6


async def reread(tx: Tx, appointment_id: uuid.UUID) -> Booked:
    """The appointment as its row says it now."""
    return (await booked(tx, [await appointments.one(tx, appointment_id, in_full=False)]))[0]


async def booked(tx: Tx, rows: Sequence[dict[str, Any]]) -> tuple[Booked, ...]:
    """These appointments, as they are told."""
    if not rows:
        return ()
    people = {one.id: one.name for one in await setup.resources(tx) if one.kind == "professional"}
    return tuple(_as_told(row, people) for row in rows)


def _as_told(row: dict[str, Any], people: Mapping[uuid.UUID, str]) -> Booked:
    return Booked(
        id=str(row["id"]),
        state=row["state"],
        service_id=str(row["service_id"]),
        service_name=row["service_name"],
        starts_at=row["starts_at"],
        zone=row["timezone"],
        store_id=str(row["store_id"]) if row["store_id"] else None,
        is_online=row["store_id"] is None,
        people=tuple(people[one] for one in row["resource_ids"] if one in people),
        series_id=str(row["series_id"]) if row["series_id"] else None,
        visit_id=str(row["visit_id"]) if row["visit_id"] else None,
    )


async def visit(tx: Tx, row: dict[str, Any]) -> Booked:
    """The whole visit that this appointment is of, as it stands; the appointment alone where it is of none."""
    if row["visit_id"] is None:
        return await reread(tx, row["id"])
    members = await combined.members(tx, row["visit_id"])
    is_over = State(row["state"]) == State.CANCELLED
    first, *rest = [await reread(tx, one.id) for one in members if is_over or one.state != State.CANCELLED]
    return replace(first, then=tuple(rest))


async def cancel(tx: Tx, row: dict[str, Any]) -> Settled:
    """The appointment, and what belongs to it, will not take place: its visit, or it and those after it in its series."""
    if row["visit_id"] is not None:
        members = await combined.cancel(tx, row["visit_id"], by=changing.BY_CUSTOMER)
        first, *rest = [await reread(tx, one.id) for one in members]
        return Settled(replace(first, then=tuple(rest)))
    done = (await series.cancel_rest(tx, row["id"], by=changing.BY_CUSTOMER)).done
    return Settled(await _with_following(tx, row, done))


async def move(tx: Tx, row: dict[str, Any], starts_at: datetime) -> Settled:
    """The appointment, and what belongs to it, is at another time: its visit from then on, or it and those after it in its series."""
    if row["visit_id"] is not None:
        await _move_visit(tx, row, starts_at)
        return Settled(await visit(tx, row), before=row["starts_at"])
    done = (await series.move_rest(tx, row["id"], starts_at, by=changing.BY_CUSTOMER)).done
    return Settled(await _with_following(tx, row, done), before=row["starts_at"])


async def _move_visit(tx: Tx, row: dict[str, Any], starts_at: datetime) -> None:
    try:
        await combined.reschedule(tx, row["visit_id"], starts_at, by=changing.BY_CUSTOMER)
    except SlotTaken:  # what is free for the part that could not be moved is not free for the others
        found = await free_for(tx, row, max(tx.now, starts_at - _DAY), starts_at + _AROUND)
        nearest = sorted(found, key=lambda one: abs(one.starts_at - starts_at))[:_ALTERNATIVES]
        free = [reserving.alternative(one.starts_at, row["store_id"], one.zone) for one in sorted(nearest, key=_start)]
        raise SlotTaken(field="starts_at", alternatives=free) from None


def _start(one: Free) -> datetime:
    return one.starts_at


async def _with_following(tx: Tx, row: dict[str, Any], done: Sequence[uuid.UUID]) -> Booked:
    rest = [await appointments.one(tx, one, in_full=False) for one in done if one != row["id"]]
    following = await booked(tx, sorted(rest, key=lambda one: one["starts_at"]))
    return replace(await reread(tx, row["id"]), following=following)


async def reserve(tx: Tx, wish: reserving.Wish, services: Sequence[uuid.UUID], facts: Facts) -> Booked:
    """The person has all these services one after the other, or (refused) none. Refuses as `combined.reserve`."""
    made = await combined.reserve(tx, replace(wish, professional_id=None), _parts(services, wish.professional_id, facts))
    first, *rest = [await reread(tx, one.id) for one in made]
    return replace(first, then=tuple(rest))


async def free(
    tx: Tx,
    services: Sequence[uuid.UUID],
    since: datetime,
    until: datetime,
    store_id: uuid.UUID | None,
    professional_id: uuid.UUID | None,
    facts: Facts,
) -> tuple[Free, ...]:
    """When all these services can be had in a row. Refuses `NotFound` for what cannot be booked."""
    for one in services:
        if not (await calendar.service(tx, one)).is_open:
            raise NotFound("no such service can be booked")
    parts = _parts(services, professional_id, facts)
    return await _starts(tx, parts, since, until, store_id)


async def free_for(tx: Tx, row: dict[str, Any], since: datetime, until: datetime) -> tuple[Free, ...]:
    """To when the visit of this appointment could be moved as a whole: as `combined.reschedule` moves it, so that what is offered can be
    had."""
    found = await combined.starts_to_move(tx, row["visit_id"], since, until, as_staff=False)
    return _told(found)


async def _starts(
    tx: Tx, parts: Sequence[Part], since: datetime, until: datetime, store_id: uuid.UUID | None
) -> tuple[Free, ...]:
    wish = reserving.Wish(parts[0].service_id, since, uuid.UUID(int=0), Source.BOT, store_id)
    return _told(await combined.starts(tx, wish, parts, since, until))


def _told(found: Sequence[combined.Start]) -> tuple[Free, ...]:
    return tuple(Free(one.starts_at, one.zone.key, str(one.store_id) if one.store_id else None) for one in found)


def _parts(services: Sequence[uuid.UUID], professional_id: uuid.UUID | None, facts: Facts) -> list[Part]:
    """With whom was said, where they do it."""
    who = next((one for one in facts.professionals_at(None) if one.id == str(professional_id)), None)
    does = set(who.service_ids) if who else set()
    return [Part(one, professional_id if who and (not does or str(one) in does) else None) for one in services]
