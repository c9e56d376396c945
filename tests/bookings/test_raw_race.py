"""A time that is free, and two hundred who write it into the table at once, past every verb: the database itself gives it to one. So it is
with a place in a group."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import text

from atende import wiring
from atende.core import db
from atende.kit.ids import new_id
from tests.bookings.clinic import Clinic, living_claims, new_clinic

pytestmark = pytest.mark.usefixtures("database")

AT_ONCE = 200
CONNECTIONS = 100  # so many of them are in the database together: all tests of a run share its room
# Whoever checks an exclusion has written the row already, and waits for whoever has, too: of many the detector of deadlocks ends one a
# second, and of a hundred some waited longer than a minute.
AT_ONE_TIME = 25
BEFORE, LASTS, AFTER = timedelta(minutes=15), timedelta(minutes=60), timedelta(minutes=10)
STORED, OVERLAPS, DEADLOCKED, SEAT_TAKEN, NO_SUCH_SEAT, NO_SUCH_OCCASION = "stored", "23P01", "40P01", "23505", "23514", "23503"

_OCCASION = """
insert into bookings_occasions (tenant_id, id, service_id, store_id, starts_at, ends_at, capacity) values ($1, $2, $3, $4, $5, $6, $7)
"""
_CLAIM = """
insert into bookings_claims (tenant_id, id, occasion_id, resource_id, resource_no, since, until) values ($1, $2, $3, $4, $5, $6, $7)
"""
_APPOINTMENT = """
insert into bookings_appointments (tenant_id, id, occasion_id, seat_no, capacity, service_id, store_id, contact_id, starts_at, ends_at,
    zone, said_at, state, source)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'UTC', $9::timestamptz at time zone 'UTC', 'confirmed', 'api')
"""
Insert = Callable[[asyncpg.Connection, int], Awaitable[object]]


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.resource("Sala 1", "room", store_id=made.store)
    await made.resource("Ultrassom", "equipment", store_id=made.store)
    await made.service("exame", needs=(("Sala 1",), ("Ultrassom",)), before=15, after=10)
    return made


@asynccontextmanager
async def _connections(how_many: int) -> AsyncIterator[asyncpg.Pool]:
    settings = {"search_path": "atende", "statement_timeout": "60000"}
    async with asyncpg.create_pool(
        db.address(db.APP_ROLE), min_size=how_many, max_size=how_many, server_settings=settings, timeout=60
    ) as pool:
        yield pool


async def _one(pool: asyncpg.Pool, clinic: Clinic, insert: Insert, which: int) -> str:
    """`stored`, or the code of what the database said."""
    async with pool.acquire() as connection:
        try:
            async with connection.transaction():
                await connection.execute("select set_config('app.tenant_id', $1, true)", str(clinic.tenant_id))
                await insert(connection, which)
        except asyncpg.PostgresError as error:
            return error.sqlstate or type(error).__name__
    return STORED


async def _at_once(clinic: Clinic, insert: Insert, connections: int) -> list[str]:
    """What became of each of two hundred, who share so many connections."""
    ready = asyncio.Barrier(AT_ONCE)

    async def attempt(which: int) -> str:
        await ready.wait()
        return await _one(pool, clinic, insert, which)

    async with _connections(connections) as pool:
        return await asyncio.gather(*map(attempt, range(AT_ONCE)))


@pytest.mark.parametrize("what", ["Dra. Ana", "Sala 1", "Ultrassom"])
async def test_of_two_hundred_raw_inserts_for_a_free_time_one_is_stored(clinic, what):
    async with clinic.tx() as tx:
        no = await tx.value(
            "select no from bookings_resources where tenant_id = $1 and id = $2", tx.tenant_id, clinic.people[what]
        )
    # From ten the appointment lies beside that of nine; only the buffers of both meet. Each of these starts shuts out each other one.
    starts = [clinic.at(9), clinic.at(9, 30), clinic.at(10), clinic.at(10, 20)]
    assert max(starts) - min(starts) < BEFORE + LASTS + AFTER

    async def insert(connection: asyncpg.Connection, which: int) -> None:
        occasion_id, start = new_id(), starts[which % len(starts)]
        about = (clinic.tenant_id, occasion_id, clinic.services["exame"], clinic.store, start, start + LASTS, 1)
        await connection.execute(_OCCASION, *about)
        reach = (start - BEFORE, start + LASTS + AFTER)
        await connection.execute(_CLAIM, clinic.tenant_id, new_id(), occasion_id, clinic.people[what], no, *reach)

    found = Counter(await _at_once(clinic, insert, AT_ONE_TIME))
    assert found.total() == AT_ONCE
    assert found[STORED] == 1, found
    assert found.keys() <= {STORED, OVERLAPS, DEADLOCKED}, found
    assert found[OVERLAPS], "somebody was refused, and not only stopped in a deadlock"
    assert await living_claims(clinic) == 1


@pytest.mark.parametrize("capacity", [1, 10])
async def test_of_two_hundred_raw_inserts_into_a_group_each_seat_is_stored_once(clinic, capacity):
    occasion_id, contact_id, start = new_id(), await clinic.contact(), clinic.at(9)
    of = (clinic.services["exame"], clinic.store)

    async def occasion(connection: asyncpg.Connection, _: int) -> None:
        await connection.execute(_OCCASION, clinic.tenant_id, occasion_id, *of, start, start + LASTS, capacity)

    def seat(number: int, places: int) -> tuple[object, ...]:
        return clinic.tenant_id, new_id(), occasion_id, number, places, *of, contact_id, start, start + LASTS

    async def insert(connection: asyncpg.Connection, which: int) -> None:
        await connection.execute(_APPOINTMENT, *seat(which % capacity + 1, capacity))

    async def beyond(connection: asyncpg.Connection, places: int) -> None:
        await connection.execute(_APPOINTMENT, *seat(capacity + 1, places))

    async with _connections(1) as pool:
        assert await _one(pool, clinic, occasion, 0) == STORED
    assert Counter(await _at_once(clinic, insert, CONNECTIONS)) == {STORED: capacity, SEAT_TAKEN: AT_ONCE - capacity}
    async with clinic.tx() as tx:
        seats = await tx.session.scalars(text("select seat_no from bookings_appointments order by seat_no"))
        assert list(seats) == list(range(1, capacity + 1))
    async with _connections(1) as pool:
        assert await _one(pool, clinic, beyond, capacity) == NO_SUCH_SEAT
        assert await _one(pool, clinic, beyond, capacity + 1) == NO_SUCH_OCCASION, "it has as many places as the occasion says"
