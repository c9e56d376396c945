"""Whoever may live by another clock is told whose the times are, and nobody else is; a store's hours go by its own clock."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from atende.bot.rules.deeds import Reserve, Settled
from atende.bot.rules.settings import BotSettings
from atende.bot.service.doing import due_by
from atende.knowledge.rules.hours import DateException, Hours, Period
from tests.bot.agenda import HERS, Agenda
from tests.bot.clinic import CENTRO, CLINIC, MOEMA, SUNDAY_NIGHT, WEEK, ZONE, Talk

ACRE = replace(MOEMA, name="Acre", timezone="America/Rio_Branco")  # two hours behind São Paulo
LISBON = replace(CENTRO, name="Lisboa", timezone="Europe/Lisbon")  # three ahead, in November
AT_ACRE = replace(CLINIC, stores=(ACRE,))
MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)

ELSEWHERE = ("+351912345678", "+5592991234567", "+5568991234567", "+819012345678")  # Lisbon, Manaus, Rio Branco, Tokyo
HERE = ("+5511991234567", "+5571991234567", "+541123456789", None)  # São Paulo, Salvador, Buenos Aires, without a number


def _talk(phone: str | None, **more) -> Agenda:
    made = Agenda(phone=phone, **more)
    made.outcomes[Reserve] = Settled(HERS)
    return made


def _said(talk: Agenda, *words: str) -> str:
    return [talk.says(one) for one in words][-1]


@pytest.mark.parametrize("phone", ELSEWHERE)
def test_times_are_said_to_be_of_the_citys_clock_to_whoever_is_elsewhere(phone):
    talk = _talk(phone)
    assert _said(talk, "quero marcar limpeza de pele").endswith("\nHorários de São Paulo.")
    assert all("São Paulo" not in title and len(title) <= 24 for title in talk.options())
    assert "às 10:00 (horário de São Paulo)" in talk.taps("qui 26/11")
    assert "às 10:00 (horário de São Paulo)" in _said(talk, "quando é minha consulta?")


@pytest.mark.parametrize("phone", HERE)
def test_nobody_else_hears_of_it(phone):
    talk = _talk(phone)
    heard = [talk.says("quero marcar limpeza de pele"), talk.taps("qui 26/11"), talk.says("quando é minha consulta?")]
    assert "às 10:00" in heard[1]
    assert not any("orário de São" in one or "orários de São" in one for one in heard)


def test_a_time_of_today_has_it_beside_its_date():
    talk = _talk("+351912345678", now=HERS.starts_at.replace(hour=11))
    assert "hoje, às 10:00 (26/11, horário de São Paulo)" in _said(talk, "quando é minha consulta?")


def test_in_english_too():
    talk = _talk("+351912345678", settings=BotSettings(language="en"))
    assert _said(talk, "I'd like to book an appointment").endswith("\nTimes are Sao Paulo time.")
    assert "at 10:00 (Sao Paulo time)" in _said(talk, "when is my appointment?")


def _at(hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("asked", "now", "answer"),
    [
        ("tá aberto?", _at(9), "No momento estamos fechados. Abrimos hoje, às 08:00."),  # 7:00 there
        ("tá aberto?", _at(13, 30), "Sim, estamos abertos agora, até as 12:00."),  # 11:30 there; the afternoon here
        (
            "que horas fecha hoje?",
            _at(19),
            "Sim, estamos abertos agora, até as 18:00.\nSegunda-feira (23/11) abrimos: 08:00–12:00, 13:00–18:00.",
        ),
        ("abre hoje?", _at(25), "Segunda-feira (23/11) abrimos: 08:00–12:00, 13:00–18:00."),  # 23:00 there, still Monday
        ("abre amanhã?", _at(25), "Terça-feira (24/11) abrimos: 08:00–12:00, 13:00–18:00."),
        ("abre domingo?", _at(9), "Domingo (29/11) não abrimos.\nPróxima abertura: segunda-feira (30/11), às 08:00."),
    ],
)
def test_hours_are_told_by_the_clock_of_the_store(asked, now, answer):
    talk = Talk(AT_ACRE, now=now)
    talk.says("oi")
    assert answer in talk.says(asked)


def test_dates_that_differ_are_those_of_the_store():
    shut = Hours(WEEK.week, exceptions=(DateException(MONDAY.date(), (Period(time(8), time(9)),)),))
    talk = Talk(replace(CLINIC, stores=(replace(ACRE, hours=shut),)), now=_at(25))
    assert "23/11 (seg): 08:00–09:00" in talk.says("qual o horário de vocês?")


def test_the_greeting_is_that_of_the_store():
    assert "Bom dia, Maria!" in Talk(AT_ACRE, now=_at(13)).says("oi")  # 11:00 there
    assert "Boa tarde, Maria!" in Talk(now=_at(13)).says("oi")


def test_people_answer_when_their_store_opens():
    assert "em instantes" in Talk(AT_ACRE, now=_at(19)).says("quero falar com uma pessoa")
    assert "hoje, às 08:00" in Talk(AT_ACRE, now=_at(9)).says("quero falar com uma pessoa")


def test_before_a_store_is_chosen_each_opens_by_its_own_clock():
    both = replace(CLINIC, stores=(ACRE, LISBON))
    answer = Talk(both, now=SUNDAY_NIGHT).says("quero falar com uma pessoa")
    assert "segunda-feira (23/11), às 08:00 (horário de Lisboa)" in answer  # "hoje" there, "amanhã" here
    assert "em instantes" in Talk(both, now=_at(6)).says("quero falar com uma pessoa")  # 9:00 in Lisbon, 4:00 in the Acre
    assert "em instantes" in Talk(both, now=_at(19)).says("quero falar com uma pessoa")  # 17:00 in the Acre, 22:00 in Lisbon
    here = replace(CLINIC, stores=(MOEMA, CENTRO))
    assert "amanhã (seg), às 08:00." in Talk(here, now=SUNDAY_NIGHT).says("quero falar com uma pessoa")


@pytest.mark.parametrize(
    ("stores", "now", "by"),
    [
        ((ACRE,), _at(9), _at(10, 10)),
        ((ACRE,), _at(19), _at(19, 10)),
        ((ACRE, LISBON), SUNDAY_NIGHT, _at(5, 10)),
        ((ACRE, LISBON), _at(6), _at(6, 10)),
        ((MOEMA,), _at(6), _at(8, 10)),
    ],
)
def test_people_are_waited_for_from_when_the_first_store_opens_by_its_clock(stores, now, by):
    settings = BotSettings()
    by += timedelta(minutes=settings.handoff.unclaimed_alert_minutes - 10)
    assert due_by(replace(CLINIC, stores=stores), settings, now) == by


def test_who_lives_by_another_clock_is_told_whose_the_hours_are():
    asked, called = "que horas vocês abrem?", "quero falar com uma pessoa"
    away = Agenda(facts=AT_ACRE, phone="+5511991234567", now=_at(9))
    assert away.says(asked).endswith("\nHorários de Rio Branco.")
    assert "segunda-feira (23/11), às 08:00 (horário de Rio Branco)" in away.says(called)
    home = Agenda(facts=AT_ACRE, phone="+5568991234567", now=_at(9))
    assert "orário de" not in home.says(asked).replace("Nosso horário", "")
    assert "hoje, às 08:00" in home.says(called)
    assert "Rio Branco" not in "".join(home.seen)
