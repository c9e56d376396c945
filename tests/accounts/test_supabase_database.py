"""Atende in a Supabase project's own database: the trigger for auth.users, the wall, and what PostgREST's roles see (nothing).

The server is set up as the reference says of a project: schema `auth` of supabase_auth_admin, roles anon, authenticated,
service_role and authenticator, and an administrator `postgres` who is no superuser but may create roles and bypass row security.
"""

import json
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from atende.core import migrate
from atende.core.addresses import APP_KEY, FILE, SYSTEM_KEY
from atende.core.postgres import Server
from tests.database import apart
from tests.providers.supabase.signing import payload

TRIGGER = Path(__file__).parents[2] / "deploy" / "supabase" / "auth_users.sql"

PROJECT = """
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit password 'secret';
grant anon, authenticated, service_role to authenticator;
create role supabase_auth_admin login noinherit createrole password 'secret';
create role project_admin login createrole createdb replication bypassrls password 'secret';
grant anon, authenticated, service_role to project_admin with admin option;
"""
SCHEMAS = """
grant create on database project to project_admin;
grant usage, create on schema public to project_admin;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role project_admin in schema public grant all on tables to anon, authenticated, service_role;
create schema auth authorization supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role, project_admin;
set role supabase_auth_admin;
create table auth.users (
    id uuid primary key, email text, phone text, email_confirmed_at timestamptz, banned_until timestamptz,
    is_anonymous boolean not null default false, raw_user_meta_data jsonb, raw_app_meta_data jsonb
);
grant all on auth.users to project_admin;
create function auth.uid() returns uuid language sql stable as $$
    select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
create function auth.role() returns text language sql stable as $$
    select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' $$;
reset role;
"""
EARLY = uuid.uuid4()  # signed up before Atende came


@dataclass(frozen=True, slots=True)
class Project:
    """A database like a project's, with Atende in it."""

    super_url: str
    app_url: str
    system_url: str

    def url(self, user: str) -> str:
        """That login role's address."""
        return urlunsplit(urlsplit(self.super_url)._replace(netloc=f"{user}:secret@"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    server, home = Server(tmp_path_factory.mktemp("supabase"), durable=False), tmp_path_factory.mktemp("home")
    server.start()
    apart(_run(server.url("postgres"), PROJECT, "create database project template template0"))
    made = Project(server.url("project"), "", "")
    apart(_run(made.super_url, SCHEMAS))
    apart(_run(made.super_url, f"insert into auth.users (id, email) values ('{EARLY}', 'Early@example.com')"))
    apart(migrate.upgrade(made.url("project_admin"), home))
    addresses = dict(line.split("=", 1) for line in (home / FILE).read_text().splitlines())
    for _again in range(2):
        apart(_run(made.url("project_admin"), TRIGGER.read_text()))
    yield Project(made.super_url, addresses[APP_KEY], addresses[SYSTEM_KEY])
    server.stop()


async def _run(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def auth(project: Project) -> AsyncIterator[asyncpg.Connection]:
    """Supabase Auth itself, which has no right in our schema."""
    connection = await asyncpg.connect(project.url("supabase_auth_admin"))
    yield connection
    await connection.close()


@pytest.fixture
async def all_seeing(project: Project) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(project.super_url, server_settings={"search_path": "atende"})
    yield connection
    await connection.close()


async def sign_up(auth: asyncpg.Connection, email: str | None, *, confirmed: bool = False, anonymous: bool = False) -> uuid.UUID:
    subject = uuid.uuid4()
    await auth.execute(
        "insert into auth.users (id, email, email_confirmed_at, is_anonymous, raw_user_meta_data)"
        " values ($1, $2, case when $3 then now() end, $4, $5)",
        subject, email, confirmed, anonymous, json.dumps(payload("claims_authenticated")["user_metadata"]),
    )  # fmt: skip
    return subject


async def confirm(auth: asyncpg.Connection, subject: uuid.UUID) -> None:
    await auth.execute("update auth.users set email_confirmed_at = now() where id = $1", subject)


async def mirrored(all_seeing: asyncpg.Connection, subject: uuid.UUID) -> dict | None:
    row = await all_seeing.fetchrow(
        "select u.*, i.is_confirmed, i.not_before, i.email as email_there"
        " from accounts_outside_identities i join accounts_users u on u.id = i.user_id where i.provider = 'supabase' and i.subject = $1",
        str(subject),
    )
    return dict(row) if row else None


def fresh() -> str:
    return f"pessoa-{uuid.uuid4().hex[:10]}@example.com"


async def account(all_seeing: asyncpg.Connection, email: str, password: str = "!", is_superuser: bool = False) -> uuid.UUID:
    return await all_seeing.fetchval(
        "insert into accounts_users (id, email, name, password_hash, is_superuser) values ($1, $2, 'X', $3, $4) returning id",
        uuid.uuid4(), email, password, is_superuser,
    )  # fmt: skip


async def test_a_sign_up_makes_an_account_and_nothing_people_write_themselves_is_read(auth, all_seeing):
    email = fresh()
    subject = await sign_up(auth, email.upper())
    found = await mirrored(all_seeing, subject)
    assert found is not None
    assert (found["email"], found["name"], found["password_hash"]) == (email, email.partition("@")[0], "!")
    assert (found["is_superuser"], found["agency_id"], found["is_confirmed"]) == (False, None, False)
    assert await all_seeing.fetchval("select count(*) from accounts_memberships where user_id = $1", found["id"]) == 0
    await confirm(auth, subject)
    assert (await mirrored(all_seeing, subject))["is_confirmed"]


async def test_those_who_signed_up_before_are_there_too(all_seeing):
    assert (await mirrored(all_seeing, EARLY))["email"] == "early@example.com"


async def test_people_without_e_mail_and_anonymous_ones_are_nobody_here(auth, all_seeing):
    for subject in [await sign_up(auth, None), await sign_up(auth, ""), await sign_up(auth, fresh(), anonymous=True)]:
        assert await mirrored(all_seeing, subject) is None


@pytest.mark.parametrize(
    ("password", "is_superuser", "confirmed", "is_joined"),
    [("!", False, True, True), ("!", False, False, False), ("$argon2id$x", False, True, False), ("!", True, True, False)],
    ids=["confirmed", "unconfirmed", "has-password", "superuser"],
)
async def test_an_account_is_joined_only_by_a_confirmed_e_mail_and_without_a_way_in_of_its_own(
    auth, all_seeing, password, is_superuser, confirmed, is_joined
):
    email = fresh()
    known = await account(all_seeing, email, password, is_superuser)
    found = await mirrored(all_seeing, await sign_up(auth, email, confirmed=confirmed))
    assert (found["id"] if found else None) == (known if is_joined else None)
    after = await all_seeing.fetchrow("select email, password_hash, is_superuser from accounts_users where id = $1", known)
    assert tuple(after) == (email, password, is_superuser), "an account that was there is never altered"


async def test_a_new_e_mail_is_followed_once_confirmed_and_taken_from_nobody(auth, all_seeing):
    first, second, others = fresh(), fresh(), fresh()
    await account(all_seeing, others)
    subject = await sign_up(auth, first, confirmed=True)
    await auth.execute("update auth.users set email = $2 where id = $1", subject, second)
    assert (await mirrored(all_seeing, subject))["email"] == second
    await auth.execute("update auth.users set email = $2 where id = $1", subject, others)
    found = await mirrored(all_seeing, subject)
    assert (found["email"], found["email_there"]) == (second, others), "what they have there is shown, and moves nothing here"
    await auth.execute("update auth.users set email = $2, email_confirmed_at = null where id = $1", subject, fresh())
    assert (await mirrored(all_seeing, subject))["email"] == second


async def test_an_e_mail_that_its_person_can_have_back_is_nobody_elses(auth, all_seeing):
    former, theirs = fresh(), await account(all_seeing, fresh())
    await all_seeing.execute(
        "insert into accounts_email_changes (id, user_id, session_id, former, email, asked_at, finished_at, former_until)"
        " values (gen_random_uuid(), $1, gen_random_uuid(), $2, 'x@example.com', now(), now(), now() + interval '1 day')",
        theirs, former,
    )  # fmt: skip
    assert await mirrored(all_seeing, await sign_up(auth, former, confirmed=True)) is None
    subject = await sign_up(auth, before := fresh(), confirmed=True)
    later = "update auth.users set email = $2, banned_until = now() + interval '1 day' where id = $1"
    await auth.execute(later, subject, former)
    assert (await mirrored(all_seeing, subject))["email"] == before
    banned = "select not_before > now() from accounts_outside_identities where subject = $1"
    assert await all_seeing.fetchval(banned, str(subject)), "whatever else was done there is followed"
    await all_seeing.execute("update accounts_email_changes set former_until = now() where user_id = $1", theirs)
    assert (await mirrored(all_seeing, await sign_up(auth, former, confirmed=True)))["email"] == former


async def test_a_ban_ends_tokens_and_sessions_and_deletion_leaves_no_way_in(auth, all_seeing):
    subject = await sign_up(auth, fresh(), confirmed=True)
    found = await mirrored(all_seeing, subject)
    session = (
        "insert into accounts_sessions (id, token_hash, csrf_token, user_id, expires_at) values (gen_random_uuid(), $1, 'c', $2,"
        " now() + interval '1 day')"
    )
    count = "select count(*) from accounts_sessions where user_id = $1"
    await all_seeing.execute(session, uuid.uuid4().hex, found["id"])
    await auth.execute("update auth.users set banned_until = now() + interval '1 day' where id = $1", subject)
    assert (await mirrored(all_seeing, subject))["not_before"] > await all_seeing.fetchval("select now()")
    assert await all_seeing.fetchval(count, found["id"]) == 0
    await auth.execute("update auth.users set banned_until = null where id = $1", subject)
    assert (await mirrored(all_seeing, subject))["not_before"] <= await all_seeing.fetchval("select now()")
    await all_seeing.execute(session, uuid.uuid4().hex, found["id"])
    await auth.execute("delete from auth.users where id = $1", subject)
    assert await mirrored(all_seeing, subject) is None
    assert await all_seeing.fetchval(count, found["id"]) == 0
    assert await all_seeing.fetchval("select true from accounts_users where id = $1", found["id"])


async def test_a_failure_of_ours_never_stops_a_sign_up(auth, all_seeing):
    told: list[str] = []
    auth.add_log_listener(lambda _connection, message: told.append(str(message)))
    await all_seeing.execute("alter table accounts_users add constraint nobody check (email not like 'refused%')")
    subject = await sign_up(auth, "refused@example.com")
    await all_seeing.execute("alter table accounts_users drop constraint nobody")
    assert await auth.fetchval("select true from auth.users where id = $1", subject)
    assert await mirrored(all_seeing, subject) is None
    assert any("was not mirrored" in one for one in told)
    await confirm(auth, subject)
    assert (await mirrored(all_seeing, subject))["is_confirmed"], "the next change tries again"


async def test_the_function_cannot_be_called_or_led_astray(project, all_seeing):
    row = await all_seeing.fetchrow(
        "select prosecdef, proconfig, pg_get_userbyid(proowner)::text as owner, proacl::text as rights from pg_proc"
        " where proname = 'accounts_mirror_auth_user'"
    )
    assert (row["prosecdef"], row["proconfig"], row["owner"]) == (True, ['search_path=""'], "atende_owner")
    assert row["rights"] == "{atende_owner=X/atende_owner}", "whoever installed it kept no right to it"
    assert not await all_seeing.fetchval("select has_schema_privilege('project_admin', 'atende', 'USAGE')")


async def test_postgrests_roles_see_nothing_of_ours(project, all_seeing):
    """`atende` is not `public`, and nobody but our two roles may even look into it; service_role neither."""
    rows = await all_seeing.fetch(
        "select relname from pg_class where relnamespace = 'atende'::regnamespace and relkind in ('r', 'p')"
    )
    tables = [row[0] for row in rows]
    assert len(tables) > 30
    settings = payload("postgres_settings")
    connection = await asyncpg.connect(project.url("authenticator"))
    for role in ("anon", "authenticated", "service_role"):
        for table in tables:
            for verb in ("select 1 from", "delete from"):
                async with connection.transaction():
                    for name in ("request.jwt.claims", "request.method", "request.path"):
                        await connection.execute("select set_config($1, $2, true)", name, settings[name])
                    await connection.execute("select set_config('app.tenant_id', $1, true)", str(uuid.uuid4()))
                    await connection.execute(f"set local role {role}")
                    assert str(await connection.fetchval("select auth.uid()")) == payload("claims_authenticated")["sub"]
                    try:
                        async with connection.transaction():
                            await connection.execute(f"{verb} atende.{table}")
                    except asyncpg.InsufficientPrivilegeError:
                        continue
                    pytest.fail(f"{role} may {verb} {table}")
    in_public = await all_seeing.fetch("select relname from pg_class where relnamespace = 'public'::regnamespace")
    assert in_public == []
    await connection.close()


async def test_the_wall_stands_there_unchanged(project):
    """Two tenants, four verbs, and a row that would change hands: as in any other PostgreSQL."""
    connection = await asyncpg.connect(project.app_url)
    mine, theirs, store = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for tenant in (mine, theirs):
        async with connection.transaction():
            await connection.execute("select set_config('app.tenant_id', $1, true)", str(tenant))
            made = store if tenant == mine else uuid.uuid4()
            await connection.execute("insert into accounts_stores (tenant_id, id, name) values ($1, $2, 'x')", tenant, made)
    async with connection.transaction():
        await connection.execute("select set_config('app.tenant_id', $1, true)", str(theirs))
        assert await connection.fetchval("select count(*) from accounts_stores") == 1
        assert await connection.execute("update accounts_stores set name = 'y' where id = $1", store) == "UPDATE 0"
        assert await connection.execute("delete from accounts_stores where id = $1", store) == "DELETE 0"
        for statement in (
            "update accounts_stores set tenant_id = $1",
            "insert into accounts_stores (tenant_id, id, name) values ($1, gen_random_uuid(), 'z')",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                async with connection.transaction():
                    await connection.execute(statement, mine)
    # The setting is '' after that transaction, as behind a pooler: an error and no open door.
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await connection.fetch("select * from accounts_stores")
    claims = payload("postgres_settings")["request.jwt.claims"]
    async with connection.transaction():
        await connection.execute("select set_config('request.jwt.claims', $1, true)", claims)
        with pytest.raises(asyncpg.PostgresError):
            await connection.fetch("select * from accounts_stores")
    await connection.close()


def test_atende_alone_never_needs_the_trigger_and_says_so_when_it_is_too_early(tmp_path, project):
    apart(_run(project.super_url.replace("/project?", "/postgres?"), "create database empty template template0"))
    with pytest.raises(asyncpg.RaiseError, match="atende db upgrade"):
        apart(_run(project.super_url.replace("/project?", "/empty?"), TRIGGER.read_text()))
