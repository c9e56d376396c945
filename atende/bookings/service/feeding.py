"""The agenda as a feed: whoever knows its address reads it, and nobody finds that address. It is renewed when it got about."""

import asyncio
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from atende.accounts.models import Store
from atende.bookings.errors import BookingNotFound
from atende.bookings.events import FeedRenewed
from atende.bookings.models import Feed, Resource
from atende.bookings.rules import ics
from atende.bookings.rules.outside import Detail, digest, title
from atende.bookings.service.outside.watching import hash_of
from atende.core.config import settings
from atende.core.tenancy import Tx, in_tenant
from atende.kit.ids import new_id

BEHIND, AHEAD = timedelta(days=30), timedelta(days=400)
MOST = 5000
_LATELY = timedelta(days=1)  # what began since then may still be on, and is of today wherever it is read
_SEEN_EVERY = timedelta(hours=1)

_ENTRIES = """
select a.id, a.version, a.starts_at, a.ends_at, coalesce(a.settled_at, a.created_at), a.state = 'pending', k.name, p.name, s.name
from bookings_appointments a
join knowledge_services k on k.tenant_id = a.tenant_id and k.id = a.service_id
join contacts_contacts p on p.tenant_id = a.tenant_id and p.id = a.contact_id
left join accounts_stores s on s.tenant_id = a.tenant_id and s.id = a.store_id
where a.tenant_id = $1 and a.starts_at >= $2 and a.starts_at < $3 and a.state in ('pending', 'confirmed', 'completed')
    and ($4::uuid is null or a.store_id = $4)
    and ($5::uuid is null or exists (select from bookings_claims c where c.tenant_id = $1 and c.occasion_id = a.occasion_id
        and c.resource_id = $5 and c.is_living))
order by a.starts_at {way}, a.id {way} limit $6
"""
_FIRST, _LAST = _ENTRIES.format(way="asc"), _ENTRIES.format(way="desc")
_FIND = """
select f.id, f.resource_id, f.store_id, f.detail, f.last_read_at from bookings_feeds f
join accounts_tenants t on t.id = f.tenant_id and t.is_active
where f.tenant_id = $1 and f.token_hash = $2
"""
_TOUCH = "update bookings_feeds set last_read_at = $3 where tenant_id = $1 and id = $2"


async def renew(tx: Tx, *, resource_id: uuid.UUID | None, store_id: uuid.UUID | None, detail: str | None) -> tuple[Feed, str]:
    """The agenda of a resource, a store or everybody is read at a new address, which is shown this once, and at the one before no more.
    It says what it said (`detail` None) unless another is named. States `FeedRenewed`. Refuses `BookingNotFound`."""
    if resource_id is not None and await tx.session.get(Resource, (tx.tenant_id, resource_id)) is None:
        raise BookingNotFound("no such resource", field="resource_id")
    if store_id is not None and await tx.session.get(Store, (tx.tenant_id, store_id)) is None:
        raise BookingNotFound("no such store", field="store_id")
    wanted = select(Feed).where(
        Feed.tenant_id == tx.tenant_id, Feed.resource_id.is_not_distinct_from(resource_id),
        Feed.store_id.is_not_distinct_from(store_id),
    )  # fmt: skip
    row = await tx.session.scalar(wanted.with_for_update())
    if row is None:
        row = Feed(tenant_id=tx.tenant_id, id=new_id(), resource_id=resource_id, store_id=store_id, detail=Detail.BUSY.value)
        tx.session.add(row)
    token = secrets.token_urlsafe(32)
    row.token_hash, row.hint, row.renewed_at, row.last_read_at = hash_of(token), token[:4], tx.now, None
    row.detail = detail or row.detail
    await tx.session.flush()
    await tx.emit(FeedRenewed(feed_id=row.id), subject_id=row.id)
    return row, f"{settings().url}/ical/{tx.tenant_id}/{token}.ics"


async def remove(tx: Tx, feed_id: uuid.UUID) -> None:
    """It is read no more. States `FeedRenewed`."""
    row = await tx.session.get(Feed, (tx.tenant_id, feed_id))
    if row is None:
        raise BookingNotFound("no such feed")
    await tx.session.delete(row)
    await tx.session.flush()
    await tx.emit(FeedRenewed(feed_id=feed_id, is_removed=True), subject_id=feed_id)


async def feeds(tx: Tx) -> list[Feed]:
    """What can be read, oldest first; not at which address."""
    return list(await tx.session.scalars(select(Feed).where(Feed.tenant_id == tx.tenant_id).order_by(Feed.created_at).limit(500)))


@dataclass(frozen=True, slots=True)
class Read:
    """A feed as it is now. `sign` is the same as long as the file would be; the file is made by whoever needs it."""

    entries: list[ics.Entry]
    sign: str
    changed_at: datetime

    async def file(self) -> bytes:
        """Beside the event loop: thousands of entries take seconds."""
        return await asyncio.to_thread(ics.calendar, self.entries, name="Atende")


async def read(tenant_id: uuid.UUID, token: str) -> Read | None:
    """The feed as it is now, a month back and a year ahead, without guests: `MOST` entries, first those of today and later, the soonest
    before all; what room they leave has what is over, the newest before all. None for an address that is none, or of a business that is
    switched off."""
    async with in_tenant(tenant_id) as tx:
        row: Any = await tx.row(_FIND, tenant_id, hash_of(token))
        if row is None:
            return None
        feed_id, resource_id, store_id, detail, last_read_at = row
        since = tx.now - _LATELY
        rows = await tx.fetch(_FIRST, tenant_id, since, tx.now + AHEAD, store_id, resource_id, MOST)
        if len(rows) < MOST:
            over = await tx.fetch(_LAST, tenant_id, tx.now - BEHIND, since, store_id, resource_id, MOST - len(rows))
            rows = [*reversed(over), *rows]
        if last_read_at is None or last_read_at < tx.now - _SEEN_EVERY:
            await tx.fetch(_TOUCH, tenant_id, feed_id, tx.now)
    told = Detail(detail)
    entries = [
        ics.Entry(
            id=row[0], version=row[1], starts_at=row[2], ends_at=row[3], changed_at=row[4], is_pending=row[5],
            summary=title(told, row[6], row[7]), location="" if told is Detail.BUSY else row[8] or "",
        )
        for row in rows
    ]  # fmt: skip
    changed = max((entry.changed_at for entry in entries), default=datetime.fromtimestamp(0, tz=since.tzinfo))
    return Read(entries, digest(*entries), changed)
