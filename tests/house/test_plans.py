"""Every hot query finds its rows by an index, however much there is: plans of the statements themselves, under the wall.

The product is watched at its work on a database with months of messages; what it asks is planned again for any value (as the server
does after five times) and no plan may read a large table from end to end."""

import json
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import asyncpg
import pytest

from atende import wiring
from atende.core import clock, config, db
from atende.demo.volume import loading
from tests.database import Database
from tests.house.work import watched
from tests.inbox.conftest import _channel, peer  # noqa: F401 - fixtures

MESSAGES = 40_000
LARGE = 1_000  # rows of a table (or partition) that nobody reads from end to end

# What is asked seldom, and reads all of something on purpose.
MAY_READ_ALL = {
    "count(*) filter (where true) as all": "counting a tenant's conversations looks at each of them",
    "AS count_1 \nFROM accounts_api_keys": "a business has a few keys, and a limit; here one has thousands",
    "with recursive kinds (kind)": "from one kind of hash to the next by their index, the first of each",
}

_PARCELS = """
insert into atende.integrations_parcels
    (tenant_id, id, connection_id, provider, kind, dedupe_key, lane, raw, correlation_id, received_at, state)
select tenant_id, id, connection_id, 'meta_whatsapp', 'message', external_id, 'p:' || conversation_id, '{}', '', occurred_at, 'done'
from atende.inbox_messages
"""
_KEYS = """
insert into atende.integrations_parcel_keys (tenant_id, connection_id, dedupe_key, parcel_id)
select tenant_id, connection_id, dedupe_key, id from atende.integrations_parcels
"""
_ATTEMPTS = """
insert into atende.inbox_attempts (tenant_id, id, message_id, number, state, lease_until, external_id)
select tenant_id, id, id, 1, 'accepted', occurred_at, external_id from atende.inbox_messages where direction = 'out'
"""
_TALLIES = """
insert into atende.integrations_tallies (tenant_id, connection_id, hour, kind, what, reason, count)
select c.tenant_id, c.id, date_trunc('hour', now()) - n * interval '1 hour', 'message', 'received', '', 9
from atende.integrations_connections c cross join generate_series(0, 8000) n
"""
# People who sign in, and what they did.
_PEOPLE = [
    "insert into atende.accounts_users (id, email, name, password_hash)"
    " select gen_random_uuid(), 'pessoa' || n || '@exemplo.com.br', 'Pessoa', 'x' from generate_series(1, 3000) n",
    "insert into atende.accounts_sessions (id, token_hash, csrf_token, user_id, expires_at)"
    " select gen_random_uuid(), id::text, 'x', id, now() + interval '9 days' from atende.accounts_users",
    "insert into atende.accounts_memberships (tenant_id, user_id, role, name, email)"
    " select t.id, u.id, 'staff', u.name, u.email from atende.accounts_users u"
    " cross join (select id from atende.accounts_tenants limit 1) t where u.email like 'pessoa%'",
    "insert into atende.accounts_api_keys (tenant_id, id, name, hint, key_hash, scopes, created_by)"
    " select tenant_id, uuidv7(), 'Caixa', 'x', user_id::text, '{}', user_id from atende.accounts_memberships",
    "insert into atende.accounts_sign_in_attempts (key, failures, last_at) select id::text, 1, now() from atende.accounts_users",
    "insert into atende.audit_entries (tenant_id, id, no, at, action, actor_kind, actor_id, detail, correlation_id, hash)"
    " select tenant_id, uuidv7(), row_number() over (order by user_id), now(), 'accounts.entered', 'user', user_id, '{}', '', ''"
    " from atende.accounts_memberships where email like 'pessoa%'",
]
# An agenda of years: of one business, as each business has its own.
_AGENDA = [
    "create temporary table agenda on commit preserve rows as select tenant_id, id as contact_id, uuidv7() as service_id,"
    " uuidv7() as room_id from atende.contacts_contacts limit 1",
    "insert into atende.knowledge_services (tenant_id, id, name) select tenant_id, service_id, 'Consulta' from agenda",
    "insert into atende.bookings_services (tenant_id, id, duration) select tenant_id, service_id, 30 from agenda",
    "insert into atende.bookings_resources (tenant_id, id, kind, name) select tenant_id, room_id, 'room', 'Sala' from agenda",
    """
insert into atende.bookings_occasions (tenant_id, id, service_id, starts_at, ends_at, capacity)
select tenant_id, uuidv7(), service_id, now() + n * interval '1 hour', now() + n * interval '1 hour' + interval '30 minutes', 1
from agenda cross join generate_series(-3000, 1000) n
""",
    """
insert into atende.bookings_claims (tenant_id, id, occasion_id, resource_id, resource_no, since, until)
select o.tenant_id, uuidv7(), o.id, r.id, r.no, o.starts_at, o.ends_at
from atende.bookings_occasions o join agenda a using (tenant_id) join atende.bookings_resources r on r.id = a.room_id
""",
    """
insert into atende.bookings_appointments
    (tenant_id, id, occasion_id, seat_no, capacity, service_id, contact_id, starts_at, ends_at, zone, said_at, state, source)
select o.tenant_id, uuidv7(), o.id, 1, 1, o.service_id, a.contact_id, o.starts_at, o.ends_at, 'UTC', o.starts_at at time zone 'UTC',
    'confirmed', 'staff' from atende.bookings_occasions o join agenda a using (tenant_id)
""",
    """
insert into atende.bookings_changes (tenant_id, id, appointment_id, at, actor, to_state, to_starts_at)
select tenant_id, uuidv7(), id, now(), 'bot', 'confirmed', starts_at from atende.bookings_appointments
""",
]


@pytest.fixture
async def filled(own_database: Database, peer, monkeypatch) -> AsyncIterator[Database]:  # noqa: F811 - the fixture
    """This process works on a database of its own, with months of messages, raw events and attempts in it."""
    await db.dispose()
    monkeypatch.setenv("ATENDE_HOME", str(own_database.home))
    config.settings.cache_clear()
    wiring.wire()
    since = clock.now() - timedelta(days=30 * loading.MONTHS)
    await loading.make_months(since)
    await loading.store(await loading.blocks(MESSAGES, 4), since, quiet=True)
    admin = await asyncpg.connect(own_database.admin_url)
    # What is counted of events is folded by the worker, which does not run here.
    for statement in (_PARCELS, _KEYS, _ATTEMPTS, _TALLIES, *_PEOPLE, *_AGENDA, "delete from atende.integrations_tally_changes"):
        await admin.execute(statement, timeout=60)
    # As the server does it by itself: partitions, and not the tables they are parts of.
    for table in await admin.fetch(
        "select oid::regclass from pg_class where relnamespace = 'atende'::regnamespace and relkind = 'r'"
    ):
        await admin.execute(f"vacuum analyze {table[0]}", timeout=60)
    await admin.close()
    yield own_database
    await db.dispose()
    monkeypatch.undo()
    config.settings.cache_clear()


async def _plan(connection: asyncpg.Connection, sql: str) -> dict:
    await connection.execute(f"prepare asked as {sql}")
    places = max((int(n) for n in re.findall(r"\$(\d+)", sql)), default=0)
    given = f"({', '.join(['null'] * places)})" if places else ""
    found = json.loads(await connection.fetchval(f"explain (format json) execute asked{given}"))
    await connection.execute("deallocate asked")
    return found[0]["Plan"]


# Nodes that read all of what is below them before they give a row.
_WHOLE = {"Sort", "Aggregate", "Hash", "WindowAgg", "Materialize", "ModifyTable", "BitmapAnd", "BitmapOr"}


def _scans(plan: dict, indexes: dict[str, tuple[str, bool]], is_first_few: bool = False) -> Iterator[str]:
    """Tables of which a plan reads all, or all of a tenant's: end to end, by an index that holds all of them, or by the tenant alone
    without an order in which the first few rows are enough. `indexes`: each one's table, and whether it is partial."""
    node = plan["Node Type"]
    if node == "Seq Scan":
        yield plan["Relation Name"]
    elif plan.get("Index Name") in indexes:
        table, is_partial = indexes[plan["Index Name"]]
        columns = set(re.findall(r"(\w+)\)* [=<>]", plan.get("Index Cond", "")))
        if not is_partial and (not columns or (columns == {"tenant_id"} and not is_first_few)):
            yield table
    is_first_few = node == "Limit" or (is_first_few and node not in _WHOLE)
    for inner in plan.get("Plans", []):
        yield from _scans(inner, indexes, is_first_few)


async def test_no_hot_query_reads_a_large_table_from_end_to_end(filled):
    said, crossing = await watched()
    admin = await asyncpg.connect(filled.admin_url)
    large = {
        row[0]
        for row in await admin.fetch(
            "select relname from pg_class where relnamespace = 'atende'::regnamespace and reltuples > $1", LARGE
        )
    }
    indexes = {
        row[0]: (row[1], row[2])
        for row in await admin.fetch(
            "select i.relname, t.relname, x.indpred is not null from pg_index x join pg_class i on i.oid = x.indexrelid"
            " join pg_class t on t.oid = x.indrelid where t.relnamespace = 'atende'::regnamespace"
        )
    }
    await admin.close()
    tables = {"inbox_messages_20", "inbox_external_ids", "inbox_statuses", "inbox_conversations", "inbox_attempts", "facts"}
    tables |= {"integrations_parcels_20", "integrations_parcel_keys"}
    tables |= {"integrations_tallies", "accounts_users", "accounts_sessions", "accounts_memberships", "accounts_api_keys"}
    tables |= {"accounts_sign_in_attempts", "audit_entries"}
    tables |= {"bookings_occasions", "bookings_claims", "bookings_appointments", "bookings_changes"}
    for table in tables:
        assert any(name.startswith(table) for name in large), f"{table} is not filled"
    assert len(said) > 40
    assert len(crossing) > 8
    bad = []
    for url, statements in ((filled.app_url, said), (filled.system_url, crossing)):
        connection = await asyncpg.connect(url)
        await connection.execute("set plan_cache_mode = force_generic_plan")
        await connection.execute("select set_config('app.tenant_id', $1, false)", str(uuid.uuid4()))
        for sql in sorted(statements):
            read = set(_scans(await _plan(connection, sql), indexes)) & large
            if read and not any(words in sql for words in MAY_READ_ALL):
                bad.append(f"reads all of {', '.join(sorted(read))}: {' '.join(sql.split())[:300]}")
        await connection.close()
    assert not bad, "\n".join(bad)
