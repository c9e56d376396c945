"""A turn over the database: what the customer is sent, in which order, and who has the conversation after it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from atende.accounts.models import Tenant
from atende.bot import reactions
from atende.bot.models import PendingInput, Turn
from atende.bot.service import pending, reading, turns
from atende.inbox.service import ownership
from atende.integrations.models import Connection
from tests.bot.writing import wrote
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def _reactions():
    reactions.register()


async def _take(desk, clock):  # noqa: F811
    clock.shift(timedelta(seconds=9))
    assert await turns.take(desk.lane)


async def _delivered(desk, peer):  # noqa: F811
    while await desk.deliver():
        pass
    return [call.get("text", {}).get("body") or call["interactive"]["body"]["text"] for call in peer.calls]


@pytest.mark.parametrize(("words", "number"), [("estou com muita dor no peito", "192"), ("quero me matar", "188")])
async def test_in_an_emergency_the_customer_receives_the_number_to_call_first(desk, peer, clock, words, number):  # noqa: F811
    async with desk.tx() as tx:
        tenant = await tx.session.scalar(select(Tenant))
        tenant.kind = "clinic"
    await wrote(desk, words)
    await _take(desk, clock)
    said = await _delivered(desk, peer)
    assert number in said[0]
    assert (await desk.conversation()).owner_kind == "nobody"


async def test_asking_for_a_person_is_announced_once_and_after_it_was_done(desk, peer, clock):  # noqa: F811
    await wrote(desk, "quero falar com um atendente")
    await _take(desk, clock)
    row = await desk.conversation()
    assert (row.owner_kind, row.handoff_reason) == ("nobody", "requested")
    assert row.waiting_since is not None
    assert len(await _delivered(desk, peer)) == 1


async def test_a_hand_over_that_fails_is_not_announced_as_done(desk, peer, clock, monkeypatch):  # noqa: F811
    async def broken(*_args, **_more):
        raise RuntimeError("broken")

    monkeypatch.setattr(ownership, "hand_off", broken)
    await wrote(desk, "quero falar com um atendente")
    await _take(desk, clock)
    assert (await desk.conversation()).owner_kind == "bot"
    async with desk.tx() as tx:
        turn = (await tx.session.scalars(select(Turn).where(Turn.conversation_id == desk.conversation_id))).one()
    assert turn.outcome == "answered"


async def test_a_hand_over_that_breaks_inside_the_database_is_told_to_the_customer(desk, peer, clock, monkeypatch):  # noqa: F811
    whole = ownership.hand_off

    async def broken(tx, *args, **more):
        await whole(tx, *args, **more)
        await tx.session.execute(text("select 1 / 0"))

    monkeypatch.setattr(ownership, "hand_off", broken)
    await wrote(desk, "quero falar com um atendente")
    await _take(desk, clock)
    row = await desk.conversation()
    assert (row.owner_kind, row.waiting_since) == ("bot", None)
    assert len(await _delivered(desk, peer)) == 1
    async with desk.tx() as tx:
        turn = (await tx.session.scalars(select(Turn).where(Turn.conversation_id == desk.conversation_id))).one()
    assert turn.outcome == "answered"
    assert await desk.facts("handoff_requested") == []


async def _waiting(desk) -> int:  # noqa: F811
    async with desk.tx() as tx:
        found = select(func.count()).where(PendingInput.conversation_id == desk.conversation_id)
        return await tx.session.scalar(found)


async def test_of_very_many_messages_the_newest_are_answered_and_none_stays_behind(desk, peer, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr(reading, "_AT_ONCE", 3)
    for words in ("oi", "tudo bem?", "olha", "então", "quero falar com um atendente"):
        await wrote(desk, words)
    await _take(desk, clock)
    assert (await desk.conversation()).handoff_reason == "requested"
    assert await _waiting(desk) == 0
    async with desk.tx() as tx:
        turn = (await tx.session.scalars(select(Turn).where(Turn.conversation_id == desk.conversation_id))).one()
    assert len(turn.input_message_ids) == 3


async def _number_is(desk, state):  # noqa: F811
    async with desk.tx() as tx:
        (await tx.session.get(Connection, (tx.tenant_id, desk.connection_id))).state = state


async def test_who_writes_while_the_number_fails_is_answered_once_it_works(desk, peer, clock):  # noqa: F811
    await _number_is(desk, "failing")
    await wrote(desk, "oi")
    await _take(desk, clock)
    assert await _waiting(desk) == 1
    assert desk.lane not in await pending.due(10_000)
    await _number_is(desk, "ok")
    clock.shift(timedelta(seconds=40))
    assert await turns.take(desk.lane)
    assert len(await _delivered(desk, peer)) == 1
    assert await _waiting(desk) == 0


async def test_a_number_that_fails_for_long_leaves_the_customer_on_the_list(desk, peer, clock):  # noqa: F811
    await _number_is(desk, "failing")
    await wrote(desk, "oi")
    await _take(desk, clock)
    clock.shift(timedelta(minutes=11))
    assert await turns.take(desk.lane)
    row = await desk.conversation()
    assert (row.owner_kind, row.handoff_reason) == ("bot", "late")
    assert row.due_at is not None


async def test_an_answer_that_could_not_leave_puts_the_customer_on_the_list(desk, peer, clock):  # noqa: F811
    await wrote(desk, "oi")
    await _take(desk, clock)
    await _number_is(desk, "failing")
    assert await _delivered(desk, peer) == []
    row = await desk.conversation()
    assert (row.owner_kind, row.handoff_reason) == ("bot", "cannot_send")
    assert row.due_at is not None
