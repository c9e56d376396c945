"""Questions about a business's facts. A business has dozens of them, so lists come whole, bounded."""

import uuid
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from atende.core.tenancy import Tx
from atende.knowledge.errors import FactNotFound
from atende.knowledge.models import (
    Professional,
    ProfessionalService,
    ProfessionalStore,
    Profile,
    Service,
    ServiceStore,
)
from atende.knowledge.schemas import ProfessionalOut, ProfileIn, ServiceOut

MOST = 1000


async def profile(tx: Tx) -> ProfileIn:
    """The profile; an empty one when nothing was ever written."""
    row = await tx.session.get(Profile, tx.tenant_id)
    if row is None:
        return ProfileIn()
    return ProfileIn(
        about=row.about,
        website=row.website,
        instagram=row.instagram,
        payment_methods=row.payment_methods,
        plans=row.plans,
        extra=row.extra,
    )


async def services(tx: Tx, only: uuid.UUID | None = None) -> list[ServiceOut]:
    """Services in the business's order, with the stores that offer them."""
    where = [Service.tenant_id == tx.tenant_id]
    if only is not None:
        where.append(Service.id == only)
    rows = await tx.session.scalars(
        select(Service).where(*where).order_by(Service.position, Service.name, Service.id).limit(MOST)
    )
    stores = await _links(tx, ServiceStore, "service_id", "store_id", only)
    return [
        ServiceOut(
            id=r.id,
            name=r.name,
            description=r.description,
            category=r.category,
            price_cents=r.price_cents,
            currency=r.currency,
            price_note=r.price_note,
            duration_minutes=r.duration_minutes,
            store_ids=stores[r.id],
            position=r.position,
            is_active=r.is_active,
        )
        for r in rows
    ]


async def service(tx: Tx, service_id: uuid.UUID) -> ServiceOut:
    """One service; refuses `FactNotFound`."""
    found = await services(tx, service_id)
    if not found:
        raise FactNotFound("no such service")
    return found[0]


async def professionals(tx: Tx, only: uuid.UUID | None = None) -> list[ProfessionalOut]:
    """Professionals in the business's order, with where and what they do."""
    where = [Professional.tenant_id == tx.tenant_id]
    if only is not None:
        where.append(Professional.id == only)
    rows = await tx.session.scalars(
        select(Professional).where(*where).order_by(Professional.position, Professional.name, Professional.id).limit(MOST)
    )
    stores = await _links(tx, ProfessionalStore, "professional_id", "store_id", only)
    done = await _links(tx, ProfessionalService, "professional_id", "service_id", only)
    return [
        ProfessionalOut(
            id=r.id,
            name=r.name,
            title=r.title,
            registration=r.registration,
            specialty=r.specialty,
            store_ids=stores[r.id],
            service_ids=done[r.id],
            position=r.position,
            is_active=r.is_active,
        )
        for r in rows
    ]


async def professional(tx: Tx, professional_id: uuid.UUID) -> ProfessionalOut:
    """One professional; refuses `FactNotFound`."""
    found = await professionals(tx, professional_id)
    if not found:
        raise FactNotFound("no such professional")
    return found[0]


async def _links(tx: Tx, table: Any, left: str, right: str, only: uuid.UUID | None) -> dict[uuid.UUID, list[uuid.UUID]]:
    from_, to = getattr(table, left), getattr(table, right)
    where = [table.tenant_id == tx.tenant_id]
    if only is not None:
        where.append(from_ == only)
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for a, b in await tx.session.execute(select(from_, to).where(*where).order_by(to)):
        found[a].append(b)
    return found
