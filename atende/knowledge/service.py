"""The verbs of facts: written, changed, removed. What the bot says follows from the next turn on."""

import uuid
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from atende.accounts.models import Store
from atende.core.tenancy import Tx
from atende.kit.ids import new_id
from atende.knowledge import queries
from atende.knowledge.errors import FactInUse, FactInvalid, FactNotFound
from atende.knowledge.events import FactChanged
from atende.knowledge.models import (
    Professional,
    ProfessionalService,
    ProfessionalStore,
    Profile,
    Service,
    ServiceStore,
)
from atende.knowledge.schemas import (
    ProfessionalIn,
    ProfessionalOut,
    ProfessionalPatch,
    ProfileIn,
    ServiceIn,
    ServiceOut,
    ServicePatch,
)


async def write_profile(tx: Tx, profile: ProfileIn) -> ProfileIn:
    """The profile is exactly this. States `FactChanged`."""
    values = profile.model_dump()
    await tx.session.execute(
        upsert(Profile).values(tenant_id=tx.tenant_id, **values).on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )
    await tx.emit(FactChanged(kind="profile", record_id=None))
    return await queries.profile(tx)


async def add_service(tx: Tx, given: ServiceIn) -> ServiceOut:
    """The service exists. Refuses a store that is not this tenant's. States `FactChanged`."""
    values = given.model_dump()
    stores = values.pop("store_ids")
    row = Service(tenant_id=tx.tenant_id, id=new_id(), **values)
    tx.session.add(row)
    await tx.session.flush()
    await _link(tx, ServiceStore, "service_id", row.id, "store_id", stores, Store)
    await tx.emit(FactChanged(kind="service", record_id=row.id), subject_id=row.id)
    return await queries.service(tx, row.id)


async def change_service(tx: Tx, service_id: uuid.UUID, given: ServicePatch) -> ServiceOut:
    """What was given holds. Refuses `FactNotFound` and foreign stores. States `FactChanged`."""
    values = given.model_dump(exclude_unset=True)
    row = await _row(tx, Service, service_id)
    if "store_ids" in values:
        await _link(tx, ServiceStore, "service_id", row.id, "store_id", values.pop("store_ids") or [], Store)
    _set(row, values, required=("name", "currency", "position", "is_active"))
    await tx.session.flush()
    await tx.emit(FactChanged(kind="service", record_id=row.id), subject_id=row.id)
    return await queries.service(tx, row.id)


async def remove_service(tx: Tx, service_id: uuid.UUID) -> None:
    """The service is gone. Refuses `FactNotFound`. States `FactChanged`."""
    await _remove(tx, Service, service_id, "service")


async def add_professional(tx: Tx, given: ProfessionalIn) -> ProfessionalOut:
    """The professional is known. Refuses stores and services that are not this tenant's. States `FactChanged`."""
    values = given.model_dump()
    stores, done = values.pop("store_ids"), values.pop("service_ids")
    row = Professional(tenant_id=tx.tenant_id, id=new_id(), **values)
    tx.session.add(row)
    await tx.session.flush()
    await _link(tx, ProfessionalStore, "professional_id", row.id, "store_id", stores, Store)
    await _link(tx, ProfessionalService, "professional_id", row.id, "service_id", done, Service)
    await tx.emit(FactChanged(kind="professional", record_id=row.id), subject_id=row.id)
    return await queries.professional(tx, row.id)


async def change_professional(tx: Tx, professional_id: uuid.UUID, given: ProfessionalPatch) -> ProfessionalOut:
    """What was given holds. Refuses `FactNotFound` and foreign ids. States `FactChanged`."""
    values = given.model_dump(exclude_unset=True)
    row = await _row(tx, Professional, professional_id)
    if "store_ids" in values:
        await _link(tx, ProfessionalStore, "professional_id", row.id, "store_id", values.pop("store_ids") or [], Store)
    if "service_ids" in values:
        await _link(
            tx,
            ProfessionalService,
            "professional_id",
            row.id,
            "service_id",
            values.pop("service_ids") or [],
            Service,
        )
    _set(row, values, required=("name", "position", "is_active"))
    await tx.session.flush()
    await tx.emit(FactChanged(kind="professional", record_id=row.id), subject_id=row.id)
    return await queries.professional(tx, row.id)


async def remove_professional(tx: Tx, professional_id: uuid.UUID) -> None:
    """The professional is gone. Refuses `FactNotFound`. States `FactChanged`."""
    await _remove(tx, Professional, professional_id, "professional")


async def _row(tx: Tx, table: Any, record_id: uuid.UUID) -> Any:
    row = await tx.session.get(table, (tx.tenant_id, record_id), with_for_update=True)
    if row is None:
        raise FactNotFound("no such record")
    return row


def _set(row: Any, values: dict[str, Any], *, required: tuple[str, ...]) -> None:
    for field, value in values.items():
        if value is None and field in required:
            raise FactInvalid("must not be empty", field=field)
        setattr(row, field, value)


async def _remove(tx: Tx, table: Any, record_id: uuid.UUID, kind: str) -> None:
    row = await _row(tx, table, record_id)
    try:
        async with tx.savepoint():
            await tx.session.delete(row)
            await tx.session.flush()
    except IntegrityError:  # a room above points to it: what happened keeps its names
        raise FactInUse(field=f"{kind}_id") from None
    await tx.emit(FactChanged(kind=kind, record_id=record_id), subject_id=record_id)


async def _link(tx: Tx, table: Any, left: str, left_id: uuid.UUID, right: str, ids: list[uuid.UUID], of: Any) -> None:
    wanted = list(dict.fromkeys(ids))
    known = set(await tx.session.scalars(select(of.id).where(of.tenant_id == tx.tenant_id, of.id.in_(wanted))))
    if missing := [one for one in wanted if one not in known]:
        raise FactNotFound(f"no such {right.removesuffix('_id')}: {missing[0]}", field=f"{right}s")
    await tx.session.execute(delete(table).where(table.tenant_id == tx.tenant_id, getattr(table, left) == left_id))
    if wanted:
        await tx.session.execute(insert(table), [{"tenant_id": tx.tenant_id, left: left_id, right: one} for one in wanted])
