"""A calendar that was chosen for nothing any more is forgotten, as soon as nothing of ours that lies ahead stands in it."""

from atende.bookings.events import CalendarChanged
from atende.bookings.ports import Grant, OwnedCalendars
from atende.bookings.service.outside import watching
from atende.bookings.service.outside.leasing import Lease
from atende.core.tenancy import in_tenant

# Nothing is to be taken away from it, nothing could not be, and nobody has to look at what somebody did in it.
_IS_CLEAR = """
select c.id from bookings_calendars c where c.tenant_id = $1 and c.id = $2 and c.lease_id = $3
    and not c.is_written and not c.is_blocking
    and not exists (select from bookings_calendar_entries e where e.tenant_id = $1 and e.calendar_id = $2
        and (e.due_at is not null or e.problem is not null))
    and not exists (select from bookings_flags f where f.tenant_id = $1 and f.calendar_id = $2 and f.settled_at is null)
for update
"""
_HOLD = "select id from bookings_calendar_entries where tenant_id = $1 and calendar_id = $2 order by id for update"
# Its channel ends by itself; should it be chosen again, another is made.
_UNWATCHED = """
update bookings_calendars set watch_due_at = null where tenant_id = $1 and id = $2 and not is_written and not is_blocking
"""
_END = "update bookings_calendar_channels set state = 'ending' where tenant_id = $1 and calendar_id = $2 and state = 'open'"
_FORGET = "delete from bookings_calendars where tenant_id = $1 and id = $2"


async def retire(lease: Lease, vendor: OwnedCalendars, grant: Grant) -> None:
    """The calendar is not known any more, or something in it is still to be done. Its consent is the account's and holds. States
    `CalendarChanged`. Raises `CalendarTrouble` and `LeaseLost`."""
    async with lease.tx() as tx:
        is_clear = bool(await tx.fetch(_IS_CLEAR, tx.tenant_id, lease.calendar_id, lease.id))
        if not is_clear:
            await tx.fetch(_UNWATCHED, tx.tenant_id, lease.calendar_id)
            return
        await tx.fetch(_END, tx.tenant_id, lease.calendar_id)
    await watching.stop_ending(lease, vendor, grant)
    async with in_tenant(lease.tenant_id) as tx:
        await tx.fetch(_HOLD, tx.tenant_id, lease.calendar_id)  # before the calendar, as by whoever books
        # Whoever chooses it again meanwhile, or settles a flag, has it before or finds it gone.
        if await tx.fetch(_IS_CLEAR, tx.tenant_id, lease.calendar_id, lease.id):
            await tx.fetch(_FORGET, tx.tenant_id, lease.calendar_id)
            fact = CalendarChanged(calendar_id=lease.calendar_id, resource_id=lease.resource_id, state="removed")
            await tx.emit(fact, subject_id=lease.calendar_id)
