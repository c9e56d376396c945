"""Messages and raw events lie in partitions by month: each behind the wall, made ahead, dropped whole, and nothing comes twice."""

import asyncio
import dataclasses
import uuid
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from atende import wiring
from atende.core import clock, partitions
from atende.core.db import app_engine
from atende.core.tenancy import Crossing, across_tenants, in_tenant
from atende.inbox import schedule as inbox_schedule
from atende.inbox.models import Attempt, Message
from atende.inbox.service.retention import leave
from atende.integrations import schedule as integrations_schedule
from atende.kit.ids import first_id, new_id
from tests.inbox.conftest import Desk, new_desk

TABLES = ("inbox_messages", "integrations_parcels")


def id_of(at: datetime) -> uuid.UUID:
    """An id as it was made then."""
    return uuid.UUID(int=first_id(at).int | 7 << 76 | 2 << 62 | uuid.uuid4().int >> 80)


@pytest.fixture
async def desk(database) -> Desk:
    wiring.wire()
    return await new_desk()


async def _made(since: datetime) -> list[str]:
    async with across_tenants(Crossing.SWEEP) as session:
        return list(
            await session.scalars(
                text("select core_make_partitions(:since, :until)"), {"since": since, "until": since + timedelta(days=1)}
            )
        )


async def _names() -> set[str]:
    async with across_tenants(Crossing.SWEEP) as session:
        return {one.name for one in await partitions.listed(await session.connection())}


async def _store(desk: Desk, ids: list[uuid.UUID], keys: list[str]) -> list[uuid.UUID]:
    n = len(ids)
    async with app_engine().begin() as connection:
        rows = await connection.execute(
            text("select integrations_store_parcels(:t, :i, :c, :w, :w, :k, :w, :w, :w, now())"),
            {"t": [desk.tenant_id] * n, "i": ids, "c": [desk.connection_id] * n, "w": ["account"] * n, "k": keys},
        )
        return list(rows.scalars())


def _message(desk: Desk, at: datetime, **more) -> Message:
    values = {
        "conversation_id": desk.conversation_id,
        "connection_id": desk.connection_id,
        "direction": "out",
        "author_kind": "bot",
        "kind": "text",
        "occurred_at": at,
        "tiebreak": "x",
        "status": "sent",
        **more,
    }
    return Message(tenant_id=desk.tenant_id, id=id_of(at), **values)


async def test_months_are_made_ahead_and_what_is_stored_now_lies_in_this_one(desk):
    assert await partitions.make_ahead() == []
    month = clock.now().astimezone(UTC)
    for table in TABLES:
        ahead = {one for one in await _names() if one.startswith(f"{table}_2")}
        assert len(ahead) >= partitions.MONTHS_AHEAD + 1
        assert f"{table}_{month:%Y_%m}" in ahead
    await _store(desk, [new_id()], ["k"])
    async with in_tenant(desk.tenant_id) as tx:
        assert await tx.session.scalar(text("select tableoid::regclass::text from integrations_parcels")) == (
            f"integrations_parcels_{month:%Y_%m}"
        )


async def test_a_new_partition_is_behind_the_wall_and_reached_through_its_table_alone(desk, database):
    made = await _made(datetime(2011, 3, 5, tzinfo=UTC))
    assert made == [f"{table}_2011_03" for table in TABLES]
    assert await _made(datetime(2011, 3, 5, tzinfo=UTC)) == []
    await _store(desk, [id_of(datetime(2011, 3, 6, tzinfo=UTC))], ["k"])
    async with in_tenant(desk.tenant_id) as tx:
        await tx.session.execute(text("delete from integrations_parcels"))
    admin = await asyncpg.connect(database.admin_url)
    policies = await admin.fetchval("select count(*) from pg_policies where tablename = any($1) and policyname = 'wall'", made)
    forced = await admin.fetchval(
        "select bool_and(relrowsecurity and relforcerowsecurity) from pg_class where relname = any($1)", made
    )
    await admin.close()
    assert (policies, forced) == (2, True)
    for url in (database.app_url, database.system_url):
        connection = await asyncpg.connect(url)
        for table in made:
            for use in (f"select 1 from {table}", f"insert into {table} (id) values (gen_random_uuid())", f"drop table {table}"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(use)
        await connection.close()


async def test_nothing_is_refused_for_want_of_a_month(desk):
    at = datetime(1999, 5, 5, tzinfo=UTC)
    assert len(await _store(desk, [id_of(at)], ["k"])) == 1
    async with in_tenant(desk.tenant_id) as tx:
        place = await tx.session.scalar(text("select tableoid::regclass::text from integrations_parcels"))
        assert place == "integrations_parcels_default"
        await tx.session.execute(text("delete from integrations_parcels"))


async def _poisoned(desk: Desk, at: datetime) -> uuid.UUID:
    """A raw event and a message with an attempt lie in the default partition; returns the message's id."""
    await _store(desk, [id_of(at)], [uuid.uuid4().hex])
    async with desk.tx() as tx:
        tx.session.add(message := _message(desk, at, external_id=f"wamid.{uuid.uuid4().hex}"))
        await tx.session.flush()
        tx.session.add(Attempt(tenant_id=tx.tenant_id, id=new_id(), message_id=message.id, number=1, state="x", lease_until=at))
    return message.id


async def _places(desk: Desk) -> list[str]:
    async with in_tenant(desk.tenant_id) as tx:
        return [await tx.session.scalar(text(f"select tableoid::regclass::text from {table}")) for table in TABLES]


async def _emptied(desk: Desk) -> None:
    async with in_tenant(desk.tenant_id) as tx:
        for table in ("integrations_parcels", "inbox_attempts", "inbox_messages"):
            await tx.session.execute(text(f"delete from {table}"))


async def _sums(desk: Desk) -> int:
    async with in_tenant(desk.tenant_id) as tx:
        return await tx.session.scalar(
            text("select coalesce(sum(change), 0)::int from integrations_tally_changes where what = 'received'")
        )


async def test_a_month_whose_rows_lie_in_the_default_partition_takes_them(desk, clock):
    # A clock that stood months ahead for one webhook: its row waits where the month would be.
    at = clock.now().astimezone(UTC).replace(day=1) + timedelta(days=31 * 12)
    message_id = await _poisoned(desk, at)
    assert await _places(desk) == [f"{table}_default" for table in TABLES]
    clock.shift(timedelta(days=31 * 9))
    made = await partitions.make_ahead()
    assert {f"{table}_{at:%Y_%m}" for table in TABLES} <= set(made)
    assert await _places(desk) == [f"{table}_{at:%Y_%m}" for table in TABLES]
    assert await partitions.make_ahead() == []
    assert await _sums(desk) == 1, "what moves is not received again"
    async with in_tenant(desk.tenant_id) as tx:
        external = await tx.session.scalar(text("select external_id from inbox_messages"))
        with pytest.raises(IntegrityError, match="inbox_attempts"):
            async with tx.savepoint():
                await tx.session.execute(text("delete from inbox_messages where id = :id"), {"id": message_id})
    await _emptied(desk)
    assert await _insert(desk, external) is None, "its key is still taken"
    clock.shift(timedelta())
    other = await new_desk()  # and the default partition is behind the wall and takes rows as before
    await _poisoned(other, datetime(1999, 6, 5, tzinfo=UTC))
    assert await _places(other) == [f"{table}_default" for table in TABLES]
    await _emptied(other)


async def test_a_month_that_cannot_have_its_rows_yet_is_left_out_and_the_others_are_made(desk, database):
    at, after = datetime(2013, 8, 15, tzinfo=UTC), datetime(2013, 9, 15, tzinfo=UTC)
    await _poisoned(desk, at)
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    async with admin.transaction(), across_tenants(Crossing.SWEEP) as session:
        await admin.execute("lock table only inbox_messages in access share mode")  # somebody reads
        made = await session.scalars(text("select core_make_partitions(:since, :until)"), {"since": at, "until": after})
        assert set(made) == {f"inbox_messages_{after:%Y_%m}", *(f"integrations_parcels_{m:%Y_%m}" for m in (at, after))}
    await admin.close()
    assert await _places(desk) == ["inbox_messages_default", f"integrations_parcels_{at:%Y_%m}"]
    assert await _made(at) == [f"inbox_messages_{at:%Y_%m}"], "later, when nobody is in the way"
    assert await _places(desk) == [f"{table}_{at:%Y_%m}" for table in TABLES]
    await _emptied(desk)


async def test_a_month_with_too_many_rows_to_move_is_left_out(desk, database):
    at = datetime(2013, 5, 15, tzinfo=UTC)
    await _poisoned(desk, at)
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    undone = admin.transaction()
    await undone.start()
    await admin.execute(
        "insert into integrations_parcels_default overriding system value select (jsonb_populate_record(p, jsonb_build_object("
        "'id', overlay(gen_random_uuid()::text placing left(p.id::text, 18) from 1)))).*"
        " from integrations_parcels_default p, generate_series(1, 20000) where p.tenant_id = $1",
        desk.tenant_id,
    )
    made = await admin.fetch("select core_make_partitions($1, $1)", at)
    assert [row[0] for row in made] == [f"inbox_messages_{at:%Y_%m}"]
    await undone.rollback()
    await admin.close()
    assert await _made(at) == [f"{table}_{at:%Y_%m}" for table in TABLES]
    await _emptied(desk)


async def test_a_start_does_not_fail_when_the_tables_are_in_use(desk, database, clock):
    ahead = max(name for name in await _names() if name.startswith("inbox_messages_2"))
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    await admin.execute(f"alter table inbox_messages detach partition {ahead}")
    await admin.execute(f"drop table {ahead}")
    clock.shift(datetime.strptime(ahead[-7:], "%Y_%m").replace(tzinfo=UTC) - timedelta(days=80) - clock.now())
    async with admin.transaction():
        await admin.execute("lock table inbox_messages_default in access share mode")
        with structlog.testing.capture_logs() as logs:
            assert await partitions.make_ahead() == []
    await admin.close()
    assert [entry["event"] for entry in logs] == ["partitions_busy"]
    assert ahead in await partitions.make_ahead()


@pytest.mark.parametrize("name", ["inbox_messages_default", "inbox_conversations", "inbox_messages", "x_2020_01", "{now}"])
async def test_only_a_month_long_past_can_be_dropped(desk, name):
    name = name.replace("{now}", f"inbox_messages_{clock.now():%Y_%m}")
    with pytest.raises(DBAPIError, match=r"no partition of a month|too young"):
        async with across_tenants(Crossing.SWEEP) as session:
            await session.execute(text("select core_drop_partition(:name)"), {"name": name})
    with pytest.raises(DBAPIError, match="permission denied"):
        async with in_tenant(desk.tenant_id) as tx:
            await tx.session.execute(text("select core_drop_partition(:name)"), {"name": name})


@pytest.mark.parametrize(
    ("since", "until"), [("1990-01-01", "2020-01-01"), ("2020-01-01", "2999-01-01"), ("2021-01-01", "2020-01-01")]
)
async def test_no_months_without_sense_are_made(desk, since, until):
    with pytest.raises(DBAPIError, match="no partitions are made"):
        async with across_tenants(Crossing.SWEEP) as session:
            await session.execute(
                text(
                    "select core_make_partitions(cast(cast(:since as text) as timestamptz), cast(cast(:until as text) as timestamptz))"
                ),
                {"since": since, "until": until},
            )


async def test_a_raw_month_goes_when_all_in_it_is_old_and_nothing_waits(desk):
    keeping = partitions.Keeping([integrations_schedule.raw_events_kept()])
    await _made(at := datetime(2012, 6, 30, tzinfo=UTC))
    name = f"integrations_parcels_{at:%Y_%m}"
    ids, keys = [id_of(at) for _ in range(5)], [uuid.uuid4().hex for _ in range(5)]
    assert len(await _store(desk, ids, keys)) == 5

    (lane,) = await keeping.due(1)
    assert await keeping.handle(lane) is False, "a parcel waits"
    assert name in await _names()
    async with in_tenant(desk.tenant_id) as tx:
        await tx.session.execute(text("update integrations_parcels set state = 'done'"))
    with structlog.testing.capture_logs() as logs:
        assert await keeping.handle(lane) is True
    (told,) = [entry for entry in logs if entry["event"] == "partition_dropped" and entry["partition"] == name]
    assert told["bytes"] > 0
    assert name not in await _names()
    assert await keeping.due(1) == []

    again = await _store(desk, [new_id() for _ in keys], keys)
    assert again == [], "what was received before is known after its raw event is gone"


async def test_messages_stay_for_ever_unless_told_and_leave_their_keys_behind(desk):
    await _made(at := datetime(2012, 8, 15, tzinfo=UTC))
    external = f"wamid.{uuid.uuid4().hex}"
    async with desk.tx() as tx:
        tx.session.add(message := _message(desk, at, external_id=external))
        await tx.session.flush()
        tx.session.add(
            Attempt(tenant_id=tx.tenant_id, id=new_id(), message_id=message.id, number=1, state="accepted", lease_until=at)
        )
    assert inbox_schedule.messages_kept().keep is None
    assert await partitions.Keeping([inbox_schedule.messages_kept()]).due(1) == []
    kept = partitions.Retention("inbox_messages", timedelta(days=365), leaving=("inbox_attempts",), leave=leave)
    keeping = partitions.Keeping([kept])
    assert await keeping.handle((await keeping.due(1))[0]) is True
    assert "inbox_messages_2012_08" not in await _names()
    async with desk.tx() as tx:
        assert await tx.session.scalar(text("select count(*) from inbox_attempts")) == 0
        tx.session.add(_message(desk, clock.now()))
    stored = await _insert(desk, external)
    assert stored is None, "it came once"


async def test_a_month_that_something_still_points_to_waits(desk):
    await _made(at := datetime(2012, 10, 15, tzinfo=UTC))
    async with desk.tx() as tx:
        tx.session.add(message := _message(desk, at))
        await tx.session.flush()
        tx.session.add(Attempt(tenant_id=tx.tenant_id, id=new_id(), message_id=message.id, number=1, state="x", lease_until=at))
    keeping = partitions.Keeping([partitions.Retention("inbox_messages", timedelta(days=365))])
    (lane,) = await keeping.due(1)
    assert await keeping.handle(lane) is False
    assert "inbox_messages_2012_10" in await _names()
    kept = partitions.Retention("inbox_messages", timedelta(days=365), leaving=("inbox_attempts",), leave=leave)
    assert await partitions.Keeping([kept]).handle(lane)


async def test_a_month_that_stays_loses_nothing(desk):
    await _made(at := datetime(2012, 11, 15, tzinfo=UTC))
    async with desk.tx() as tx:
        tx.session.add(message := _message(desk, at, media_state="pending"))
        await tx.session.flush()
        tx.session.add(Attempt(tenant_id=tx.tenant_id, id=new_id(), message_id=message.id, number=1, state="x", lease_until=at))
    kept = dataclasses.replace(inbox_schedule.messages_kept(), keep=timedelta(days=365))
    keeping = partitions.Keeping([kept])
    (lane,) = await keeping.due(1)
    assert await keeping.handle(lane) is False
    assert len(await desk.attempts(message.id)) == 1
    async with desk.tx() as tx:
        await tx.session.execute(text("update inbox_messages set media_state = 'done'"))
    assert await keeping.handle(lane) is True
    assert await desk.attempts(message.id) == []


async def test_who_reads_for_long_does_not_keep_others_waiting_behind_a_drop(desk, database):
    await _made(at := datetime(2012, 12, 15, tzinfo=UTC))
    keeping = partitions.Keeping([partitions.Retention("inbox_messages", timedelta(days=365))])
    (lane,) = await keeping.due(1)
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    async with admin.transaction():
        await admin.execute("select 1 from inbox_messages")
        with structlog.testing.capture_logs() as logs:
            assert await keeping.handle(lane) is False
        limit = await admin.fetchval("select proconfig::text from pg_proc where proname = 'core_drop_partition'")
    await admin.close()
    assert "lock_timeout=200ms" in limit
    assert "partitions_busy" in [entry["event"] for entry in logs]
    assert await keeping.handle(lane) is True
    assert f"inbox_messages_{at:%Y_%m}" not in await _names()


async def _insert(desk: Desk, external: str) -> uuid.UUID | None:
    async with desk.tx() as tx:
        return await tx.session.scalar(
            text(
                "insert into inbox_messages (tenant_id, id, conversation_id, connection_id, direction, author_kind, kind, external_id,"
                " occurred_at, tiebreak, status) values (:tenant, :id, :conversation, :connection, 'in', 'customer', 'text', :external,"
                " now(), 'x', 'received') returning id"
            ),
            {
                "tenant": desk.tenant_id,
                "id": new_id(),
                "conversation": desk.conversation_id,
                "connection": desk.connection_id,
                "external": external,
            },
        )


async def test_a_vendors_id_stands_once_whoever_writes_it_and_however_many_at_once(desk):
    external = f"wamid.{uuid.uuid4().hex}"
    stored = await asyncio.gather(*(_insert(desk, external) for _ in range(24)))
    assert sum(one is not None for one in stored) == 1
    other = await _insert(desk, f"wamid.{uuid.uuid4().hex}")
    with pytest.raises(IntegrityError, match="inbox_external_ids"):
        async with desk.tx() as tx:
            await tx.session.execute(
                text("update inbox_messages set external_id = :e where id = :id"), {"e": external, "id": other}
            )
    with pytest.raises(IntegrityError, match="inbox_external_ids"):
        async with desk.tx() as tx:
            await tx.session.execute(
                text("insert into inbox_external_ids select tenant_id, connection_id, external_id, id from inbox_messages")
            )


async def test_a_vendors_id_that_a_message_gave_up_is_free(desk):
    external = f"wamid.{uuid.uuid4().hex}"
    first = await _insert(desk, external)
    async with desk.tx() as tx:
        await tx.session.execute(text("update inbox_messages set external_id = null where id = :id"), {"id": first})
    assert await _insert(desk, external) is not None


async def test_a_senders_own_id_stands_once_in_its_conversation(desk):
    client_id = uuid.uuid4()
    async with desk.tx() as tx:
        tx.session.add(_message(desk, clock.now(), client_id=client_id))
    with pytest.raises(IntegrityError, match="inbox_client_ids"):
        async with desk.tx() as tx:
            tx.session.add(_message(desk, clock.now(), client_id=client_id))
