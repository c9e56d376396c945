"""Whoever may live by another clock is told whose the times are; nobody else is."""

import pytest

from atende.bot.rules.deeds import Reserve, Settled
from atende.bot.rules.settings import BotSettings
from tests.bot.agenda import HERS, Agenda

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
