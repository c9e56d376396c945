"""Old messages go with the month they were stored in; what points to them goes just before."""

from datetime import datetime

from sqlalchemy import delete, text

from atende.core import log
from atende.core.tenancy import SYSTEM, Crossing, across_tenants, in_tenant
from atende.inbox.models import Attempt
from atende.kit.ids import first_id

_WITH_ATTEMPTS = text("select distinct tenant_id from inbox_attempts where message_id >= :since and message_id < :until")

_log = log.get("inbox")


async def leave(since: datetime, until: datetime) -> None:
    """No attempt to send points to a message whose id was made between these times. Their keys stay: what came once came once."""
    bounds = {"since": first_id(since), "until": first_id(until)}
    async with across_tenants(Crossing.SWEEP) as session:
        tenants = list(await session.scalars(_WITH_ATTEMPTS, bounds))
    for tenant_id in tenants:
        async with in_tenant(tenant_id, SYSTEM) as tx:
            gone = await tx.session.scalars(
                delete(Attempt)
                .where(
                    Attempt.tenant_id == tx.tenant_id,
                    Attempt.message_id >= bounds["since"],
                    Attempt.message_id < bounds["until"],
                )
                .returning(Attempt.id)
            )
            count = len(gone.all())
        _log.info("attempts_forgotten", tenant_id=str(tenant_id), count=count)
