"""Connections that nobody needed for a while are closed; those who ask afterwards notice nothing."""

import asyncio

import pytest
from sqlalchemy import text

from atende.core import db, resting
from atende.core.tenancy import Crossing, across_tenants, asked_across_tenants


@pytest.fixture
async def staying(monkeypatch, database):
    """This process is one that stays, and impatient."""
    await db.dispose()
    monkeypatch.setattr(db, "_stays", True)
    monkeypatch.setattr(resting, "AFTER", 0.2)
    yield
    await db.dispose()


async def _numbers() -> set[int]:
    """The servers' processes that answer when four ask at once."""
    all_here = asyncio.Barrier(4)

    async def one() -> int:
        async with across_tenants(Crossing.SWEEP) as session:
            await all_here.wait()
            return (await session.scalars(text("select pg_backend_pid()"))).one()

    return set(await asyncio.gather(*(one() for _ in range(4))))


async def _open() -> int:
    rows = await asked_across_tenants(
        Crossing.SWEEP, "select count(*) from pg_stat_activity where application_name = $1", db.process_name()
    )
    return rows[0][0]


async def _until(count: int) -> None:
    async with asyncio.timeout(30):
        while await _open() != count:
            await asyncio.sleep(0.05)


async def test_what_a_burst_opened_is_closed_but_one(staying):
    before = await _numbers()
    assert len(before) == 4
    await _until(1)
    after = await _numbers()
    assert len(after) == 4, "a burst is given as many again"
    assert len(before & after) == 1, "the one that was kept is used on"


async def test_one_asked_of_the_engine_itself_is_open(staying):
    """Readiness asks the engine, not `core.transaction`, which looks for itself."""
    await _numbers()
    await _until(1)
    held = []
    try:
        for _ in range(4):
            held.append(await db.system_engine().connect())
            assert (await held[-1].execute(text("select 1"))).scalar() == 1
    finally:
        for one in held:
            await one.close()


async def test_a_process_that_ends_soon_keeps_what_it_opened(monkeypatch, database):
    await db.dispose()
    monkeypatch.setattr(resting, "AFTER", 0.0)
    try:
        before = await _numbers()
        assert await _numbers() == before
    finally:
        await db.dispose()
