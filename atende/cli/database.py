"""`atende db`: prepare the roles and migrate, look, open a prompt, dump. All as the administrator of the database."""

import asyncio
import contextlib
import errno
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from atende.core.addresses import client_environment

app = typer.Typer(help="The database: upgrade, status, psql, dump.", no_args_is_help=True)


@contextlib.contextmanager
def reachable() -> Iterator[str]:
    """The administrator's address; the embedded server is started for the while when it does not run."""
    from atende.cli.lock import only_one
    from atende.core.administrator import administrator_url, is_embedded
    from atende.core.config import settings
    from atende.core.postgres import Server

    if not is_embedded():
        yield administrator_url()
        return
    server = Server(settings().home)
    if server.is_ready():
        yield server.url()
        return
    with only_one(settings().home):
        server.start()
        try:
            yield server.url()
        finally:
            server.stop()


@contextlib.contextmanager
def _busy(what: str) -> Iterator[None]:
    """A moving line on a terminal, with the seconds."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task(what, total=None)
        yield


@app.command()
def upgrade(revision: Annotated[str, typer.Argument(help="How far; the newest by default")] = "head") -> None:
    """Prepare the roles, bring the schema up to date and write `database.env` for the other processes."""
    with reachable() as url, _busy("Bringing the schema up to date"):
        before, after = asyncio.run(bring_up_to_date(url, revision))
    print(f"The database is at revision {after}" + ("." if before == after else f" (it was at {before or 'none'})."))


async def bring_up_to_date(url: str, revision: str = "head") -> tuple[str | None, str | None]:
    """The database exists (the embedded one is created), its roles are there and its schema is at `revision`."""
    from atende.core import migrate, roles
    from atende.core.administrator import is_embedded
    from atende.core.config import settings
    from atende.core.postgres.cluster import DATABASE

    home = settings().home
    home.mkdir(parents=True, exist_ok=True)
    if is_embedded():
        await roles.create_database(url.replace(f"/{DATABASE}?", "/postgres?"), DATABASE)
    return await migrate.upgrade(url, home, revision)


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False) -> None:
    """Show which PostgreSQL this is, how large it is, and whether the schema is up to date; exit code 1 when it is not."""
    with reachable() as url:
        found = asyncio.run(_look(url))
    if as_json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name.replace('_', ' ').capitalize():14}{value}")
    if found["revision"] != found["newest_revision"]:
        raise typer.Exit(1)


async def _look(url: str) -> dict[str, str | None]:
    from atende.core import migrate, roles
    from atende.core.administrator import is_embedded

    connection = await roles.connect(url)
    try:
        names = await roles.names_of(connection)
        version = await connection.fetchval("show server_version")
        size = await connection.fetchval("select pg_size_pretty(pg_database_size(current_database()))")
    finally:
        await connection.close()
    revision, newest = await migrate.revisions(url)
    return {
        "server": f"PostgreSQL {version}" + (", embedded" if is_embedded() else ""),
        "database": urlsplit(url).path.lstrip("/"),
        "size": size,
        "roles": f"{names.owner}, {names.app}, {names.system}",
        "revision": revision,
        "newest_revision": newest,
    }


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """Open PostgreSQL's own prompt as the administrator; arguments go to psql (for example -c 'select 1')."""
    from atende.core.postgres.binaries import program

    with reachable() as url:
        done = subprocess.run([program("psql"), *context.args], env=client_environment(url), check=False)  # noqa: S603 - the operator's words
    raise typer.Exit(done.returncode)


@app.command()
def dump(file: Annotated[Path, typer.Argument(help="Where to write it (custom format, for pg_restore)")]) -> None:
    """Write the whole database into a file (mode 0600); an existing file is replaced only when the dump is complete."""
    from atende.cli.noting import note
    from atende.core.postgres.binaries import program
    from atende.core.postgres.cluster import explain
    from atende.core.startup import StartupError

    if not file.parent.is_dir():
        raise StartupError(f"The folder {file.parent} does not exist", "Create it first")
    draft = file.with_name(f".{file.name}.part")
    with reachable() as url:
        note("install.dumped", file)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as target, _busy("Dumping"):
                done = subprocess.run(  # noqa: S603 - our own program, fixed words
                    [program("pg_dump"), "--format=custom", "--schema=atende"],
                    env=client_environment(url),
                    stdout=target,
                    stderr=subprocess.PIPE,
                    text=True,
                    check=False,
                )
            if done.returncode:
                if "could not write" in done.stderr and "No space left" in done.stderr:  # pg_dump itself, into the file
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
                raise explain(done.stderr, server_folder(), "The dump failed")
            draft.rename(file)
        finally:
            draft.unlink(missing_ok=True)
    print(f"{file}: {file.stat().st_size:,} bytes.")


def server_folder() -> Path | None:
    """Where the embedded server keeps its data; None when another server is used."""
    from atende.core.administrator import is_embedded
    from atende.core.config import settings
    from atende.core.postgres import Server

    return Server(settings().home).data if is_embedded() else None


@app.command()
def partitions(as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line")] = False) -> None:
    """List the partitions by month of messages and raw events, with their sizes."""
    from rich.console import Console
    from rich.table import Table

    with reachable() as url:
        found = asyncio.run(_partitions(url))
    if as_json:
        for one in found:
            print(json.dumps(one))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("Partition", "From", "Until", "About rows", "Bytes"):
        table.add_column(title, justify="right" if title in ("About rows", "Bytes") else "left", no_wrap=True)
    for one in found:
        table.add_row(one["name"], one["since"] or "", one["until"] or "", f"{one['rows']:,}", f"{one['size']:,}")
    Console().print(table)


async def _partitions(url: str) -> list[dict]:
    from atende.core import administrator, partitions

    engine = administrator.engine(url)
    try:
        async with engine.connect() as connection:
            found = await partitions.listed(connection)
    finally:
        await engine.dispose()
    return [
        {
            "table": one.table,
            "name": one.name,
            "since": one.since and f"{one.since:%Y-%m-%d}",
            "until": one.until and f"{one.until:%Y-%m-%d}",
            "rows": one.rows,
            "size": one.size,
        }
        for one in found
    ]


async def take_statistics(url: str) -> None:
    """PostgreSQL knows how much lies in each table of ours now, so that it plans for it."""
    from atende.core import roles

    connection = await roles.connect(url)
    try:
        names = await roles.names_of(connection)
        await connection.execute(f"set role {names.owner}")
        for table in await connection.fetch(
            "select quote_ident(relname) from pg_class where relnamespace = 'atende'::regnamespace"
            " and relkind in ('r', 'p') and not relispartition"
        ):
            await connection.execute(f"analyze atende.{table[0]}", timeout=600)
    finally:
        await connection.close()
