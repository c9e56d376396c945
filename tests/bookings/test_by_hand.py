"""A booking taken elsewhere that people had to look at is booked by hand: one deed, whoever else does it at the same time."""

import asyncio
import uuid
from collections import Counter

import pytest
from sqlalchemy import select

from atende.bookings.models import Appointment, Busy, Calendar, Import, ImportRoute
from atende.bookings.service import importing, taking_in
from atende.kit.ids import new_id
from tests.accounts.conftest import application, browser, make_clinic  # noqa: F401 - fixtures
from tests.bookings.clinic import Clinic
from tests.bookings.test_together_over_http import desk  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("database")


async def _flagged(clinic: Clinic, hour: int = 9, **more) -> uuid.UUID:
    async with clinic.tx() as tx:
        known = await taking_in.sources(tx)
        source = known[0] if known else (await taking_in.open_source(tx, name="Cal.com"))[0]
        row = Import(
            tenant_id=tx.tenant_id, id=new_id(), connection_id=source.id, external_id=str(new_id()), state="flagged",
            problem="slot_taken", said_at=tx.now, starts_at=clinic.at(hour), ends_at=clinic.at(hour + 1), event_type="412", **more,
        )  # fmt: skip
        tx.session.add(row)
        return row.id


async def _stands(clinic: Clinic, import_id: uuid.UUID) -> tuple[str, uuid.UUID | None, int]:
    """The import's state and appointment, and how many appointments there are at all."""
    async with clinic.tx() as tx:
        row = await tx.session.get_one(Import, (tx.tenant_id, import_id))
        return row.state, row.appointment_id, len(list(await tx.session.scalars(select(Appointment.id))))


async def test_of_many_who_book_it_by_hand_at_once_one_does_and_the_others_book_nothing(desk):  # noqa: F811 - a fixture
    clinic, owner, url = desk
    import_id = await _flagged(clinic)
    asked = {
        "service_id": str(clinic.services["consulta"]),
        "import_id": str(import_id),
        "contact_id": str(await clinic.contact()),
    }
    # At different times and with nobody named: nothing else but the import stands between them.
    each = [{**asked, "starts_at": clinic.at(8 + n % 4).isoformat(), "client_id": str(new_id())} for n in range(6)]
    found = await asyncio.gather(*(owner.post(f"{url}/appointments", json=one) for one in each))
    codes = Counter(one.json()["error"]["code"] if one.status_code == 409 else one.status_code for one in found)
    assert codes == {201: 1, "import_settled": 5}
    made = next(one.json()["id"] for one in found if one.status_code == 201)
    assert await _stands(clinic, import_id) == ("booked", uuid.UUID(made), 1)


async def test_what_is_asked_again_after_a_lost_answer_is_the_same_booking(desk):  # noqa: F811 - a fixture
    clinic, owner, url = desk
    for path, more in (
        ("appointments", {"service_id": str(clinic.services["consulta"])}),
        ("series", {"service_id": str(clinic.services["consulta"]), "repeat": {"every": 1, "count": 2}}),
        ("visits", {"parts": [{"service_id": str(clinic.services[one])} for one in ("consulta", "exame")]}),
    ):
        import_id = await _flagged(clinic)
        of = {**more, "contact_id": str(await clinic.contact()), "starts_at": clinic.at(9).isoformat()}
        asked = {**of, "client_id": str(new_id()), "import_id": str(import_id)}
        first, again = [await owner.post(f"{url}/{path}", json=asked) for _ in range(2)]
        assert (first.status_code, again.status_code) == (201, 201), first.text
        assert again.json()["id"] == first.json()["id"]
        one = first.json()["id"] if path == "appointments" else first.json()["items"][0]["id"]
        state, appointment_id, before = await _stands(clinic, import_id)
        assert (state, str(appointment_id)) == ("booked", one)
        second = await owner.post(
            f"{url}/{path}", json={**asked, "starts_at": clinic.at(11).isoformat(), "client_id": str(new_id())}
        )
        assert second.json()["error"]["code"] == "import_settled"
        assert (await _stands(clinic, import_id))[2] == before
        every = [one] if path == "appointments" else [row["id"] for row in first.json()["items"]]
        for row in every:
            assert (await owner.post(f"{url}/appointments/{row}/cancel", json={})).status_code == 200


async def test_refused_it_is_still_to_be_looked_at(desk):  # noqa: F811 - a fixture
    clinic, owner, url = desk
    import_id, contact_id = await _flagged(clinic), str(await clinic.contact())
    asked = {"service_id": str(clinic.services["consulta"]), "contact_id": contact_id, "import_id": str(import_id)}
    closed = await owner.post(f"{url}/appointments", json={**asked, "starts_at": clinic.at(20).isoformat()})
    assert closed.json()["error"]["code"] == "slot_taken"
    held = await owner.post(f"{url}/appointments", json={**asked, "starts_at": clinic.at(9).isoformat(), "hold": True})
    assert (held.status_code, held.json()["error"]["field"]) == (422, "hold")
    assert await _stands(clinic, import_id) == ("flagged", None, 0)
    async with clinic.tx() as tx:
        await importing.set_aside(tx, import_id)
    aside = await owner.post(f"{url}/appointments", json={**asked, "starts_at": clinic.at(9).isoformat()})
    assert aside.json()["error"]["code"] == "import_settled"
    strange = await owner.post(
        f"{url}/appointments", json={**asked, "starts_at": clinic.at(9).isoformat(), "import_id": str(new_id())}
    )
    assert strange.status_code == 404


async def test_an_id_that_was_asked_with_for_another_booking_is_no_second_one(desk):  # noqa: F811 - a fixture
    clinic, owner, url = desk
    one, other = await _flagged(clinic), await _flagged(clinic)
    asked = {
        "service_id": str(clinic.services["consulta"]), "contact_id": str(await clinic.contact()),
        "starts_at": clinic.at(9).isoformat(), "client_id": str(new_id()),
    }  # fmt: skip
    assert (await owner.post(f"{url}/appointments", json={**asked, "import_id": str(one)})).status_code == 201
    second = await owner.post(f"{url}/appointments", json={**asked, "import_id": str(other)})
    assert second.json()["error"]["code"] == "booking_invalid"
    assert (await _stands(clinic, other))[:2] == ("flagged", None)


async def test_its_own_event_in_the_professionals_calendar_takes_no_time_beside_it(desk):  # noqa: F811 - a fixture
    clinic, owner, url = desk
    import_id = await _flagged(clinic, uid_sign="the booking")
    ana = clinic.people["Dra. Ana"]
    async with clinic.tx() as tx:
        calendar_id = new_id()
        tx.session.add(
            Calendar(
                tenant_id=tx.tenant_id, id=calendar_id, resource_id=ana, provider="google", environment="sandbox", external_id="a"
            )
        )
        await tx.session.flush()
        tx.session.add(
            Busy(
                tenant_id=tx.tenant_id, id=new_id(), calendar_id=calendar_id, resource_id=ana, external_id="e",
                since=clinic.at(9), until=clinic.at(10), uid_sign="the booking",
            )
        )  # fmt: skip
    asked = {
        "service_id": str(clinic.services["consulta"]), "contact_id": str(await clinic.contact()), "professional_id": str(ana),
        "starts_at": clinic.at(9).isoformat(),
    }  # fmt: skip
    assert (await owner.post(f"{url}/appointments", json=asked)).status_code == 409
    assert (await owner.post(f"{url}/appointments", json={**asked, "import_id": str(import_id)})).status_code == 201
    async with clinic.tx() as tx:
        assert list(await tx.session.scalars(select(Busy.is_own))) == [True]
        assert not list(await tx.session.scalars(select(ImportRoute.id)))
