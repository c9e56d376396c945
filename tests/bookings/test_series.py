"""What repeats is one series, by the same local time across changes of the clock; all of it, or what can be with the rest told."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.errors import BookingInvalid, BookingNotFound, SeriesTaken
from atende.bookings.models import Appointment
from atende.bookings.rules import repeating
from atende.bookings.rules.repeating import Repeat, Unit, moved, starts
from atende.bookings.rules.states import Source
from atende.bookings.service import changing, series
from atende.bookings.service.changing import BY_STAFF
from atende.bookings.service.reserving import reserve
from atende.core.tenancy import Tx
from atende.kit.ids import new_id
from atende.knowledge.rules.hours import first_instant
from tests.bookings.clinic import Clinic, living_claims, new_clinic

pytestmark = pytest.mark.usefixtures("database")
WEEKLY = Repeat(1, Unit.WEEK, count=4)


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    for name in ("Dra. Ana", "Dr. Beto"):
        await made.resource(name)
    await made.service("consulta")
    return made


async def _repeated(clinic: Clinic, hour: int = 9, repeat: Repeat = WEEKLY, *, or_none: bool = True, **more) -> series.Outcome:
    wish = await clinic.wish("consulta", clinic.at(hour), source=Source.STAFF, **more)
    async with clinic.tx() as tx:
        return await series.reserve(tx, wish, repeat, or_none=or_none)


async def _members(clinic: Clinic, series_id) -> list[Appointment]:
    async with clinic.tx() as tx:
        return await series.members(tx, series_id)


async def test_it_is_with_one_professional_at_the_same_time_of_the_clock(clinic):
    done = await _repeated(clinic)
    rows = await _members(clinic, done.series_id)
    assert [row.starts_at for row in rows] == [clinic.at(9, days=days) for days in (1, 8, 15, 22)]
    assert {row.said_at.time() for row in rows} == {time(9)}
    async with clinic.tx() as tx:
        who = set(await tx.session.scalars(text("select resource_id from bookings_claims")))
    assert len(who) == 1
    assert done.refused == []


@pytest.mark.parametrize(
    ("first", "every", "dates"),
    [
        ("2026-11-22", 1, ["2026-12-22", "2027-01-22", "2027-02-22"]),
        ("2027-01-31", 1, ["2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2028-01-30", 1, ["2028-02-29", "2028-03-30", "2028-04-30"]),
        ("2026-10-31", 4, ["2027-02-28", "2027-06-30", "2027-10-31"]),
    ],
)
def test_every_month_is_the_same_date_or_the_last_one_of_a_shorter_month(first, every, dates):
    on = date.fromisoformat(first)
    found = repeating.dates(on, Repeat(every, Unit.MONTH, count=4))
    assert [f"{one}" for one in found] == [first, *dates]
    until = repeating.dates(on, Repeat(every, Unit.MONTH, until=date.fromisoformat(dates[-1]) - timedelta(days=1)))
    assert until == found[:3]


async def test_a_month_later_is_booked_as_it_was_foreseen(clinic):
    repeat = Repeat(1, Unit.MONTH, count=3)
    ana = await clinic.contact()
    wish = await clinic.wish("consulta", clinic.at(9), source=Source.STAFF, contact_id=ana)
    async with clinic.tx() as tx:
        who, seen = await series.foresee(tx, wish, repeat)
        assert not tx.facts
    assert await living_claims(clinic) == 0
    done = await _repeated(clinic, repeat=repeat, contact_id=ana)
    rows = await _members(clinic, done.series_id)
    assert [(row.starts_at, None) for row in rows] == [(one.starts_at, one.code) for one in seen]
    async with clinic.tx() as tx:
        assert set(await tx.session.scalars(text("select resource_id from bookings_claims"))) == {who}


async def test_all_or_none_names_what_cannot_be_and_what_is_free_instead(clinic):
    for who in ("Dra. Ana", "Dr. Beto"):
        await clinic.booked("consulta", clinic.at(9, days=15), professional_id=clinic.people[who], source=Source.STAFF)
    with pytest.raises(SeriesTaken) as refused:
        await _repeated(clinic)
    [one] = refused.value.params["refused"]
    assert (one["starts_at"], one["code"]) == (clinic.at(9, days=15).astimezone(UTC).isoformat(), "slot_taken")
    assert clinic.at(10, days=15) in [datetime.fromisoformat(free["starts_at"]) for free in one["alternatives"]]
    assert await living_claims(clinic) == 2


async def test_or_those_that_can_be_and_the_others_are_told(clinic):
    for who in ("Dra. Ana", "Dr. Beto"):
        await clinic.booked("consulta", clinic.at(9, days=15), professional_id=clinic.people[who], source=Source.STAFF)
    done = await _repeated(clinic, or_none=False)
    assert len(done.done) == 3
    assert [(one.starts_at, one.code) for one in done.refused] == [(clinic.at(9, days=15), "slot_taken")]
    assert done.refused[0].alternatives


async def test_asked_again_it_also_says_which_could_not_be(clinic):
    for who in ("Dra. Ana", "Dr. Beto"):
        await clinic.booked("consulta", clinic.at(9, days=15), professional_id=clinic.people[who], source=Source.STAFF)
    ana, client_id = await clinic.contact(), new_id()
    first, again = [await _repeated(clinic, contact_id=ana, client_id=client_id, or_none=False) for _ in range(2)]
    assert first == again
    assert [one.starts_at for one in again.refused] == [clinic.at(9, days=15)]


async def test_asked_again_with_the_same_id_it_is_the_same_series(clinic):
    ana, client_id = await clinic.contact(), new_id()
    found = await asyncio.gather(*(_repeated(clinic, contact_id=ana, client_id=client_id) for _ in range(4)))
    assert len({one.series_id for one in found}) == 1
    assert await living_claims(clinic) == 4
    with pytest.raises(BookingInvalid):
        await _repeated(clinic, contact_id=await clinic.contact(), client_id=client_id)


async def test_twenty_at_once_for_the_same_weeks_are_two_series(clinic):
    found = await asyncio.gather(*(_repeated(clinic) for _ in range(20)), return_exceptions=True)
    assert sorted({type(one).__name__ for one in found}) == ["Outcome", "SeriesTaken"]
    assert sum(isinstance(one, series.Outcome) for one in found) == 2
    assert await living_claims(clinic) == 8


async def test_one_is_moved_alone_and_the_rest_together(clinic):
    done = await _repeated(clinic)
    first, second, third, last = await _members(clinic, done.series_id)
    async with clinic.tx() as tx:
        await changing.reschedule(tx, first.id, clinic.at(11), by=BY_STAFF)
    async with clinic.tx() as tx:
        await series.move_rest(tx, second.id, clinic.at(10, days=9), by=BY_STAFF, reason="viagem")
    rows = await _members(clinic, done.series_id)
    assert [row.starts_at for row in rows] == [
        clinic.at(11), clinic.at(10, days=9), clinic.at(10, days=16), clinic.at(10, days=23),
    ]  # fmt: skip
    async with clinic.tx() as tx:
        await series.cancel_rest(tx, third.id, by=BY_STAFF)
    assert [row.state for row in await _members(clinic, done.series_id)] == ["confirmed", "confirmed", "cancelled", "cancelled"]
    assert await living_claims(clinic) == 2
    assert last.id in {row.id for row in rows}


async def test_moved_by_its_own_distance_each_makes_room_for_the_next(clinic):
    await clinic.service("terapia", by=("Dra. Ana",))
    wish = await clinic.wish("terapia", clinic.at(9), source=Source.STAFF)
    async with clinic.tx() as tx:
        done = await series.reserve(tx, wish, WEEKLY)
    for days in (8, 1):
        first = (await _members(clinic, done.series_id))[0]
        async with clinic.tx() as tx:
            await series.move_rest(tx, first.id, clinic.at(9, days=days), by=BY_STAFF)
    rows = await _members(clinic, done.series_id)
    assert [row.starts_at for row in rows] == [clinic.at(9, days=days) for days in (1, 8, 15, 22)]


async def test_what_cannot_all_be_moved_stands_as_it_did(clinic):
    done = await _repeated(clinic, professional_id=clinic.people["Dra. Ana"])
    await clinic.booked("consulta", clinic.at(10, days=22), professional_id=clinic.people["Dra. Ana"], source=Source.STAFF)
    first = (await _members(clinic, done.series_id))[0]
    with pytest.raises(SeriesTaken) as refused:
        async with clinic.tx() as tx:
            await series.move_rest(tx, first.id, clinic.at(10), by=BY_STAFF)
    assert [one["starts_at"] for one in refused.value.params["refused"]] == [clinic.at(10, days=22).astimezone(UTC).isoformat()]
    assert [row.starts_at for row in await _members(clinic, done.series_id)] == [
        clinic.at(9, days=days) for days in (1, 8, 15, 22)
    ]
    async with clinic.tx() as tx:
        part = await series.move_rest(tx, first.id, clinic.at(10), by=BY_STAFF, or_none=False)
    assert (len(part.done), len(part.refused)) == (3, 1)
    assert await living_claims(clinic) == 5


async def test_across_a_change_of_the_clock_it_is_the_same_hour(clinic, clock):
    clock.keep(wall=lambda: datetime(2027, 3, 1, 12, tzinfo=UTC))
    try:
        zone = ZoneInfo("America/New_York")
        async with clinic.tx() as tx:
            await tx.session.execute(update(Store).where(Store.id == clinic.store).values(timezone=zone.key))
        wish = await clinic.wish("consulta", datetime(2027, 3, 8, 9, tzinfo=zone), source=Source.STAFF)
        async with clinic.tx() as tx:
            done = await series.reserve(tx, wish, Repeat(1, Unit.WEEK, until=date(2027, 3, 22)))
        rows = await _members(clinic, done.series_id)
        assert [row.starts_at.hour for row in rows] == [14, 13, 13]
        assert [row.said_at for row in rows] == [datetime(2027, 3, day, 9) for day in (8, 15, 22)]  # noqa: DTZ001 - local
        async with clinic.tx() as tx:
            await series.move_rest(tx, rows[0].id, datetime(2027, 3, 9, 10, tzinfo=zone), by=BY_STAFF)
        assert [row.said_at.hour for row in await _members(clinic, done.series_id)] == [10, 10, 10]
    finally:
        clock.keep()


async def test_one_of_no_series_has_no_rest_and_a_series_has_an_end(clinic):
    wish = await clinic.wish("consulta", clinic.at(9), source=Source.STAFF)
    async with clinic.tx() as tx:
        alone = await reserve(tx, wish)
        for verb in (series.cancel_rest(tx, alone.id, by=BY_STAFF), series.move_rest(tx, alone.id, clinic.at(10), by=BY_STAFF)):
            with pytest.raises(BookingNotFound):
                await verb
    for repeat in (Repeat(1, Unit.DAY, count=105), Repeat(52, Unit.WEEK, count=4), Repeat(1, Unit.WEEK, count=1)):
        with pytest.raises(BookingInvalid):
            await _repeated(clinic, repeat=repeat)


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(sorted(available_timezones())),
    first=st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1)),  # noqa: DTZ001 - local
    every=st.integers(1, 40),
    unit=st.sampled_from(Unit),
    days=st.integers(-40, 40),
)
def test_in_any_zone_every_one_shows_the_same_time_unless_the_clock_never_does(zone, first, every, unit, days):
    place = ZoneInfo(zone)
    begun = first.replace(second=0, microsecond=0, tzinfo=place).astimezone(UTC)
    clock = begun.astimezone(place).time()
    found = starts(begun, place, Repeat(every, unit, count=12), first_instant)
    assert found == sorted(set(found))
    for n, at in enumerate([*found, *(moved(one, place, days, clock, first_instant) for one in found)]):
        local = at.astimezone(place)
        is_skipped = datetime.combine(local.date(), clock, place).astimezone(UTC).astimezone(place).time() != clock
        assert local.time() == clock or is_skipped or n == 0
    on = [one.astimezone(place).date() for one in found]
    # A date that a place never had (Samoa left one out) has its instant on the next.
    if unit is Unit.MONTH:
        said = [
            (b.year * 12 + b.month) - (a.year * 12 + a.month)
            for a, b in pairwise(repeating.dates(on[0], Repeat(every, unit, 12)))
        ]
        assert said == [every] * 11
        assert all(
            abs(a - b) <= timedelta(days=1) for a, b in zip(repeating.dates(on[0], Repeat(every, unit, 12)), on, strict=True)
        )
        return
    step = timedelta(weeks=every) if unit is Unit.WEEK else timedelta(days=every)
    assert all(abs((b - a) - step) <= timedelta(days=1) for a, b in pairwise(on))


async def test_two_years_are_foreseen_in_a_few_queries(clinic, monkeypatch):
    queries, true = 0, Tx.fetch

    async def fetch(self, *given):
        nonlocal queries
        queries += 1
        return await true(self, *given)

    monkeypatch.setattr(Tx, "fetch", fetch)
    seen = []
    for hour, free in ((9, 104), (20, 0)):
        wish = await clinic.wish("consulta", clinic.at(hour), source=Source.STAFF)
        queries = 0
        async with clinic.tx() as tx:
            _, found = await series.foresee(tx, wish, Repeat(1, Unit.WEEK, 104))
        seen.append(queries)
        assert sum(one.code is None for one in found) == free
    assert max(seen) < 120, seen


def test_a_unit_is_what_its_word_says_and_no_other_word_is_one():
    assert Repeat(1, "week").on(date(2026, 11, 22), 1) == date(2026, 11, 29)
    with pytest.raises(ValueError, match="fortnight"):
        Repeat(1, "fortnight")
