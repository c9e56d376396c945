"""What was kept for nobody: handed over once it has an owner, gone when it is as old as raw events may be."""

import uuid
from datetime import timedelta

from sqlalchemy import text

from atende.core import clock, log
from atende.core.config import settings
from atende.core.jobs import Lane
from atende.core.tenancy import Crossing, across_tenants
from atende.integrations.ports import Parcel, ParcelKind
from atende.integrations.service.receive import store_owned
from atende.integrations.service.routing import forget, routes
from atende.kit.ids import NIL, first_id

_log = log.get("integrations")

# What was believed by the secret of somebody's own app goes to that connection's business or to nobody.
_OWNED = """
    from integrations_unrouted u left join integrations_numbers d on d.provider = u.provider and d.connection_id = u.through_id
        join integrations_numbers n on n.provider = u.provider and n.is_proven
        and (case when u.through_id is null then n.app_secret_sealed is null else n.tenant_id = d.tenant_id end)
        and ((u.number_id = n.number_id and (u.account_id is null or n.account_id is null or u.account_id = n.account_id))
            or (u.number_id is null and u.account_id = n.account_id))
    where u.routed_at is null and u.kind <> 'malformed'
"""
_OWNERS = text(f"select distinct n.tenant_id {_OWNED} limit :limit")
_THEIRS = text(
    f"select u.id, u.provider, u.kind, u.number_id, u.account_id, u.dedupe_key, u.lane, u.raw, u.correlation_id,"
    f" u.through_id {_OWNED} and n.tenant_id = :tenant order by u.received_at, u.id limit 500"
)
# From then on its words stand with the business alone.
_ROUTED = text("update integrations_unrouted set routed_at = now(), raw = '' where id = any(:ids)")
_OLD = text("select exists (select 1 from integrations_unrouted where id < :before)")
_FORGET = text(
    "delete from integrations_unrouted where id in (select id from integrations_unrouted where id < :before order by id limit :most)"
)
_AT_ONCE = 5_000


async def owners_due(limit: int) -> list[Lane]:
    """Tenants who own by now what was kept because nobody did."""
    async with across_tenants(Crossing.SWEEP) as session:
        return [Lane(tenant, "unrouted") for tenant in await session.scalars(_OWNERS, {"limit": limit})]


async def hand_over(lane: Lane) -> bool:
    """What was kept for nobody and is this tenant's now waits to be opened like everything else, once. False when some of it has
    found no owner after all; it stays where it is."""
    async with across_tenants(Crossing.SWEEP) as session:
        rows = (await session.execute(_THEIRS, {"tenant": lane.tenant_id})).all()
    bodies: dict[tuple[str, str, uuid.UUID | None], dict[uuid.UUID, Parcel]] = {}
    for row in rows:
        parcel = Parcel(
            kind=ParcelKind(row.kind),
            number_id=row.number_id,
            account_id=row.account_id,
            dedupe_key=row.dedupe_key,
            lane=row.lane,
            raw=row.raw,
        )
        bodies.setdefault((row.provider, row.correlation_id, row.through_id), {})[row.id] = parcel
    forget()
    handed: list[uuid.UUID] = []
    for (provider, correlation_id, through_id), parcels in bodies.items():
        through = None
        if through_id is not None:
            through = next((r for r in await routes(provider) if r.connection_id == through_id), None)
            if through is None:
                continue
        left = await store_owned(provider, list(parcels.values()), correlation_id, through)
        ownerless = {parcel.dedupe_key for parcel, _ in left}
        handed += [id_ for id_, parcel in parcels.items() if parcel.dedupe_key not in ownerless]
    async with across_tenants(Crossing.SWEEP) as session:
        await session.execute(_ROUTED, {"ids": handed})
    left_over = len({row.id for row in rows}) - len(handed)  # one that several numbers may have stands there for each
    _log.info("parcels_handed_over", tenant_id=str(lane.tenant_id), count=len(handed), left=left_over)
    return left_over == 0


def _before() -> uuid.UUID:
    return first_id(clock.now() - timedelta(days=settings().raw_days))


async def old_due(_limit: int) -> list[Lane]:
    """A lane when something of nobody's is older than `raw_days`."""
    async with across_tenants(Crossing.SWEEP) as session:
        return [Lane(NIL, "old unrouted")] if await session.scalar(_OLD, {"before": _before()}) else []


async def forget_old(_lane: Lane) -> bool:
    """What is nobody's and older than `raw_days` is gone, some at a time."""
    async with across_tenants(Crossing.SWEEP) as session:
        gone = await session.execute(_FORGET, {"before": _before(), "most": _AT_ONCE})
    _log.info("unrouted_forgotten", count=gone.rowcount)  # type: ignore[attr-defined]
    return True
