"""What the agenda's screen asks: people for whom an appointment can be, when somebody works, and who may ask."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from atende import wiring
from atende.accounts.models import Membership, Store
from atende.accounts.service import people
from atende.bookings.errors import BookingInvalid, BookingNotFound
from atende.bookings.models import Closure, Plan
from atende.bookings.queries import appointments, customers, setup
from atende.bookings.queries.working import working
from atende.bookings.rules import working as rules
from atende.bookings.rules.working import works
from atende.bookings.schemas.setup import ResourcePatch
from atende.bookings.service import changing
from atende.bookings.service import setup as writing
from atende.bookings.service.changing import BY_STAFF
from atende.bookings.service.reserving import reserve
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core.tenancy import Actor, in_tenant
from atende.kit.ids import new_id
from tests.accounts.conftest import (  # noqa: F401 - fixtures
    application,
    browser,
    fresh_email,
    hire,
    make_clinic,
)
from tests.bookings.clinic import WEEK, ZONE, Clinic, new_clinic

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    return await new_clinic()


async def _add(clinic: Clinic, row: Plan | Closure) -> None:
    row.tenant_id, row.id = clinic.tenant_id, new_id()
    async with clinic.tx() as tx:
        tx.session.add(row)


async def _hours(clinic: Clinic, on: date, who: str, **more) -> list[str]:
    async with clinic.tx() as tx:
        found = await working(tx, on, on, **more)
    return [f"{a.astimezone(ZONE):%H:%M}-{b.astimezone(ZONE):%H:%M}" for a, b in found.spans[clinic.people[who]]]


async def test_working_time_is_that_of_the_engine_that_offers_times(clinic):
    ana, beto = await clinic.resource("Dra. Ana"), await clinic.resource("Dr. Beto")
    room = await clinic.resource("Sala 1", "room")
    evening = {"weekly": [{"weekday": day, "opens": "21:00", "closes": "01:00"} for day in range(7)]}
    await _add(clinic, Plan(resource_id=beto, hours=evening))
    on = clinic.at(0).date()
    await _add(clinic, Closure(resource_id=ana, first_on=on, last_on=on, reason="Congresso"))
    assert await _hours(clinic, on, "Dra. Ana") == []
    assert await _hours(clinic, on, "Sala 1") == ["08:00-12:00"]
    assert await _hours(clinic, on, "Dr. Beto") == ["00:00-01:00", "21:00-00:00"]
    async with clinic.tx() as tx:
        (closed,) = (await working(tx, on, on)).closed
        assert (closed.resource_id, closed.kind, closed.reason) == (ana, "closure", "Congresso")
        assert (await working(tx, on + timedelta(days=1), on + timedelta(days=1))).closed == []
        with pytest.raises(BookingNotFound):
            await working(tx, on, on, store_id=uuid.uuid4())
    assert room


async def test_holidays_and_dates_on_which_the_store_is_shut_are_named(clinic):
    await clinic.resource("Dra. Ana")
    week = [{"weekday": day, "opens": "08:00", "closes": "12:00"} for day in range(7)]
    exceptions = [{"on": "2027-06-01", "periods": [], "note": "Mudança"}]
    async with clinic.tx() as tx:
        hours = {"weekly": week, "exceptions": exceptions, "holidays": {"national": True, "state": None}}
        await tx.session.execute(update(Store).values(hours=hours))
    for on, kind, reason in ((date(2027, 12, 25), "holiday", "Natal"), (date(2027, 6, 1), "exception", "Mudança")):
        assert await _hours(clinic, on, "Dra. Ana") == []
        async with clinic.tx() as tx:
            (closed,) = (await working(tx, on, on)).closed
        assert (closed.kind, closed.reason, closed.store_id) == (kind, reason, clinic.store)
    assert await _hours(clinic, date(2027, 12, 27), "Dra. Ana", store_id=clinic.store) == ["08:00-12:00"]


async def test_stores_of_a_chain_that_open_alike_are_worked_out_once(clinic, monkeypatch: pytest.MonkeyPatch):
    ana, beto = await clinic.resource("Dra. Ana"), await clinic.resource("Dr. Beto")
    await clinic.resource("Sala 1", "room")
    on = clinic.at(0).date()
    afternoon = {"weekly": [{"weekday": day, "opens": "14:00", "closes": "15:00"} for day in range(7)]}
    shops = [new_id() for _ in range(20)]
    async with clinic.tx() as tx:
        for n, shop in enumerate(shops):
            tx.session.add(Store(tenant_id=tx.tenant_id, id=shop, name=f"Loja {n}", hours=WEEK))
    await _add(clinic, Plan(resource_id=beto, store_id=shops[3], hours=afternoon))
    await _add(clinic, Plan(resource_id=beto, store_id=clinic.store, hours=WEEK))
    await _add(clinic, Closure(resource_id=ana, first_on=on, last_on=on, reason="Congresso"))
    await _add(clinic, Closure(store_id=clinic.store, first_on=on, last_on=on, reason="Dedetização"))
    asked = []
    monkeypatch.setattr(rules, "works", lambda *given: asked.append(given) or works(*given))
    assert await _hours(clinic, on, "Dra. Ana") == []
    assert await _hours(clinic, on, "Sala 1") == ["08:00-12:00"], "where the others are open"
    assert await _hours(clinic, on, "Dr. Beto") == ["14:00-15:00"], "home is shut, and the plan of one shop is its own"
    # Home, which is shut, and one that stands for the chain; Dr. Beto once more where he has a plan. Each of the three looks.
    assert len(asked) == 3 * (2 * len(clinic.people) + 1)
    assert await _hours(clinic, on + timedelta(days=1), "Dr. Beto") == ["08:00-12:00", "14:00-15:00"]


async def test_people_are_found_by_name_and_number_with_no_more_than_tells_them_apart(clinic):
    name = f"Joana D'Ávila {uuid.uuid4().hex[:6]}"
    async with clinic.tx() as tx:
        phone = f"55119{uuid.uuid4().int % 10**8:08d}"
        made = await contacts.recognize(tx, Evidence(phone=phone, name=name), source="channel", seen_at=tx.now)
    other = await new_clinic()
    async with clinic.tx() as tx:
        for words in ("joana d'avila", phone, f"({phone[2:4]}) {phone[4:9]}-{phone[9:]}"):
            (found,) = await customers.find(tx, words)
            told = {"id": made.contact_id, "name": name, "phone_end": phone[-4:], "conversation_id": None}
            assert found == told | {"missed": {"count": 0, "last_at": None}}
        assert await customers.find(tx, "j") == []
        assert await customers.find(tx, "%") == []
        assert await customers.find(tx, "__") == []
    async with other.tx() as tx:
        assert await customers.find(tx, phone) == []


async def test_who_is_new_can_be_booked_for_and_who_is_known_stands_once(make_clinic, browser):  # noqa: F811 - fixtures
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    receptionist, clerk = browser(), browser()
    await hire(business, owner, receptionist, fresh_email("agenda"), "bookings")
    await hire(business, owner, clerk, fresh_email("conversas"), "inbox")
    url, digits = f"{business.url}/bookings/customers", f"119{uuid.uuid4().int % 10**8:08d}"
    typed = f"({digits[:2]}) {digits[2:7]}-{digits[7:]}"
    assert (await clerk.post(url, json={"name": "Iara", "phone": typed})).status_code == 403
    made = await receptionist.post(url, json={"name": "  Iara Lima ", "phone": typed})
    assert made.status_code == 201, made.text
    new = made.json()
    assert (new["name"], new["phone_end"], new["conversation_id"], new["is_known"]) == ("Iara Lima", digits[-4:], None, False)
    # However it is written, without its ninth digit too: whose it is, called as before.
    for other in (typed, f"+55 {digits}", f"55{digits[:2]}{digits[3:]}" if digits[3] in "6789" else digits):
        again = (await receptionist.post(url, json={"name": "Outra", "phone": other})).json()
        assert (again["id"], again["name"], again["is_known"]) == (new["id"], "Iara Lima", True)
    for wrong in ("98765-4321", "12", "abc", "(11) 98765-432100000", "telefone da mãe"):
        refused = await receptionist.post(url, json={"name": "Iara", "phone": wrong})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "phone_invalid"), wrong
        assert refused.json()["error"]["field"] == "phone"
    for name in ("", "   ", "x" * 121):
        assert (await receptionist.post(url, json={"name": name, "phone": typed})).status_code == 422
    # Who wrote without a name is called as the team says; and their conversation is known.
    async with in_tenant(business.tenant.id) as tx:
        await contacts.recognize(tx, Evidence(phone=f"5521{digits[2:]}"), source="channel", seen_at=tx.now)
    named = (await receptionist.post(url, json={"name": "Caio", "phone": f"21{digits[2:]}"})).json()
    assert (named["name"], named["is_known"]) == ("Caio", True)


async def test_history_says_who_and_whom_it_had(clinic):
    user = await _colleague(clinic, "Rita Recepção")
    await clinic.resource("Dra. Ana")
    await clinic.resource("Dr. Beto")
    await clinic.service("consulta")
    ana, beto = clinic.people["Dra. Ana"], clinic.people["Dr. Beto"]
    wish = await clinic.wish("consulta", clinic.at(9), professional_id=ana)
    async with clinic.tx() as tx:
        made = await reserve(tx, wish)
    async with clinic.tx(Actor("user", user)) as tx:
        await changing.reschedule(tx, made.id, clinic.at(9), by=BY_STAFF, professional_id=beto)
    async with clinic.tx() as tx:
        first, second = (await appointments.one(tx, made.id))["history"]
        (booked,) = await setup.services(tx)
    assert (first["actor_name"], second["actor_name"]) == (None, "Rita Recepção")
    assert [one["resources"][0]["name"] for one in (first, second)] == ["Dra. Ana", "Dr. Beto"]
    assert booked.professional_ids == [ana, beto]


async def test_a_colleague_is_one_professional_of_their_own_business(clinic):
    user = await _colleague(clinic, "Ana")
    stranger = await _colleague(await new_clinic(), "Outra")
    ana, beto = await clinic.resource("Dra. Ana"), await clinic.resource("Dr. Beto")
    room = await clinic.resource("Sala 1", "room")
    async with clinic.tx() as tx:
        assert (await writing.change_resource(tx, ana, _whom(user))).user_id == user
        for resource, whom, refusal in (
            (beto, user, BookingInvalid),
            (room, user, BookingInvalid),
            (beto, stranger, BookingNotFound),
        ):
            with pytest.raises(refusal):
                await writing.change_resource(tx, resource, _whom(whom))
        assert (await writing.change_resource(tx, ana, _whom(None))).user_id is None


async def test_the_agenda_is_asked_by_who_has_it_and_conversations_are_not(make_clinic, browser):  # noqa: F811 - fixtures
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    receptionist, clerk = browser(), browser()
    await hire(business, owner, receptionist, fresh_email("agenda"), "bookings")
    await hire(business, owner, clerk, fresh_email("conversas"), "inbox")
    day = {"first": "2027-01-04", "last": "2027-01-04"}
    for path, params in (("bookings/customers", {"q": "ana"}), ("bookings/working", day)):
        assert (await receptionist.get(f"{business.url}/{path}", params=params)).status_code == 200
        assert (await clerk.get(f"{business.url}/{path}", params=params)).status_code == 403
    assert (await receptionist.get(f"{business.url}/conversations", params={"q": "ana"})).status_code == 403
    refused = await receptionist.get(f"{business.url}/bookings/working", params={"first": "2027-01-04", "last": "2027-06-04"})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "last")


async def _colleague(clinic: Clinic, name: str) -> uuid.UUID:
    email = fresh_email("colega")
    user_id = await people.create_person(email=email, name=name, password="girassol-no-quintal")
    async with clinic.tx() as tx:
        row = Membership(user_id=user_id, role="staff", permissions=["bookings"], name=name, email=email)
        row.tenant_id = tx.tenant_id
        tx.session.add(row)
    return user_id


def _whom(user_id: uuid.UUID | None) -> ResourcePatch:
    return ResourcePatch.model_validate({"user_id": user_id})
