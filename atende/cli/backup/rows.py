"""How many rows each tenant has in each table: counted with the dump, counted again after a restore."""

import asyncpg

from atende.core.roles import SCHEMA
from atende.core.startup import StartupError

Counts = dict[str, dict[str, int]]  # table -> tenant ("" for rows of nobody in particular) -> rows

_TABLES = """
select c.relname, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not attisdropped)
from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1
"""


async def count(connection: asyncpg.Connection) -> Counts:
    """All rows of all tables, or `StartupError`: a role that row security hides rows from is refused, not given fewer."""
    await connection.execute("set row_security = off")  # raises instead of leaving rows out
    found: Counts = {}
    try:
        for table, has_tenant in await connection.fetch(_TABLES, SCHEMA):
            tenant = "tenant_id::text" if has_tenant else "''"
            rows = await connection.fetch(f"select coalesce({tenant}, ''), count(*) from {SCHEMA}.\"{table}\" group by 1")  # noqa: S608 - names of the catalogue
            found[table] = {row[0]: row[1] for row in rows}
    except asyncpg.InsufficientPrivilegeError as error:
        raise StartupError(
            "The administrator's role does not see every row, so a backup would leave some out",
            "Let a superuser run ALTER ROLE ... BYPASSRLS for it, and grant it the owner's role",
        ) from error
    return found


async def count_alone(connection: asyncpg.Connection, owner: str) -> Counts:
    """The same for an administrator who may neither bypass row security nor is a superuser, in a database where nobody works: as
    the owner, with the walls down in a transaction that is undone."""
    if await connection.fetchval("select rolsuper or rolbypassrls from pg_roles where rolname = current_user"):
        return await count(connection)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"set local role {owner}")
        for table, _ in await connection.fetch(_TABLES, SCHEMA):
            await connection.execute(f'alter table {SCHEMA}."{table}" no force row level security')
        return await count(connection)
    finally:
        await transaction.rollback()


def differences(expected: Counts, found: Counts) -> list[str]:
    """A line for each table and tenant that has more or fewer rows than expected; empty when all agree."""
    lines = []
    for table in sorted(expected.keys() | found.keys()):
        before, after = expected.get(table, {}), found.get(table, {})
        for tenant in sorted(before.keys() | after.keys()):
            if before.get(tenant, 0) != after.get(tenant, 0):
                whose = f" of tenant {tenant}" if tenant else ""
                lines.append(f"{table}{whose}: {after.get(tenant, 0)} rows instead of {before.get(tenant, 0)}")
    return lines
