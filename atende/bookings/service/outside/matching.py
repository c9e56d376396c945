"""The same booking, told by the system that took it and read in a calendar that it was written into as well, is there once: the event
takes no time beside its appointment, and no entry of ours stands beside the event. It is the same by its iCalendar UID, its times and whose
it is; moved in one of the two, it is not."""

import uuid
from collections.abc import Iterable

from atende.bookings.queries.calendar import Event
from atende.bookings.service.outside import flagging
from atende.core.tenancy import Tx

_LOOK = """
update bookings_busy b set is_own = found.is_own from (
    select o.id, exists (select from bookings_imports i
        join bookings_appointments a on a.tenant_id = i.tenant_id and a.id = i.appointment_id
            and a.state in ('hold', 'pending', 'confirmed', 'completed', 'no_show') and a.starts_at = o.since and a.ends_at = o.until
        join bookings_claims c on c.tenant_id = a.tenant_id and c.occasion_id = a.occasion_id and c.is_living
            and c.resource_id = o.resource_id
        where i.tenant_id = $1 and i.uid_sign = o.uid_sign) as is_own
    from bookings_busy o where o.tenant_id = $1 and o.uid_sign = any($2::text[]) and ($3::uuid is null or o.calendar_id = $3)
) found where b.tenant_id = $1 and b.id = found.id and b.is_own <> found.is_own
returning b.calendar_id, b.uid_sign
"""
_DUE = """
with due as (
    update bookings_calendar_entries e set due_at = $3, failures = 0, problem = null from bookings_imports i
    where e.tenant_id = $1 and i.tenant_id = $1 and i.uid_sign = any($2::text[]) and e.appointment_id = i.appointment_id
    returning e.calendar_id
)
update bookings_calendars set write_due_at = least(write_due_at, $3)
where tenant_id = $1 and id in (select calendar_id from due) and state <> 'broken'
"""
_OF = "select distinct uid_sign from bookings_imports where tenant_id = $1 and appointment_id = $2 and uid_sign is not null"
_WHOSE = """
select distinct b.resource_id from bookings_busy b join bookings_resources r on r.tenant_id = b.tenant_id and r.id = b.resource_id
where b.tenant_id = $1 and b.uid_sign = $2 and b.since = $3 and b.until = $4 and r.kind = 'professional' limit 2
"""


async def look(tx: Tx, uids: Iterable[str | None], *, within: uuid.UUID | None = None) -> None:
    """Events of these UIDs, of that calendar if named, are their appointments' own or are not; what follows from that is due. The caller
    holds the resources' lock."""
    signs = list({one for one in uids if one})
    if not signs:
        return
    changed = await tx.fetch(_LOOK, tx.tenant_id, signs, within)
    if not changed:
        return
    await due(tx, {row[1] for row in changed})
    if within is None:  # else its reader compares it
        for calendar_id in sorted({row[0] for row in changed}):
            await flagging.compare(tx, calendar_id)


async def look_at(tx: Tx, appointment_id: uuid.UUID) -> None:
    """The same for an appointment that was changed here. Nothing for one that nobody else took."""
    await look(tx, [row[0] for row in await tx.fetch(_OF, tx.tenant_id, appointment_id)])


async def due(tx: Tx, uids: Iterable[str | None]) -> None:
    """Entries of the appointments behind these events are looked at: one may stand beside an event, or be missing where one was."""
    signs = [one for one in uids if one]
    if signs:
        await tx.fetch(_DUE, tx.tenant_id, signs, tx.now)


async def whose(tx: Tx, event: Event) -> uuid.UUID | None:
    """The one professional in whose calendar the event stands."""
    found = await tx.fetch(_WHOSE, tx.tenant_id, *event)
    return found[0][0] if len(found) == 1 else None
