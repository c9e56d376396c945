"""Questions about tallies: what came, and what became of it, counted in one snapshot."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from atende.core.tenancy import Tx

# One statement, so one snapshot: what a worker is folding at this moment is seen before or after, never twice or not at all.
_COUNTS = text(
    """
    select connection_id, cast(hour at time zone cast(:zone as text) as date) as day, kind, what, reason,
        cast(sum(count) as bigint) as number from (
        select connection_id, hour, kind, what, reason, count from integrations_tallies
        where tenant_id = :tenant and (cast(:connection as uuid) is null or connection_id = :connection)
            and (cast(:since as timestamptz) is null or hour >= :since) and (cast(:until as timestamptz) is null or hour < :until)
        union all
        select connection_id, hour, kind, what, reason, change from integrations_tally_changes
        where tenant_id = :tenant and (cast(:connection as uuid) is null or connection_id = :connection)
            and (cast(:since as timestamptz) is null or hour >= :since) and (cast(:until as timestamptz) is null or hour < :until)
    ) as both_of_them
    group by 1, 2, 3, 4, 5 having sum(count) <> 0 order by 1, 2, 3, 4, 5
    """
)


@dataclass(frozen=True, slots=True)
class Count:
    """So many of one kind on one day of one number."""

    connection_id: uuid.UUID
    day: str  # of the business's own calendar, YYYY-MM-DD
    kind: str
    what: str
    reason: str
    count: int


async def counts(
    tx: Tx, *, since: datetime | None, until: datetime | None, zone: str, connection_id: uuid.UUID | None = None
) -> list[Count]:
    """Everything counted from `since` (included) to `until` (not), which are full hours, by the days of `zone`."""
    rows = await tx.session.execute(
        _COUNTS, {"tenant": tx.tenant_id, "connection": connection_id, "since": since, "until": until, "zone": zone}
    )
    return [Count(r.connection_id, r.day.isoformat(), r.kind, r.what, r.reason, r.number) for r in rows]
