"""The keys by which an event posted again is known: kept longer than the events, and not for ever."""

import uuid
from datetime import timedelta

from sqlalchemy import text

from atende.core import clock, log
from atende.core.config import settings
from atende.core.jobs import Lane, lock_lane
from atende.core.tenancy import SYSTEM, Crossing, asked_across_tenants, in_tenant
from atende.kit.ids import first_id

_AT_ONCE = 20_000
_TIMES = 10  # transactions of one turn
_FORGET = text(
    "with gone as (delete from integrations_parcel_keys k using ("
    " select tenant_id, connection_id, dedupe_key from integrations_parcel_keys"
    " where tenant_id = :tenant and parcel_id < :before limit :most) as o"
    " where k.tenant_id = o.tenant_id and k.connection_id = o.connection_id and k.dedupe_key = o.dedupe_key"
    " returning 1) select count(*) from gone"
)

# Some old keys of tenants who had no turn yet, and whose they are. The bound stands in the statement, so that PostgreSQL sees that
# next to nothing is older and looks by the index.
_OLD = (
    "select tenant_id from (select tenant_id from integrations_parcel_keys"
    " where parcel_id < '{before}' and tenant_id <> all($1::uuid[]) limit {most:d}) as old group by 1 limit $2"
)
_had_theirs: set[uuid.UUID] = set()  # who had a turn since all had one

_log = log.get("integrations")


def _before() -> uuid.UUID:
    return first_id(clock.now() - timedelta(days=settings().raw_key_days))


async def due(limit: int) -> list[Lane]:
    """Tenants with keys older than `raw_key_days`, in turn: none again while there is one who was not found since."""
    found = await _with_old(limit)
    if not found and _had_theirs:
        _had_theirs.clear()
        found = await _with_old(limit)
    _had_theirs.update(found)
    return [Lane(tenant, "keys") for tenant in found]


async def _with_old(limit: int) -> list[uuid.UUID]:
    statement = _OLD.format(before=_before(), most=_AT_ONCE)
    return [row[0] for row in await asked_across_tenants(Crossing.SWEEP, statement, list(_had_theirs), limit)]


async def forget(lane: Lane) -> bool:
    """The tenant's old keys are gone, some at a time and of very many only the first; False when another worker is at it."""
    for _ in range(_TIMES):  # or whoever has the most would be given less in each turn than comes until the next
        async with in_tenant(lane.tenant_id, SYSTEM) as tx:
            if not await lock_lane(tx, lane.key):
                return False
            count = await tx.session.scalar(_FORGET, {"tenant": tx.tenant_id, "before": _before(), "most": _AT_ONCE})
        _log.info("parcel_keys_forgotten", tenant_id=str(lane.tenant_id), count=count)
        if not count or count < _AT_ONCE:
            break
    return True
