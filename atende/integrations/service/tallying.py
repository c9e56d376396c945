"""Tallies are kept short: what transactions counted is folded into one row for each hour, kind and outcome."""

from sqlalchemy import text

from atende.core.jobs import Lane, lock_lane
from atende.core.tenancy import SYSTEM, Crossing, across_tenants, in_tenant

_DUE = text("select distinct tenant_id from integrations_tally_changes limit :limit")
_FOLD = text(
    """
    with taken as (
        delete from integrations_tally_changes where tenant_id = :tenant and seq in (
            select seq from integrations_tally_changes where tenant_id = :tenant order by seq limit 20000)
        returning connection_id, hour, kind, what, reason, change
    )
    insert into integrations_tallies as t (tenant_id, connection_id, hour, kind, what, reason, count)
    select :tenant, connection_id, hour, kind, what, reason, sum(change) from taken group by 2, 3, 4, 5, 6
    on conflict (tenant_id, connection_id, hour, kind, what, reason) do update set count = t.count + excluded.count
    """
)


async def due(limit: int) -> list[Lane]:
    """Tenants of whom something was counted since."""
    async with across_tenants(Crossing.SWEEP) as session:
        return [Lane(tenant, "tallies") for tenant in await session.scalars(_DUE, {"limit": limit})]


async def fold(lane: Lane) -> bool:
    """What was counted stands in the tallies; False when another worker does it."""
    async with in_tenant(lane.tenant_id, SYSTEM) as tx:
        if not await lock_lane(tx, "tallies"):
            return False
        await tx.session.execute(_FOLD, {"tenant": tx.tenant_id})
    return True
