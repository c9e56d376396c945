"""The one reader of the facts: however many come or go at the same moment, there is one, and nobody misses anything."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator

import pytest

from atende.accounts.events import StoreAdded
from atende.core import live
from atende.core.tenancy import in_tenant
from atende.kit.ids import new_id


def readers() -> int:
    """How many are at work in this process."""
    return sum(task.get_coro().__qualname__ == "Tail._read" for task in asyncio.all_tasks())  # type: ignore[union-attr]


async def state(tenant_id: uuid.UUID) -> str:
    async with in_tenant(tenant_id) as tx:
        fact = StoreAdded(store_id=new_id())
        await tx.emit(fact)
    return str(fact.store_id)


class Browser:
    """Somebody who listens."""

    def __init__(self, tail: live.Tail, tenant_id: uuid.UUID):
        self.heard: list[str] = []
        self.is_ready = asyncio.Event()
        self.task = asyncio.create_task(self._listen(tail, tenant_id))

    async def _listen(self, tail: live.Tail, tenant_id: uuid.UUID) -> None:
        async with contextlib.aclosing(tail.listen(tenant_id, None)) as events:
            async for event in events:
                if event.kind == "ready":
                    self.is_ready.set()
                else:
                    self.heard.append(event.data["payload"]["store_id"])

    async def hears(self, count: int) -> list[str]:
        async with asyncio.timeout(60):
            while len(self.heard) < count:
                await asyncio.sleep(0.01)
        return self.heard

    async def leave(self) -> None:
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task


@pytest.fixture
async def tail(database) -> AsyncIterator[live.Tail]:
    made = live.Tail()
    yield made
    await made.close()


async def test_of_many_who_come_at_once_one_starts_the_one_reader(tail: live.Tail, monkeypatch: pytest.MonkeyPatch):
    ends: list[live.Cursor] = []
    asked = live._end

    async def slow_and_late() -> live.Cursor:
        # Each asks at another moment, and facts are stated between: a place taken late would hide them from who came early.
        end = await asked()
        await asyncio.sleep(0.02 * len(ends))
        ends.append(end)
        return end

    monkeypatch.setattr(live, "_end", slow_and_late)
    tenant_id = new_id()
    browsers = [Browser(tail, tenant_id) for _ in range(30)]
    async with asyncio.timeout(60):
        await browsers[0].is_ready.wait()
        stated = [await state(tenant_id) for _ in range(5)]
        await asyncio.gather(*(browser.is_ready.wait() for browser in browsers))
        stated += [await state(tenant_id) for _ in range(5)]
    assert (readers(), len(ends)) == (1, 1)
    assert await browsers[0].hears(10) == stated
    for browser in browsers:
        heard = await browser.hears(5)
        assert heard == stated[10 - len(heard) :]
        await browser.leave()


async def test_who_comes_while_the_reader_ends_is_read_to(tail: live.Tail, monkeypatch: pytest.MonkeyPatch):
    comes: list[Browser] = []
    tenant_id = new_id()

    async def hear(_self) -> None:
        try:
            await asyncio.Event().wait()
        finally:  # as with a Redis: leaving takes a moment, and somebody comes in it
            if not comes:
                comes.append(Browser(tail, tenant_id))
            await asyncio.sleep(0.05)

    monkeypatch.setattr(live.bell.Listener, "hear", hear)
    first = Browser(tail, tenant_id)
    async with asyncio.timeout(60):
        await first.is_ready.wait()
        await first.leave()
        while not comes:
            await asyncio.sleep(0.01)
        await comes[0].is_ready.wait()
    stated = await state(tenant_id)
    assert await comes[0].hears(1) == [stated]
    assert readers() == 1
    await comes[0].leave()


async def test_a_database_that_is_away_at_the_start_is_told_to_all_and_the_next_start_anew(
    tail: live.Tail, monkeypatch: pytest.MonkeyPatch
):
    async def away() -> live.Cursor:
        raise ConnectionError("away")

    with monkeypatch.context() as patched:
        patched.setattr(live, "_end", away)
        browsers = [Browser(tail, new_id()) for _ in range(3)]
        told = await asyncio.gather(*(browser.task for browser in browsers), return_exceptions=True)
    assert [type(one) for one in told] == [ConnectionError] * 3
    tenant_id = new_id()
    browser = Browser(tail, tenant_id)
    async with asyncio.timeout(60):
        await browser.is_ready.wait()
    stated = await state(tenant_id)
    assert await browser.hears(1) == [stated]
    await browser.leave()
