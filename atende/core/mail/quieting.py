"""What a copy of the install that was restored from a backup does not post again: it has most likely left meanwhile."""

import asyncpg

TABLES = ("mails",)

_MAILS = """
update mails set status = 'failed', problem = 'the install was restored from a backup that was made before it left'
where status in ('queued', 'sending') returning 1
"""


async def quiet(connection: asyncpg.Connection) -> int:
    """No mail that was to leave does; how many. Each has failed, and says why. By the owner of the table, in the transaction that opens the
    copy."""
    return len(await connection.fetch(_MAILS))
