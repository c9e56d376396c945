"""Who gets an appointment of "any professional": everybody has the same share, however the days fill up."""

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy import select, text

from atende import wiring
from atende.bookings.models import Appointment, Claim
from atende.bookings.rules.choosing import fairest
from atende.bookings.rules.states import Source
from atende.bookings.service import reserving
from tests.bookings.clinic import Clinic, new_clinic

pytestmark = pytest.mark.usefixtures("database")

EVERYBODY = ("Dra. Ana", "Dr. Beto", "Dra. Lia")


@pytest.mark.parametrize(
    ("booked", "assigned", "chosen"),
    [
        ({"ana": 60, "beto": 30, "lia": 31}, {"ana": 1.0, "beto": 9.0, "lia": 2.0}, "beto"),
        ({"ana": 60, "beto": 30}, {}, "lia"),
        ({"ana": 30, "beto": 30, "lia": 30}, {"ana": 3.0, "beto": 2.0, "lia": 2.5}, "beto"),
        ({}, {"ana": 3.0, "beto": 2.0}, "lia"),
        ({"lia": 30}, {"ana": 3.0, "beto": 3.0}, "ana"),
        ({}, {}, "ana"),
    ],
    ids=["least booked", "nothing booked", "longest ago", "never is longest", "then the first", "nobody had any"],
)
def test_the_least_booked_then_whose_last_was_given_out_longest_ago_then_the_first(booked, assigned, chosen):
    assert fairest(["ana", "beto", "lia"], booked, assigned) == chosen


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    for name in EVERYBODY:
        await made.resource(name)
    await made.service("consulta", horizon_days=365)
    return made


async def _whose(clinic: Clinic, made: Appointment) -> str:
    async with clinic.tx() as tx:
        who = (await tx.session.scalars(select(Claim.resource_id).where(Claim.occasion_id == made.occasion_id))).one()
    return next(name for name, one in clinic.people.items() if one == who)


async def _given(clinic: Clinic, hour: int, *, days: int, source: Source = Source.STAFF) -> str:
    return await _whose(clinic, await clinic.booked("consulta", clinic.at(hour, days=days), source=source))


@pytest.mark.parametrize("days", [range(1, 10), range(9, 0, -1), range(-9, 0), range(-109, -100)], ids=str)
async def test_a_business_that_fills_up_day_by_day_gives_everybody_an_equal_share(clinic, days):
    had = [await _given(clinic, 9, days=one) for one in days]
    assert Counter(had) == dict.fromkeys(EVERYBODY, 3)
    assert had[:3] == had[3:6] == had[6:], "in turn"


async def test_days_of_two_each_are_no_day_for_the_same_two(clinic):
    had = [await _given(clinic, hour, days=day) for day in range(1, 4) for hour in (8, 9)]
    assert Counter(had) == dict.fromkeys(EVERYBODY, 2)


async def test_what_was_given_out_for_next_week_counts_for_a_day_far_ahead(clinic):
    near = await _given(clinic, 9, days=3)
    assert await _given(clinic, 9, days=200) != near


async def test_what_somebody_had_sixty_days_ago_and_longer_is_no_turn(clinic):
    async def so_long_ago(made: Appointment, days: int) -> None:
        async with clinic.tx() as tx:
            await tx.session.execute(
                text(
                    "update bookings_claims set since = since - make_interval(days => :days),"
                    " until = until - make_interval(days => :days) where occasion_id = :id"
                ),
                {"days": days, "id": made.occasion_id},
            )

    async def choose() -> uuid.UUID:
        async with clinic.tx() as tx:
            everybody = [clinic.people[name] for name in EVERYBODY]
            return (await reserving.choose(tx, clinic.at(9).tzinfo, clinic.at(9, days=5), [everybody]))[0]

    made = await clinic.booked("consulta", clinic.at(9), professional_id=clinic.people["Dra. Ana"])
    await so_long_ago(made, 59)
    assert await choose() == clinic.people["Dr. Beto"]
    await so_long_ago(made, 3)
    assert await choose() == clinic.people["Dra. Ana"]


async def test_whose_turn_it_is_is_found_by_the_index_of_what_is_taken(clinic, database):
    """Of each by resource and end, planned for any values under the wall, and never by all claims of the business."""
    connection = await asyncpg.connect(database.app_url)
    try:
        await connection.execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
        await connection.execute(f"prepare load as {reserving._LOAD}")
        nulls = ", ".join(["null"] * 5)
        [(said,)] = await connection.fetch(f"explain (format json) execute load({nulls})")
    finally:
        await connection.close()
    of_claims = [node for node in _nodes(json.loads(said)[0]["Plan"]) if node.get("Relation Name") == "bookings_claims"]
    assert [node["Index Name"] for node in of_claims] == ["ix_bookings_claims_resource"] * 2
    for node in of_claims:
        assert {"tenant_id", "resource_id", "until"} <= set(re.findall(r"\w+", node["Index Cond"]))


def _nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)
