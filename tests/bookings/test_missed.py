"""A customer who keeps not coming: the desk is told how often and when last, and nobody else is."""

import uuid
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from atende.bookings.queries import appointments, customers
from atende.bookings.rules.states import Source
from atende.bookings.service import changing
from atende.bookings.service.reserving import reserve
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core.tenancy import in_tenant
from tests.accounts.conftest import (  # noqa: F401 - fixtures
    application,
    browser,
    fresh_email,
    hire,
    make_clinic,
)
from tests.bookings.clinic import Clinic, new_clinic
from tests.bookings.visitor import API, booked

pytestmark = pytest.mark.usefixtures("database")

_NEVER = {"count": 0, "last_at": None}


async def _had(clinic: Clinic, days: int, whom: uuid.UUID) -> uuid.UUID:
    wish = await clinic.wish("consulta", clinic.at(9, days=-days), contact_id=whom, source=Source.STAFF)
    async with clinic.tx() as tx:
        return (await reserve(tx, wish)).id


async def _missed(clinic: Clinic, days: int, whom: uuid.UUID) -> uuid.UUID:
    made = await _had(clinic, days, whom)
    async with clinic.tx() as tx:
        await changing.miss(tx, made)
    return made


async def _told(clinic: Clinic, whom: uuid.UUID) -> dict[str, Any]:
    async with clinic.tx() as tx:
        return (await customers.missed(tx, [whom]))[whom]


async def test_what_was_missed_is_counted_until_it_is_put_right_and_nothing_else_is(clinic):
    ana, beto = await clinic.contact(), await clinic.contact("Beto")
    assert await _told(clinic, ana) == _NEVER
    last, first = await _missed(clinic, 3, ana), await _missed(clinic, 8, ana)
    came, gone = await _had(clinic, 2, ana), await _had(clinic, 1, ana)
    async with clinic.tx() as tx:
        await changing.complete(tx, came)
        await changing.cancel(tx, gone, by=changing.BY_STAFF)
    assert await _told(clinic, ana) == {"count": 2, "last_at": clinic.at(9, days=-3)}
    assert await _told(clinic, beto) == _NEVER
    async with clinic.tx() as tx:
        assert await customers.missed(tx, []) == {}
        await changing.complete(tx, last)  # a slip of the desk
    assert await _told(clinic, ana) == {"count": 1, "last_at": clinic.at(9, days=-8)}
    async with clinic.tx() as tx:
        await changing.complete(tx, first)
    assert await _told(clinic, ana) == _NEVER


async def test_whoever_was_merged_counts_with_whom_they_are_now(clinic):
    ana, again, older = [await clinic.contact(name) for name in ("Ana", "Ana de novo", "Ana de antes")]
    await _missed(clinic, 5, ana)
    await _missed(clinic, 2, again)
    await _missed(clinic, 9, older)
    async with clinic.tx() as tx:
        await contacts.merge(tx, again, older, reason="staff", evidence={})
        await contacts.merge(tx, ana, again, reason="staff", evidence={})  # a record of a record
    assert await _told(clinic, ana) == {"count": 3, "last_at": clinic.at(9, days=-2)}
    async with clinic.tx() as tx:
        (found,) = await customers.find(tx, "ana")
        assert (found["id"], found["missed"]) == (ana, {"count": 3, "last_at": clinic.at(9, days=-2)})
        assert (await customers.one(tx, ana))["missed"] == found["missed"]


async def test_another_business_is_told_nothing_of_it(clinic):
    ana = await clinic.contact()
    await _missed(clinic, 2, ana)
    async with (await new_clinic()).tx() as tx:
        assert await customers.missed(tx, [ana]) == {ana: _NEVER}
        assert await customers.find(tx, "ana") == []


async def test_it_is_found_by_an_index_of_its_own(clinic):
    ana = await clinic.contact()
    async with clinic.tx() as tx:
        await tx.session.execute(text("set local enable_seqscan = off"))
        values = {"tenant": tx.tenant_id, "records": [ana]}
        plan = "\n".join(await tx.session.scalars(text(f"explain {customers._MISSED.text}"), values))
    assert "ix_bookings_appointments_missed" in plan


async def _person(tenant_id: uuid.UUID, name: str) -> tuple[uuid.UUID, str]:
    phone = f"55119{uuid.uuid4().int % 10**8:08d}"
    async with in_tenant(tenant_id) as tx:
        return (
            await contacts.recognize(tx, Evidence(phone=phone, name=name), source="channel", seen_at=tx.now)
        ).contact_id, phone


def _of(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


async def test_the_desk_is_told_where_it_looks_and_who_has_only_conversations_is_not(make_clinic, browser):  # noqa: F811 - fixtures
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    receptionist, clerk = browser(), browser()
    await hire(business, owner, receptionist, fresh_email("agenda"), "bookings")
    await hire(business, owner, clerk, fresh_email("conversas"), "inbox")
    here = Clinic(business.tenant.id, uuid.uuid4())
    await here.resource("Dra. Ana")
    await here.service("consulta")
    (iara, phone), (other, _) = [await _person(business.tenant.id, name) for name in ("Iara Lima", "Iara Lima")]
    of, url = f"{business.url}/bookings/customers/{{}}/appointments", f"{business.url}/bookings/customers"
    assert _of(await receptionist.get(of.format(iara)))["missed"] == _NEVER
    made = _of(await _book(receptionist, business.url, here, other))
    missed = _of(await receptionist.post(f"{business.url}/bookings/appointments/{made['id']}/no-show"))
    assert missed["state"] == "no_show"
    async with in_tenant(business.tenant.id) as tx:
        await contacts.merge(tx, iara, other, reason="staff", evidence={})
    told = {"count": 1, "last_at": made["starts_at"]}
    for whom in (iara, other):
        assert _of(await receptionist.get(of.format(whom)))["missed"] == told
    (found,) = _of(await receptionist.get(url, params={"q": "iara"}))["items"]
    assert found["missed"] == told
    again = _of(await receptionist.post(url, json={"name": "Outra", "phone": phone}))
    assert (again["id"], again["missed"]) == (str(iara), told)
    assert (await clerk.get(of.format(iara))).status_code == 403
    assert (await clerk.get(url, params={"q": "iara"})).status_code == 403
    assert "missed" not in (await clerk.get(f"{business.url}/contacts/{iara}")).text
    elsewhere, stranger = await make_clinic(), browser()
    assert (await stranger.sign_in(elsewhere.owner_email)).status_code == 200
    assert (await stranger.get(f"{elsewhere.url}/bookings/customers/{iara}/appointments")).status_code == 404
    assert _of(await stranger.get(f"{elsewhere.url}/bookings/customers", params={"q": "iara"}))["items"] == []


async def _book(who: Any, url: str, here: Clinic, whom: uuid.UUID, **more: str) -> httpx.Response:
    wish = {"service_id": str(here.services["consulta"]), "contact_id": str(whom), "overbook": True, **more}
    at = here.at(9, days=-4).astimezone(UTC)
    return await who.post(
        f"{url}/bookings/appointments",
        json=wish | {"starts_at": datetime.isoformat(at), "professional_id": str(here.people["Dra. Ana"])},
    )


async def test_who_overbooks_approves_and_marks_says_why_and_the_history_keeps_it(make_clinic, browser):  # noqa: F811 - fixtures
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    here = Clinic(business.tenant.id, uuid.uuid4())
    await here.resource("Dra. Ana")
    await here.service("consulta", needs_approval=True)
    whom, _ = await _person(business.tenant.id, "Iara Lima")
    made = _of(await _book(owner, business.url, here, whom, reason=" pediu muito "))
    assert [(one["reason"], one["is_overbooked"]) for one in made["history"]] == [("pediu muito", True)]
    url = f"{business.url}/bookings/appointments/{{}}/{{}}"
    for verb, why in (("no-show", "não atendeu"), ("complete", "chegou depois"), ("no-show", "")):
        told = _of(await owner.post(url.format(made["id"], verb), json={"reason": why}))
        assert told["history"][-1]["reason"] == why
    assert "reason" in _refused(await owner.post(url.format(made["id"], "complete"), json={"reason": "x" * 1001}))
    beside = {"professional_id": here.people["Dra. Ana"], "overbook": True}  # nothing is open there
    asked = await here.booked("consulta", here.at(9), contact_id=whom, source=Source.PAGE, **beside)
    assert asked.state == "pending"
    told = _of(await owner.post(url.format(asked.id, "approve"), json={"reason": "cliente antiga"}))
    assert (told["state"], told["history"][-1]["reason"]) == ("confirmed", "cliente antiga")


def _refused(answer: httpx.Response) -> str:
    assert answer.status_code == 422, answer.text
    return answer.text


async def test_the_customers_own_page_does_not_hold_it_against_them(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug)
    async with clinic.tx() as tx:
        (whom,) = await tx.session.scalars(text("select contact_id from bookings_appointments"))
        own = (await appointments.of_person(tx, whom, since=tx.now))[0]
    await _missed(clinic, 3, whom)
    assert (await _told(clinic, whom))["count"] == 1
    assert "missed" not in own  # what the bot tells is made of this
    seen = _of(await visitor.get(f"{API}/links/{made['link']}"))
    assert seen["state"] == "confirmed"
    assert not [key for key in seen if "miss" in key or "show" in key]
