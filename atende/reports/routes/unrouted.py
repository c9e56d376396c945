"""What is nobody's, for those who run the install: an event here may be of a business that is still being set up, or of none."""

import uuid
from typing import Any

from fastapi import APIRouter, Query

from atende.accounts.access import CurrentPrincipal
from atende.accounts.errors import MissingPermission
from atende.reports.queries import unrouted
from atende.reports.schemas import Reason, UnroutedPage, UnroutedWhole

router = APIRouter(prefix="/api/install/unrouted", tags=["reports"])


def _only_operators(principal: CurrentPrincipal) -> None:
    if not principal.who.is_superuser:
        raise MissingPermission(permission="superuser")


@router.get("", response_model=UnroutedPage)
async def list_unrouted(
    principal: CurrentPrincipal,
    reason: Reason | None = Query(None),
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """Events that belong to no business, newest first, and their sums by reason. For the install's superusers."""
    _only_operators(principal)
    items, more = await unrouted.page(reason=reason, cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": more, "reasons": await unrouted.reasons()}


@router.get("/{unrouted_id}", response_model=UnroutedWhole)
async def get_unrouted(unrouted_id: uuid.UUID, principal: CurrentPrincipal) -> Any:
    """One of them as it came; who looked is on record. For the install's superusers."""
    _only_operators(principal)
    return await unrouted.one(unrouted_id, principal.actor)
