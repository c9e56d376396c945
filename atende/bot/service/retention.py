"""What the bot read and why it answered goes with the messages it was about."""

from datetime import datetime

from atende.core import log, partitions

_TURNS = """
with part as materialized (select id from bot_turns where tenant_id = $1 and id > $2 and id < $3 order by id limit $4),
    gone as (delete from bot_turns where tenant_id = $1 and id = any(array(select id from part)))
select id from part order by id desc limit 1
"""

_log = log.get("bot")


async def leave(since: datetime, until: datetime) -> None:
    """No turn is left that was taken between these times, in any business with messages of then."""
    tenants = await partitions.tenants_of("inbox_messages", since, until)
    for tenant_id in tenants:
        await partitions.part_by_part(tenant_id, _TURNS, since, until)
    _log.info("turns_forgotten", tenants=len(tenants))
