"""One appointment's own link: seen, moved and cancelled by whoever has it, and by nobody else (promise S35)."""

import asyncio
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, text

from atende.bookings.models import Appointment
from atende.bookings.queries import appointments
from atende.bookings.service import changing, links, reserving
from atende.core import clock, signing
from tests.bookings.clinic import living_claims, new_clinic
from tests.bookings.visitor import API, booked, code

pytestmark = pytest.mark.usefixtures("database")


async def test_a_link_moves_and_cancels_its_own_appointment_and_again_changes_nothing(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug)
    path = f"{API}/links/{made['link']}"
    free = (await visitor.get(f"{path}/slots")).json()["items"]
    assert made["starts_at"] not in [one["starts_at"] for one in free]
    to = {"starts_at": clinic.at(11).isoformat(), "reason": " Reunião  "}
    moved = await asyncio.gather(*(visitor.post(f"{path}/reschedule", json=to) for _ in range(3)))
    assert {one.status_code for one in moved} == {200}
    assert {one.json()["starts_at"] for one in moved} == {clinic.at(11).astimezone(UTC).isoformat().replace("+00:00", "Z")}
    gone = [await visitor.post(f"{path}/cancel", json={"reason": "viagem"}) for _ in range(2)]
    assert [(one.status_code, one.json()["state"]) for one in gone] == [(200, "cancelled")] * 2
    assert gone[0].json()["cancel_until"] is None
    assert await living_claims(clinic) == 0
    async with clinic.tx() as tx:
        facts = await tx.session.execute(
            text(
                "select name, actor from facts where name like 'bookings.booking_%' and subject_id = (select id from bookings_appointments)"
            )
        )
        told = Counter(tuple(row) for row in facts)
        (row,) = await tx.session.scalars(select(Appointment))
        kept = [(one["actor"], one["reason"]) for one in (await appointments.one(tx, row.id))["history"]]
    assert kept == [("customer", ""), ("customer", "Reunião"), ("customer", "viagem")]
    assert told[("bookings.booking_rescheduled", "customer")] == 1
    assert told[("bookings.booking_cancelled", "customer")] == 1


@pytest.mark.parametrize("place", ["", "{{agendamento}}"])
async def test_the_form_is_for_this_appointment_where_its_address_has_a_place_for_its_id(clinic, slug, visitor, place):
    await clinic.service("exame", form_url=f"https://forms.example/ficha?c={place}")
    made = await booked(visitor, clinic, slug, service="exame")
    seen = (await visitor.get(f"{API}/links/{made['link']}")).json()
    async with clinic.tx() as tx:
        id_ = await tx.value("select id from bookings_appointments where tenant_id = $1 order by id desc limit 1", tx.tenant_id)
    assert seen["form_url"] == f"https://forms.example/ficha?c={id_ if place else ''}"


async def test_a_link_obeys_the_services_notice(clinic, slug, visitor):
    await clinic.service("exame", cancel_notice=60 * 24 * 3, reschedule_notice=60 * 24 * 3)
    made = await booked(visitor, clinic, slug, service="exame")
    assert (made["cancel_until"], made["reschedule_until"]) == (None, None)
    path = f"{API}/links/{made['link']}"
    assert code(await visitor.post(f"{path}/cancel", json={})) == (409, "notice_too_short")
    moved = await visitor.post(f"{path}/reschedule", json={"starts_at": clinic.at(11).isoformat()})
    assert code(moved) == (409, "notice_too_short")


async def test_a_link_that_was_changed_in_any_letter_or_made_for_something_else_opens_nothing(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug)
    good = made["link"]
    other = await new_clinic()
    async with clinic.tx() as tx:
        [row] = await tx.session.scalars(select(Appointment))
    bad = [good[:n] + ("A" if good[n] != "A" else "B") + good[n + 1 :] for n in range(len(good))]
    bad += [
        good + "=",
        good + "A",
        good[:-1],
        "A",
        links.word(other.tenant_id, row.id),
        links.word(clinic.tenant_id, uuid.uuid4()),
    ]
    bad += [signing.signed("booking ticket", clinic.tenant_id.bytes + row.id.bytes)]
    answers = [await visitor.get(f"{API}/links/{one}") for one in bad]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1
    assert (await visitor.get(f"{API}/links/{good}")).status_code == 200


async def test_a_link_is_over_a_month_after_its_appointment(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug)
    clock.shift(timedelta(days=30))
    try:
        assert (await visitor.get(f"{API}/links/{made['link']}")).status_code == 200
        assert code(await visitor.post(f"{API}/links/{made['link']}/cancel", json={})) == (409, "notice_too_short")
        clock.shift(timedelta(days=33))
        assert (await visitor.get(f"{API}/links/{made['link']}")).status_code == 404
    finally:
        clock.shift(timedelta())


async def test_the_calendars_entry_follows_the_appointment(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug)
    path = f"{API}/links/{made['link']}"

    async def entry() -> tuple[str, dict]:
        answer = await visitor.get(f"{path}/calendar.ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        whole = Calendar.from_ical(answer.content)
        [event] = whole.walk("VEVENT")
        return str(whole["method"]), {
            str(k): event.decoded(k) for k in ("uid", "sequence", "dtstart", "dtend", "status", "summary")
        }

    method, first = await entry()
    assert (method, first["status"]) == ("PUBLISH", "CONFIRMED")
    assert first["dtstart"] == clinic.at(9).astimezone(UTC)
    assert str(first["summary"]).startswith("consulta")
    await visitor.post(f"{path}/reschedule", json={"starts_at": clinic.at(10).isoformat()})
    _, second = await entry()
    await visitor.post(f"{path}/cancel", json={})
    method, third = await entry()
    assert (method, third["status"]) == ("CANCEL", "CANCELLED")
    assert first["uid"] == second["uid"] == third["uid"]
    assert first["sequence"] < second["sequence"] < third["sequence"]
    assert second["dtstart"] == clinic.at(10).astimezone(UTC)


async def test_state_changes_come_from_the_page_itself(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": ""}):
        answer = await visitor.post(f"{API}/links/{made['link']}/cancel", json={}, headers=headers)
        assert code(answer) == (403, "cross_site")
    assert (await visitor.get(f"{API}/links/{made['link']}")).json()["state"] == "confirmed"


async def test_a_hold_and_what_ran_out_have_no_link(clinic, slug, visitor):
    async with clinic.tx() as tx:
        held = await reserving.reserve(tx, await clinic.wish("consulta", clinic.at(9), hold=True))
    assert (await visitor.get(f"{API}/links/{links.word(clinic.tenant_id, held.id)}")).status_code == 404
    async with clinic.tx() as tx:
        await changing.take(tx, held.id)
    seen = await visitor.get(f"{API}/links/{links.word(clinic.tenant_id, held.id)}")
    assert (seen.status_code, seen.json()["guest_name"]) == (200, None)
    assert datetime.fromisoformat(seen.json()["starts_at"]) == clinic.at(9)
