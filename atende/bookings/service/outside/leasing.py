"""Who works on a calendar now. A lease is a row's, not a transaction's, because calls to the outside lie between its transactions; who
lost it (stopped, slow, killed) can record nothing any more."""

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from atende.bookings.events import CalendarChanged
from atende.core.tenancy import Tx, in_tenant
from atende.integrations.service import sealing
from atende.kit.ids import new_id

SECONDS = 120  # a call takes 20 at most, and each step that is recorded begins them anew

_TAKE = """
update bookings_calendars set lease_id = $3, leased_until = $4
where tenant_id = $1 and id = $2 and due_at <= $5 and (leased_until is null or leased_until <= $5) and state <> 'broken'
returning resource_id, provider, environment, external_id, detail, is_written, is_followed, secret_sealed, access_sealed,
    access_until, cursor, round_no, read_all_at, zone, write_due_at <= $5, read_due_at <= $5, watch_due_at <= $5, read_due_at,
    is_blocking
"""
_HOLD = """
update bookings_calendars set leased_until = $4 where tenant_id = $1 and id = $2 and lease_id = $3 returning id
"""
_CHECK = "select id from bookings_calendars where tenant_id = $1 and id = $2 and lease_id = $3"
# Whoever books from here on says so again; should this process end before it has written, what was due is due when the lease ends.
_WRITING = "update bookings_calendars set write_due_at = $3 where tenant_id = $1 and id = $2"


class LeaseLost(Exception):
    """Somebody else works on the calendar since; what was done outside is found again by them."""


@dataclass(slots=True)
class Lease:
    """A calendar that is ours to work on, as it was when that began. What it is for may be chosen otherwise meanwhile: who writes or
    keeps anything asks for that anew, and chooses under the resource's lock."""

    tenant_id: uuid.UUID
    calendar_id: uuid.UUID
    id: uuid.UUID
    resource_id: uuid.UUID
    provider: str
    environment: str
    external_id: str
    detail: str
    is_written: bool
    is_blocking: bool
    is_followed: bool
    access_until: datetime | None
    cursor: str | None
    round_no: int
    read_all_at: datetime | None
    zone: str | None
    secret: str | None = field(repr=False)
    access: str | None = field(repr=False)
    must_write: bool
    must_read: bool
    must_watch: bool
    mark: datetime
    read_due_at: datetime | None

    @property
    def is_given_up(self) -> bool:
        """Whether it is for nothing any more."""
        return not self.is_written and not self.is_blocking

    @asynccontextmanager
    async def tx(self) -> AsyncIterator[Tx]:
        """A transaction that commits only while the lease is ours, and prolongs it. Raises `LeaseLost`.

        The calendar's row is locked at its end: whoever books locks resources before calendars."""
        async with in_tenant(self.tenant_id) as tx:
            if not await tx.fetch(_CHECK, tx.tenant_id, self.calendar_id, self.id):
                raise LeaseLost
            yield tx
            if tx.line.has_session:
                await tx.session.flush()
            until = tx.now + timedelta(seconds=SECONDS)
            if not await tx.fetch(_HOLD, tx.tenant_id, self.calendar_id, self.id, until):
                raise LeaseLost


_COLUMNS = (
    "resource_id", "provider", "environment", "external_id", "detail", "is_written", "is_followed", None, None,
    "access_until", "cursor", "round_no", "read_all_at", "zone",
)  # fmt: skip


async def take(tenant_id: uuid.UUID, calendar_id: uuid.UUID) -> Lease | None:
    """The calendar is ours for a while, if something of it is due and nobody else has it."""
    async with in_tenant(tenant_id) as tx:
        mine = new_id()
        row: Any = await tx.row(_TAKE, tenant_id, calendar_id, mine, tx.now + timedelta(seconds=SECONDS), tx.now)
        if row is None:
            return None
        secret = await sealing.unseal(tx, row[7], "secret") if row[7] is not None else None
        access = await sealing.unseal(tx, row[8], "access") if row[8] is not None else None
        mark = tx.now + timedelta(seconds=SECONDS)
        if row[14]:
            await tx.fetch(_WRITING, tenant_id, calendar_id, mark)
        as_it_was: dict[str, Any] = {name: row[place] for place, name in enumerate(_COLUMNS) if name is not None}
        return Lease(
            tenant_id, calendar_id, mine, **as_it_was, secret=secret, access=access, mark=mark,
            must_write=bool(row[14]), must_read=bool(row[15]), must_watch=bool(row[16]), read_due_at=row[17], is_blocking=row[18],
        )  # fmt: skip


_RELEASE = """
update bookings_calendars set lease_id = null, leased_until = null, state = 'ok', reason = null, failures = 0,
    write_due_at = least(case when write_due_at = $4 then null else write_due_at end, $5)
where tenant_id = $1 and id = $2 and lease_id = $3
"""
_FAIL = """
update bookings_calendars set lease_id = null, leased_until = null, state = 'failing', reason = $4, failed_at = $5::timestamptz,
    failures = failures + 1, write_due_at = case when write_due_at = $6 then $5::timestamptz + $7::interval else write_due_at end,
    read_due_at = greatest(read_due_at, $5::timestamptz + $7::interval),
    watch_due_at = greatest(watch_due_at, $5::timestamptz + $7::interval)
where tenant_id = $1 and id = $2 and lease_id = $3
"""
_BREAK = """
update bookings_calendars set lease_id = null, leased_until = null, state = 'broken', reason = $4, failed_at = $5::timestamptz,
    failures = failures + 1, access_sealed = null, access_until = null,
    write_due_at = null, read_due_at = null, watch_due_at = null
where tenant_id = $1 and id = $2 and lease_id = $3 returning id
"""
_FAILURES = "select failures from bookings_calendars where tenant_id = $1 and id = $2 and lease_id = $3"
_NEXT = "select min(due_at) from bookings_calendar_entries where tenant_id = $1 and calendar_id = $2"


async def release(lease: Lease) -> None:
    """All that was due is done, or put off entry by entry; nobody works on it."""
    async with in_tenant(lease.tenant_id) as tx:
        later = await tx.value(_NEXT, tx.tenant_id, lease.calendar_id)
        await tx.fetch(_RELEASE, tx.tenant_id, lease.calendar_id, lease.id, lease.mark, later)


async def fail(lease: Lease, reason: str, wait: Callable[[int], timedelta]) -> None:
    """It is tried again after `wait` (of the failures in a row), and people see why not before."""
    async with in_tenant(lease.tenant_id) as tx:
        before = await tx.value(_FAILURES, tx.tenant_id, lease.calendar_id, lease.id) or 0
        await tx.fetch(_FAIL, tx.tenant_id, lease.calendar_id, lease.id, reason, tx.now, lease.mark, wait(before))


async def give_up(lease: Lease, reason: str) -> None:
    """Nothing is tried until a person connects it again. States `CalendarChanged`."""
    async with in_tenant(lease.tenant_id) as tx:
        if await tx.fetch(_BREAK, tx.tenant_id, lease.calendar_id, lease.id, reason, tx.now):
            fact = CalendarChanged(calendar_id=lease.calendar_id, resource_id=lease.resource_id, state="broken", reason=reason)
            await tx.emit(fact, subject_id=lease.calendar_id)
