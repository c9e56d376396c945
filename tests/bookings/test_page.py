"""The public page over HTTP: what anybody is shown and told, and what they can do with it (promise S35)."""

import asyncio
import uuid
from collections import Counter
from datetime import UTC, timedelta

import pytest
from sqlalchemy import insert, select, text

from atende.accounts.models import Store
from atende.audit.rules import group_of
from atende.bookings.models import Appointment, Guest
from atende.bookings.rules.page import work
from atende.bookings.service import reserving
from atende.contacts import service as contacts
from atende.contacts.models import Contact
from atende.contacts.ports import Evidence
from atende.core import clock, signing
from atende.core.audit import verifying
from atende.core.audit.models import AuditEntry
from atende.kit.ids import new_id
from atende.knowledge.models import ProfessionalStore
from tests.bookings.clinic import WEEK, ZONE, Clinic, living_claims, new_clinic
from tests.bookings.visitor import API, booked, booking, code, open_page, phone, visitors

pytestmark = pytest.mark.usefixtures("database")


async def test_the_page_shows_what_customers_may_book_and_nothing_else(clinic, slug, visitor):
    await clinic.service("interno", is_public=False)
    answer = await visitor.get(f"{API}/pages/{slug}")
    shown = answer.json()
    assert [one["name"] for one in shown["services"]] == ["consulta"]
    assert [one["name"] for one in shown["professionals"]] == ["Dra. Ana"]
    assert shown["professionals"][0]["path"] == "dra-ana"
    assert [one["name"] for one in shown["stores"]] == ["Unidade Centro"]
    assert str(clinic.tenant_id) not in answer.text
    assert "set-cookie" not in answer.headers


async def test_who_is_only_at_stores_that_are_closed_is_shown_at_none(clinic, slug, visitor):
    closed = new_id()
    at = {"Dr. Rui": [closed], "Dra. Bia": [closed, clinic.store]}
    for name in at:
        await clinic.resource(name)
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=closed, name="Unidade Sul", hours=WEEK, is_active=False))
        await tx.session.flush()
        for name, stores in at.items():
            for store in stores:
                values = {"tenant_id": tx.tenant_id, "professional_id": clinic.people[name], "store_id": store}
                await tx.session.execute(insert(ProfessionalStore).values(**values))
    shown = (await visitor.get(f"{API}/pages/{slug}")).json()
    assert {one["name"]: one["store_ids"] for one in shown["professionals"]} == {"Dra. Ana": [], "Dra. Bia": [str(clinic.store)]}


async def test_a_page_that_is_off_and_one_that_never_was_look_the_same(clinic, visitor):
    off = await open_page(clinic, is_on=False)
    given = booking(clinic, clinic.at(9))
    asked = f"service_id={given['service_id']}"
    for path in ("", f"/slots?{asked}", f"/days?{asked}&month=2026-12"):
        answers = [await visitor.get(f"{API}/pages/{name}{path}") for name in (off, "nunca-houve")]
        assert answers[0].status_code == 404
        assert answers[0].content == answers[1].content
    tried = [await visitor.post(f"{API}/pages/{name}/appointments", json=given) for name in (off, "nunca-houve")]
    assert tried[0].content == tried[1].content
    assert tried[0].status_code == 404
    pages = [await visitor.get(f"/b/{name}") for name in (off, "nunca-houve", f"-/{'x' * 64}")]
    assert {one.status_code for one in pages} == {404}
    assert len({one.content for one in pages}) == 1


async def test_free_times_of_what_is_not_public_are_told_to_nobody(clinic, slug, visitor):
    hidden = await clinic.service("interno", is_public=False)
    other = await new_clinic()
    await other.resource("Dr. Outro")
    theirs = await other.service("consulta")
    for service_id in (hidden, theirs, uuid.uuid4()):
        answer = await visitor.get(f"{API}/pages/{slug}/slots", params={"service_id": str(service_id)})
        assert answer.status_code == 404
        month = await visitor.get(f"{API}/pages/{slug}/days", params={"service_id": str(service_id), "month": "2026-12"})
        assert month.content == answer.content
        tried = booking(clinic, clinic.at(9), service_id=str(service_id))
        assert (await visitor.post(f"{API}/pages/{slug}/appointments", json=tried)).status_code == 404
    found = await visitor.get(f"{API}/pages/{slug}/slots", params={"service_id": str(clinic.services["consulta"])})
    assert len(found.json()["items"]) >= 4


async def test_a_booking_is_the_customers_and_its_link_shows_it(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug, note="Primeira vez")
    assert (made["state"], made["guest_name"], made["professionals"]) == ("confirmed", "Joana Prado", ["Dra. Ana"])
    seen = (await visitor.get(f"{API}/links/{made['link']}")).json()
    assert seen == made
    async with clinic.tx() as tx:
        row = (await tx.session.scalars(select(Appointment))).one()
        guest = (await tx.session.scalars(select(Guest))).one()
        person = await tx.session.get_one(Contact, (tx.tenant_id, row.contact_id))
    assert (row.source, row.note, row.state) == ("page", "Primeira vez", "confirmed")
    assert (guest.appointment_id, guest.consent_version) == (row.id, 1)
    assert "Joana" not in guest.consent_text
    assert (person.name, person.name_source) == ("Joana Prado", "page")
    assert str(row.id) not in str(made)
    assert str(clinic.tenant_id) not in str(made)


async def test_the_same_tap_twice_books_once_also_at_the_same_moment(clinic, slug, visitor):
    given = booking(clinic, clinic.at(9))
    asked = [visitor.post(f"{API}/pages/{slug}/appointments", json=given) for _ in range(4)]
    answers = await asyncio.gather(*asked)
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["link"] for one in answers}) == 1
    assert await living_claims(clinic) == 1
    somebody_else = await visitor.post(f"{API}/pages/{slug}/appointments", json=given | {"phone": phone()})
    assert code(somebody_else) == (422, "booking_invalid")
    assert len(await _consents(clinic)) == 1


async def _consents(clinic: Clinic) -> list[AuditEntry]:
    async with clinic.tx() as tx:
        wanted = select(AuditEntry).where(AuditEntry.tenant_id == tx.tenant_id, AuditEntry.action == "bookings.consent_given")
        return list(await tx.session.scalars(wanted))


async def test_that_somebody_agreed_stands_in_the_audit_log_without_their_words(clinic, slug, visitor):
    await clinic.booked("consulta", clinic.at(10))  # nobody was asked on a page
    await booked(visitor, clinic, slug, note="Primeira vez")
    (entry,) = await _consents(clinic)
    async with clinic.tx() as tx:
        guest = (await tx.session.scalars(select(Guest))).one()
        row = await tx.session.get_one(Appointment, (tx.tenant_id, guest.appointment_id))
    assert (entry.actor_kind, entry.subject_id, entry.at) == ("customer", row.contact_id, guest.consented_at)
    assert entry.detail == {"appointment_id": str(row.id), "contact_id": str(row.contact_id), "version": 1}
    assert (await verifying.verify(clinic.tenant_id)).problem is None
    assert group_of(entry.action) == "people"


async def test_an_id_that_somebody_elses_appointment_has_opens_nothing(clinic, slug, visitor):
    client_id = uuid.uuid4()
    async with clinic.tx() as tx:
        await reserving.reserve(tx, await clinic.wish("consulta", clinic.at(9), client_id=client_id))
    tried = await visitor.post(f"{API}/pages/{slug}/appointments", json=booking(clinic, clinic.at(10), client_id=client_id))
    assert code(tried) == (422, "booking_invalid")


async def test_twenty_at_once_for_one_time_are_one_booking_and_nineteen_offers_of_others(clinic, slug, visitor):
    given = [booking(clinic, clinic.at(9)) for _ in range(20)]
    answers = await asyncio.gather(*(visitor.post(f"{API}/pages/{slug}/appointments", json=one) for one in given))
    assert Counter(one.status_code for one in answers) == {201: 1, 409: 19}
    for one in answers:
        if one.status_code == 409:
            error = one.json()["error"]
            assert error["code"] == "slot_taken"
            hour_before = {
                "starts_at": clinic.at(8).astimezone(UTC).isoformat(),
                "store_id": str(clinic.store),
                "timezone": ZONE.key,
            }
            assert hour_before in error["params"]["alternatives"]
    assert await living_claims(clinic) == 1
    async with clinic.tx() as tx:  # whoever got nothing left nothing behind
        assert len(list(await tx.session.scalars(select(Contact.id)))) == 1


async def test_whoever_types_a_known_number_learns_nothing_and_changes_nothing(clinic, slug, visitor):
    number = f"55119{uuid.uuid4().int % 10**8:08d}"
    async with clinic.tx() as tx:
        at = tx.now - timedelta(days=2)
        known = await contacts.recognize(tx, Evidence(phone=number, name="Maria Verdadeira"), source="channel", seen_at=at)
        wish = await clinic.wish("consulta", clinic.at(8, days=2), contact_id=known.contact_id)
        await reserving.reserve(tx, wish)
        before = await _evidence(tx)
    made = await booked(visitor, clinic, slug, phone=f"+{number}", name="Outra Pessoa")
    stranger = await booked(visitor, clinic, slug, starts_at=clinic.at(10), name="Outra Pessoa")
    volatile = {"link", "address", "starts_at", "ends_at", "cancel_until", "reschedule_until"}
    assert {k: v for k, v in made.items() if k not in volatile} == {k: v for k, v in stranger.items() if k not in volatile}
    assert "Maria" not in str(made)
    async with clinic.tx() as tx:
        person = await tx.session.get_one(Contact, (tx.tenant_id, known.contact_id))
        assert (person.name, person.name_source) == ("Maria Verdadeira", "provider")
        assert set(before) <= set(await _evidence(tx))
        rows = list(await tx.session.scalars(select(Appointment).where(Appointment.contact_id == known.contact_id)))
    assert len(rows) == 2


async def _evidence(tx) -> list:
    rows = await tx.session.execute(text("select value, last_seen_at, confirmed_value from contacts_identities"))
    return [tuple(row) for row in rows]


async def test_a_name_typed_on_the_page_gives_way_to_the_persons_own(clinic, slug, visitor):
    number = f"55119{uuid.uuid4().int % 10**8:08d}"
    await booked(visitor, clinic, slug, phone=f"+{number}", name="Apelido Feio")
    async with clinic.tx() as tx:
        found = await contacts.recognize(tx, Evidence(phone=number, name="Maria"), source="channel", seen_at=tx.now)
        person = await tx.session.get_one(Contact, (tx.tenant_id, found.contact_id))
        await tx.session.refresh(person)
    assert (found.is_new, person.name) == (False, "Maria")


async def test_a_limit_of_appointments_refuses_without_saying_why(clinic, slug, visitor):
    await clinic.service("retorno", contact_limit=1)
    number = phone()
    first = booking(clinic, clinic.at(9), service="retorno", phone=number)
    assert (await visitor.post(f"{API}/pages/{slug}/appointments", json=first)).status_code == 201
    refused = await visitor.post(
        f"{API}/pages/{slug}/appointments", json=booking(clinic, clinic.at(10), service="retorno", phone=number)
    )
    assert code(refused) == (409, "page_refused")
    assert refused.json()["error"]["params"] == {}
    # Of a time that is taken whoever has reached the limit hears what anybody hears: such a guess would leave no trace.
    taken = [booking(clinic, clinic.at(9), service="retorno", phone=one) for one in (number, phone())]
    known, unknown = [await visitor.post(f"{API}/pages/{slug}/appointments", json=one) for one in taken]
    assert code(known) == (409, "slot_taken")
    assert known.json() == unknown.json()


# What rows have and no visitor may say.
MORE = {
    "contact_id": str(uuid.uuid4()), "tenant_id": str(uuid.uuid4()), "source": "staff", "overbook": True, "hold": True,
    "state": "confirmed", "id": str(uuid.uuid4()), "price_cents": 1, "conversation_id": str(uuid.uuid4()), "is_overbooked": True,
    "held_until": "2099-01-01T00:00:00Z", "version": 9, "capacity": 50, "said_at": "2026-01-01T10:00:00", "by": "staff",
}  # fmt: skip


async def test_a_public_body_takes_only_what_it_says(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug)
    bodies = {
        f"{API}/pages/{slug}/appointments": booking(clinic, clinic.at(10)),
        f"{API}/links/{made['link']}/reschedule": {"starts_at": clinic.at(10).isoformat()},
        f"{API}/links/{made['link']}/cancel": {"reason": ""},
    }
    for path, body in bodies.items():
        for field, value in MORE.items():
            answer = await visitor.post(path, json=body | {field: value})
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, field), path
    assert (await visitor.get(f"{API}/links/{made['link']}")).json() == made


HOSTILE = [
    {"phone": "123"}, {"phone": "não sei qual"}, {"name": "\0"}, {"name": "x" * 121}, {"note": "x" * 501}, {"consent_version": 0},
    {"starts_at": "2026-01-01T10:00:00"}, {"starts_at": "ontem"}, {"starts_at": "9999-12-31T23:59:00Z"}, {"language": "fr"},
    {"proof": -1}, {"proof": 2**80}, {"client_id": "1"}, {"ticket": "é" * 60}, {"ticket": ""}, {"consent_version": 2**40},
]  # fmt: skip


async def test_what_cannot_be_kept_is_refused_and_leaves_nothing(clinic, slug, visitor):
    good = booking(clinic, clinic.at(9))
    for given in HOSTILE:
        answer = await visitor.post(f"{API}/pages/{slug}/appointments", json=good | given)
        assert answer.status_code in (409, 422), f"{given}: {answer.status_code}"
    assert await living_claims(clinic) == 0
    async with clinic.tx() as tx:
        assert list(await tx.session.scalars(select(Contact.id))) == []


async def test_the_words_agreed_to_are_the_ones_shown(clinic, slug, visitor):
    changed = await visitor.post(f"{API}/pages/{slug}/appointments", json=booking(clinic, clinic.at(9), consent_version=2))
    assert code(changed) == (409, "consent_changed")
    assert changed.json()["error"]["params"] == {"version": 1}


def _ticket(clinic: Clinic, age: float) -> str:
    return signing.signed(work.PURPOSE, work.ticket(clinic.tenant_id, clock.now() - timedelta(seconds=age)))


async def test_a_program_needs_a_ticket_that_is_not_new_not_old_and_worked_for(clinic, slug, visitor):
    other = await new_clinic()
    for ticket in (
        _ticket(clinic, 0), _ticket(clinic, 4 * 3600), _ticket(other, 10), "x" * 60, _ticket(clinic, 10)[:-1],
        signing.signed("booking link", work.ticket(clinic.tenant_id, clock.now() - timedelta(seconds=10))),
    ):  # fmt: skip
        given = booking(clinic, clinic.at(9), ticket=ticket)
        assert code(await visitor.post(f"{API}/pages/{slug}/appointments", json=given)) == (409, "ticket_stale")
    good = booking(clinic, clinic.at(9))
    lazy = good | {"proof": next(n for n in range(100) if not work.is_done(good["ticket"], uuid.UUID(good["client_id"]), n))}
    assert code(await visitor.post(f"{API}/pages/{slug}/appointments", json=lazy)) == (409, "ticket_stale")
    assert (await visitor.post(f"{API}/pages/{slug}/appointments", json=good)).status_code == 201


async def test_one_number_and_one_address_book_only_so_often(clinic, slug):
    await clinic.service("rápida", duration=15, step=15)
    number = phone()
    async with visitors("203.0.113.77") as away:
        first = uuid.uuid4()
        answers = [
            await away.post(
                f"{API}/pages/{slug}/appointments",
                json=booking(
                    clinic,
                    clinic.at(8 + n // 4, n % 4 * 15),
                    service="rápida",
                    phone=number,
                    client_id=first if n == 0 else None,
                ),
            )
            for n in range(8)
        ]
        assert Counter(one.status_code for one in answers) == {201: 6, 409: 2}
        assert code(answers[-1]) == (409, "page_refused")
        again = booking(clinic, clinic.at(8), service="rápida", phone=number, client_id=first)
        told = await away.post(f"{API}/pages/{slug}/appointments", json=again)
        assert (told.status_code, told.json()) == (201, answers[0].json())  # what was booked is told again
        link = answers[0].json()["link"]
        tried = [await away.post(f"{API}/links/{link}/cancel", json={}) for _ in range(60)]
    assert code(tried[-1]) == (429, "too_many_requests")
    assert int(tried[-1].headers["Retry-After"]) >= 1
