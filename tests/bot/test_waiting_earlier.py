"""Who has an appointment waits for an earlier one: it goes there, whatever the limit, and only where that is earlier still."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from atende.bookings.errors import BookingNotFound, NoticeTooShort, OfferOver, WaitNotEarlier
from atende.bookings.models import Appointment, BookableService, Wait
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.service import answering, changing, waiting
from atende.bot.rules.deeds import JoinWait, OwnFound, ReadOwn, Waits
from atende.bot.service import backfill
from atende.core import clock as core_clock
from tests.bookings.clinic import ZONE, Clinic, living_claims
from tests.bot.agenda import ALL, HERS, LATER, Agenda
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _clinic,
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    facts_of,
    later,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import _booked, _full, _gone, _last, _look, _offers, _state

WAITS = Waits("w1", "Limpeza de pele", HERS.starts_at.date(), HERS.starts_at.date(), 0, 1439, own=HERS)


@pytest.mark.parametrize(
    "words",
    [
        "tem algum horário mais cedo? me avisa se abrir", "me avisa se abrir vaga antes", "me avisa se abrir um horário antes do meu",
        "me avisa se abrir vaga que eu quero antecipar", "let me know if anything earlier opens",
    ],
)  # fmt: skip
def test_an_earlier_time_is_waited_for_in_the_place_of_what_they_have(words) -> None:
    talk = Agenda(facts=ALL)
    if words.startswith("let"):
        talk.settings = replace(talk.settings, language="en")
    talk.outcomes[JoinWait] = WAITS
    said = talk.says(words)
    today, on = talk.now.date(), HERS.starts_at.date()
    assert talk.deeds == [ReadOwn(), JoinWait("v1", today, on, 0, 1439, "s1", None, instead="a1")]
    assert ("quinta-feira (26/11), às 10:00" in said) or ("on Thursday, Nov 26, at 10:00" in said)
    assert talk.last.actions[-1].fact_ids == ("wait:w1", "appointment:a1")


@pytest.mark.parametrize(
    "words", ["me avisa se abrir vaga de limpeza antes das 10", "me avisa se abrir vaga de limpeza antes de quinta"]
)
def test_before_some_hour_or_day_is_no_earlier_time_than_theirs(words) -> None:
    talk = Agenda(facts=ALL)
    talk.outcomes[JoinWait] = replace(WAITS, own=None)
    talk.says(words)
    [deed] = talk.deeds
    assert isinstance(deed, JoinWait)
    assert deed.instead is None


def test_of_several_nobody_knows_which_and_of_none_there_is_nothing_to_move() -> None:
    for own in ((HERS, LATER), ()):
        talk = Agenda()
        talk.outcomes |= {ReadOwn: OwnFound(own), JoinWait: replace(WAITS, own=None)}
        talk.says("me avisa se abrir um horário mais cedo")
        assert isinstance(talk.deeds[-1], JoinWait)
        assert talk.deeds[-1].instead is None


def test_days_and_hours_that_are_named_with_it_are_kept() -> None:
    talk = Agenda()
    talk.outcomes[JoinWait] = WAITS
    talk.says("me avisa se abrir antes, terça ou quarta de manhã")
    deed = talk.deeds[-1]
    assert isinstance(deed, JoinWait)
    assert (deed.first_on.day, deed.last_on.day, deed.earliest, deed.latest, deed.instead) == (24, 25, 360, 719, "a1")
    talk.says("só à tarde")
    deed = talk.deeds[-1]
    assert isinstance(deed, JoinWait)
    assert (deed.earliest, deed.latest, deed.instead) == (720, 1139, "a1")


@pytest.fixture
async def clinic(desk) -> Clinic:  # noqa: F811
    return await _clinic(desk, offer_minutes=30, contact_limit=1)


async def _joins(guest: Guest, clinic: Clinic, own: Appointment | None, days: int = 4, **more) -> Wait:
    later(timedelta(seconds=1))
    today = core_clock.now().astimezone(ZONE).date()
    span = Span(today, today + timedelta(days=days))
    longing = waiting.Longing(
        guest.contact_id, clinic.services["Consulta"], more.pop("span", span), Source.BOT, conversation_id=guest.conversation_id,
        appointment_id=own.id if own else None,
    )  # fmt: skip
    async with clinic.tx() as tx:
        return await waiting.join(tx, longing)


async def _offered(desk, clinic: Clinic) -> tuple[Guest, Appointment, Wait]:  # noqa: F811
    """They have ten o'clock in three days, as many as they may, and are offered nine o'clock of tomorrow in its place."""
    taken = [one for days in (1, 2) for one in await _full(clinic, days)]
    guest = await _guest(desk)
    own = await _booked(clinic, 10, 3, contact_id=guest.contact_id)
    for hour in (8, 9):
        await _booked(clinic, hour, 3)
    wait = await _joins(guest, clinic, own)
    await _look(clinic)
    assert await _offers(clinic) == []
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert [(one.starts_at, one.outcome) for one in await _offers(clinic)] == [(clinic.at(9), "open")]
    return guest, own, wait


async def _standing(guest: Guest) -> list[tuple]:
    return [(one.id, one.starts_at) for one in await guest.appointments() if one.state in ("confirmed", "pending")]


async def test_what_they_have_goes_there_without_a_question_whatever_the_limit(desk, clinic):  # noqa: F811
    guest, own, wait = await _offered(desk, clinic)
    told = await _last(guest)
    assert told is not None
    assert "Abriu um horário mais cedo! Consulta com Dra. Ana: amanhã" in (told.text or "")
    assert "no lugar do seu, " in (told.text or "")
    [offer] = await _offers(clinic)
    assert set(facts_of(told)) == {f"appointment:{own.id}", f"appointment:{offer.appointment_id}"}
    said = await guest.taps(told, "Quero")
    assert (said.text or "").startswith("Remarcado! Consulta com Dra. Ana agora é ")
    assert await _standing(guest) == [(own.id, clinic.at(9))]
    assert (await _state(clinic, wait)).state == "booked"
    assert [(one.outcome, one.appointment_id) for one in await _offers(clinic)] == [("taken", own.id)]
    assert await living_claims(clinic) == 3 + 4 + 2 + 1
    again = await guest.taps(told, "Quero")
    assert "09:00" in (again.text or "")
    assert await _standing(guest) == [(own.id, clinic.at(9))]


async def test_asked_for_in_the_chat_at_the_limit(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    own = await _booked(clinic, 10, 3, contact_id=guest.contact_id)
    said = await guest.says("me avisa se abrir vaga de consulta amanhã")
    assert "antes do seu" in (said.text or ""), "nothing else could be theirs"
    async with clinic.tx() as tx:
        row = (
            await tx.session.execute(text("select appointment_id, first_on, last_on from bookings_waits where state = 'waiting'"))
        ).one()
    assert tuple(row) == (own.id, clinic.at(9).date(), clinic.at(9).date())
    later(timedelta(minutes=11))
    await _gone(clinic, taken[2])
    await _look(clinic)
    told = await _last(guest)
    assert told is not None
    await guest.says("sim, quero")
    assert await _standing(guest) == [(own.id, clinic.at(10))]


async def test_pressed_while_the_team_has_the_conversation_it_goes_there_too(desk, clinic):  # noqa: F811
    guest, own, _ = await _offered(desk, clinic)
    [offer] = await _offers(clinic)
    async with clinic.tx() as tx:
        await tx.session.execute(text("update bookings_wait_offers set answer = 'accept', check_at = now() - interval '1 day'"))
    assert answering.ACCEPT == "accept"
    await _look(clinic)
    assert await _standing(guest) == [(own.id, offer.starts_at)]


async def test_nothing_that_is_not_earlier_is_offered_by_itself_or_by_hand(desk, clinic):  # noqa: F811
    guest = await _guest(desk)
    own = await _booked(clinic, 8, 1, contact_id=guest.contact_id)
    wait = await _joins(guest, clinic, own)
    await _look(clinic)
    assert await _offers(clinic) == [], "all that is free is later"
    with pytest.raises(WaitNotEarlier):
        async with clinic.tx() as tx:
            await backfill.offer_now(tx, wait.id, clinic.at(9))
    assert await _offers(clinic) == []


@pytest.mark.parametrize("how", ["cancelled", "moved earlier"])
@pytest.mark.parametrize("looked", [True, False])
async def test_an_offer_is_over_when_what_would_go_there_is_gone_or_earlier(desk, clinic, how, looked):  # noqa: F811
    guest, own, wait = await _offered(desk, clinic)
    told = await _last(guest)
    assert told is not None
    async with clinic.tx() as tx:
        if how == "cancelled":
            await changing.cancel(tx, own.id, by=changing.BY_CUSTOMER)
        else:
            await tx.session.execute(text("update bookings_services set notice = 0"))
    if how != "cancelled":
        first = next(one for one in await _all(clinic) if one.starts_at == clinic.at(8))
        await _gone(clinic, first)
        async with clinic.tx() as tx:
            await changing.reschedule(tx, own.id, clinic.at(8), by=changing.BY_CUSTOMER)
    before = await _standing(guest)
    if looked:
        later(timedelta(minutes=2))
        await _look(clinic)
        assert [one.outcome for one in await _offers(clinic)] == ["withdrawn"]
        assert (await _state(clinic, wait)).state == ("left" if how == "cancelled" else "waiting")
    [offer, *_] = await _offers(clinic)
    with pytest.raises(OfferOver):
        async with clinic.tx() as tx:
            await waiting.accept(tx, offer.id)
    assert await _standing(guest) == before


async def _all(clinic: Clinic) -> list[Appointment]:
    async with clinic.tx() as tx:
        rows = await tx.session.execute(text("select id from bookings_appointments where state = 'confirmed'"))
        return [await tx.session.get_one(Appointment, (tx.tenant_id, id_)) for id_ in rows.scalars()]


async def test_an_offer_does_not_leave_once_they_moved_by_themselves(desk, clinic):  # noqa: F811
    guest, own, _ = await _offered(desk, clinic)
    async with clinic.tx() as tx:
        await changing.cancel(tx, own.id, by=changing.BY_CUSTOMER)
    told = await _last(guest)
    assert told is not None
    assert told.status == "dropped"


async def test_what_may_not_be_moved_any_more_is_waited_for_by_nobody(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    own = await _booked(clinic, 10, 3, contact_id=guest.contact_id)
    wait = await _joins(guest, clinic, own)
    async with clinic.tx() as tx:
        await tx.session.execute(update(BookableService).values(reschedule_notice=7 * 24 * 60))
    with pytest.raises(NoticeTooShort):
        await _joins(guest, clinic, own)
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert await _offers(clinic) == []
    assert (await _state(clinic, wait)).state == "over"


async def test_only_ones_own_of_that_service_that_is_ahead_and_after_the_days(desk, clinic):  # noqa: F811
    guest, stranger = await _guest(desk), await _guest(desk)
    own, other = [await _booked(clinic, 10, days, contact_id=one.contact_id) for one, days in ((guest, 3), (stranger, 4))]
    with pytest.raises(BookingNotFound):
        await _joins(guest, clinic, other)
    on = clinic.at(9, days=4).date()
    with pytest.raises(WaitNotEarlier):
        await _joins(guest, clinic, own, span=Span(on, on))
    await _gone(clinic, own)
    with pytest.raises(BookingNotFound):
        await _joins(guest, clinic, own)


async def test_joining_otherwise_withdraws_what_was_offered_for_the_other(desk, clinic):  # noqa: F811
    guest, own, wait = await _offered(desk, clinic)
    async with clinic.tx() as tx:
        await tx.session.execute(update(BookableService).values(contact_limit=3))
    again = await _joins(guest, clinic, None)
    assert (again.id, again.appointment_id) == (wait.id, None)
    assert [one.outcome for one in await _offers(clinic)] == ["withdrawn"]
    assert await _standing(guest) == [(own.id, own.starts_at)]
