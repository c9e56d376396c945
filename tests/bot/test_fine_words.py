""" "Tá bom" of what is offered or asked takes that; of what they have, or with a goodbye, it takes nothing. In the pure engine."""

from dataclasses import replace

import pytest

from atende.bot.rules.booking import wanted
from atende.bot.rules.deeds import AnswerOffer, Deed, Move, ReadOwn, Refused, Reserve
from atende.bot.rules.state import Booking
from tests.bot.agenda import Agenda
from tests.bot.test_plain_words import kinds_of, talk_with

_OF_THEIRS = [
    "o meu horário está bom", "meu horário está bom", "o horário da minha consulta está bom", "o meu tá ótimo", "o meu mesmo tá bom",
    "o atendimento está ótimo", "o meu está bom, obrigada", "pra mim o meu tá ótimo", "meu horário de quinta tá bom",
    "ok, o meu está bom",
]  # fmt: skip
_OF_THAT = ["tá bom", "está ótimo", "tá bom, obrigada", "tá bom pra mim", "esse horário tá bom", "ah tá bom", "sim, tá bom"]
_GOODBYES = ["tá bom tchau", "tá bom obrigada tchau", "tá ótimo, até logo"]


def _moving() -> Agenda:
    talk = talk_with(wide=False)
    assert "para sexta-feira (27/11), às 09:00?" in talk.says("quero remarcar minha limpeza para sexta às 9")
    return talk


def _offered() -> Agenda:
    talk = talk_with(wide=False)
    talk.outcomes[AnswerOffer] = Refused("offer_over")
    talk.state = replace(talk.state, booking=Booking(wanted.OFFER, wanted.OFFER, "v1", appointment_id="o1"))
    return talk


def _shown() -> Agenda:
    talk = talk_with(wide=False)
    talk.says("quero marcar limpeza quinta às 10")
    return talk


_ASKED: list[tuple] = [(_moving, Move), (_offered, AnswerOffer), (_shown, Reserve)]


def _done(talk: Agenda, deed: type[Deed]) -> bool:
    return deed in kinds_of(talk)


@pytest.mark.parametrize(("asked", "deed"), _ASKED)
@pytest.mark.parametrize("words", _OF_THEIRS)
def test_what_they_have_is_fine_and_nothing_is_taken_or_moved(words: str, asked, deed) -> None:
    talk = asked()
    talk.says(words)
    assert not _done(talk, deed)
    assert talk.handed_off == 0


@pytest.mark.parametrize(("asked", "deed"), _ASKED)
@pytest.mark.parametrize("words", _OF_THAT)
def test_what_is_offered_or_asked_is_fine(words: str, asked, deed) -> None:
    talk = asked()
    talk.says(words)
    assert _done(talk, deed)


def test_the_day_of_what_they_have_is_no_other_time_for_it() -> None:
    talk = _moving()
    said = talk.says("meu horário de quinta tá bom")
    assert talk.deeds[-1] == ReadOwn()
    assert "Você tem:" in said


@pytest.mark.parametrize(("asked", "deed"), _ASKED)
@pytest.mark.parametrize("words", _GOODBYES)
def test_with_a_goodbye_it_is_one(words: str, asked, deed) -> None:
    talk = asked()
    said = talk.says(words)
    assert not _done(talk, deed)
    assert "Não entendi" not in said
    assert talk.state.unknown_count == 0
    assert "Precisando, é só chamar" in said


def test_like_this_takes_the_time_shown_but_moves_nothing_without_a_question() -> None:
    talk = _shown()
    talk.says("tá bom assim")
    assert _done(talk, Reserve)
    for talk, deed in ((_moving(), Move), (_offered(), AnswerOffer)):
        talk.says("tá bom assim")
        assert not _done(talk, deed)
