"""Words that contradict each other: which day is meant is asked, with both of them named, and nothing is booked or moved before. In the
pure engine, on Monday 23 November."""

import pytest

from atende.bot.rules.deeds import FindTimes, JoinWait, Move, Reserve
from tests.bot.agenda import at_
from tests.bot.test_plain_words import kinds_of, talk_with

_DOUBTED = [
    ("limpeza amanhã quarta às 10", "terça-feira, 24/11", "quarta-feira, 25/11"),
    ("quero marcar limpeza sexta dia 12 às 10", "sábado, 12/12", "sexta-feira, 27/11"),
    ("limpeza dia 31/11 às 10", "segunda-feira, 30/11", "quinta-feira, 31/12"),
    ("limpeza hoje, terça", "segunda-feira, 23/11", "terça-feira, 24/11"),
    ("limpeza dia 12, quinta", "sábado, 12/12", "quinta-feira, 26/11"),
]


@pytest.mark.parametrize(("words", "first", "second"), _DOUBTED)
def test_of_two_days_it_is_asked_which(words: str, first: str, second: str) -> None:
    talk = talk_with(wide=False)
    said = talk.says(words)
    assert first in said
    assert second in said
    assert talk.deeds == []
    assert len(talk.options()) == 2


@pytest.mark.parametrize("answer", ["quarta", "quarta mesmo", "25/11", "dia 25", "2", "na quarta"])
def test_the_day_that_is_chosen_keeps_the_hour(answer: str) -> None:
    talk = talk_with(wide=False)
    talk.says("limpeza amanhã quarta às 10")
    assert "quarta-feira (25/11), às 10:00 está livre" in talk.says(answer)
    assert Reserve not in kinds_of(talk)
    talk.says("sim")
    assert talk.deeds[-1] == Reserve("v1", at_(25, 10), "s1")


def test_the_day_that_is_pressed_keeps_the_hour() -> None:
    talk = talk_with(wide=False)
    talk.says("limpeza amanhã quarta às 10")
    assert "amanhã (ter 24/11), às 10:00 está livre" in talk.taps("ter 24/11")
    assert isinstance(talk.deeds[-1], FindTimes)


@pytest.mark.parametrize("answer", ["sim", "pode ser", "ok", "isso", "tanto faz"])
def test_a_yes_to_two_days_chooses_none(answer: str) -> None:
    talk = talk_with(wide=False)
    talk.says("limpeza amanhã quarta às 10")
    said = talk.says(answer)
    assert not {Reserve, FindTimes} & {*kinds_of(talk)}
    assert "24/11" in said
    assert "25/11" in said


def test_another_day_is_a_new_wish_and_a_no_ends_it() -> None:
    talk = talk_with(wide=False)
    talk.says("limpeza amanhã quarta às 10")
    assert "sexta-feira (27/11), às 09:00 está livre" in talk.says("na verdade sexta às 9")
    assert Reserve not in kinds_of(talk)
    talk = talk_with(wide=False)
    talk.says("limpeza amanhã quarta às 10")
    assert talk.says("não") == "Tudo bem, não marquei nada. Se quiser marcar depois, é só escrever."
    assert talk.state.booking is None


def test_nothing_is_moved_to_one_of_two_days() -> None:
    talk = talk_with()
    said = talk.says("muda minha limpeza para sexta dia 12 às 9")
    assert "12/12" in said
    assert "27/11" in said
    assert not {Move, FindTimes} & {*kinds_of(talk)}
    assert "para sexta-feira (27/11), às 09:00?" in talk.says("sexta")
    talk.says("sim")
    assert talk.deeds[-1] == Move("a1", at_(27, 9))


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("me avisa se abrir vaga de limpeza sexta dia 12", "sábado, 12/12", "sexta-feira, 27/11"),
        ("me avisa se abrir vaga dia 30/02", "domingo, 28/02/2027", "terça-feira, 30/03/2027"),
    ],
)
def test_nobody_waits_for_one_of_two_days(words: str, first: str, second: str) -> None:
    talk = talk_with(wide=False)
    said = talk.says(words)
    assert first in said
    assert second in said
    assert "Não anotei" not in said
    assert JoinWait not in kinds_of(talk)


@pytest.mark.parametrize("words", ["limpeza amanhã terça às 10", "limpeza sexta dia 27 às 10", "limpeza amanhã ou quarta às 10"])
def test_what_does_not_contradict_itself_is_looked_for(words: str) -> None:
    talk = talk_with(wide=False)
    talk.says(words)
    assert FindTimes in kinds_of(talk)
