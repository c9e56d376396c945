"""Who will not come is never told that their presence was noted, and who comes late is told of to the team, in answer to a reminder; in
the pure engine."""

from dataclasses import replace

import pytest

from atende.bot.rules.deeds import Acknowledge, LateTold, ReadOwn, TellLate
from atende.bot.rules.intents import Intent, read
from tests.bot.agenda import HERS
from tests.bot.test_reminded import Talking, _talk

_NOT_SAID = [
    "infelizmente vou faltar", "estarei viajando", "vou ver", "vou viajar", "vou desistir", "vou precisar faltar", "estarei fora",
    "estarei no trabalho nesse horário", "irei viajar", "vou confirmar com meu marido", "confirmo amanhã", "preciso confirmar no trabalho",
    "tá fechado?", "qual horário confirmado?", "vou faltar", "ok vou ver", "vou pensar", "vou confirmar", "confirmado o cancelamento?",
    "estarei doente", "certeza?", "vou trabalhar", "presente em outra cidade",
    "estarei com uma consulta nessa hora", "estarei com um atendimento nesse horário", "estarei fazendo uma consulta nesse horário",
    "estarei com consulta nesse horário", "estarei com o meu atendimento nesse dia", "vou fazer uma consulta", "estarei em atendimento",
]  # fmt: skip
_AWAY = ["infelizmente vou faltar", "estarei viajando", "vou viajar", "vou desistir", "estarei fora", "vou precisar faltar"]
_SAID = [
    "vou sim", "estarei lá", "com certeza", "sim, confirmo", "confirmado", "ok", "isso", "vou", "sim vou", "estarei aí sim", "confirmo",
    "pode confirmar", "confirmo minha presença", "confirmo para amanhã", "estarei aí amanhã às 10", "sim, estarei presente", "Cofirmo",
    "confirmo quinta às 10", "combinado", "tô indo", "com certeza estarei aí", "boa tarde, confirmo sim, obrigada", "quero confirmar",
    "confirmo. onde fica?", "estarei na consulta", "confirmo a consulta", "estarei aí para o atendimento",
    "confirmo meu horário com a doutora", "pode ser",
]  # fmt: skip


def _told(*, is_last: bool = True) -> Talking:
    made = _talk(is_last=is_last)
    made.outcomes[TellLate] = LateTold(replace(HERS), None)
    return made


@pytest.mark.parametrize("words", _NOT_SAID)
def test_who_did_not_say_so_is_not_counted_on(words: str) -> None:
    for is_last in (True, False):
        talk = _told(is_last=is_last)
        said = talk.says(words)
        assert Acknowledge not in [type(one) for one in talk.deeds]
        assert "Presença confirmada" not in said


@pytest.mark.parametrize("words", _AWAY)
def test_who_is_away_then_is_asked_what_is_to_be_done(words: str) -> None:
    talk = _told()
    talk.says(words)
    assert talk.deeds == [ReadOwn()]
    assert len(talk.options()) == 3


@pytest.mark.parametrize("words", _SAID)
def test_who_says_so_is_counted_on(words: str) -> None:
    talk = _told()
    talk.says(words)
    assert talk.deeds == [Acknowledge(HERS.id, HERS.starts_at)]


@pytest.mark.parametrize("words", ["vou chegar atrasado", "vou atrasar", "vou me atrasar 10 min", "estou atrasada"])
def test_who_comes_late_is_told_of_to_the_team(words: str) -> None:
    talk = _told()
    talk.says(words)
    assert [type(one) for one in talk.deeds] == [TellLate]


@pytest.mark.parametrize(
    "words",
    [
        "minha consulta foi desmarcada?",
        "tá desmarcado né",
        "horário desmarcado",
        "vocês desmarcaram?",
        "foram desmarcados",
        "desmarquei",
    ],
)
def test_what_was_called_off_is_nobody_who_fainted(words: str) -> None:
    assert not read(words).has(Intent.EMERGENCY, Intent.CRISIS)


@pytest.mark.parametrize("words", ["ela desmaiou", "meu pai está desmaiado", "desmaiada", "desmaido"])
def test_who_fainted_is_an_emergency(words: str) -> None:
    assert read(words).has(Intent.EMERGENCY)
