"""Whoever books at the same time as somebody else waits for them, and for nobody who waits for them."""

import asyncio
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bookings.errors import BookingInvalid, TooManyAppointments
from atende.bookings.rules.states import Source
from atende.bookings.service import changing
from atende.bookings.service.reserving import Wish, reserve
from atende.contacts import service as contacts
from atende.inbox.service.conversations import conversation_for
from atende.kit.ids import new_id
from tests.accounts.under_way import waiting_for_a_lock
from tests.bookings.clinic import Clinic, living_claims, new_clinic
from tests.contacts.people import new_connection

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.service("consulta")
    return made


async def _talk(clinic: Clinic, contact_id: uuid.UUID) -> uuid.UUID:
    async with clinic.tx() as tx:
        return (await conversation_for(tx, await new_connection(tx), contact_id)).id


async def _book(clinic: Clinic, wish: Wish) -> uuid.UUID:
    async with clinic.tx() as tx:
        return (await reserve(tx, wish)).id


async def test_a_turn_of_the_bot_and_somebody_of_the_team_book_for_the_same_person_at_once(clinic, database):
    """The turn has its conversation from the start; the team's booking in it waits for that before it has anything of its own."""
    ana = await clinic.contact()
    talk = await _talk(clinic, ana)
    by_bot = await clinic.wish("consulta", clinic.at(9), contact_id=ana, conversation_id=talk)
    by_team = replace(by_bot, starts_at=clinic.at(11), source=Source.STAFF)
    async with clinic.tx() as tx:
        await tx.session.execute(text("select 1 from inbox_conversations where id = :id for update"), {"id": talk})
        team = asyncio.create_task(_book(clinic, by_team))
        await waiting_for_a_lock(database)
        mine = (await reserve(tx, by_bot)).id
    assert await team != mine


async def test_somebody_who_is_recognized_waits_for_no_booking_of_theirs(clinic):
    """Recognizing locks the person before their conversation; booking in a turn has the conversation first."""
    ana = await clinic.contact()
    talk = await _talk(clinic, ana)
    wish = await clinic.wish("consulta", clinic.at(9), contact_id=ana, conversation_id=talk)
    async with clinic.tx() as recognizing:
        await recognizing.session.execute(text("select 1 from contacts_contacts where id = :id for no key update"), {"id": ana})
        async with asyncio.timeout(60):
            made = await _book(clinic, wish)
    assert made


async def test_an_id_is_of_one_wish(clinic):
    first = await clinic.wish("consulta", clinic.at(9), client_id=new_id())
    made = await _book(clinic, first)
    for other in (replace(first, contact_id=await clinic.contact()), replace(first, starts_at=clinic.at(11))):
        with pytest.raises(BookingInvalid) as refused:
            await _book(clinic, other)
        assert refused.value.field == "client_id"
    async with clinic.tx() as tx:
        await changing.reschedule(tx, made, clinic.at(10), by=changing.BY_STAFF)
    assert await _book(clinic, first) == made, "asked again after it was moved it is still the answer to that wish"


async def test_one_id_for_two_people_at_once_is_one_appointment_and_a_refusal(clinic):
    first = await clinic.wish("consulta", clinic.at(9), client_id=new_id())
    second = replace(first, contact_id=await clinic.contact(), starts_at=clinic.at(11))
    ends = await asyncio.gather(_book(clinic, first), _book(clinic, second), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["BookingInvalid", "UUID"]


async def test_what_somebody_booked_under_another_record_counts_for_their_limit(clinic):
    await clinic.service("exame", contact_limit=1)
    ana, ana_again = await clinic.contact(), await clinic.contact()
    await _book(clinic, await clinic.wish("exame", clinic.at(9), contact_id=ana))
    async with clinic.tx() as tx:
        await contacts.merge(tx, ana_again, ana, reason="staff", evidence={})
    for record in (ana, ana_again):
        with pytest.raises(TooManyAppointments):
            await _book(clinic, await clinic.wish("exame", clinic.at(11), contact_id=record))


async def test_a_place_that_is_given_up_while_somebody_joins_leaves_the_group_its_professional(clinic, database):
    await clinic.service("grupo", capacity=2)
    first = await _book(clinic, await clinic.wish("grupo", clinic.at(9)))
    wish = await clinic.wish("grupo", clinic.at(9))

    async def give_up() -> None:
        async with clinic.tx() as tx:
            await changing.cancel(tx, first, by=changing.BY_STAFF)

    async with clinic.tx() as tx:
        await reserve(tx, wish)
        giving_up = asyncio.create_task(give_up())
        await waiting_for_a_lock(database)
    await giving_up
    assert await living_claims(clinic) == 1
