"""What a copy of the install that was restored for a drill does not use: the numbers and accounts of the install that goes on."""

import uuid

import asyncpg

TABLES = ("integrations_connections",)

_CONNECTIONS = """
update integrations_connections set is_active = false, state = 'paused', state_reason = $1 where environment = 'live' returning id
"""


async def rest(connection: asyncpg.Connection, reason: str) -> list[uuid.UUID]:
    """Every connection that is no twin's is paused with that reason; which. By the owner of the table, in the transaction that opens the
    copy."""
    return [row[0] for row in await connection.fetch(_CONNECTIONS, reason)]
