"""While a month is dropped everybody goes on: what takes long is done with nothing held, and what is held is given up at once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import structlog
from sqlalchemy import select, text

from atende.core import db, partitions
from atende.core.tenancy import Crossing, across_tenants, in_tenant
from atende.inbox.models import Attempt, Conversation, Message
from atende.inbox.service import claim as claims
from atende.integrations.models import Parcel
from atende.kit.ids import new_id
from tests.core.test_partitions import id_of
from tests.inbox.conftest import Desk, new_desk
from tests.integrations.postbox import new_postbox

YEAR = timedelta(days=365)


async def _month(at: datetime) -> str:
    """The month of that day has its partition, and it is the only one that has outlived its rows' time: others' tests leave theirs."""
    keeping = partitions.Keeping([partitions.Retention("inbox_messages", YEAR)])
    while lanes := await keeping.due(1):  # a busy machine gives one up until later
        await keeping.handle(lanes[0])
    async with across_tenants(Crossing.SWEEP) as session:
        await session.execute(text("select core_make_partitions(:at, :at)"), {"at": at})
    return f"inbox_messages_{at:%Y_%m}"


async def _is_there(name: str) -> bool:
    async with across_tenants(Crossing.SWEEP) as session:
        return name in {one.name for one in await partitions.listed(await session.connection())}


async def _tried(retention: partitions.Retention) -> bool:
    keeping = partitions.Keeping([retention])
    (lane,) = await keeping.due(1)
    return await keeping.handle(lane)


@pytest.fixture
async def planning_once(database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Connections as a worker has them; and a statement that waits for a lock says so instead of waiting for ever."""
    monkeypatch.setitem(db._settings, "plan_cache_mode", "force_generic_plan")
    monkeypatch.setitem(db._settings, "lock_timeout", "2s")
    await db.dispose()
    yield
    monkeypatch.undo()
    await db.dispose()


async def test_messages_are_opened_and_sent_while_a_month_is_left(planning_once):
    name = await _month(datetime(2011, 6, 15, tzinfo=UTC))
    box = await new_postbox()
    ana = box.sender()
    await box.say(ana, "oi")
    async with in_tenant(box.tenant_id) as tx:
        talk = await tx.session.scalar(select(Conversation.id).where(Conversation.tenant_id == box.tenant_id))
    assert talk is not None

    async def leave(_since: datetime, _until: datetime) -> None:
        async with in_tenant(box.tenant_id) as tx:
            await claims.wake(tx, talk)
        await box.say(ana, "de novo")

    assert await _tried(partitions.Retention("inbox_messages", YEAR, leave=leave)) is True
    async with in_tenant(box.tenant_id) as tx:
        assert set(await tx.session.scalars(select(Parcel.state))) == {"done"}
        assert await tx.session.scalar(text("select count(*) from inbox_messages where direction = 'in'")) == 2
    assert not await _is_there(name)


def _message(desk: Desk, at: datetime, **more) -> Message:
    own = {"conversation_id": desk.conversation_id, "connection_id": desk.connection_id, "direction": "out", "author_kind": "bot"}
    said = {"kind": "text", "occurred_at": at, "tiebreak": "x", "status": "sent"}
    return Message(tenant_id=desk.tenant_id, id=id_of(at), **own, **said, **more)


@pytest.mark.parametrize("how", ["unfinished", "pointed to", "pointed to from a table that was left"])
async def test_what_came_while_a_month_was_left_keeps_it(database, how):
    name = await _month(at := datetime(2011, 7, 15, tzinfo=UTC))
    desk = await new_desk()
    async with desk.tx() as tx:
        tx.session.add(message := _message(desk, at))

    async def leave(_since: datetime, _until: datetime) -> None:
        async with desk.tx() as tx:
            if how == "unfinished":
                await tx.session.execute(text("update inbox_messages set status = 'queued'"))
            else:
                own = {"tenant_id": tx.tenant_id, "id": new_id()}
                tx.session.add(Attempt(**own, message_id=message.id, number=1, state="x", lease_until=at))

    leaving = ("inbox_attempts",) if how.endswith("left") else ()
    kept = partitions.Retention("inbox_messages", YEAR, unfinished="status = 'queued'", leaving=leaving, leave=leave)
    with structlog.testing.capture_logs() as logs:
        assert await _tried(kept) is False
    assert [entry["partition"] for entry in logs if entry["event"] == "partition_kept"] == [name]
    async with desk.tx() as tx:
        await tx.session.execute(text("delete from inbox_attempts"))
        await tx.session.execute(text("update inbox_messages set status = 'sent'"))
    assert await _tried(partitions.Retention("inbox_messages", YEAR)) is True


@pytest.mark.parametrize("held", ["{name} in row exclusive mode", "bot_pending_inputs in access exclusive mode"])
async def test_a_month_that_cannot_be_had_or_looked_at_in_a_moment_is_given_up_until_later(database, held):
    """Somebody writes there, so that it cannot be held; or what is held cannot be looked at."""
    name = await _month(datetime(2011, 8, 15, tzinfo=UTC))
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    others = admin.transaction()

    async def leave(_since: datetime, _until: datetime) -> None:
        await others.start()
        await admin.execute(f"lock table {held.format(name=name)}")

    try:
        with structlog.testing.capture_logs() as logs:
            assert await _tried(partitions.Retention("inbox_messages", YEAR, leave=leave)) is False
        limit = await admin.fetchval("select proconfig::text from pg_proc where proname = 'core_hold_partition'")
    finally:
        await admin.close()  # and what it held is free, for whoever comes next
    assert "lock_timeout=200ms" in limit
    assert [entry["partition"] for entry in logs if entry["event"] == "partitions_busy"] == [name]
    assert await _is_there(name)
    assert await _tried(partitions.Retention("inbox_messages", YEAR)) is True
    assert not await _is_there(name)
