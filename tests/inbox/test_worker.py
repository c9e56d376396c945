"""The stages of the inbox under the real runner: many conversations side by side, none skipped, none doubled."""

import asyncio
from datetime import timedelta

from atende.core import jobs
from atende.inbox import schedule
from tests.inbox.conftest import new_desk
from tests.inbox.peer import error


async def test_many_conversations_leave_side_by_side(peer):
    desks = [await new_desk() for _ in range(6)]
    for n in range(4):
        for desk in desks:
            await desk.say(f"linha {n}", by=desk.ana)
    peer.delay = 0.02
    stop = asyncio.Event()
    workers = [asyncio.create_task(jobs.run(schedule.stages()[:2], stop)) for _ in range(2)]
    async with asyncio.timeout(60):
        while len(peer.received) < 24:
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.gather(*workers)
    for desk in desks:
        assert peer.texts(desk.phone) == [f"linha {n}" for n in range(4)]


async def test_what_is_put_off_is_looked_at_again(desk, peer):
    peer.script = [error(130429, 429)]
    message = await desk.say("um", by=desk.ana)
    stop = asyncio.Event()
    worker = asyncio.create_task(jobs.run(schedule.stages()[:1], stop))
    async with asyncio.timeout(60):
        while not peer.received:
            await asyncio.sleep(0.05)
    stop.set()
    await worker
    after = await desk.message(message.id)
    assert (after.status, after.attempts) == ("sent", 2)
    assert after.occurred_at + timedelta(seconds=1) <= (await desk.attempts(message.id))[1].ended_at
