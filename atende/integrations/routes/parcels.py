"""What was received and what became of it: parcels that rest with a reason, and another try for one of them."""

import uuid
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from atende.accounts.access import tenant_tx
from atende.core.tenancy import Tx
from atende.integrations import queries
from atende.integrations.errors import ParcelNotFound
from atende.integrations.service import opening

router = APIRouter(prefix="/api/t/{tenant_id}/parcels", tags=["integrations"])


class ParcelOut(BaseModel):
    """One item a vendor posted and how it ended. What it says is not shown here."""

    id: uuid.UUID
    connection_id: uuid.UUID
    provider: str
    kind: str
    state: Literal["waiting", "done", "ignored", "dead"]
    reason: str | None
    attempts: int
    received_at: datetime
    handled_at: datetime | None
    message_id: uuid.UUID | None
    contact_id: uuid.UUID | None


class Parcels(BaseModel):
    """Some parcels, newest first, and where the list goes on."""

    items: list[ParcelOut]
    next_cursor: str | None


@router.get("", response_model=Parcels)
async def list_parcels(
    state: Literal["waiting", "done", "ignored", "dead"] | None = None,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(50, ge=1, le=200),
    tx: Tx = tenant_tx("settings"),
) -> Any:
    """Parcels of this business, newest first."""
    rows, more = await queries.parcels(tx, state=state, cursor=cursor, limit=limit)
    return {"items": [ParcelOut.model_validate(row, from_attributes=True) for row in rows], "next_cursor": more}


@router.post("/{parcel_id}/replay", status_code=202, response_model=ParcelOut)
async def replay_parcel(parcel_id: uuid.UUID, tx: Tx = tenant_tx("settings")) -> Any:
    """The parcel waits to be opened once more. What it already made is not made again."""
    if not await opening.replay(tx, parcel_id):
        raise ParcelNotFound("no such parcel")
    return ParcelOut.model_validate(await queries.parcel(tx, parcel_id), from_attributes=True)
