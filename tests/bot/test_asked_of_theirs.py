"""What people ask of what they have, in words that name no question word; and that nothing is to be moved. In the pure engine."""

import pytest

from atende.bot.rules.deeds import FindTimes, ReadOwn
from tests.bot.test_plain_words import kinds_of, talk_with
from tests.bot.test_reminded import _talk


@pytest.mark.parametrize(
    "words",
    [
        "minha consulta é amanhã?", "minha consulta é hoje?", "com quem é minha consulta?", "minha consulta foi cancelada?",
        "minha limpeza é quinta?", "desmarcaram", "é quinta às 10 minha limpeza?", "tenho consulta amanhã?", "a que horas é a consulta?",
        "minha consulta foi desmarcada?", "vocês cancelaram minha consulta?",
    ],
)  # fmt: skip
def test_who_asks_of_theirs_is_told_of_it(words: str) -> None:
    talk = talk_with()
    assert "Você tem:\n• Limpeza de pele" in talk.says(words)


@pytest.mark.parametrize(
    "words",
    ["tem consulta amanhã?", "pode marcar minha consulta amanhã?", "tem limpeza quinta?", "quero marcar minha limpeza quinta"],
)
def test_who_wants_one_is_shown_times(words: str) -> None:
    talk = talk_with()
    said = talk.says(words)
    assert "Você tem" not in said
    assert ReadOwn not in kinds_of(talk)


def test_right_after_a_reminder_it_may_be_asked_in_two_words() -> None:
    talk = _talk()
    talk.says("é amanhã?")
    assert talk.deeds == [ReadOwn()]
    assert talk.last is not None
    assert "booking_own" in talk.last.explanation.intents


@pytest.mark.parametrize("words", ["não precisa remarcar", "não quero remarcar", "não precisa mudar não"])
def test_what_need_not_be_moved_stays(words: str) -> None:
    talk = talk_with()
    assert "não mudei nada" in talk.says(words)
    assert not talk.deeds


def test_another_day_asked_for_by_who_cannot_come_is_a_move() -> None:
    talk = talk_with()
    assert "cancelar" not in talk.says("não vou conseguir ir quinta, tem sexta?")
    assert isinstance(talk.deeds[-1], FindTimes)
    assert talk.deeds[-1].moving == "a1"
