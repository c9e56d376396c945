"""Buckets of tokens: shared by processes, in Redis or PostgreSQL, and never an error to anybody."""

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from atende.core import redis
from atende.core.config import settings
from atende.core.limits import stores
from atende.core.limits.buckets import KEPT_SECONDS, UNKEPT_SECONDS, Limiter
from atende.core.limits.stores import InDatabase, InProcess, InRedis, Limit, Store, Taken, Unkept
from atende.core.tenancy import Crossing, across_tenants
from tests.redis import redis_server

SLOW = Limit(1 / 3600, 40)  # what is gone stays gone for the length of a test


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="atende-redis-", dir="/tmp"))  # a socket's path must be short
    with redis_server(folder) as url:
        yield url
    shutil.rmtree(folder)


@pytest.fixture
async def with_redis(redis_url, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setenv("ATENDE_REDIS_URL", redis_url)
    settings.cache_clear()
    yield
    await redis.close()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(params=["process", "database", "redis"])
def store(request) -> Store:
    if request.param == "redis":
        request.getfixturevalue("with_redis")
        return InRedis()
    if request.param == "database":
        request.getfixturevalue("database")
        return InDatabase()
    return InProcess()


def fresh() -> str:
    return uuid.uuid4().hex


async def test_no_more_is_given_than_there_is_however_many_ask_at_once(store: Store):
    key = fresh()
    taken = await asyncio.gather(*(store.take(key, SLOW, 3) for _ in range(30)))
    assert sum(one.granted for one in taken) == SLOW.burst
    empty = await store.take(key, SLOW, 3)
    assert empty.granted == 0
    assert 3000 < empty.wait <= 3600
    assert (await store.take(fresh(), SLOW, 3)).granted == 3, "somebody else has a bucket of their own"


async def test_a_bucket_refills_with_time_and_not_beyond_its_size(store: Store):
    key, quick = fresh(), Limit(200.0, 5)
    assert (await store.take(key, quick, 5)).granted == 5
    given = 0
    while not given:
        taken = await store.take(key, quick, 5)
        given = taken.granted
        assert given or 0 < taken.wait <= 1 / 200
    await asyncio.sleep(0.2)
    assert (await store.take(key, quick, 50)).granted == 5


async def test_two_processes_share_one_bucket_exactly(store: Store):
    """Each takes a few at a time, and what both gave out together is the bucket."""
    one, other = Limiter([store]), Limiter([store])
    key, passed = fresh(), 0
    for _ in range(100):
        for limiter in (one, other):
            passed += await limiter.take("test", key, SLOW) == 0
    assert passed == SLOW.burst


class Counting:
    """A store that counts who asks, and is away when told."""

    def __init__(self) -> None:
        self.asked, self.is_away, self.kept = 0, False, InProcess()
        self.gate: asyncio.Event | None = None

    async def take(self, key: str, limit: Limit, want: int) -> Taken:
        self.asked += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.is_away:
            raise Unkept from ConnectionError()
        return await self.kept.take(key, limit, want)


async def test_a_busy_asker_costs_one_question_in_many_and_a_flood_costs_none():
    time, store = [0.0], Counting()
    limiter = Limiter([store], lambda: time[0])
    for _ in range(40):
        assert await limiter.take("test", "a", SLOW) == 0
    assert store.asked == 20  # two at a time
    for _ in range(1000):
        assert await limiter.take("test", "a", SLOW) > 0
    assert store.asked == 21
    assert await limiter.take("test", "a", None) == 0, "no limit is no limit"


async def test_many_at_once_share_what_one_of_them_asked_for(database):
    """Forty may ask at once, and forty do: nobody is refused while somebody else of the process keeps tokens."""
    limiter, key = Limiter([InDatabase()]), fresh()
    waits = await asyncio.gather(*(limiter.take("test", key, SLOW) for _ in range(SLOW.burst)))
    assert not any(waits)
    assert await limiter.take("test", key, SLOW) > 0


async def test_those_who_wait_are_asked_for_together():
    store = Counting()
    limiter = Limiter([store])
    store.gate = asyncio.Event()
    waiting = [asyncio.create_task(limiter.take("test", "a", SLOW)) for _ in range(SLOW.burst)]
    await asyncio.sleep(0)
    store.gate.set()
    assert not any(await asyncio.gather(*waiting))
    assert store.asked == 2, "the first for itself, and one of the others for all"


async def test_who_is_cancelled_while_asking_leaves_it_to_the_next():
    store = Counting()
    limiter = Limiter([store])
    first, second = (asyncio.create_task(limiter.take("test", "a", SLOW)) for _ in range(2))
    store.gate = asyncio.Event()
    await asyncio.sleep(0)
    first.cancel()
    store.gate.set()
    assert await second == 0
    assert store.asked == 2


async def test_tokens_that_nobody_used_are_given_up():
    time, store = [0.0], Counting()
    limiter = Limiter([store], lambda: time[0])
    await limiter.take("test", "a", SLOW)
    time[0] += KEPT_SECONDS + 1
    await limiter.take("test", "a", SLOW)
    assert store.asked == 2


async def test_a_store_that_is_away_is_left_alone_for_a_while_and_the_next_one_decides():
    time, first, second = [0.0], Counting(), Counting()
    limiter = Limiter([first, second], lambda: time[0])
    first.is_away = True
    for n in range(10):
        assert await limiter.take("test", str(n), SLOW) == 0
    assert (first.asked, second.asked) == (1, 10)
    first.is_away = False
    time[0] += UNKEPT_SECONDS
    await limiter.take("test", "x", SLOW)
    assert (first.asked, second.asked) == (2, 10)


async def test_a_redis_that_goes_away_is_noticed_by_nobody(database, monkeypatch: pytest.MonkeyPatch):
    folder = Path(tempfile.mkdtemp(prefix="atende-redis-", dir="/tmp"))
    key, limiter = fresh(), Limiter([InRedis(), InDatabase(), InProcess()])
    try:
        with redis_server(folder) as url:
            monkeypatch.setenv("ATENDE_REDIS_URL", url)
            settings.cache_clear()
            for _ in range(SLOW.burst):
                assert await limiter.take("test", key, SLOW) == 0
            assert await limiter.take("test", key, SLOW) > 0
        other = fresh()  # Redis is gone now
        passed = sum([await limiter.take("test", other, SLOW) == 0 for _ in range(60)])
        assert passed == SLOW.burst
        async with across_tenants(Crossing.LIMIT) as session:
            assert await session.scalar(text("select count(*) from limits_buckets where granted >= 0")) >= 1
    finally:
        await redis.close()
        monkeypatch.undo()
        settings.cache_clear()
        shutil.rmtree(folder)


async def test_nothing_in_clear_is_kept(database):
    key = fresh()
    await Limiter([InDatabase()]).take("address", f"203.0.113.7-{key}", SLOW)
    async with across_tenants(Crossing.LIMIT) as session:
        keys = (await session.scalars(text("select key from limits_buckets"))).all()
    assert keys
    assert not any("203.0" in one or key in one for one in keys)


async def test_what_fills_slowly_is_remembered_for_a_day_and_the_rest_for_an_hour(database):
    store, quick, slow = InDatabase(), fresh(), fresh()
    await store.take(quick, Limit(1, 10), 1)
    await store.take(slow, SLOW, 40)
    mine = {"keys": [f"%{quick}", f"%{slow}"]}
    left = []
    for _ in range(2):
        async with across_tenants(Crossing.LIMIT) as session:
            await session.execute(text("update limits_buckets set at = at - interval '13 hours' where key like any(:keys)"), mine)
            await session.execute(stores._FORGET)
            left.append((await session.scalars(text("select key from limits_buckets where key like any(:keys)"), mine)).all())
    assert left == [[f"day:{slow}"], []]
    assert (await store.take(slow, SLOW, 40)).granted == 40
