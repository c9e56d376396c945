"""One time is offered: a plain word takes it, of several it is asked which; who has to think about it is told once whether it is kept, and
can take it later. In the pure engine, on Monday 23 November."""

from dataclasses import replace

import pytest

from atende.bot.rules.booking import wanted
from atende.bot.rules.deeds import Cancel, FindTimes, Kept, Move, ReadOffer, Refused, Reserve
from atende.bot.rules.state import Booking
from tests.bot.agenda import HERS, Agenda, at_, free
from tests.bot.test_plain_words import kinds_of, talk_with

_UNDECIDED = [
    "ok vou ver",
    "deixa eu ver",
    "vou ver com meu marido e te falo",
    "deixa eu pensar",
    "já te falo",
    "vou confirmar",
    "depois eu confirmo",
    "já confirmo",
    "depois confirmo sim",
    "vou ver e confirmo",
]
_TAKING = ["tá bom", "pode ser", "fechado", "isso", "ta bom", "tá ótimo", "tá bom, obrigada"]


def _one() -> Agenda:
    talk = talk_with(wide=False)
    talk.says("quero marcar limpeza quinta às 10")
    return talk


def _several() -> Agenda:
    talk = talk_with(wide=False)
    talk.says("quero marcar limpeza quarta de manhã")
    return talk


@pytest.mark.parametrize("words", _TAKING)
def test_a_plain_word_takes_the_one_time_offered(words: str) -> None:
    talk = _one()
    talk.says(words)
    assert talk.deeds[-1] == Reserve("v1", at_(26, 10), "s1")


@pytest.mark.parametrize("words", _TAKING)
def test_of_several_a_plain_word_is_asked_which(words: str) -> None:
    talk = _several()
    talk.says(words)
    assert Reserve not in kinds_of(talk)
    assert "qua 25/11 · 08:00" in talk.options()


@pytest.mark.parametrize(
    "words",
    ["não tá bom", "tá bom outro dia?", "tá bom o preço?", "tá bom vou ver", "tá bom mas mais tarde", "bom dia", "tudo bom?"],
)
def test_what_only_looks_like_it_takes_nothing(words: str) -> None:
    for talk in (_one(), _several()):
        talk.says(words)
        assert Reserve not in kinds_of(talk)


def test_nothing_is_cancelled_by_a_fine() -> None:
    talk = talk_with()
    talk.says("quero cancelar minha consulta")
    talk.says("tá bom")
    assert Cancel not in kinds_of(talk)


@pytest.mark.parametrize("words", _UNDECIDED)
def test_who_is_undecided_is_told_that_it_is_not_kept_and_can_take_it_later(words: str) -> None:
    talk = _one()
    said = talk.says(words)
    assert "quinta-feira (26/11), às 10:00 não fica reservado" in said
    assert kinds_of(talk) == [FindTimes]
    talk.says("sim")
    assert talk.deeds[-1] == Reserve("v1", at_(26, 10), "s1")


@pytest.mark.parametrize("words", ["vou sim, confirmo", "ok vou, te confirmo sim", "ok eu vou, confirmo"])
def test_who_will_come_and_confirms_is_not_undecided(words: str) -> None:
    talk = _one()
    said = talk.says(words)
    assert "Sem pressa" not in said
    assert "reservado" not in said
    assert (Reserve in kinds_of(talk)) is (words == "vou sim, confirmo"), "the others are asked once more"


def test_what_was_taken_meanwhile_is_told() -> None:
    talk = _one()
    talk.says("ok vou ver")
    talk.outcomes[Reserve] = Refused("slot_taken", free=free(at_(26, 11)).free)
    said = talk.says("sim")
    assert "26/11 · 11:00" in str(talk.options()) or "11:00" in said
    assert "Marcado" not in said


def test_of_several_none_is_kept() -> None:
    talk = _several()
    assert "Nenhum desses horários fica reservado" in talk.says("deixa eu ver")
    talk.says("às 9")
    assert talk.deeds[-1] == Reserve("v1", at_(25, 9), "s1")


@pytest.mark.parametrize(
    "words", ["deixa eu ver outros horários", "vou ver outro dia", "vou falar com um atendente", "vou", "quero ver sexta"]
)
def test_other_words_are_not_undecided(words: str) -> None:
    talk = _one()
    assert "reservado" not in talk.says(words)
    assert Reserve not in kinds_of(talk)


@pytest.mark.parametrize(("is_held", "expected"), [(True, "está guardado para você até"), (False, "não está mais guardado")])
def test_of_what_became_free_the_row_tells_whether_it_is_kept(is_held: bool, expected: str) -> None:
    talk = talk_with()
    talk.outcomes[ReadOffer] = Kept(replace(HERS, state="hold"), at_(23, 12), is_held)
    talk.state = replace(talk.state, booking=Booking(wanted.OFFER, wanted.OFFER, "v1", appointment_id="o1"))
    said = talk.says("ok vou ver")
    assert expected in said
    assert talk.deeds == [ReadOffer("o1")]
    assert talk.state.booking is not None
    assert talk.state.booking.asked == wanted.OFFER


def test_nothing_is_moved_by_who_is_undecided() -> None:
    talk = talk_with()
    talk.says("preciso remarcar para sexta de manhã")
    talk.says("deixa eu ver")
    assert Move not in kinds_of(talk)
