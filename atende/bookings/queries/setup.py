"""What can be booked: services, resources, plans, closures. A business has dozens of them, so lists come whole, bounded."""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from atende.bookings.errors import BookingNotFound
from atende.bookings.models import BookableService, Closure, Need, Plan, Resource
from atende.bookings.schemas.setup import BookableIn, BookableOut, ClosureOut, NeedIn, PlanIn, ResourceOut
from atende.core.tenancy import Tx
from atende.knowledge.models import Professional, Service
from atende.knowledge.rules.hours import yearly

MOST = 1000
# A professional without a line of their own does everything.
_DOERS = """
select s.id, array_agg(r.id order by r.position, r.no)
from bookings_services s join bookings_resources r on r.tenant_id = s.tenant_id and r.kind = 'professional'
join knowledge_professionals p on p.tenant_id = r.tenant_id and p.id = r.professional_id
where s.tenant_id = $1 and ($2::uuid is null or s.id = $2) and s.needs_professional and r.is_active and p.is_active
    and (not exists (select from knowledge_professional_services l where l.tenant_id = $1 and l.professional_id = p.id)
        or exists (select from knowledge_professional_services l where l.tenant_id = $1 and l.professional_id = p.id
            and l.service_id = s.id))
group by s.id
"""
_OWN = tuple(name for name in BookableIn.model_fields if name != "needs")


async def services(tx: Tx, only: uuid.UUID | None = None) -> list[BookableOut]:
    """Services that can be booked, in the business's order."""
    rows = await tx.session.execute(
        select(BookableService, Service)
        .join(Service, (Service.tenant_id == BookableService.tenant_id) & (Service.id == BookableService.id))
        .where(BookableService.tenant_id == tx.tenant_id, *([BookableService.id == only] if only else []))
        .order_by(Service.position, Service.name, Service.id)
        .limit(MOST)
    )
    needs: dict[uuid.UUID, dict[int, list[uuid.UUID]]] = defaultdict(lambda: defaultdict(list))
    found = await tx.session.scalars(
        select(Need)
        .where(Need.tenant_id == tx.tenant_id, *([Need.service_id == only] if only else []))
        .order_by(Need.need_no, Need.id)
    )
    for need in found:
        needs[need.service_id][need.need_no].append(need.resource_id)
    doers = {row[0]: row[1] for row in await tx.fetch(_DOERS, tx.tenant_id, only)}
    return [
        BookableOut(
            **{name: getattr(row, name) for name in _OWN}, needs=[NeedIn(resource_ids=ids) for ids in needs[row.id].values()],
            service_id=row.id, name=known.name, professional_ids=doers.get(row.id, []),
            price_cents=known.price_cents, currency=known.currency, is_active=known.is_active,
        )
        for row, known in rows
    ]  # fmt: skip


async def service(tx: Tx, service_id: uuid.UUID) -> BookableOut:
    """One service; refuses `BookingNotFound`."""
    found = await services(tx, service_id)
    if not found:
        raise BookingNotFound("no such service can be booked")
    return found[0]


async def resources(tx: Tx, only: uuid.UUID | None = None) -> list[ResourceOut]:
    """Professionals, rooms and equipment with their plans, in the business's order."""
    rows = await tx.session.execute(
        select(Resource, Professional)
        .outerjoin(Professional, (Professional.tenant_id == Resource.tenant_id) & (Professional.id == Resource.professional_id))
        .where(Resource.tenant_id == tx.tenant_id, *([Resource.id == only] if only else []))
        .order_by(Resource.kind != "professional", Resource.position, Resource.name, Resource.id)
        .limit(MOST)
    )
    plans: dict[uuid.UUID, list[PlanIn]] = defaultdict(list)
    for plan in await tx.session.scalars(
        select(Plan)
        .where(Plan.tenant_id == tx.tenant_id, *([Plan.resource_id == only] if only else []))
        .order_by(Plan.created_at, Plan.id)
    ):
        plans[plan.resource_id].append(
            PlanIn(store_id=plan.store_id, hours=plan.hours, valid_from=plan.valid_from, valid_until=plan.valid_until)
        )
    return [
        ResourceOut(
            id=row.id,
            kind=row.kind,  # type: ignore[arg-type]  # checked by the table
            name=who.name if who else row.name,
            title=who.title if who else None,
            user_id=row.user_id,
            store_id=row.store_id,
            color=row.color,
            daily_limit=row.daily_limit,
            position=row.position,
            is_active=row.is_active and (who is None or who.is_active),
            plans=plans[row.id],
            plans_version=plans_version(plans[row.id]),
        )
        for row, who in rows
    ]


def plans_version(plans: Sequence[PlanIn]) -> str:
    """The same for the same plans, whoever wrote them and in whatever order."""
    said = sorted(json.dumps(one.model_dump(mode="json"), sort_keys=True) for one in plans)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


async def resource(tx: Tx, resource_id: uuid.UUID) -> ResourceOut:
    """One resource; refuses `BookingNotFound`."""
    found = await resources(tx, resource_id)
    if not found:
        raise BookingNotFound("no such resource")
    return found[0]


async def closures(tx: Tx, since: date, until: date | None = None) -> list[ClosureOut]:
    """Closures that last until that day or longer, and begin no later than `until`, by their first day; those that come every year by the
    first that is then, as they were said: with the days of their first year."""
    rows = await tx.session.scalars(
        select(Closure)
        .where(
            Closure.tenant_id == tx.tenant_id,
            (Closure.last_on >= since) | Closure.every_year,
            *([Closure.first_on <= until] if until else []),
        )
        .order_by(Closure.first_on, Closure.id)
        .limit(MOST)
    )
    found: list[tuple[date, Closure]] = []
    for row in rows:
        starts: date | None = row.first_on
        if row.every_year:
            starts = next((start for start, _ in yearly(row.first_on, row.last_on, since, until or date.max)), None)
        if starts is not None:
            found.append((starts, row))
    found.sort(key=lambda one: (one[0], one[1].id))
    return [ClosureOut(**{name: getattr(row, name) for name in ClosureOut.model_fields}) for _, row in found]
