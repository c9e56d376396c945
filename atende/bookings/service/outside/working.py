"""One calendar's work: what changed there is read, what is due is written, its channel is renewed. What fails is tried again later
and later, and says why; a consent that is gone waits for its owner."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from atende.bookings.ports import CalendarTrouble, Grant, OwnedCalendars, Tokens, Trouble
from atende.bookings.rules import outside as rules
from atende.bookings.service.outside import deciding, leasing, reading, retiring, vendors, watching, writing
from atende.bookings.service.outside.leasing import Lease, LeaseLost
from atende.core import clock, log
from atende.core.tenancy import Tx
from atende.integrations.service import sealing

EARLY = timedelta(minutes=5)  # an access token is renewed so long before it ends

_log = log.get("bookings")
_ACCESS = """
update bookings_calendars set access_sealed = $3, access_until = $4, secret_sealed = coalesce($5, secret_sealed)
where tenant_id = $1 and id = any($2::uuid[])
"""


async def work(tenant_id: uuid.UUID, calendar_id: uuid.UUID) -> bool:
    """All that is due of the calendar is done, or put off with the reason; False when somebody else is at it, or nothing was due."""
    lease = await leasing.take(tenant_id, calendar_id)
    if lease is None:
        return False
    try:
        await _work(lease)
    except LeaseLost:
        _log.warning("calendar_lease_lost", calendar_id=str(calendar_id))
    except CalendarTrouble as trouble:
        _log.info("calendar_failed", calendar_id=str(calendar_id), trouble=str(trouble.trouble), detail=trouble.detail)
        if (reason := _for_good(trouble)) is not None:
            await leasing.give_up(lease, reason)
        else:
            await leasing.fail(lease, f"{trouble.trouble}:{trouble.detail}".rstrip(":"), _wait(trouble))
    else:
        await leasing.release(lease)
    return True


def _for_good(trouble: CalendarTrouble) -> str | None:
    words = {
        Trouble.REVOKED: "consent_gone",
        Trouble.FORBIDDEN: "forbidden",
        Trouble.GONE: "calendar_gone",
        Trouble.VANISHED: "calendar_gone",
    }
    return words.get(trouble.trouble)


def _wait(trouble: CalendarTrouble):
    def wait(failures: int) -> timedelta:
        asked = timedelta(seconds=min(trouble.retry_after or 0, 3600))
        return max(asked, rules.later(failures))

    return wait


async def _work(lease: Lease) -> None:
    vendor = vendors.vendor_of(lease.provider)
    if not hasattr(vendor, "exchange"):
        if lease.secret is None:
            raise CalendarTrouble(Trouble.REVOKED, "no_address")
        await reading.read_due(lease, vendor, Grant(lease.environment, lease.secret, lease.zone))
        return
    owned = vendors.owned(lease.provider)
    for is_last in (False, True):
        grant = await _granted(lease, owned)
        try:
            await _all(lease, owned, grant)
        except CalendarTrouble as trouble:
            if trouble.trouble is not Trouble.UNAUTHORIZED or is_last:
                raise
            lease.access = None  # refreshed once, whatever it said about its end
        else:
            return


async def _all(lease: Lease, vendor: OwnedCalendars, grant: Grant) -> None:
    # Read first: what people did outside is seen before anything is written over it.
    if lease.must_read:
        await reading.read_due(lease, vendor, grant)
    await writing.write_due(lease, vendor, grant)
    # In one that was given up somebody may be tidying: what is gone there is shown, and decided by people.
    is_followed = lease.is_followed and lease.is_written
    if is_followed and await deciding.follow_all(lease.tenant_id, lease.calendar_id, since=clock.now() - _TRY_FOLLOWING):
        await writing.write_due(lease, vendor, grant)
    if lease.is_given_up:
        await retiring.retire(lease, vendor, grant)
    elif lease.must_watch:
        await watching.watch_due(lease, vendor, grant)


_TRY_FOLLOWING = timedelta(hours=1)  # so long what was refused is tried again: the time may become free


async def _granted(lease: Lease, vendor: OwnedCalendars) -> Grant:
    now = clock.now()
    if lease.access is not None and lease.access_until is not None and lease.access_until > now + EARLY:
        return Grant(lease.environment, lease.access)
    if lease.secret is None:
        raise CalendarTrouble(Trouble.REVOKED, "no_consent")
    tokens = await vendor.refresh(lease.environment, lease.secret)
    async with lease.tx() as tx:
        await keep_tokens(tx, [lease.calendar_id], tokens)
    lease.access, lease.access_until = tokens.access, now + timedelta(seconds=tokens.seconds)
    lease.secret = tokens.refresh or lease.secret
    return Grant(lease.environment, tokens.access)


async def keep_tokens(tx: Tx, calendar_ids: Sequence[uuid.UUID], tokens: Tokens) -> None:
    """These calendars, of one account, have the tokens, sealed; a refresh token only when a new one came."""
    access = await sealing.seal(tx, tokens.access, "access")
    secret = await sealing.seal(tx, tokens.refresh, "secret") if tokens.refresh else None
    until = tx.now + timedelta(seconds=tokens.seconds)
    await tx.fetch(_ACCESS, tx.tenant_id, list(calendar_ids), access, until, secret)
