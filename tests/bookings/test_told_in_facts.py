"""What a fact of an appointment says: when it is, until when, where and with whom, so that nobody who hears it has to read back."""

from datetime import UTC
from typing import Any

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bookings.models import Appointment
from atende.bookings.service import acknowledging, amending, changing, lateness
from atende.bookings.service.changing import BY_STAFF
from tests.bookings.clinic import ZONE, Clinic, new_clinic

pytestmark = pytest.mark.usefixtures("database")

_FACTS = "select name, payload from facts where name like 'bookings.booking%' and subject_id = :id order by commit_no, seq"
_SAID = {
    "appointment_id", "contact_id", "service_id", "starts_at", "ends_at", "store_id", "professional_id", "timezone", "local_start"
}  # fmt: skip


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.resource("Dr. Beto")
    await made.service("consulta")
    return made


async def _told(clinic: Clinic, made: Appointment) -> dict[str, dict[str, Any]]:
    async with clinic.tx() as tx:
        rows = (await tx.session.execute(text(_FACTS), {"id": made.id})).all()
    return {name.removeprefix("bookings.booking_"): payload for name, payload in rows}


async def test_whoever_hears_of_an_appointment_knows_when_where_and_with_whom(clinic):
    ana = str(clinic.people["Dra. Ana"])
    made = await clinic.booked("consulta", clinic.at(9), professional_id=clinic.people["Dra. Ana"])
    told = await _told(clinic, made)
    assert set(told) == {"created", "confirmed"}
    for said in told.values():
        assert set(said) >= _SAID
        assert (said["starts_at"], said["ends_at"]) == (made.starts_at.isoformat(), made.ends_at.isoformat())
        assert (said["store_id"], said["professional_id"]) == (str(clinic.store), ana)
        assert said["timezone"] == ZONE.key
        assert said["local_start"] == f"{clinic.at(9):%Y-%m-%dT%H:%M:%S}", "as the clock there shows it, without an offset"


async def test_each_fact_says_what_stands_by_then(clinic):
    ana, beto = (clinic.people[name] for name in ("Dra. Ana", "Dr. Beto"))
    made = await clinic.booked("consulta", clinic.at(9), professional_id=ana)
    async with clinic.tx() as tx:
        await acknowledging.acknowledge(tx, made.id, made.starts_at)
        await changing.reschedule(tx, made.id, clinic.at(10), by=BY_STAFF, professional_id=beto)
    async with clinic.tx() as tx:
        await lateness.say(tx, made.id, 15)
        await changing.cancel(tx, made.id, by=BY_STAFF)
    told = await _told(clinic, made)
    assert told["acknowledged"]["professional_id"] == str(ana)
    for name in ("rescheduled", "running_late", "cancelled"):
        said = told[name]
        assert (said["local_start"], said["professional_id"]) == (f"{clinic.at(10):%Y-%m-%dT%H:%M:%S}", str(beto)), name
        assert said["ends_at"] == clinic.at(11).astimezone(UTC).isoformat(), name
    async with clinic.tx() as tx:
        await amending.restore(tx, made.id)
    assert (await _told(clinic, made))["restored"]["professional_id"] == str(beto)


async def test_online_there_is_no_store_and_of_a_room_alone_nobody_in_particular(clinic):
    await clinic.service("teleconsulta", place="online")
    online = (await _told(clinic, await clinic.booked("teleconsulta", clinic.at(9))))["created"]
    assert (online["store_id"], online["timezone"]) == (None, ZONE.key)
    assert online["professional_id"] is not None
    hall = await new_clinic()
    await hall.resource("Sala 1", "room", store_id=hall.store)
    await hall.service("ensaio", needs=(("Sala 1",),), needs_professional=False)
    alone = (await _told(hall, await hall.booked("ensaio", hall.at(9))))["created"]
    assert (alone["professional_id"], alone["store_id"]) == (None, str(hall.store))
