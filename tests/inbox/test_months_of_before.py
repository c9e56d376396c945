"""A large install learns the months of what stands already while the previous version goes on working."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection, Engine, event

from atende.core import administrator, migrate, roles
from atende.kit.ids import first_id
from tests.database import Database, apart

NOW = datetime(2026, 8, 3, tzinfo=UTC)
IN_DEFAULT = datetime(2013, 7, 31, 23, 59, 59, 999000, tzinfo=UTC)
_LOCKED = (
    "select count(*) from pg_locks where granted and mode = 'AccessExclusiveLock'"
    " and relation in ('inbox_conversations'::regclass, 'inbox_messages'::regclass)"
    # Not of the other databases of this server, whose tables were cloned with the same numbers, and not a vacuum that gives pages back.
    " and database = (select oid from pg_database where datname = current_database())"
    " and pid in (select pid from pg_stat_activity where backend_type = 'client backend')"
)


def _down(connection: Connection, names: roles.Names) -> None:
    migrate.become_owner(connection, names)
    config = migrate.alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0024")


@pytest.fixture
async def before(own_database: Database) -> AsyncIterator[asyncpg.Connection]:
    """A database of the version before."""
    engine = administrator.engine(own_database.admin_url)
    async with engine.connect() as connection:
        names = await roles.names_of(connection)
        await connection.run_sync(_down, names)
    await engine.dispose()
    rows = await asyncpg.connect(own_database.admin_url)
    await rows.execute("set search_path = atende; set session_replication_role = replica")  # rows that point to nothing will do
    yield rows
    await rows.close()


async def _conversation(rows: asyncpg.Connection, *times: datetime) -> uuid.UUID:
    tenant, conversation = uuid.uuid4(), uuid.uuid4()
    await rows.execute(
        "insert into inbox_conversations (tenant_id, id, connection_id, contact_id, owned_since, last_activity_at)"
        " values ($1, $2, gen_random_uuid(), gen_random_uuid(), now(), now())",
        tenant,
        conversation,
    )
    for at in times:
        await rows.execute(
            "insert into inbox_messages (tenant_id, id, conversation_id, connection_id, direction, author_kind, kind, occurred_at,"
            " tiebreak, status) values ($1, $2, $3, gen_random_uuid(), 'in', 'customer', 'text', $4, '', 'received')",
            tenant,
            uuid.UUID(int=first_id(at).int | 7 << 76 | 2 << 62 | uuid.uuid4().int >> 80),
            conversation,
            at,
        )
    return conversation


async def _months(rows: asyncpg.Connection, conversation: uuid.UUID) -> list[date]:
    (row,) = await rows.fetch("select message_months from inbox_conversations where id = $1", conversation)
    return row["message_months"]


async def test_what_stood_before_is_known_and_nothing_is_kept_locked_meanwhile(
    before: asyncpg.Connection, own_database: Database
):
    await before.execute("select core_make_partitions('2013-12-15', '2014-01-15')")
    old = await _conversation(before, IN_DEFAULT, datetime(2013, 12, 31, 23, 59, tzinfo=UTC), datetime(2014, 1, 1, tzinfo=UTC))
    other, silent = await _conversation(before, NOW, NOW), await _conversation(before)
    locked: list[int] = []

    async def count() -> None:
        connection = await asyncpg.connect(own_database.admin_url, server_settings={"search_path": "atende"})
        locked.append(await connection.fetchval(_LOCKED))
        await connection.close()

    def looking(_connection, _cursor, statement: str, _parameters, _context, _many) -> None:
        if statement.startswith(("UPDATE inbox_conversations", "CREATE INDEX")):
            apart(count())

    event.listen(Engine, "before_cursor_execute", looking)
    try:
        await migrate.upgrade(own_database.admin_url, own_database.home)
    finally:
        event.remove(Engine, "before_cursor_execute", looking)
    assert len(locked) > 4
    assert not any(locked)
    assert await _months(before, old) == [date(2013, 7, 1), date(2013, 12, 1), date(2014, 1, 1)]
    assert (await _months(before, other), await _months(before, silent)) == ([date(2026, 8, 1)], [])
    tables = "relname ~ '^inbox_(messages|conversations)' and relkind in ('r', 'p')"
    assert await before.fetchval(f"select bool_and(relforcerowsecurity) from pg_class where {tables}")


async def test_an_upgrade_that_was_cut_short_is_made_once_more(before: asyncpg.Connection, own_database: Database):
    old = await _conversation(before, NOW)
    asked = 0

    def fails(_connection, _cursor, statement: str, _parameters, _context, _many) -> None:
        nonlocal asked
        asked += statement.startswith("UPDATE inbox_conversations")
        if asked == 2:
            raise ConnectionError("away")

    event.listen(Engine, "before_cursor_execute", fails)
    try:
        with pytest.raises(ConnectionError):
            await migrate.upgrade(own_database.admin_url, own_database.home)
    finally:
        event.remove(Engine, "before_cursor_execute", fails)
    await migrate.upgrade(own_database.admin_url, own_database.home)
    assert await _months(before, old) == [date(2026, 8, 1)]
