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
from atende.core import clock, migrate, roles
from atende.core.startup import StartupError


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


def restore(path: Path, identity: str, target: Target, home: Path, keys: KeyFiles, progress: Progress) -> Restored:
    """The database of `target` and `home/files` hold what the backup holds, and both rings of keys open it (`KeyFiles.join`).

    Files are checked against their own hashes as they are written, the dump against its hash, the tables against the rows that were
    counted. All of the file was read and found right before the database has anything of it. When it raises no file is there that
    was not. The schema is as old as the backup; `open_anew` comes next."""
    placed: list[Path] = []
    try:
        manifest = look(path, identity)
        asyncio.run(_make_roles(target))
        with Loading(target, owned_by(manifest)) as load:
            with reading(path, identity) as members:
                _manifest(members)
                end = _read(members, path.name, load, home, keys, placed, progress)
            keys.join()
            progress("database, to its end", end.dump_bytes)
            load.commit()
        return Restored(manifest, end, asyncio.run(_compare(target.url, manifest)))
    except BaseException:
        for one in placed:
            one.unlink(missing_ok=True)
        raise


def _read(
    members: Iterator[tuple[str, BinaryIO]],
    file: str,
    load: Loading,
    home: Path,
    keys: KeyFiles,
    placed: list[Path],
    progress: Progress,
) -> End:
    end, files, key_files, dump = None, 0, 0, _Dump()
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
            files += _put_file(home, name, content, placed)
            progress("files", files)
        elif name.startswith("keys/"):
            write(_place(keys.staging / "keys", name.removeprefix("keys/")), content.read())
            key_files += 1
        else:
            raise StartupError(f"The backup holds {name}, which this version does not know", "Use a newer version")
    if end is None or end != End(dump.sha256, dump.size, files, key_files):
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


def _put_file(home: Path, name: str, content: BinaryIO, placed: list[Path]) -> int:
    path = _place(home / "files", name.removeprefix("files/"))
    body = content.read()
    if hashlib.sha256(body).hexdigest() != path.name:
        raise StartupError(f"The file {name} in the backup is damaged", "Use an undamaged copy")
    if not path.exists():
        placed.append(path)
        write(path, body)
    return 1


def _place(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or path == folder.resolve():
        raise StartupError(f"The backup names the path {name}, which leads out of its folder", "It was not made by Atende")
    return path
