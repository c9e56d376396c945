"""The stages of the inbox under the real runner: many conversations side by side, none skipped, none doubled."""

import asyncio
from datetime import timedelta

import pytest

from atende.core import jobs
from atende.core.crypto import Unreadable
from atende.inbox import schedule
from atende.inbox.service import deliver
from atende.integrations.models import Connection
from tests.inbox.conftest import new_desk
from tests.inbox.peer import error, ok


async def test_many_conversations_leave_side_by_side(peer):
    desks = [await new_desk() for _ in range(6)]
    for n in range(4):
        for desk in desks:
            await desk.say(f"linha {n}", by=desk.ana)
    peer.delay = 0.02
    stop = asyncio.Event()
    workers = [asyncio.create_task(jobs.run(schedule.stages()[:2], stop)) for _ in range(2)]
    async with asyncio.timeout(60):
        while sum(len(peer.texts(desk.phone)) for desk in desks) < 24:
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.gather(*workers)
    for desk in desks:
        assert peer.texts(desk.phone) == [f"linha {n}" for n in range(4)]


async def test_what_is_put_off_is_looked_at_again(desk, peer):
    refused = False

    async def once(request):
        nonlocal refused
        if request["to"] != desk.phone or refused:
            return ok(request)
        refused = True
        return error(130429, 429)

    # What other tests left waiting may leave now too: this worker works for everybody.
    peer.script = [once] * 200
    message = await desk.say("um", by=desk.ana)
    stop = asyncio.Event()
    worker = asyncio.create_task(jobs.run(schedule.stages()[:1], stop))
    async with asyncio.timeout(60):
        while not peer.texts(desk.phone):
            await asyncio.sleep(0.05)
    stop.set()
    await worker
    after = await desk.message(message.id)
    assert (after.status, after.attempts) == ("sent", 2)
    assert after.occurred_at + timedelta(seconds=1) <= (await desk.attempts(message.id))[1].ended_at


async def test_a_conversation_that_cannot_be_claimed_stands_in_nobodys_way(desk, peer, clock):
    message = await desk.say("um", by=desk.ana)
    async with desk.tx() as tx:
        row = await tx.session.get(Connection, (tx.tenant_id, desk.connection_id))
        row.token_sealed = b"\x00\x01 sealed by nobody"
    for n in range(5):
        clock.shift(timedelta(minutes=n))
        assert desk.lane in await deliver.due(1000)
        with pytest.raises(Unreadable):
            await desk.deliver()
        assert desk.lane not in await deliver.due(1000)
    after = await desk.message(message.id)
    assert (after.status, after.error["code"], peer.calls) == ("failed", "internal", [])
