"""Somebody of the team offers a time to somebody who waits: held and said at once, or not held and the person is told why."""

from datetime import timedelta

import pytest

from atende.accounts.models import Store
from atende.bookings.errors import BookingNotFound, OfferUnsaid, SlotTaken, WrongState
from atende.bookings.queries import waiting as reading
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.schemas.waiting import WaitOut
from atende.bookings.service import waiting
from atende.bot.service import backfill
from atende.core import clock as core_clock
from atende.core.tenancy import Actor
from atende.inbox.errors import NotYourTurn
from atende.inbox.service import ownership
from atende.kit.ids import new_id
from tests.bookings.clinic import WEEK
from tests.bot.test_booking_turns import (
    _channel,  # noqa: F401 - fixtures
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    later,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import (
    _full,
    _last,
    _offers,
    _state,
    _waits,
    clinic,  # noqa: F401 - a fixture
)


async def test_the_time_is_held_and_they_are_asked(desk, clinic):  # noqa: F811
    await _full(clinic)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    person = Actor("user", new_id())
    for hour, days in ((9, 1), (7, 2)):
        with pytest.raises(SlotTaken) as refused:
            async with clinic.tx(person) as tx:
                await backfill.offer_now(tx, wait.id, clinic.at(hour, days=days))
        assert refused.value.params["alternatives"]
    # Another day than they named: a person decides.
    async with clinic.tx(person) as tx:
        await backfill.offer_now(tx, wait.id, clinic.at(10, days=2))
    told = await _last(guest)
    assert told is not None
    assert "Abriu um horário!" in told.text
    assert "10:00" in told.text
    (offer,) = await _offers(clinic)
    assert (offer.starts_at, offer.outcome) == (clinic.at(10, days=2), "open")
    with pytest.raises(WrongState):  # they have an offer
        async with clinic.tx(person) as tx:
            await backfill.offer_now(tx, wait.id, clinic.at(11, days=2))
    assert len(await _offers(clinic)) == 1
    assert "10:00" in (await guest.taps(told, "Quero")).text
    assert (await _state(clinic, wait)).state == "booked"


async def test_what_begins_before_they_have_to_answer_is_not_offered(desk, clinic):  # noqa: F811
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    soon = clinic.at(8)
    later(soon - timedelta(minutes=15) - core_clock.now())  # an offer stands for half an hour
    with pytest.raises(SlotTaken):
        async with clinic.tx() as tx:
            await backfill.offer_now(tx, wait.id, soon)
    async with clinic.tx() as tx:
        await backfill.offer_now(tx, wait.id, soon + timedelta(hours=1))
    assert [one.starts_at for one in await _offers(clinic)] == [soon + timedelta(hours=1)]


async def test_what_was_offered_is_told_with_its_store_and_by_its_clock(desk, clinic):  # noqa: F811
    west = new_id()
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=west, name="Manaus", timezone="America/Manaus", hours=WEEK))
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    async with clinic.tx() as tx:
        await backfill.offer_now(tx, wait.id, clinic.at(9, days=2), store_id=west)
    async with clinic.tx() as tx:
        row = await reading.one(tx, wait.id)
    assert row is not None
    (offer,) = WaitOut(**row).offers
    assert (offer.starts_at, offer.store_id, offer.timezone) == (clinic.at(9, days=2), west, "America/Manaus")
    assert offer.local_start == clinic.at(8, days=2).replace(tzinfo=None)


async def test_what_cannot_be_said_is_not_offered_by_hand(desk, clinic):  # noqa: F811
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    silent = await clinic.contact("Quem nunca escreveu")
    on = clinic.at(9).date()
    async with clinic.tx() as tx:
        unheard = await waiting.join(tx, waiting.Longing(silent, clinic.services["Consulta"], Span(on, on), Source.STAFF))
    async with clinic.tx() as tx:
        await ownership.hand_off(tx, guest.conversation_id, "requested", None)
    for one, refusal in ((unheard.id, OfferUnsaid), (wait.id, NotYourTurn), (new_id(), BookingNotFound)):
        with pytest.raises(refusal):
            async with clinic.tx() as tx:
                await backfill.offer_now(tx, one, clinic.at(9))
    assert await _offers(clinic) == []
    async with clinic.tx() as tx:
        assert await tx.value("select count(*) from bookings_claims where tenant_id = $1", tx.tenant_id) == 0
