"""A conversation knows the months its messages lie in: pages show all of them, and look into no other month's partition."""

import asyncio
import json
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, text, update

from atende import wiring
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core import clock, partitions
from atende.core.db import app_engine
from atende.core.tenancy import Crossing, across_tenants
from atende.inbox.models import Conversation, Message
from atende.inbox.queries import timeline
from atende.inbox.service.conversations import conversation_for
from atende.kit.ids import first_id
from tests.inbox.conftest import Desk, new_desk

LONG_AGO = [datetime(2013, month, 15, tzinfo=UTC) for month in (2, 3, 7)]


@pytest.fixture
async def desk(database) -> Desk:
    wiring.wire()
    async with across_tenants(Crossing.SWEEP) as session:
        for at in LONG_AGO[:2]:  # what lies in July 2013 is in the default partition
            await session.execute(text("select core_make_partitions(:at, :at)"), {"at": at})
    return await new_desk()


def _message(desk: Desk, made_at: datetime, **more) -> Message:
    id_ = uuid.UUID(int=first_id(made_at).int | 7 << 76 | 2 << 62 | uuid.uuid4().int >> 80)
    values = {
        "conversation_id": desk.conversation_id,
        "connection_id": desk.connection_id,
        "direction": "in",
        "author_kind": "customer",
        "kind": "text",
        "text": "oi",
        "external_id": f"wamid.{id_.hex}",
        "occurred_at": made_at,
        "tiebreak": id_.hex,
        "status": "received",
        **more,
    }
    return Message(tenant_id=desk.tenant_id, id=id_, **values)


async def _months(desk: Desk, conversation_id: uuid.UUID | None = None) -> list[date]:
    async with desk.tx() as tx:
        return (await tx.session.get_one(Conversation, (desk.tenant_id, conversation_id or desk.conversation_id))).message_months


def _first(at: datetime) -> date:
    return at.date().replace(day=1)


async def _all(desk: Desk, limit: int = 2) -> list[uuid.UUID]:
    found: list[uuid.UUID] = []
    async with desk.tx() as tx:
        before = None
        while True:
            page = await timeline.page(tx, desk.conversation_id, before=before, limit=limit)
            found = [one["id"] for one in page.items if one["type"] == "message"] + found
            if (before := page.prev_cursor) is None:
                return found


async def test_pages_show_the_messages_of_every_month_and_what_was_reacted_to_them(desk):
    there = await _all(desk)
    async with desk.tx() as tx:
        old = [_message(desk, at + timedelta(minutes=n)) for at in LONG_AGO for n in range(3)]
        tx.session.add_all(old)
        # Written in 2013 and told by the history of a number that was connected now; and today, of what was said in 2013.
        told = _message(desk, clock.now(), occurred_at=LONG_AGO[0] + timedelta(minutes=9), is_history=True)
        liked = _message(desk, clock.now(), kind="reaction", content={"emoji": "👍", "message_external_id": old[0].external_id})
        tx.session.add_all([told, liked])
    expected = [one.id for one in sorted([*old, told], key=lambda one: (one.occurred_at, one.tiebreak))]
    assert await _all(desk) == expected + there
    assert await _months(desk) == [*map(_first, LONG_AGO), _first(clock.now())]
    async with desk.tx() as tx:
        page = await timeline.page(tx, desk.conversation_id, limit=40)
    assert {one["id"] for one in page.items if one.get("reactions")} == {old[0].id}


async def test_an_id_that_was_not_made_by_the_time_is_found_like_any_other(desk):
    async with desk.tx() as tx:
        tx.session.add(strange := _message(desk, LONG_AGO[0]))
        strange.id = uuid.UUID("ffffffff-ffff-4fff-bfff-0123456789ab")
    assert strange.id in await _all(desk)
    assert (await _months(desk))[-1] == date(9000, 1, 1)


async def test_a_message_takes_its_month_along_when_it_moves(desk):
    async with desk.tx() as tx:
        tx.session.add(moved := _message(desk, LONG_AGO[2]))
        who = await contacts.recognize(tx, Evidence(phone="5511977776666"), source="channel", seen_at=clock.now())
        other = (await conversation_for(tx, desk.connection_id, who.contact_id)).id
        await tx.session.flush()
        await tx.session.execute(update(Message).where(Message.id == moved.id).values(conversation_id=other))
    assert await _months(desk, other) == [_first(LONG_AGO[2])]


async def test_no_month_is_lost_when_two_write_the_first_message_of_theirs_at_once(desk):
    async def write(at: datetime) -> None:
        async with desk.tx() as tx:
            tx.session.add(_message(desk, at))

    await asyncio.gather(*(write(at + timedelta(days=days)) for at in LONG_AGO for days in (1, 2)))
    assert set(map(_first, LONG_AGO)) <= set(await _months(desk))


async def test_a_page_asks_the_months_of_its_conversation_and_no_others(desk):
    async with desk.tx() as tx:
        tx.session.add_all(_message(desk, at) for at in LONG_AGO[:2])
    asked: list[tuple[str, tuple]] = []

    def hear(_connection, _cursor, statement, parameters, _context, _many):
        if "from inbox_messages" in statement:
            asked.append((statement, parameters))

    event.listen(app_engine().sync_engine, "before_cursor_execute", hear)
    try:
        async with desk.tx() as tx:
            await timeline.page(tx, desk.conversation_id)
    finally:
        event.remove(app_engine().sync_engine, "before_cursor_execute", hear)
    assert len(asked) == 2, "the messages, and the reactions to them"
    async with desk.tx() as tx:
        connection = await tx.session.connection()
        for statement, parameters in asked:
            plan = (await connection.exec_driver_sql(f"explain (format json) {statement}", parameters)).scalar_one()
            assert set(re.findall(r"inbox_messages_(\w+)", json.dumps([*_named(plan[0]["Plan"])]))) == {"2013_02", "2013_03"}


def _named(plan: dict) -> Iterator[str]:
    if "Relation Name" in plan:
        yield plan["Relation Name"]
    for inner in plan.get("Plans", []):
        yield from _named(inner)


def test_months_that_follow_each_other_are_one_span():
    words, values = partitions.within("m.id", [date(2026, 1, 1), date(2025, 12, 20), date(2026, 1, 5), date(2026, 3, 1)])
    assert words == "(m.id >= :since_0 and m.id < :until_0 or m.id >= :since_1 and m.id < :until_1)"
    bounds = [datetime(year, month, 1, tzinfo=UTC) for year, month in ((2025, 12), (2026, 2), (2026, 3), (2026, 4))]
    assert list(values.values()) == [first_id(at) for at in bounds]
    assert partitions.within("m.id", []) == ("(false)", {})
