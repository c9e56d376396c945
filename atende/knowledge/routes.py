"""Somebody asks: the facts of a business, read and written."""

import uuid

from fastapi import APIRouter

from atende.accounts.access import tenant_tx
from atende.core.tenancy import Tx
from atende.knowledge import queries, service
from atende.knowledge.schemas import (
    ProfessionalIn,
    ProfessionalOut,
    ProfessionalPatch,
    ProfileIn,
    ServiceIn,
    ServiceOut,
    ServicePatch,
)

router = APIRouter(prefix="/api/t/{tenant_id}", tags=["knowledge"])

READ = ("knowledge", "bot", "settings", "inbox")


@router.get("/business")
async def read_business(tx: Tx = tenant_tx(*READ)) -> ProfileIn:
    """What is true of the whole business."""
    return await queries.profile(tx)


@router.put("/business")
async def write_business(body: ProfileIn, tx: Tx = tenant_tx("knowledge", "settings")) -> ProfileIn:
    """The profile is exactly this from the next turn on."""
    return await service.write_profile(tx, body)


@router.get("/services")
async def list_services(tx: Tx = tenant_tx(*READ)) -> dict[str, list[ServiceOut]]:
    """All services, in the business's order."""
    return {"items": await queries.services(tx)}


@router.post("/services", status_code=201)
async def add_service(body: ServiceIn, tx: Tx = tenant_tx("knowledge", "settings")) -> ServiceOut:
    """The service exists."""
    return await service.add_service(tx, body)


@router.patch("/services/{service_id}")
async def change_service(service_id: uuid.UUID, body: ServicePatch, tx: Tx = tenant_tx("knowledge", "settings")) -> ServiceOut:
    """What was given holds."""
    return await service.change_service(tx, service_id, body)


@router.delete("/services/{service_id}", status_code=204)
async def remove_service(service_id: uuid.UUID, tx: Tx = tenant_tx("knowledge", "settings")) -> None:
    """The service is gone."""
    await service.remove_service(tx, service_id)


@router.get("/professionals")
async def list_professionals(tx: Tx = tenant_tx(*READ)) -> dict[str, list[ProfessionalOut]]:
    """All professionals, in the business's order."""
    return {"items": await queries.professionals(tx)}


@router.post("/professionals", status_code=201)
async def add_professional(body: ProfessionalIn, tx: Tx = tenant_tx("knowledge", "settings")) -> ProfessionalOut:
    """The professional is known."""
    return await service.add_professional(tx, body)


@router.patch("/professionals/{professional_id}")
async def change_professional(
    professional_id: uuid.UUID, body: ProfessionalPatch, tx: Tx = tenant_tx("knowledge", "settings")
) -> ProfessionalOut:
    """What was given holds."""
    return await service.change_professional(tx, professional_id, body)


@router.delete("/professionals/{professional_id}", status_code=204)
async def remove_professional(professional_id: uuid.UUID, tx: Tx = tenant_tx("knowledge", "settings")) -> None:
    """The professional is gone."""
    await service.remove_professional(tx, professional_id)
