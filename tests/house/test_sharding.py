"""The schema and every statement would run on a database sharded by tenant: keys lead with the tenant, joins carry it."""

import asyncpg
import pytest

from atende import wiring
from atende.bookings.service import freeing
from atende.core.db import Base
from atende.reports import invariants
from tests.contacts.people import new_tenant
from tests.database import Database
from tests.house.chores import done, left_behind
from tests.house.test_wall import UNIQUE_OVER_ALL
from tests.house.work import watched
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401 - fixtures
from tests.tenants_in_joins import untied

TABLES = frozenset({"a", "b", "c"})


async def test_every_key_of_a_tenants_table_leads_with_the_tenant(database: Database):
    connection = await asyncpg.connect(database.admin_url)
    rows = await connection.fetch(
        "select i.relname, t.relname, (select attname from pg_attribute where attrelid = t.oid and attnum = x.indkey[0])"
        " from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid"
        " join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id'"
        " where x.indisunique and t.relnamespace = 'atende'::regnamespace and not t.relispartition"
    )
    keys = await connection.fetch(
        "select k.conname, (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1])"
        " from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'tenant_id'"
        " join pg_attribute b on b.attrelid = k.confrelid and b.attname = 'tenant_id'"
        " where k.contype = 'f' and k.connamespace = 'atende'::regnamespace"
    )
    await connection.close()
    assert len(rows) > 40
    assert len(keys) > 30
    led = {name: first for name, _, first in rows if name not in UNIQUE_OVER_ALL} | dict(keys)
    assert {name: first for name, first in led.items() if first != "tenant_id"} == {}


@pytest.mark.parametrize(
    "sql",
    [
        "select * from a where tenant_id = $1",
        "select * from a join b on b.tenant_id = a.tenant_id and b.a_id = a.id where a.tenant_id = $1",
        "select * from a, b where a.tenant_id = $1 and b.tenant_id = $2 and a.id = b.id",
        "select * from a x left join b y on y.tenant_id = x.tenant_id and y.id = x.b_id where x.tenant_id = $1",
        "select (select max(at) from b where b.tenant_id = a.tenant_id and b.id = a.id) from a where a.tenant_id = $1",
        "with x as (select id from a where tenant_id = $1 for update) update b set n = 1 from x where b.tenant_id = $1 and b.id = x.id",
        "update a set n = 1 where tenant_id = $1 and id = any($2::uuid[])",
        "delete from a using b where a.tenant_id = $1 and b.tenant_id = a.tenant_id and a.id = b.id",
        "insert into a (tenant_id, id) select tenant_id, id from b where tenant_id = $1 on conflict do nothing returning id",
        "select * from (select * from a where tenant_id = $1 limit 9) x join b on b.tenant_id = x.tenant_id and b.a_id = x.id",
        "select 1 from other, another where other.id = another.id",
    ],
)
def test_a_statement_that_carries_its_tenant_passes(sql):
    assert untied(sql, TABLES) == []


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("select * from a", "a"),
        ("select * from a join b on b.a_id = a.id where a.tenant_id = $1", "b"),
        ("select * from a where a.tenant_id = $1 and exists (select 1 from b where b.a_id = a.id)", "b"),
        ("with x as (select id from a where tenant_id = $1) update b set n = 1 from x where b.id = x.id", "b"),
        ("select * from (select * from a where n = 1) x where x.n = $1", "a"),
        ("delete from a using b where a.tenant_id = $1 and a.id = b.id", "b"),
        ("insert into a (tenant_id, id) select $1, id from b where n = 2", "b"),
        ("select * from a where id in (select a_id from b where n = 1) and tenant_id = $1", "b"),
    ],
)
def test_a_table_that_nothing_ties_to_the_tenant_is_found(sql, table):
    assert [one.split(" in: ")[0] for one in untied(sql, TABLES)] == [table]


@pytest.mark.parametrize(
    ("sql", "is_fine"),
    [
        ("select tenant_id, id from a where due_at < now()", True),
        ("select a.tenant_id from a join b on b.tenant_id = a.tenant_id and b.id = a.id where a.due_at < now()", True),
        ("select a.tenant_id from a join b on b.id = a.id where a.due_at < now()", False),
        (
            "with x as (select tenant_id, n from a), y as (select tenant_id, n from b) select * from x full join y using (n)",
            False,
        ),
        ("with x as (select tenant_id, n from a), y as (select n from b) select * from x full join y using (tenant_id, n)", True),
        ("with k as (select 1 as n), x as (select * from a) select * from x, k join b using (n)", False),
        ("select count(*) from (select id from a union all select id from b) x", True),
        ("select a.id from a where exists (select 1 from b where b.a_id = a.id)", False),
        ("select a.id from a where exists (select 1 from b where b.tenant_id = a.tenant_id and b.a_id = a.id)", True),
        (
            "with recursive x(tenant_id, id) as (select tenant_id, id from a union all"
            " select b.tenant_id, b.id from b join x on b.a_id = x.id) select * from x",
            False,
        ),
    ],
)
def test_a_crossing_may_ask_for_all_tenants_but_joins_within_one(sql, is_fine):
    assert (untied(sql, TABLES, is_crossing=True) == []) is is_fine


async def test_no_statement_of_a_days_work_leaves_its_tenant(peer):  # noqa: F811 - the fixture
    wiring.wire()
    said, crossing = await watched()
    tables = frozenset(name for name, table in Base.metadata.tables.items() if "tenant_id" in table.columns)
    assert len(said) > 40
    assert len(crossing) > 8
    bad = [one for sql in sorted(said) for one in untied(sql, tables)]
    bad += [one for sql in sorted(crossing) for one in untied(sql, tables, is_crossing=True)]
    assert not bad, "\n".join(bad)


async def test_no_statement_of_a_workers_other_stages_leaves_its_tenant(clock, desk, peer):  # noqa: F811 - fixtures
    wiring.wire()
    await left_behind(desk)
    times: dict[str, int] = {}

    async def work() -> None:
        times.update(await done(desk))

    said, crossing = await watched(work)
    assert {"reminders", "receipts", freeing.STAGE, "send"} <= set(times), times
    tables = frozenset(name for name, table in Base.metadata.tables.items() if "tenant_id" in table.columns)
    bad = [one for sql in sorted(said) for one in untied(sql, tables)]
    bad += [one for sql in sorted(crossing) for one in untied(sql, tables, is_crossing=True)]
    assert not bad, "\n".join(bad)


async def test_no_statement_of_atende_check_joins_across_tenants(database):
    """Each is asked under a tenant's wall, which says which; they join within one all the same."""

    async def check() -> None:
        async for _ in invariants.walk():
            pass

    await new_tenant()
    said, crossing = await watched(check)
    tables = frozenset(name for name, table in Base.metadata.tables.items() if "tenant_id" in table.columns)
    assert sum(any(table in sql for table in tables) for sql in said) > 20
    bad = [one for sql in sorted(said | crossing) for one in untied(sql, tables, is_crossing=True)]
    assert not bad, "\n".join(bad)
