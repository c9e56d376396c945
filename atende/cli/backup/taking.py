"""A backup, taken while everything runs: one snapshot of the database, then the files and keys it speaks of."""

import asyncio
import contextlib
import hashlib
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from atende.cli.answering import answering
from atende.cli.backup import rows
from atende.cli.backup.archive import PIECE, Writer, writing
from atende.cli.backup.keys import NAME
from atende.core import keyring, migrate, roles, storage
from atende.core.postgres.binaries import program
from atende.core.postgres.cluster import explain

FORMAT = 1
MANIFEST, END = "manifest.json", "end.json"
_LEFT_OUT = {NAME, "postgres-administrator"}  # the recovery key itself; a password of this one server
Progress = Callable[[str, int], None]  # what is written now, bytes so far


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands first in a backup. `rows`: table -> tenant -> rows, in the snapshot that was dumped."""

    format: int
    made_at: str
    revision: str | None
    server: str
    owner: str  # the role that owns the schema
    rows: rows.Counts


@dataclass(frozen=True, slots=True)
class End:
    """What stands last: the dump's hash and how much came before."""

    dump_sha256: str
    dump_bytes: int
    files: int
    keys: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that stands. `damaged` are files of this install that no longer hold what they are named after, or cannot be read;
    `foreign` is what lies among them and is none of its own. Neither is in it."""

    manifest: Manifest
    end: End
    damaged: list[str]
    foreign: list[str]


def take(url: str, home: Path, target: Path, recipient: str, progress: Progress) -> Taken:
    """`target` holds everything of this install as it was at one moment, readable with the recovery key only; what could not be restored
    from it is left out and named."""
    with keyring.unchanged():
        return asyncio.run(_take(url, home, target, recipient, progress))


async def _take(url: str, home: Path, target: Path, recipient: str, progress: Progress) -> Taken:
    revision, _ = await migrate.revisions(url)
    connection = await roles.connect(url)
    dump = _Dump()

    def break_off() -> None:
        connection.terminate()
        dump.end()

    try:
        async with (
            answering(url, break_off),
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            snapshot = str(await connection.fetchval("select pg_export_snapshot()"))
            progress("rows", 0)
            manifest = Manifest(
                FORMAT,
                datetime.now(UTC).isoformat(timespec="seconds"),
                revision,
                str(await connection.fetchval("show server_version")),
                (await roles.names_of(connection)).owner,
                await rows.count(connection),
            )
            with writing(target, recipient) as archive:
                archive.add(MANIFEST, json.dumps(asdict(manifest)).encode())
                # In a thread: the transaction that exported the snapshot stays open beside it.
                digest, size = await asyncio.to_thread(dump.write, url, snapshot, archive, progress)
                files = _Files(home / "files")
                count = _copy(files.each(), "files", archive, progress)
                keys = _copy(_keys(home / "keys"), "keys", archive, progress)
                end = End(digest, size, count, keys)
                archive.add(END, json.dumps(asdict(end)).encode())
            return Taken(manifest, end, files.damaged, files.foreign)
    finally:
        await connection.close()


class _Dump:
    """`pg_dump` under way in a thread of its own; whoever finds that its server hangs ends it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._is_over = False

    def end(self) -> None:
        """It is killed, or does not begin."""
        self._is_over = True
        if self._process is not None:
            self._process.kill()

    def write(self, url: str, snapshot: str, archive: Writer, progress: Progress) -> tuple[str, int]:
        """The whole dump stands in the archive; its hash and its bytes."""
        from atende.cli.database import server_folder
        from atende.core.addresses import client_environment

        # No row security: pg_dump switches it off and fails, rather than leave out what its role may not see (S40).
        command = [program("pg_dump"), "--format=custom", f"--schema={roles.SCHEMA}", f"--snapshot={snapshot}"]
        digest, size = hashlib.sha256(), 0
        with tempfile.TemporaryFile() as errors:
            with subprocess.Popen(command, env=client_environment(url), stdout=subprocess.PIPE, stderr=errors) as process:  # noqa: S603 - fixed words
                self._process = process
                if self._is_over:
                    process.kill()
                assert process.stdout is not None
                try:
                    for number, piece in enumerate(iter(lambda: process.stdout.read(PIECE), b"")):  # type: ignore[union-attr]
                        digest.update(piece)
                        size += len(piece)
                        archive.add(f"database/{number:08}", piece)
                        progress("database", size)
                except BaseException:
                    process.kill()
                    raise
            if process.returncode:
                errors.seek(0)
                raise explain(errors.read().decode(errors="replace"), server_folder(), "The dump failed")
        return digest.hexdigest(), size


def _copy(found: Iterator[tuple[str, bytes]], name: str, archive: Writer, progress: Progress) -> int:
    count, size = 0, 0
    for place, content in found:
        archive.add(f"{name}/{place}", content)
        count, size = count + 1, size + len(content)
        progress(name, size)
    return count


def _keys(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in _below(folder):
        with contextlib.suppress(FileNotFoundError):  # removed since the folder was read, by somebody who may
            if path.name not in _LEFT_OUT:
                yield path.relative_to(folder).as_posix(), path.read_bytes()


class _Files:
    """The files that are kept, each as whole as when it was stored; of the others, once `each` is through, the places."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.damaged: list[str] = []
        self.foreign: list[str] = []

    def each(self) -> Iterator[tuple[str, bytes]]:
        for path in _below(self._folder):
            place = path.relative_to(self._folder).as_posix()
            sha256 = storage.hash_at(place)
            if sha256 is None:
                if not storage.is_passing(path.name):
                    self.foreign.append(place)
                continue
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # removed since the folder was read, by somebody who may
                continue
            except OSError:  # a sector that is lost, or a file that somebody else owns now
                content = None
            if content is None or hashlib.sha256(content).hexdigest() != sha256:
                self.damaged.append(place)
            else:
                yield place, content


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
