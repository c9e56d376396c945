"""Which events custody shows of a conversation and of one of its messages."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select, update

from atende.core.tenancy import Actor, in_tenant
from atende.inbox.models import Message
from atende.integrations.errors import RetryLater
from atende.integrations.models import Parcel
from atende.integrations.ports import ParcelKind
from atende.integrations.queries import parcels
from atende.integrations.queries.parcels import Selection
from atende.integrations.service import opening
from atende.kit.ids import new_id
from atende.kit.refusal import Invalid, NotFound
from atende.reports.queries import custody
from tests.integrations.postbox import Postbox, new_postbox


@pytest.fixture
async def postbox(database) -> Postbox:
    return await new_postbox()


async def _message(postbox: Postbox, text: str) -> tuple[uuid.UUID, uuid.UUID]:
    async with in_tenant(postbox.tenant_id) as tx:
        row = (await tx.session.execute(select(Message.id, Message.conversation_id).where(Message.text == text))).one()
    return row.id, row.conversation_id


async def _chosen(postbox: Postbox, **asked: Any) -> list[str]:
    async with in_tenant(postbox.tenant_id, Actor("user", new_id())) as tx:
        chosen = await custody.selection(tx, **asked)
        assert Selection.of_json(chosen.as_json()) == chosen, "a replay is asked for with the same"
        rows, _ = await parcels.page(tx, chosen)
    return sorted(f"{one.kind} {one.state}" for one in rows)


async def test_a_message_has_its_own_event_its_changes_and_no_others(postbox):
    marina, rita = postbox.sender(), postbox.sender("Rita")
    first, _second = await postbox.say(marina, "oi", "quero marcar")
    await postbox.say(rita, "bom dia")
    await postbox.item(marina, {"type": "revoke", "revoke": {"original_message_id": first.id}})
    await postbox.open()
    async with in_tenant(postbox.tenant_id) as tx:
        row = (await tx.session.execute(select(Message.id, Message.conversation_id).where(Message.external_id == first.id))).one()
    assert await _chosen(postbox, message_id=row.id) == ["message done", "message done"]
    assert await _chosen(postbox, message_id=row.id, conversation_id=row.conversation_id) == ["message done", "message done"]
    assert await _chosen(postbox, conversation_id=row.conversation_id) == ["message done"] * 3


async def test_a_message_of_another_conversation_or_business_is_refused(postbox):
    await postbox.say(postbox.sender(), "oi")
    await postbox.say(postbox.sender("Rita"), "bom dia")
    await postbox.open()
    message, _ = await _message(postbox, "oi")
    _, elsewhere = await _message(postbox, "bom dia")
    with pytest.raises(Invalid):
        await _chosen(postbox, message_id=message, conversation_id=elsewhere)
    with pytest.raises(NotFound):
        await _chosen(postbox, message_id=new_id())
    with pytest.raises(NotFound):
        await _chosen(await new_postbox(), message_id=message)


async def test_what_the_figure_of_tries_counts_can_be_listed(postbox, monkeypatch):
    """Whatever became of it afterwards; a last try that failed was followed by none."""
    rita = postbox.sender("Rita")
    await postbox.say(rita, "bom dia")

    async def fails(*_) -> None:
        raise RetryLater("not_yet")

    async def breaks(*_) -> None:
        raise ValueError

    async def open_again(times: int = 1) -> None:
        for _ in range(times):
            async with in_tenant(postbox.tenant_id) as tx:
                await tx.session.execute(update(Parcel).where(Parcel.state == "waiting").values(due_at=tx.now))
            await postbox.open()

    with monkeypatch.context() as patched:
        patched.setitem(opening._handlers, ParcelKind.MESSAGE, fails)
        await postbox.say(postbox.sender(), "dies")
        await open_again(opening.MAX_ATTEMPTS)
        await postbox.say(postbox.sender(), "waits")
        await postbox.say(rita, "works")
        patched.setitem(opening._handlers, ParcelKind.MESSAGE, breaks)
        await postbox.say(postbox.sender(), "dies at once")
    assert await _chosen(postbox, retried=True) == ["message dead", "message waiting", "message waiting"]
    await open_again()
    assert await _chosen(postbox, retried=True) == ["message dead", "message done", "message done"]
    assert await _chosen(postbox, retried=True, state="dead") == ["message dead"]
    assert await _chosen(postbox) == ["message dead", "message dead", "message done", "message done", "message done"]
    counted = sum(n for (_, what, _), n in (await postbox.counts()).items() if what == "retried")
    assert counted == opening.MAX_ATTEMPTS - 1 + 2
