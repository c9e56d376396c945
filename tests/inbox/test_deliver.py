"""Sending for real: queued, claimed, called over HTTP, recorded."""

import asyncio
import time
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from atende.core import config
from atende.core.jobs import Lane
from atende.inbox.errors import ContentInvalid, LoopStopped, NotYourTurn, NumberPaused, WindowClosed
from atende.inbox.ports import MessageKind
from atende.inbox.rules.pacing import PAIR_BURST, PAIR_RATE
from atende.inbox.service import claim, deliver
from atende.inbox.service.send import Draft, resend, send
from atende.kit.refusal import Conflict
from tests.inbox.conftest import BOT
from tests.inbox.peer import CUT, CUT_BEFORE, error, ok
from tests.statements import listening


async def test_a_message_goes_out_once_and_is_sent(desk, peer):
    message = await desk.say("Olá, Marina")
    assert message.status == "queued"
    assert await desk.deliver()
    assert peer.texts() == ["Olá, Marina"]
    assert peer.received[0]["to"] == desk.phone
    after = await desk.message(message.id)
    (attempt,) = await desk.attempts(message.id)
    assert (after.status, after.external_id) == ("sent", peer.ids[str(attempt.id)])
    assert (attempt.state, attempt.settled_by) == ("accepted", "answer")
    assert not await desk.deliver()
    assert len(peer.calls) == 1
    assert (await desk.connection()).last_sent_at is not None


async def test_messages_leave_in_the_order_they_were_written(desk, peer, clock):
    for n in range(12):
        await desk.say(f"linha {n}", by=desk.ana)
    for n in range(3):
        clock.shift(timedelta(seconds=n))
        await asyncio.gather(*(desk.deliver() for _ in range(4)))
    assert peer.texts() == [f"linha {n}" for n in range(12)]


async def test_two_workers_never_call_twice(desk, peer, clock):
    peer.delay = 0.02
    for n in range(5):
        await desk.say(f"linha {n}", by=desk.ana)
    for n in range(8):
        clock.shift(timedelta(seconds=n))
        await asyncio.gather(*(desk.deliver() for _ in range(6)))
    assert peer.texts() == [f"linha {n}" for n in range(5)]


async def test_whoever_looks_while_the_conversation_is_let_go_sees_its_first_message_or_none(desk, peer):
    """Two hold it in turn, without rest; who looks in between is never given a later message, which would overtake the first."""
    for n in range(10):
        await desk.say(f"linha {n}", by=desk.ana)
    given, is_over = set(), False
    hold = text("select from inbox_conversations where id = :id for update")

    async def holds() -> None:
        while not is_over:
            async with desk.tx() as tx:
                await tx.session.execute(hold, {"id": desk.conversation_id})

    holders = [asyncio.create_task(holds()) for _ in range(2)]
    for _ in range(800):
        async with desk.tx() as tx:
            rows = await tx.session.execute(
                claim._NEXT, {"tenant": tx.tenant_id, "conversation": desk.conversation_id, "now": tx.now}
            )
            given.add(tuple(message.text for _, _, message, _ in rows))
    is_over = True
    await asyncio.gather(*holders)
    assert given == {(), tuple(f"linha {n}" for n in range(10))}


async def test_the_same_client_id_is_the_same_message(desk, peer):
    once = uuid.uuid4()
    made = await asyncio.gather(*(desk.say("uma vez", by=desk.ana, client_id=once) for _ in range(8)))
    assert len({m.id for m in made}) == 1
    await desk.deliver()
    assert (await desk.say("uma vez", by=desk.ana, client_id=once)).status == "sent"
    assert peer.texts() == ["uma vez"]


async def test_the_window_is_checked_when_queued_and_again_when_it_leaves(desk, peer, clock):
    queued = await desk.say("ainda dá", by=desk.ana)
    clock.shift(timedelta(hours=24))
    with pytest.raises(WindowClosed):
        await desk.say("tarde demais", by=desk.ana)
    await desk.deliver()
    after = await desk.message(queued.id)
    assert (after.status, after.error["code"]) == ("failed", "window_closed")
    assert peer.calls == []
    changed = await desk.facts("message_status_changed")
    assert changed == [{"message_id": str(queued.id), "conversation_id": str(desk.conversation_id), "status": "failed"}]


async def test_one_code_for_a_window_the_vendor_closed(desk, peer):
    peer.script = [error(131047)]
    queued = await desk.say("oi", by=desk.ana)
    await desk.deliver()
    after = await desk.message(queued.id)
    assert (after.status, after.error["code"], after.error["vendor_code"]) == ("failed", "window_closed", "131047")


@pytest.mark.parametrize("code", [2, 131016])
async def test_what_certainly_did_not_go_is_tried_again(desk, peer, clock, code):
    peer.script = [error(code, 503), error(code, 503)]
    first, second = await desk.say("um", by=desk.ana), await desk.say("dois", by=desk.ana)
    await desk.deliver()
    waiting = await desk.message(first.id)
    assert (waiting.status, waiting.error["tries"]) == ("queued", 1)
    assert not await desk.deliver()
    assert peer.texts() == []
    clock.shift(timedelta(seconds=10))
    await desk.deliver()
    clock.shift(timedelta(seconds=30))
    await desk.deliver()
    assert peer.texts() == ["um", "dois"]
    after = await desk.message(first.id)
    assert (after.status, after.error, after.attempts) == ("sent", None, 3)
    assert (await desk.message(second.id)).status == "sent"


async def test_a_message_is_tried_five_times_at_most(desk, peer, clock):
    peer.script = [error(131016, 503)] * 9
    message = await desk.say("um", by=desk.ana)
    for n in range(12):
        clock.shift(timedelta(minutes=10 * n))
        await desk.customer_wrote()
        await desk.deliver()
    after = await desk.message(message.id)
    assert (after.status, after.error["vendor_code"], len(peer.calls)) == ("failed", "131016", 5)


async def test_the_pair_limit_slows_this_conversation_by_four_to_the_n(desk, peer, clock):
    peer.script = [error(131056), error(131056)]
    await desk.say("um", by=desk.ana)
    await desk.deliver()
    row = await desk.conversation()
    assert row.slow_steps == 1
    clock.shift(timedelta(seconds=4.5))
    await desk.deliver()
    row = await desk.conversation()
    assert row.slow_steps == 2
    assert timedelta(seconds=15) < row.slowed_until - row.created_at < timedelta(seconds=30)
    clock.shift(timedelta(seconds=12))
    assert not await desk.deliver()
    clock.shift(timedelta(seconds=40))
    await desk.deliver()
    assert peer.texts() == ["um"]
    assert (await desk.conversation()).slow_steps == 0


async def test_the_throughput_limit_slows_the_whole_number(desk, peer, clock):
    peer.script = [error(130429, 429)]
    await desk.say("um", by=desk.ana)
    await desk.deliver()
    assert (await desk.connection()).slowed_until is not None
    clock.shift(timedelta(seconds=10))
    await desk.deliver()
    assert peer.texts() == ["um"]


async def test_a_dead_token_stops_the_number_and_tells(desk, peer):
    peer.script = [error(190, 401)]
    first, second = await desk.say("um", by=desk.ana), await desk.say("dois", by=desk.ana)
    await desk.deliver()
    connection = await desk.connection()
    assert (connection.state, connection.state_reason) == ("failing", "send:190")
    assert (await desk.message(first.id)).error["vendor_code"] == "190"
    assert (await desk.message(second.id)).error["code"] == "number_paused"
    assert len(peer.calls) == 1
    with pytest.raises(NumberPaused):
        await desk.say("três", by=desk.ana)


@pytest.mark.parametrize("code", [100, 131026, 131049, 131050, 132015])
async def test_what_is_refused_is_not_tried_again(desk, peer, clock, code):
    peer.script = [error(code)]
    message = await desk.say("um", by=desk.ana)
    await desk.say("dois", by=desk.ana)
    await desk.deliver()
    clock.shift(timedelta(minutes=10))
    await desk.deliver()
    after = await desk.message(message.id)
    assert (after.status, after.error["vendor_code"], after.error["detail"]) == ("failed", str(code), "as scripted")
    assert peer.texts() == ["dois"]
    assert (await desk.connection()).state == "ok"


@pytest.mark.parametrize("cut", [CUT, CUT_BEFORE])
async def test_a_lost_answer_is_unknown_and_never_sent_again(desk, peer, clock, cut):
    peer.script = [cut]
    message, later = await desk.say("um", by=desk.ana), await desk.say("dois", by=desk.ana)
    await desk.deliver()
    assert (await desk.message(message.id)).status == "unknown"
    (attempt,) = await desk.attempts(message.id)
    assert attempt.state == "unknown"
    for seconds in (10, 60, 110):
        clock.shift(timedelta(seconds=seconds))
        await desk.deliver()
        assert (await desk.message(later.id)).status == "queued"
    clock.shift(timedelta(seconds=122))
    await desk.deliver()
    assert (await desk.message(message.id)).status == "unknown"
    assert (await desk.message(later.id)).status == "sent"
    assert len(peer.calls) == 2


async def test_a_person_may_send_an_unconfirmed_message_again(desk, peer, clock):
    peer.script = [CUT_BEFORE]
    message = await desk.say("um", by=desk.ana)
    await desk.deliver()
    async with desk.tx(desk.ana) as tx:
        again = await resend(tx, message.id)
    assert (again.status, again.content["resent"]) == ("queued", 1)
    await desk.deliver()
    assert peer.texts() == ["um"]
    assert [a.state for a in await desk.attempts(message.id)] == ["unknown", "accepted"]
    async with desk.tx(desk.ana) as tx:
        with pytest.raises(Conflict):
            await resend(tx, message.id)


async def test_the_channel_limits_are_checked_before_anything_is_stored(desk, peer):
    with pytest.raises(ContentInvalid) as refusal:
        await desk.say("x" * 5000, by=desk.ana)
    assert refusal.value.field == "text"
    buttons = [{"id": str(n), "title": f"Opção {n}"} for n in range(4)]
    async with desk.tx(desk.ana) as tx:
        draft = Draft(MessageKind.INTERACTIVE, content={"type": "buttons", "body": "?", "buttons": buttons})
        with pytest.raises(ContentInvalid) as refusal:
            await send(tx, desk.conversation_id, draft, BOT)
    assert refusal.value.field == "content.buttons"
    assert not await desk.deliver()


async def test_buttons_location_reply_and_reaction_go_out(desk, peer):
    asked = await desk.say("Qual horário?")
    await desk.deliver()
    drafts = [
        Draft(
            MessageKind.INTERACTIVE,
            content={"type": "buttons", "body": "Escolha", "buttons": [{"id": "a", "title": "Manhã"}]},
        ),
        Draft(MessageKind.LOCATION, content={"latitude": -23.5, "longitude": -46.6, "name": "Clínica"}),
        Draft(MessageKind.TEXT, "Sobre isto", reply_to_id=asked.id),
        Draft(MessageKind.REACTION, content={"message_id": str(asked.id), "emoji": "👍"}),
    ]
    async with desk.tx() as tx:
        for draft in drafts:
            await send(tx, desk.conversation_id, draft, BOT)
    await desk.deliver()
    external = (await desk.message(asked.id)).external_id
    _, buttons, location, reply, reaction = peer.received
    assert buttons["interactive"]["action"]["buttons"][0]["reply"] == {"id": "a", "title": "Manhã"}
    assert location["location"]["name"] == "Clínica"
    assert reply["context"] == {"message_id": external}
    assert reaction["reaction"] == {"message_id": external, "emoji": "👍"}


async def test_the_same_words_of_the_bot_are_stopped(desk, peer):
    await desk.say("Bom dia!")
    with pytest.raises(LoopStopped):
        await desk.say("Bom dia!")
    await desk.say("Boa tarde!")
    await desk.say("Bom dia!", by=desk.ana)
    with pytest.raises(NotYourTurn):
        await desk.say("outra coisa")


async def test_a_claim_that_grew_old_is_not_called(desk, peer):
    message = await desk.say("um", by=desk.ana)
    async with desk.tx() as tx:
        claimed = await claim.claim(tx, desk.conversation_id)
    await deliver._send(replace(claimed, begun=claimed.begun - 25))
    assert peer.calls == []
    assert (await desk.message(message.id)).status == "queued"


async def test_a_stopped_worker_whose_attempt_was_given_up_sends_nothing(desk, peer, clock):
    message = await desk.say("um", by=desk.ana)
    async with desk.tx() as tx:
        claimed = await claim.claim(tx, desk.conversation_id)
    clock.shift(timedelta(seconds=60))
    await deliver.give_up_waiting(Lane(desk.tenant_id, str(claimed.attempt_id)))
    assert (await desk.message(message.id)).status == "unknown"
    await deliver._send(replace(claimed, begun=claimed.begun - 60))
    after = await desk.message(message.id)
    assert (after.status, after.error["code"], peer.calls) == ("failed", "lease_lost", [])


async def test_a_crash_at_any_step_never_sends_twice(desk, peer, clock):
    """The worker is cut off at every point where it waits; whatever the customer then has, they have it once."""
    cut_off, shifted = 0, timedelta()
    for step in range(60):
        words = f"passo {step}"
        message = await desk.say(words, by=desk.ana)
        task = asyncio.create_task(desk.deliver())
        for _ in range(step):
            await asyncio.sleep(0)
            if task.done():
                break
        cut_off += task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        shifted += timedelta(seconds=31)
        clock.shift(shifted)
        await desk.customer_wrote()
        for lane in await deliver.lapsed(1000):
            if lane.tenant_id == desk.tenant_id:
                await deliver.give_up_waiting(lane)
        shifted += timedelta(seconds=125)
        clock.shift(shifted)
        await desk.deliver()
        claim.pairs.forget()
        after = await desk.message(message.id)
        got = peer.texts().count(words)
        assert got <= 1
        assert after.status in ("sent", "unknown")
        assert got == 1 or after.status == "unknown"
    assert cut_off > 30


async def test_the_round_trips_of_one_send_are_counted(desk, peer):
    await desk.say("aquece", by=desk.ana)
    await desk.deliver()
    message = await desk.say("conta", by=desk.ana)
    with listening() as claiming:
        async with desk.tx() as tx:
            claimed = await claim.claim(tx, desk.conversation_id)
    with listening() as recording:
        await deliver._send(claimed)
    assert len(claiming.inside()) <= 3, claiming.inside()
    assert len(recording.inside()) <= 2, recording.inside()
    assert (await desk.message(message.id)).status == "sent"


async def test_a_person_gets_no_more_than_the_pair_allows(desk, peer):
    for n in range(60):
        await desk.say(f"linha {n}", by=desk.ana)
    begun = time.monotonic()
    while await desk.deliver():
        pass
    earned = int((time.monotonic() - begun) * PAIR_RATE)  # on a slow machine
    assert PAIR_BURST <= len(peer.received) <= PAIR_BURST + earned


async def test_a_number_sends_no_faster_than_it_may(desk, peer, monkeypatch):
    monkeypatch.setenv("ATENDE_NUMBER_RATE", "2")
    config.settings.cache_clear()
    for n in range(6):
        await desk.say(f"linha {n}", by=desk.ana)
    await desk.deliver()
    assert len(peer.received) == 1
    waiting = await desk.deliver()
    assert not waiting


async def test_the_address_the_channel_uses_is_learned(desk, peer):
    async def answered(request):
        return ok(request, wa_id=desk.phone.lstrip("+")[:4] + desk.phone.lstrip("+")[5:], user_id="BR.77")

    peer.script = [answered]
    await desk.say("um", by=desk.ana)
    await desk.deliver()
    await desk.say("dois", by=desk.ana)
    await desk.deliver()
    assert peer.received[1]["to"] == desk.phone[:5] + desk.phone[6:]
