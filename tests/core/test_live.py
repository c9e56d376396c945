"""The one reader of the facts: however many come or go at the same moment, there is one, and nobody misses anything."""

import asyncio
import contextlib
import json
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

    def __init__(self, tail: live.Tail, tenant_id: uuid.UUID, since: tuple[int, int] | None = None):
        self.heard: list[str] = []
        self.batches: list[live.Batch] = []
        self.resets: list[live.Event] = []
        self.is_ready = asyncio.Event()
        self.task = asyncio.create_task(self._listen(tail, tenant_id, since))

    async def _listen(self, tail: live.Tail, tenant_id: uuid.UUID, since: tuple[int, int] | None) -> None:
        line = await tail.join(tenant_id, since)
        try:
            while True:
                for batch in await line.take():
                    self.batches.append(batch)
                    self.hear(batch.events)
        finally:
            tail.leave(line)

    def hear(self, events: list[live.Event]) -> None:
        for event in events:
            if event.kind == "ready":
                self.is_ready.set()
            elif event.kind == "reset":
                self.resets.append(event)
            else:
                self.heard.append(json.loads(event.data)["payload"]["store_id"])

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


async def test_a_fact_is_written_once_however_many_browsers_there_are(tail: live.Tail, monkeypatch: pytest.MonkeyPatch):
    written, joined = [], []
    event, join = live._event, live._join
    monkeypatch.setattr(live, "_event", lambda row: written.append(row["id"]) or event(row))
    monkeypatch.setattr(live, "_join", lambda word, events: joined.append(word) or join(word, events))
    tenant_id, names = new_id(), frozenset({StoreAdded.name})
    browsers = [Browser(tail, tenant_id) for _ in range(20)]
    async with asyncio.timeout(60):
        await asyncio.gather(*(browser.is_ready.wait() for browser in browsers))
        stated = [await state(tenant_id) for _ in range(5)]
        for browser in browsers:
            assert await browser.hears(5) == stated
    assert len(written) == 5
    first, *others = ([batch for batch in browser.batches if batch.events[0].kind == "fact"] for browser in browsers)
    assert all(theirs == first for theirs in others), "everybody holds the same objects"
    for browser in browsers:
        told = b"".join(batch.joined("word", names) for batch in first)
        assert [json.loads(line[6:])["payload"]["store_id"] for line in told.split(b"\n") if line[:6] == b"data: "] == stated
        assert b"".join(batch.joined("word", frozenset()) for batch in first) == b""
        await browser.leave()
    assert len(joined) == 2 * len(first), "once for all who may hear the same"


async def test_nobody_listens_to_a_tenant_and_its_facts_are_not_written(tail: live.Tail, monkeypatch: pytest.MonkeyPatch):
    written = []
    event = live._event
    monkeypatch.setattr(live, "_event", lambda row: written.append(row["tenant_id"]) or event(row))
    tenant_id = new_id()
    browser = Browser(tail, tenant_id)
    async with asyncio.timeout(60):
        await browser.is_ready.wait()
    for _ in range(3):
        await state(new_id())
    stated = await state(tenant_id)
    assert await browser.hears(1) == [stated]
    assert set(written) == {tenant_id}
    await browser.leave()


async def test_a_browser_that_is_too_slow_is_told_to_load_anew_and_then_of_all_that_comes(
    tail: live.Tail, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "_QUEUE", 10)
    tenant_id = new_id()
    slow, quick = await tail.join(tenant_id, None), Browser(tail, tenant_id)
    async with asyncio.timeout(60):
        await quick.is_ready.wait()
    assert [event.kind for batch in await slow.take() for event in batch.events] == ["ready"]
    stated: list[str] = []
    for count in (6, 12):  # the quick one takes in between
        stated += [await state(tenant_id) for _ in range(6)]
        assert await quick.hears(count) == stated
    first, *later = (event for batch in await slow.take() for event in batch.events)
    assert first.kind == "reset"
    facts = [event for batch in quick.batches for event in batch.events if event.kind == "fact"]
    assert later == [event for event in facts if event.cursor > first.cursor], "what came before is not kept"
    last = await state(tenant_id)
    assert await quick.hears(13) == [*stated, last]
    (batch,) = await slow.take()
    assert [json.loads(event.data)["payload"]["store_id"] for event in batch.events] == [last]
    assert not quick.resets
    tail.leave(slow)
    await quick.leave()


async def _state_together(tenant_id: uuid.UUID, count: int) -> None:
    async with in_tenant(tenant_id) as tx:
        for _ in range(count):
            await tx.emit(StoreAdded(store_id=new_id()))


async def test_more_than_anybody_is_told_at_once_is_one_reset_that_is_the_same_for_all(
    tail: live.Tail, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "_QUEUE", 10)
    monkeypatch.setattr(live, "_LOOK", 20)  # so it takes three looks
    monkeypatch.setattr(live, "_TAIL", live._TAIL.replace(" limit 2000", " limit 20"))
    tenant_id, elsewhere = new_id(), new_id()
    browsers, beside = [Browser(tail, tenant_id) for _ in range(20)], Browser(tail, elsewhere)
    async with asyncio.timeout(60):
        await asyncio.gather(*(browser.is_ready.wait() for browser in (*browsers, beside)))
    asked, written = [], []
    end, event = live._end, live._event

    async def counted() -> live.Cursor:
        asked.append(1)
        return await end()

    monkeypatch.setattr(live, "_end", counted)
    monkeypatch.setattr(live, "_event", lambda row: written.append(row["id"]) or event(row))
    await _state_together(tenant_id, 45)
    async with asyncio.timeout(60):
        while not all(browser.resets for browser in browsers):
            await asyncio.sleep(0.01)
    last, other = await state(tenant_id), await state(elsewhere)
    assert await beside.hears(1) == [other]
    for browser in browsers:
        assert await browser.hears(1) == [last]
        assert browser.resets == browsers[0].resets
        assert browser.resets[0] is browsers[0].resets[0]
        await browser.leave()
    assert (len(browsers[0].resets), len(asked), len(written)) == (1, 1, 2)
    assert not beside.resets
    await beside.leave()


async def test_a_fact_that_cannot_be_told_is_a_reset_for_its_own_and_the_reader_goes_on(
    tail: live.Tail, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "_AGAIN", 0)
    tenant_id, elsewhere = new_id(), new_id()
    browsers, beside = [Browser(tail, tenant_id) for _ in range(3)], Browser(tail, elsewhere)
    async with asyncio.timeout(60):
        await asyncio.gather(*(browser.is_ready.wait() for browser in (*browsers, beside)))
    event, failed = live._event, live.FAILURES.labels("own")._value.get()

    def odd(row) -> live.Event:
        raise ValueError("nobody expected that")

    monkeypatch.setattr(live, "_event", odd)
    await state(tenant_id)
    async with asyncio.timeout(60):
        while not all(browser.resets for browser in browsers):
            await asyncio.sleep(0.01)
    monkeypatch.setattr(live, "_event", event)
    assert live.FAILURES.labels("own")._value.get() == failed + 1
    stated, other = await state(tenant_id), await state(elsewhere)
    assert await beside.hears(1) == [other]
    for browser in browsers:
        assert await browser.hears(1) == [stated]
        assert len(browser.resets) == 1
        await browser.leave()
    assert (readers(), beside.resets) == (1, [])
    await beside.leave()


async def test_who_comes_back_from_before_a_fact_that_cannot_be_told_loads_anew_and_hears_on(
    tail: live.Tail, monkeypatch: pytest.MonkeyPatch
):
    tenant_id = new_id()
    browser = Browser(tail, tenant_id)
    async with asyncio.timeout(60):
        await browser.is_ready.wait()
    before = browser.batches[0].events[0].cursor
    await browser.hears(len([await state(tenant_id)]))
    with monkeypatch.context() as broken:

        def odd(row) -> live.Event:
            raise ValueError("nobody expected that")

        broken.setattr(live, "_event", odd)
        back = await tail.join(tenant_id, before)
    ((reset,),) = [batch.events for batch in await back.take()]
    assert reset.kind == "reset"
    stated = await state(tenant_id)
    ((fact,),) = [batch.events for batch in await back.take()]
    assert (json.loads(fact.data)["payload"]["store_id"], fact.cursor > reset.cursor) == (stated, True)
    tail.leave(back)
    await browser.leave()


@pytest.mark.parametrize(("error", "kind"), [(ConnectionError("away"), "away"), (TypeError("ours"), "own")])
async def test_a_look_that_fails_is_counted_and_taken_again(tail: live.Tail, monkeypatch: pytest.MonkeyPatch, error, kind):
    monkeypatch.setattr(live, "_AGAIN", 0)
    tenant_id, look = new_id(), live.asked_across_tenants
    browser, before = Browser(tail, tenant_id), live.FAILURES.labels(kind)._value.get()
    async with asyncio.timeout(60):
        await browser.is_ready.wait()
    failures = [error] * (live._FAULTS - 1)

    async def fails(*given):
        if failures:
            raise failures.pop()
        return await look(*given)

    monkeypatch.setattr(live, "asked_across_tenants", fails)
    stated = await state(tenant_id)
    assert await browser.hears(1) == [stated]
    assert live.FAILURES.labels(kind)._value.get() == before + live._FAULTS - 1
    assert not browser.resets, "nothing was missed"
    await browser.leave()


async def test_a_reader_that_breaks_ends_all_lines_and_who_comes_anew_starts_the_next(
    tail: live.Tail, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "_AGAIN", 0)
    tenant_id = new_id()
    browsers = [Browser(tail, tenant_id) for _ in range(3)]
    async with asyncio.timeout(60):
        await asyncio.gather(*(browser.is_ready.wait() for browser in browsers))
    with monkeypatch.context() as broken:

        async def breaks(*_):
            raise TypeError("a fault of ours")

        broken.setattr(live, "asked_across_tenants", breaks)
        async with asyncio.timeout(60):
            ended = await asyncio.gather(*(browser.task for browser in browsers), return_exceptions=True)
    assert [type(one) for one in ended] == [live.Over] * 3
    assert readers() == 0
    stated = await state(tenant_id)
    back = Browser(tail, tenant_id, browsers[0].batches[0].events[0].cursor)
    assert await back.hears(1) == [stated]  # an open transaction of any database of this server may hold it back for a while
    assert readers() == 1
    await back.leave()


async def test_a_bell_that_breaks_is_missed_by_nobody(tail: live.Tail, monkeypatch: pytest.MonkeyPatch):
    async def breaks(_self) -> None:
        raise TypeError("a fault of ours")

    monkeypatch.setattr(live.bell.Listener, "hear", breaks)
    tenant_id = new_id()
    for _ in range(2):  # the reader ends when nobody listens, and the next one starts
        browser = Browser(tail, tenant_id)
        async with asyncio.timeout(60):
            await browser.is_ready.wait()
        stated = await state(tenant_id)
        assert await browser.hears(1) == [stated]
        await browser.leave()
        async with asyncio.timeout(60):
            while readers():
                await asyncio.sleep(0.01)
        assert tail._task is None, "it ended as it should"


async def test_who_returns_hears_what_was_missed_once_and_what_comes_meanwhile(tail: live.Tail):
    tenant_id = new_id()
    browser = Browser(tail, tenant_id)
    async with asyncio.timeout(60):
        await browser.is_ready.wait()
    stated = [await state(tenant_id) for _ in range(6)]
    assert await browser.hears(6) == stated
    facts = [event for batch in browser.batches for event in batch.events if event.kind == "fact"]
    back = await tail.join(tenant_id, facts[1].cursor)
    for event in facts[3:]:  # they come over the tail too, before the line is looked at
        back.put(live.Batch([event]))
    heard = [event for batch in await back.take() for event in batch.events]
    assert [event.kind for event in heard] == ["ready", *["fact"] * 4]
    assert [event.cursor for event in heard] == [facts[1].cursor, *(event.cursor for event in facts[2:])]
    tail.leave(back)
    await browser.leave()


@pytest.mark.parametrize("sent", ["w-1-99999999999999999999", f"w-1-{2**63}", "w-1-", "w--1-2", "1-2", ""])
def test_what_is_no_place_of_ours_is_none(sent: str):
    assert live.parse_cursor(sent, "w") in (None, live.LOST)
    assert live.parse_cursor("w-1-2", "w") == (1, 2)
    assert live.parse_cursor("v-1-2", "w") == live.LOST
