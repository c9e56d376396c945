"""The clock struck: holds run out, appointments are reminded of, those of a clock that was changed are put back, calendars outside are
kept in step."""

import uuid

from sqlalchemy import select

from atende.bookings.models import Appointment, Claim
from atende.bookings.rules.states import State
from atende.bookings.service import asking, freeing, receipts, reclocking, reminder_settings, reminding, reserving
from atende.bookings.service.outside import working
from atende.core import clock, log
from atende.core.jobs import Lane, Stage, in_turn, lock_lane
from atende.core.slots import slots
from atende.core.tenancy import Crossing, asked_across_tenants, in_tenant

_DUE = in_turn("bookings_appointments", "'holds'::text", "held_until", "state = 'hold'", looked_at=1)
_LOOK = in_turn("bookings_appointments", "id", "remind_at", "remind_at is not null")
_log = log.get("bookings")


async def due(limit: int) -> list[Lane]:
    """Businesses with holds that ran out."""
    return [Lane(tenant, key) for tenant, key in await asked_across_tenants(Crossing.SWEEP, _DUE, clock.now(), limit)]


async def handle(lane: Lane) -> bool:
    """Holds of the business that ran out are over; somebody who books in the same moment ends them by themselves."""
    async with in_tenant(lane.tenant_id) as tx:
        if not await lock_lane(tx, f"holds:{lane.tenant_id}"):
            return False
        found = set(
            await tx.session.scalars(
                select(Claim.resource_id)
                .join(Appointment, (Appointment.tenant_id == Claim.tenant_id) & (Appointment.occasion_id == Claim.occasion_id))
                .where(
                    Claim.tenant_id == tx.tenant_id,
                    Claim.is_living,
                    Appointment.state == State.HOLD,
                    Appointment.held_until <= tx.now,
                )
                .limit(500)
            )
        )
        if not (ended := await reserving.expire(tx, found)):
            return False
        await freeing.freed(tx, "run_out")
        return ended > 0


async def to_look_at(limit: int) -> list[Lane]:
    """Appointments that may have to be reminded of now."""
    rows = await asked_across_tenants(Crossing.SWEEP, _LOOK, clock.now(), limit)
    return [Lane(tenant, str(appointment)) for tenant, appointment in rows]


async def remind(lane: Lane) -> bool:
    """What is due of the appointment is queued, or written down as skipped or failed. What cannot even be looked at is looked at later,
    and stands in nobody's way."""
    appointment_id = uuid.UUID(lane.key)
    try:
        async with in_tenant(lane.tenant_id) as tx:
            return await reminding.look(tx, appointment_id)
    except Exception as error:
        _log.error("reminder_failed", appointment_id=lane.key, error=type(error).__name__, exc_info=True)
        try:
            async with in_tenant(lane.tenant_id) as tx:
                await reminding.stumbled(tx, appointment_id, type(error).__name__)
        except Exception as again:
            _log.error("reminder_failed_again", appointment_id=lane.key, error=type(again).__name__, exc_info=True)
            async with in_tenant(lane.tenant_id) as tx:
                await reminding.put_off(tx, appointment_id)
        return True


_RECEIPTS = in_turn("bookings_receipts", "id", "look_at", "look_at is not null")


async def receipts_due(limit: int) -> list[Lane]:
    """Bookings of the page whose customers are to be told."""
    rows = await asked_across_tenants(Crossing.SWEEP, _RECEIPTS, clock.now(), limit)
    return [Lane(tenant, str(receipt)) for tenant, receipt in rows]


async def tell(lane: Lane) -> bool:
    """The receipt is queued, skipped or withdrawn. What cannot even be looked at is looked at later."""
    receipt_id = uuid.UUID(lane.key)
    try:
        async with in_tenant(lane.tenant_id) as tx:
            return await receipts.look(tx, receipt_id)
    except Exception as error:
        _log.error("receipt_failed", receipt_id=lane.key, error=type(error).__name__, exc_info=True)
        try:
            async with in_tenant(lane.tenant_id) as tx:
                await receipts.stumbled(tx, receipt_id, type(error).__name__)
        except Exception as again:
            _log.error("receipt_failed_again", receipt_id=lane.key, error=type(again).__name__, exc_info=True)
            async with in_tenant(lane.tenant_id) as tx:
                await receipts.put_off(tx, receipt_id)
        return True


_CHANGED = "select tenant_id from bookings_reminder_settings where anew_from is not null order by updated_at limit $1"


async def changed(limit: int) -> list[Lane]:
    """Businesses whose appointments ahead were not all looked at by their present settings of reminders yet."""
    return [Lane(tenant, "anew") for (tenant,) in await asked_across_tenants(Crossing.SWEEP, _CHANGED, limit)]


async def look_anew(lane: Lane) -> bool:
    """Some of them are due to be looked at."""
    async with in_tenant(lane.tenant_id) as tx:
        return await reminder_settings.look_anew(tx)


_CLOCKS = "select tenant_id from bookings_clock_changes where due_at <= $1 group by 1 order by min(due_at) limit $2"


async def clocks_changed(limit: int) -> list[Lane]:
    """Businesses that go by another clock, of which what was agreed by the old one is to be put back."""
    found = await asked_across_tenants(Crossing.SWEEP, _CLOCKS, clock.now(), limit)
    return [Lane(tenant, reclocking.STAGE) for (tenant,) in found]


async def put_back(lane: Lane) -> bool:
    """What can be is at the local time that people agreed on; False when another worker is at it."""
    return await reclocking.follow(lane.tenant_id)


# One business with many slow feeds keeps nobody's appointments waiting.
_CALENDARS_DUE = in_turn(
    "bookings_calendars", "id", "due_at", "due_at is not null", ready="(leased_until is null or leased_until <= $1)"
)


async def calendars_due(limit: int) -> list[Lane]:
    """Calendars outside that are to be written, read or watched, and that nobody works on."""
    found = await asked_across_tenants(Crossing.SWEEP, _CALENDARS_DUE, clock.now(), limit)
    return [Lane(tenant, str(calendar_id)) for tenant, calendar_id in found]


_ASKINGS_DUE = in_turn("bookings_askings", "connection_id", "due_at", "due_at is not null")


async def askings_due(limit: int) -> list[Lane]:
    """Sources of bookings that are to be asked for them."""
    found = await asked_across_tenants(Crossing.SWEEP, _ASKINGS_DUE, clock.now(), limit)
    return [Lane(tenant, str(connection_id)) for tenant, connection_id in found]


async def ask(lane: Lane) -> bool:
    """What it lists is stored, or it is known why not."""
    return await asking.ask(lane.tenant_id, uuid.UUID(lane.key))


async def work_calendar(lane: Lane) -> bool:
    """The calendar is in step, or it is known why not; False when another worker is at it."""
    return await working.work(lane.tenant_id, uuid.UUID(lane.key))


def stages() -> list[Stage]:
    """Whose holds ran out, looked for twice a minute: whoever wants the time before that ends them by themselves. Who is to be reminded,
    every five seconds, and everybody anew by other settings, or put back by another clock; who booked on the page is told within two.
    What others booked for us, should they not have told, and calendars outside, few at once: each waits for its vendor most of the
    time."""
    return [
        Stage("holds", due, handle, slots=1, busy=5.0, idle=30.0),
        Stage("reminders", to_look_at, remind, slots=slots("rows"), busy=0.5, idle=5.0),
        Stage("receipts", receipts_due, tell, slots=2, busy=0.5, idle=2.0),
        Stage("booking lists", askings_due, ask, slots=2, busy=2.0, idle=10.0),
        Stage("reminders_anew", changed, look_anew, slots=1, busy=0.2, idle=5.0),
        Stage(reclocking.STAGE, clocks_changed, put_back, slots=2, busy=1.0, idle=5.0),
        Stage("calendars", calendars_due, work_calendar, slots=4, busy=0.5, idle=1.0),
    ]
