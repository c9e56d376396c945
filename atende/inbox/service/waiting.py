"""Conversations that wait for a person longer than they should."""

import uuid

from atende.core import clock
from atende.core.jobs import Lane, in_turn
from atende.core.tenancy import SYSTEM, Crossing, asked_across_tenants, in_tenant
from atende.inbox.events import HandoffOverdue
from atende.inbox.service.conversations import locked

_DUE = in_turn("inbox_conversations", "id", "due_at", "due_at is not null and waiting_since is not null and overdue_at is null")


async def due(limit: int) -> list[Lane]:
    """Conversations that somebody should have taken by now, and of which that was not told yet."""
    rows = await asked_across_tenants(Crossing.SWEEP, _DUE, clock.now(), limit)
    return [Lane(tenant, str(conversation)) for tenant, conversation in rows]


async def tell(lane: Lane) -> bool:
    """`HandoffOverdue` is stated, once for this wait, unless somebody took it meanwhile."""
    async with in_tenant(lane.tenant_id, SYSTEM) as tx:
        row = await locked(tx, uuid.UUID(lane.key))
        if row.waiting_since is None or row.due_at is None or row.due_at > tx.now or row.overdue_at is not None:
            return True
        row.overdue_at = tx.now
        await tx.session.flush()
        await tx.emit(HandoffOverdue(conversation_id=row.id), subject_id=row.id)
    return True
