"""`atende check` on the agenda: what a change of clocks makes wrong is found, and moving it puts it right."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bookings.queries import calendar
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.service import changing, reclocking, waiting
from atende.bookings.service.reserving import reserve
from atende.core.tenancy import Crossing, across_tenants
from atende.inbox.service.conversations import conversation_for
from atende.kit.ids import new_id
from atende.reports import agenda
from tests.bookings.clinic import Clinic, new_clinic
from tests.contacts.people import new_connection

pytestmark = pytest.mark.usefixtures("database")


async def test_an_appointment_whose_clock_was_moved_is_found_and_can_be_put_right(database):
    wiring.wire()
    clinic = await new_clinic()
    await clinic.resource("Dra. Ana")
    await clinic.service("consulta")
    async with clinic.tx() as tx:
        made = await reserve(tx, await clinic.wish("consulta", clinic.at(9), source=Source.STAFF))
    async with clinic.tx() as tx:  # as if the government had put its clocks forward since
        await tx.session.execute(
            text("update bookings_appointments set said_at = said_at + interval '1 hour' where id = :id"), {"id": made.id}
        )
    assert f"shows {clinic.at(9):%Y-%m-%d %H:%M}" in "".join(await agenda.off_the_clock(clinic.tenant_id))
    async with clinic.tx() as tx:
        await changing.reschedule(tx, made.id, clinic.at(9) + timedelta(hours=1), by=changing.BY_STAFF)
    assert await agenda.off_the_clock(clinic.tenant_id) == []


@pytest.mark.parametrize("whose", ["accounts_tenants", "accounts_stores"])
async def test_an_appointment_whose_place_moved_to_another_zone_is_found_and_can_be_put_right(database, whose):
    wiring.wire()
    clinic = await new_clinic()
    await clinic.resource("Dra. Ana")
    await clinic.service("consulta")
    async with clinic.tx() as tx:
        made = await reserve(tx, await clinic.wish("consulta", clinic.at(9), source=Source.STAFF))
    assert await agenda.off_the_clock(clinic.tenant_id) == []
    at_home = text(f"update {whose} set timezone = 'America/Manaus' where id = :id")
    if whose == "accounts_stores":
        async with clinic.tx() as tx:
            await tx.session.execute(at_home, {"id": clinic.store})
    else:
        async with across_tenants(Crossing.OPERATE) as session:
            await session.execute(at_home, {"id": clinic.tenant_id})
    [found] = await agenda.off_the_clock(clinic.tenant_id)
    assert found.startswith(str(made.id))
    assert f"moved to from America/Sao_Paulo, shows {clinic.at(8):%Y-%m-%d %H:%M} then: `atende bookings reclock`" in found
    assert [one.refused async for one in reclocking.put_all_back(clinic.tenant_id)] == [None]
    assert await agenda.off_the_clock(clinic.tenant_id) == []


_OPEN_OFFERS = next(one for one in agenda.TENANT if "open only while it is held" in one[1])[2]


@pytest.mark.parametrize("state", ["hold", "cancelled"])
async def test_an_offer_left_open_of_what_is_held_no_more_is_found(database, state):
    wiring.wire()
    clinic = await new_clinic()
    await clinic.resource("Dra. Ana")
    await clinic.service("consulta")
    on = clinic.at(9).date()
    guest = await clinic.contact()
    async with clinic.tx() as tx:
        talk = (await conversation_for(tx, await new_connection(tx), guest)).id
        row = await waiting.join(
            tx, waiting.Longing(guest, clinic.services["consulta"], Span(on, on), Source.STAFF, conversation_id=talk)
        )
        asked = await calendar.service(tx, row.service_id)
        [first, *_] = await calendar.offers(tx, calendar.Question(asked.id, clinic.at(8), clinic.at(12)), asked)
        made = await waiting.offer(tx, row, talk, first, asked)
        await tx.session.execute(
            text("update bookings_wait_offers set check_at = now() - interval '11 minutes' where id = :id"), {"id": made.id}
        )
        if state == "cancelled":
            await changing.cancel(tx, made.appointment_id, by=changing.BY_STAFF)
    async with clinic.tx() as tx:
        found = await tx.session.execute(text(f"{_OPEN_OFFERS} and o.id = :id"), {"id": made.id})
        assert len(found.all()) == (state == "cancelled")


_TAKES = next(one for one in agenda.TENANT if "without what it takes" in one[1])[2]


async def _takes_nothing(clinic: Clinic) -> list[str]:
    async with clinic.tx() as tx:
        return list(await tx.session.scalars(text(_TAKES)))


@pytest.mark.parametrize("state", ["hold", "pending", "confirmed", "completed", "no_show", "cancelled", "expired"])
async def test_a_living_appointment_that_was_written_past_the_verbs_without_a_claim_is_found(clinic, state):
    """The constraint is on claims, and nothing in the schema asks that there is one."""
    occasion_id, contact_id, start = new_id(), await clinic.contact(), clinic.at(9)
    async with clinic.tx() as tx:
        about = {
            "tenant": tx.tenant_id, "occasion": occasion_id, "service": clinic.services["consulta"], "store": clinic.store,
            "since": start, "until": start + timedelta(hours=1),
        }  # fmt: skip
        await tx.session.execute(
            text(
                "insert into bookings_occasions (tenant_id, id, service_id, store_id, starts_at, ends_at, capacity)"
                " values (:tenant, :occasion, :service, :store, :since, :until, 1)"
            ),
            about,
        )
        await tx.session.execute(
            text(
                "insert into bookings_appointments (tenant_id, id, occasion_id, seat_no, capacity, service_id, store_id, contact_id,"
                " starts_at, ends_at, zone, said_at, state, held_until, source)"
                " values (:tenant, :id, :occasion, 1, 1, :service, :store, :contact, :since, :until, 'America/Sao_Paulo', :said,"
                " :state, :held, 'api')"
            ),
            {
                **about, "id": new_id(), "contact": contact_id, "said": start.replace(tzinfo=None), "state": state,
                "held": start if state == "hold" else None,
            },
        )  # fmt: skip
    assert await _takes_nothing(clinic) == ([] if state in ("cancelled", "expired") else [str(occasion_id)])


async def test_claims_that_somebody_ended_under_a_living_appointment_and_those_left_of_a_cancelled_one_are_found(clinic):
    made = await clinic.booked("consulta", clinic.at(9))
    assert await _takes_nothing(clinic) == []
    living = text("update bookings_claims set is_living = :living where occasion_id = :id")
    async with clinic.tx() as tx:
        await tx.session.execute(living, {"living": False, "id": made.occasion_id})
    assert await _takes_nothing(clinic) == [str(made.occasion_id)]
    async with clinic.tx() as tx:
        await changing.cancel(tx, made.id, by=changing.BY_STAFF)
    assert await _takes_nothing(clinic) == []
    async with clinic.tx() as tx:
        await tx.session.execute(living, {"living": True, "id": made.occasion_id})
    assert await _takes_nothing(clinic) == [str(made.occasion_id)]
