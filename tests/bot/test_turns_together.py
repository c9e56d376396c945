"""Turns of several conversations that are due at the same moment: plain ones share a transaction, and nobody's trouble is a
neighbour's."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from atende.bot import reactions
from atende.bot.models import PendingInput, Turn
from atende.bot.rules import engine
from atende.bot.service import facts, turns
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core import clock as core_clock
from atende.core import jobs, log
from atende.core.jobs import Lane, Stage
from atende.inbox.models import Attempt, Conversation, Message
from atende.inbox.service import deliver, ownership
from atende.inbox.service.conversations import conversation_for
from tests.bot.writing import wrote
from tests.inbox.conftest import _channel, desk, new_desk, peer  # noqa: F401 - fixtures
from tests.inbox.peer import ok
from tests.statements import listening


@pytest.fixture(autouse=True)
def _reactions():
    reactions.register()


async def _person(desk) -> uuid.UUID:  # noqa: F811
    """One more person's conversation with this business."""
    phone = f"55119{uuid.uuid4().int % 10**8:08d}"
    async with desk.tx() as tx:
        found = await contacts.recognize(tx, Evidence(phone=phone), source="channel", seen_at=tx.now)
        row = await conversation_for(tx, desk.connection_id, found.contact_id)
        row.last_inbound_at = core_clock.now()
        return row.id


async def _people(desk, *words) -> list[uuid.UUID]:  # noqa: F811
    """So many people wrote, and their turns are due."""
    people = [await _person(desk) for _ in words]
    for conversation_id, one in zip(people, words, strict=True):
        await wrote(desk, one, conversation_id)
    core_clock.shift(timedelta(seconds=9))
    return people


def _lanes(desk, people) -> list[Lane]:  # noqa: F811
    return [Lane(desk.tenant_id, str(one)) for one in people]


async def _rows(desk, query):  # noqa: F811
    async with desk.tx() as tx:
        return list((await tx.session.execute(query)).all())


async def _said(desk, conversation_id) -> list[str]:  # noqa: F811
    found = select(Message.text).where(Message.conversation_id == conversation_id, Message.direction == "out")
    return [row.text for row in await _rows(desk, found.order_by(Message.send_no))]


async def test_plain_turns_share_a_transaction_and_each_person_gets_their_own_answer(desk, peer, clock):  # noqa: F811
    people = await _people(desk, "oi", "bom dia", "olá", "oi")
    async with desk.tx() as tx:
        await facts.known(tx)  # as a worker that has answered before
    with listening() as heard:
        shared = await turns._taken_together(_lanes(desk, people))
    claims = shared.claims
    assert (shared.alone, shared.held) == ([], 0)
    assert heard.transactions() == 1
    assert {claim.conversation_id for claim in claims} == set(people)
    assert len(heard.inside()) <= 9, heard.inside()
    results = [await deliver._call(claim) for claim in claims]
    with listening() as recorded:
        await asyncio.gather(*(deliver._record(claim, result) for claim, result in zip(claims, results, strict=True)))
    assert recorded.transactions() == 1
    taken = await _rows(desk, select(Turn.conversation_id, Turn.outcome))
    assert sorted(taken) == sorted((one, "answered") for one in people)
    assert await _rows(desk, select(PendingInput.message_id)) == []
    for conversation_id, words in zip(people, ("oi", "bom dia", "olá", "oi"), strict=True):
        found = select(Message).where(Message.conversation_id == conversation_id, Message.direction == "out")
        (answer,) = [row.Message for row in await _rows(desk, found)]
        assert (answer.status, answer.author_kind, answer.correlation_id) == ("sent", "bot", f"chain of {words}")
        (attempt,) = await desk.attempts(answer.id)
        assert (attempt.state, answer.external_id) == ("accepted", peer.ids[str(attempt.id)])
        told = await _rows(
            desk, text("select name, correlation_id from facts where subject_id = :id").bindparams(id=conversation_id)
        )
        assert {name for name, _ in told} >= {"bot.turn_taken", "inbox.message_queued", "inbox.message_status_changed"}
        assert {chain for name, chain in told if name != "inbox.case_opened"} == {f"chain of {words}"}
    assert len({call["to"] for call in peer.calls}) == 4


async def test_who_wants_a_person_is_handed_over_beside_those_who_are_answered(desk, peer, clock):  # noqa: F811
    people = await _people(desk, "oi", "quero falar com um atendente", "bom dia")
    assert await turns.answer_together(_lanes(desk, people))
    owners = {row.id: row.owner_kind for row in await _rows(desk, select(Conversation.id, Conversation.owner_kind))}
    assert [owners[one] for one in people] == ["bot", "nobody", "bot"]
    outcomes = {row.conversation_id: row.outcome for row in await _rows(desk, select(Turn.conversation_id, Turn.outcome))}
    assert [outcomes[one] for one in people] == ["answered", "handed_off", "answered"]


async def test_a_turn_that_fails_is_counted_and_the_others_are_answered(desk, peer, clock, monkeypatch):  # noqa: F811
    people = await _people(desk, "oi", "veneno", "bom dia")
    decide = engine.decide

    def poisoned(before, given, facts):
        if given.items[0].text == "veneno":
            raise RuntimeError("poison")
        return decide(before, given, facts)

    monkeypatch.setattr(engine, "decide", poisoned)
    assert await turns.answer_together(_lanes(desk, people))
    outcomes = {row.conversation_id: row.outcome for row in await _rows(desk, select(Turn.conversation_id, Turn.outcome))}
    assert outcomes == {people[0]: "answered", people[2]: "answered"}
    tries = await _rows(desk, text("select conversation_id, attempts from bot_sessions order by attempts"))
    assert tries[-1] == (people[1], 1)


async def test_when_the_shared_transaction_fails_each_is_taken_by_itself(desk, peer, clock, monkeypatch):  # noqa: F811
    people = await _people(desk, "oi", "bom dia")

    async def torn(*_):
        raise ConnectionError

    monkeypatch.setattr(turns.speeches, "write", torn)
    shared = await turns._taken_together(_lanes(desk, people))
    assert (shared.claims, shared.alone, shared.held) == ([], _lanes(desk, people), 0)
    assert await _rows(desk, select(Turn.id)) == []
    monkeypatch.undo()
    assert await turns.answer_together(_lanes(desk, people))
    assert all([await _said(desk, one) for one in people])


async def test_a_conversation_somebody_holds_is_left_for_later_and_keeps_nobody_waiting(desk, peer, clock):  # noqa: F811
    people = await _people(desk, "oi", "bom dia", "quero falar com um atendente")
    lanes = _lanes(desk, people)
    async with desk.tx() as tx:
        await tx.fetch(_HOLD, desk.tenant_id, people[1:2])
        assert await turns.answer_together(lanes)
        assert {row.conversation_id for row in await _rows(desk, select(Turn.conversation_id))} == {people[0], people[2]}
    assert await turns.answer_together(lanes)
    assert len(await _said(desk, people[1])) == 1
    assert len(peer.calls) == 3


async def test_when_all_are_held_nothing_is_done_and_no_connection_waits_for_them(desk, peer, clock):  # noqa: F811
    people = await _people(desk, *["oi"] * 16)
    other = await new_desk()
    async with desk.tx() as tx:
        await tx.fetch(_HOLD, desk.tenant_id, people)
        for at in (0, 8):
            assert not await turns.answer_together(_lanes(desk, people[at : at + 8]))
        async with other.tx() as free:
            assert await free.value("select 1") == 1
    assert peer.calls == []


_HOLD = "select 1 from inbox_conversations where tenant_id = $1 and id = any($2::uuid[]) for update"


async def test_one_call_that_fails_takes_no_other_call_with_it(desk, peer, clock, monkeypatch):  # noqa: F811
    people = await _people(desk, "oi", "bom dia", "olá")
    record, torn = deliver._record, []

    async def tears_once(claim, result):
        if not torn:
            torn.append(claim)
            raise ConnectionError
        await record(claim, result)

    monkeypatch.setattr(deliver, "_record", tears_once)
    with pytest.raises(ConnectionError):
        await turns.answer_together(_lanes(desk, people))
    assert len(peer.calls) == 3


async def test_a_worker_told_to_stop_makes_all_the_calls_it_has_claimed(desk, peer, clock):  # noqa: F811
    people = await _people(desk, *["oi"] * 8)
    stop, waiting = asyncio.Event(), asyncio.Barrier(8)

    async def answered(call):  # nobody is answered before all have been called
        await waiting.wait()
        return ok(call)

    async def taken(lanes):
        stop.set()  # while the turn's transaction is under way
        return await turns.answer_together(lanes)

    async def due(_limit):
        return _lanes(desk, people)

    async def nothing(_limit):
        return []

    peer.script = [answered] * 8
    work = Stage("turns", due, turns.answer, handle_together=taken, together=8)
    await jobs.run([work, Stage("send", nothing, deliver.deliver)], stop)
    states = await _rows(desk, select(Attempt.state))
    assert [row.state for row in states] == ["accepted"] * 8


async def test_a_turns_chain_is_its_own(desk, peer, clock, monkeypatch):  # noqa: F811
    people = await _people(desk, "oi", "bom dia", "olá")
    async with desk.tx() as tx:  # as a message that came without one
        await tx.fetch(
            "update inbox_messages set correlation_id = '' where tenant_id = $1 and conversation_id = $2",
            desk.tenant_id,
            people[1],
        )
    log.correlation_id.set("ours")
    assert await turns.answer_together(_lanes(desk, people))
    told = text("select distinct correlation_id from facts where name = 'bot.turn_taken' and subject_id = :id")
    chains = [[row[0] for row in await _rows(desk, told.bindparams(id=one))] for one in people]
    assert chains == [["chain of oi"], ["ours"], ["chain of olá"]]


async def test_an_end_whose_conversation_is_held_is_written_by_itself(desk, peer, clock):  # noqa: F811
    people = await _people(desk, "oi", "bom dia")
    claims = (await turns._taken_together(_lanes(desk, people))).claims
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, people[1])
        following = [asyncio.create_task(deliver.follow(claim)) for claim in claims]
        done, waiting = await asyncio.wait(following, return_when=asyncio.FIRST_COMPLETED)
        assert (len(done), len(waiting)) == (1, 1)
    await asyncio.gather(*following)
    states = await _rows(desk, select(Attempt.state))
    assert [row.state for row in states] == ["accepted", "accepted"]


async def test_two_workers_take_every_turn_once(desk, peer, clock):  # noqa: F811
    people = await _people(desk, *["oi"] * 6)
    await asyncio.gather(*(turns.answer_together(_lanes(desk, people)) for _ in range(3)))
    assert [len(await _said(desk, one)) for one in people] == [1] * 6
    assert len(peer.calls) == 6
