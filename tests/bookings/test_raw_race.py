"""A time that is free, and two hundred who write it into the table at once, past every verb: the database itself gives it to one."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import asyncpg
import pytest

from atende import wiring
from atende.core import db
from atende.kit.ids import new_id
from tests.bookings.clinic import Clinic, living_claims, new_clinic

pytestmark = pytest.mark.usefixtures("database")

AT_ONCE, TRIES = 25, 200  # connections, and inserts over them: the test's server has no room for 200 of each
BEFORE, LASTS, AFTER = timedelta(minutes=15), timedelta(minutes=60), timedelta(minutes=10)
REFUSED, DEADLOCKED = "23P01", "40P01"

_OCCASION = """
insert into bookings_occasions (tenant_id, id, service_id, store_id, starts_at, ends_at, capacity) values ($1, $2, $3, $4, $5, $6, 1)
"""
_CLAIM = """
insert into bookings_claims (tenant_id, id, occasion_id, resource_id, resource_no, since, until) values ($1, $2, $3, $4, $5, $6, $7)
"""


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.resource("Sala 1", "room", store_id=made.store)
    await made.resource("Ultrassom", "equipment", store_id=made.store)
    await made.service("exame", needs=(("Sala 1",), ("Ultrassom",)), before=15, after=10)
    return made


async def _insert(connection: asyncpg.Connection, clinic: Clinic, what: str, no: int, start: datetime) -> str:
    """`stored`, or the code of what the database said."""
    occasion_id = new_id()
    try:
        async with connection.transaction():
            await connection.execute("select set_config('app.tenant_id', $1, true)", str(clinic.tenant_id))
            about = (clinic.tenant_id, occasion_id, clinic.services["exame"], clinic.store, start, start + LASTS)
            await connection.execute(_OCCASION, *about)
            reach = (start - BEFORE, start + LASTS + AFTER)
            await connection.execute(_CLAIM, clinic.tenant_id, new_id(), occasion_id, clinic.people[what], no, *reach)
    except asyncpg.PostgresError as error:
        return error.sqlstate or type(error).__name__
    return "stored"


@pytest.mark.parametrize("what", ["Dra. Ana", "Sala 1", "Ultrassom"])
async def test_of_two_hundred_raw_inserts_for_a_free_time_one_is_stored(clinic, what):
    async with clinic.tx() as tx:
        no = await tx.value(
            "select no from bookings_resources where tenant_id = $1 and id = $2", tx.tenant_id, clinic.people[what]
        )
    # From ten the appointment lies beside that of nine; only the buffers of both meet. Each of these starts shuts out each other one.
    starts = [clinic.at(9), clinic.at(9, 30), clinic.at(10), clinic.at(10, 20)]
    assert max(starts) - min(starts) < BEFORE + LASTS + AFTER
    ready = asyncio.Barrier(AT_ONCE)

    async def one_after_another(which: int) -> list[str]:
        connection = await asyncpg.connect(
            db.address(db.APP_ROLE), server_settings={"search_path": "atende", "statement_timeout": "60000"}, timeout=60
        )
        try:
            await ready.wait()
            return [await _insert(connection, clinic, what, no, starts[n % len(starts)]) for n in range(which, TRIES, AT_ONCE)]
        finally:
            await connection.close()

    found = Counter(code for codes in await asyncio.gather(*map(one_after_another, range(AT_ONCE))) for code in codes)
    assert found.total() == TRIES
    assert found["stored"] == 1, found
    assert found.keys() <= {"stored", REFUSED, DEADLOCKED}, found
    assert found[REFUSED], "somebody was refused, and not only stopped in a deadlock"
    assert await living_claims(clinic) == 1
