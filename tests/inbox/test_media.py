"""Files: fetched once and whole, their type read from their bytes, uploaded before the message that carries them."""

import asyncio
import base64
import hashlib
import uuid
from datetime import timedelta

import pytest

from atende.core import storage
from atende.core.jobs import Lane
from atende.inbox.errors import FileEmpty, FileTooLarge, MediaFailed
from atende.inbox.models import File, Message
from atende.inbox.ports import MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service import media
from atende.inbox.service.send import Draft, send
from atende.integrations.models import Connection
from atende.kit.ids import new_id

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 200


async def pieces(data: bytes, size: int = 1000):
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 20, "image/jpeg"),
        (b"OggS" + b"\x00" * 60, "audio/ogg"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"nome;telefone\nAna;11", "text/plain"),
        ("ação".encode()[:-1], "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml"),
        (b"<?xml version='1.0'?><svg/>", "image/svg+xml"),
        (b"  <!DOCTYPE html><p>", "text/html"),
        (b"hello <script>alert(1)</script>", "text/html"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"\xef\xbb\xbf<html>", "text/html"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_bytes_are(head, mime):
    assert storage.sniff(head) == mime
    assert ("html" in mime or "svg" in mime or "xml" in mime) <= (mime not in storage.INLINE)


async def test_a_file_is_stored_by_content_and_whole_or_not_at_all(database):
    tenant = uuid.uuid4()
    data = PNG * 20000
    kept = await asyncio.gather(*(storage.store(tenant, pieces(data)) for _ in range(3)))
    assert {k.sha256 for k in kept} == {hashlib.sha256(data).hexdigest()}
    assert storage.read(tenant, kept[0].sha256) == data
    with pytest.raises(storage.TooLarge):
        await storage.store(tenant, pieces(data), max_bytes=5000)

    async def breaks():
        yield PNG
        raise MediaFailed(problem="unreachable")

    with pytest.raises(MediaFailed):
        await storage.store(tenant, breaks())
    folder = storage.path_of(tenant, kept[0].sha256).parent.parent
    assert [p for p in folder.rglob("*") if p.is_file()] == [storage.path_of(tenant, kept[0].sha256)]
    for name in ("../../../etc/passwd", kept[0].sha256[:-1], kept[0].sha256.upper()):
        with pytest.raises(FileNotFoundError):
            storage.path_of(tenant, name)
    with pytest.raises(FileNotFoundError):
        storage.read(uuid.uuid4(), kept[0].sha256)


async def test_an_upload_goes_to_the_vendor_once_and_then_by_its_id(desk, peer):
    async with desk.tx(desk.ana) as tx:
        file = await media.store_upload(tx, pieces(PNG), "../receita médica.png")
        assert (file.mime, file.name, file.size) == ("image/png", "receita médica.png", len(PNG))
        draft = Draft(MessageKind.IMAGE, "sua receita", file_id=file.id)
        await send(tx, desk.conversation_id, draft, Author(AuthorKind.USER, desk.ana))
        draft = Draft(MessageKind.IMAGE, file_id=file.id)
        await send(tx, desk.conversation_id, draft, Author(AuthorKind.USER, desk.ana))
    await desk.deliver()
    assert len(peer.uploads) == 1
    assert PNG in peer.uploads[0]
    assert [r["image"] for r in peer.received] == [{"id": "media1", "caption": "sua receita"}, {"id": "media1"}]


async def test_a_file_nobody_uploaded_or_too_large_is_refused(desk, peer, monkeypatch):
    monkeypatch.setattr(storage, "MAX_BYTES", 100)
    with pytest.raises(FileTooLarge):
        async with desk.tx(desk.ana) as tx:
            await media.store_upload(tx, pieces(PNG), "a.png")
    with pytest.raises(FileEmpty):
        async with desk.tx(desk.ana) as tx:
            await media.store_upload(tx, pieces(b""), "a.png")


async def inbound(desk, external_id: str, **more) -> uuid.UUID:
    message_id = new_id()
    async with desk.tx() as tx:
        tx.session.add(
            Message(
                tenant_id=tx.tenant_id,
                id=message_id,
                conversation_id=desk.conversation_id,
                connection_id=desk.connection_id,
                direction="in",
                author_kind="customer",
                kind="image",
                content={"media": {"external_id": external_id, "mime": "image/jpeg", **more}},
                external_id=f"wamid.{message_id.hex}",
                occurred_at=tx.now,
                tiebreak="x",
                status="received",
                media_state="pending",
                media_due_at=tx.now,
            )
        )
    return message_id


async def test_an_inbound_file_is_fetched_and_its_message_says_so(desk, peer):
    peer.files["2233"] = PNG
    sha = base64.b64encode(hashlib.sha256(PNG).digest()).decode()
    message_id = await inbound(desk, "2233", sha256=sha, filename="foto.png")
    lane = Lane(desk.tenant_id, str(message_id))
    assert lane in await media.due(1000)
    ends = await asyncio.gather(media.fetch(lane), media.fetch(lane))
    assert sorted(ends) == [False, True]
    message = await desk.message(message_id)
    assert message.media_state == "done"
    async with desk.tx() as tx:
        file = await tx.session.get(File, (tx.tenant_id, message.file_id))
    assert (file.mime, file.size, file.name, file.source) == ("image/png", len(PNG), "foto.png", "channel")
    assert storage.read(desk.tenant_id, file.sha256) == PNG
    assert [f["message_id"] for f in await desk.facts("message_amended")] == [str(message_id)]


async def test_a_file_nobody_can_ask_for_is_given_up_once_the_vendor_keeps_it_no_more(desk, peer, clock):
    async with desk.tx() as tx:
        (await tx.session.get_one(Connection, (tx.tenant_id, desk.connection_id))).token_sealed = None
    peer.files["2233"] = PNG
    message_id = await inbound(desk, "2233")
    lane = Lane(desk.tenant_id, str(message_id))
    for days, state in ((0, "pending"), (29, "pending"), (31, "failed")):
        clock.shift(timedelta(days=days))
        assert lane in await media.due(1000)
        await media.fetch(lane)
        assert (await desk.message(message_id)).media_state == state
    after = await desk.message(message_id)
    assert (after.error["detail"], after.media_due_at) == ("gone", None)
    assert [f["message_id"] for f in await desk.facts("message_amended")] == [str(message_id)]


async def test_a_file_that_is_gone_fails_at_once_and_a_damaged_one_after_five_tries(desk, peer, clock):
    gone = await inbound(desk, "9999")
    await media.fetch(Lane(desk.tenant_id, str(gone)))
    after = await desk.message(gone)
    assert (after.media_state, after.error["detail"]) == ("failed", "gone")
    peer.files["4455"] = PNG
    damaged = await inbound(desk, "4455", sha256="0" * 64)
    for n in range(8):
        clock.shift(timedelta(hours=n))
        await media.fetch(Lane(desk.tenant_id, str(damaged)))
    after = await desk.message(damaged)
    assert (after.media_state, after.media_attempts, after.error["detail"]) == ("failed", 5, "damaged")
