"""Volume for trying at size: what lies there is sound, in its months, and an interrupted load goes on."""

import asyncpg
import pytest

from atende.core import config, db
from atende.core.startup import StartupError
from atende.core.tenancy import OPERATOR, in_tenant
from atende.demo import volume
from atende.demo.volume import loading
from atende.inbox.queries import conversations, timeline
from atende.reports import invariants
from tests.database import Database


@pytest.fixture
async def empty(own_database: Database, monkeypatch: pytest.MonkeyPatch):
    await db.dispose()
    monkeypatch.setenv("ATENDE_HOME", str(own_database.home))
    config.settings.cache_clear()
    yield own_database
    await db.dispose()
    monkeypatch.undo()
    config.settings.cache_clear()


async def test_an_interrupted_load_goes_on_and_what_lies_there_is_sound(empty, monkeypatch):
    monkeypatch.setattr(loading, "BLOCK", 500)
    stored = loading._one
    done = 0

    async def dies_half_way(block, since):
        nonlocal done
        done += 1
        if done > 2:
            raise ConnectionError("killed")
        return await stored(block, since)

    monkeypatch.setattr(loading, "_one", dies_half_way)
    with pytest.raises(ExceptionGroup):
        await volume.load(3000, 3, quiet=True)
    monkeypatch.setattr(loading, "_one", stored)
    assert await volume.load(3000, 3, quiet=True) > 4 * 1500
    with pytest.raises(StartupError, match="here already"):
        await volume.load(3000, 3, quiet=True)
    with pytest.raises(StartupError, match="another volume"):
        await volume.load(3000, 4, quiet=True)

    admin = await asyncpg.connect(empty.admin_url, server_settings={"search_path": "atende"})
    assert await admin.fetchval("select count(*) from inbox_messages") == pytest.approx(3000, abs=3)
    months = await admin.fetchval("select count(distinct tableoid) from inbox_messages")
    assert months >= volume.MONTHS - 1
    tenant, conversation = await admin.fetchrow(
        "select tenant_id, id from inbox_conversations order by last_activity_at desc limit 1"
    )
    await admin.close()
    async with in_tenant(tenant, OPERATOR) as tx:
        (first, *_) = (await conversations.page(tx, me=None)).items
        assert first["id"] == conversation
        assert first["last_message"]["id"] == (await timeline.page(tx, conversation)).items[-1]["id"]
    assert {f.statement: f.example async for f in invariants.walk() if f.violations} == {}
