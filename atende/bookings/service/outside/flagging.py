"""What people have to look at: raised once, settled by itself when it is over, never by freeing or moving anything."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from atende.bookings.events import BookingFlagged, BookingFlagSettled
from atende.bookings.rules.outside import Verdict
from atende.core.tenancy import Tx
from atende.kit.ids import new_id

_RAISE = """
insert into bookings_flags (tenant_id, id, kind, appointment_id, calendar_id, external_id, outside_since, outside_until, raised_at)
select $1, $2, $3, $4, $5, $6, $7, $8, $9
where not exists (select from bookings_flags f where f.tenant_id = $1 and f.appointment_id = $4 and f.calendar_id = $5
    and f.kind = $3 and f.external_id = $6 and f.outcome = 'kept' and f.kind = 'conflict'
    and f.outside_since = $7 and f.outside_until = $8)
on conflict (tenant_id, appointment_id, calendar_id, kind, external_id) where settled_at is null do update
    set outside_since = excluded.outside_since, outside_until = excluded.outside_until
returning id = $2
"""
_SETTLE = """
update bookings_flags set settled_at = $3, outcome = $4, settled_by = $5
where tenant_id = $1 and id = any($2::uuid[]) and settled_at is null returning id, appointment_id
"""
_OF_ENTRY = """
select id, kind from bookings_flags where tenant_id = $1 and appointment_id = $2 and calendar_id = $3
    and kind in ('moved', 'deleted') and settled_at is null
"""
# An appointment that lies ahead and an event outside take the same time, of the same resource. Who overbooked on purpose knows.
_OVERLAP = """
from bookings_busy b
join bookings_claims c on c.tenant_id = b.tenant_id and c.resource_id = b.resource_id and c.is_living and not c.is_overbooked
    and c.since < b.until and c.until > b.since
join bookings_appointments a on a.tenant_id = c.tenant_id and a.occasion_id = c.occasion_id and a.starts_at < b.until
    and a.ends_at > b.since and a.state in ('pending', 'confirmed')
where b.tenant_id = $1 and not b.is_own
"""
_CONFLICTS = f"""
select a.id, b.external_id, b.since, b.until {_OVERLAP} and b.calendar_id = $2 and a.ends_at > $3
order by a.id, b.external_id limit 2000
"""
_OPEN_CONFLICTS = """
select id, appointment_id, external_id from bookings_flags
where tenant_id = $1 and calendar_id = $2 and kind = 'conflict' and settled_at is null
"""
_OVER = f"""
select f.id from bookings_flags f where f.tenant_id = $1 and f.appointment_id = $2 and f.kind = 'conflict' and f.settled_at is null
    and not exists (select {_OVERLAP} and b.calendar_id = f.calendar_id and b.external_id = f.external_id and a.id = $2)
"""  # noqa: S608 - our own words


async def judge(
    tx: Tx, calendar_id: uuid.UUID, appointment_id: uuid.UUID, external_id: str, verdict: Verdict, seen: tuple | None
) -> None:
    """The flags of an entry are what the verdict says. States `BookingFlagged`, `BookingFlagSettled`."""
    wanted = verdict.value if verdict in (Verdict.MOVED, Verdict.DELETED) else None
    opened = await tx.fetch(_OF_ENTRY, tx.tenant_id, appointment_id, calendar_id)
    await settle(tx, [row[0] for row in opened if row[1] != wanted], "gone")
    if wanted is not None:
        since, until = seen or (None, None)
        await _raise(tx, wanted, appointment_id, calendar_id, external_id, since, until)


async def compare(tx: Tx, calendar_id: uuid.UUID) -> None:
    """What the calendar's events and the appointments take both is flagged, and nothing else of it is."""
    found = await tx.fetch(_CONFLICTS, tx.tenant_id, calendar_id, tx.now)
    overlapping = {(row[0], row[1]) for row in found}
    opened = await tx.fetch(_OPEN_CONFLICTS, tx.tenant_id, calendar_id)
    await settle(tx, [row[0] for row in opened if (row[1], row[2]) not in overlapping], "gone")
    for appointment_id, external_id, since, until in found:
        await _raise(tx, "conflict", appointment_id, calendar_id, external_id, since, until)


async def look_again(tx: Tx, appointment_id: uuid.UUID) -> None:
    """The appointment was moved or ended: conflicts that are over are settled."""
    over = await tx.fetch(_OVER, tx.tenant_id, appointment_id)
    if over:
        await settle(tx, [row[0] for row in over], "gone")


async def settle(tx: Tx, flag_ids: Iterable[uuid.UUID], outcome: str) -> None:
    """These are nothing to look at any more. States `BookingFlagSettled` for each that was."""
    ids = list(flag_ids)
    if not ids:
        return
    for flag_id, appointment_id in await tx.fetch(_SETTLE, tx.tenant_id, ids, tx.now, outcome, str(tx.actor)):
        await tx.emit(
            BookingFlagSettled(flag_id=flag_id, appointment_id=appointment_id, outcome=outcome), subject_id=appointment_id
        )


async def _raise(
    tx: Tx,
    kind: str,
    appointment_id: uuid.UUID,
    calendar_id: uuid.UUID,
    external_id: str,
    since: datetime | None,
    until: datetime | None,
) -> None:
    flag_id = new_id()
    values = (flag_id, kind, appointment_id, calendar_id, external_id, since, until, tx.now)
    if await tx.value(_RAISE, tx.tenant_id, *values):
        await tx.emit(BookingFlagged(flag_id=flag_id, appointment_id=appointment_id, kind=kind), subject_id=appointment_id)
