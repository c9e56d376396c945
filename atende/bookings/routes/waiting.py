"""Somebody of the team, or their program, says who waits for a time to become free."""

import uuid
from typing import Any

from fastapi import APIRouter, Query

from atende.accounts.access import tenant_tx
from atende.bookings.queries import waiting as reading
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.schemas.waiting import WaitIn, WaitOut, WaitPage, WaitState
from atende.bookings.service import waiting
from atende.core.tenancy import Tx

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])

SEE = ("bookings",)


@router.get("/waits", response_model=WaitPage)
async def list_waits(
    state: WaitState | None = None,
    service_id: uuid.UUID | None = None,
    contact_id: uuid.UUID | None = None,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(100, ge=1, le=200),
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """Who waits, the longest waiting first, with what each was offered."""
    items, more = await reading.listed(tx, state=state, service_id=service_id, contact_id=contact_id, cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": more}


@router.post("/waits", status_code=201, response_model=WaitOut)
async def join_waits(body: WaitIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """They wait; who waited for the service already waits for this from now on and keeps their place."""
    row = await waiting.join(
        tx,
        waiting.Longing(
            body.contact_id,
            body.service_id,
            Span(body.first_on, body.last_on, body.earliest, body.latest, frozenset(body.weekdays)),
            Source.STAFF if tx.actor.kind == "user" else Source.API,
            body.store_id,
            body.professional_id,
            body.conversation_id,
            body.note,
            body.appointment_id,
        ),
    )
    return await reading.one(tx, row.id)


@router.delete("/waits/{wait_id}", status_code=204)
async def leave_waits(wait_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> None:
    """They wait no more, and what was held for them is free."""
    await waiting.leave(tx, wait_id)
