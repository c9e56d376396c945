"""What a copy of the install that was restored from a backup does not say again, and, in a drill, what it does not touch outside: it has
most likely been said meanwhile, and the calendars are those of the install that goes on.

By the owner of the tables, for every tenant at once, in the transaction that opens the copy; nobody works in it yet, so no lock is taken
and no fact stated."""

import json
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import asyncpg

from atende.bookings.rules.reminders import timing
from atende.kit.ids import new_id

TABLES = (
    *("bookings_appointments", "bookings_reminder_settings", "bookings_reminders", "bookings_receipts"),
    *("bookings_askings", "bookings_calendars"),
)

_AHEAD = """
select a.tenant_id, a.id, a.service_id, a.starts_at, a.zone, s.leads, s.of_services, s.quiet_since, s.quiet_until
from bookings_appointments a join bookings_reminder_settings s on s.tenant_id = a.tenant_id
where s.is_on and a.state = 'confirmed' and a.starts_at > $1
"""
_REMINDED = """
insert into bookings_reminders (tenant_id, id, appointment_id, lead, starts_at, at, outcome, reason)
values ($1, $2, $3, $4, $5, $6, 'skipped', $7) on conflict do nothing returning 1
"""
_RECEIPTS = """
update bookings_receipts set outcome = 'skipped', reason = $1, at = $2, look_at = null where outcome = 'waiting' and look_at <= $2
returning 1
"""
_SOURCES = "update bookings_askings set state = 'broken', reason = $1, due_at = null where connection_id = any($2::uuid[])"
_CALENDARS = """
update bookings_calendars set state = 'broken', reason = $1, write_due_at = null, read_due_at = null, watch_due_at = null,
    lease_id = null, leased_until = null
where environment = 'live' returning 1
"""


async def quiet_reminders(connection: asyncpg.Connection, reason: str, now: datetime) -> int:
    """No reminder whose time was over by `now` is sent, of any appointment ahead; how many. Each is `skipped` with that reason; what is due
    later is sent as ever."""
    count = 0
    for one in await connection.fetch(_AHEAD, now):
        for lead in _due(one, now):
            given = (one["tenant_id"], new_id(), one["id"], lead, one["starts_at"], now, reason)
            count += len(await connection.fetch(_REMINDED, *given))
    return count


async def quiet_receipts(connection: asyncpg.Connection, reason: str, now: datetime) -> int:
    """No receipt that was due by `now` is sent; how many. Each is `skipped` with that reason."""
    return len(await connection.fetch(_RECEIPTS, reason, now))


async def let_go(connection: asyncpg.Connection, reason: str, numbers: list[uuid.UUID]) -> int:
    """No calendar outside is read or written, and nothing asked of what those connections lead to; how many calendars. Each is `broken`
    with that reason until people connect it anew."""
    await connection.execute(_SOURCES, reason, numbers)
    return len(await connection.fetch(_CALENDARS, reason))


def _due(row: asyncpg.Record, now: datetime) -> list[int]:
    """The reminders of this appointment whose time was over by `now`."""
    leads = json.loads(row["of_services"]).get(str(row["service_id"]), row["leads"])
    is_quiet = row["quiet_since"] is not None
    hours = timing.Quiet(row["quiet_since"], row["quiet_until"]) if is_quiet else None
    standing = timing.Standing(row["starts_at"], ZoneInfo(row["zone"]), row["starts_at"])
    times = {lead: timing.planned(standing, lead, hours) for lead in leads}
    return [lead for lead, at in times.items() if at is not None and at <= now]
