"""Who waits for a time to become free, and says something beside it: a story of the past, a day after the one they have, what an earlier
time is meant for. In the pure engine, on Monday 23 November; they have Thursday, the 26th."""

from datetime import date

import pytest

from atende.bot.rules.deeds import JoinWait, ReadOwn, Waits
from tests.bot.agenda import HERS, Agenda
from tests.bot.test_plain_words import talk_with

_MONTH = (date(2026, 11, 23), date(2026, 12, 23))


def _talk() -> Agenda:
    talk = talk_with(wide=False)
    on = HERS.starts_at.date()
    talk.outcomes[JoinWait] = Waits("w1", "Limpeza de pele", on, on, 0, 1439)
    return talk


def _joined(talk: Agenda) -> JoinWait:
    [deed] = [one for one in talk.deeds if isinstance(one, JoinWait)]
    return deed


def _moving() -> Agenda:
    talk = _talk()
    talk.says("quero remarcar minha limpeza")
    talk.deeds.clear()
    return talk


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("faltei ontem, me avisa se abrir vaga", _MONTH),
        ("cancelei ontem, me avisa se abrir vaga", _MONTH),
        ("fui aí sexta passada, me avisa se abrir vaga", _MONTH),
        ("estive aí mês passado, me avisa se abrir vaga", _MONTH),
        ("passei aí ontem, me avisa se abrir vaga na sexta", (date(2026, 11, 27), date(2026, 11, 27))),
        ("me avisa se abrir vaga antes do fim do mês", (date(2026, 11, 23), date(2026, 11, 30))),
        ("me avisa se abrir vaga antes do fim de novembro", (date(2026, 11, 23), date(2026, 11, 30))),
    ],
)
def test_what_is_told_of_the_past_keeps_nobody_from_waiting(words, days) -> None:
    talk = _talk()
    said = talk.says(words)
    assert "Não anotei" not in said
    deed = _joined(talk)
    assert ((deed.first_on, deed.last_on), deed.instead) == (days, None)


@pytest.mark.parametrize(
    "words", ["me avisa se abrir vaga dia 10/11/2026", "me avisa se abrir vaga qualquer domingo de 24/11 a 26/11"]
)
def test_for_a_day_that_cannot_be_nobody_waits(words) -> None:
    talk = _talk()
    assert "Não anotei na lista de espera" in talk.says(words)
    assert not [one for one in talk.deeds if isinstance(one, JoinWait)]


_LATER = [
    ("me avisa se abrir um horário mais cedo na sexta", (date(2026, 11, 27), date(2026, 11, 27))),
    ("me avisa se abrir vaga mais cedo semana que vem", (date(2026, 11, 30), date(2026, 12, 6))),
    ("me avisa antes por favor se abrir vaga dia 10", (date(2026, 12, 10), date(2026, 12, 10))),
]


@pytest.mark.parametrize(("words", "days"), _LATER)
def test_a_day_after_theirs_is_waited_for_as_anybody_does(words, days) -> None:
    talk = _talk()
    talk.says(words)
    deed = _joined(talk)
    assert ((deed.first_on, deed.last_on), deed.service_id, deed.instead) == (days, "v1", None)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        *_LATER,
        ("me avisa se abrir vaga na sexta", (date(2026, 11, 27), date(2026, 11, 27))),
        ("me avisa se abrir vaga semana que vem", (date(2026, 11, 30), date(2026, 12, 6))),
        ("me coloca na lista de espera", _MONTH),
        ("me avisa se abrir vaga de manhã", _MONTH),
    ],
)
def test_who_is_moving_waits_for_a_later_day_or_any(words, days) -> None:
    talk = _moving()
    talk.says(words)
    deed = _joined(talk)
    assert ((deed.first_on, deed.last_on), deed.service_id, deed.instead) == (days, "v1", None)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("me avisa se abrir vaga terça", (date(2026, 11, 24), date(2026, 11, 24))),
        ("me avisa se abrir vaga mais cedo", (date(2026, 11, 23), date(2026, 11, 26))),
        ("me avisa se abrir vaga antes", (date(2026, 11, 23), date(2026, 11, 26))),
    ],
)
def test_who_is_moving_and_names_an_earlier_day_waits_in_the_place_of_theirs(words, days) -> None:
    talk = _moving()
    talk.says(words)
    deed = _joined(talk)
    assert ((deed.first_on, deed.last_on), deed.instead) == (days, "a1")


def test_which_day_is_meant_is_asked_before_an_earlier_one_is_waited_for() -> None:
    talk = _talk()
    said = talk.says("me avisa se abrir vaga mais cedo, amanhã quarta")
    assert "terça-feira, 24/11 ou quarta-feira, 25/11?" in said
    assert talk.deeds == [ReadOwn()]
    talk.says("quarta")
    deed = _joined(talk)
    assert deed.first_on == deed.last_on == date(2026, 11, 25)
