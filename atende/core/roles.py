"""The three roles of an install: who owns the tables, who works under row security, who may cross it where that is lawful.

Their names are `atende_owner`, `atende_app` and `atende_system`. In a PostgreSQL that other installs share, where those names
already belong to another database, their prefix follows from this database's name instead.
The administrator needs no superuser rights: CREATEROLE and the right to create a schema in the database are enough.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from atende.core.addresses import APP_KEY, FILE, SYSTEM_KEY, as_role, read_passwords, write_addresses
from atende.core.startup import StartupError

SCHEMA = "atende"
OLDEST = 15


@dataclass(frozen=True, slots=True)
class Names:
    """How the three roles are called in one database."""

    owner: str
    app: str
    system: str

    @classmethod
    def with_prefix(cls, prefix: str) -> "Names":
        """The names that begin with `prefix`."""
        return cls(f"{prefix}_owner", f"{prefix}_app", f"{prefix}_system")


PLAIN = Names.with_prefix("atende")


async def connect(url: str) -> asyncpg.Connection:
    """A connection of the administrator; raises `StartupError` with one line when there is none to be had."""
    try:
        return await asyncpg.connect(url, timeout=15, server_settings={"application_name": "atende-administrator"})
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StartupError(
            f"The database {_shown(url)} cannot be reached: {reason}",
            "Check ATENDE_DATABASE_URL and that this PostgreSQL runs",
        ) from error


async def create_database(url: str, name: str) -> None:
    """The database `name` exists on the server at `url`, in UTF-8."""
    connection = await connect(url)
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
            await connection.execute(f"create database {_word(name)} encoding 'UTF8' template template0")
            await connection.execute(f"revoke all on database {_word(name)} from public")
    finally:
        await connection.close()


async def drop_database(url: str, name: str) -> None:
    """The server at `url` has no database `name`."""
    connection = await connect(url)
    try:
        await connection.execute(f"drop database if exists {_word(name)} with (force)")
    finally:
        await connection.close()


async def make_roles(connection: asyncpg.Connection, names: Names) -> None:
    """The three roles exist, without passwords when they are new, and the administrator may act as the owner."""
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtext('atende.roles'))")
        for role in (names.owner, names.app, names.system):
            await _make_role(connection, role)
        await _let_administrator_act(connection, names)


async def prepare(url: str, home: Path) -> Names:
    """Roles and schema exist, nobody but the owner may create in it, and `database.env` (mode 0600) holds the addresses.

    Working passwords are kept; unknown ones are replaced, after which other machines of this install need the new file.
    Raises `StartupError` when the server is too old, not in UTF-8, or the administrator lacks a right.
    """
    connection = await connect(url)
    try:
        await _refuse_unfit(connection)
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock(hashtext('atende.roles'))")
            names = await choose_names(connection)
            known = read_passwords(home)
            is_new = {role: await _make_role(connection, role) for role in (names.owner, names.app, names.system)}
            for role in (names.app, names.system):
                secret = known.get(role)
                if secret is None or is_new[role] or not await _opens(url, role, secret):
                    known[role] = secret = secrets.token_urlsafe(32)
                    await connection.execute(f"alter role {role} login password '{secret}'")
            await _let_administrator_act(connection, names)
            await _make_schema(connection, names)
    except asyncpg.InsufficientPrivilegeError as error:
        raise StartupError(
            f"The administrator in {_shown(url)} lacks a right: {error}",
            "It needs CREATEROLE, and CREATE on this database (owning it is enough)",
        ) from error
    finally:
        await connection.close()
    write_addresses(home, url, {APP_KEY: names.app, SYSTEM_KEY: names.system}, known)
    return names


async def names_of(connection: AsyncConnection | asyncpg.Connection) -> Names:
    """The roles of the database at hand: its schema's owner tells."""
    query = "select pg_get_userbyid(nspowner)::text from pg_namespace where nspname = 'atende'"
    if isinstance(connection, AsyncConnection):
        owner = (await connection.execute(text(query))).scalar()
    else:
        owner = await connection.fetchval(query)
    return Names.with_prefix(owner.removesuffix("_owner")) if owner and owner.endswith("_owner") else PLAIN


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path.lstrip('/')} on {parts.netloc.rpartition('@')[2] or 'its unix socket'}"


def _word(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


async def _refuse_unfit(connection: asyncpg.Connection) -> None:
    version = connection.get_server_version()
    if version.major < OLDEST:
        raise StartupError(f"PostgreSQL {version.major} is too old", f"Atende needs PostgreSQL {OLDEST} or later")
    encoding = await connection.fetchval("select current_setting('server_encoding')")
    if encoding != "UTF8":
        raise StartupError(f"The database's encoding is {encoding}", "Atende needs a database with encoding UTF8")


async def choose_names(connection: asyncpg.Connection) -> Names:
    """The names in this database: those it has, else plain ones, else (they belong to another database) some of its own."""
    owner = await connection.fetchval("select pg_get_userbyid(nspowner)::text from pg_namespace where nspname = 'atende'")
    if owner is not None:
        if re.fullmatch(r"atende(_[0-9a-f]{8})?_owner", owner):
            return Names.with_prefix(owner.removesuffix("_owner"))
        raise StartupError("The database already holds a schema `atende` that this program did not make", "Use an empty database")
    is_elsewhere = await connection.fetchval(
        "select 1 from pg_shdepend d join pg_roles r on r.oid = d.refobjid and d.refclassid = 'pg_authid'::regclass"
        " where r.rolname = any($1::text[]) and d.dbid <> (select oid from pg_database where datname = current_database())"
        " and d.dbid <> 0 limit 1",
        [PLAIN.owner, PLAIN.app, PLAIN.system],
    )
    if not is_elsewhere:
        return PLAIN
    database = str(await connection.fetchval("select current_database()"))
    return Names.with_prefix(f"atende_{hashlib.sha256(database.encode()).hexdigest()[:8]}")


async def _make_role(connection: asyncpg.Connection, role: str) -> bool:
    """True when the role is new. Whoever makes it cannot hand out superuser rights or BYPASSRLS: they are off by default."""
    if await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
        return False
    await connection.execute(f"create role {role} noinherit")
    await connection.execute(f"alter role {role} set search_path = {SCHEMA}, pg_temp")
    return True


async def _opens(url: str, role: str, secret: str) -> bool:
    try:
        connection = await asyncpg.connect(as_role(url, role, secret), timeout=15)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return False
    except asyncpg.InsufficientPrivilegeError:  # said after the password was found right: this database is not yet open to it
        return True
    await connection.close()
    return True


async def _let_administrator_act(connection: asyncpg.Connection, names: Names) -> None:
    """The administrator may become the owner; since PostgreSQL 16 having created it is not enough."""
    if await connection.fetchval("select rolsuper from pg_roles where rolname = current_user"):
        return
    if connection.get_server_version().major >= 16:
        if not await connection.fetchval("select pg_has_role(current_user, $1, 'SET')", names.owner):
            await connection.execute(f"grant {names.owner} to current_user with set true, inherit false")
    elif not await connection.fetchval("select pg_has_role(current_user, $1, 'MEMBER')", names.owner):
        await connection.execute(f"grant {names.owner} to current_user")


async def _make_schema(connection: asyncpg.Connection, names: Names) -> None:
    if not await connection.fetchval("select 1 from pg_namespace where nspname = $1", SCHEMA):
        await connection.execute(f"create schema {SCHEMA} authorization {names.owner}")
    database = _word(str(await connection.fetchval("select current_database()")))
    for role in (names.app, names.system):
        if not await connection.fetchval("select has_database_privilege($1, current_database(), 'CONNECT')", role):
            await connection.execute(f"grant connect on database {database} to {role}")
    await connection.execute(f"set local role {names.owner}")
    await connection.execute(f"revoke all on schema {SCHEMA} from public")
    await connection.execute(f"grant usage on schema {SCHEMA} to {names.app}, {names.system}")
    await connection.execute("reset role")
    if await connection.fetchval("select has_schema_privilege($1, 'public', 'CREATE')", names.app):
        await connection.execute("revoke create on schema public from public")


_PROBLEMS = text("""
with me as (select * from pg_roles where rolname = session_user),
ours as (select oid, relname from pg_class where relkind in ('r', 'p', 'v', 'm', 'f')
         and relnamespace not in (select oid from pg_namespace
                                  where nspname in ('pg_catalog', 'information_schema') or nspname like 'pg\\_t%'))
select 'is a superuser' from me where rolsuper
union all select 'may bypass row security (BYPASSRLS)' from me where rolbypassrls
union all select 'may create roles' from me where rolcreaterole
union all select 'may create databases' from me where rolcreatedb
union all select 'may replicate' from me where rolreplication
union all select 'is another role than it signed in as' where session_user <> current_user
union all select 'owns ' || count(*) || ' objects' from pg_shdepend, me
          where refclassid = 'pg_authid'::regclass and refobjid = me.oid and deptype = 'o' having count(*) > 0
union all select 'is a member of ' || string_agg(m.roleid::regrole::text, ', ') from pg_auth_members m, me
          where m.member = me.oid having count(*) > 0
union all select 'may create in this database' where has_database_privilege(current_database(), 'CREATE')
union all select 'may create in the schema ' || nspname from pg_namespace
          where nspname not like 'pg\\_t%' and has_schema_privilege(oid, 'CREATE')
union all select 'has ' || privilege || ' on ' || string_agg(relname, ', ' order by relname)
          from ours, unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
          where has_table_privilege(ours.oid, privilege) group by privilege
""")


async def role_problems(connection: AsyncConnection) -> list[str]:
    """What the role of this connection may do and must not; empty when the wall between tenants holds (S2)."""
    return [row[0] for row in await connection.execute(_PROBLEMS)]


async def check_role(connection: AsyncConnection) -> None:
    """Refuses to start (`StartupError`) when this connection's role could get round the wall between tenants."""
    if problems := await role_problems(connection):
        name = (await connection.execute(text("select session_user"))).scalar()
        raise StartupError(
            f"The database role {name} must not serve requests: it {'; it '.join(problems)}",
            f"Remove {FILE} and run `atende db upgrade`, which makes proper roles",
        )


async def check_roles() -> None:
    """Refuses to start (`StartupError`) when either role of this process could get round the wall, or cannot connect."""
    from atende.core.db import app_engine, system_engine

    for engine in (app_engine(), system_engine()):
        try:
            async with engine.connect() as connection:
                await check_role(connection)
        except (OSError, DBAPIError) as error:
            reason = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0]
            raise StartupError(f"The database cannot be reached: {reason}", "See `atende db status`") from error
