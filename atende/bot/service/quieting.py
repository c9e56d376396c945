"""What the bot of a copy that was restored from a backup does not answer any more: it, or a person, has most likely done so meanwhile."""

from datetime import datetime

import asyncpg

from atende.inbox.service import quieting

TABLES = ("bot_sessions", "bot_pending_inputs", *quieting.TABLES)

_TALKS = "select tenant_id, conversation_id from bot_sessions where turn_due_at is not null"
_INPUTS = "delete from bot_pending_inputs"
_TURNS = """
update bot_sessions set turn_due_at = null, burst_started_at = null, burst_last_at = null, attempts = 0 where turn_due_at is not null
"""


async def quiet(connection: asyncpg.Connection, now: datetime) -> int:
    """No turn is due; how many were. Whom the bot had not answered yet waits for a person, as whoever wrote too late for it does. By the
    owner of the tables, in the transaction that opens the copy."""
    talks = await connection.fetch(_TALKS)
    await connection.execute(_INPUTS)
    await connection.execute(_TURNS)
    for tenant_id, conversation_id in talks:
        await quieting.wait(connection, tenant_id, conversation_id, now)
    return len(talks)
