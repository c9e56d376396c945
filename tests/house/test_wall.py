"""The wall between tenants as the database itself states it (promises S1 to S5)."""

import ast
import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

import atende
from atende.accounts.models import Store
from atende.core import db
from atende.core.config import settings
from atende.core.roles import role_problems
from atende.core.tenancy import SYSTEM, in_tenant
from atende.kit.ids import new_id
from tests.database import Database

# Tables of nobody in particular. Whoever adds one says why no tenant owns its rows.
NO_TENANT = {
    "histories": "the install has one history at a time, whoever its tenants are",
    "accounts_agencies": "an agency stands above its tenants",
    "accounts_users": "a person may work for several tenants",
    "accounts_gateway_tokens": "it is a session's, before any tenant is chosen",
    "accounts_outside_identities": "a person is somebody elsewhere whatever businesses they work for",
    "accounts_sessions": "a sign-in is a person's, before any tenant is chosen",
    "accounts_sign_in_attempts": "guesses come before anybody is known",
    "accounts_tickets": "a link or a half-finished sign-in is a person's, or leads to one",
    "accounts_email_changes": "a person's e-mail is theirs, whatever businesses they work for",
    "accounts_totps": "a second factor is a person's",
    "accounts_recovery_codes": "a second factor is a person's",
    "accounts_passkeys": "a second factor is a person's",
    "accounts_happenings": "a sign-in is a person's; each of their businesses is told by a fact",
    "mails": "a mail may go to somebody of no tenant; the application's role can only add one",
    "accounts_tenants": "its own id is the tenant; the wall compares that",
    "alembic_version": "the schema's revision",
    "limits_buckets": "how often an address or a key asked, before any tenant is known",
    "integrations_unrouted": "a parcel that belongs to no tenant",
}
# Unique over the whole install, on purpose: everything else that is unique is so within a tenant.
UNIQUE_OVER_ALL = {
    "pk_integrations_numbers": "one row per connection; read by crossings only",
    "uq_integrations_numbers_proven": "a receiving number has one owner; read by crossings only",
    "uq_bookings_pages_slug": "a public page's address; reading across is granted for addresses only",
    "uq_bookings_pages_domain": "a domain shows one page",
    "pk_accounts_tenants": "it is the tenant",
    "uq_accounts_tenants_slug": "a short name stands in addresses",
    "ex_bookings_claims_overlap": "a resource has one number in the whole install; it tells who claims it that it is taken, no more",
    "uq_accounts_api_keys_key_hash": "a key opens one business, found before it is known which; a hash of 256 random bits",
}
# Foreign keys from a tenant's table to a table of nobody in particular.
POINTS_OUT = {"fk_accounts_memberships_user_id": "a member is an account"}
# Functions that run with their owner's rights. Each needs a fixed search_path, pins the tenant itself and has a test of that.
DEFINERS = {
    "core_make_partitions": "makes partitions by the month, each behind the wall; moves their rows there from the default one, no others",
    "core_hold_partition": "locks a partition of a month; reads and writes no row",
    "core_drop_partition": "drops a partition of a month that nobody can still write to; reads no row",
}
# Who may look past the wall, and what for.
CROSSERS = {
    "accounts/access.py": {"SIGN_IN"},
    "accounts/staying.py": {"SIGN_IN"},
    "accounts/service/keys.py": {"SIGN_IN"},
    "accounts/routes/auth.py": {"SIGN_IN"},
    "accounts/routes/businesses.py": {"SIGN_IN"},
    "accounts/routes/forward.py": {"SIGN_IN"},
    "accounts/service/forwarding.py": {"SIGN_IN"},
    "accounts/routes/me.py": {"SIGN_IN"},
    "accounts/service/confirming.py": {"SIGN_IN"},
    "accounts/service/emails.py": {"SIGN_IN", "SWEEP"},
    "accounts/service/happenings.py": {"SWEEP"},
    "accounts/service/invitations.py": {"SIGN_IN"},
    "accounts/service/notices.py": {"SIGN_IN"},
    "accounts/service/passkeys.py": {"SIGN_IN"},
    "accounts/routes/outside.py": {"SIGN_IN"},
    "accounts/service/outside.py": {"SIGN_IN"},
    "accounts/service/outside_ways.py": {"SIGN_IN"},
    "accounts/service/passwords.py": {"SIGN_IN"},
    "accounts/service/people.py": {"OPERATE", "SIGN_IN"},
    "accounts/service/policies.py": {"SIGN_IN"},
    "accounts/service/resets.py": {"SIGN_IN"},
    "accounts/service/second_factors.py": {"SIGN_IN"},
    "accounts/service/sessions.py": {"SIGN_IN"},
    "bookings/queries/page.py": {"PUBLIC_PAGE"},
    "bookings/schedule.py": {"SWEEP"},
    "bookings/service/outside/connecting.py": {"SAME_CONSENT"},
    "bot/service/backfill.py": {"SWEEP"},
    "bot/service/pending.py": {"SWEEP"},
    "audit/routes/install.py": {"OPERATE"},
    "cli/bookings.py": {"OPERATE"},
    "cli/noting.py": {"OPERATE"},
    "cli/audit.py": {"OPERATE"},
    "cli/replay.py": {"OPERATE"},
    "core/audit/verifying.py": {"OPERATE"},
    "core/limits/stores.py": {"LIMIT"},
    "core/live.py": {"LIVE"},
    "core/partitions.py": {"SWEEP"},
    "cli/user.py": {"OPERATE"},
    "core/mail/outbox.py": {"OPERATE", "SWEEP"},
    "core/rotation.py": {"OPERATE"},
    "demo/load.py": {"OPERATE"},
    "demo/volume/loading.py": {"OPERATE"},
    "demo/phones.py": {"OPERATE"},
    "inbox/service/deliver.py": {"SWEEP"},
    "inbox/service/media.py": {"SWEEP"},
    "inbox/service/ownership.py": {"SWEEP"},
    "inbox/service/retention.py": {"SWEEP"},
    "inbox/service/templates.py": {"SWEEP"},
    "inbox/service/waiting.py": {"SWEEP"},
    "integrations/door.py": {"ROUTE_WEBHOOK"},
    "integrations/queries/__init__.py": {"OPERATE"},
    "integrations/service/checking.py": {"ROUTE_WEBHOOK"},
    "integrations/service/connections.py": {"ROUTE_WEBHOOK", "SWEEP"},
    "integrations/service/keys.py": {"SWEEP"},
    "integrations/service/opening.py": {"SWEEP"},
    "integrations/service/ownerless.py": {"SWEEP"},
    "integrations/service/receive.py": {"ROUTE_WEBHOOK"},
    "integrations/service/replaying.py": {"SWEEP"},
    "integrations/service/rotating.py": {"OPERATE"},
    "integrations/service/routing.py": {"ROUTE_WEBHOOK"},
    "integrations/service/sandbox.py": {"ROUTE_WEBHOOK"},
    "integrations/service/sealing.py": {"ROUTE_WEBHOOK"},
    "integrations/service/tallying.py": {"SWEEP"},
    "reports/invariants.py": {"OPERATE"},
    "reports/queries/unrouted.py": {"OPERATE"},
    "reports/rebuilding.py": {"OPERATE"},
    "reports/waiting.py": {"WATCH"},
    "worker.py": {"SWEEP"},
}


@pytest.fixture
async def catalogue(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute("set search_path = atende")
    yield connection
    await connection.close()


async def _tenant_tables(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'"
        " where c.relnamespace = 'atende'::regnamespace and c.relkind in ('r', 'p') order by 1"
    )
    return [row[0] for row in rows]


async def test_every_table_is_behind_the_wall_or_says_why_not(catalogue):
    rows = await catalogue.fetch(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class"
        " where relnamespace = 'atende'::regnamespace and relkind in ('r', 'p')"
    )
    walled = {*await _tenant_tables(catalogue), "accounts_tenants"}
    for name, is_enabled, is_forced in rows:
        if name in walled:
            assert is_enabled, f"{name} lacks ENABLE ROW LEVEL SECURITY: add it to WALLED in its migration"
            assert is_forced, f"{name} lacks FORCE ROW LEVEL SECURITY: build it with core.wall.build"
        else:
            assert name in NO_TENANT, f"{name} has no tenant_id; if that is right, say why in NO_TENANT"
    assert {name for name, *_ in rows} >= set(NO_TENANT), "NO_TENANT names a table that is gone"


async def test_every_policy_checks_what_is_read_and_what_is_written(catalogue):
    rows = await catalogue.fetch(
        "select c.relname, p.polname, p.polcmd, p.polpermissive,"
        " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),"
        " array(select r::regrole::text from unnest(p.polroles) r)"
        " from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = 'atende'::regnamespace"
    )
    walls = {}
    for table, policy, command, is_permissive, using, check, roles in rows:
        assert using, f"{policy} on {table} has no USING"
        assert check, f"{policy} on {table} has no WITH CHECK"
        assert command == b"*", f"{policy} on {table} is not for all commands"
        assert is_permissive
        if policy == "wall":
            column = "id" if table == "accounts_tenants" else "tenant_id"
            assert roles == ["atende_app"]
            assert using == check
            assert using.count("current_setting('app.tenant_id'") == 2, f"{table}: {using}"
            assert f"({column} = " in using, f"{table}: {using}"
            assert ", true" not in using, f"{table}: a missing tenant must be an error: {using}"
            walls[table] = using
        else:
            assert policy == "crossing", f"unknown policy {policy} on {table}"
            assert roles == ["atende_system"], f"{policy} on {table} holds for {roles}"
    assert set(walls) == {*await _tenant_tables(catalogue), "accounts_tenants"}


async def test_neither_working_role_can_get_round_the_wall(database):
    for engine in (db.app_engine(), db.system_engine()):
        async with engine.connect() as connection:
            assert await role_problems(connection) == []
            mine = await connection.scalar(text("select session_user"))
            others = {"atende_owner", "atende_app", "atende_system", "postgres"} - {mine}
            known = await connection.scalars(text("select rolname from pg_roles where rolname = any(:n)"), {"n": list(others)})
            for other in known.all():
                is_member = await connection.scalar(text("select pg_has_role(:r, 'MEMBER')"), {"r": other})
                assert not is_member, f"{mine} can become {other}"


async def test_without_a_tenant_every_use_of_a_tenants_table_is_an_error_even_of_an_empty_one(own_database):
    admin = await asyncpg.connect(own_database.admin_url)
    await admin.execute("set search_path = atende")
    tables = [*await _tenant_tables(admin), "accounts_tenants"]
    columns = {t: "id" if t == "accounts_tenants" else "tenant_id" for t in tables}
    allowed = {
        (t, verb): await admin.fetchval("select has_table_privilege('atende_app', $1, $2)", t, verb)
        for t in tables
        for verb in ("SELECT", "UPDATE", "DELETE")
    }
    await admin.close()
    # A connection that never had a tenant, and one that a pool hands on after it had one.
    fresh = await asyncpg.connect(own_database.app_url)
    used = await asyncpg.connect(own_database.app_url)
    async with used.transaction():
        await used.execute("select set_config('app.tenant_id', $1, true)", str(new_id()))
        assert await used.fetch("select * from accounts_stores") == []
    tried = 0
    for connection in (fresh, used):
        for (table, verb), is_allowed in allowed.items():
            column = columns[table]
            statement = {
                "SELECT": f"select 1 from {table} limit 1",
                "UPDATE": f"update {table} set {column} = {column}",
                "DELETE": f"delete from {table}",
            }[verb]
            try:
                await connection.execute(statement)
            except asyncpg.InsufficientPrivilegeError:
                assert not is_allowed, f"{statement}: refused for another reason than the missing tenant"
            except (asyncpg.UndefinedObjectError, asyncpg.InvalidTextRepresentationError):
                tried += 1
            else:
                pytest.fail(f"{statement}: answered without a tenant")
    await fresh.close()
    await used.close()
    assert tried >= 2 * 25


@pytest.fixture
async def five_connections(database, monkeypatch) -> AsyncIterator[None]:
    await db.dispose()
    monkeypatch.setenv("ATENDE_DATABASE_POOL", "5")
    settings.cache_clear()
    yield
    await db.dispose()
    monkeypatch.undo()
    settings.cache_clear()


class _Broken(Exception):
    pass


async def test_ten_thousand_interleaved_transactions_over_five_connections_see_no_foreign_row(five_connections):
    tenants = [new_id() for _ in range(8)]
    for tenant_id in tenants:
        async with in_tenant(tenant_id, SYSTEM) as tx:
            tx.session.add_all(Store(tenant_id=tenant_id, id=new_id(), name=str(tenant_id)) for _ in range(3))
    seen: Counter = Counter()
    dice = random.Random(7)

    async def visit(tenant_id, mood: float) -> None:
        try:
            async with in_tenant(tenant_id, SYSTEM) as tx:
                rows = (await tx.session.execute(text("select tenant_id, name from accounts_stores"))).all()
                seen["foreign"] += sum(row.tenant_id != tenant_id or row.name != str(tenant_id) for row in rows)
                seen["rows"] += len(rows)
                if mood < 0.1:
                    raise _Broken
                if mood < 0.2:
                    await tx.session.execute(text("select 1 / 0"))
                if mood < 0.3:
                    await asyncio.sleep(0.004)
        except _Broken:
            seen["broken"] += 1
        except Exception as error:
            assert "division by zero" in str(error)  # noqa: PT017 - any other error is a failure
            seen["failed"] += 1

    async def visitor() -> None:
        for _ in range(250):
            call = visit(dice.choice(tenants), dice.random())
            try:
                await asyncio.wait_for(call, 0.01 if dice.random() < 0.1 else 30)
            except TimeoutError:
                seen["cancelled"] += 1

    await asyncio.gather(*(visitor() for _ in range(40)))
    assert db.app_engine().pool.size() == 5
    assert seen["foreign"] == 0
    assert seen["rows"] >= 3 * 1500
    assert seen["broken"] > 0
    assert seen["failed"] > 0


async def test_a_write_for_another_tenant_is_an_error_and_never_a_success(database):
    mine, theirs = new_id(), new_id()
    with pytest.raises(Exception, match="row-level security"):
        async with in_tenant(mine, SYSTEM) as tx:
            tx.session.add(Store(tenant_id=theirs, id=new_id(), name="x"))
    async with in_tenant(mine, SYSTEM) as tx:
        tx.session.add(Store(tenant_id=mine, id=new_id(), name="x"))
    with pytest.raises(Exception, match="row-level security"):
        async with in_tenant(mine, SYSTEM) as tx:
            await tx.session.execute(text("update accounts_stores set tenant_id = :t"), {"t": theirs})


async def test_every_foreign_key_between_tenants_tables_carries_the_tenant(catalogue):
    walled = set(await _tenant_tables(catalogue))
    rows = await catalogue.fetch(
        "select k.conname, k.conrelid::regclass::text as source, k.confrelid::regclass::text as target,"
        " array(select (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[i])"
        "  || '>' || (select attname from pg_attribute where attrelid = k.confrelid and attnum = k.confkey[i])"
        "  from generate_subscripts(k.conkey, 1) i) as pairs"
        " from pg_constraint k where k.contype = 'f' and k.connamespace = 'atende'::regnamespace"
    )
    assert rows
    for name, source, target, pairs in rows:
        source, target = source.removeprefix("atende."), target.removeprefix("atende.")
        if source not in walled:
            continue
        if target in walled:
            assert "tenant_id>tenant_id" in pairs, f"{name}: use core.rows.belongs_to"
        else:
            assert name in POINTS_OUT, f"{name} points from {source} to {target}, which no tenant owns"


async def test_every_unique_key_of_a_tenants_table_carries_the_tenant(catalogue):
    walled = {*await _tenant_tables(catalogue), "accounts_tenants"}
    rows = await catalogue.fetch(
        "select i.relname, t.relname, x.indisprimary, array(select a.attname from unnest(x.indkey) with ordinality k(n, o)"
        "  join pg_attribute a on a.attrelid = t.oid and a.attnum = k.n where k.o <= x.indnkeyatts order by k.o)"
        " from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid"
        " where (x.indisunique or x.indisexclusion) and t.relnamespace = 'atende'::regnamespace"
    )
    found = set()
    for index, table, is_primary, columns in rows:
        if table not in walled:
            continue
        if index in UNIQUE_OVER_ALL:
            found.add(index)
            continue
        assert "tenant_id" in columns, f"{index} on {table} ({', '.join(columns)}) tells tenants about each other"
        if is_primary:
            assert columns[0] == "tenant_id", f"{index}: tenant_id leads the key"
    assert found == set(UNIQUE_OVER_ALL), "UNIQUE_OVER_ALL names an index that is gone"


async def test_views_run_as_their_reader_and_definer_functions_are_listed(catalogue):
    views = await catalogue.fetch(
        "select relname, relkind, coalesce(reloptions, '{}') from pg_class"
        " where relnamespace = 'atende'::regnamespace and relkind in ('v', 'm')"
    )
    for name, kind, options in views:
        assert kind == b"v", f"{name} is a materialized view, which knows no row security"
        assert "security_invoker=true" in options, f"{name} needs WITH (security_invoker = true)"
    functions = await catalogue.fetch(
        "select p.proname, p.prosecdef, coalesce(p.proconfig, '{}'),"
        " exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) where grantee = 0)"
        " from pg_proc p where p.pronamespace = 'atende'::regnamespace"
    )
    for name, is_definer, config, is_public in functions:
        assert not is_public, f"{name}: REVOKE ALL ... FROM PUBLIC"
        if is_definer:
            assert name in DEFINERS, f"{name} runs with its owner's rights; see DEFINERS"
            assert any(setting.startswith("search_path=") for setting in config), f"{name} needs a fixed search_path"


_CROSSINGS = ("across_tenants", "looking_across_tenants", "asked_across_tenants")


def _reason(call: ast.Call, path: str) -> str:
    assert call.args, path
    assert isinstance(call.args[0], ast.Attribute), f"{path}:{call.lineno} names its Crossing in place"
    return call.args[0].attr


def test_only_the_listed_modules_look_past_the_wall():
    root = Path(atende.__file__).parent
    found: dict[str, set[str]] = {}
    for path in sorted(root.rglob("*.py")):
        name = str(path.relative_to(root))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in _CROSSINGS:
                found.setdefault(name, set()).add(_reason(node, name))
            if isinstance(node, ast.Name | ast.Attribute) and getattr(node, "id", getattr(node, "attr", "")) == "system_engine":
                # The entrances look whether the role is fit, and at nothing else.
                allowed = {"core/db.py", "core/tenancy.py", "core/roles.py", "app.py", "worker.py"}
                assert name in allowed, f"{name} uses system_engine"
    assert found == CROSSERS, "list in CROSSERS who looks past the wall, and for which reason"
