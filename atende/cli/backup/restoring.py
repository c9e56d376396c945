"""A backup put back: into a new database beside the old one, compared row by row with what was dumped, and only then in its place."""

import asyncio
import hashlib
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import urlsplit, urlunsplit

from atende.cli.backup import rows
from atende.cli.backup.archive import PIECE, reading
from atende.cli.backup.taking import END, FORMAT, MANIFEST, End, Manifest, Progress
from atende.core import migrate, roles
from atende.core.postgres.binaries import program
from atende.core.postgres.cluster import explain
from atende.core.startup import StartupError

_NEWER_SERVERS_ONLY = b"SET transaction_timeout = 0;\n"  # PostgreSQL 17; pg_restore writes it for older ones, too


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands now. `differences` is empty when every table holds as many rows of every tenant as were dumped."""

    manifest: Manifest
    end: End
    differences: list[str]


def look(path: Path, identity: str) -> Manifest:
    """The manifest alone; `StartupError` when the file cannot be opened or this program is too old for it."""
    with reading(path, identity) as members:
        return _manifest(members)


def _manifest(members: Iterator[tuple[str, BinaryIO]]) -> Manifest:
    name, content = next(members, ("", None))
    if name != MANIFEST or content is None:
        raise StartupError("This is not a backup of Atende", "It is made by `atende backup`")
    found = json.load(content)
    if found.get("format") != FORMAT:
        raise StartupError(
            f"The backup has format {found.get('format')}", "Use the version of Atende that made it, or a newer one"
        )
    return Manifest(**found)


def restore(path: Path, identity: str, url: str, home: Path, progress: Progress) -> Restored:
    """The empty database at `url`, `home/files` and `home/keys` hold what the backup holds.

    Files are checked against their own hashes as they are written, the dump against its hash, the tables against the rows
    that were counted. The schema is as old as the backup; `open_anew` and an upgrade come next."""
    with reading(path, identity) as members:
        manifest = _manifest(members)
        asyncio.run(_make_roles(url, manifest))
        end, files, keys, found = None, 0, 0, _Dump()
        with _Loading(url) as load:
            for name, content in members:
                if name.startswith("database/"):
                    for piece in iter(lambda content=content: content.read(PIECE), b""):
                        found.add(piece)
                        load.feed(piece)
                    progress("database", found.size)
                    continue
                load.finish()
                if name == END:
                    end = End(**json.load(content))
                elif name.startswith("files/"):
                    files += _put_file(home, name, content)
                    progress("files", files)
                elif name.startswith("keys/"):
                    keys += _put_key(home, name, content)
                else:
                    raise StartupError(f"The backup holds {name}, which this version does not know", "Use a newer version")
    if end is None or (end.dump_sha256, end.dump_bytes, end.files, end.keys) != (found.sha256, found.size, files, keys):
        raise StartupError(f"{path.name} is not complete", "Use an undamaged copy")
    return Restored(manifest, end, asyncio.run(_compare(url, manifest)))


class _Dump:
    def __init__(self) -> None:
        self._digest, self.size = hashlib.sha256(), 0

    def add(self, piece: bytes) -> None:
        self._digest.update(piece)
        self.size += len(piece)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class _Loading:
    """pg_restore writes SQL, psql runs it in one transaction; what older servers do not know is taken out between them."""

    def __init__(self, url: str):
        from atende.cli.database import client_environment

        env = client_environment(url)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the block
        self._writer = subprocess.Popen(  # noqa: S603 - our own program, fixed words
            [program("pg_restore"), "--file=-", "--exit-on-error"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._runner = subprocess.Popen(  # noqa: S603 - the same
            [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"],
            env={**env, "PGOPTIONS": "-c client_min_messages=warning -c statement_timeout=0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )
        self._pump = threading.Thread(target=self._carry, daemon=True)
        self._is_done = False

    def __enter__(self) -> "_Loading":
        self._pump.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            for process in (self._writer, self._runner):
                process.kill()
                process.wait()
            self._pump.join()
            self._errors.close()

    def feed(self, piece: bytes) -> None:
        """More of the dump."""
        assert self._writer.stdin is not None
        try:
            self._writer.stdin.write(piece)
        except BrokenPipeError:
            self._fail()

    def finish(self) -> None:
        """The dump is in the database, committed. Raises `StartupError` with what PostgreSQL said."""
        if self._is_done:
            return
        assert self._writer.stdin is not None
        try:
            self._writer.stdin.close()
        except BrokenPipeError:
            self._fail()
        self._pump.join()
        if self._writer.wait() or self._runner.wait():
            self._fail()
        self._is_done = True

    def _carry(self) -> None:
        source: IO[bytes] | None = self._writer.stdout
        sink: IO[bytes] | None = self._runner.stdin
        assert source is not None
        assert sink is not None
        is_head = True
        try:
            for piece in iter(lambda: source.read(PIECE), b""):
                sink.write(piece.replace(_NEWER_SERVERS_ONLY, b"", 1) if is_head else piece)
                is_head = False
        except BrokenPipeError:
            self._writer.kill()
        finally:
            try:
                sink.close()
            except BrokenPipeError:
                self._writer.kill()

    def _fail(self) -> None:
        for process in (self._writer, self._runner):
            process.wait(10)
        self._errors.seek(0)
        raise explain(self._errors.read().decode(errors="replace"), Path(), "The database could not be restored")


async def _make_roles(url: str, manifest: Manifest) -> None:
    """The roles that the dump speaks of exist; `roles.prepare` gives them passwords afterwards."""
    connection = await roles.connect(url)
    try:
        if await connection.fetchval("select 1 from pg_namespace where nspname = $1", roles.SCHEMA):
            raise StartupError("The database already holds an install of Atende", "Restore into an empty one, or use --replace")
        names = roles.Names.with_prefix(manifest.owner.removesuffix("_owner"))
        await roles.make_roles(connection, names)
    finally:
        await connection.close()


async def _compare(url: str, manifest: Manifest) -> list[str]:
    connection = await roles.connect(url)
    try:
        return rows.differences(manifest.rows, await rows.count(connection))
    finally:
        await connection.close()


async def open_anew(url: str, home: Path) -> None:
    """The restored database is this program's: newest schema, roles with passwords of this home, and a history of its own.

    The facts of before lie before everything that comes: the transactions of this server are numbered anew (decision 4)."""
    await migrate.upgrade(url, home)
    connection = await roles.connect(url)
    try:
        names = await roles.names_of(connection)
        async with connection.transaction():
            await connection.execute(f"set local role {names.owner}")
            await connection.execute(f"set local search_path = {roles.SCHEMA}")
            await connection.execute(
                "alter table facts no force row level security"
            )  # for its owner, until the next line but one
            await connection.execute("update facts set commit_no = 0 where commit_no <> 0")
            await connection.execute("alter table facts force row level security")
            await connection.execute("insert into histories (id) values (gen_random_uuid())")
    finally:
        await connection.close()


async def exchange(server_url: str, name: str, fresh: str) -> str | None:
    """The database `fresh` is called `name` from now on; returns what the one of that name is called now, if there was one."""
    connection = await roles.connect(server_url)
    try:
        aside = None
        if await connection.fetchval("select 1 from pg_database where datname = $1", name):
            aside = f"{name}_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
            await connection.execute(f'alter database "{name}" rename to "{aside}"')
        await connection.execute(f'alter database "{fresh}" rename to "{name}"')
        return aside
    finally:
        await connection.close()


def other_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _put_file(home: Path, name: str, content: BinaryIO) -> int:
    path = _place(home / "files", name.removeprefix("files/"))
    body = content.read()
    if hashlib.sha256(body).hexdigest() != path.name:
        raise StartupError(f"The file {name} in the backup is damaged", "Use an undamaged copy")
    if not path.exists():
        _write(path, body)
    return 1


def _put_key(home: Path, name: str, content: BinaryIO) -> int:
    path = _place(home / "keys", name.removeprefix("keys/"))
    body = content.read()
    if path.exists() and path.read_bytes() != body:
        raise StartupError(f"{path} exists and differs from the backup's", "Restore into another ATENDE_HOME, or use --replace")
    _write(path, body)
    return 1


def _place(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or path == folder.resolve():
        raise StartupError(f"The backup names the path {name}, which leads out of its folder", "It was not made by Atende")
    return path


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
