"""What becomes of an appointment: each step recorded, each refusal leaving it as it stood."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bookings import schedule
from atende.bookings.errors import BookingInvalid, HoldExpired, NoticeTooShort, SlotTaken, WrongState
from atende.bookings.models import Appointment
from atende.bookings.queries import appointments
from atende.bookings.rules.states import Source
from atende.bookings.service import changing
from atende.bookings.service.changing import BY_CUSTOMER, BY_STAFF
from atende.bookings.service.reserving import reserve
from atende.contacts import service as contacts
from tests.bookings.clinic import Clinic, alternatives, living_claims, new_clinic

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.service("consulta", cancel_notice=60, reschedule_notice=60)
    return made


async def _booked(clinic: Clinic, hour: int, service: str = "consulta", **more) -> Appointment:
    wish = await clinic.wish(service, clinic.at(hour), **more)
    async with clinic.tx() as tx:
        return await reserve(tx, wish)


async def _do(clinic: Clinic, verb, made: Appointment, *given, **more) -> Appointment:
    async with clinic.tx() as tx:
        return await verb(tx, made.id, *given, **more)


async def _facts(clinic: Clinic) -> list[str]:
    async with clinic.tx() as tx:
        rows = await tx.session.scalars(
            text("select name from facts where name like 'bookings.booking%' order by commit_no, seq")
        )
        return [name.removeprefix("bookings.booking_") for name in rows]


async def test_its_life_is_told_and_kept(clinic, clock):
    made = await _booked(clinic, 9)
    await _do(clinic, changing.reschedule, made, clinic.at(10), by=BY_CUSTOMER, reason="trabalho")
    with pytest.raises(BookingInvalid):
        await _do(clinic, changing.complete, made)
    clock.shift(clinic.at(11) - clock.now())
    await _do(clinic, changing.miss, made)
    await _do(clinic, changing.complete, made)
    with pytest.raises(WrongState):
        await _do(clinic, changing.cancel, made, by=BY_STAFF)
    async with clinic.tx() as tx:
        kept = await appointments.one(tx, made.id)
    assert [(one["from_state"], one["to_state"]) for one in kept["history"]] == [
        (None, "confirmed"), ("confirmed", "confirmed"), ("confirmed", "no_show"), ("no_show", "completed"),
    ]  # fmt: skip
    assert kept["history"][1]["reason"] == "trabalho"
    assert kept["history"][1]["to_starts_at"] - kept["history"][1]["from_starts_at"] == timedelta(hours=1)
    assert await _facts(clinic) == ["created", "confirmed", "rescheduled", "no_show", "completed"]


async def test_cancelled_the_time_is_free_and_again_changes_nothing(clinic):
    made = await _booked(clinic, 9)
    await _do(clinic, changing.cancel, made, by=BY_CUSTOMER)
    await _do(clinic, changing.cancel, made, by=BY_STAFF)
    assert await living_claims(clinic) == 0
    assert (await _booked(clinic, 9)).state == "confirmed"
    assert await _facts(clinic) == ["created", "confirmed", "cancelled", "created", "confirmed"]


async def test_customers_keep_the_notice_and_the_team_need_not(clinic, clock):
    made = await _booked(clinic, 9)
    clock.shift(clinic.at(8, 30) - clock.now())
    for verb, given in ((changing.cancel, ()), (changing.reschedule, (clinic.at(10, days=0),))):
        with pytest.raises(NoticeTooShort):
            await _do(clinic, verb, made, *given, by=BY_CUSTOMER)
    assert (await _do(clinic, changing.cancel, made, by=BY_STAFF)).state == "cancelled"


async def test_moved_to_a_taken_time_it_stands_as_it_did(clinic):
    await _booked(clinic, 10)
    made = await _booked(clinic, 9)
    with pytest.raises(SlotTaken) as refusal:
        await _do(clinic, changing.reschedule, made, clinic.at(10), by=BY_STAFF)
    assert {clinic.at(9), clinic.at(11)} & {*alternatives(refusal.value)} == {clinic.at(11)}, "not where it stands"
    async with clinic.tx() as tx:
        kept = await appointments.one(tx, made.id)
    assert (kept["starts_at"], kept["state"], len(kept["history"])) == (clinic.at(9), "confirmed", 1)
    assert await living_claims(clinic) == 2


async def test_moved_by_less_than_it_lasts_its_own_time_is_free_to_it(clinic):
    await clinic.service("retorno", step=15)
    made = await _booked(clinic, 9, "retorno")
    moved = await _do(clinic, changing.reschedule, made, clinic.at(9, 30), by=BY_CUSTOMER)
    assert moved.starts_at == clinic.at(9, 30)
    assert await living_claims(clinic) == 1


async def test_moved_it_stays_with_the_same_professional_or_is_refused(clinic):
    made = await _booked(clinic, 9)
    await _booked(clinic, 10)
    await clinic.resource("Dr. Beto")
    with pytest.raises(SlotTaken):
        await _do(clinic, changing.reschedule, made, clinic.at(10), by=BY_CUSTOMER)
    async with clinic.tx() as tx:
        named = clinic.people["Dr. Beto"]
        await changing.reschedule(tx, made.id, clinic.at(10), by=BY_CUSTOMER, professional_id=named)
        assert (await appointments.one(tx, made.id))["resource_ids"] == [named]


async def test_two_who_change_places_at_once_both_end_somewhere(clinic):
    one, two = await _booked(clinic, 9), await _booked(clinic, 10)
    found = await asyncio.gather(
        _do(clinic, changing.reschedule, one, clinic.at(11), by=BY_STAFF),
        _do(clinic, changing.reschedule, two, clinic.at(11), by=BY_STAFF),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in found) == ["Appointment", "SlotTaken"]
    assert await living_claims(clinic) == 2


async def test_one_of_a_group_goes_and_the_others_stay(clinic):
    await clinic.service("grupo", capacity=3)
    first, second = [await _booked(clinic, 9, "grupo") for _ in range(2)]
    assert first.occasion_id == second.occasion_id
    await _do(clinic, changing.reschedule, first, clinic.at(10), by=BY_STAFF)
    assert await living_claims(clinic) == 2
    await _do(clinic, changing.cancel, second, by=BY_STAFF)
    assert await living_claims(clinic) == 1


async def test_a_hold_is_taken_or_runs_out(clinic, clock):
    held = await _booked(clinic, 9, hold=True)
    late = await _booked(clinic, 10, hold=True)
    assert (await _do(clinic, changing.take, held)).state == "confirmed"
    assert await _facts(clinic) == ["created", "confirmed"]
    clock.shift(timedelta(minutes=11))
    lanes = [lane for lane in await schedule.due(1000) if lane.tenant_id == clinic.tenant_id]
    assert len(lanes) == 1
    assert await schedule.handle(lanes[0]) is True
    assert await schedule.handle(lanes[0]) is False
    assert await living_claims(clinic) == 1
    assert (await _do(clinic, changing.take, late)).state == "confirmed", "nobody came in between"
    third = await _booked(clinic, 11, hold=True)
    clock.shift(timedelta(minutes=30))
    # Not `at`: that would be a day later when midnight lies between.
    wish = await clinic.wish("consulta", third.starts_at, source=Source.STAFF)
    async with clinic.tx() as tx:
        await reserve(tx, wish)
    with pytest.raises(HoldExpired):
        await _do(clinic, changing.take, third)


async def test_pending_until_the_business_says_yes(clinic):
    await clinic.service("avaliação", needs_approval=True)
    made = await _booked(clinic, 9, "avaliação")
    assert made.state == "pending"
    with pytest.raises(SlotTaken):
        await _booked(clinic, 9, "avaliação")
    assert (await _do(clinic, changing.approve, made)).state == "confirmed"
    assert await _facts(clinic) == ["created", "confirmed"]


async def test_whoever_turned_out_to_be_one_person_has_all_appointments(clinic):
    ana, also_ana = await clinic.contact(), await clinic.contact()
    await _booked(clinic, 9, contact_id=ana)
    await _booked(clinic, 10, contact_id=also_ana)
    async with clinic.tx() as tx:
        await contacts.merge(tx, ana, also_ana, reason="staff", evidence={})
    async with clinic.tx() as tx:
        assert [one["starts_at"] for one in await appointments.of_person(tx, ana, since=tx.now)] == [clinic.at(9), clinic.at(10)]
