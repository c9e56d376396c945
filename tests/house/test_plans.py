"""Every hot query finds its rows by an index, however much there is: plans of the statements themselves, under the wall.

The product is watched at its work on a database with months of messages; what it asks is planned again for any value (as the server
does after five times) and no plan may read a large table from end to end."""

import json
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import event

from atende import wiring
from atende.core import clock, config, db, live
from atende.core.tenancy import in_tenant
from atende.demo.volume import loading
from atende.inbox.ports import Sender as Person
from atende.inbox.ports import StatusUpdate
from atende.inbox.queries import conversations, timeline
from atende.inbox.queries.conversations import CaseState, Filter
from atende.inbox.service.statuses import apply_status
from atende.integrations import queries as integrations
from atende.integrations.queries import parcels, tallies
from atende.integrations.service import connections
from tests.database import Database
from tests.flows.way import walk
from tests.inbox.conftest import _channel, peer  # noqa: F401 - fixtures
from tests.install import Business
from tests.meta import Sender, say
from tests.statements import listening

MESSAGES = 40_000
LARGE = 1_000  # rows of a table (or partition) that nobody reads from end to end

# What is asked seldom, and reads all of something on purpose.
MAY_READ_ALL = {
    "count(*) filter (where true) as all": "counting a tenant's conversations looks at each of them",
    "where external_id = $1": "this test's own look",
    "select external_id from inbox_messages where direction = 'out'": "this test's own look",
    "from inbox_messages where conversation_id = $1 and status = 'sent'": "this test's own look",
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
    for statement in (_PARCELS, _KEYS, _ATTEMPTS, "delete from atende.integrations_tally_changes", "vacuum analyze"):
        await admin.execute(statement, timeout=60)
    await admin.close()
    yield own_database
    await db.dispose()
    monkeypatch.undo()
    config.settings.cache_clear()


@contextmanager
def _crossing() -> Iterator[set[str]]:
    """What the crossing role sends."""
    heard: set[str] = set()

    def statement(_connection, _cursor, sql, _parameters, _context, _many) -> None:
        heard.add(sql)

    engine = db.system_engine().sync_engine
    event.listen(engine, "before_cursor_execute", statement)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", statement)


async def _business() -> Business:
    from tests.contacts.people import new_tenant

    tenant_id = await new_tenant()
    digits = str(uuid.uuid4().int)
    async with in_tenant(tenant_id) as tx:
        connection = await connections.connect(
            tx, provider="meta_whatsapp", environment="live", name="Recepção", phone="+551130005500", number_id=digits[:15],
            account_id=digits[15:30], token="EAAtest",
        )  # fmt: skip
        connections.publish(tx, connection, is_proven=True)
    return Business(tenant_id, connection.id, digits[:15], digits[15:30], "+551130005500")


async def _work() -> None:
    """A customer is answered twice, what was sent is reported on, and somebody looks at all of it in every way there is."""
    business = await _business()
    sender = Sender(business, f"55119{uuid.uuid4().int % 10**8:08d}", None, "Marina")
    way = await walk(say(sender, "oi"))
    await walk(say(sender, "qual o horário de atendimento?"))
    async with in_tenant(business.tenant_id) as tx:
        external = (await tx.fetch("select external_id from inbox_messages where direction = 'out'"))[0][0]
        for word in ("delivered", "read"):
            await apply_status(tx, business.connection_id, StatusUpdate(external, word, tx.now, Person(phone=sender.phone)))
    async with in_tenant(business.tenant_id) as tx:
        me = uuid.uuid4()
        for show in Filter:
            for case in CaseState:
                await conversations.page(tx, me=me, show=show, case=case)
        seen = await conversations.page(tx, me=me, limit=1)
        await conversations.one(tx, way.conversation_id)
        await conversations.counts(tx, me)
        assert seen.items
        page = await timeline.page(tx, way.conversation_id, limit=2)
        await timeline.page(tx, way.conversation_id, before=page.prev_cursor)
        await timeline.page(tx, way.conversation_id, after=page.items[0]["cursor"])
        await timeline.message(tx, page.items[-1]["id"])
        for state in (None, *parcels.STATES):
            await parcels.page(tx, parcels.Selection(connection_id=business.connection_id, state=state))
        await tallies.counts(tx, since=tx.now - timedelta(days=1), until=None, zone="UTC")
        await integrations.parcels_of(tx, business.connection_id, [external])
    for stage in wiring.stages():
        await stage.due(10)
    tail = live.Tail()
    events = tail.listen(business.tenant_id, (1, 1))
    assert (await anext(events)).kind in ("ready", "reset")
    await events.aclose()
    await tail.close()


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
        columns = set(re.findall(r"\((\w+) [=<>]", plan.get("Index Cond", "")))
        if not is_partial and (not columns or (columns == {"tenant_id"} and not is_first_few)):
            yield table
    is_first_few = node == "Limit" or (is_first_few and node not in _WHOLE)
    for inner in plan.get("Plans", []):
        yield from _scans(inner, indexes, is_first_few)


async def test_no_hot_query_reads_a_large_table_from_end_to_end(filled):
    with listening() as heard, _crossing() as crossing:
        await _work()
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
    for table in tables:
        assert any(name.startswith(table) for name in large), f"{table} is not filled"
    asked = {filled.app_url: {one for one in heard.inside() if not one.startswith("set_config")}, filled.system_url: crossing}
    assert len(asked[filled.app_url]) > 40
    assert len(crossing) > 8
    bad = []
    for url, statements in asked.items():
        connection = await asyncpg.connect(url)
        await connection.execute("set plan_cache_mode = force_generic_plan")
        await connection.execute("select set_config('app.tenant_id', $1, false)", str(uuid.uuid4()))
        for sql in sorted(statements):
            if not re.match(r"(select|with|insert|update|delete)\b", sql.strip(), re.IGNORECASE):
                continue
            read = set(_scans(await _plan(connection, sql), indexes)) & large
            if read and not any(words in sql for words in MAY_READ_ALL):
                bad.append(f"reads all of {', '.join(sorted(read))}: {' '.join(sql.split())[:300]}")
        await connection.close()
    assert not bad, "\n".join(bad)
