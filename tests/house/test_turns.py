"""Whoever has much waiting keeps nobody else waiting: what each stage of a worker looks for, with one business's many and another's one."""

import re
import uuid

import asyncpg
import pytest
from sqlalchemy import event

from atende import wiring
from atende.core import db, transaction

MANY, LOOKED_FOR = 60, 10
NOISY, QUIET = uuid.UUID(int=1), uuid.UUID(int=2)

_PARCELS = "state = 'waiting', kind = 'message', due_at = at, lane = one, connection_id = id, seq = no"
# Of each stage: a table, and what a row of it must hold to be due; `at` is long ago for the one with many, `id`, `one` and `no` its own.
PLANTED = {
    "parcels": ("integrations_parcels", _PARCELS),
    "numbers": ("integrations_connections", "id = id, publish_due_at = at"),
    "replays": ("integrations_replays", "id = id, state = 'waiting', worked_at = at"),
    "old parcel keys": ("integrations_parcel_keys", "parcel_id = '00000000-0000-7000-8000-000000000000'"),
    "tallies": ("integrations_tally_changes", "seq = no"),
    "send": ("inbox_messages", "status = 'queued', conversation_id = id, send_due_at = at"),
    "attempts": ("inbox_attempts", "id = id, state = 'sending', lease_until = at"),
    "media": ("inbox_messages", "id = id, media_state = 'pending', media_due_at = at"),
    "returns": ("inbox_conversations", "id = id, return_at = at, owner_kind = 'nobody'"),
    "overdue": ("inbox_conversations", "id = id, due_at = at, waiting_since = at"),
    "templates": ("integrations_numbers", "connection_id = id"),
    "holds": ("bookings_appointments", "id = id, state = 'hold', held_until = at"),
    "reminders": ("bookings_appointments", "id = id, remind_at = at"),
    "receipts": ("bookings_receipts", "id = id, look_at = at"),
    "booking lists": ("bookings_askings", "connection_id = id, due_at = at"),
    "reminders_anew": ("bookings_reminder_settings", "anew_from = at, updated_at = at"),
    "clocks": ("bookings_clock_changes", "due_at = at"),
    "calendars": ("bookings_calendars", "id = id, due_at = at"),
    "turns": ("bot_sessions", "conversation_id = id, turn_due_at = at"),
    "backfill": ("bookings_freed", "id = id, at = at"),
}
# A business has one row, which therefore is not one of many.
ALONE = {"reminders_anew"}
# What they look for is no business's, or all of a business's is one lane.
APART = {
    "unrouted": "one lane of each business, which it asks for as such",
    "old unrouted": "nobody's",
    "partitions": "months of everybody's",
    "mails": "letters to people, of no business",
    "happenings": "what happened to accounts of people, of no business",
    "old email changes": "people's, of no business",
}


def test_every_stage_is_here():
    assert {stage.name for stage in wiring.stages()} == PLANTED.keys() | APART.keys()


async def _asked(name: str) -> tuple[str, tuple]:
    """The statement by which the stage finds the lanes of businesses, and its values."""
    heard: list[tuple[str, tuple]] = []

    def of_sqlalchemy(_connection, _cursor, sql, parameters, _context, _many) -> None:
        heard.append((sql, tuple(parameters)))

    def of_the_driver(sql, parameters) -> None:
        heard.append((sql, tuple(parameters)))

    engine = db.system_engine().sync_engine
    event.listen(engine, "before_cursor_execute", of_sqlalchemy)
    transaction.listeners.append(of_the_driver)
    try:
        (stage,) = (one for one in wiring.stages() if one.name == name)
        await stage.due(LOOKED_FOR)
    finally:
        transaction.listeners.remove(of_the_driver)
        event.remove(engine, "before_cursor_execute", of_sqlalchemy)
    (found,) = (one for one in heard if re.match(r"\s*(with|select)\b.*\btenant_id\b", one[0], re.DOTALL))
    return found


@pytest.mark.parametrize("name", PLANTED)
async def test_the_one_of_a_business_is_found_beside_the_many_of_another(database, name):
    wiring.wire()
    sql, values = await _asked(name)
    table, columns = PLANTED[name]
    admin = await asyncpg.connect(database.admin_url)
    try:
        # In the place of the tables, without what their rows must point to.
        for one in set(re.findall(r"\b(?:from|join) ([a-z]+_[a-z_]+)", sql)) - {"tenants"}:
            await admin.execute(f"create temporary table {one} as select * from atende.{one} limit 0")
        given = dict(part.strip().split(" = ", 1) for part in columns.split(","))
        rows = [(NOISY, "1 day")] * (1 if name in ALONE else MANY) + [(QUIET, "1 minute")]
        for no, (tenant, ago) in enumerate(rows):
            of = {"at": f"now() - interval '{ago}'", "id": "gen_random_uuid()", "one": f"'{no}'", "no": f"{no}"}
            said = ", ".join(of.get(value, value) for value in given.values())
            await admin.execute(f"insert into {table} (tenant_id, {', '.join(given)}) values ('{tenant}', {said})")
        found = [row[0] for row in await admin.fetch(sql, *values)]
    finally:
        await admin.close()
    assert NOISY in found, "what was planted is not due"
    assert QUIET in found[:LOOKED_FOR]
