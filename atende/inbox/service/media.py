"""Files of messages: fetched from the channel into storage, or handed in by the staff. The bytes lie in `core.storage`."""

import base64
import binascii
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from atende.core import bombs, clock, log, storage
from atende.core.jobs import Lane, in_turn
from atende.core.storage import Stored
from atende.core.tenancy import SYSTEM, Crossing, Tx, asked_across_tenants, in_tenant
from atende.inbox.errors import FileEmpty, FileSwells, FileTooLarge, MediaFailed, NumberPaused
from atende.inbox.events import MessageAmended
from atende.inbox.models import File, Message
from atende.inbox.ports import Account, Channel
from atende.inbox.rules.failure import failure
from atende.inbox.rules.pacing import MAX_TRIES
from atende.inbox.service import channels
from atende.integrations.models import Connection
from atende.kit.ids import new_id

_FETCH_WITHIN = timedelta(seconds=180)
_PAUSES = (5, 30, 120, 600)  # seconds before the second, third, ... try
# No vendor keeps a file for longer: one that nobody could ask for until then is not to be had any more.
_VENDOR_KEEPS = timedelta(days=30)
_FINAL = frozenset({"gone", "host_refused", "too_large", "swells", "media_id_missing"})

_log = log.get("inbox")


async def store_upload(tx: Tx, stream: AsyncIterator[bytes], name: str | None) -> File:
    """The file is stored, its type read from its bytes. Refuses `FileTooLarge` (100 MB), `FileSwells` (a picture
    or archive that becomes too large when it is opened) and `FileEmpty`."""
    try:
        stored = await storage.store(tx.tenant_id, stream)
    except storage.TooLarge as error:
        raise FileTooLarge(field="file", limit=error.limit) from None
    except bombs.Bomb as error:
        raise FileSwells(field="file", kind=error.kind) from None
    if stored.size == 0:
        raise FileEmpty(field="file")
    return await keep(tx, stored, name, "upload")


async def keep(tx: Tx, stored: Stored, name: str | None, source: str) -> File:
    """The stored bytes are a file of this tenant."""
    row = File(
        tenant_id=tx.tenant_id,
        id=new_id(),
        mime=stored.mime,
        size=stored.size,
        sha256=stored.sha256,
        name=_label(name),
        source=source,
    )
    tx.session.add(row)
    await tx.session.flush()
    return row


def _label(name: str | None) -> str | None:
    """What somebody called a file, fit to be shown and put into a header; never a path."""
    if not name:
        return None
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:200].strip() or None


# An album of one keeps nobody else's photograph waiting.
_DUE = in_turn("inbox_messages", "id", "media_due_at", "media_state = 'pending'")


async def due(limit: int) -> list[Lane]:
    """Messages whose file is still with the vendor."""
    rows = await asked_across_tenants(Crossing.SWEEP, _DUE, clock.now(), limit)
    return [Lane(tenant, str(message)) for tenant, message in rows]


@dataclass(frozen=True, slots=True)
class _Task:
    channel: Channel
    account: Account
    external_id: str
    name: str | None
    sha256: str | None
    attempt: int


async def fetch(lane: Lane) -> bool:
    """The message's file is stored, or is tried again later, or has failed with its reason: after five tries, or, while the number
    has no token to ask with, once the vendor does not keep it any more."""
    message_id = uuid.UUID(lane.key)
    try:
        async with in_tenant(lane.tenant_id, SYSTEM) as tx:
            task = await _take(tx, message_id)
    except NumberPaused:
        task, problem, stored = None, "number_paused", None
        attempt = MAX_TRIES - 1  # without a token there is nothing to try; look again in ten minutes
    else:
        if task is None:
            return False
        attempt = task.attempt
        stored, problem = await _download(lane.tenant_id, task)
    async with in_tenant(lane.tenant_id, SYSTEM) as tx:
        message = await tx.session.scalar(
            select(Message).where(Message.tenant_id == tx.tenant_id, Message.id == message_id).with_for_update()
        )
        if message is None or message.media_state != "pending":
            return True
        if problem == "number_paused" and tx.now - message.created_at > _VENDOR_KEEPS:
            problem = "gone"
        if stored is not None:
            file = await keep(tx, stored, task.name if task else None, "channel")
            message.file_id, message.media_state, message.media_due_at = file.id, "done", None
        elif problem in _FINAL or attempt >= MAX_TRIES:
            message.media_state, message.media_due_at = "failed", None
            message.error = failure("media_failed", problem)
        else:
            message.media_due_at = tx.now + timedelta(seconds=_PAUSES[min(attempt, len(_PAUSES)) - 1])
            return True
        await tx.session.flush()
        await tx.emit(
            MessageAmended(message_id=message.id, conversation_id=message.conversation_id),
            subject_id=message.conversation_id,
        )
    _log.info("media_fetched", message_id=lane.key, problem=problem, size=stored.size if stored else None)
    return True


async def _take(tx: Tx, message_id: uuid.UUID) -> _Task | None:
    row = (
        await tx.session.execute(
            update(Message)
            .where(
                Message.tenant_id == tx.tenant_id,
                Message.id == message_id,
                Message.media_state == "pending",
                Message.media_due_at <= tx.now,
            )
            .values(media_due_at=tx.now + _FETCH_WITHIN, media_attempts=Message.media_attempts + 1)
            .returning(Message.connection_id, Message.content, Message.media_attempts)
            .execution_options(synchronize_session=False)
        )
    ).first()
    if row is None:
        return None
    connection = await tx.session.get(Connection, (tx.tenant_id, row.connection_id))
    assert connection is not None
    media = row.content.get("media") or {}
    return _Task(
        channel=channels.channel_for(connection.provider),
        account=await channels.account_of(tx, connection),
        external_id=str(media.get("external_id") or ""),
        name=media.get("filename"),
        sha256=media.get("sha256"),
        attempt=row.media_attempts,
    )


async def _download(tenant_id: uuid.UUID, task: _Task) -> tuple[Stored | None, str | None]:
    if not task.external_id:
        return None, "media_id_missing"
    try:
        info = await task.channel.media_info(task.account, task.external_id)
        if info.size is not None and info.size > storage.MAX_BYTES:
            return None, "too_large"
        stored = await storage.store(tenant_id, task.channel.download(task.account, info))
    except MediaFailed as refusal:
        return None, str(refusal.params.get("problem") or "failed")
    except storage.TooLarge:
        return None, "too_large"
    except bombs.Bomb:
        return None, "swells"
    except OSError as error:
        _log.error("media_not_stored", error=type(error).__name__)
        return None, "storage"
    expected = info.sha256 or task.sha256
    if expected and _as_hex(expected) not in (None, stored.sha256):
        return None, "damaged"
    return stored, None


def _as_hex(digest: str) -> str | None:
    """A SHA-256 as hex; Meta's webhooks write it in base64. None when it is neither."""
    if len(digest) == 64:
        return digest.lower()
    try:
        raw = base64.b64decode(digest, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw.hex() if len(raw) == 32 else None
