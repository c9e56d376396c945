"""Who waits for Tuesdays and Thursdays hears of no Wednesday: from the words over the row to what is offered, by the clock of the store."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from atende.accounts.models import Store
from atende.bookings.errors import BookingInvalid
from atende.bookings.models import Wait
from atende.bookings.queries import waiting as reading
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span, mask_of, weekdays_of
from atende.bookings.service import waiting
from atende.bot.rules.deeds import FindTimes, JoinWait, Waits
from atende.core import clock as core_clock
from atende.kit.ids import new_id
from tests.bookings.clinic import ZONE, Clinic
from tests.bot.agenda import Agenda
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    later,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import _booked, _full, _gone, _look, _offers, clinic  # noqa: F401

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
WHOLE = (0, 1439)


def _on(day: int, month: int = 11) -> date:
    return date(2026, month, day)


def _waits(deed: JoinWait) -> Waits:
    """The row after that deed, as the agenda would tell it."""
    return Waits("w1", "Limpeza de pele", deed.first_on, deed.last_on, deed.earliest, deed.latest, deed.weekdays)


def _joined(words: str, language: str = "pt-BR") -> tuple[JoinWait, str]:
    """What follows from these words, and what is said when it is so. Their today is Monday, the 23rd."""
    talk = Agenda()
    talk.settings = replace(talk.settings, language=language)
    talk.outcomes[JoinWait] = Waits("w0", "", _on(1), _on(1), *WHOLE)
    talk.says(words)
    [deed] = [one for one in talk.deeds if isinstance(one, JoinWait)]
    again = Agenda()
    again.settings = talk.settings
    again.outcomes[JoinWait] = _waits(deed)
    return deed, again.says(words)


@pytest.mark.parametrize(
    ("words", "days", "hours", "weekdays", "told"),
    [
        (
            "me avisa se abrir vaga terça ou quinta de manhã", (_on(24), _on(26)), (360, 719), {TUE, THU},
            "terça-feira, 24/11, de manhã, ou então quinta-feira, 26/11, de manhã",
        ),
        (
            "me avisa se abrir vaga às terças e quintas", (_on(24), _on(22, 12)), WHOLE, {TUE, THU},
            "qualquer terça-feira ou quinta-feira de 24/11 a 22/12",
        ),
        (
            "me avisa se abrir vaga qualquer sexta de dezembro depois das 15h", (_on(4, 12), _on(25, 12)), (900, 1439), {FRI},
            "qualquer sexta-feira de 04/12 a 25/12, a partir das 15:00",
        ),
        ("me avisa se abrir vaga qualquer sexta deste mês depois das 15h", (_on(27), _on(27)), (900, 1439), set(), "sexta-feira, 27/11"),
        ("avisa se abrir vaga semana que vem menos quarta", (_on(30), _on(6, 12)), WHOLE, {MON, TUE, THU, FRI, SAT, SUN}, "qualquer"),
        ("me avisa se abrir vaga qualquer dia útil", (_on(23), _on(23, 12)), WHOLE, {MON, TUE, WED, THU, FRI}, "em dias úteis de 23/11"),
        ("me avisa se abrir vaga de quinta a sexta", (_on(26), _on(27)), WHOLE, set(), "de quinta-feira, 26/11, a sexta-feira, 27/11"),
        ("me avisa se abrir vaga", (_on(23), _on(23, 12)), WHOLE, set(), "de segunda-feira, 23/11, a quarta-feira, 23/12"),
    ],
)  # fmt: skip
def test_the_days_that_were_named_are_those_waited_for_and_told_from_the_row(words, days, hours, weekdays, told) -> None:
    deed, said = _joined(words)
    assert ((deed.first_on, deed.last_on), (deed.earliest, deed.latest), deed.weekdays) == (days, hours, weekdays)
    assert "lista de espera" in said
    assert told in said


def test_in_english_too() -> None:
    deed, said = _joined("let me know if a slot opens any friday in december after 3pm", "en")
    assert (deed.first_on, deed.last_on, deed.earliest, deed.weekdays) == (_on(4, 12), _on(25, 12), 900, {FRI})
    assert "any Friday from 4 Dec to 25 Dec, from 15:00" in said


def test_the_button_behind_times_that_do_not_suit_carries_the_weekdays() -> None:
    talk = Agenda()
    talk.outcomes[JoinWait] = Waits("w1", "Limpeza de pele", _on(24), _on(26), 1080, 1439, frozenset({TUE, THU}))
    talk.says("marca limpeza terça ou quinta depois das 18h")
    found = [one for one in talk.deeds if isinstance(one, FindTimes)][-1].waits
    assert found is not None
    talk.taps("Avise se abrir vaga")
    assert talk.deeds[-1] == found
    assert (found.first_on, found.last_on, found.weekdays) == (_on(24), _on(26), {TUE, THU})


@pytest.mark.parametrize(
    ("span", "read"),
    [
        ("20261124-20261126-0-1439", JoinWait("v1", _on(24), _on(26), *WHOLE)),  # as it was sent before there were weekdays
        ("20261124-20261126-0-1439-13", JoinWait("v1", _on(24), _on(26), *WHOLE, weekdays=frozenset({TUE, THU}))),
        ("20261124-20261126-0-1439-8", None),
        ("20261124-20261126-0-1439-1-3", None),
        ("20261124-20261126-0-1439-x", None),
    ],
)
def test_what_a_button_says_of_weekdays_is_read_or_not_at_all(span, read) -> None:
    talk = Agenda()
    talk.outcomes[JoinWait] = Waits("w1", "Limpeza de pele", _on(24), _on(26), *WHOLE)
    talk.presses(f"book:wait:v1:{span}:-:-")
    assert [one for one in talk.deeds if isinstance(one, JoinWait)] == ([read] if read else [])


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("me avisa se abrir vaga qualquer domingo de 24/11 a 26/11", "Esse dia da semana não cai nessas datas."),
        ("me avisa se abrir vaga dia 01/11/2026 às 10", "Esse dia já passou."),
        ("me avisa se abrir vaga dia 10/11/2026", "Esse dia já passou."),
    ],
)
def test_for_days_that_cannot_be_nobody_waits_and_is_told_so(words, why) -> None:
    talk = Agenda()
    said = talk.says(words)
    assert why in said
    assert "Não anotei na lista de espera" in said
    assert not [one for one in talk.deeds if isinstance(one, JoinWait)]
    assert talk.options(), "what could be had instead"


@pytest.mark.parametrize(
    ("words", "days", "hours", "weekdays"),
    [
        ("só de manhã", (_on(4, 12), _on(25, 12)), (360, 719), {FRI}),
        ("pode ser qualquer quarta", (_on(9, 12), _on(23, 12)), (900, 1439), {WED}),
        ("só às quartas e quintas de manhã", (_on(9, 12), _on(24, 12)), (360, 719), {WED, THU}),
        ("prefiro amanhã", (_on(24), _on(24)), (900, 1439), set()),
    ],
)
def test_what_is_said_right_after_changes_only_that(words, days, hours, weekdays) -> None:
    talk = Agenda()
    talk.outcomes[JoinWait] = Waits("w1", "Limpeza de pele", _on(4, 12), _on(25, 12), 900, 1439, frozenset({FRI}))
    talk.says("me avisa se abrir vaga qualquer sexta de dezembro depois das 15h")
    talk.says(words)
    joins = [one for one in talk.deeds if isinstance(one, JoinWait)]
    assert len(joins) == 2
    last = joins[-1]
    assert ((last.first_on, last.last_on), (last.earliest, last.latest), last.weekdays) == (days, hours, weekdays)


def test_weekdays_and_their_sum() -> None:
    assert [mask_of(days) for days in ([], range(7), [0], [6], [1, 3], [3, 1, 1])] == [None, None, 1, 64, 10, 10]
    for mask in range(1, 127):
        assert mask_of(weekdays_of(mask)) == mask
    assert weekdays_of(None) == weekdays_of(127) == frozenset()


def test_a_start_is_of_the_day_on_which_it_begins() -> None:
    span = Span(_on(23), _on(29), weekdays=frozenset({FRI}))
    assert span.suits(datetime(2026, 11, 27, 23, 30, tzinfo=ZONE))
    assert not span.suits(datetime(2026, 11, 28, 0, 30, tzinfo=ZONE)), "the night of Friday is Saturday's morning"
    assert not span.suits(datetime(2026, 12, 4, 10, tzinfo=ZONE)), "another Friday"


async def _joins(guest: Guest, clinic: Clinic, span: Span) -> Wait:  # noqa: F811
    later(timedelta(seconds=1))
    async with clinic.tx() as tx:
        longing = waiting.Longing(
            guest.contact_id, clinic.services["Consulta"], span, Source.BOT, conversation_id=guest.conversation_id
        )
        return await waiting.join(tx, longing)


def _day(clinic: Clinic, days: int) -> tuple[date, frozenset[int]]:  # noqa: F811
    on = clinic.at(9, days=days).date()
    return on, frozenset({on.weekday()})


async def test_only_what_opens_on_a_day_that_was_named_is_offered(desk, clinic):  # noqa: F811
    taken = {days: await _full(clinic, days) for days in (1, 2, 3)}
    guest = await _guest(desk)
    first_on, _ = _day(clinic, 1)
    last_on, weekdays = _day(clinic, 3)
    await _joins(guest, clinic, Span(first_on, last_on, weekdays=weekdays))
    for days in (1, 2):
        await _gone(clinic, taken[days][0])
        await _look(clinic)
        assert await _offers(clinic) == [], days
    await _gone(clinic, taken[3][1])
    await _look(clinic)
    assert [one.starts_at for one in await _offers(clinic)] == [clinic.at(9, days=3)]


async def test_the_day_is_that_of_the_stores_clock(desk, clinic):  # noqa: F811
    """Half past midnight on an island an hour ahead is half past eleven of the day before at home."""
    around = {"weekly": [{"weekday": day, "opens": "00:00", "closes": "00:00"} for day in range(7)]}
    island, zone = new_id(), ZoneInfo("America/Noronha")
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=island, name="Ilha", hours=around, timezone=str(zone)))
        await tx.session.execute(text("update bookings_services set step = 30, duration = 30"))
    midnight = datetime.combine(clinic.at(0, days=3).date(), datetime.min.time(), zone)
    guest, other = await _guest(desk), await _guest(desk)
    on = midnight.date()
    for one, days in ((guest, {on.weekday()}), (other, {(on.weekday() - 1) % 7})):
        span = Span(
            on - timedelta(days=1), on, weekdays=frozenset(days), earliest=datetime.min.time(), latest=datetime.min.time()
        )
        row = await _joins(one, clinic, span)
        async with clinic.tx() as tx:
            (await tx.session.get_one(Wait, (tx.tenant_id, row.id))).store_id = island
    async with clinic.tx() as tx:
        some = await reading.waiters(tx)
        found = await reading.found(tx, some)
    starts = {one.contact_id: found[one.id].offer.starts_at for one in some}
    assert starts == {guest.contact_id: midnight, other.contact_id: midnight - timedelta(days=1)}
    assert midnight.astimezone(ZONE).date() == on - timedelta(days=1)


async def test_joining_again_without_weekdays_waits_for_any(desk, clinic):  # noqa: F811
    guest = await _guest(desk)
    on, weekdays = _day(clinic, 3)
    row = await _joins(guest, clinic, Span(on, on + timedelta(days=7), weekdays=weekdays))
    assert row.weekdays == mask_of(weekdays)
    again = await _joins(guest, clinic, Span(on, on))
    assert (again.id, again.weekdays) == (row.id, None)


async def test_weekdays_that_are_not_in_the_days_or_over_are_refused(desk, clinic):  # noqa: F811
    guest = await _guest(desk)
    today = core_clock.now().astimezone(ZONE).date()
    yesterday = frozenset({(today.weekday() - 1) % 7})
    for span in (
        Span(today, today + timedelta(days=5), weekdays=yesterday),
        Span(today - timedelta(days=3), today, weekdays=yesterday),
    ):
        with pytest.raises(BookingInvalid) as refused:
            await _joins(guest, clinic, span)
        assert refused.value.field == "weekdays"
    await _joins(guest, clinic, Span(today, today + timedelta(days=6), weekdays=yesterday))


async def test_nothing_can_open_on_a_weekday_that_is_closed(desk, clinic):  # noqa: F811
    """The bot says so, though other days between would be open."""
    tomorrow, third = (clinic.at(9, days=days).date() for days in (1, 3))
    between = (tomorrow.weekday() + 1) % 7
    weekly = [{"weekday": between, "opens": "08:00", "closes": "12:00"}]
    async with clinic.tx() as tx:
        (await tx.session.get_one(Store, (tx.tenant_id, clinic.store))).hours = {"weekly": weekly}
    guest = await _guest(desk)
    said = await guest.says(f"me avisa se abrir vaga de consulta dia {tomorrow:%d/%m} ou dia {third:%d/%m}")
    assert "não anotei na lista de espera" in (said.text or "").lower()
    async with clinic.tx() as tx:
        assert list(await tx.session.scalars(select(Wait).where(Wait.tenant_id == tx.tenant_id))) == []


async def test_said_in_the_chat_kept_and_told(desk, clinic):  # noqa: F811
    taken = await _full(clinic, 2)
    guest = await _guest(desk)
    first, last = clinic.at(9, days=1).date(), clinic.at(9, days=3).date()
    for hour in (8, 9, 10, 11):
        await _booked(clinic, hour, 1)
        await _booked(clinic, hour, 3)
    said = await guest.says(f"me avisa se abrir vaga de consulta dia {first:%d/%m} ou dia {last:%d/%m} de manhã")
    assert f"{first:%d/%m}, de manhã, ou então " in (said.text or "")
    assert f"{last:%d/%m}, de manhã" in (said.text or "")
    async with clinic.tx() as tx:
        [row] = await tx.session.scalars(select(Wait).where(Wait.tenant_id == tx.tenant_id))
    assert weekdays_of(row.weekdays) == {first.weekday(), last.weekday()}
    await _gone(clinic, taken[1])
    later(timedelta(minutes=11))
    await _look(clinic)
    assert await _offers(clinic) == [], "the day between was not named"
