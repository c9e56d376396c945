"""Who waits is offered what becomes free, the longest waiting first, for some minutes, in the chat; and nobody twice, whatever dies."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from atende.bookings import schedule
from atende.bookings.models import Appointment, Wait, WaitOffer
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.schemas.setup import ClosureIn
from atende.bookings.service import changing, freeing, reclocking, reserving, setup, waiting
from atende.bot.service import backfill
from atende.core import clock as core_clock
from atende.core.jobs import Lane
from atende.inbox.models import Message
from atende.inbox.service import deliver, ownership
from atende.inbox.service.conversations import conversation_for
from tests.bookings.clinic import ZONE, Clinic
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _clinic,
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    later,
    options,
    peer,  # noqa: F401
)

_DIES = "what no database understands"


@pytest.fixture
async def clinic(desk) -> Clinic:  # noqa: F811
    return await _clinic(desk, offer_minutes=30)


async def _full(clinic: Clinic, days: int = 1) -> list[Appointment]:
    """Somebody else has every start of that day."""
    return [await _booked(clinic, hour, days) for hour in (8, 9, 10, 11)]


async def _booked(clinic: Clinic, hour: int, days: int = 1, **more) -> Appointment:
    wish = await clinic.wish("Consulta", clinic.at(hour, days=days), source=Source.STAFF, **more)
    async with clinic.tx() as tx:
        return await reserving.reserve(tx, wish)


async def _gone(clinic: Clinic, one: Appointment) -> None:
    async with clinic.tx() as tx:
        await changing.cancel(tx, one.id, by=changing.BY_STAFF)


async def _waits(guest: Guest, clinic: Clinic, days: int = 1, **more) -> Wait:
    """They wait for any time of that day."""
    later(timedelta(seconds=1))
    on = clinic.at(9, days=days).date()
    async with clinic.tx() as tx:
        longing = waiting.Longing(
            guest.contact_id, clinic.services["Consulta"], Span(on, on, **more), Source.BOT, conversation_id=guest.conversation_id
        )
        return await waiting.join(tx, longing)


async def _look(clinic: Clinic) -> None:
    """The worker does what is due."""
    lane = Lane(clinic.tenant_id, freeing.STAGE)
    for _ in range(5):
        if lane not in await backfill.due(100_000):
            return
        await backfill.handle(lane)
    assert lane not in await backfill.due(100_000), "looked at again and again"


async def _offers(clinic: Clinic) -> list[WaitOffer]:
    async with clinic.tx() as tx:
        return list(
            await tx.session.scalars(select(WaitOffer).where(WaitOffer.tenant_id == tx.tenant_id).order_by(WaitOffer.offered_at))
        )


async def _state(clinic: Clinic, wait: Wait) -> Wait:
    async with clinic.tx() as tx:
        return await tx.session.get_one(Wait, (tx.tenant_id, wait.id))


async def _last(guest: Guest) -> Message | None:
    while await deliver.deliver(guest.lane):
        pass
    heard = await guest.heard()
    return heard[-1] if heard else None


async def test_who_waited_longest_is_offered_it_and_then_the_next_one(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    first, second = await _guest(desk), await _guest(desk)
    waits = [await _waits(guest, clinic) for guest in (first, second)]
    await _look(clinic)
    assert await _offers(clinic) == []
    await _gone(clinic, taken[1])
    await _look(clinic)
    told = await _last(first)
    assert told is not None
    assert "Abriu um horário! Consulta com Dra. Ana: amanhã" in told.text
    assert "09:00. Está reservado para você até hoje, às 12:30" in told.text
    assert list(options(told).values()) == ["Quero esse horário", "Não, obrigado", "Sair da lista"]
    assert await _last(second) is None
    with pytest.raises(reserving.SlotTaken):
        await _booked(clinic, 9)
    said = await first.taps(told, "Não")
    assert "Você continua na lista" in said.text
    await _look(clinic)
    told = await _last(second)
    assert told is not None
    assert "Marcado!" in (await second.taps(told, "Quero")).text
    assert [one.state for one in await second.appointments()] == ["confirmed"]
    assert [one.outcome for one in await _offers(clinic)] == ["declined", "taken"]
    assert [(await _state(clinic, one)).state for one in waits] == ["waiting", "booked"]
    assert "já é seu" in (await second.taps(told, "Quero")).text, "pressed twice it is still theirs"
    assert len(await second.appointments()) == 1


async def test_who_does_not_answer_leaves_it_to_the_next_and_a_yes_in_words_takes_it(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    first, second = await _guest(desk), await _guest(desk)
    for guest in (first, second):
        await _waits(guest, clinic)
    await _gone(clinic, taken[0])
    await _look(clinic)
    late = await _last(first)
    assert late is not None
    later(timedelta(minutes=31))
    await _look(clinic)
    assert await _last(second) is not None
    assert "Marcado" in (await second.says("sim, quero")).text
    assert [one.outcome for one in await _offers(clinic)] == ["run_out", "taken"]
    said = await first.taps(late, "Quero")
    assert "acabou de ser ocupado" in said.text, "too late, and said so"
    assert [one.state for one in await first.appointments()] == ["expired"]


async def test_too_late_and_still_free_it_is_theirs(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    await _gone(clinic, taken[2])
    await _look(clinic)
    told = await _last(guest)
    assert told is not None
    later(timedelta(minutes=45))
    await _look(clinic)
    assert "10:00" in (await guest.taps(told, "Quero")).text
    assert [one.outcome for one in await _offers(clinic)] == ["taken"]
    assert (await _state(clinic, wait)).state == "booked"


async def test_what_is_moved_frees_its_time(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    await _waits(guest, clinic)
    async with clinic.tx() as tx:
        await changing.reschedule(tx, taken[3].id, clinic.at(8, days=2), by=changing.BY_STAFF)
    await _look(clinic)
    assert [one.starts_at for one in await _offers(clinic)] == [clinic.at(11)]


async def test_the_times_that_would_suit_are_kept_to(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    ten = clinic.at(10).time()
    await _waits(guest, clinic, earliest=ten, latest=ten)
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert await _offers(clinic) == []
    await _gone(clinic, taken[2])
    await _look(clinic)
    assert [one.starts_at for one in await _offers(clinic)] == [clinic.at(10)]


async def test_nobody_is_talked_over_and_who_cannot_be_told_is_passed_over(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    with_team, away, third = [await _guest(desk) for _ in range(3)]
    waits = [await _waits(guest, clinic) for guest in (with_team, away, third)]
    async with desk.tx() as tx:
        await ownership.hand_off(tx, with_team.conversation_id, "requested", None)
        row = await conversation_for(tx, desk.connection_id, away.contact_id)
        row.last_inbound_at = tx.now - timedelta(hours=25)
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert [one.conversation_id for one in await _offers(clinic)] == [third.conversation_id]
    assert [(await _state(clinic, one)).unreached for one in waits] == ["not_your_turn", "window_closed", None]
    assert await _last(with_team) is None


async def test_an_offer_that_could_not_leave_is_nobodys(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    first, second = await _guest(desk), await _guest(desk)
    waits = [await _waits(guest, clinic) for guest in (first, second)]
    await _gone(clinic, taken[1])
    await _look(clinic)
    async with desk.tx() as tx:  # before it left
        await ownership.hand_off(tx, first.conversation_id, "requested", None)
    later(timedelta(minutes=2))
    await _look(clinic)
    assert [one.outcome for one in await _offers(clinic)] == ["unsaid", "open"]
    assert (await _state(clinic, waits[0])).unreached == "dropped"
    assert await _last(second) is not None


async def test_nobody_is_told_in_the_night(desk, clinic):  # noqa: F811
    taken = await _full(clinic, days=3)
    guest = await _guest(desk)
    await _waits(guest, clinic, days=3)
    later(clinic.at(23, days=0) - core_clock.now())
    async with desk.tx() as tx:
        (await conversation_for(tx, desk.connection_id, guest.contact_id)).last_inbound_at = tx.now
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert await _offers(clinic) == []
    later(clinic.at(8, 1) - core_clock.now())
    await _look(clinic)
    [one] = await _offers(clinic)
    assert one.offered_at.astimezone(ZONE).hour == 8


async def test_who_has_booked_by_themselves_waits_no_more(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    later(timedelta(seconds=5))
    await _booked(clinic, 9, 2, contact_id=guest.contact_id)
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert await _offers(clinic) == []
    assert (await _state(clinic, wait)).state == "booked"


async def test_three_times_without_an_answer_and_nobody_asks_again(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    for one in taken:
        await _gone(clinic, one)
    for _ in range(4):
        await _look(clinic)
        await _last(guest)
        later(timedelta(minutes=31))
    await _look(clinic)
    assert [one.outcome for one in await _offers(clinic)] == ["run_out"] * 3
    assert (await _state(clinic, wait)).state == "unanswered"


@pytest.mark.parametrize("dies", ["before it is said", "before it is forgotten"])
async def test_whatever_dies_an_offer_is_made_once(desk, clinic, monkeypatch, dies):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    await _waits(guest, clinic)
    await _look(clinic)
    await _gone(clinic, taken[1])
    lane = Lane(clinic.tenant_id, freeing.STAGE)
    if dies == "before it is said":
        with monkeypatch.context() as patch:
            patch.setattr(backfill, "_KEEP", _DIES)
            with pytest.raises(Exception, match="syntax"):
                await backfill.handle(lane)
        assert await _offers(clinic) == []
    else:
        with monkeypatch.context() as patch:
            patch.setattr(backfill, "_LOOKED", _DIES)
            with pytest.raises(Exception, match="syntax"):
                await backfill.handle(lane)
        assert len(await _offers(clinic)) == 1
    await _look(clinic)
    assert len(await _offers(clinic)) == 1
    await _last(guest)
    assert len(await guest.heard()) == 1


async def test_twenty_who_wait_and_several_workers_are_one_offer_a_time(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guests = [await _guest(desk) for _ in range(20)]
    for guest in guests:
        await _waits(guest, clinic)
    await _look(clinic)
    await asyncio.gather(*(_gone(clinic, one) for one in taken[:2]))
    lane = Lane(clinic.tenant_id, freeing.STAGE)
    await asyncio.gather(*(backfill.handle(lane) for _ in range(6)))
    await _look(clinic)
    offers = await _offers(clinic)
    assert len(offers) == 2
    assert {one.starts_at for one in offers} == {clinic.at(8), clinic.at(9)}
    assert {one.conversation_id for one in offers} == {guest.conversation_id for guest in guests[:2]}
    ends = await asyncio.gather(*(_answered(clinic, offers[0]) for _ in range(10)))
    assert len(set(ends)) == 1
    async with clinic.tx() as tx:
        living = text("select count(*) from bookings_appointments where state = 'confirmed' and source = 'bot'")
        assert (await tx.session.execute(living)).scalar_one() == 1


async def _answered(clinic: Clinic, one: WaitOffer):
    async with clinic.tx() as tx:
        return (await waiting.accept(tx, one.id)).id


async def test_asked_for_in_words_and_left_in_words(desk, clinic):  # noqa: F811
    await _full(clinic)
    guest = await _guest(desk)
    said = await guest.says("quero marcar consulta amanhã")
    assert "Avise se abrir vaga" in options(said).values()
    joined = await guest.taps(said, "Avise")
    assert "lista de espera" in joined.text
    assert "amanh" in joined.text or clinic.at(9).strftime("%d/%m") in joined.text
    async with clinic.tx() as tx:
        [row] = await tx.session.scalars(select(Wait).where(Wait.tenant_id == tx.tenant_id))
    assert (row.first_on, row.last_on, row.state) == (clinic.at(9).date(), clinic.at(9).date(), "waiting")
    assert "saiu da lista" in (await guest.says("quero sair da lista de espera")).text
    assert (await _state(clinic, row)).state == "left"
    assert "lista de espera" in (await guest.says("me avisa se abrir vaga de consulta na quinta de manhã")).text
    async with clinic.tx() as tx:
        rows = list(await tx.session.scalars(select(Wait).where(Wait.tenant_id == tx.tenant_id, Wait.state == "waiting")))
    assert [(one.first_on.weekday(), one.earliest.hour if one.earliest else None) for one in rows] == [(3, 6)]


async def test_what_is_held_for_who_leaves_is_free_and_nobody_answers_for_somebody_else(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest, stranger = await _guest(desk), await _guest(desk)
    wait = await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    told = await _last(guest)
    assert told is not None
    accept = next(id_ for id_, title in options(told).items() if title.startswith("Quero"))
    await stranger.says("x", accept)
    assert [one.outcome for one in await _offers(clinic)] == ["open"]
    async with clinic.tx() as tx:
        await waiting.leave(tx, wait.id)
    assert [one.outcome for one in await _offers(clinic)] == ["withdrawn"]
    assert (await _booked(clinic, 9)).state == "confirmed"
    await guest.says("x", accept)
    assert [one.state for one in await guest.appointments()] == ["cancelled"]


async def test_a_hold_that_ran_out_and_a_closure_that_is_lifted_free_a_time_too(desk, clinic):  # noqa: F811
    holds = []
    for hour in (8, 9, 10, 11):
        async with clinic.tx() as tx:
            holds.append(await reserving.reserve(tx, await clinic.wish("Consulta", clinic.at(hour), hold=True)))
    on = clinic.at(9, days=3).date()
    async with clinic.tx() as tx:
        shut = await setup.add_closure(tx, ClosureIn(first_on=on, last_on=on))
    first, second = await _guest(desk), await _guest(desk)
    await _waits(first, clinic)
    await _waits(second, clinic, days=3)
    await _look(clinic)
    assert await _offers(clinic) == []
    later(timedelta(minutes=11))
    await schedule.handle(Lane(clinic.tenant_id, "holds"))
    await _look(clinic)
    assert [one.starts_at for one in await _offers(clinic)] == [clinic.at(8)]
    async with clinic.tx() as tx:
        await setup.remove_closure(tx, shut.id)
    await _look(clinic)
    assert [one.starts_at for one in await _offers(clinic)] == [clinic.at(8), clinic.at(8, days=3)]


async def test_who_turned_out_to_be_somebody_else_is_not_told_in_their_conversation(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest, other = await _guest(desk), await _guest(desk)
    wait = await _waits(guest, clinic)
    async with clinic.tx() as tx:  # as after a merge that was undone
        await tx.session.execute(
            text("update bookings_waits set conversation_id = :other where id = :id"),
            {"other": other.conversation_id, "id": wait.id},
        )
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert [one.conversation_id for one in await _offers(clinic)] == [guest.conversation_id]
    assert await _last(other) is None


async def test_an_offer_that_the_clock_put_back_is_taken_at_the_hour_that_was_offered(desk, clinic):  # noqa: F811
    taken = await _full(clinic, days=3)
    guest = await _guest(desk)
    await _waits(guest, clinic, days=3)
    await _gone(clinic, taken[1])
    await _look(clinic)
    told = await _last(guest)
    assert told is not None
    async with clinic.tx() as tx:  # its clocks are another zone's, an hour earlier
        await tx.fetch("update accounts_tenants set timezone = 'America/Noronha' where id = $1", tx.tenant_id)
    assert [one.refused async for one in reclocking.put_all_back(clinic.tenant_id)] == [None] * 4
    (offer,) = await _offers(clinic)
    assert offer.starts_at == taken[1].starts_at - timedelta(hours=1)
    assert "Marcado!" in (await guest.taps(told, "Quero")).text
