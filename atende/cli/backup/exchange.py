"""A restore from its beginning to its end: beside what is here, and into its place as the last step. Whatever fails on the way,
Ctrl-C and SIGTERM too, leaves what was here as it was; a second try needs nothing to be tidied up first.

The embedded PostgreSQL has a database beside the old one that takes its name. On a server of somebody else's there may be no
right to make one, so the old schema gets another name in the transaction that makes the new one.
"""

import asyncio
import contextlib
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import asyncpg

from atende.cli.backup import restoring
from atende.cli.backup.keyfiles import KeyFiles, write
from atende.cli.backup.loading import Target
from atende.cli.backup.quieting import Quieted
from atende.cli.backup.restoring import Restored
from atende.cli.backup.taking import Manifest, Progress
from atende.core import keyring, roles, rotation
from atende.core.addresses import FILE
from atende.core.postgres import Server
from atende.core.postgres.cluster import DATABASE
from atende.core.startup import StartupError


@dataclass(slots=True)
class Outcome:
    """What stands now, and where what was here before is kept."""

    restored: Restored
    aside: list[str] = field(default_factory=list)
    quieted: Quieted = field(default_factory=Quieted)
    lacks_master_key: bool = False  # neither the backup nor this install has one, and there are secrets that need it


def into_embedded(file: Path, identity: str, home: Path, replace: bool, progress: Progress, *, drill: bool = False) -> Outcome:
    """The embedded database, the files and the keys of `home` are the backup's; with `drill`, for looking at only."""
    manifest = restoring.look(file, identity)  # nothing is touched for a file that cannot be opened
    server = Server(home)
    server.start()
    try:
        if not replace and asyncio.run(_holds_an_install(server.url())):
            raise StartupError(f"{home} already holds an install of Atende", "Choose another ATENDE_HOME, or --replace")
        return _beside(file, identity, manifest, server, home, replace, progress, drill)
    finally:
        server.stop()


def _beside(
    file: Path, identity: str, manifest: Manifest, server: Server, home: Path, replace: bool, progress: Progress, drill: bool
) -> Outcome:
    postgres, name = server.url("postgres"), f"{DATABASE}_restoring"
    keys = KeyFiles(home, replace=replace)
    with _undone_when_it_fails(lambda: (asyncio.run(roles.drop_database(postgres, name)), keys.undo())):
        asyncio.run(roles.drop_database(postgres, name))
        asyncio.run(roles.create_database(postgres, name))
        target = Target(server.url(name), restoring.owned_by(manifest), server.data)
        outcome = Outcome(restoring.restore(file, identity, target, home, keys, progress))
        progress("schema", 0)
        if (home / FILE).exists():
            shutil.copy2(home / FILE, keys.staging / FILE)  # its passwords go on working
        outcome.quieted = asyncio.run(restoring.open_anew(target.url, keys.staging, drill))
        before = asyncio.run(_rename(postgres, DATABASE, name))
    outcome.aside += [f"the database {before}"] if before else []
    return _finished(outcome, keys, server.url(), home)


def into_external(
    file: Path, identity: str, url: str, home: Path, replace: bool, progress: Progress, *, drill: bool = False
) -> Outcome:
    """The schema in the database at `url`, the files and the keys of `home` are the backup's; with `drill`, for looking at only."""
    manifest = restoring.look(file, identity)
    before, target = asyncio.run(_schema_beside(url, manifest, replace))
    keys = KeyFiles(home, replace=replace)

    def undo() -> None:
        try:
            if keys.is_joined:  # the next step is the commit, whose answer may be lost
                asyncio.run(_schema_back(url, before))
        except (StartupError, OSError, asyncpg.PostgresError) as error:
            there = f"the schema {before} (or still {roles.SCHEMA})" if before else "nothing"
            there += f" and the keys in {keys.aside}" if keys.aside else ""
            raise StartupError(
                f"The restore failed, and going back failed too ({error}). Of what was here before is kept: {there}",
                "The keys open either. Once the database answers, run the same command again, with --replace",
            ) from error
        keys.undo()

    with _undone_when_it_fails(undo):
        outcome = Outcome(restoring.restore(file, identity, target, home, keys, progress))
        progress("schema", 0)
        outcome.quieted = asyncio.run(restoring.open_anew(url, home, drill))
    outcome.aside += [f"the schema {before}"] if before else []
    return _finished(outcome, keys, url, home)


def _finished(outcome: Outcome, keys: KeyFiles, url: str, home: Path) -> Outcome:
    """From here on the restored copy is what is here; its keys are in the ring already."""
    asyncio.run(roles.prepare(url, home))  # `database.env` names the database as it is called now
    keys.finish()
    outcome.aside += [f"the keys in {keys.aside}"] if keys.aside else []
    ring = home / "keys" / "master.key"
    if keyring.is_ours() and not ring.exists() and _has_data_keys(outcome.restored.manifest):
        write(ring, b"")  # an empty ring is refused by whoever asks, where a missing one would be made anew
        outcome.lacks_master_key = True
    return outcome


def _has_data_keys(manifest: Manifest) -> bool:
    import atende.wiring  # noqa: F401 - all rooms' tables are known then

    return any(sum(manifest.rows.get(place.table.name, {}).values()) for place in rotation.places())


@contextlib.contextmanager
def _undone_when_it_fails(undo: Callable[[], object]) -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(1)

    handlers = {}
    if threading.current_thread() is threading.main_thread():
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        signal.signal(signal.SIGTERM, end)
    try:
        yield
    except BaseException:
        for number in handlers:
            signal.signal(number, signal.SIG_IGN)  # going back is short, and not to be left half-way
        undo()
        print("Nothing was restored; what was here before is as it was.", file=sys.stderr)
        raise
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


async def _holds_an_install(url: str) -> bool:
    try:
        connection = await roles.connect(url)
    except StartupError:
        return False  # there is no such database yet
    try:
        return bool(await connection.fetchval("select to_regnamespace($1) is not null", roles.SCHEMA))
    finally:
        await connection.close()


async def _rename(server_url: str, name: str, fresh: str) -> str | None:
    """The database `fresh` is called `name` from now on; returns what the one of that name is called now, if there was one."""
    connection = await roles.connect(server_url)
    try:
        async with connection.transaction():
            aside = None
            if await connection.fetchval("select 1 from pg_database where datname = $1", name):
                aside = f"{name}_before_{_now()}"
                await connection.execute(f'alter database "{name}" rename to "{aside}"')
            await connection.execute(f'alter database "{fresh}" rename to "{name}"')
        return aside
    finally:
        await connection.close()


async def _schema_beside(url: str, manifest: Manifest, replace: bool) -> tuple[str | None, Target]:
    connection = await roles.connect(url)
    try:
        is_there = await connection.fetchval("select to_regnamespace($1) is not null", roles.SCHEMA)
        if is_there and not replace:
            raise StartupError(
                "The database already holds an install of Atende", "With --replace it is kept aside, under another name"
            )
        names = await roles.choose_names(connection)
        working = await connection.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database() and usename in ($1, $2)",
            *(names.app, names.system),
        )
        if is_there and working:
            raise StartupError(f"Processes of Atende use the database ({working} connections)", "Stop every web and worker first")
        before = f"{roles.SCHEMA}_before_{_now()}" if is_there else None
        act, act_no_more = await _acting(connection, names)
        rename = [f"alter schema {roles.SCHEMA} rename to {before}"] if before else []
        return before, Target(url, names, None, [*act, *rename], act_no_more)
    finally:
        await connection.close()


async def _schema_back(url: str, before: str | None) -> None:
    """The schema that was filled is gone, and the one of before has its name again; nothing, when it never was committed."""
    connection = await roles.connect(url)
    try:
        if before and not await connection.fetchval("select to_regnamespace($1) is not null", before):
            return
        act, act_no_more = await _acting(connection, await roles.names_of(connection))
        rename = [f"alter schema {before} rename to {roles.SCHEMA}"] if before else []
        async with connection.transaction():
            for statement in [*act, f"drop schema if exists {roles.SCHEMA} cascade", *rename, *act_no_more]:
                await connection.execute(statement)
    finally:
        await connection.close()


async def _acting(connection: asyncpg.Connection, names: roles.Names) -> tuple[list[str], list[str]]:
    """Statements by which an administrator who is no superuser has the owner's rights, beside their own, and gives them back."""
    is_super = await connection.fetchval("select rolsuper from pg_roles where rolname = current_user")
    if is_super or connection.get_server_version().major < 16:  # before 16 being a member was enough
        return [], []
    grant = f"grant {names.owner} to current_user with set true, inherit"
    return [f"{grant} true"], [f"{grant} false"]


def _now() -> str:
    return f"{datetime.now(UTC):%Y%m%d_%H%M%S}"
