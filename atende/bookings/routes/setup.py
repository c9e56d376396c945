"""Somebody of the team, or their program, says what can be booked and what it takes."""

import uuid
from datetime import date, timedelta

from fastapi import APIRouter

from atende.accounts.access import tenant_tx
from atende.bookings.queries import setup
from atende.bookings.schemas.setup import (
    BookableIn,
    BookableOut,
    ClosureIn,
    ClosureOut,
    PlansIn,
    ResourceIn,
    ResourceOut,
    ResourcePatch,
)
from atende.bookings.service import setup as writing
from atende.core.tenancy import Tx

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])

SET_UP = ("settings",)


@router.get("/services")
async def list_bookable_services(tx: Tx = tenant_tx("bookings", "settings")) -> dict[str, list[BookableOut]]:
    """Services that can be booked."""
    return {"items": await setup.services(tx)}


@router.put("/services/{service_id}")
async def write_bookable_service(service_id: uuid.UUID, body: BookableIn, tx: Tx = tenant_tx(*SET_UP)) -> BookableOut:
    """The service is booked like this from now on."""
    return await writing.write_service(tx, service_id, body)


@router.delete("/services/{service_id}", status_code=204)
async def remove_bookable_service(service_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """The service can be booked no more."""
    await writing.remove_service(tx, service_id)


@router.get("/resources")
async def list_resources(tx: Tx = tenant_tx("bookings", "settings")) -> dict[str, list[ResourceOut]]:
    """Professionals, rooms and equipment."""
    return {"items": await setup.resources(tx)}


@router.post("/resources", status_code=201)
async def add_resource(body: ResourceIn, tx: Tx = tenant_tx(*SET_UP)) -> ResourceOut:
    """The room or equipment can be needed."""
    return await writing.add_resource(tx, body)


@router.patch("/resources/{resource_id}")
async def change_resource(resource_id: uuid.UUID, body: ResourcePatch, tx: Tx = tenant_tx(*SET_UP)) -> ResourceOut:
    """What was given holds."""
    return await writing.change_resource(tx, resource_id, body)


@router.delete("/resources/{resource_id}", status_code=204)
async def remove_resource(resource_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """The room or equipment is gone."""
    await writing.remove_resource(tx, resource_id)


@router.put("/resources/{resource_id}/plans")
async def write_plans(resource_id: uuid.UUID, body: PlansIn, tx: Tx = tenant_tx(*SET_UP)) -> ResourceOut:
    """The resource works by exactly these plans."""
    return await writing.write_plans(tx, resource_id, body)


@router.get("/closures")
async def list_closures(
    since: date | None = None, until: date | None = None, tx: Tx = tenant_tx("bookings", "settings")
) -> dict[str, list[ClosureOut]]:
    """Closures of these days; of today and later unless said."""
    # By every clock there is: where it is still yesterday, what ends there holds.
    return {"items": await setup.closures(tx, since or (tx.now - timedelta(hours=12)).date(), until)}


@router.post("/closures", status_code=201)
async def add_closure(body: ClosureIn, tx: Tx = tenant_tx(*SET_UP)) -> ClosureOut:
    """Nothing is offered then."""
    return await writing.add_closure(tx, body)


@router.delete("/closures/{closure_id}", status_code=204)
async def remove_closure(closure_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """Those days are as they were."""
    await writing.remove_closure(tx, closure_id)
