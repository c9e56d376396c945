"""What was posted to this install, truly by the vendor, for a number that is nobody's: kept with its reason, for its operators."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_

from atende.core import paging
from atende.core.audit import recording
from atende.core.tenancy import Actor, Crossing, across_tenants
from atende.integrations.errors import ParcelNotFound
from atende.integrations.events import UnroutedRead
from atende.integrations.models import Unrouted
from atende.kit.refusal import Invalid
from atende.reports.queries.custody import readable

_SHOWN = ("id", "provider", "kind", "number_id", "account_id", "reason", "received_at", "routed_at")


async def reasons() -> list[dict[str, Any]]:
    """How many there are by reason, and how many of them found their owner since."""
    async with across_tenants(Crossing.OPERATE) as session:
        rows = await session.execute(
            select(Unrouted.reason, func.count(), func.count(Unrouted.routed_at), func.max(Unrouted.received_at))
            .group_by(Unrouted.reason)
            .order_by(func.count().desc(), Unrouted.reason)
        )
        return [{"reason": r[0], "count": r[1], "routed": r[2], "last_received_at": r[3]} for r in rows]


async def page(*, reason: str | None, cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """Newest first, of one reason or all, and where the list goes on. Refuses a foreign `cursor`."""
    chosen = select(Unrouted)
    if reason is not None:
        chosen = chosen.where(Unrouted.reason == reason)
    if cursor:
        at, last = paging.decode(cursor, 2)
        try:
            chosen = chosen.where(tuple_(Unrouted.received_at, Unrouted.id) < (datetime.fromisoformat(at), uuid.UUID(last)))
        except ValueError:
            raise Invalid("not a cursor of this list", field="cursor") from None
    async with across_tenants(Crossing.OPERATE) as session:
        found = await session.scalars(chosen.order_by(Unrouted.received_at.desc(), Unrouted.id.desc()).limit(limit + 1))
        rows = found.all()
    more = paging.encode(rows[limit - 1].received_at.isoformat(), rows[limit - 1].id) if len(rows) > limit else None
    return [{field: getattr(row, field) for field in _SHOWN} for row in rows[:limit]], more


async def one(unrouted_id: uuid.UUID, reader: Actor) -> dict[str, Any]:
    """One of them as it came; that `reader` looked is on record. Refuses `ParcelNotFound`."""
    async with across_tenants(Crossing.OPERATE) as session:
        row = await session.get(Unrouted, unrouted_id)
        if row is None:
            raise ParcelNotFound("no such event")
        await recording.state(session, UnroutedRead(unrouted_id=unrouted_id), reader, unrouted_id)
    return {field: getattr(row, field) for field in _SHOWN} | {"raw": readable(row.raw)}
