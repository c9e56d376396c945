"""Somebody of the team lets Cal.com's bookings in, says what they are here, and looks at those that could not be kept."""

import uuid
from typing import Any

from fastapi import APIRouter, Query

from atende.accounts.access import Access, tenant_access, tenant_tx
from atende.bookings.models import Asking
from atende.bookings.queries import imports
from atende.bookings.schemas.imports import (
    AskingIn,
    AskingOut,
    ImportOut,
    ImportPage,
    ImportSettleIn,
    KindOut,
    RouteIn,
    RoutesIn,
    SourceIn,
    SourceOut,
)
from atende.bookings.service import asking, importing, taking_in
from atende.core.tenancy import Tx
from atende.integrations.models import Connection
from atende.integrations.service import connections

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])

SEE, SET_UP = ("bookings",), ("settings",)


async def _shown(tx: Tx, row: Connection, secret: str | None = None) -> SourceOut:
    return SourceOut(
        id=row.id,
        name=row.name,
        is_active=row.is_active and row.app_secret_sealed is not None,
        webhook_url=connections.webhook_url(row),
        secret=secret,
        last_received_at=row.last_received_at,
        routes=[
            RouteIn(
                event_type=one.event_type, service_id=one.service_id, professional_id=one.professional_id, store_id=one.store_id
            )
            for one in await imports.routes(tx, row.id)
        ],
        flagged=await imports.flagged(tx, row.id),
        asked=None if (kept := await asking.of(tx, row.id)) is None else _asked(kept),
    )


def _asked(kept: Asking) -> AskingOut:
    told = {"address": kept.address, "state": kept.state, "reason": kept.reason}
    return AskingOut.model_validate({**told, "last_asked_at": kept.last_asked_at, "next_at": kept.due_at})


@router.get("/sources")
async def list_sources(tx: Tx = tenant_tx("bookings", "settings")) -> dict[str, list[SourceOut]]:
    """Where bookings taken elsewhere come in."""
    return {"items": [await _shown(tx, row) for row in await taking_in.sources(tx)]}


@router.post("/sources", status_code=201)
async def open_source(body: SourceIn, tx: Tx = tenant_tx(*SET_UP)) -> SourceOut:
    """Cal.com can post; the secret is shown this once."""
    row, secret = await taking_in.open_source(tx, name=body.name)
    return await _shown(tx, row, secret)


@router.post("/sources/{connection_id}/secret")
async def renew_source_secret(connection_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> SourceOut:
    """A new secret, shown this once; the one before opens nothing any more."""
    row, secret = await taking_in.renew_secret(tx, connection_id)
    return await _shown(tx, row, secret)


@router.put("/sources/{connection_id}/routes")
async def write_import_routes(connection_id: uuid.UUID, body: RoutesIn, tx: Tx = tenant_tx(*SET_UP)) -> SourceOut:
    """What each kind of booking is here."""
    await taking_in.write_routes(tx, connection_id, body.routes)
    return await _shown(tx, await taking_in.found(tx, connection_id))


@router.get("/sources/{connection_id}/kinds")
async def list_source_kinds(connection_id: uuid.UUID, access: Access = tenant_access(*SET_UP)) -> dict[str, list[KindOut]]:
    """The kinds of booking that Cal.com has now, as the source's key may see them; by title."""
    async with access.transaction() as tx:
        await taking_in.found(tx, connection_id)
    found = await asking.kinds(access.transaction, connection_id)
    return {"items": [KindOut(id=one.id, slug=one.slug, title=one.title, minutes=one.minutes) for one in found]}


@router.put("/sources/{connection_id}/asking")
async def ask_source(connection_id: uuid.UUID, body: AskingIn, tx: Tx = tenant_tx(*SET_UP)) -> SourceOut:
    """Its bookings are asked for, too, with that key."""
    row = await taking_in.found(tx, connection_id)
    await asking.begin(tx, row, key=body.api_key, address=body.address)
    return await _shown(tx, row)


@router.delete("/sources/{connection_id}/asking", status_code=204)
async def stop_asking_source(connection_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """Only its webhooks tell of its bookings."""
    await taking_in.found(tx, connection_id)
    await asking.end(tx, connection_id)


@router.delete("/sources/{connection_id}", status_code=204)
async def close_source(connection_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """Nothing is taken in any more."""
    await taking_in.close_source(tx, connection_id)


@router.get("/imports", response_model=ImportPage)
async def list_imports(
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(imports.MOST, ge=1, le=imports.MOST),
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """Bookings taken elsewhere that people have to look at, by start."""
    items, more = await imports.imports(tx, cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": more}


@router.post("/imports/{import_id}/settle")
async def settle_import(import_id: uuid.UUID, body: ImportSettleIn, tx: Tx = tenant_tx(*SEE)) -> ImportOut:
    """It is tried once more, needs nothing here, or is the appointment that somebody made of it."""
    if body.appointment_id is not None:
        await importing.booked_by_hand(tx, import_id, body.appointment_id)
    else:
        await (importing.try_again if body.how == "again" else importing.set_aside)(tx, import_id)
    return ImportOut(**await imports.one(tx, import_id))
