"""A customer who has something else at that time: whoever books for them is told, and may all the same."""

import uuid
from datetime import timedelta

import pytest

from atende.bookings.queries import appointments, overlaps
from atende.bookings.rules.states import Source
from atende.bookings.service import changing
from atende.bookings.service.reserving import reserve
from atende.contacts import service as contacts
from atende.contacts.errors import ContactNotFound
from atende.core import clock
from tests.accounts.conftest import (  # noqa: F401 - fixtures
    application,
    browser,
    fresh_email,
    hire,
    make_clinic,
)
from tests.bookings.clinic import Clinic, new_clinic

pytestmark = pytest.mark.usefixtures("database")

_HOUR = timedelta(hours=1)


async def _book(clinic: Clinic, service: str, hour: int, whom: uuid.UUID, **more) -> uuid.UUID:
    wish = await clinic.wish(service, clinic.at(hour, **more.pop("at", {})), contact_id=whom, source=Source.STAFF, **more)
    async with clinic.tx() as tx:
        return (await reserve(tx, wish)).id


async def _told(clinic: Clinic, whom: uuid.UUID, *starts, lasting: timedelta = _HOUR) -> list[uuid.UUID]:
    async with clinic.tx() as tx:
        return [one["id"] for one in await overlaps.of_person(tx, whom, starts, lasting)]


async def test_what_somebody_has_then_is_told_whoever_does_it_and_under_whichever_record(clinic):
    await clinic.resource("Dr. Beto")
    await clinic.service("limpeza", by=("Dr. Beto",))
    ana, again, other = await clinic.contact(), await clinic.contact("Ana de novo"), await clinic.contact("Outra")
    first = await _book(clinic, "consulta", 9, ana)
    await _book(clinic, "consulta", 10, other)
    async with clinic.tx() as tx:
        (told,) = await overlaps.of_person(tx, ana, [clinic.at(9)], _HOUR)
        assert (told["id"], told["service_name"], told["professional_name"]) == (first, "consulta", "Dra. Ana")
        assert (told["store_name"], told["guest_name"], told["starts_at"]) == ("Unidade Centro", None, clinic.at(9))
    # Side by side is not at the same time; a minute of it is.
    assert await _told(clinic, ana, clinic.at(8), clinic.at(10)) == []
    assert await _told(clinic, ana, clinic.at(8), lasting=timedelta(minutes=61)) == [first]
    assert await _told(clinic, ana, clinic.at(9, 59), lasting=timedelta(minutes=5)) == [first]
    assert await _told(clinic, ana, *(clinic.at(9, days=days) for days in range(30))) == [first]
    async with clinic.tx() as tx:
        await contacts.merge(tx, ana, again, reason="staff", evidence={})
    assert await _told(clinic, ana, clinic.at(9)) == await _told(clinic, again, clinic.at(9)) == [first]
    with pytest.raises(ContactNotFound):
        await _told(await new_clinic(), ana, clinic.at(9))


async def test_only_what_still_stands_is_told(clinic, monkeypatch):
    ana = await clinic.contact()
    held, gone = await _book(clinic, "consulta", 9, ana, hold=True), await _book(clinic, "consulta", 10, ana)
    assert await _told(clinic, ana, clinic.at(9), clinic.at(10)) == [held, gone]
    async with clinic.tx() as tx:
        await changing.cancel(tx, gone, by=changing.BY_STAFF)
    assert await _told(clinic, ana, clinic.at(9), clinic.at(10)) == [held]
    later, now = timedelta(minutes=11), clock.now
    starts = (clinic.at(9), clinic.at(10))
    monkeypatch.setattr(clock, "now", lambda: now() + later)
    assert await _told(clinic, ana, *starts) == []


async def test_every_answer_about_an_appointment_tells_what_else_there_is_and_refuses_nothing(clinic):
    await clinic.resource("Dr. Beto")
    await clinic.service("limpeza", by=("Dr. Beto",))
    ana = await clinic.contact()
    first, second = await _book(clinic, "consulta", 9, ana), await _book(clinic, "limpeza", 9, ana)

    async def told(appointment_id: uuid.UUID) -> list[uuid.UUID]:
        async with clinic.tx() as tx:
            return [one["id"] for one in (await appointments.one(tx, appointment_id))["overlaps"]]

    assert (await told(first), await told(second)) == ([second], [first])
    async with clinic.tx() as tx:
        await changing.reschedule(tx, second, clinic.at(10), by=changing.BY_STAFF)
    assert (await told(first), await told(second)) == ([], [])
    async with clinic.tx() as tx:
        await changing.reschedule(tx, second, clinic.at(9), by=changing.BY_STAFF)
        await changing.cancel(tx, first, by=changing.BY_STAFF)
    assert (await told(first), await told(second)) == ([], [])


async def test_the_desk_asks_before_it_books(make_clinic, browser):  # noqa: F811 - fixtures
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    receptionist, clerk = browser(), browser()
    await hire(business, owner, receptionist, fresh_email("agenda"), "bookings")
    await hire(business, owner, clerk, fresh_email("conversas"), "inbox")
    digits = f"119{uuid.uuid4().int % 10**8:08d}"
    one = (await receptionist.post(f"{business.url}/bookings/customers", json={"name": "Iara", "phone": digits})).json()
    url = f"{business.url}/bookings/customers/{one['id']}/overlaps"
    asked = {"at": ["2027-01-04T09:00:00-03:00", "2027-01-11T09:00:00-03:00"], "minutes": 30}
    assert (await receptionist.get(url, params=asked)).json() == {"items": []}
    assert (await receptionist.get(url)).json() == {"items": []}
    assert (await clerk.get(url, params=asked)).status_code == 403
    assert (await receptionist.get(url, params={"at": "2027-01-04T09:00:00"})).status_code == 422
    assert (await receptionist.get(url, params={"at": "2927-01-04T09:00:00Z"})).status_code == 422
    elsewhere = f"{business.url}/bookings/customers/{uuid.uuid4()}/overlaps"
    assert (await receptionist.get(elsewhere, params=asked)).status_code == 404
