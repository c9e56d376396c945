"""What can be booked is set up: services, resources, plans, closures. Appointments that stand already are left alone: what was
promised holds, and the agenda shows what no longer fits."""

import uuid
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from atende.accounts.models import Membership, Store
from atende.bookings.errors import BookingInUse, BookingInvalid, BookingNotFound, PlansChanged
from atende.bookings.events import BookingSetupChanged
from atende.bookings.models import BookableService, Claim, Closure, Need, Occasion, Plan, Resource
from atende.bookings.queries import setup
from atende.bookings.rules.colors import next_color
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
from atende.core.tenancy import Tx
from atende.kit.ids import new_id
from atende.knowledge.models import Professional, Service
from atende.knowledge.rules.hours_wire import from_json, to_json


async def write_service(tx: Tx, service_id: uuid.UUID, given: BookableIn) -> BookableOut:
    """The service is booked like this from now on. Refuses a service or resources that are not this business's, and one that needs
    nothing. States `BookingSetupChanged`."""
    if not given.needs_professional and not given.needs:
        raise BookingInvalid("somebody or something must be needed, or there is no end of it", field="needs")
    named = [one for need in given.needs for one in need.resource_ids]
    if len(set(named)) < len(named):
        raise BookingInvalid("a resource can stand in one need only", field="needs")
    if await tx.session.get(Service, (tx.tenant_id, service_id), with_for_update={"read": True}) is None:
        raise BookingNotFound("no such service", field="service_id")
    known = await _kinds(tx, named)
    if missing := [one for one in named if known.get(one) not in ("room", "equipment")]:
        raise BookingNotFound(f"no such room or equipment: {missing[0]}", field="needs")
    values = given.model_dump(exclude={"needs"}) | {"grid": given.grid.value}
    await tx.session.execute(
        insert(BookableService)
        .values(tenant_id=tx.tenant_id, id=service_id, **values)
        .on_conflict_do_update(index_elements=["tenant_id", "id"], set_=values)
    )
    await tx.session.execute(delete(Need).where(Need.tenant_id == tx.tenant_id, Need.service_id == service_id))
    for need_no, need in enumerate(given.needs, 1):
        tx.session.add_all(
            Need(tenant_id=tx.tenant_id, id=new_id(), service_id=service_id, need_no=need_no, resource_id=one)
            for one in need.resource_ids
        )
    await tx.session.flush()
    await _changed(tx, "service", service_id)
    return await setup.service(tx, service_id)


async def remove_service(tx: Tx, service_id: uuid.UUID) -> None:
    """The service can be booked no more. Refuses `BookingInUse` when it ever was: then it is closed to the public instead."""
    row = await _row(tx, BookableService, service_id)
    if await tx.session.scalar(
        select(Occasion.id).where(Occasion.tenant_id == tx.tenant_id, Occasion.service_id == service_id).limit(1)
    ):
        raise BookingInUse
    await tx.session.delete(row)
    await tx.session.flush()
    await _changed(tx, "service", service_id)


async def add_resource(tx: Tx, given: ResourceIn) -> ResourceOut:
    """The room or equipment can be needed. Refuses a store that is not this business's. States `BookingSetupChanged`."""
    await _refuse_store(tx, given.store_id)
    values = given.model_dump() | {"color": given.color or await _own_color(tx)}
    row = Resource(tenant_id=tx.tenant_id, id=new_id(), **values)
    tx.session.add(row)
    await tx.session.flush()
    await _changed(tx, "resource", row.id)
    return await setup.resource(tx, row.id)


async def change_resource(tx: Tx, resource_id: uuid.UUID, given: ResourcePatch) -> ResourceOut:
    """What was given holds; no colour means one of its own again. Refuses `BookingNotFound`, foreign stores and a colleague who is
    another professional. States `BookingSetupChanged`."""
    row = await _row(tx, Resource, resource_id)
    values = given.model_dump(exclude_unset=True)
    if row.kind == "professional" and (fixed := [name for name in ("name", "store_id", "is_active") if name in values]):
        raise BookingInvalid("that is changed with the professional", field=fixed[0])
    await _refuse_store(tx, values.get("store_id"))
    if values.get("user_id") is not None:
        await _refuse_user(tx, row, values["user_id"])
    if values.get("color", "") is None:
        values["color"] = await _own_color(tx, resource_id)
    for name, value in values.items():
        if value is None and name in ("name", "position", "is_active"):
            raise BookingInvalid("must not be empty", field=name)
        setattr(row, name, value)
    await tx.session.flush()
    await _changed(tx, "resource", row.id)
    return await setup.resource(tx, row.id)


async def remove_resource(tx: Tx, resource_id: uuid.UUID) -> None:
    """The room or equipment is gone. Refuses `BookingInUse` when appointments had it, and a professional."""
    row = await _row(tx, Resource, resource_id)
    if row.kind == "professional":
        raise BookingInvalid("professionals are removed with the team's facts", field="resource_id")
    if await tx.session.scalar(select(Claim.id).where(Claim.tenant_id == tx.tenant_id, Claim.resource_id == row.id).limit(1)):
        raise BookingInUse
    await tx.session.delete(row)
    await tx.session.flush()
    await _changed(tx, "resource", resource_id)


async def write_plans(tx: Tx, resource_id: uuid.UUID, given: PlansIn) -> ResourceOut:
    """The resource works by exactly these plans. Refuses hours that cannot be (`HoursInvalid`, with the field), foreign stores, and
    `PlansChanged` where others were written since those that were seen. States `BookingSetupChanged`."""
    await _row(tx, Resource, resource_id)  # locked: who writes at the same time sees what is written here
    now = (await setup.resource(tx, resource_id)).plans_version
    if given.version is not None and given.version != now:
        raise PlansChanged(field="version", version=now)
    rows = []
    for n, plan in enumerate(given.plans):
        hours = to_json(from_json(plan.hours, f"plans.{n}.hours"))
        await _refuse_store(tx, plan.store_id, f"plans.{n}.store_id")
        if plan.valid_from and plan.valid_until and plan.valid_from > plan.valid_until:
            raise BookingInvalid("it ends before it begins", field=f"plans.{n}.valid_until")
        values = plan.model_dump() | {"hours": hours}
        rows.append(Plan(tenant_id=tx.tenant_id, id=new_id(), resource_id=resource_id, **values))
    await tx.session.execute(delete(Plan).where(Plan.tenant_id == tx.tenant_id, Plan.resource_id == resource_id))
    tx.session.add_all(rows)
    await tx.session.flush()
    await _changed(tx, "plan", resource_id)
    return await setup.resource(tx, resource_id)


async def add_closure(tx: Tx, given: ClosureIn) -> ClosureOut:
    """Nothing is offered then, and, if it comes every year, on the same days of the years that follow. Refuses what ends before it
    begins, more than two years (every year: all the year), foreign stores and resources."""
    if given.last_on < given.first_on or (given.last_on - given.first_on).days > 731:
        raise BookingInvalid("from a day to the same or a later one, two years at most", field="last_on")
    if given.every_year and (given.last_on - given.first_on).days >= 364:
        raise BookingInvalid("what comes every year is shorter than a year", field="last_on")
    if (given.since is None) != (given.until is None) or (given.since and given.until and given.until <= given.since):
        raise BookingInvalid("both times, the second one later, or none", field="until")
    await _refuse_store(tx, given.store_id)
    if given.resource_id is not None:
        await _row(tx, Resource, given.resource_id)
    row = Closure(tenant_id=tx.tenant_id, id=new_id(), **given.model_dump())
    tx.session.add(row)
    await tx.session.flush()
    await _changed(tx, "closure", row.id)
    return ClosureOut(id=row.id, **given.model_dump())


async def remove_closure(tx: Tx, closure_id: uuid.UUID) -> None:
    """Those days are as they were. Refuses `BookingNotFound`."""
    await tx.session.delete(await _row(tx, Closure, closure_id))
    await tx.session.flush()
    await _changed(tx, "closure", closure_id)


async def follow_professional(tx: Tx, professional_id: uuid.UUID) -> None:
    """A professional of the business is a resource, with a colour of its own from the beginning. One that is gone took it along."""
    row = await tx.session.get(Professional, (tx.tenant_id, professional_id))
    if row is not None:
        values = {"name": row.name, "position": row.position}
        await tx.session.execute(
            insert(Resource)
            .values(
                tenant_id=tx.tenant_id,
                id=row.id,
                professional_id=row.id,
                kind="professional",
                color=await _own_color(tx),
                **values,
            )
            .on_conflict_do_update(index_elements=["tenant_id", "id"], set_=values)
        )


async def _row(tx: Tx, table: Any, record_id: uuid.UUID) -> Any:
    row = await tx.session.get(table, (tx.tenant_id, record_id), with_for_update=True)
    if row is None:
        raise BookingNotFound("no such record")
    return row


async def _own_color(tx: Tx, but: uuid.UUID | None = None) -> str:
    """One that few others have."""
    others = [Resource.tenant_id == tx.tenant_id, *([Resource.id != but] if but else [])]
    return next_color(await tx.session.scalars(select(Resource.color).where(*others)))


async def _kinds(tx: Tx, ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = await tx.session.execute(
        select(Resource.id, Resource.kind).where(Resource.tenant_id == tx.tenant_id, Resource.id.in_(ids))
    )
    return {row.id: row.kind for row in rows}


async def _refuse_store(tx: Tx, store_id: uuid.UUID | None, field: str = "store_id") -> None:
    if store_id is not None and await tx.session.get(Store, (tx.tenant_id, store_id)) is None:
        raise BookingNotFound("no such store", field=field)


async def _refuse_user(tx: Tx, row: Resource, user_id: uuid.UUID) -> None:
    who = await tx.session.get(Membership, (tx.tenant_id, user_id))
    if who is None or not who.is_active:
        raise BookingNotFound("no such colleague", field="user_id")
    if row.kind != "professional":
        raise BookingInvalid("only a professional is somebody", field="user_id")
    others = (Resource.tenant_id == tx.tenant_id) & (Resource.user_id == user_id) & (Resource.id != row.id)
    if await tx.session.scalar(select(Resource.id).where(others)):
        raise BookingInvalid("somebody is one professional", field="user_id")


async def _changed(tx: Tx, kind: str, record_id: uuid.UUID) -> None:
    await tx.emit(BookingSetupChanged(kind=kind, record_id=record_id), subject_id=record_id)
