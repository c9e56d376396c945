"""Two who change one appointment: who saw it at a time at which it is no more changes nothing, and hears of it."""

import asyncio
import uuid
from datetime import UTC

import pytest

from atende import wiring
from atende.bookings.errors import AppointmentMoved, SlotTaken, WrongState
from atende.bookings.models import Appointment
from atende.bookings.queries import appointments
from atende.bookings.rules.repeating import Repeat, Unit
from atende.bookings.rules.states import Source
from atende.bookings.service import amending, changing, combined, series
from atende.bookings.service.changing import BY_CUSTOMER, BY_STAFF
from atende.bookings.service.combined import Part
from tests.accounts.conftest import application, browser, make_clinic  # noqa: F401 - fixtures
from tests.bookings.clinic import Clinic, new_clinic
from tests.bookings.test_together_over_http import desk  # noqa: F401 - fixture

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    for name in ("Dra. Ana", "Dr. Beto"):
        await made.resource(name)
    for room in ("Sala 1", "Sala 2"):
        await made.resource(room, kind="room")
    await made.service("consulta", by=("Dra. Ana",), step=15)
    await made.service("exame", by=("Dr. Beto",), duration=30, step=30)
    await made.service("grupo", by=("Dr. Beto",), needs=(("Sala 1", "Sala 2"),), capacity=3)
    return made


async def _do(clinic: Clinic, verb, made: Appointment, *given, **more):
    async with clinic.tx() as tx:
        return await verb(tx, made.id, *given, **more)


async def _stands(clinic: Clinic, made: Appointment) -> tuple:
    async with clinic.tx() as tx:
        kept = await appointments.one(tx, made.id)
    return kept["starts_at"], kept["ends_at"], len(kept["history"])


async def test_what_the_customer_moved_meanwhile_is_neither_made_longer_nor_moved_back(clinic):
    made = await clinic.booked("consulta", clinic.at(10))
    await _do(clinic, changing.reschedule, made, clinic.at(9), by=BY_CUSTOMER)
    seen = {"was_starts_at": clinic.at(10)}
    with pytest.raises(AppointmentMoved) as longer:
        await _do(clinic, amending.resize, made, clinic.at(11, 30), **seen)
    with pytest.raises(AppointmentMoved) as back:
        await _do(clinic, changing.reschedule, made, clinic.at(10), by=BY_STAFF, **seen)
    for refused in (longer.value, back.value):
        now = {"starts_at": clinic.at(9), "ends_at": clinic.at(10)}
        assert refused.params == {name: at.astimezone(UTC).isoformat() for name, at in now.items()}
        assert refused.field == "was_starts_at"
    assert await _stands(clinic, made) == (clinic.at(9), clinic.at(10), 2)
    now = {"was_starts_at": clinic.at(9).astimezone(UTC)}
    await _do(clinic, amending.resize, made, clinic.at(10, 30), **now)
    await _do(clinic, changing.reschedule, made, clinic.at(10), by=BY_STAFF, **now)
    assert await _stands(clinic, made) == (clinic.at(10), clinic.at(11, 30), 4)


async def test_who_says_nothing_of_what_they_saw_is_asked_nothing(clinic):
    made = await clinic.booked("consulta", clinic.at(10))
    await _do(clinic, changing.reschedule, made, clinic.at(9), by=BY_CUSTOMER)
    await _do(clinic, amending.resize, made, clinic.at(11, 30))
    assert await _stands(clinic, made) == (clinic.at(9), clinic.at(11, 30), 3)


async def test_of_two_who_move_it_at_once_from_where_it_was_one_does(clinic):
    made = await clinic.booked("consulta", clinic.at(8))
    told = await asyncio.gather(
        *(
            _do(clinic, changing.reschedule, made, clinic.at(hour), by=BY_STAFF, was_starts_at=clinic.at(8))
            for hour in (9, 10, 11)
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in told) == ["Appointment", "AppointmentMoved", "AppointmentMoved"]


async def test_of_two_who_change_only_its_length_the_second_hears_of_the_first(clinic):
    made = await clinic.booked("consulta", clinic.at(8))
    seen = {"was_starts_at": clinic.at(8), "was_ends_at": clinic.at(9)}
    await _do(clinic, amending.resize, made, clinic.at(9, 30), **seen)
    with pytest.raises(AppointmentMoved) as refused:
        await _do(clinic, amending.resize, made, clinic.at(8, 45), **seen)
    now = {"starts_at": clinic.at(8), "ends_at": clinic.at(9, 30)}
    assert refused.value.params == {name: at.astimezone(UTC).isoformat() for name, at in now.items()}
    assert refused.value.field == "was_ends_at"
    assert await _stands(clinic, made) == (clinic.at(8), clinic.at(9, 30), 2)
    await _do(clinic, amending.resize, made, clinic.at(9), **{**seen, "was_ends_at": clinic.at(9, 30)})
    assert await _stands(clinic, made) == (clinic.at(8), clinic.at(9), 3)
    told = await asyncio.gather(
        *(_do(clinic, amending.resize, made, clinic.at(9, minute), **seen) for minute in (15, 30, 45)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in told) == ["Appointment", "AppointmentMoved", "AppointmentMoved"]


async def test_of_what_is_over_it_is_said_that_it_is_over(clinic):
    made = await clinic.booked("consulta", clinic.at(9))
    await _do(clinic, changing.cancel, made, by=BY_CUSTOMER)
    with pytest.raises(WrongState):
        await _do(clinic, changing.reschedule, made, clinic.at(10), by=BY_STAFF, was_starts_at=clinic.at(8))


async def test_a_series_and_a_visit_whose_first_was_moved_stay_where_they_are(clinic):
    wish = await clinic.wish("consulta", clinic.at(9), source=Source.STAFF)
    async with clinic.tx() as tx:
        rest = (await series.reserve(tx, wish, Repeat(1, Unit.WEEK, 2))).done
        first = await tx.session.get_one(Appointment, (tx.tenant_id, rest[0]))
    await _do(clinic, changing.reschedule, first, clinic.at(8), by=BY_CUSTOMER)
    with pytest.raises(AppointmentMoved):
        await _do(clinic, series.move_rest, first, clinic.at(10), by=BY_STAFF, was_starts_at=clinic.at(9))
    assert (await _stands(clinic, first))[0] == clinic.at(8)
    wish = await clinic.wish("consulta", clinic.at(10), source=Source.STAFF)
    async with clinic.tx() as tx:
        parts = [Part(clinic.services[one]) for one in ("consulta", "exame")]
        rows = await combined.reserve(tx, wish, parts)
    visit_id = rows[0].visit_id
    assert visit_id is not None
    await _do(clinic, changing.reschedule, rows[0], clinic.at(9), by=BY_CUSTOMER)
    with pytest.raises(AppointmentMoved):
        async with clinic.tx() as tx:
            await combined.reschedule(tx, visit_id, clinic.at(9, 30), by=BY_STAFF, was_starts_at=clinic.at(10))
    assert (await _stands(clinic, rows[0]))[0] == clinic.at(9)
    async with clinic.tx() as tx:
        await combined.reschedule(tx, visit_id, clinic.at(9, 30), by=BY_STAFF, was_starts_at=clinic.at(9))
    assert (await _stands(clinic, rows[0]))[0] == clinic.at(9, 30)


async def test_who_goes_back_to_a_group_goes_back_to_its_room(clinic):
    first, _ = await clinic.booked("grupo", clinic.at(9)), await clinic.booked("grupo", clinic.at(9))
    async with clinic.tx() as tx:
        had = [uuid.UUID(one["id"]) for one in (await appointments.one(tx, first.id))["resources"] if one["kind"] == "room"]
    await _do(clinic, changing.reschedule, first, clinic.at(10), by=BY_STAFF)
    other = [clinic.people[one] for one in ("Sala 1", "Sala 2") if clinic.people[one] not in had]
    with pytest.raises(SlotTaken):
        await _do(clinic, changing.reschedule, first, clinic.at(9), by=BY_STAFF, resource_ids=other)
    await _do(clinic, changing.reschedule, first, clinic.at(9), by=BY_STAFF, resource_ids=had)
    async with clinic.tx() as tx:
        assert set(had) <= set((await appointments.one(tx, first.id))["resource_ids"])


async def test_over_http_it_is_a_conflict_that_says_where_it_is(desk):  # noqa: F811 - fixture
    clinic, owner, url = desk
    service, person = str(clinic.services["consulta"]), str(await clinic.contact())
    asked = {"service_id": service, "contact_id": person, "starts_at": clinic.at(10).isoformat()}
    made = (await owner.post(f"{url}/appointments", json=asked)).json()
    path, was = f"{url}/appointments/{made['id']}", {"was_starts_at": made["starts_at"]}
    moved = await owner.post(f"{path}/reschedule", json={"starts_at": clinic.at(9).isoformat(), **was})
    assert moved.status_code == 200, moved.text
    for verb, body in (
        ("reschedule", {"starts_at": clinic.at(11).isoformat()}),
        ("resize", {"ends_at": clinic.at(11).isoformat()}),
    ):
        refused = await owner.post(f"{path}/{verb}", json={**body, **was})
        error = refused.json()["error"]
        assert (refused.status_code, error["code"], error["field"]) == (409, "appointment_moved", "was_starts_at")
        assert error["params"]["starts_at"] == clinic.at(9).astimezone(UTC).isoformat()
    stands = {"was_starts_at": clinic.at(9).isoformat(), "was_ends_at": clinic.at(11).isoformat()}
    refused = await owner.post(f"{path}/resize", json={"ends_at": clinic.at(9, 30).isoformat(), **stands})
    error = refused.json()["error"]
    assert (refused.status_code, error["code"], error["field"]) == (409, "appointment_moved", "was_ends_at")
    assert error["params"]["ends_at"] == clinic.at(10).astimezone(UTC).isoformat()
    repeats = {**asked, "contact_id": str(await clinic.contact()), "repeat": {"count": 2}}
    first = (await owner.post(f"{url}/series", json=repeats)).json()["items"][0]["id"]
    parts = [{"service_id": service}, {"service_id": str(clinic.services["exame"])}]
    both = {"parts": parts, "contact_id": str(await clinic.contact()), "starts_at": clinic.at(8, days=2).isoformat()}
    visit = (await owner.post(f"{url}/visits", json=both)).json()["id"]
    for whole in (f"appointments/{first}/reschedule-rest", f"visits/{visit}/reschedule"):
        body = {"starts_at": clinic.at(11).isoformat(), "was_starts_at": clinic.at(7).isoformat()}
        refused = await owner.post(f"{url}/{whole}", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "appointment_moved"), whole
