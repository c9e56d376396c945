"""What comes in late, early, or while something beside it is broken."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from atende.bot import reactions
from atende.bot.service import turns
from atende.core import clock as core_clock
from atende.core.tenancy import SYSTEM, in_tenant
from atende.inbox.models import Message
from atende.inbox.ports import EchoedMessage, InboundMessage, MessageKind, Sender
from atende.inbox.service import ownership, receive
from atende.integrations.models import Connection, Parcel
from atende.integrations.ports import ParcelKind
from atende.integrations.service import opening
from atende.kit.ids import new_id
from tests.inbox.conftest import Desk


@pytest.fixture(autouse=True)
def _reactions():
    reactions.register()


async def _connection(tx, desk: Desk) -> Connection:
    row = await tx.session.get(Connection, (tx.tenant_id, desk.connection_id))
    assert row is not None
    return row


async def _write(desk: Desk, words: str, at=None) -> None:
    async with in_tenant(desk.tenant_id, SYSTEM) as tx:
        said = InboundMessage(
            f"wamid.{new_id().hex}", Sender(phone=desk.phone[1:]), at or core_clock.now(), MessageKind.TEXT, words
        )
        await receive.receive_message(tx, desk.connection_id, said, tx.now)


async def _echo(desk: Desk, words: str, at) -> None:
    async with in_tenant(desk.tenant_id, SYSTEM) as tx:
        said = EchoedMessage(f"wamid.{new_id().hex}", Sender(phone=desk.phone[1:]), at, MessageKind.TEXT, words, {})
        await receive.receive_echo(tx, desk.connection_id, said, tx.now)


async def _last(desk: Desk) -> str | None:
    async with desk.tx() as tx:
        row = (await desk.conversation()).last_message_id
        return await tx.session.scalar(select(Message.text).where(Message.id == row))


async def test_a_token_nobody_can_read_keeps_no_message_out(desk):
    async with desk.tx() as tx:
        (await _connection(tx, desk)).token_sealed = b"\x01" + bytes(60)
    await _write(desk, "oi")
    assert await _last(desk) == "oi"


async def test_an_old_word_of_the_phone_app_takes_nothing_from_the_bot(desk):
    await _write(desk, "qual o horário?")
    await _echo(desk, "bom dia", core_clock.now() - timedelta(hours=5))
    assert (await desk.conversation()).owner_kind == "bot"
    assert await _last(desk) == "qual o horário?"


async def test_a_word_of_the_phone_app_takes_it_now(desk):
    await _write(desk, "qual o horário?")
    await _echo(desk, "bom dia", core_clock.now())
    assert (await desk.conversation()).owner_kind == "nobody"
    assert await _last(desk) == "bom dia"


async def test_an_answer_stands_after_the_question_whatever_the_clocks_say(desk):
    ahead = core_clock.now() + timedelta(minutes=4)
    await _write(desk, "qual o horário?", ahead)
    first, second = await desk.say("das 8 às 18"), await desk.say("de segunda a sexta")
    assert ahead < first.occurred_at < second.occurred_at
    row = await desk.conversation()
    assert row.last_inbound_at < ahead
    assert await _last(desk) == "de segunda a sexta"


async def test_words_dropped_because_the_customer_went_on_are_told_and_not_shown_as_the_last(desk, clock):
    await _write(desk, "oi")
    clock.shift(timedelta(seconds=9))
    assert await turns.take(desk.lane)
    before = len(await desk.facts("message_status_changed"))
    await _write(desk, "qual o horário?")
    told = (await desk.facts("message_status_changed"))[before:]
    assert [fact["status"] for fact in told] == ["dropped"]
    assert await _last(desk) == "qual o horário?"
    async with desk.tx() as tx:
        found = select(Message).where(Message.conversation_id == desk.conversation_id, Message.status == "dropped")
        dropped = (await tx.session.scalars(found)).one()
    assert "dropped" in dropped.status_at


async def test_what_a_takeover_dropped_is_not_shown_as_the_last(desk):
    await _write(desk, "oi")
    await desk.say("olá, em que posso ajudar?")
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
    assert await _last(desk) == "oi"


async def test_a_customer_left_without_an_answer_by_a_person_stays_on_the_list(desk):
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
    await _write(desk, "e então?")
    async with desk.tx() as tx:
        await ownership.return_by(tx, desk.conversation_id, core_clock.now() - timedelta(seconds=1))
    await ownership.take_back(desk.lane)
    row = await desk.conversation()
    assert (row.owner_kind, row.handoff_reason) == ("bot", "auto_return")
    assert row.due_at is not None


async def test_a_parcel_that_dies_costs_the_next_one_nothing(desk, monkeypatch):
    async def opened(tx, value, parcel):
        assert parcel.connection_id == desk.connection_id
        connection = await _connection(tx, desk)
        connection.last_received_at = tx.now
        await tx.session.flush()
        if value == "poison":
            raise RuntimeError("poison")
        return opening.Opened()

    class Door:
        def open(self, kind, raw):
            return raw

    monkeypatch.setitem(opening._handlers, ParcelKind.MESSAGE, opened)
    monkeypatch.setattr(opening, "door_of", lambda _provider: Door())
    async with desk.tx() as tx:
        for raw, attempts in (("poison", opening.MAX_ATTEMPTS - 1), ("fine", 0)):
            tx.session.add(
                Parcel(
                    tenant_id=tx.tenant_id,
                    id=new_id(),
                    connection_id=desk.connection_id,
                    provider="meta_whatsapp",
                    kind="message",
                    dedupe_key=raw,
                    lane="x",
                    raw=raw,
                    correlation_id="test",
                    received_at=tx.now,
                    attempts=attempts,
                    due_at=tx.now,
                )
            )
            await tx.session.flush()
    [lane] = [lane for lane in await opening.due(10_000) if lane.tenant_id == desk.tenant_id]
    assert await opening.open_lane(lane)
    async with desk.tx() as tx:
        ends = await tx.session.execute(select(Parcel.raw, Parcel.state, Parcel.attempts).order_by(Parcel.seq))
        assert [tuple(end) for end in ends] == [("poison", "dead", opening.MAX_ATTEMPTS), ("fine", "done", 0)]
