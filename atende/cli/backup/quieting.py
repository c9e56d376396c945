"""What a restored copy does not do again. Between the backup and the restore the install went on: what stood queued in the copy has most
likely left meanwhile, and what was due by the clock has most likely been done. So nothing of it leaves by itself (R9, R17): it is shown to
people, who know or ask, and send it again with one press.

All of it in the transaction that makes the copy this program's, so that no worker ever finds it otherwise. What is due later than now is
due in the copy as it was."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from atende.bookings.rules.reminders import timing
from atende.inbox.rules.failure import failure
from atende.inbox.service import queueing
from atende.kit.ids import new_id

REASON = "restored"  # as people read it, with every message, reminder, receipt, number and calendar that it happened to

# Whatever may have left: shown as not confirmed, which a late report of the vendor's still settles, and which holds up nothing behind it.
_MESSAGES = """
update inbox_messages set status = 'unknown', send_due_at = null, error = $1::jsonb,
    status_at = status_at || jsonb_build_object('unknown', $2::text)
where status = 'queued' returning 1
"""
# What the bot had not answered yet waits for a person, as what comes too late for it does.
_TALKS = "select tenant_id, conversation_id from bot_sessions where turn_due_at is not null"
_INPUTS = "delete from bot_pending_inputs"
_TURNS = """
update bot_sessions set turn_due_at = null, burst_started_at = null, burst_last_at = null, attempts = 0 where turn_due_at is not null
"""
_WAIT = """
update inbox_conversations set waiting_since = $3::timestamptz, due_at = $3::timestamptz + $4::interval, overdue_at = null,
    handoff_reason = $5
where tenant_id = $1 and id = $2 and owner_kind <> 'person' and waiting_since is null
"""
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
_MAILS = """
update mails set status = 'failed', problem = 'the install was restored from a backup that was made before it left'
where status in ('queued', 'sending') returning 1
"""
# Of a drill: numbers and calendars that are no twin's rest.
_NUMBERS = """
update integrations_connections set is_active = false, state = 'paused', state_reason = $1 where environment = 'live' returning id
"""
_SOURCES = "update bookings_askings set state = 'broken', reason = $1, due_at = null where connection_id = any($2::uuid[])"
_CALENDARS = """
update bookings_calendars set state = 'broken', reason = $1, write_due_at = null, read_due_at = null, watch_due_at = null,
    lease_id = null, leased_until = null
where environment = 'live' returning 1
"""
_TABLES = (
    *("inbox_messages", "inbox_conversations", "bot_sessions", "bot_pending_inputs", "mails"),
    *("bookings_appointments", "bookings_reminder_settings", "bookings_reminders", "bookings_receipts"),
    *("integrations_connections", "bookings_askings", "bookings_calendars"),
)


@dataclass(frozen=True, slots=True)
class Quieted:
    """How much of each does not leave by itself; `numbers` and `calendars` rest where it is a drill."""

    messages: int = 0
    turns: int = 0
    reminders: int = 0
    receipts: int = 0
    mails: int = 0
    numbers: int = 0
    calendars: int = 0
    is_drill: bool = False

    def said(self) -> list[str]:
        """For whoever restored, a line each."""
        lines = []
        words = (
            (self.messages, 'messages that stood queued, which are now "not confirmed"'),
            (self.turns, "customers whom the bot had not answered yet, who wait for a person now"),
            (self.reminders, "reminders that were due"),
            (self.receipts, "receipts of bookings on the page"),
            (self.mails, "mails"),
        )
        if found := [f"{count:,} {what}" for count, what in words if count]:
            lines.append(f"May have left after the backup was made, and does not leave again by itself: {'; '.join(found)}.")
        if self.is_drill:
            lines.append(f"A drill: {self.numbers:,} numbers are paused and {self.calendars:,} calendars outside are let go.")
        return lines


async def quiet(connection: asyncpg.Connection, now: datetime, *, drill: bool) -> Quieted:
    """What was to leave until `now` does not leave by itself any more; with `drill` no number and no calendar outside is used either. Call
    it as the owner, in the transaction that opens the copy."""
    stamp = now.isoformat()
    async with unwalled(connection, *_TABLES):
        messages = len(await connection.fetch(_MESSAGES, json.dumps(failure(REASON)), stamp))
        talks = await connection.fetch(_TALKS)
        await connection.execute(_INPUTS)
        await connection.execute(_TURNS)
        for tenant_id, conversation_id in talks:
            await connection.execute(_WAIT, tenant_id, conversation_id, now, queueing.WITHIN, queueing.LATE)
        reminders = 0
        for one in await connection.fetch(_AHEAD, now):
            for lead in _due(one, now):
                given = (one["tenant_id"], new_id(), one["id"], lead, one["starts_at"], now, REASON)
                reminders += len(await connection.fetch(_REMINDED, *given))
        receipts = len(await connection.fetch(_RECEIPTS, REASON, now))
        mails = len(await connection.fetch(_MAILS))
        numbers: list[UUID] = []
        calendars = 0
        if drill:
            numbers = [row[0] for row in await connection.fetch(_NUMBERS, REASON)]
            await connection.execute(_SOURCES, REASON, numbers)
            calendars = len(await connection.fetch(_CALENDARS, REASON))
    return Quieted(messages, len(talks), reminders, receipts, mails, len(numbers), calendars, drill)


def _due(row: asyncpg.Record, now: datetime) -> list[int]:
    """The reminders of this appointment whose time was over by `now`."""
    leads = json.loads(row["of_services"]).get(str(row["service_id"]), row["leads"])
    is_quiet = row["quiet_since"] is not None
    hours = timing.Quiet(row["quiet_since"], row["quiet_until"]) if is_quiet else None
    standing = timing.Standing(row["starts_at"], ZoneInfo(row["zone"]), row["starts_at"])
    times = {lead: timing.planned(standing, lead, hours) for lead in leads}
    return [lead for lead, at in times.items() if at is not None and at <= now]


@asynccontextmanager
async def unwalled(connection: asyncpg.Connection, *tables: str) -> AsyncIterator[None]:
    """Within it the owner of these tables sees every tenant's rows of them; for the transaction at hand only, which holds them against
    everybody else."""
    walled = await connection.fetch(
        "select relname from pg_class where oid = any($1::regclass[]) and relforcerowsecurity", list(tables)
    )
    for (name,) in walled:
        await connection.execute(f"alter table {name} no force row level security")
    yield
    for (name,) in walled:
        await connection.execute(f"alter table {name} force row level security")
