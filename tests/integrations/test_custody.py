"""What came in is counted by the database itself, whatever becomes of it (R4)."""

import asyncio
import json
import time
import uuid
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import delete, func, select, update

from atende.core.jobs import Lane
from atende.core.tenancy import in_tenant
from atende.integrations.errors import RetryLater
from atende.integrations.models import Parcel, Tally
from atende.integrations.ports import ParcelKind
from atende.integrations.service import opening, receive
from atende.kit.ids import first_id, new_id
from atende.reports import invariants
from tests.integrations.postbox import Postbox, new_postbox
from tests.meta import message_body, say


@pytest.fixture
async def postbox(database) -> Postbox:
    return await new_postbox()


async def test_every_outcome_is_counted_and_the_sums_agree(postbox):
    marina = postbox.sender()
    said = await postbox.say(marina, "oi", "qual o horário?")
    await postbox.post(message_body(said))  # both again
    await postbox.item(marina, {"type": "text", "text": {"body": "no grupo"}, "group_id": "g1"})
    await postbox.change("messages", {"messages": [{"from": marina.phone, "type": "text"}]})  # without an id
    await postbox.post(message_body([say(postbox.sender("Rita"), "ainda não aberta")]))
    counted = await postbox.counts()
    assert counted == {
        ("message", "received", ""): 4,
        ("message", "again", ""): 2,
        ("message", "done", ""): 2,
        ("message", "ignored", "group_message"): 1,
        ("message", "waiting", ""): 1,
        ("malformed", "received", ""): 1,
        ("malformed", "ignored", "message_id_missing"): 1,
    }
    await postbox.fold()
    await postbox.open()
    await postbox.fold()
    assert await postbox.counts() == {
        **{key: n for key, n in counted.items() if key != ("message", "waiting", "")},
        ("message", "done", ""): 3,
    }


async def test_what_is_tried_again_and_what_dies_is_counted(postbox, monkeypatch):
    async def never(*_):
        raise RetryLater("the_cat_sat_on_it")

    monkeypatch.setitem(opening._handlers, ParcelKind.MESSAGE, never)
    await postbox.say(postbox.sender(), "oi")
    for _ in range(opening.MAX_ATTEMPTS):
        async with in_tenant(postbox.tenant_id) as tx:
            await tx.session.execute(update(Parcel).where(Parcel.state == "waiting").values(due_at=tx.now))
        await postbox.open()
    assert await postbox.counts() == {
        ("message", "received", ""): 1,
        ("message", "dead", "the_cat_sat_on_it"): 1,
        ("message", "retried", ""): 4,
    }


async def test_counts_of_transactions_side_by_side_are_all_there(postbox):
    senders = [postbox.sender(f"N{n}") for n in range(20)]
    await asyncio.gather(*(postbox.post(message_body([say(one, "oi"), say(one, "olá")])) for one in senders))
    lanes = [lane for lane in await opening.due(10_000) if lane.tenant_id == postbox.tenant_id]
    await asyncio.gather(*(opening.open_lane(lane) for lane in lanes), postbox.fold(), postbox.fold())
    await postbox.open()
    await postbox.fold()
    assert await postbox.counts() == {("message", "received", ""): 40, ("message", "done", ""): 40}


async def _broken(postbox) -> dict[str, str | None]:
    found = {}
    for promise, statement, query in invariants._TENANT:
        if "counted" in statement:
            finding = await invariants._in(postbox.tenant_id, promise, statement, query)
            found[statement] = finding.example if finding.violations else None
    assert len(found) == 2
    return found


async def test_check_finds_an_event_that_vanished_and_a_count_that_was_turned(postbox, database):
    await postbox.say(postbox.sender(), "oi", "tchau")
    assert set((await _broken(postbox)).values()) == {None}
    await postbox.fold()
    assert set((await _broken(postbox)).values()) == {None}
    async with in_tenant(postbox.tenant_id) as tx:
        await tx.session.execute(delete(Parcel).where(Parcel.dedupe_key == select(func.min(Parcel.dedupe_key)).scalar_subquery()))
    sums, counted = (await _broken(postbox)).values()
    assert sums is None
    assert counted
    assert counted.endswith("2 counted 1 there")
    async with in_tenant(postbox.tenant_id) as tx:
        await tx.session.execute(update(Tally).where(Tally.what == "received").values(count=3))
    assert all((await _broken(postbox)).values())


async def test_what_must_hold_is_looked_for_as_long_as_it_takes(postbox):
    query = "select current_setting('statement_timeout') as example where current_setting('statement_timeout') <> '0'"
    assert (await invariants._in(postbox.tenant_id, "R3", "no limit", query)).violations == 0


async def test_sums_outlive_the_raw_events(postbox, database):
    await postbox.say(postbox.sender(), "oi", "tchau")
    before = await postbox.counts()
    admin = await asyncpg.connect(database.admin_url)
    try:
        await admin.execute("set search_path = atende")
        await admin.execute("delete from integrations_parcels where tenant_id = $1", postbox.tenant_id)
    finally:
        await admin.close()
    await postbox.fold()
    assert await postbox.counts() == before


async def test_an_event_lies_in_no_month_before_the_hour_it_is_counted_in(postbox, monkeypatch):
    """Else it is dropped with its month and counted for ever in one that is still there."""

    def slow() -> uuid.UUID:
        made = new_id()
        time.sleep(0.005)
        return made

    monkeypatch.setattr(receive, "new_id", slow)
    await postbox.say(postbox.sender(), "oi")
    async with in_tenant(postbox.tenant_id) as tx:
        row = (await tx.session.scalars(select(Parcel))).one()
    assert first_id(row.received_at) <= row.id


async def test_hosts_whose_clocks_differ_delay_nothing_and_keep_the_order(postbox, clock):
    marina = postbox.sender()
    clock.shift(timedelta(seconds=20))
    await postbox.post(message_body([say(marina, "na hora de quem recebe")]))
    clock.shift(timedelta())
    await postbox.open()
    assert (await postbox.counts())["message", "done", ""] == 1
    clock.shift(timedelta(seconds=20))
    await postbox.say(marina, "de um que adianta")
    clock.shift(timedelta(seconds=-20))
    await postbox.say(marina, "de um que atrasa")
    assert (await postbox.counts())["message", "done", ""] == 3
    (order,) = [one for one in invariants._TENANT if "within a lane" in one[1]]
    assert (await invariants._in(postbox.tenant_id, *order)).violations == 0


async def test_the_count_of_one_tenant_is_behind_the_wall_of_the_other(postbox):
    other = await new_postbox()
    await postbox.say(postbox.sender(), "oi")
    assert await other.counts() == {}
    assert await opening.open_lane(Lane(other.tenant_id, f"{postbox.business.connection_id}:p:1"))
    assert await other.counts() == {}


async def test_an_event_of_a_kind_nobody_knows_is_kept_and_counted(postbox):
    await postbox.change("quantum_updates", {"spin": "up"})
    assert await postbox.counts() == {
        ("unknown", "received", ""): 1,
        ("unknown", "ignored", "unknown_kind"): 1,
    }
    async with in_tenant(postbox.tenant_id) as tx:
        row = (await tx.session.scalars(select(Parcel))).one()
    assert json.loads(row.raw)["item"]["spin"] == "up"
