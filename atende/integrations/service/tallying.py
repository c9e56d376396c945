"""Tallies are kept short: what transactions counted is folded into one row for each hour, kind and outcome."""

from sqlalchemy import text

from atende.core.jobs import Lane, lock_lane, tenants_with
from atende.core.tenancy import SYSTEM, Crossing, asked_across_tenants, in_tenant

# Whose oldest change is oldest comes first: some thousands at a time are folded, and then it is somebody else's.
_DUE = f"""
{tenants_with("integrations_tally_changes")}
select t.tenant_id from tenants t cross join lateral (
    select seq from integrations_tally_changes where tenant_id = t.tenant_id order by seq limit 1
) as h order by h.seq limit $1
"""  # noqa: S608 - names of ours
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
    return [Lane(tenant, "tallies") for (tenant,) in await asked_across_tenants(Crossing.SWEEP, _DUE, limit)]


async def fold(lane: Lane) -> bool:
    """What was counted stands in the tallies; False when another worker does it."""
    async with in_tenant(lane.tenant_id, SYSTEM) as tx:
        if not await lock_lane(tx, "tallies"):
            return False
        await tx.session.execute(_FOLD, {"tenant": tx.tenant_id})
    return True
