"""The bell over a real Redis: it hastens what everybody would see anyway, and nobody depends on it."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from atende.accounts.events import StoreAdded
from atende.core import bell, live, redis
from atende.core.config import settings
from atende.core.tenancy import in_tenant
from atende.kit.ids import new_id
from tests.redis import redis_server


@pytest.fixture
def folder():
    made = Path(tempfile.mkdtemp(prefix="atende-redis-", dir="/tmp"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
async def use_redis(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator:
    def use(url: str) -> None:
        monkeypatch.setenv("ATENDE_REDIS_URL", url)
        settings.cache_clear()

    yield use
    await redis.close()
    monkeypatch.undo()
    settings.cache_clear()


async def state(tenant_id) -> None:
    async with in_tenant(tenant_id) as tx:
        await tx.emit(StoreAdded(store_id=new_id()))


async def until(condition) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_stated_fact_rings_on_every_host_and_many_become_one(database, folder, use_redis):
    with redis_server(folder) as url:
        use_redis(url)
        listeners = [bell.Listener() for _ in range(3)]
        hearing = [asyncio.create_task(one.hear()) for one in listeners]
        await until(lambda: all(one.hears for one in listeners))
        for one in listeners:
            one.rung.clear()
        await asyncio.gather(*(state(new_id()) for _ in range(20)))
        await until(lambda: all(one.rung.is_set() for one in listeners))
        for task in hearing:
            task.cancel()
        await asyncio.gather(*hearing, return_exceptions=True)
        assert not any(one.hears for one in listeners)


async def test_what_changes_nothing_rings_nobody(database, folder, use_redis):
    with redis_server(folder) as url:
        use_redis(url)
        await until(lambda: not bell._tasks)
        async with in_tenant(new_id()) as tx:
            await tx.fetch("select 1")
        assert not bell._tasks


@pytest.mark.parametrize("redis_is", ["there", "leaving", "away", "unset"])
async def test_live_events_come_with_a_redis_without_one_and_when_it_leaves(database, folder, use_redis, redis_is):
    tenant_id, tail = new_id(), live.Tail()
    seen: list[str] = []

    async def watch() -> None:
        line = await tail.join(tenant_id, None)
        while True:
            seen.extend(event.kind for batch in await line.take() for event in batch.events)

    async def journey(leave=lambda: None) -> None:
        watching = asyncio.create_task(watch())
        await until(lambda: "ready" in seen)
        if redis_is in ("there", "leaving"):
            await until(lambda: tail._bell.hears)
        await state(tenant_id)
        await until(lambda: seen.count("fact") == 1)
        leave()
        await state(tenant_id)
        await until(lambda: seen.count("fact") == 2)
        await until(lambda: tail._bell.hears == (redis_is == "there"))
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await tail.close()

    if redis_is in ("there", "leaving"):
        with redis_server(folder) as url:
            use_redis(url)
            if redis_is == "there":
                await journey()
            else:
                await _leaving(journey, url)
    else:
        if redis_is == "away":
            use_redis(f"unix://{folder}/nobody.sock")
        await journey()


async def _leaving(journey, url: str) -> None:
    """The server ends in the middle of it, and stays gone."""
    from redis import Redis

    def leave() -> None:
        with Redis.from_url(url) as client:
            client.shutdown(nosave=True)

    await journey(leave)
