"""What a copy of the install that was restored from a backup does not send again: it has most likely left meanwhile.

By the owner of the tables, for every tenant at once, in the transaction that opens the copy; nobody works in it yet, so no lock is taken
and no fact stated."""

import json
import uuid
from datetime import datetime

import asyncpg

from atende.inbox.rules.failure import failure
from atende.inbox.service import queueing

TABLES = ("inbox_messages", "inbox_conversations")

# Shown as not confirmed, which a late report of the vendor's still settles, and which holds up nothing behind it.
_MESSAGES = """
update inbox_messages set status = 'unknown', send_due_at = null, error = $1::jsonb,
    status_at = status_at || jsonb_build_object('unknown', $2::text)
where status = 'queued' returning 1
"""
_WAIT = """
update inbox_conversations set waiting_since = $3::timestamptz, due_at = $3::timestamptz + $4::interval, overdue_at = null,
    handoff_reason = $5
where tenant_id = $1 and id = $2 and owner_kind <> 'person' and waiting_since is null
"""


async def quiet(connection: asyncpg.Connection, reason: str, now: datetime) -> int:
    """No message that stood queued leaves by itself; how many. Each is `unknown` with that reason, and people may send it again."""
    return len(await connection.fetch(_MESSAGES, json.dumps(failure(reason)), now.isoformat()))


async def wait(connection: asyncpg.Connection, tenant_id: uuid.UUID, conversation_id: uuid.UUID, now: datetime) -> None:
    """Who was not answered in this conversation waits for a person, unless one has it or it waits already."""
    await connection.execute(_WAIT, tenant_id, conversation_id, now, queueing.WITHIN, queueing.LATE)
