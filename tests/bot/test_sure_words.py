"""Only who says so is booked, moved, cancelled or counted on: an hour named in an excuse or a question, a yes with a later in it and the
like are asked about once more; and the plain ways to say yes go on working. In the pure engine."""

from dataclasses import replace

import pytest

from atende.bot.rules.booking import wanted
from atende.bot.rules.deeds import AnswerOffer, Cancel, FindTimes, Kept, Move, ReadOffer, Refused, Reserve
from atende.bot.rules.state import Booking
from tests.bot.agenda import HERS, Agenda, at_
from tests.bot.test_plain_words import kinds_of, talk_with

_SPOKEN_OF = [
    "10h é cedo demais pra mim", "às 10 tenho aula", "10:00 é muito tarde", "às 10 tô trabalhando", "mais tarde que as 10",
    "10h impossível", "acho que às 10 mas te confirmo depois", "preciso pensar, talvez às 10", "às 10 é com quem?",
    "tem estacionamento às 10?", "só saio às 10", "às 10 é ruim", "às 10 já tenho compromisso", "10h é muito cedo",
    "entro no trabalho às 10", "será que consigo às 10?", "vou ver se consigo às 10", "minha esposa marcou às 10", "10h não rola",
    "vou confirmar às 10", "às 10 eu não posso",
]  # fmt: skip
_TAKEN = [
    "pode ser às 10", "às 10 tá ótimo", "10h por favor", "quero às 10", "marca às 10 pra mim", "às 10", "10h", "10:00", "pode ser às 10?",
    "prefiro às 10", "bom dia, às 10 por favor", "ok, às 10 então", "às 10 da manhã", "10h fica ótimo", "vou querer às 10", "10",
    "quarta às 10", "às 10 dá certo", "consegue às 10?", "fico com o das 10", "só posso às 10", "sim, às 10h", "me encaixa às 10",
    "às 10 é melhor pra mim",
]  # fmt: skip
_LATER = [
    "ok vou ver", "pode esperar?", "pode ligar?", "depois eu confirmo", "confirmo mais tarde", "posso confirmar depois?", "isso é caro",
    "pode deixar", "pode ser outro", "ok depois vejo", "vou confirmar", "sim, mas depois", "já confirmo", "confirmo à noite",
]  # fmt: skip
_YES = [
    "sim", "pode ser", "ok", "isso", "sim, confirmo", "confirmado", "com certeza", "pode sim", "claro", "sim por favor", "isso mesmo",
    "quero sim", "confirmo", "ok, obrigada", "perfeito", "uhum", "sim sim", "pode confirmar", "Cofirmo", "sim, pode ser",
]  # fmt: skip


def _several() -> Agenda:
    talk = talk_with(wide=False)
    talk.says("quero marcar limpeza quarta de manhã")
    return talk


def _one() -> Agenda:
    talk = talk_with(wide=False)
    talk.says("quero marcar limpeza quinta às 10")
    return talk


def _moving() -> Agenda:
    talk = talk_with()
    talk.says("muda minha limpeza para sexta às 9")
    return talk


def _cancelling() -> Agenda:
    talk = talk_with()
    talk.says("quero cancelar minha consulta")
    return talk


@pytest.mark.parametrize("words", _SPOKEN_OF)
def test_an_hour_that_is_only_spoken_of_is_not_booked(words: str) -> None:
    for talk in (_several(), _one()):
        said = talk.says(words)
        assert Reserve not in kinds_of(talk)
        assert "Marcado" not in said


@pytest.mark.parametrize("words", _TAKEN)
def test_an_hour_that_is_said_plainly_is_booked(words: str) -> None:
    talk = _several()
    said = talk.says(words)
    assert isinstance(talk.deeds[-1], Reserve), said
    assert talk.deeds[-1].starts_at == at_(25, 10)


@pytest.mark.parametrize("words", ["às 10?", "será que às 10 dá?", "talvez às 10", "acho que às 10", "posso às 10?"])
def test_what_is_not_sure_is_asked_about_and_then_booked(words: str) -> None:
    talk = _several()
    assert "quarta-feira (25/11), às 10:00 está livre. Posso marcar?" in talk.says(words)
    talk.says("pode marcar")
    assert talk.deeds[-1] == Reserve("v1", at_(25, 10), "s1")


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("10h é cedo demais pra mim", ["11", "14", "15", "16"]), ("10h é muito tarde", ["08", "09"]),
        ("às 10 tenho aula", ["08", "09", "11", "14", "15", "16"]), ("mais tarde que as 10", ["11", "14", "15", "16"]),
        ("entro no trabalho às 10", ["08", "09"]),
    ],
)  # fmt: skip
def test_an_hour_that_does_not_suit_is_a_no_to_it_on_that_day(words: str, hours: list[str]) -> None:
    talk = _several()
    talk.says(words)
    assert [title for title in talk.options() if "25/11" in title] == [f"qua 25/11 · {hour}:00" for hour in hours]


@pytest.mark.parametrize("words", ["às 9 é cedo", "sexta às 9 tenho aula", "às 9 é com quem?", *_LATER])
def test_nothing_is_moved_by_less_than_a_yes(words: str) -> None:
    talk = _moving()
    talk.says(words)
    assert not {Move, Cancel} & {*kinds_of(talk)}


@pytest.mark.parametrize("words", ["isso tem custo?", "pode ser adiada?", "cancela depois", "vou cancelar depois", *_LATER])
def test_nothing_is_cancelled_by_less_than_a_yes(words: str) -> None:
    talk = _cancelling()
    talk.says(words)
    assert Cancel not in kinds_of(talk)


def test_a_yes_with_more_is_asked_once_more_from_the_row_and_then_done() -> None:
    talk = _cancelling()
    assert "Posso cancelar Limpeza de pele com Ana Souza, quinta-feira (26/11), às 10:00?" in talk.says("ok vou ver")
    assert talk.says("sim").startswith("Cancelado")
    talk = _moving()
    assert "para sexta-feira (27/11), às 09:00?" in talk.says("ok vou ver")
    talk.says("sim")
    assert isinstance(talk.deeds[-1], Move)


@pytest.mark.parametrize("words", _LATER)
def test_the_one_time_offered_is_not_booked_by_less_than_a_yes(words: str) -> None:
    talk = _one()
    talk.says(words)
    assert Reserve not in kinds_of(talk)


@pytest.mark.parametrize("words", _YES)
def test_a_yes_is_a_yes_to_each(words: str) -> None:
    for talk, deed in ((_one(), Reserve), (_moving(), Move), (_cancelling(), Cancel)):
        talk.says(words)
        assert isinstance(talk.deeds[-1], deed), deed


@pytest.mark.parametrize(
    "words", ["pode marcar", "marca", "pode agendar sim", "quero", "vou querer sim", "às 10 tá ótimo", "ótimo"]
)
def test_the_one_time_offered_is_booked_by_the_word(words: str) -> None:
    talk = _one()
    talk.says(words)
    assert isinstance(talk.deeds[-1], Reserve)


@pytest.mark.parametrize(
    "words", ["pode cancelar sim", "cancela", "pode cancelar", "sim, cancela", "cancela por favor", "pode desmarcar"]
)
def test_it_is_cancelled_by_the_word(words: str) -> None:
    talk = _cancelling()
    talk.says(words)
    assert isinstance(talk.deeds[-1], Cancel)


def _answered(words: str) -> list[AnswerOffer]:
    talk = Agenda()
    talk.outcomes |= {AnswerOffer: Refused("x"), ReadOffer: Kept(HERS, at_(23, 12), True), FindTimes: talk.outcomes[FindTimes]}
    talk.says("oi")
    waiting = Booking(wanted.OFFER, wanted.OFFER, "v1", appointment_id="off1")
    talk.state = replace(talk.state, booking=waiting, offered=("book:accept:off1", "book:pass:off1"))
    talk.says(words)
    return [one for one in talk.deeds if isinstance(one, AnswerOffer)]


@pytest.mark.parametrize("words", ["sim, às 11", *_LATER])
def test_what_became_free_is_not_taken_by_less_than_a_yes(words: str) -> None:
    assert not [one for one in _answered(words) if one.wants]


@pytest.mark.parametrize("words", ["quero", "pode marcar", "quero esse horário", *_YES])
def test_what_became_free_is_taken_by_a_yes(words: str) -> None:
    assert [one.wants for one in _answered(words)] == [True]


@pytest.mark.parametrize("words", ["não", "não, obrigada"])
def test_what_became_free_is_passed_on_by_a_no(words: str) -> None:
    assert [one.wants for one in _answered(words)] == [False]
