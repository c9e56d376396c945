"""Which of several appointments is moved, said by where it is: "passa a de quinta para segunda às 9". In the pure engine."""

from dataclasses import replace

import pytest

from atende.bot.rules.deeds import FindTimes, Move, OwnFound, ReadOwn
from tests.bot.agenda import HERS, LATER, Agenda, at_, free
from tests.bot.test_plain_words import kinds_of, talk_with

_NEXT_THURSDAY = replace(HERS, id="a3", starts_at=at_(26, 10) + (at_(26, 10) - at_(19, 10)))


def _talk(*own) -> Agenda:
    talk = talk_with(*(own or (HERS, LATER)))
    talk.outcomes[ReadOwn] = OwnFound(own or (HERS, LATER))
    talk.outcomes[FindTimes] = free(*(at_(day, hour) for day in (24, 25, 27, 30) for hour in (9, 10, 14)))
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "passa a de quinta para segunda às 9", "passa a de quinta pra segunda 9h", "muda a consulta de quinta para segunda às 9",
        "remarcar a das 10 para segunda às 9", "joga a de quinta às 10 pra segunda às 9", "passa para segunda às 9 a de quinta",
    ],
)  # fmt: skip
def test_the_one_that_is_there_is_moved(words: str) -> None:
    talk = _talk()
    said = talk.says(words)
    assert "de quinta-feira (26/11), às 10:00 para segunda-feira (30/11), às 09:00?" in said
    assert Move not in kinds_of(talk)
    talk.says("sim")
    assert talk.deeds[-1] == Move("a1", at_(30, 9))


def test_the_only_thursday_may_be_a_later_one() -> None:
    talk = _talk(_NEXT_THURSDAY, LATER)
    assert "(03/12)" in talk.says("passa a de quinta para segunda às 9")
    talk.says("sim")
    assert talk.deeds[-1] == Move("a3", at_(30, 9))


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ((HERS, _NEXT_THURSDAY, LATER), "passa a de quinta para segunda às 9"),
        ((HERS, LATER), "passa a de sexta para segunda às 9"),
        ((HERS, LATER), "passa para segunda às 9"),
        ((HERS, LATER), "quero mudar de horário"),
    ],
)  # fmt: skip
def test_where_none_or_several_are_there_it_is_asked_which(own, words: str) -> None:
    talk = _talk(*own)
    talk.says(words)
    assert not {Move, FindTimes} & {*kinds_of(talk)}
    assert len(talk.options()) >= 2
