"""What goes wrong around an offer: it never leaves, the team disposes of its time, several hands reach for it at once."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import text, update

from atende.bookings.models import BookableService
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.service import amending, changing, freeing, reserving, waiting
from atende.bot.service import backfill
from atende.contacts import service as people
from atende.core.jobs import Lane
from atende.inbox.ports import InboundMessage, MessageKind, Sender
from atende.inbox.service import ownership, receive
from atende.kit.ids import new_id
from tests.accounts.under_way import waiting_for_a_lock
from tests.bookings.clinic import Clinic
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    later,
    options,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import _booked, _full, _gone, _last, _look, _offers, _state, _waits, clinic  # noqa: F401


async def test_days_long_ago_stop_nobodys_waiting(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest, other = await _guest(desk), await _guest(desk)
    async with clinic.tx() as tx:
        span = Span(date(1, 1, 1), clinic.at(9, days=1).date())
        await waiting.join(tx, waiting.Longing(other.contact_id, clinic.services["Consulta"], span, Source.STAFF))
    await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert [one.conversation_id for one in await _offers(clinic)] == [other.conversation_id]


async def test_who_has_an_offer_is_not_looked_for_again_and_again(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    later(timedelta(minutes=12))
    await _look(clinic)  # ends, though the offer is open for longer than that
    assert [one.outcome for one in await _offers(clinic)] == ["open"]


@pytest.mark.parametrize("how", ["cancelled", "moved", "taken"])
async def test_an_offer_does_not_leave_for_a_time_the_team_disposed_of(desk, clinic, how):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await backfill.handle(Lane(clinic.tenant_id, freeing.STAGE))
    [one] = await _offers(clinic)
    async with clinic.tx() as tx:  # before it left
        if how == "cancelled":
            await changing.cancel(tx, one.appointment_id, by=changing.BY_STAFF)
        elif how == "moved":
            await changing.reschedule(tx, one.appointment_id, clinic.at(10, days=3), by=changing.BY_STAFF)
        else:
            await changing.take(tx, one.appointment_id)
    told = await _last(guest)
    assert told is not None
    assert told.status == "dropped"


async def test_offers_that_never_left_are_no_silence_of_theirs(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    for one in taken:
        await _gone(clinic, one)
    lane = Lane(clinic.tenant_id, freeing.STAGE)
    for _ in range(4):  # the number rests: nothing is delivered
        await backfill.handle(lane)
        later(timedelta(minutes=31))
    await backfill.handle(lane)
    assert {one.outcome for one in (await _offers(clinic))[:4]} == {"unsaid"}
    assert (await _state(clinic, wait)).state == "waiting"
    assert [one.state for one in await guest.appointments()].count("hold") <= 1


async def test_what_could_not_be_said_is_offered_again_after_a_while(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    async with desk.tx() as tx:  # before it left
        await ownership.hand_off(tx, guest.conversation_id, "requested", None)
    await _last(guest)
    later(timedelta(minutes=2))
    await _look(clinic)
    async with desk.tx() as tx:
        back = text("update inbox_conversations set owner_kind = 'bot', owner_user_id = null where id = :id")
        await tx.session.execute(back, {"id": guest.conversation_id})
    later(timedelta(minutes=30))
    await _look(clinic)
    assert [one.outcome for one in await _offers(clinic)] == ["unsaid"]
    later(timedelta(minutes=31))
    await _look(clinic)
    assert [(one.outcome, one.starts_at) for one in await _offers(clinic)] == [("unsaid", clinic.at(9)), ("open", clinic.at(9))]


async def _two_offers(desk, clinic: Clinic) -> Guest:  # noqa: F811
    """One person who waits for two services of one professional, and is offered both."""
    await clinic.service("Retorno", by=("Dra. Ana",), offer_minutes=30)
    taken = await _full(clinic)
    guest = await _guest(desk)
    on = clinic.at(9, days=1).date()
    for service in ("Consulta", "Retorno"):
        later(timedelta(seconds=1))
        async with clinic.tx() as tx:
            longing = waiting.Longing(
                guest.contact_id, clinic.services[service], Span(on, on), Source.BOT, conversation_id=guest.conversation_id
            )
            await waiting.join(tx, longing)
    for one in taken[:2]:
        await _gone(clinic, one)
    await backfill.handle(Lane(clinic.tenant_id, freeing.STAGE))
    later(timedelta(minutes=11))  # so long nobody talks over their answer to the first
    await backfill.handle(Lane(clinic.tenant_id, freeing.STAGE))
    return guest


async def test_leaving_everything_while_an_offer_ends_stops_neither(desk, clinic, database):  # noqa: F811
    guest = await _two_offers(desk, clinic)
    last = (await _offers(clinic))[1]
    lane = Lane(clinic.tenant_id, freeing.STAGE)
    later(timedelta(minutes=31))

    async def leave() -> int:
        async with clinic.tx() as tx:
            return await waiting.leave_all(tx, guest.contact_id)

    async with clinic.tx() as tx:  # both come to wait for the professional's time, and the one who leaves came first
        await reserving.lock_of(tx, last.appointment_id)
        leaves = asyncio.create_task(leave())
        await waiting_for_a_lock(database)
        ends = asyncio.create_task(backfill._settled(lane, last.id, last.wait_id, None))
        await waiting_for_a_lock(database, 2)
    assert await leaves == 2
    assert not await ends, "it was withdrawn before"


async def test_a_yes_to_another_question_takes_no_offer(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    await _waits(guest, clinic)
    said = await guest.says("oi, vocês atendem convênio?")
    assert "Quer que eu chame alguém" in said.text
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert await _offers(clinic) == [], "nobody is talked over, whatever of"
    await guest.says("sim")
    assert await guest.appointments() == []


async def test_who_says_yes_to_what_the_team_moved_is_told_that_it_is_over(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    told = await _last(guest)
    assert told is not None
    [one] = await _offers(clinic)
    async with clinic.tx() as tx:
        await changing.reschedule(tx, one.appointment_id, clinic.at(10, days=3), by=changing.BY_STAFF)
    assert "Marcado" not in (await guest.taps(told, "Quero")).text
    assert [one.state for one in await guest.appointments()] == ["hold"]


async def test_far_days_are_looked_at_though_somebody_else_waits_for_near_ones(desk, clinic):  # noqa: F811
    async with clinic.tx() as tx:
        await tx.session.execute(update(BookableService).values(horizon_days=300))
    await _full(clinic)
    near, far = await _guest(desk), await _guest(desk)
    await _waits(near, clinic)
    await _waits(far, clinic, days=150)
    await _look(clinic)
    assert [one.conversation_id for one in await _offers(clinic)] == [far.conversation_id]


async def test_what_they_had_before_they_waited_ends_no_waiting(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    had = await _booked(clinic, 9, 2, contact_id=guest.contact_id)
    await _gone(clinic, had)
    await _waits(guest, clinic)
    later(timedelta(seconds=5))
    async with clinic.tx() as tx:
        await amending.restore(tx, had.id)
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert [one.outcome for one in await _offers(clinic)] == ["open"]


async def _presses(desk, guest: Guest, option: str) -> None:  # noqa: F811
    """The press comes in as the vendor hands it over."""
    async with desk.tx() as tx:
        phone = (await people.address(tx, guest.contact_id)).phone
        assert phone is not None
        sender = Sender(phone=phone.lstrip("+"))
        said = InboundMessage(f"wamid.{new_id().hex}", sender, tx.now, MessageKind.BUTTON, "x", {"id": option, "title": "x"})
        await receive.receive_message(tx, desk.connection_id, said, tx.now)


@pytest.mark.parametrize(("pressed", "outcome"), [("Quero", "taken"), ("Não", "declined")])
async def test_what_is_pressed_while_a_person_has_the_conversation_is_so(desk, clinic, pressed, outcome):  # noqa: F811
    taken = await _full(clinic)
    guest, other = await _guest(desk), await _guest(desk)
    wait = await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    told = await _last(guest)
    async with desk.tx() as tx:
        await ownership.hand_off(tx, guest.conversation_id, "requested", None)
    option = next(id_ for id_, title in options(told).items() if title.startswith(pressed))
    await _presses(desk, other, option)  # somebody else's button
    assert [one.answer for one in await _offers(clinic)] == [None]
    before = len(await guest.heard())
    await _presses(desk, guest, option)
    await _look(clinic)
    assert [(one.outcome, one.answer) for one in await _offers(clinic)] == [(outcome, option.split(":")[1])]
    assert [one.state for one in await guest.appointments()] == ["confirmed" if outcome == "taken" else "cancelled"]
    assert (await _state(clinic, wait)).state == ("booked" if outcome == "taken" else "waiting")
    assert len(await guest.heard()) == before, "the word is the person's"


async def test_pressed_in_time_and_looked_at_late_it_is_theirs_or_no_silence(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    told = await _last(guest)
    async with desk.tx() as tx:
        await ownership.hand_off(tx, guest.conversation_id, "requested", None)
    await _presses(desk, guest, next(id_ for id_, title in options(told).items() if title.startswith("Quero")))
    later(timedelta(minutes=31))
    await _booked(clinic, 9)  # nobody looked, and somebody was faster
    await _look(clinic)
    [one] = await _offers(clinic)
    assert (one.outcome, one.answer) == ("run_out", "accept")
    async with clinic.tx() as tx:
        assert await tx.value(waiting._UNANSWERED, tx.tenant_id, wait.id) == 0
