"""Waiting until something under way has come to where it waits, however slow this machine is."""

import asyncio

import asyncpg


async def waiting_for_a_lock(database, many: int = 1) -> None:
    """So many in this database wait for what another transaction holds."""
    connection = await asyncpg.connect(database.admin_url)
    waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    try:
        async with asyncio.timeout(60):
            while await connection.fetchval(waits) < many:
                await asyncio.sleep(0.01)
    finally:
        await connection.close()
