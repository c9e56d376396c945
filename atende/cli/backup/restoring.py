"""What a backup holds, put into a database, the files and the keys, and compared row by row with what was dumped."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import asyncpg

from atende.cli.backup import quieting, rows
from atende.cli.backup.archive import PIECE, reading
from atende.cli.backup.keyfiles import KeyFiles, write
from atende.cli.backup.loading import Loading, Target
from atende.cli.backup.taking import END, FORMAT, MANIFEST, End, Manifest, Progress
from atende.core import clock, migrate, roles, storage
from atende.core.startup import StartupError


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands now. `differences` is empty when every table holds as many rows of every tenant as were dumped. `damaged` are files that
    the backup does not hold as they were stored, `foreign` what no file of Atende's is named like: both are left out. (Older versions
    put them into a backup.)"""

    manifest: Manifest
    end: End
    differences: list[str]
    damaged: list[str]
    foreign: list[str]


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


def restore(path: Path, identity: str, target: Target, home: Path, keys: KeyFiles, progress: Progress) -> Restored:
    """The database of `target` and `home/files` hold what the backup holds, and both rings of keys open it (`KeyFiles.join`).

    Files are checked against their own hashes as they are written, and one that is damaged here is replaced; the dump against its hash, the
    tables against the rows that were counted. All of the file was read, and all but its files found right, before the database has anything
    of it. When it raises no file is there that was not. The schema is as old as the backup; `open_anew` comes next."""
    files = _Files(home / "files")
    try:
        manifest = look(path, identity)
        asyncio.run(_make_roles(target))
        with Loading(target, owned_by(manifest)) as load:
            with reading(path, identity) as members:
                _manifest(members)
                end = _read(members, path.name, load, files, keys, progress)
            keys.join()
            progress("database, to its end", end.dump_bytes)
            load.commit()
        return Restored(manifest, end, asyncio.run(_compare(target.url, manifest)), files.damaged, files.foreign)
    except BaseException:
        files.take_back()
        raise


def _read(
    members: Iterator[tuple[str, BinaryIO]],
    file: str,
    load: Loading,
    files: "_Files",
    keys: KeyFiles,
    progress: Progress,
) -> End:
    end, key_files, dump = None, 0, _Dump()
    for name, content in members:
        if name.startswith("database/"):
            for piece in iter(lambda content=content: content.read(PIECE), b""):
                dump.add(piece)
                load.feed(piece)
            progress("database", dump.size)
            continue
        load.drain()
        if name == END:
            end = End(**json.load(content))
        elif name.startswith("files/"):
            files.put(name.removeprefix("files/"), content)
            progress("files", files.count)
        elif name.startswith("keys/"):
            write(_place(keys.staging / "keys", name.removeprefix("keys/")), content.read())
            key_files += 1
        else:
            raise StartupError(f"The backup holds {name}, which this version does not know", "Use a newer version")
    if end is None or end != End(dump.sha256, dump.size, files.count, key_files):
        raise StartupError(f"{file} is not complete", "Use an undamaged copy")
    return end


def owned_by(manifest: Manifest) -> roles.Names:
    """The roles that the dump speaks of."""
    return roles.Names.with_prefix(manifest.owner.removesuffix("_owner"))


class _Dump:
    def __init__(self) -> None:
        self._digest, self.size = hashlib.sha256(), 0

    def add(self, piece: bytes) -> None:
        self._digest.update(piece)
        self.size += len(piece)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


async def _make_roles(target: Target) -> None:
    """The roles exist; `roles.prepare` gives them passwords afterwards."""
    connection = await roles.connect(target.url)
    try:
        await roles.make_roles(connection, target.names)
    except asyncpg.InsufficientPrivilegeError as error:
        raise StartupError(f"The administrator lacks a right: {error}", "It needs CREATEROLE") from error
    finally:
        await connection.close()


async def _compare(url: str, manifest: Manifest) -> list[str]:
    connection = await roles.connect(url)
    try:
        return rows.differences(manifest.rows, await rows.count_alone(connection, (await roles.names_of(connection)).owner))
    finally:
        await connection.close()


async def open_anew(url: str, home: Path, drill: bool) -> quieting.Quieted:
    """The restored database is this program's: newest schema, roles with passwords of this home, and a history of its own. What was to
    leave does not leave by itself (`quieting`); of a `drill` nothing does.

    The facts of before lie before everything that comes: the transactions of this server are numbered anew (decision 4)."""
    await migrate.upgrade(url, home)
    connection = await roles.connect(url)
    try:
        names = await roles.names_of(connection)
        async with connection.transaction():
            await connection.execute(f"set local role {names.owner}")
            await connection.execute(f"set local search_path = {roles.SCHEMA}")
            async with quieting.unwalled(connection, "facts"):
                await connection.execute("update facts set commit_no = 0 where commit_no <> 0")
            quieted = await quieting.quiet(connection, clock.now(), drill=drill)
            await connection.execute("insert into histories (id) values (gen_random_uuid())")
            return quieted
    finally:
        await connection.close()


class _Files:
    """The files of a backup as they come to their places."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._placed: list[Path] = []
        self.count = 0
        self.damaged: list[str] = []
        self.foreign: list[str] = []

    def put(self, name: str, content: BinaryIO) -> None:
        """The bytes lie at their place, if they are what they were stored as."""
        path, body = _place(self._folder, name), content.read()
        self.count += 1
        sha256 = storage.hash_at(name)
        if sha256 is None:
            self.foreign.append(name)
        elif hashlib.sha256(body).hexdigest() != sha256:
            self.damaged.append(name)
        elif not path.exists():
            self._placed.append(path)
            write(path, body)
        elif not _holds(path, sha256):  # whatever becomes of the rest, these are the bytes that belong here
            write(path, body)

    def take_back(self) -> None:
        """What was not here before is gone."""
        for one in self._placed:
            one.unlink(missing_ok=True)


def _holds(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _place(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or path == folder.resolve():
        raise StartupError(f"The backup names the path {name}, which leads out of its folder", "It was not made by Atende")
    return path
