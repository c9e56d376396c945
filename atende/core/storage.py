"""Files on disk, by content: `ATENDE_HOME/files/<tenant>/<first two of the hash>/<hash>`. Names and types live in the database.

A file is there whole or not at all: written aside, synced, then renamed. What somebody who was killed left half written goes after an
hour (`sweep`), and what they left half removed. Nothing a person typed becomes part of a path."""

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import filetype

from atende.core import bombs
from atende.core.config import settings

MAX_BYTES = 100 * 1024 * 1024
HEAD_BYTES = 8192
_PIECE = 1024 * 1024
_ASIDE = "incoming-"
_HALF_SECONDS = 3600  # nobody goes on with what was not written to for so long
_FRESH_SECONDS = 3600  # in which bytes may have come once more for a row that is not there yet
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_PLACE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/([0-9a-f]{2})/(\1[0-9a-f]{62})\Z")
_REMOVED = re.compile(r"([0-9a-f]{64})\.[0-9a-f]{32}\Z")

# What a browser may show in place. Everything else is handed out as a download: SVG, HTML and XML can carry scripts (S11).
INLINE = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "audio/aac",
        "audio/amr",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "video/mp4",
        "video/3gpp",
        "video/webm",
        "application/pdf",
        "text/plain",
    }
)


class TooLarge(Exception):
    """The file is longer than allowed; nothing of it was kept. `limit` in bytes."""

    def __init__(self, limit: int):
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is on disk. `mime` is what its first bytes are; `size` in bytes."""

    sha256: str
    size: int
    mime: str


async def store(tenant_id: uuid.UUID, pieces: AsyncIterator[bytes], *, max_bytes: int | None = None) -> Stored:
    """The bytes are on disk for good, once however often they come. Raises `TooLarge`, `Bomb` for what would become
    too large when it is opened, and `OSError` when the disk is full."""
    limit = MAX_BYTES if max_bytes is None else max_bytes
    folder = settings().home / "files" / str(tenant_id)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
    digest, size, head, waiting = hashlib.sha256(), 0, b"", bytearray()
    handle, aside = tempfile.mkstemp(dir=folder, prefix=_ASIDE)
    try:
        with os.fdopen(handle, "wb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(piece)
                if len(head) < HEAD_BYTES:
                    head += piece[: HEAD_BYTES - len(head)]
                waiting += piece
                if len(waiting) >= _PIECE:
                    await asyncio.to_thread(file.write, bytes(waiting))
                    waiting.clear()
            await asyncio.to_thread(_finish, file, bytes(waiting), aside, folder, digest.hexdigest())
    except BaseException:
        await asyncio.to_thread(Path(aside).unlink, missing_ok=True)
        raise
    return Stored(digest.hexdigest(), size, sniff(head))


def sweep() -> int:
    """What was left half written, by a process that was killed on the way, is gone once nobody has written to it for an hour, and what was
    left half removed is removed or back (`remove`); returns how many files are gone. Times are the file system's."""
    gone, oldest, files = 0, time.time() - _HALF_SECONDS, settings().home / "files"
    for path in files.glob(f"*/{_ASIDE}*"):
        with contextlib.suppress(FileNotFoundError):  # another worker's sweep, or whoever was at it after all
            if path.stat().st_mtime < oldest:
                path.unlink()
                gone += 1
    for path in files.glob("*/??/*.*"):
        if found := _REMOVED.match(path.name):
            with contextlib.suppress(FileNotFoundError):  # as above
                # Renamed when its inode last changed: by then it is told how old the bytes were for whoever removed them.
                gone += _settle(path, path.with_name(found[1]), path.stat().st_ctime)
    return gone


def remove(path: Path) -> None:
    """The bytes are gone, unless they were stored again a moment ago: then they are back at their place."""
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    with contextlib.suppress(FileNotFoundError):  # gone already, or a sweep ended this
        path.rename(aside)
        _settle(aside, path, time.time())


def _settle(aside: Path, path: Path, at: float) -> bool:
    """Whether they are gone."""
    if at - aside.stat().st_mtime < _FRESH_SECONDS:
        os.replace(aside, path)
        return False
    aside.unlink()
    return True


def _finish(file, rest: bytes, aside: str, folder: Path, sha256: str) -> None:
    file.write(rest)
    file.flush()
    bombs.refuse(Path(aside))
    os.fsync(file.fileno())
    place = folder / sha256[:2]
    place.mkdir(exist_ok=True, mode=0o700)
    os.replace(aside, place / sha256)
    directory = os.open(place, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def path_of(tenant_id: uuid.UUID, sha256: str) -> Path:
    """Where the file lies if it is kept. Raises `FileNotFoundError` for anything that is no hash."""
    if not _HASH.match(sha256):
        raise FileNotFoundError("not a content hash")
    return settings().home / "files" / str(tenant_id) / sha256[:2] / sha256


def hash_at(place: str) -> str | None:
    """The hash of the file that is kept at this place below `files`; None where none is ever kept."""
    found = _PLACE.match(place)
    return found[2] if found else None


def is_passing(name: str) -> bool:
    """Whether a file of this name is being written or removed, or was left so: nobody keeps it."""
    return name.startswith(_ASIDE) or _REMOVED.match(name) is not None


def read(tenant_id: uuid.UUID, sha256: str) -> bytes:
    """The whole file. Raises `FileNotFoundError`."""
    return path_of(tenant_id, sha256).read_bytes()


def sniff(head: bytes) -> str:
    """What these first bytes are, whatever anybody called them; `application/octet-stream` when nothing fits."""
    kind = filetype.guess(head)
    if kind is not None:
        # A file that is a picture and a page at once is served as what browsers could run.
        return _text_type(head) or kind.mime if kind.mime in ("application/xml", "image/svg+xml") else kind.mime
    if head[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return "audio/aac"
    return _text_type(head) or "application/octet-stream"


def _text_type(head: bytes) -> str | None:
    if b"\x00" in head:
        return None
    try:
        words = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # more than a character cut in two at the end
            return None
        words = head[: error.start].decode("utf-8-sig")
    start = words.lstrip()[:1000].lower()
    if "<svg" in start:
        return "image/svg+xml"
    if start.startswith("<!doctype html") or re.search(r"<(html|head|body|script|iframe)[\s>]", start):
        return "text/html"
    if start.startswith("<?xml"):
        return "application/xml"
    return "text/plain" if words else None
