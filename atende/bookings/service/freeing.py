"""Something became free: whoever looks after those who wait hears of it. Below every verb that may free a time."""

from atende.core import jobs
from atende.core.jobs import Lane
from atende.core.tenancy import Tx
from atende.kit.ids import new_id

STAGE = "backfill"

_FREED = """
insert into bookings_freed (tenant_id, id, at, reason)
select $1, $2, $3, $4 where exists (select from bookings_waits where tenant_id = $1 and state = 'waiting') returning id
"""


async def freed(tx: Tx, reason: str) -> None:
    """Something became free: whoever waits is looked for, shortly. Waits for nobody, whatever the transaction holds already."""
    if await tx.fetch(_FREED, tx.tenant_id, new_id(), tx.now, reason):
        look(tx)


def look(tx: Tx) -> None:
    """Whoever looks after offers does so as soon as this transaction has committed."""
    lane = Lane(tx.tenant_id, STAGE)

    async def say_so() -> None:
        jobs.expect(STAGE, lane)

    tx.after_commit.append(say_so)
