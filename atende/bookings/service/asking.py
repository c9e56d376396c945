"""A source of bookings is asked for them, should its webhooks not come: what it lists is stored like what it posts, and opened in the same
order. What both say is one booking; asked again, nothing changes."""

import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from atende.bookings.errors import BookingInvalid, CalendarRefused
from atende.bookings.events import BookingSetupChanged
from atende.bookings.models import Asking
from atende.bookings.ports import Asked, BookingLists, CalendarTrouble, Kind, Said, TakenElsewhere, Trouble
from atende.bookings.queries import imports as queries
from atende.bookings.rules import outside as rules
from atende.bookings.service import imported, importing
from atende.core import log
from atende.core.config import settings
from atende.core.tenancy import Tx, in_tenant
from atende.integrations.models import Connection
from atende.integrations.service import connections, receive, sealing
from atende.kit.ids import new_id

PAUSE = timedelta(minutes=10)
EVERYTHING = timedelta(days=1)  # so often all that lies ahead is asked for
SEATS = timedelta(hours=1)  # and so often where bookings have places: giving one up changes nothing else of its booking there
_OVERLAP = timedelta(minutes=10)  # its clock is not ours
_SETTLED = timedelta(minutes=1)  # whoever was told of later may be on the next list only
_AT_WORK = timedelta(minutes=15)  # before somebody else asks, should this process end
_MOST_PAGES = 100

Transaction = Callable[[], AbstractAsyncContextManager[Tx]]
_log = log.get("bookings")
_vendors: dict[str, BookingLists] = {}

_TAKE = """
update bookings_askings set due_at = $3::timestamptz + $4::interval where tenant_id = $1 and connection_id = $2 and due_at <= $3
returning address, since, all_at, due_at, failures
"""
# Whoever sets it otherwise meanwhile gives it another due time, and is asked by the next.
_DONE = """
update bookings_askings set state = 'ok', reason = null, failures = 0, since = $4, last_asked_at = $4,
    all_at = case when $5 then $4 else all_at end, due_at = $4::timestamptz + $6::interval
where tenant_id = $1 and connection_id = $2 and due_at = $3
"""
_FAILED = """
update bookings_askings set state = case when $5 then 'broken' else 'failing' end, reason = $4, failures = failures + 1,
    due_at = case when $5 then null else $6::timestamptz end
where tenant_id = $1 and connection_id = $2 and due_at = $3
"""
_FOR_GOOD = frozenset({Trouble.REVOKED, Trouble.FORBIDDEN, Trouble.VANISHED})


def register(vendor: BookingLists) -> None:
    """From here on sources of `vendor.provider` can be asked. Called by `wiring` only."""
    _vendors[vendor.provider] = vendor


async def begin(tx: Tx, row: Connection, *, key: str | None, address: str) -> None:
    """The source is asked from now on, with that key, or at the same address with the one before where none is given. Refuses
    `BookingInvalid`: no key, and an address that is neither https nor the twin's. States `BookingSetupChanged`."""
    address = address.rstrip("/")
    if address and not address.startswith(("https://", f"{settings().sandbox_url}/")):
        raise BookingInvalid("an address that begins with https://", field="address")
    kept = await of(tx, row.id)
    if key:
        await connections.change(tx, row.id, {"token": key})
    elif row.token_sealed is None or kept is None or kept.address != address:
        # Nobody sends a key that they do not know to a place of their own.
        raise BookingInvalid("the key is needed", field="api_key")
    if kept is None:
        kept = Asking(tenant_id=tx.tenant_id, id=new_id(), connection_id=row.id)
        tx.session.add(kept)
    kept.address, kept.state, kept.reason, kept.failures, kept.due_at = address, "new", None, 0, tx.now
    kept.since = kept.all_at = None  # perhaps another account's: everything is asked for
    await tx.session.flush()
    await tx.emit(BookingSetupChanged(kind="import", record_id=row.id), subject_id=row.id)


async def end(tx: Tx, connection_id: uuid.UUID) -> None:
    """The source is asked no more, and its key is gone. Where it was not asked nothing changes."""
    row = await of(tx, connection_id)
    if row is not None:
        await tx.session.execute(delete(Asking).where(Asking.tenant_id == tx.tenant_id, Asking.id == row.id))
        await connections.change(tx, connection_id, {"token": ""})
        await tx.emit(BookingSetupChanged(kind="import", record_id=connection_id), subject_id=connection_id)


async def of(tx: Tx, connection_id: uuid.UUID) -> Asking | None:
    """How the source is asked, if it is."""
    return await tx.session.scalar(select(Asking).where(Asking.tenant_id == tx.tenant_id, Asking.connection_id == connection_id))


async def kinds(transaction: Transaction, connection_id: uuid.UUID) -> list[Kind]:
    """What can be booked at the source, as it lists that now. Refuses `CalendarRefused`: it is not asked (not_set_up), or did not answer
    or take the key. Called with no transaction open."""
    async with transaction() as tx:
        kept, row = await of(tx, connection_id), await tx.session.get(Connection, (tx.tenant_id, connection_id))
        if kept is None or row is None or row.token_sealed is None:
            raise CalendarRefused(reason="not_set_up")
        key = await sealing.unseal(tx, row.token_sealed, "token")
        vendor, address = _vendors[row.provider], kept.address
    try:
        return await vendor.kinds(address or vendor.address, key)
    except CalendarTrouble as trouble:
        _log.info("kinds_not_listed", connection_id=str(connection_id), trouble=str(trouble.trouble), detail=trouble.detail)
        raise CalendarRefused(reason=str(trouble.trouble)) from trouble


async def ask(tenant_id: uuid.UUID, connection_id: uuid.UUID) -> bool:
    """What the source lists is stored, to be opened; or it is known why not, and when it is asked again. False when it was not due."""
    async with in_tenant(tenant_id) as tx:
        taken: Any = await tx.row(_TAKE, tenant_id, connection_id, tx.now, _AT_WORK)
        if taken is None:
            return False
        row = await tx.session.get(Connection, (tenant_id, connection_id))
        if row is None or not row.is_active:  # switched off; looked at again, should it be on by then
            return False
        key = await sealing.unseal(tx, row.token_sealed, "token") if row.token_sealed is not None else None
        provider, now = row.provider, tx.now
        every = SEATS if await queries.has_seats(tx, connection_id) else EVERYTHING
    address, since, all_at, mark, failures = taken
    is_all = since is None or all_at is None or all_at < now - every
    vendor = _vendors[provider]
    try:
        if key is None:
            raise CalendarTrouble(Trouble.REVOKED, "no_key")
        for asked in _questions(now, since, is_all=is_all):
            await _pages(tenant_id, connection_id, vendor, address or vendor.address, key, asked)
    except CalendarTrouble as trouble:
        _log.info("bookings_not_listed", connection_id=str(connection_id), trouble=str(trouble.trouble), detail=trouble.detail)
        # What was refused may be so only now; asking often changes nothing about it.
        least = timedelta(hours=1) if trouble.trouble is Trouble.REFUSED else timedelta(minutes=1)
        wait = max(rules.later(failures), timedelta(seconds=min(trouble.retry_after or 0, 3600)), least)
        reason = f"{trouble.trouble}:{trouble.detail}".rstrip(":")
        async with in_tenant(tenant_id) as tx:
            await tx.fetch(_FAILED, tenant_id, connection_id, mark, reason, trouble.trouble in _FOR_GOOD, tx.now + wait)
        return True
    async with in_tenant(tenant_id) as tx:
        await tx.fetch(_DONE, tenant_id, connection_id, mark, now, is_all, PAUSE)
    return True


def _questions(now: datetime, since: datetime | None, *, is_all: bool) -> list[Asked]:
    ahead = now - timedelta(days=1)
    changed = [] if since is None else [Asked(ahead, since - _OVERLAP), Asked(ahead, since - _OVERLAP, is_made=True)]
    return [*changed, *([Asked(ahead)] if is_all else [])]


async def _pages(
    tenant_id: uuid.UUID, connection_id: uuid.UUID, vendor: BookingLists, address: str, key: str, asked: Asked
) -> None:
    page: int | None = 0
    for _ in range(_MOST_PAGES):
        listed = await vendor.listed(address, key, asked, page)
        if listed.parcels:
            await receive.store_of(tenant_id, connection_id, vendor.provider, listed.parcels, f"asked-{new_id().hex}")
        for booking, taken in listed.seats.items():
            if taken and listed.at is not None:
                await _seats(tenant_id, connection_id, booking, taken, listed.at)
        page = listed.next_page
        if page is None:
            return
    raise CalendarTrouble(Trouble.REFUSED, "too_many_pages")


async def _seats(tenant_id: uuid.UUID, connection_id: uuid.UUID, booking: str, taken: frozenset[str], at: datetime) -> None:
    """Every place of the booking that was not taken any more then is over."""
    async with in_tenant(tenant_id) as tx:
        gone = [one.external_id for one in await queries.seats(tx, connection_id, booking) if one.external_id not in taken]
        if not gone:
            return
        await imported.hold(tx, connection_id, *gone)
        for row in await queries.seats(tx, connection_id, booking):
            await tx.session.refresh(row)
            if row.external_id in gone and row.said_at <= at - _SETTLED and row.starts_at is not None and row.ends_at is not None:
                known = TakenElsewhere(
                    Said.CANCELLED,
                    row.external_id,
                    at,
                    row.starts_at,
                    row.ends_at,
                    (row.event_type,),
                    is_recurring=row.is_recurring,
                )
                await importing.hear(tx, connection_id, known)
