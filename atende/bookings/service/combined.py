"""Several services in a row, one visit: all of them reserved, moved or cancelled together, or none.

Each is an appointment of its own with its own resources; `visit_id` says which belong together."""

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from atende.bookings.errors import BookingInvalid, BookingNotFound, SlotTaken, WrongState
from atende.bookings.models import Appointment
from atende.bookings.queries import calendar, slots
from atende.bookings.queries.calendar import Question, Service
from atende.bookings.rules.repeating import MOST_SERVICES
from atende.bookings.rules.states import AHEAD, State
from atende.bookings.service import changing, reserving
from atende.bookings.service.rows import refuse_moved
from atende.bookings.service.series import lock_services, lock_together
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.kit.ids import new_id
from atende.kit.refusal import Refusal

PAUSE = timedelta(minutes=30)  # longer nobody waits between two of them
_AROUND = timedelta(days=7)
_ALTERNATIVES = 6

_FIRST_ASKED = """
select min(first.starts_at) from bookings_appointments a cross join lateral (select c.to_starts_at as starts_at
    from bookings_changes c where c.tenant_id = $1 and c.appointment_id = a.id order by c.at, c.id limit 1) first
where a.tenant_id = $1 and a.visit_id = $2
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the services, with this professional or anybody."""

    service_id: uuid.UUID
    professional_id: uuid.UUID | None = None


class Start(NamedTuple):
    """When a visit can begin, at which store (None: online), and the clock of where that is."""

    starts_at: datetime
    store_id: uuid.UUID | None
    zone: ZoneInfo

    @property
    def local_start(self) -> datetime:
        """What that clock shows then."""
        return self.starts_at.astimezone(self.zone).replace(tzinfo=None)


async def reserve(tx: Tx, wish: reserving.Wish, parts: Sequence[Part]) -> list[Appointment]:
    """Somebody has all these services one after the other, from `starts_at` on, with half an hour between two at most; `service_id` and
    `professional_id` of the wish are not looked at. The same `client_id` again returns the same; for other services or another start it is
    refused (`BookingInvalid`). States of each what `reserving.reserve` does.

    Refuses `BookingInvalid` for fewer than two or too many, what any of them is refused for, and `SlotTaken` with the starts at which all
    could be had; then none is."""
    if not 2 <= len(parts) <= MOST_SERVICES or wish.hold or wish.overbook:
        raise BookingInvalid(f"two services to {MOST_SERVICES}, neither held nor overbooked", field="parts")
    asked = [await calendar.service(tx, part.service_id) for part in parts]
    for part, one in zip(parts, asked, strict=True):
        await calendar.places(tx, one, wish.store_id)
        if part.professional_id is not None:
            await reserving.refuse_unable(tx, part.professional_id, one)
    if wish.conversation_id is not None:
        await reserving.hold_conversation(tx, wish.conversation_id)
    contact_id = await contacts.living_id(tx, wish.contact_id)
    await reserving.in_turn(tx, contact_id, wish.client_id)
    visit_id = wish.client_id or new_id()
    if known := await _all(tx, visit_id):
        theirs = {row.contact_id for row in known} <= set(await contacts.records(tx, [contact_id]))
        same_start = await tx.value(_FIRST_ASKED, tx.tenant_id, visit_id) == wish.starts_at  # wherever it was moved since
        if not theirs or not same_start or sorted(row.service_id for row in known) != sorted(part.service_id for part in parts):
            raise BookingInvalid("something else was asked for with this id before", field="client_id")
        return known
    await lock_services(tx, dict.fromkeys(one.id for one in asked))
    for start in await _starts(tx, wish, parts, asked, wish.starts_at, wish.starts_at + timedelta(seconds=1)):
        own = replace(wish, client_id=None, starts_at=start.starts_at, store_id=start.store_id)
        made = await _tried(tx, own, parts, asked, visit_id)
        if made is not None:
            return made
    around = await _starts(tx, wish, parts, asked, max(tx.now, wish.starts_at - timedelta(days=1)), wish.starts_at + _AROUND)
    firsts = {one.starts_at: one for one in reversed(around) if one.starts_at != wish.starts_at}
    nearest = sorted(sorted(firsts, key=lambda at: (abs(at - wish.starts_at), at))[:_ALTERNATIVES])
    free = [reserving.alternative(at, firsts[at].store_id, firsts[at].zone.key) for at in nearest]
    raise SlotTaken(field="starts_at", alternatives=free)


async def starts(tx: Tx, wish: reserving.Wish, parts: Sequence[Part], since: datetime, until: datetime) -> list[Start]:
    """When all of them can be had in a row, ascending, each start once for each store. Refuses as `reserve`."""
    asked = [await calendar.service(tx, part.service_id) for part in parts]
    return await _starts(tx, wish, parts, asked, since, until)


async def cancel(tx: Tx, visit_id: uuid.UUID, *, by: str, reason: str = "") -> list[Appointment]:
    """None of it will take place, or (`NoticeTooShort`) all of it. What is over stays. Again it changes nothing. States of each what
    `changing.cancel` does."""
    rows = await members(tx, visit_id)
    await lock_together(tx, rows)
    for row in rows:
        if State(row.state) in AHEAD:
            await changing.cancel(tx, row.id, by=by, reason=reason)
    return await members(tx, visit_id)


async def reschedule(
    tx: Tx, visit_id: uuid.UUID, starts_at: datetime, *, by: str, reason: str = "", was_starts_at: datetime | None = None
) -> list[Appointment]:
    """The whole visit begins then, each as long after the first as before, or stands as it did. States of each what `changing.reschedule`
    does. Refuses `WrongState` when a part of it is not ahead any more, `AppointmentMoved` where its first does not begin at `was_starts_at`
    any more, and what any of them is refused for."""
    rows = [row for row in await members(tx, visit_id) if row.state != State.CANCELLED]
    await lock_together(tx, rows)
    if not rows or any(State(row.state) not in AHEAD for row in rows):
        raise WrongState(
            state=next((row.state for row in rows if State(row.state) not in AHEAD), "cancelled"), wanted="rescheduled"
        )
    refuse_moved(rows[0], was_starts_at)
    by_distance = starts_at - rows[0].starts_at
    # Each makes room for the next: what goes later begins at the end.
    async with tx.savepoint(*rows):
        for row in reversed(rows) if by_distance > timedelta() else rows:
            await changing.reschedule(tx, row.id, row.starts_at + by_distance, by=by, reason=reason)
    return await members(tx, visit_id)


async def starts_to_move(tx: Tx, visit_id: uuid.UUID, since: datetime, until: datetime, *, as_staff: bool = True) -> list[Start]:
    """When the visit could begin instead, each service as long after the first as it is and with whom it is, ascending; it stays at its
    store. What the visit takes itself is free only for the service that has it. Not `as_staff`: with the customers' notice and horizon.
    Refuses `BookingNotFound`."""
    rows = [row for row in await members(tx, visit_id) if row.state in AHEAD]
    where: dict[datetime, Start] = {}
    found: set[datetime] | None = None
    for row in rows:
        later = row.starts_at - rows[0].starts_at
        question = Question(row.service_id, since + later, until + later, as_staff=as_staff)
        free = await slots.starts(tx, question, appointment_id=row.id)
        if found is None:
            clocks = {store.id: ZoneInfo(store.timezone) for store in free.stores}
            zone = ZoneInfo(free.timezone)
            where = {
                one.starts_at: Start(one.starts_at, one.store_id, clocks[one.store_id] if one.store_id else zone)
                for one in free.items
            }
        starts = {one.starts_at - later for one in free.items}
        found = starts if found is None else found & starts
    return [where[at] for at in sorted(found or ())]


async def members(tx: Tx, visit_id: uuid.UUID) -> list[Appointment]:
    """All that belong to it, by start. Refuses `BookingNotFound`."""
    if not (rows := await _all(tx, visit_id)):
        raise BookingNotFound("no such visit")
    return rows


async def _all(tx: Tx, visit_id: uuid.UUID) -> list[Appointment]:
    found = await tx.session.scalars(
        select(Appointment)
        .where(Appointment.tenant_id == tx.tenant_id, Appointment.visit_id == visit_id)
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(found)


async def _starts(
    tx: Tx, wish: reserving.Wish, parts: Sequence[Part], asked: Sequence[Service], since: datetime, until: datetime
) -> list[Start]:
    """When all could be had in a row at one store or all of them online, ascending. Of each first start only the ends that are reached
    from it are kept: the ways there are thousands. One who does two of them is not asked yet whether the pause between them is long enough:
    reserving will say."""
    found: dict[uuid.UUID | None, set[tuple[datetime, datetime]]] = {}
    reach = timedelta()
    for n, (part, one) in enumerate(zip(parts, asked, strict=True)):
        question = Question(one.id, since, until + reach, wish.store_id, part.professional_id, wish.is_staffs)
        at: dict[uuid.UUID | None, list[datetime]] = {}
        for offer in await calendar.offers(tx, question, one):
            at.setdefault(offer.store_id, []).append(offer.starts_at)
        lasts = timedelta(seconds=one.shape.duration)
        if n == 0:
            found = {store: {(start, start + lasts) for start in starts} for store, starts in at.items()}
        else:
            then = {store: sorted(set(starts)) for store, starts in at.items()}
            found = {
                store: {
                    (first, start + lasts)
                    for first, end in reached
                    for start in then[store][bisect_left(then[store], end) : bisect_right(then[store], end + PAUSE)]
                }
                for store, reached in found.items()
                if store in then
            }
        reach += lasts + PAUSE
    zones = {place.store_id: place.zone for place in await calendar.places(tx, asked[0], wish.store_id)}
    firsts = {(first, store) for store, reached in found.items() for first, _ in reached}
    ordered = sorted(firsts, key=lambda one: (one[0], str(one[1])))
    return [Start(first, store, zones.get(store, asked[0].zone)) for first, store in ordered]


async def _tried(
    tx: Tx, wish: reserving.Wish, parts: Sequence[Part], asked: Sequence[Service], visit_id: uuid.UUID
) -> list[Appointment] | None:
    """All of them from that start on, each as soon as it can be; None when one cannot, and then none is."""
    made: list[Appointment] = []
    at, latest, store_id = wish.starts_at, wish.starts_at, wish.store_id
    try:
        async with tx.savepoint():
            for part, one in zip(parts, asked, strict=True):
                own = replace(wish, service_id=one.id, professional_id=part.professional_id, store_id=store_id)
                row = await _soonest(tx, own, one, at, latest)
                row.visit_id = visit_id
                await tx.session.flush()
                made.append(row)
                at, latest, store_id = row.ends_at, row.ends_at + PAUSE, row.store_id
    except SlotTaken:
        return None
    return made


async def _soonest(tx: Tx, wish: reserving.Wish, asked: Service, since: datetime, until: datetime) -> Appointment:
    """The first start in that stretch, its end included. Refuses `SlotTaken`."""
    second = timedelta(seconds=1)
    question = Question(asked.id, since, until + second, wish.store_id, wish.professional_id, wish.is_staffs)
    refused: Refusal = SlotTaken(field="starts_at", alternatives=[])
    for start in sorted({offer.starts_at for offer in await calendar.offers(tx, question, asked)}):
        try:
            async with tx.savepoint():
                return await reserving.reserve(tx, replace(wish, starts_at=start))
        except SlotTaken as refusal:
            refused = refusal
    raise refused
