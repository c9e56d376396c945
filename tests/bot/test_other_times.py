"""Another time, another day or nothing now, in answer to a time that was offered or asked about; and questions that begin no booking."""

from dataclasses import replace

import pytest

from atende.bot.rules.deeds import Cancel, FindTimes, Move, ReadOwn, Reserve
from tests.bot.agenda import HERS, WEEK, at_, free
from tests.bot.test_plain_words import kinds_of, talk_with

_MOVED = "muda minha limpeza para sexta às 9"


@pytest.mark.parametrize(
    "words",
    [
        "pode ser quarta?", "pode ser às 10?", "sim, às 10", "pode à tarde?", "pode ser mais tarde?", "ok, quinta",
        "com certeza, mas quarta",
        "mais cedo", "tem mais tarde?", "não, não vou poder sexta", "outros horários",
    ],
)  # fmt: skip
def test_another_time_in_answer_to_where_something_is_moved_moves_nothing(words: str) -> None:
    talk = talk_with()
    talk.says(_MOVED)
    said = talk.says(words)
    assert not {Move, Cancel} & {*kinds_of(talk)}
    assert "Posso cancelar" not in said
    assert kinds_of(talk).count(FindTimes) == 2


@pytest.mark.parametrize("words", ["sim", "pode ser", "pode ser às 9", "sim, sexta às 9"])
def test_the_same_time_in_answer_to_where_something_is_moved_moves_it(words: str) -> None:
    talk = talk_with()
    talk.says(_MOVED)
    talk.says(words)
    assert isinstance(talk.deeds[-1], Move)


@pytest.mark.parametrize("words", ["pode ser às 11?", "sim, às 11", "ok às 11"])
def test_another_hour_in_answer_to_an_offer_books_nothing_yet(words: str) -> None:
    talk = talk_with()
    talk.says("limpeza de pele quinta às 10")
    assert talk.says(words).startswith("Limpeza de pele: quinta-feira (26/11), às 11:00 está livre.")
    assert Reserve not in kinds_of(talk)


_STANDS = "Limpeza de pele com Ana Souza: já está marcado para quinta-feira (26/11), às 10:00. Não mudei nada."
_ELSEWHERE = replace(free(at_(26, 9), at_(26, 11), at_(27, 10)), stands=HERS)  # where it stands is no start to move it to


@pytest.mark.parametrize("words", ["muda minha limpeza para quinta às 10", "não, fica quinta às 10 mesmo"])
def test_nothing_is_moved_to_where_it_stands(words: str) -> None:
    talk = talk_with()
    talk.says(_MOVED)
    assert talk.says(words) == _STANDS


@pytest.mark.parametrize("words", ["muda para quinta às 10", "remarcar minha limpeza pra dia 26 às 10h", "muda pras 10"])
def test_what_stands_there_already_is_told_from_its_row(words: str) -> None:
    talk = talk_with()
    talk.outcomes[FindTimes] = _ELSEWHERE if "pras" not in words else replace(free(at_(26, 9), at_(26, 11)), stands=HERS)
    assert talk.says(words).endswith(f"\n\n{_STANDS}")
    assert talk.last.actions[-1].fact_ids == ("appointment:a1",)
    assert kinds_of(talk) == [ReadOwn, FindTimes]
    talk.outcomes[FindTimes] = replace(WEEK, stands=HERS)
    assert "de quinta-feira (26/11), às 10:00 para sexta-feira (27/11), às 09:00?" in talk.says("então melhor sexta às 9")


def test_in_words_after_the_times_were_shown_and_in_english_it_is_told_too() -> None:
    talk = talk_with()
    talk.outcomes[FindTimes] = _ELSEWHERE
    talk.says("remarcar")
    assert talk.says("quinta às 10") == _STANDS
    talk = talk_with(replace(HERS, state="pending"))
    talk.settings = replace(talk.settings, language="en")
    talk.outcomes[FindTimes] = replace(_ELSEWHERE, stands=replace(HERS, state="pending"))
    said = talk.says("move my appointment to thursday at 10 am")
    assert said.partition("\n\n")[2].startswith(
        "Limpeza de pele with Ana Souza is already on Thursday, Nov 26, at 10:00 (waiting for confirmation)."
    )
    assert said.endswith("I changed nothing.")


@pytest.mark.parametrize(
    "words",
    ["remarcar minha limpeza de quinta às 10", "quero mudar de quinta às 10 para outro dia", "mudar para quinta de manhã"],
)
def test_words_that_say_which_or_leave_the_hour_open_are_shown_other_times(words: str) -> None:
    talk = talk_with()
    talk.outcomes[FindTimes] = _ELSEWHERE
    said = talk.says(words)
    assert "já está" not in said
    assert "não há horário" not in said
    assert talk.options()


@pytest.mark.parametrize("words", ["deixa pra outro dia", "outra hora eu vejo", "vou ver outro dia"])
def test_who_puts_it_off_is_shown_no_other_times(words: str) -> None:
    talk = talk_with()
    talk.says("limpeza de pele quinta às 10")
    assert talk.says(words).startswith("Tudo bem, não marquei nada.")


def test_a_visit_stays_whole_while_it_is_moved() -> None:
    visit = replace(HERS, visit_id="visit")
    talk = talk_with(visit, replace(visit, id="a9", service_id="v5", starts_at=at_(26, 11)))
    talk.says(_MOVED)
    talk.says("sábado")
    looked = [one for one in talk.deeds if isinstance(one, FindTimes)]
    assert [one.then for one in looked] == [("v5",), ("v5",)]


@pytest.mark.parametrize(
    "words",
    [
        "segunda 7/12 às 9", "segunda, 7 de dezembro às 9", "segunda dia sete às 9", "na outra segunda às 9", "hoje segunda às 15",
        "menos segunda", "sexta em quinze dias às 9", "segunda da outra semana às 9", "segunda daqui a duas semanas às 9",
    ],
)  # fmt: skip
def test_a_weekday_with_its_date_is_not_the_one_that_is_shown(words: str) -> None:
    talk = talk_with(wide=False)
    talk.outcomes[FindTimes] = free(*(at_(day, hour) for day in (24, 27, 30) for hour in (9, 15)))
    talk.says("quero limpeza dia 29")
    talk.says(words)
    assert Reserve not in kinds_of(talk)


@pytest.mark.parametrize(
    "words",
    [
        "queria saber como é a limpeza de pele", "quero saber mais da limpeza de pele", "preciso saber o que é limpeza de pele",
        "quero limpeza de pele ou eletrocardiograma", "queria saber se tem fisioterapia", "quero 2 limpezas",
    ],
)  # fmt: skip
def test_who_wants_to_know_is_not_taken_for_who_wants(words: str) -> None:
    talk = talk_with()
    assert "R$ 180,00" in talk.says(words)
    assert not talk.deeds


@pytest.mark.parametrize(
    "words", ["quero saber que dia é minha consulta", "queria ver minha consulta", "preciso saber a data da minha consulta"]
)
def test_who_wants_to_know_of_their_own_is_told(words: str) -> None:
    assert "Você tem:\n• Limpeza de pele" in talk_with().says(words)


@pytest.mark.parametrize(
    "words", ["tem consulta com cardiologista?", "fazem consulta de pediatria?", "tem sessão com psicóloga?"]
)
def test_another_specialty_is_not_answered_with_a_service_that_shares_a_word(words: str) -> None:
    said = talk_with().says(words)
    assert "Não encontrei essa especialidade" in said
    assert "R$" not in said
