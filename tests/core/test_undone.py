"""A transaction that is undone in any case is waited for by nobody; one that only reads sees one moment."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError

from atende.accounts.events import StoreAdded
from atende.core import live
from atende.core.tenancy import in_tenant, seen_at_once, undone
from atende.kit.ids import new_id
from tests.core.test_live import Browser, state, tail  # noqa: F401 - the fixture


async def test_only_those_who_said_that_they_are_undone_are_not_waited_for(tail: live.Tail, database):  # noqa: F811 - the fixture
    """Whoever may still state a fact is waited for, however old or young the one that is left out."""
    mine, others = new_id(), new_id()
    browser = Browser(tail, mine)
    async with asyncio.timeout(60):
        await browser.is_ready.wait()
        async with undone(others) as older, in_tenant(mine) as late, undone(others) as younger:
            for one in (late, older, younger):  # each takes its number
                await one.value("select pg_current_xact_id()::text")
            before = await state(mine)
            first = StoreAdded(store_id=new_id())
            await late.emit(first)
            await older.emit(StoreAdded(store_id=new_id()))
            await older.write_facts()
            async with in_tenant(mine) as tx:
                assert await tx.row(live._SINCE, mine, -1, 0) is None
        assert sorted(await browser.hears(2)) == sorted([before, str(first.store_id)])
    await browser.leave()
    async with in_tenant(others) as tx:
        assert await tx.value("select count(*) from facts") == 0


async def test_what_is_undone_never_holds_and_what_is_seen_at_once_changes_nothing(database):
    tenant_id = new_id()
    async with undone(tenant_id) as tx:
        await tx.emit(StoreAdded(store_id=new_id()))
        await tx.write_facts()
        assert await tx.value("select count(*) from facts") == 1
    async with seen_at_once(tenant_id) as tx:
        assert await tx.value("select count(*) from facts") == 0
        await state(tenant_id)
        assert await tx.value("select count(*) from facts") == 0
        with pytest.raises(DBAPIError, match="ReadOnly"):
            await tx.fetch("insert into facts (tenant_id) values ($1)", tenant_id)
