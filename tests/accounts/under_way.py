"""Waiting until something under way has come to where it waits, however slow this machine is."""

import asyncio

import asyncpg


async def waiting_for_a_lock(database) -> None:
    """Somebody in this database waits for what another transaction holds."""
    connection = await asyncpg.connect(database.admin_url)
    waits = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
    try:
        async with asyncio.timeout(60):
            while not await connection.fetchval(waits):
                await asyncio.sleep(0.01)
    finally:
        await connection.close()
