"""Questions about tallies: what came, and what became of it, counted in one snapshot."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from atende.core.tenancy import Tx

# One statement, so one snapshot: what a worker is folding at this moment is seen before or after, never twice or not at all.
_COUNTS = """
    select connection_id, cast(hour at time zone cast(:zone as text) as date) as day, kind, what, reason,
        cast(sum(count) as bigint) as number from (
        select connection_id, hour, kind, what, reason, count from integrations_tallies where {where}
        union all
        select connection_id, hour, kind, what, reason, change from integrations_tally_changes where {where}
    ) as both_of_them
    group by 1, 2, 3, 4, 5 having sum(count) <> 0 order by 1, 2, 3, 4, 5
"""


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
    asked = {
        "tenant_id = :tenant": tx.tenant_id,
        "connection_id = :connection": connection_id,
        "hour >= :since": since,
        "hour < :until": until,
    }
    # Only what is asked stands there: of years of hours an index finds those that are asked for.
    where = [words for words, value in asked.items() if value is not None]
    given = {words.rpartition(":")[2]: value for words, value in asked.items() if value is not None}
    rows = await tx.session.execute(text(_COUNTS.format(where=" and ".join(where))), {**given, "zone": zone})
    return [Count(r.connection_id, r.day.isoformat(), r.kind, r.what, r.reason, r.number) for r in rows]
