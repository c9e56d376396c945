"""Whoever has much waiting keeps nobody else waiting: what each stage of a worker looks for, with one business's many and another's one."""

import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import event

from atende import wiring
from atende.core import db, transaction

MANY, LOOKED_FOR = 60, 10
VERY_MANY, FEW = 6_000, 1_500
NOISY, QUIET = uuid.UUID(int=1), uuid.UUID(int=2)

_PARCELS = "state = 'waiting', kind = 'message', due_at = at, lane = one, connection_id = id, seq = no"
_INDEXES = "select indexdef from pg_indexes where schemaname = 'atende' and tablename = $1"
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
# A look for these reads all that wait, which are never very many.
READ_WHOLE = {
    "replays": "a person asks for each",
    "templates": "every number of the install: it is this process that knows which were listed",
    "clocks": "one for each time that a business or a store of it moved to another zone",
    "backfill": "what became free, and one list of each business is worked off by one lane",
    "old parcel keys": "some thousands, which are gone after it",
}
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


@asynccontextmanager
async def _planted(database, name: str, many: int) -> AsyncIterator[tuple[asyncpg.Connection, str, tuple]]:
    """The stage's statement and its values, on a connection where `many` rows of one business are due and one of another, in the place
    of the tables, without what their rows must point to."""
    wiring.wire()
    sql, values = await _asked(name)
    table, columns = PLANTED[name]
    admin = await asyncpg.connect(database.admin_url)
    try:
        for one in set(re.findall(r"\b(?:from|join) ([a-z]+_[a-z_]+)", sql)) - {"tenants"}:
            await admin.execute(f"create temporary table {one} as select * from atende.{one} limit 0")
            for (made,) in await admin.fetch(_INDEXES, one):
                await admin.execute(re.sub(r"^CREATE (UNIQUE )?INDEX \w+ ON (ONLY )?atende\.", "create index on pg_temp.", made))
        given = dict(part.strip().split(" = ", 1) for part in columns.split(","))
        of = {"at": "now() - $2::interval", "id": "gen_random_uuid()", "one": "n::text", "no": "n"}
        said = ", ".join(of.get(value, value) for value in given.values())
        plant = (
            f"insert into {table} (tenant_id, {', '.join(given)}) select $1::uuid, {said} from generate_series(1, $3::int) n"
            " where $2::interval > '0'"
        )
        await admin.execute(plant, NOISY, timedelta(days=1), 1 if name in ALONE else many)
        await admin.execute(plant, QUIET, timedelta(minutes=1), 1)
        await admin.execute(f"vacuum analyze {table}")
        yield admin, sql, values
    finally:
        await admin.close()


@pytest.mark.parametrize("name", PLANTED)
async def test_the_one_of_a_business_is_found_beside_the_many_of_another(database, name):
    async with _planted(database, name, MANY) as (admin, sql, values):
        found = [row[0] for row in await admin.fetch(sql, *values)]
    assert NOISY in found, "what was planted is not due"
    assert QUIET in found[:LOOKED_FOR]


def _read(plan: dict) -> float:
    """Rows that the plan read of tables and indexes, also those it threw away."""
    own = 0.0
    if "Relation Name" in plan:
        own = sum(plan.get(kind, 0) for kind in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"))
    return own * plan["Actual Loops"] + sum(_read(inner) for inner in plan.get("Plans", []))


@pytest.mark.parametrize("name", sorted(PLANTED.keys() - ALONE - READ_WHOLE.keys()))
async def test_a_look_reads_a_few_of_each_business_however_many_wait(database, name):
    async with _planted(database, name, VERY_MANY) as (admin, sql, values):
        for place, value in enumerate(values, 1):
            kind = {int: "int", datetime: "timestamptz", list: "uuid[]"}[type(value)]
            shown = await admin.fetchval("select quote_literal($1::text)", str(value) if not isinstance(value, list) else "{}")
            sql = sql.replace(f"${place}", f"{shown}::{kind}")
        (told,) = await admin.fetch(f"explain (analyze, format json) {sql}")
    assert _read(json.loads(told[0])[0]["Plan"]) < FEW
