"""The version before months goes on with what was agreed by months."""

import asyncpg
from alembic import command
from sqlalchemy import Connection

from atende.core import administrator, migrate, roles


def _down(connection: Connection, names) -> None:
    migrate.become_owner(connection, names)
    config = migrate.alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0036")


async def test_the_way_back_with_a_monthly_series(own_database):
    rows = await asyncpg.connect(own_database.admin_url)
    await rows.execute("set search_path = atende; set session_replication_role = replica")
    await rows.execute(
        "insert into bookings_series (tenant_id, id, contact_id, service_id, said_at, zone, every, unit, count) values"
        " (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now()::timestamp, 'UTC', 1, 'month', 3)"
    )
    engine = administrator.engine(own_database.admin_url)
    async with engine.connect() as connection:
        names = await roles.names_of(connection)
        await connection.run_sync(_down, names)
    await engine.dispose()
    assert await rows.fetchval("select count(*) from bookings_series") == 0
    forced = "select bool_and(relforcerowsecurity) from pg_class where relname in ('bookings_series', 'bookings_appointments')"
    assert await rows.fetchval(forced)
    await rows.close()
