"""What the team puts right: an appointment lasts longer or shorter, a cancellation is taken back, a move names a room or is forced."""

import asyncio
from datetime import UTC, timedelta

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bookings.errors import BookingInvalid, BookingNotFound, HoldExpired, OccasionShared, SlotTaken, WrongState
from atende.bookings.models import Appointment
from atende.bookings.queries import appointments
from atende.bookings.queries.calendar import Question
from atende.bookings.queries.slots import starts
from atende.bookings.rules.states import Source
from atende.bookings.service import amending, changing
from atende.bookings.service.changing import BY_CUSTOMER, BY_STAFF
from atende.bookings.service.reserving import reserve
from tests.bookings.clinic import Clinic, alternatives, living_claims, new_clinic

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    """An hour with Dra. Ana, ten minutes kept free afterwards."""
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.service("consulta", after=10, step=15)
    return made


async def _booked(clinic: Clinic, hour: int, minute: int = 0, service: str = "consulta", **more) -> Appointment:
    wish = await clinic.wish(service, clinic.at(hour, minute), **more)
    async with clinic.tx() as tx:
        return await reserve(tx, wish)


async def _do(clinic: Clinic, verb, made: Appointment, *given, **more) -> Appointment:
    async with clinic.tx() as tx:
        return await verb(tx, made.id, *given, **more)


async def _kept(clinic: Clinic, made: Appointment) -> dict:
    async with clinic.tx() as tx:
        return await appointments.one(tx, made.id)


async def _claim(clinic: Clinic, made: Appointment) -> tuple:
    async with clinic.tx() as tx:
        found = await tx.session.execute(
            text("select since, until, is_overbooked from bookings_claims where is_living and occasion_id = :id"),
            {"id": made.occasion_id},
        )
        return tuple(found.one())


async def _facts(clinic: Clinic) -> list[str]:
    async with clinic.tx() as tx:
        rows = await tx.session.scalars(
            text("select name from facts where name like 'bookings.booking%' order by commit_no, seq")
        )
        return [name.removeprefix("bookings.booking_") for name in rows]


async def test_longer_or_shorter_it_takes_as_much_with_its_buffer(clinic):
    made = await _booked(clinic, 9)
    longer = await _do(clinic, amending.resize, made, clinic.at(10, 30), reason="dois dentes")
    assert longer.ends_at == clinic.at(10, 30)
    assert await _claim(clinic, made) == (clinic.at(9), clinic.at(10, 40), False)
    await _do(clinic, amending.resize, made, clinic.at(9, 30))
    assert await _claim(clinic, made) == (clinic.at(9), clinic.at(9, 40), False)
    kept = await _kept(clinic, made)
    assert [one["to_ends_at"] for one in kept["history"]] == [clinic.at(10), clinic.at(10, 30), clinic.at(9, 30)]
    assert kept["history"][1]["reason"] == "dois dentes"
    assert await _facts(clinic) == ["created", "confirmed", "rescheduled", "rescheduled"]
    await _booked(clinic, 10)


async def test_it_does_not_grow_into_what_comes_next_and_is_told_how_far(clinic):
    made, _ = await _booked(clinic, 8), await _booked(clinic, 10)
    with pytest.raises(SlotTaken) as refused:
        await _do(clinic, amending.resize, made, clinic.at(10))
    assert refused.value.params["free_until"] == clinic.at(9, 50).astimezone(UTC).isoformat()
    assert (await _kept(clinic, made))["ends_at"] == clinic.at(9)
    assert (await _do(clinic, amending.resize, made, clinic.at(9, 50))).ends_at == clinic.at(9, 50)
    forced = await _do(clinic, amending.resize, made, clinic.at(10, 15), overbook=True)
    assert (await _claim(clinic, forced))[2] is True
    assert (await _kept(clinic, made))["history"][-1]["is_overbooked"] is True


@pytest.mark.parametrize("minutes", [0, 4, -60, 24 * 60 + 1])
async def test_it_lasts_from_five_minutes_to_a_day(clinic, minutes):
    made = await _booked(clinic, 9)
    with pytest.raises(BookingInvalid):
        await _do(clinic, amending.resize, made, clinic.at(9) + timedelta(minutes=minutes))


async def test_what_is_over_and_what_others_share_keeps_its_length(clinic):
    made = await _booked(clinic, 9)
    await _do(clinic, changing.cancel, made, by=BY_STAFF)
    with pytest.raises(WrongState):
        await _do(clinic, amending.resize, made, clinic.at(9, 30))
    await clinic.service("grupo", capacity=3)
    first, _ = [await _booked(clinic, 10, service="grupo") for _ in range(2)]
    with pytest.raises(OccasionShared):
        await _do(clinic, amending.resize, first, clinic.at(10, 30))


async def test_one_grows_while_another_is_booked_after_it_and_they_never_overlap(clinic):
    made = await _booked(clinic, 8)
    found = await asyncio.gather(
        _do(clinic, amending.resize, made, clinic.at(10)), _booked(clinic, 9, 15), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["Appointment", "SlotTaken"]


async def test_moved_it_stays_as_long_as_it_was_made(clinic):
    made = await _booked(clinic, 8)
    await _do(clinic, amending.resize, made, clinic.at(8, 30))
    async with clinic.tx() as tx:
        question = Question(clinic.services["consulta"], clinic.at(0), clinic.at(23), as_staff=True)
        found = await starts(tx, question, appointment_id=made.id)
    offered = [one.starts_at for one in found.items]
    assert clinic.at(8) not in offered, "it is there already"
    assert clinic.at(8, 15) in offered, "its own time is free to it"
    assert offered[-1] == clinic.at(11, 30), "half an hour before closing"
    moved = await _do(clinic, changing.reschedule, made, clinic.at(11, 30), by=BY_CUSTOMER)
    assert moved.ends_at == clinic.at(12)


async def test_a_cancellation_is_taken_back(clinic):
    made = await _booked(clinic, 9)
    await _do(clinic, changing.cancel, made, by=BY_CUSTOMER)
    assert await living_claims(clinic) == 0
    back = await _do(clinic, amending.restore, made)
    assert (back.state, back.starts_at) == ("confirmed", clinic.at(9))
    assert (await _do(clinic, amending.restore, made)).version == back.version, "again it changes nothing"
    assert await living_claims(clinic) == 1
    assert await _facts(clinic) == ["created", "confirmed", "cancelled", "restored"]
    with pytest.raises(SlotTaken):
        await _booked(clinic, 9)


async def test_what_somebody_else_has_meanwhile_is_not_taken_back(clinic):
    made = await _booked(clinic, 9)
    await _do(clinic, changing.cancel, made, by=BY_STAFF)
    await _booked(clinic, 9, 15)
    with pytest.raises(SlotTaken) as refused:
        await _do(clinic, amending.restore, made)
    assert alternatives(refused.value)
    for one in refused.value.params["alternatives"]:
        assert (one["store_id"], one["timezone"]) == (str(clinic.store), "America/Sao_Paulo")
    assert (await _kept(clinic, made))["state"] == "cancelled"


async def test_a_hold_is_not_restored_and_neither_is_what_took_place(clinic, clock):
    held, stood = await _booked(clinic, 8, hold=True), await _booked(clinic, 10)
    await _do(clinic, changing.cancel, held, by=BY_STAFF)
    clock.shift(clinic.at(11) - clock.now())
    await _do(clinic, changing.complete, stood)
    for one in (held, stood):
        with pytest.raises(WrongState):
            await _do(clinic, amending.restore, one)


async def test_a_place_in_a_group_is_taken_back_and_not_beyond_its_capacity(clinic):
    await clinic.service("grupo", capacity=2)
    first, second = [await _booked(clinic, 9, service="grupo") for _ in range(2)]
    await _do(clinic, changing.cancel, first, by=BY_STAFF)
    third = await _booked(clinic, 9, service="grupo")
    with pytest.raises(SlotTaken):
        await _do(clinic, amending.restore, first)
    for one in (second, third):
        await _do(clinic, changing.cancel, one, by=BY_STAFF)
    again = await _booked(clinic, 9, service="grupo")
    assert again.occasion_id != first.occasion_id
    assert (await _do(clinic, amending.restore, first)).occasion_id == again.occasion_id
    assert await living_claims(clinic) == 1


async def test_moved_into_another_room_or_over_what_is_taken(clinic):
    await clinic.resource("Sala 1", "room")
    await clinic.resource("Sala 2", "room")
    await clinic.service("raio-x", needs=(("Sala 1", "Sala 2"),))
    made = await _booked(clinic, 9, service="raio-x")
    one, two = clinic.people["Sala 1"], clinic.people["Sala 2"]
    had = (await _kept(clinic, made))["resource_ids"]
    other = two if one in had else one
    await _do(clinic, changing.reschedule, made, clinic.at(9), by=BY_STAFF, resource_ids=[other])
    kept = await _kept(clinic, made)
    assert other in kept["resource_ids"]
    assert {(one["name"], one["kind"]) for one in kept["resources"]} == {
        ("Dra. Ana", "professional"),
        ("Sala 2" if other == two else "Sala 1", "room"),
    }
    assert [len(one["resources"]) for one in kept["history"]] == [2, 2]
    with pytest.raises(BookingNotFound):
        await _do(clinic, changing.reschedule, made, clinic.at(9), by=BY_STAFF, resource_ids=[clinic.people["Dra. Ana"], made.id])
    await _booked(clinic, 10, 15)
    with pytest.raises(SlotTaken):
        await _do(clinic, changing.reschedule, made, clinic.at(10), by=BY_STAFF)
    forced = await _do(clinic, changing.reschedule, made, clinic.at(10), by=BY_STAFF, overbook=True)
    kept = await _kept(clinic, forced)
    assert kept["is_overbooked"] is True
    assert set(kept["resource_ids"]) == {clinic.people["Dra. Ana"], other}


async def test_a_start_of_a_group_is_listed_once(clinic):
    await clinic.resource("Dr. Beto")
    await clinic.service("grupo", capacity=3, step=60)
    made = await _booked(clinic, 9, service="grupo", professional_id=clinic.people["Dra. Ana"], source=Source.STAFF)
    async with clinic.tx() as tx:
        question = Question(clinic.services["grupo"], clinic.at(0), clinic.at(23), as_staff=True)
        found = await starts(tx, question)
        moving = await starts(tx, question, appointment_id=made.id)
    at = [one.starts_at for one in found.items]
    assert len(at) == len(set(at))
    nine = next(one for one in found.items if one.starts_at == clinic.at(9))
    assert (set(nine.professional_ids), nine.places) == ({clinic.people["Dra. Ana"], clinic.people["Dr. Beto"]}, 3)
    assert {one.name for one in found.professionals} == {"Dra. Ana", "Dr. Beto"}
    assert [(one.name, one.timezone) for one in found.stores] == [("Unidade Centro", "America/Sao_Paulo")]
    assert clinic.at(9) not in [one.starts_at for one in moving.items]


async def test_what_was_overbooked_is_put_back_beside_those_who_were_there_and_nobody_else(clinic):
    ana = clinic.people["Dra. Ana"]
    first = await _booked(clinic, 8)
    beside = await _booked(clinic, 8, overbook=True, professional_id=ana, source=Source.STAFF)
    await _do(clinic, changing.cancel, beside, by=BY_STAFF)
    assert (await _do(clinic, amending.restore, beside)).state == "confirmed"
    assert (await _kept(clinic, beside))["history"][-1]["is_overbooked"] is True
    for one in (beside, first):
        await _do(clinic, changing.cancel, one, by=BY_STAFF)
    await _booked(clinic, 8)
    with pytest.raises(SlotTaken):
        await _do(clinic, amending.restore, beside)
    assert await living_claims(clinic) == 1


async def test_made_short_enough_again_it_is_overbooked_no_more(clinic):
    made = await _booked(clinic, 8)
    await _booked(clinic, 9, 15)
    await _do(clinic, amending.resize, made, clinic.at(9, 30), overbook=True)
    assert (await _kept(clinic, made))["is_overbooked"] is True
    await _do(clinic, amending.resize, made, clinic.at(9, 20))
    assert (await _kept(clinic, made))["is_overbooked"] is True, "it still lies over the next"
    await _do(clinic, amending.resize, made, clinic.at(9))
    assert (await _kept(clinic, made))["is_overbooked"] is False
    beside = await _booked(clinic, 8, overbook=True, professional_id=clinic.people["Dra. Ana"], source=Source.STAFF)
    await _do(clinic, amending.resize, beside, beside.ends_at - timedelta(minutes=15))
    assert (await _kept(clinic, beside))["is_overbooked"] is True, "it was put there so"


async def _beside(clinic: Clinic, hour: int, minute: int = 0) -> Appointment:
    ana = clinic.people["Dra. Ana"]
    return await _booked(clinic, hour, minute, overbook=True, professional_id=ana, source=Source.STAFF)


async def test_short_enough_again_it_is_overbooked_no_more_also_when_it_was_cancelled_meanwhile(clinic):
    made = await _booked(clinic, 8)
    await _booked(clinic, 9, 15)
    await _do(clinic, amending.resize, made, clinic.at(9, 30), overbook=True)
    await _do(clinic, changing.cancel, made, by=BY_STAFF)
    await _do(clinic, amending.restore, made)
    assert (await _kept(clinic, made))["is_overbooked"] is True
    await _do(clinic, amending.resize, made, clinic.at(9))
    assert (await _kept(clinic, made))["is_overbooked"] is False


async def test_what_was_put_beside_others_and_moved_to_a_free_time_is_not_put_there_so(clinic):
    moved = await _beside(clinic, 8)
    await _do(clinic, changing.reschedule, moved, clinic.at(9), by=BY_STAFF)
    await _booked(clinic, 10, 15)
    await _do(clinic, amending.resize, moved, clinic.at(10, 30), overbook=True)
    await _do(clinic, amending.resize, moved, clinic.at(10))
    assert (await _kept(clinic, moved))["is_overbooked"] is False


async def test_what_was_overbooked_is_not_put_back_beside_who_came_back_or_became_longer_since(clinic):
    first, beside = await _booked(clinic, 8), await _beside(clinic, 8)
    for one in (first, beside):
        await _do(clinic, changing.cancel, one, by=BY_STAFF)
    await _do(clinic, amending.restore, first)
    with pytest.raises(SlotTaken):
        await _do(clinic, amending.restore, beside)
    after = await _beside(clinic, 9, 15)
    await _do(clinic, changing.cancel, after, by=BY_STAFF)
    await _do(clinic, amending.resize, first, clinic.at(10))
    with pytest.raises(SlotTaken):
        await _do(clinic, amending.restore, after)
    await _do(clinic, amending.resize, first, clinic.at(9))
    assert (await _do(clinic, amending.restore, after)).state == "confirmed"


async def test_a_hold_of_another_length_that_ran_out_is_taken_as_long_as_it_was(clinic, clock):
    held, late = await _booked(clinic, 8, hold=True), await _booked(clinic, 9, 15, hold=True)
    await _do(clinic, amending.resize, held, clinic.at(8, 30))
    await _do(clinic, amending.resize, late, clinic.at(10, 45))
    clock.shift(timedelta(minutes=11))
    await _booked(clinic, 10, 30)
    assert (await _do(clinic, changing.take, held)).ends_at == clinic.at(8, 30)
    with pytest.raises(HoldExpired):
        await _do(clinic, changing.take, late)
