"""A conversation is what its raw events say, and whoever turned a word of it is found out."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from atende.accounts.models import Tenant
from atende.bot.models import PendingInput
from atende.core import events, live
from atende.core.tenancy import in_tenant
from atende.inbox.models import Message
from atende.inbox.service import statuses
from atende.inbox.service.conversations import ConversationNotFound
from atende.integrations.ports import ParcelKind
from atende.integrations.service import opening
from atende.kit.ids import new_id
from atende.reports import rebuilding
from atende.reports.rebuilding import Rebuilt
from tests.core.test_live import Browser, state
from tests.integrations.postbox import Postbox, checksum, new_postbox
from tests.meta import Said

_LEFT_OUT = f"select pid from pg_locks where locktype = 'advisory' and objsubid = 2 and classid = {events._UNDONE}"


@pytest.fixture
async def postbox(database) -> Postbox:
    return await new_postbox()


@pytest.fixture
async def admin(database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute("set search_path = atende")
    yield connection
    await connection.close()


async def _talk(postbox: Postbox) -> tuple[uuid.UUID, list[Said], str]:
    """A conversation with words, an answer of ours and its statuses in a muddle, a reaction, an edit and a withdrawal."""
    marina = postbox.sender()
    said = await postbox.say(marina, "oi", "quero marcar", "para amanhã")
    sent = f"wamid.{uuid.uuid4().hex.upper()}"
    await postbox.report(sent, "delivered", str(marina.phone))  # comes before the answer that names it
    async with in_tenant(postbox.tenant_id) as tx:
        talk = await tx.session.scalar(select(Message.conversation_id).where(Message.external_id == said[0].id))
        assert talk is not None
        tx.session.add(
            Message(
                tenant_id=tx.tenant_id, id=new_id(), conversation_id=talk, connection_id=postbox.business.connection_id,
                direction="out", author_kind="bot", kind="text", text="Olá!", external_id=sent, occurred_at=tx.now, tiebreak="b",
                status="sent", status_at={}, content={},
            )
        )  # fmt: skip
        await tx.session.flush()
        answer = await tx.session.scalar(select(Message.id).where(Message.external_id == sent))
        assert answer is not None
        await statuses.apply_kept(tx, answer)
    for status in ("read", "sent"):
        await postbox.report(sent, status, str(marina.phone))
    await postbox.item(marina, {"type": "reaction", "reaction": {"message_id": sent, "emoji": "👍"}})
    change = {"original_message_id": said[1].id, "message": {"type": "text", "text": {"body": "quero remarcar"}}}
    await postbox.item(marina, {"type": "edit", "edit": change})
    await postbox.item(marina, {"type": "revoke", "revoke": {"original_message_id": said[2].id}})
    return talk, said, sent


async def _differences(postbox: Postbox, talk: uuid.UUID) -> dict[str, tuple[str | None, str | None]]:
    found = await rebuilding.rebuild(postbox.tenant_id, talk)
    return {one.what: (one.stands, one.rebuilt) for one in found.differences}


async def test_a_conversation_is_what_its_events_say_and_rebuilding_leaves_no_trace(postbox, admin):
    talk, _, _ = await _talk(postbox)
    await postbox.fold()
    before = await checksum(admin, postbox.tenant_id)
    tenants = await admin.fetchval("select count(*) from accounts_tenants")
    found = await rebuilding.rebuild(postbox.tenant_id, talk)
    assert found == Rebuilt(postbox.tenant_id, talk, events=9, compared=5)
    assert await checksum(admin, postbox.tenant_id) == before
    assert await admin.fetchval("select count(*) from accounts_tenants") == tenants


async def test_what_comes_in_while_it_is_read_is_no_difference(postbox, monkeypatch):
    talk, said, _ = await _talk(postbox)
    messages, reads = rebuilding._messages, 0

    async def slow(tx, conversation_id):
        nonlocal reads
        found = await messages(tx, conversation_id)
        if conversation_id is not None:  # those that stand are read, the events not yet
            reads += 1
            await postbox.say(said[0].sender, "mais uma coisa")
        return found

    monkeypatch.setattr(rebuilding, "_messages", slow)
    assert await rebuilding.rebuild(postbox.tenant_id, talk) == Rebuilt(postbox.tenant_id, talk, events=9, compared=5)
    assert reads == 1


class _Held:
    """Rebuilding stands still in the middle of its copy until `go`; `reached` once it does, with something written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch):
        self.reached, self.go = asyncio.Event(), asyncio.Event()
        self._whole = opening._handlers[ParcelKind.STATUS]
        monkeypatch.setitem(opening._handlers, ParcelKind.STATUS, self._handle)

    async def _handle(self, tx, *rest):
        opened = await self._whole(tx, *rest)
        self.reached.set()
        await self.go.wait()
        return opened


async def test_no_live_event_waits_for_it(postbox, monkeypatch):
    talk, _, _ = await _talk(postbox)
    held = _Held(monkeypatch)
    rebuilt = asyncio.create_task(rebuilding.rebuild(postbox.tenant_id, talk))
    await held.reached.wait()
    tail = live.Tail()
    browser = Browser(tail, postbox.tenant_id)
    async with asyncio.timeout(60):
        await browser.is_ready.wait()
    stated = await state(postbox.tenant_id)
    assert await browser.hears(1) == [stated]
    held.go.set()
    assert (await rebuilt).differences == []
    await browser.leave()
    await tail.close()


async def test_ended_in_the_middle_it_leaves_nothing_and_holds_nothing(postbox, admin, monkeypatch):
    talk, _, _ = await _talk(postbox)
    before = await checksum(admin, postbox.tenant_id)
    tenants = await admin.fetchval("select count(*) from accounts_tenants")
    held = _Held(monkeypatch)
    rebuilt = asyncio.create_task(rebuilding.rebuild(postbox.tenant_id, talk))
    await held.reached.wait()
    (pid,) = [row[0] for row in await admin.fetch(_LEFT_OUT)]
    await admin.execute("select pg_terminate_backend($1)", pid)
    held.go.set()
    with pytest.raises(SQLAlchemyError):
        await rebuilt
    assert await admin.fetch(_LEFT_OUT) == []
    assert await checksum(admin, postbox.tenant_id) == before
    assert await admin.fetchval("select count(*) from accounts_tenants") == tenants


async def _turn(postbox: Postbox, external_id: str, **values) -> None:
    async with in_tenant(postbox.tenant_id) as tx:
        await tx.session.execute(update(Message).where(Message.external_id == external_id).values(**values))


async def test_a_turned_word_is_found(postbox):
    talk, said, _ = await _talk(postbox)
    await _turn(postbox, said[0].id, text="eu nunca disse isso")
    assert await _differences(postbox, talk) == {"text": ("eu nunca disse isso", "oi")}


async def test_a_message_that_is_gone_is_found(postbox):
    talk, said, _ = await _talk(postbox)
    async with in_tenant(postbox.tenant_id) as tx:
        gone = select(Message.id).where(Message.external_id == said[0].id).scalar_subquery()
        await tx.session.execute(delete(PendingInput).where(PendingInput.message_id == gone))
        await tx.session.execute(delete(Message).where(Message.external_id == said[0].id))
    assert await _differences(postbox, talk) == {"missing": (None, "text")}


async def test_a_message_that_nobody_sent_is_found(postbox):
    talk, _, _ = await _talk(postbox)
    async with in_tenant(postbox.tenant_id) as tx:
        tx.session.add(
            Message(
                tenant_id=tx.tenant_id, id=new_id(), conversation_id=talk, connection_id=postbox.business.connection_id,
                direction="in", author_kind="customer", kind="text", text="cancele tudo", external_id="wamid.MADEUP",
                occurred_at=tx.now, tiebreak="c", status="received", status_at={}, content={},
            )
        )  # fmt: skip
    assert await _differences(postbox, talk) == {"without_event": ("text", None)}


async def test_an_edit_or_withdrawal_that_was_undone_is_found(postbox):
    talk, said, _ = await _talk(postbox)
    await _turn(postbox, said[1].id, text="quero marcar", edited_at=None, original_text=None)
    await _turn(postbox, said[2].id, revoked_at=None)
    assert (await _differences(postbox, talk)).keys() == {"text", "edited_at", "original_text", "revoked_at"}


async def test_a_turned_order_is_found(postbox):
    talk, said, _ = await _talk(postbox)
    async with in_tenant(postbox.tenant_id) as tx:
        row = (await tx.session.scalars(select(Message).where(Message.external_id == said[0].id))).one()
        at = row.occurred_at
    await _turn(postbox, said[0].id, occurred_at=at + timedelta(hours=1))
    assert (await _differences(postbox, talk)).keys() == {"occurred_at", "order"}


async def test_a_status_that_was_never_reported_is_found(postbox):
    talk, _, sent = await _talk(postbox)
    await _turn(postbox, sent, status="delivered")
    assert await _differences(postbox, talk) == {"status": ("delivered", "read")}


async def test_a_message_moved_to_another_conversation_is_found_in_both(postbox):
    talk, said, _ = await _talk(postbox)
    (other,) = await postbox.say(postbox.sender("Rita"), "bom dia")
    async with in_tenant(postbox.tenant_id) as tx:
        elsewhere = await tx.session.scalar(select(Message.conversation_id).where(Message.external_id == other.id))
    assert elsewhere is not None
    await _turn(postbox, said[0].id, conversation_id=elsewhere)
    assert await _differences(postbox, talk) == {"elsewhere": (str(elsewhere), "text")}


async def test_an_event_that_can_no_longer_be_opened_is_told(postbox, monkeypatch):
    talk, _, _ = await _talk(postbox)

    async def never(*_):
        raise ValueError("forgotten")

    monkeypatch.setitem(opening._handlers, ParcelKind.STATUS, never)
    found = await _differences(postbox, talk)
    assert found["unopened"] == ("done", "forgotten")


async def test_every_conversation_of_a_business_is_walked_and_of_no_other(postbox):
    talk, _, _ = await _talk(postbox)
    async with in_tenant(postbox.tenant_id) as tx:
        slug = await tx.session.scalar(select(Tenant.slug))
    assert await rebuilding.conversations(slug) == [(postbox.tenant_id, talk)]
    assert [one.differences async for one in rebuilding.walk(await rebuilding.conversations(slug))] == [[]]
    with pytest.raises(ConversationNotFound):
        await rebuilding.rebuild(postbox.tenant_id, new_id())
