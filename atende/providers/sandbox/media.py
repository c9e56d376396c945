"""Files: uploads by the business, files that customers send, their ids, life and short-lived download
addresses."""

import asyncio
import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

import filetype

from .errors import GraphError, unknown_object
from .store import Store
from .wire import new_number

MB = 1024 * 1024
_DOCUMENTS = {
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text/plain",
}
#: kind -> (what it may be, most bytes)
KINDS: dict[str, tuple[set[str], int]] = {
    "image": ({"image/jpeg", "image/png"}, 5 * MB),
    "audio": ({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16 * MB),
    "video": ({"video/mp4", "video/3gp", "video/3gpp"}, 16 * MB),
    "sticker": ({"image/webp"}, 500 * 1024),
    "document": (_DOCUMENTS, 100 * MB),
}
ALLOWED = set().union(*(kinds for kinds, _ in KINDS.values()))
URL_SECONDS = 300
UPLOAD_DAYS, INBOUND_DAYS = 30, 7


@dataclass(frozen=True, slots=True)
class Media:
    """One stored file. `source` is business, customer or link; times in seconds."""

    id: str
    number_id: str | None
    mime: str
    filename: str | None
    size: int
    sha256: str
    created_at: float
    expires_at: float
    source: str

    @property
    def digest(self) -> str:
        """The SHA-256 as webhooks write it: base64."""
        return base64.b64encode(bytes.fromhex(self.sha256)).decode()


def plain(mime: str) -> str:
    """The type without parameters, lower case."""
    return mime.split(";")[0].strip().lower()


def kind_of(mime: str) -> str | None:
    """What kind of message a file of this type can be sent as; None when Meta takes no such file."""
    return next((kind for kind, (types, _) in KINDS.items() if plain(mime) in types), None)


def check_upload(mime: str, data: bytes) -> None:
    """Refuses (100, 131053) a type Meta does not take, a file too large, or bytes that are plainly
    something else."""
    base = plain(mime)
    kind = kind_of(base)
    if kind is None:
        known = ", ".join(sorted(ALLOWED))
        said = f"Param file must be a file with one of the following types: {known}. Received file of type '{base[:80]}'."
        raise GraphError(100, message=f"(#100) {said}")
    if not data:
        raise GraphError(131053, "The file is empty.")
    if len(data) > KINDS[kind][1]:
        raise GraphError(131053, f"File of {len(data)} bytes is larger than the {KINDS[kind][1]} bytes allowed for {kind}.")
    found = filetype.guess_mime(data[:8192])
    if kind in ("image", "sticker", "video") and found and not found.startswith(base.split("/")[0] + "/"):
        raise GraphError(131053, f"Declared {base} but the file is {found}.")
    if base == "audio/ogg" and data[:4] == b"OggS":
        head = data.find(b"OpusHead")
        if head < 0 or data[head + 9] != 1:
            raise GraphError(131053, "Audio in ogg must be opus with one channel.")


class MediaStore:
    """Files by id: on disk beside the database, or inside it when that is in memory."""

    def __init__(self, store: Store, folder: Path | None, secret: str):
        self._store, self._folder, self._secret = store, folder, secret.encode()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    async def keep(
        self,
        data: bytes,
        mime: str,
        *,
        at: float,
        source: str,
        number_id: str | None = None,
        filename: str | None = None,
    ) -> Media:
        """The file is stored and has an id; 30 days for uploads, 7 for files of customers."""
        days = UPLOAD_DAYS if source == "business" else INBOUND_DAYS
        media = Media(
            new_number(),
            number_id,
            mime,
            filename,
            len(data),
            hashlib.sha256(data).hexdigest(),
            at,
            at + days * 86400,
            source,
        )
        if self._folder is not None:
            await asyncio.to_thread((self._folder / media.id).write_bytes, data)
        self._store.write(
            "insert into media values (?,?,?,?,?,?,?,?,?,?)",
            (*(getattr(media, k) for k in Media.__slots__), data if self._folder is None else None),
        )
        return media

    def lend(self, media: Media, number_id: str, at: float) -> Media:
        """A number received the file: an id of its own for seven days, as every message has."""
        lent = replace(
            media, id=new_number(), number_id=number_id, created_at=at, expires_at=at + INBOUND_DAYS * 86400, source="customer"
        )
        if self._folder is not None:
            os.link(self._folder / media.id, self._folder / lent.id)
        self._store.write(
            "insert into media select ?, ?, mime, filename, size, sha256, ?, ?, ?, data from media where id = ?",
            (lent.id, number_id, lent.created_at, lent.expires_at, lent.source, media.id),
        )
        return lent

    def find(self, media_id: str, at: float | None = None) -> Media | None:
        """The file's description; None when there is none or, with `at`, when its life is over by then."""
        row = self._store.row("select * from media where id = ?", (media_id,))
        if row is None or (at is not None and row["expires_at"] <= at):
            return None
        return Media(**{k: row[k] for k in Media.__slots__})

    async def read(self, media: Media) -> bytes:
        """The bytes."""
        if self._folder is not None:
            return await asyncio.to_thread((self._folder / media.id).read_bytes)
        row = self._store.row("select data from media where id = ?", (media.id,))
        return bytes(row["data"]) if row and row["data"] is not None else b""

    async def forget(self, media: Media) -> None:
        """The file is gone."""
        self._store.write("delete from media where id = ?", (media.id,))
        if self._folder is not None:
            await asyncio.to_thread((self._folder / media.id).unlink, missing_ok=True)

    def _mac(self, media_id: str, ends: str) -> str:
        return "ARm" + hmac.new(self._secret, f"{media_id}|{ends}".encode(), hashlib.sha256).hexdigest()[:24]

    def address(self, base: str, media: Media, at: float, source: str) -> str:
        """A download address that works for five minutes from `at`, with the token."""
        ends = str(int(at) + URL_SECONDS)
        return f"{base}/whatsapp_business/attachments/?mid={media.id}&source={source}&ext={ends}&hash={self._mac(media.id, ends)}"

    def opened(self, media_id: str, ends: str, mac: str, at: float) -> Media:
        """The file behind an address; 404 when the address is too old or not ours."""
        media = self.find(media_id, at)
        is_ours = secrets.compare_digest(mac.encode(), self._mac(media_id, ends).encode())
        if media is None or not is_ours or not ends.isdecimal() or int(ends) < at:
            error = unknown_object(media_id or "0", "get")
            error.status = 404
            raise error
        return media
