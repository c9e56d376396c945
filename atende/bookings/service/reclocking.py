"""Appointments whose place shows another time by now than was agreed, because a government changed its clocks (and this machine was told)
or because the business said that its clocks are another zone's: put back to the local time that people agreed on.

An occasion is moved as a whole, and stays with whom it is and as long as it is; plans are kept by the same clock, so only what is taken is
looked at. Nobody is asked again: reminders that left said the right hour, and who said that they will come has said so."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from atende.bookings.errors import OccasionShared, SlotOutside, SlotTaken
from atende.bookings.events import BookingRescheduled, BookingSetupChanged
from atende.bookings.models import Appointment
from atende.bookings.rules.states import AHEAD, State
from atende.bookings.service import reserving
from atende.bookings.service.stating import about
from atende.core import clock, jobs, log
from atende.core.jobs import Lane
from atende.core.tenancy import OPERATOR, SYSTEM, Actor, Tx, in_tenant
from atende.kit.ids import new_id
from atende.kit.refusal import Refusal
from atende.knowledge.rules.hours import first_instant

REASON = "clock"
STAGE = "clocks"
MOST = 500
_log = log.get("bookings")
_SOON = timedelta(seconds=5)  # by then whoever booked by the old clock in the same moment has booked
_LEASE = timedelta(minutes=2)
_DAY = timedelta(days=1)  # by no more do two clocks of one place differ, twice over

_LOOK = """
select a.occasion_id, a.id, a.starts_at, a.ends_at, a.zone, a.said_at, coalesce(s.timezone, t.timezone)
from bookings_appointments a join accounts_tenants t on t.id = a.tenant_id
left join accounts_stores s on s.tenant_id = a.tenant_id and s.id = a.store_id
where a.tenant_id = $1 and a.starts_at > $2 and a.state in ('hold', 'pending', 'confirmed')
    and ($3::uuid is null or a.occasion_id = $3)
order by a.starts_at, a.occasion_id, a.id
"""
_IS_TAKEN = """
select exists (select from bookings_claims mine join bookings_claims c on c.tenant_id = mine.tenant_id
        and c.resource_id = mine.resource_id and c.occasion_id <> mine.occasion_id and c.is_living and not c.is_overbooked
        and c.until > mine.since + $3::interval and c.since < mine.until + $3::interval
    where mine.tenant_id = $1 and mine.occasion_id = $2 and mine.is_living and not mine.is_overbooked)
or exists (select from bookings_claims mine join bookings_busy b on b.tenant_id = mine.tenant_id
        and b.resource_id = mine.resource_id and b.until > mine.since + $3::interval and b.since < mine.until + $3::interval
        and not b.is_own
    where mine.tenant_id = $1 and mine.occasion_id = $2 and mine.is_living and not mine.is_overbooked)
"""
_CLAIMS = """
update bookings_claims set since = since + $3::interval, until = until + $3::interval where tenant_id = $1 and occasion_id = $2
"""
_OCCASION = """
update bookings_occasions set starts_at = starts_at + $3::interval, ends_at = ends_at + $3::interval where tenant_id = $1 and id = $2
"""
# A trigger takes back that they will come when the start is another; by their clock it is the same.
_ACKNOWLEDGED = (
    "update bookings_appointments set acknowledged_at = $3 where tenant_id = $1 and id = $2 and $3::timestamptz is not null"
)
# What left said the hour that holds, and is not said again; what failed is looked at anew. Where one is kept of the other instant
# (moved by people before, by as much as the clock) that one tells that they were reminded.
_REMINDED = """
update bookings_reminders r set starts_at = $4 where tenant_id = $1 and appointment_id = $2 and starts_at = $3 and outcome = 'queued'
    and not exists (select from bookings_reminders o where o.tenant_id = $1 and o.appointment_id = $2 and o.lead = r.lead
        and o.starts_at = $4 and o.outcome <> 'withdrawn')
"""

# Who waits is asked about the hour that was offered, and who booked is told the hour that they booked. Offers are locked before resources.
_OFFERS = """
select id from bookings_wait_offers where tenant_id = $1 and appointment_id = any($2::uuid[]) and outcome = 'open' order by id for update
"""
_OFFERED = """
update bookings_wait_offers set starts_at = $4 where tenant_id = $1 and appointment_id = $2 and starts_at = $3 and outcome = 'open'
"""
_RECEIPT = """
update bookings_receipts set starts_at = $4, said_version = case when said_version = $5 - 1 then $5 else said_version end
where tenant_id = $1 and appointment_id = $2 and starts_at = $3 and outcome in ('waiting', 'queued')
"""


@dataclass(frozen=True, slots=True)
class Off:
    """An occasion that is not when it was agreed. `said_at`: the local time that was; `moves_to`: the instant of it by the clock of
    `zone`, which `was_zone` was before; `refused`: why it cannot be put back by itself, the code of the refusal."""

    occasion_id: uuid.UUID
    appointment_ids: tuple[uuid.UUID, ...]
    starts_at: datetime
    moves_to: datetime
    said_at: datetime
    zone: str
    was_zone: str
    refused: str | None = None

    def told(self) -> dict[str, str | list[str] | None]:
        """As an operator reads it: instants in UTC, the local time as it was agreed."""
        return {
            "appointments": [str(one) for one in self.appointment_ids],
            "said_at": f"{self.said_at:%Y-%m-%d %H:%M}",
            "zone": self.zone,
            "was_zone": self.was_zone,
            "starts_at": self.starts_at.astimezone(UTC).isoformat(),
            "moves_to": self.moves_to.isoformat(),
            "refused": self.refused,
        }


def agreed(said_at: datetime, zone: ZoneInfo, was: datetime) -> datetime:
    """The instant at which that clock shows the local time; of two the one nearer to where it was, of none the moment of the leap."""
    both = [said_at.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [one for one in both if one.astimezone(zone).replace(tzinfo=None) == said_at]
    return min(shown, key=lambda one: abs(one - was)) if shown else first_instant(said_at, zone).astimezone(UTC)


async def off(tx: Tx, occasion_id: uuid.UUID | None = None) -> list[Off]:
    """What is not when it was agreed, by start; or only that occasion, if it is not."""
    rows = await tx.fetch(_LOOK, tx.tenant_id, tx.now - _DAY, occasion_id)
    found: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return [one for group in found.values() if (one := _judged(group, tx.now)) is not None]


def _judged(rows: list[Any], now: datetime) -> Off | None:
    zone = ZoneInfo(rows[0][6])
    wanted = {agreed(row[5], zone, row[2]) for row in rows}
    first = next((row for row in rows if agreed(row[5], zone, row[2]) != row[2]), None)
    if first is None:
        return None
    moves_to = agreed(first[5], zone, first[2])
    if first[2] <= now and moves_to <= now:
        return None  # it is over, or under way, either way
    refused = OccasionShared.code if len(wanted) > 1 else SlotOutside.code if moves_to <= now else None
    ids = tuple(row[1] for row in rows)
    return Off(rows[0][0], ids, first[2], moves_to, first[5], zone.key, first[4], refused)


async def put_back(tx: Tx, occasion_id: uuid.UUID, sure: Callable[[], Awaitable[object]] | None = None) -> Off | None:
    """The occasion is when it was agreed, with its history, and its reminders are derived from that; None, and nothing changed, when it
    is so already. `sure` is asked once nobody else changes it, and may refuse. Refuses `OccasionShared` where its people agreed on
    different times, `SlotOutside` for what would have begun, and `SlotTaken` where something else is then; and then it stands as it did.
    States `BookingRescheduled` for each."""
    one = next(iter(await off(tx, occasion_id)), None)
    if one is None:
        return None
    await tx.fetch(_OFFERS, tx.tenant_id, list(one.appointment_ids))
    await reserving.lock_of(tx, one.appointment_ids[0])
    living = select(Appointment).where(
        Appointment.tenant_id == tx.tenant_id, Appointment.occasion_id == occasion_id, Appointment.state.in_(AHEAD)
    )
    living = living.order_by(Appointment.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    rows = list(await tx.session.scalars(living))
    if sure is not None:
        await sure()
    one = next(iter(await off(tx, occasion_id)), None)  # once more, now that nobody changes it
    if one is None or not rows:
        return None
    if one.refused == OccasionShared.code:
        raise OccasionShared
    if one.refused is not None:
        raise SlotOutside(reason="past")
    by = one.moves_to - one.starts_at
    if await tx.value(_IS_TAKEN, tx.tenant_id, occasion_id, by):
        raise SlotTaken(alternatives=[])
    await tx.fetch(_CLAIMS, tx.tenant_id, occasion_id, by)
    await tx.fetch(_OCCASION, tx.tenant_id, occasion_id, by)
    for row in rows:
        await _move(tx, row, one, by)
    return one


async def _move(tx: Tx, row: Appointment, one: Off, by: timedelta) -> None:
    before, acknowledged_at = row.starts_at, row.acknowledged_at
    row.starts_at, row.ends_at, row.zone = row.starts_at + by, row.ends_at + by, one.zone
    row.said_at = row.starts_at.astimezone(ZoneInfo(one.zone)).replace(tzinfo=None)  # another only where the clock leaps over it
    row.version += 1
    await tx.session.flush()
    await tx.fetch(_ACKNOWLEDGED, tx.tenant_id, row.id, acknowledged_at)
    await tx.fetch(_REMINDED, tx.tenant_id, row.id, before, row.starts_at)
    await tx.fetch(_OFFERED, tx.tenant_id, row.id, before, row.starts_at)
    await tx.fetch(_RECEIPT, tx.tenant_id, row.id, before, row.starts_at, row.version)
    await reserving.record(tx, row, row.state, from_starts_at=before, reason=REASON)
    if row.state != State.HOLD:
        await tx.emit(BookingRescheduled(**await about(tx, row.id), from_starts_at=before), subject_id=row.id)


async def put_all_back(tenant_id: uuid.UUID, actor: Actor = OPERATOR) -> AsyncIterator[Off]:
    """Each that was put back as it was, and then each that cannot be, with `refused`. One after the other, each in a transaction of its
    own, so that who is stopped goes on by beginning again; those that make room for others first."""
    async with in_tenant(tenant_id, actor) as tx:
        waiting = await off(tx)
    refused: dict[uuid.UUID, str] = {}
    is_going_on = True
    while waiting and is_going_on:
        is_going_on, left = False, []
        for one in sorted(waiting, key=_turn):
            try:
                async with in_tenant(tenant_id, actor) as tx:
                    done = await put_back(tx, one.occasion_id)
            except Refusal as why:
                refused[one.occasion_id] = why.code
                left.append(one)
            except Exception as error:  # of our own making: it stands as it did, and is told beside the others
                _log.exception("not_put_back", occasion_id=str(one.occasion_id), error=type(error).__name__)
                refused[one.occasion_id] = "internal"
                left.append(one)
            else:
                is_going_on = True
                if done is not None:
                    yield done
        waiting = left
    for one in waiting:
        yield replace(one, refused=refused[one.occasion_id])


# What has another zone's name by now; whether it is off is for our own clocks to say.
_SUSPECTS = """
select distinct a.occasion_id from bookings_appointments a join accounts_tenants t on t.id = a.tenant_id
left join accounts_stores s on s.tenant_id = a.tenant_id and s.id = a.store_id
where a.tenant_id = $1 and a.starts_at > $2 and a.state in ('hold', 'pending', 'confirmed')
    and a.zone <> coalesce(s.timezone, t.timezone) and not exists (select from bookings_clock_changes where tenant_id = $1)
"""
_TOLD = ("appointment_id", "starts_at", "agreed_local", "service_name", "contact_name")
_STANDING = """
select a.id, a.starts_at, a.said_at, k.name, p.name from bookings_appointments a
join knowledge_services k on k.tenant_id = a.tenant_id and k.id = a.service_id
left join contacts_contacts p on p.tenant_id = a.tenant_id and p.id = a.contact_id
where a.tenant_id = $1 and a.id = any($2::uuid[]) order by a.starts_at, a.id limit $3
"""

_CHANGED = "insert into bookings_clock_changes (tenant_id, id, due_at) values ($1, $2, $3)"
_TAKEN = "update bookings_clock_changes set due_at = $3 where tenant_id = $1 and due_at <= $2 returning id"
_KEPT = "update bookings_clock_changes set due_at = $3 where tenant_id = $1 and id = any($2::uuid[])"
_FOLLOWED = "delete from bookings_clock_changes where tenant_id = $1 and id = any($2::uuid[])"


async def changed(tx: Tx) -> None:
    """The business, or a store of it, goes by another clock from now on: what was agreed by the old one is put back, shortly, by a
    worker (`follow`). Waits for nobody."""
    lane, due_at = Lane(tx.tenant_id, STAGE), tx.now + _SOON
    await tx.fetch(_CHANGED, tx.tenant_id, new_id(), due_at)

    async def say_so() -> None:
        jobs.expect(STAGE, lane, due_at)

    tx.after_commit.append(say_so)


async def follow(tenant_id: uuid.UUID) -> bool:
    """Whatever can be is at the local time that people agreed on, by the clocks as they are now; what cannot stands, and is told
    (`standing`). States `BookingSetupChanged` when there was any. False when no clock was changed, or somebody else is at it. Who was
    stopped is followed by the next, once the lease is over."""
    until = clock.now() + _LEASE
    async with in_tenant(tenant_id) as tx:
        taken = [row[0] for row in await tx.fetch(_TAKEN, tenant_id, tx.now, until)]
    if not taken:
        return False
    has_found = False
    async for _ in put_all_back(tenant_id, SYSTEM):
        has_found = True
        if clock.now() > until - _LEASE / 2:
            until = clock.now() + _LEASE
            async with in_tenant(tenant_id) as tx:
                await tx.fetch(_KEPT, tenant_id, taken, until)
    async with in_tenant(tenant_id) as tx:
        await tx.fetch(_FOLLOWED, tenant_id, taken)
        if has_found:
            await tx.emit(BookingSetupChanged(kind="clock", record_id=tenant_id), subject_id=tenant_id)
    return True


async def standing(tx: Tx) -> list[dict[str, Any]]:
    """Appointments that are not when they were agreed since a clock was changed, and could not be put back, by start: people move them.
    What a worker is still to look at is not among them, nor what a government moved, which is the operator's."""
    suspects = {row[0] for row in await tx.fetch(_SUSPECTS, tx.tenant_id, tx.now - _DAY)}
    found = [one for one in await off(tx) if one.occasion_id in suspects] if suspects else []
    zones = {appointment_id: one.zone for one in found for appointment_id in one.appointment_ids}
    rows = await tx.fetch(_STANDING, tx.tenant_id, list(zones), MOST)
    return [dict(zip(_TOLD, row, strict=True)) | {"timezone": zones[row[0]]} for row in rows]


def _turn(one: Off) -> float:
    """Those that go forward from the last, those that go back from the first: each leaves its place to the next."""
    return (-1 if one.moves_to > one.starts_at else 1) * one.starts_at.timestamp()
