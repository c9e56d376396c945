"""Conversations that nobody took in time are told of, once a wait."""

from datetime import timedelta

import pytest

from atende import wiring
from atende.accounts import rules
from atende.accounts.service import team
from atende.core import clock as core_clock
from atende.inbox.service import ownership, waiting

OWNER = rules.Place(rules.Role.OWNER, frozenset(rules.ALL_PERMISSIONS))


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


async def test_what_is_put_back_among_the_waiting_has_a_time_and_is_told(desk):
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
        row = await ownership.assign(tx, desk.conversation_id, None)
        assert row.due_at is not None
        row.due_at = core_clock.now() - timedelta(seconds=1)
    await waiting.tell(desk.lane)
    assert len(await desk.facts("handoff_overdue")) == 1


async def test_who_waits_for_a_first_sign_is_not_taken_off_the_list_by_time(desk):
    async with desk.tx() as tx:
        await ownership.hand_off(
            tx, desk.conversation_id, "requested", core_clock.now(), return_at=core_clock.now() - timedelta(minutes=1)
        )
    assert desk.lane not in await ownership.returns_due(10_000)
    await ownership.take_back(desk.lane)
    assert (await desk.conversation()).owner_kind == "nobody"


async def test_what_a_removed_colleague_had_waits_for_another(desk):
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
    async with desk.tx(desk.bia) as tx:
        assert await ownership.release(tx, desk.ana, "member_removed") == 1
    row = await desk.conversation()
    assert (row.owner_kind, row.owner_user_id) == ("nobody", None)


@pytest.mark.parametrize(
    ("permissions", "owner_kind"),
    [(["inbox", "settings"], "person"), (["inbox:read", "settings"], "nobody"), (["settings"], "nobody"), ([], "nobody")],
)
async def test_who_may_no_longer_answer_lets_go_of_what_they_had(desk, permissions, owner_kind):
    wiring.wire()
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
    async with desk.tx(desk.bia) as tx:
        await team.change(tx, OWNER, desk.ana, permissions=permissions)
    row = await desk.conversation()
    assert (row.owner_kind, row.owner_user_id) == (owner_kind, desk.ana if owner_kind == "person" else None)
