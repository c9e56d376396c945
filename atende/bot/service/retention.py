"""What the bot read and why it answered goes with the messages it was about."""

from datetime import datetime

from sqlalchemy import text

from atende.core import log
from atende.core.tenancy import SYSTEM, Crossing, across_tenants, in_tenant
from atende.kit.ids import first_id

_WITH_TURNS = text("select distinct tenant_id from inbox_messages where id >= :since and id < :until")
_TURNS = text("delete from bot_turns where tenant_id = :tenant and id >= :since and id < :until")

_log = log.get("bot")


async def leave(since: datetime, until: datetime) -> None:
    """No turn is left that was taken between these times, in any business with messages of then."""
    bounds = {"since": first_id(since), "until": first_id(until)}
    async with across_tenants(Crossing.SWEEP) as session:
        await session.execute(text("set local statement_timeout = '15min'"))
        tenants = list(await session.scalars(_WITH_TURNS, bounds))
    for tenant_id in tenants:
        async with in_tenant(tenant_id, SYSTEM) as tx:
            await tx.session.execute(text("set local statement_timeout = '15min'"))
            await tx.session.execute(_TURNS, {"tenant": tenant_id, **bounds})
    _log.info("turns_forgotten", tenants=len(tenants))
