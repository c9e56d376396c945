"""When a service can begin, asked of a business with ten professionals and 100,000 appointments."""

import asyncio
import gc
import json
import random
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles

import httpx

from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Question
from atende.core import clock, collector, db
from atende.core.tenancy import OPERATOR, in_tenant
from bench.browsers import listeners
from bench.figures import Figure
from tests.install import Install

APPOINTMENTS = 100_000
PROFESSIONALS = 10
QUESTIONS = 150  # in a round
ROUNDS = 3
LIMIT = 50.0  # milliseconds (P5)
DAYS = 30

# name, minutes it lasts, kept free before and after, step, grid, places, needs a room, appointments a day at most
_SERVICES = [
    ("Consulta", 20, 0, 0, 20, "clock", 1, False, None),
    ("Retorno", 15, 0, 0, 5, "clock", 1, False, None),
    ("Exame", 30, 5, 10, 15, "clock", 1, True, None),
    ("Avaliação", 45, 0, 5, 15, "opening", 1, False, 60),
    ("Cirurgia", 90, 30, 30, 30, "clock", 1, True, None),
    ("Grupo", 60, 0, 0, 30, "clock", 8, False, None),
]
_DAY = [("08:00", "12:00"), ("13:00", "18:00")]
_HOURS = {
    "weekly": [{"weekday": day, "opens": opens, "closes": closes} for day in range(6) for opens, closes in _DAY],
    "holidays": {"national": True, "state": "SP"},
}

_STORE = "update accounts_stores set hours = $2, is_active = name = 'Centro' where tenant_id = $1"
_PEOPLE = """
with new as (
    insert into knowledge_professionals (tenant_id, id, name) select $1::uuid, uuidv7(), 'Dra. ' || n from generate_series(1, $2) n
    returning tenant_id, id)
insert into bookings_resources (tenant_id, id, kind, professional_id, name) select tenant_id, id, 'professional', id, '' from new
"""
_ROOMS = """
insert into bookings_resources (tenant_id, id, kind, name, store_id)
select s.tenant_id, uuidv7(), 'room', 'Sala ' || n, s.id
from accounts_stores s cross join generate_series(1, $2) n where s.tenant_id = $1 and s.is_active
"""
# Each plan is a little different: closed on another date, and one begins an hour later than the next.
_PLANS = """
insert into bookings_plans (tenant_id, id, resource_id, hours)
select tenant_id, uuidv7(), id, jsonb_build_object(
    'weekly', (select jsonb_agg(jsonb_build_object('weekday', day, 'opens', part.opens, 'closes', part.closes))
        from generate_series(0, 5) as day
        cross join (values (case when no % 2 = 0 then '08:00' else '09:00' end, '12:00'), ('13:00', '18:00')) as part (opens, closes)),
    'exceptions', jsonb_build_array(jsonb_build_object('on', current_date + (no % 60)::int, 'periods', '[]'::jsonb)))
from bookings_resources where tenant_id = $1 and kind = 'professional'
"""
# A vacation of two weeks each, and a day of the month on which nobody works.
_CLOSURES = """
insert into bookings_closures (tenant_id, id, resource_id, first_on, last_on)
select tenant_id, uuidv7(), id, current_date + (no % 60)::int, current_date + (no % 60)::int + 13
from bookings_resources where tenant_id = $1 and kind = 'professional'
union all
select $1::uuid, uuidv7(), null, current_date + 30 * n, current_date + 30 * n from generate_series(-12, 3) n
"""
_SERVICE = """
with new as (insert into knowledge_services (tenant_id, id, name) values ($1, uuidv7(), $2) returning tenant_id, id),
booked as (
    insert into bookings_services (tenant_id, id, duration, before, after, step, grid, capacity, daily_limit, horizon_days)
    select tenant_id, id, $3, $4, $5, $6, $7, $8, $10, 120 from new returning id)
insert into bookings_needs (tenant_id, id, service_id, need_no, resource_id)
select r.tenant_id, uuidv7(), booked.id, 1, r.id from booked, bookings_resources r where r.tenant_id = $1 and r.kind = 'room' and $9
"""
_CONTACTS = "insert into contacts_contacts (tenant_id, id, name) select $1, uuidv7(), 'Ana ' || n from generate_series(1, 5000) n"
# Days of 27 places of 20 minutes each, from two months ahead backwards: half of those to come are taken, of those gone nine in ten.
_TAKEN = """
create temporary table taken on commit drop as
with people as (select id, no, row_number() over (order by no) as nth from bookings_resources
        where tenant_id = $1 and kind = 'professional'),
    rooms as (select id, no, row_number() over (order by no) as nth from bookings_resources where tenant_id = $1 and kind = 'room'),
    services as (select id, row_number() over (order by id) - 1 as nth, count(*) over () as count
        from bookings_services where tenant_id = $1 and capacity = 1),
    contacts as (select id, row_number() over (order by id) - 1 as nth from contacts_contacts where tenant_id = $1),
    places as (select p.id as resource_id, p.no as resource_no, p.nth, days.at::date as day,
            days.at::timestamp + interval '8 hours' + place * interval '20 minutes' as said_at,
            hashint8extended(extract(epoch from days.at)::bigint + place * 100 + p.nth, 0) & 1048575 as dice
        from generate_series(current_date + 60, current_date - 1500, interval '-1 day') as days(at)
        cross join people p cross join generate_series(0, 26) as place where extract(isodow from days.at) < 7),
    chosen as (select * from places where dice % 10 < case when day >= current_date then 5 else 9 end
        order by day desc, nth, said_at limit $2)
select uuidv7() as occasion_id, resource_id, resource_no, r.id as room_id, r.no as room_no, s.id as service_id, c.id as contact_id,
    said_at, said_at at time zone 'America/Sao_Paulo' as starts_at, day >= current_date as is_ahead, dice / 10 % 12 = 0 as is_cancelled
from chosen join services s on s.nth = dice / 100 % s.count join contacts c on c.nth = dice % 5000
left join rooms r on r.nth * 2 = chosen.nth
"""
_BOOKED = [
    """
insert into bookings_occasions (tenant_id, id, service_id, store_id, starts_at, ends_at, capacity)
select $1::uuid, occasion_id, service_id, s.id, starts_at, starts_at + interval '20 minutes', 1
from taken join accounts_stores s on s.tenant_id = $1 and s.is_active
""",
    """
insert into bookings_claims (tenant_id, id, occasion_id, resource_id, resource_no, since, until, is_living)
select $1::uuid, uuidv7(), occasion_id, taker.id, taker.no, starts_at, starts_at + interval '20 minutes', not is_cancelled
from taken cross join lateral (values (resource_id, resource_no), (room_id, room_no)) as taker (id, no) where taker.id is not null
""",
    """
insert into bookings_appointments
    (tenant_id, id, occasion_id, seat_no, capacity, service_id, store_id, contact_id, starts_at, ends_at, zone, said_at, state, source)
select $1::uuid, uuidv7(), occasion_id, 1, 1, service_id, s.id, contact_id, starts_at, starts_at + interval '20 minutes',
    'America/Sao_Paulo', said_at, case when is_cancelled then 'cancelled' when is_ahead then 'confirmed' else 'completed' end, 'bot'
from taken join accounts_stores s on s.tenant_id = $1 and s.is_active
""",
]
_TABLES = (
    "knowledge_professionals knowledge_services contacts_contacts bookings_resources bookings_plans bookings_closures"
    " bookings_services bookings_needs bookings_occasions bookings_claims bookings_appointments"
)


@dataclass(frozen=True, slots=True)
class Clinic:
    """A business that was filled."""

    tenant_id: uuid.UUID
    services: list[uuid.UUID]


Ask = Callable[[Question], Awaitable[int]]


def figure(install: Install) -> Figure:
    """The p95 of the API's answer, median of rounds, in milliseconds; the note has that of the question alone."""
    (business,) = install.businesses(1, first=700)
    ((_, token),) = asyncio.run(listeners([business], 1))
    clinic = asyncio.run(_filled(install, business.tenant_id))
    answered, _, count = asyncio.run(_by_http(install, clinic, token))
    before = gc.get_threshold()
    collector.settle()  # as every process of the product that stays
    try:
        asked, _, _ = asyncio.run(_in_transaction(clinic))
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
    note = (
        f"{DAYS} days x {PROFESSIONALS} professionals, {len(_SERVICES)} services, {count:,.0f} slots an answer (median), {QUESTIONS}"
        f" questions a run;"
        f" without HTTP {asked:.1f} ms (P5)"
    )
    return Figure(
        f"slots by the API with {APPOINTMENTS:,} bookings stored, p95",
        answered,
        "limit",
        LIMIT,
        note,
        "ms",
        goal="≤ 1",
        runs=ROUNDS,
    )


async def _by_http(install: Install, clinic: Clinic, token: str) -> tuple[float, float, float]:
    url = f"http://127.0.0.1:{install.port}/api/t/{clinic.tenant_id}/bookings/slots"
    async with httpx.AsyncClient(cookies={"atende_session": token}, timeout=30) as browser:

        async def ask(question: Question) -> int:
            times = {"since": question.since.isoformat(), "until": question.until.isoformat()}
            answer = await browser.get(url, params={"service_id": str(question.service_id), **times})
            answer.raise_for_status()
            return answer.content.count(b'"starts_at"')

        return await _measured(clinic, ask)


async def _in_transaction(clinic: Clinic) -> tuple[float, float, float]:
    async def ask(question: Question) -> int:
        async with in_tenant(clinic.tenant_id, OPERATOR) as tx:
            return len(await calendar.offers(tx, question))

    try:
        return await _measured(clinic, ask)
    finally:
        await db.dispose()


async def _measured(clinic: Clinic, ask: Ask) -> tuple[float, float, float]:
    """Medians over the rounds: p95 and p50 in milliseconds, and how many slots an answer has."""
    rounds, counts = [], []
    for number in range(ROUNDS + 1):
        times = []
        for question in questions(clinic, number):
            begun = time.perf_counter()
            counts.append(await ask(question))
            times.append((time.perf_counter() - begun) * 1000)
        if number:  # the first round warms everything
            rounds.append(times)
    if not all(counts):
        raise RuntimeError("a question without any offer measures nothing")
    p95, p50 = (median(quantiles(one, n=20)[place] for one in rounds) for place in (-1, 9))
    return p95, p50, median(counts)


def questions(clinic: Clinic, number: int) -> list[Question]:
    """A round's questions: any service, thirty days from any of the next thirty on."""
    dice = random.Random(number)  # noqa: S311 - the same questions each time
    now = clock.now()
    starts = [now + timedelta(days=dice.randrange(30), hours=dice.randrange(24)) for _ in range(QUESTIONS)]
    return [Question(dice.choice(clinic.services), since, since + timedelta(days=DAYS)) for since in starts]


async def _filled(install: Install, tenant_id: uuid.UUID) -> Clinic:
    """The business has its professionals, rooms, services and appointments, and the server knows how many."""
    connection = await install.administrator()
    try:
        async with connection.transaction():
            await connection.execute(_STORE, tenant_id, json.dumps(_HOURS))
            await connection.execute(_PEOPLE, tenant_id, PROFESSIONALS)
            await connection.execute(_ROOMS, tenant_id, PROFESSIONALS // 2)
            await connection.execute(_PLANS, tenant_id)
            await connection.execute(_CLOSURES, tenant_id)
            for service in _SERVICES:
                await connection.execute(_SERVICE, tenant_id, *service)
            await connection.execute(_CONTACTS, tenant_id)
            await connection.execute(_TAKEN, tenant_id, APPOINTMENTS)
            for statement in _BOOKED:
                await connection.execute(statement, tenant_id)
        await connection.execute(f"analyze {', '.join(_TABLES.split())}")
        count = await connection.fetchval("select count(*) from bookings_appointments where tenant_id = $1", tenant_id)
        if count != APPOINTMENTS:
            raise RuntimeError(f"{count} appointments were stored")
        services = await connection.fetch("select id from bookings_services where tenant_id = $1 order by id", tenant_id)
        return Clinic(tenant_id, [row["id"] for row in services])
    finally:
        await connection.close()
