"""Which words about waiting mean an earlier time than the one they have, and which end the waiting: all others do neither. In the pure
engine, on Monday 23 November; they have Thursday, the 26th."""

import pytest

from atende.bot.rules.deeds import JoinWait, LeaveWait, Waits
from tests.bot.agenda import HERS, Agenda
from tests.bot.test_plain_words import talk_with

_JOINS = "me avisa se abrir vaga"


def _said(words: str) -> Agenda:
    talk = talk_with(wide=False)
    on = HERS.starts_at.date()
    talk.outcomes[JoinWait] = Waits("w1", "Limpeza de pele", on, on, 0, 1439)
    talk.says(words)
    return talk


@pytest.mark.parametrize(
    "words",
    [
        f"{_JOINS} antes da minha viagem", f"{_JOINS} antes do meu aniversário", f"{_JOINS} antes do meu plantão",
        f"{_JOINS} antes que eu viaje", f"{_JOINS} antes do que eu esperava", f"{_JOINS} antes das 10",
        "me avisa um dia antes se abrir vaga", "me avisa antes por favor se abrir vaga",
        "me avisa se abrir um horário mais próximo da minha casa", "me avisa se abrir um horário mais próximo do almoço",
    ],
)  # fmt: skip
def test_before_something_else_is_no_earlier_time_than_theirs(words: str) -> None:
    [deed] = [one for one in _said(words).deeds if isinstance(one, JoinWait)]
    assert deed.instead is None


@pytest.mark.parametrize(
    "words",
    [
        f"{_JOINS} antes", "me avisa se abrir um horário antes do meu", f"{_JOINS} antes da minha consulta",
        f"{_JOINS} antes da minha limpeza", f"{_JOINS} antes do que eu tenho", f"{_JOINS} antes da que tenho",
        "me avisa se alguém desistir antes", "me avisa se abrir antes, terça ou quarta de manhã",
        "me avisa se abrir um horário um pouco antes", "me avisa se abrir algo antes do meu, por favor", f"{_JOINS} mais próxima",
        f"{_JOINS} mais cedo", "me avisa se abrir um horário mais próximo de hoje",
    ],
)  # fmt: skip
def test_an_earlier_time_than_theirs_goes_in_its_place(words: str) -> None:
    [deed] = [one for one in _said(words).deeds if isinstance(one, JoinWait)]
    assert deed.instead == "a1"


@pytest.mark.parametrize(
    "words",
    [
        f"{_JOINS} antes, não quero desmarcar a minha", "ontem não tinha vaga, me avisa se abrir",
        f"não quero cancelar a minha, {_JOINS} antes", f"não consegui horário, {_JOINS}", f"não precisa ser hoje, {_JOINS}",
        "não quero sair da lista de espera", f"não posso amanhã, {_JOINS}", f"não quero de manhã, {_JOINS}",
        f"não me avisaram, {_JOINS}", "não tem vaga? me coloca na lista de espera",
    ],
)  # fmt: skip
def test_a_no_to_something_else_ends_no_waiting(words: str) -> None:
    kinds = [type(one) for one in _said(words).deeds]
    assert LeaveWait not in kinds
    assert JoinWait in kinds


@pytest.mark.parametrize(
    "words",
    [
        "não me avisa mais se abrir vaga", "não precisa mais me avisar se abrir vaga", "não quero mais ficar na lista de espera",
        "quero sair da lista de espera", "me tira da lista de espera", "não quero que me avisem se abrir vaga",
        "quero cancelar a lista de espera", "lista de espera não quero mais", "não precisa me avisar quando abrir vaga",
        "não quero entrar na lista de espera",
    ],
)  # fmt: skip
def test_who_wants_to_hear_no_more_waits_no_more(words: str) -> None:
    assert _said(words).deeds == [LeaveWait()]
