"""Channels by which a calendar tells us that something changed: made before the one before ends, which is stopped then. They say only
"look", and may be silent; so we look by ourselves as well."""

import hashlib
import hmac
import secrets
import uuid
from datetime import timedelta
from typing import Any

from atende.bookings.ports import CalendarTrouble, Grant, OwnedCalendars, Trouble
from atende.bookings.service.outside.leasing import Lease
from atende.core import clock
from atende.core.config import settings
from atende.core.tenancy import in_tenant
from atende.kit.ids import new_id

DEBOUNCE = timedelta(seconds=2)  # changes that are told together are read together
AHEAD = timedelta(days=1)  # so long before it ends a channel is replaced
_AGAIN = timedelta(minutes=30)

_OPEN = """
select max(until) from bookings_calendar_channels where tenant_id = $1 and calendar_id = $2 and state = 'open'
"""
_ASK = """
with over as (
    delete from bookings_calendar_channels where tenant_id = $1 and calendar_id = $3 and state = 'asked'
)
insert into bookings_calendar_channels (tenant_id, id, calendar_id, token_hash, state) values ($1, $2, $3, $4, 'asked')
"""
_OPENED = """
with before as (
    update bookings_calendar_channels set state = 'ending' where tenant_id = $1 and calendar_id = $3 and state = 'open' and id <> $2
)
update bookings_calendar_channels set state = 'open', resource_id = $4, until = $5 where tenant_id = $1 and id = $2
"""
_ENDING = """
select id, resource_id from bookings_calendar_channels where tenant_id = $1 and calendar_id = $2 and state = 'ending'
"""
_ENDED = "delete from bookings_calendar_channels where tenant_id = $1 and id = $2"
_NEXT = "update bookings_calendars set watch_due_at = $3, watch_problem = $4 where tenant_id = $1 and id = $2"
_TELL = """
select token_hash, calendar_id from bookings_calendar_channels where tenant_id = $1 and id = $2
"""
# The channel before its calendar, as everybody who has the lease locks them: the first post may come while its channel is opened.
_TOLD = """
with heard as (
    update bookings_calendar_channels set last_told_at = $3 where tenant_id = $1 and id = $2 returning id
)
update bookings_calendars c set read_due_at = case when c.leased_until > $3 then $4 else least(c.read_due_at, $4) end
from heard where c.tenant_id = $1 and c.id = $5 and c.state <> 'broken'
"""


def hash_of(secret: str) -> str:
    """What is kept of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address() -> str:
    """Where a calendar posts to."""
    return f"{settings().url}/hooks/calendars"


async def watch_due(lease: Lease, vendor: OwnedCalendars, grant: Grant) -> None:
    """A channel is open for longer than a day, or it is known why there is none and asked again later. Raises `CalendarTrouble` for
    what concerns the whole calendar."""
    if lease.environment == "live" and not address().startswith("https://"):
        await _later(lease, None, "needs_https")
        return
    async with lease.tx() as tx:
        until = await tx.value(_OPEN, tx.tenant_id, lease.calendar_id)
        is_lasting = until is not None and until > tx.now + AHEAD
    if until is not None and is_lasting:
        await _later(lease, until - AHEAD / 2 - clock.now(), None)
    else:
        try:
            await _renew(lease, vendor, grant)
        except CalendarTrouble as trouble:
            if trouble.trouble in (Trouble.UNAUTHORIZED, Trouble.REVOKED):
                raise
            await _later(lease, _AGAIN, str(trouble.trouble))
            return
    await stop_ending(lease, vendor, grant)


async def _renew(lease: Lease, vendor: OwnedCalendars, grant: Grant) -> None:
    channel_id, token = new_id(), secrets.token_urlsafe(32)
    # Kept before the call, because the first post may come before its answer.
    async with lease.tx() as tx:
        await tx.fetch(_ASK, tx.tenant_id, channel_id, lease.calendar_id, hash_of(token))
    name = f"{lease.tenant_id.hex}{channel_id.hex}"
    opened = await vendor.watch(grant, lease.external_id, channel=name, token=token, address=address())
    async with lease.tx() as tx:
        await tx.fetch(_OPENED, tx.tenant_id, channel_id, lease.calendar_id, opened.resource_id, opened.until)
        life = max(opened.until - tx.now, timedelta(minutes=1))
        due = opened.until - min(AHEAD / 2, life / 4)
        await tx.fetch(_NEXT, tx.tenant_id, lease.calendar_id, due, None)


async def _later(lease: Lease, wait: timedelta | None, problem: str | None) -> None:
    async with lease.tx() as tx:
        await tx.fetch(_NEXT, tx.tenant_id, lease.calendar_id, tx.now + wait if wait else None, problem)


async def stop_ending(lease: Lease, vendor: OwnedCalendars, grant: Grant) -> None:
    """Channels that are to end tell nothing any more. Raises `CalendarTrouble`, and `LeaseLost`."""
    async with lease.tx() as tx:
        ending: list[Any] = await tx.fetch(_ENDING, tx.tenant_id, lease.calendar_id)
    for channel_id, resource_id in ending:
        await vendor.stop(grant, channel=f"{lease.tenant_id.hex}{channel_id.hex}", resource_id=resource_id)
        async with lease.tx() as tx:
            await tx.fetch(_ENDED, tx.tenant_id, channel_id)


def parse(channel: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Tenant and channel that a post names; None for what is no channel's name of ours."""
    if len(channel) != 64 or not channel.isascii() or not channel.isalnum():
        return None
    try:
        return uuid.UUID(hex=channel[:32]), uuid.UUID(hex=channel[32:])
    except ValueError:
        return None


async def tell(channel: str, token: str) -> bool:
    """Somebody says that a calendar changed; it is read shortly. False, and nothing changed, unless they know the channel's secret."""
    named = parse(channel)
    if named is None:
        return False
    tenant_id, channel_id = named
    async with in_tenant(tenant_id) as tx:
        row = await tx.row(_TELL, tenant_id, channel_id)
        known = row[0] if row is not None else hash_of("")
        if not hmac.compare_digest(known.encode(), hash_of(token).encode()) or row is None or not token:
            return False
        await tx.fetch(_TOLD, tenant_id, channel_id, tx.now, tx.now + DEBOUNCE, row[1])
    return True
