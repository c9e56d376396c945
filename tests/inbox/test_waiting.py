"""Conversations that nobody took in time are told of, once a wait."""

from datetime import timedelta

from atende.core import clock as core_clock
from atende.inbox.service import ownership, waiting


async def _hand_off(desk, due_at):
    async with desk.tx() as tx:
        await ownership.hand_off(tx, desk.conversation_id, "requested", due_at)


async def test_a_wait_past_its_time_is_told_once(desk):
    await _hand_off(desk, core_clock.now() - timedelta(minutes=1))
    assert desk.lane in await waiting.due(10_000)
    await waiting.tell(desk.lane)
    await waiting.tell(desk.lane)
    assert len(await desk.facts("handoff_overdue")) == 1
    assert desk.lane not in await waiting.due(10_000)


async def test_what_is_not_due_or_was_taken_is_not_told(desk):
    await _hand_off(desk, core_clock.now() + timedelta(minutes=5))
    assert desk.lane not in await waiting.due(10_000)
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
    await waiting.tell(desk.lane)
    assert await desk.facts("handoff_overdue") == []


async def test_another_wait_is_told_again(desk):
    await _hand_off(desk, core_clock.now() - timedelta(minutes=1))
    await waiting.tell(desk.lane)
    async with desk.tx(desk.ana) as tx:
        await ownership.return_to_bot(tx, desk.conversation_id)
    await _hand_off(desk, core_clock.now() - timedelta(seconds=1))
    await waiting.tell(desk.lane)
    assert len(await desk.facts("handoff_overdue")) == 2
