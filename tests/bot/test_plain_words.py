"""What Brazilians write about an appointment without any word that a pattern lists: heard as what it is, where nothing else is said."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from atende.bot.rules.deeds import Booked, Cancel, Deed, FindTimes, LeaveWait, Move, NoLonger, OwnFound, ReadOwn, Reserve
from atende.bot.rules.deeds import Settled as Done
from tests.bot.agenda import HERS, LATER, WEEK, Agenda, at_, free, opened
from tests.bot.clinic import CLINIC

_OF = CLINIC.services[0]
_MORE = (("v5", "Sessão de fisioterapia"), ("v6", "Consulta dermatológica"), ("v7", "Eletrocardiograma"))
WIDE = opened(replace(CLINIC, services=(_OF, *(replace(_OF, id=id_, name=name, position=9) for id_, name in _MORE))))


def talk_with(*own: Booked, wide: bool = True) -> Agenda:
    talk = Agenda(facts=WIDE) if wide else Agenda()
    talk.outcomes = {
        FindTimes: WEEK,
        ReadOwn: OwnFound(own or (HERS,)),
        Reserve: Done(replace(HERS, starts_at=at_(26, 10))),
        Cancel: Done(replace(HERS, state="cancelled")),
        Move: Done(replace(HERS, starts_at=at_(27, 9)), before=HERS.starts_at),
        LeaveWait: NoLonger(1),
    }
    return talk


def kinds_of(talk: Agenda) -> list[type[Deed]]:
    return [type(one) for one in talk.deeds]


@pytest.mark.parametrize(
    "words",
    [
        "cancela", "quero cancelar", "cancela tudo", "cancela pra mim por favor", "pode cancelar minha limpeza?", "cancela só a limpeza",
        "cancela a de quinta", "não vou poder ir", "não vou conseguir ir na quinta", "surgiu um imprevisto, não vou poder comparecer",
        "nao vou mais",
    ],
)  # fmt: skip
def test_who_cannot_come_is_asked_whether_it_may_be_cancelled(words: str) -> None:
    talk = talk_with()
    assert "Posso cancelar Limpeza de pele com Ana Souza, quinta-feira (26/11), às 10:00?" in talk.says(words)
    assert Cancel not in kinds_of(talk)
    assert talk.says("sim").startswith("Cancelado")


@pytest.mark.parametrize(
    "words",
    [
        "dá pra passar pra sexta?", "tem como adiantar?", "antecipar pra amanhã", "dá pra mudar pras 16h?", "pode trocar pra mais tarde?",
        "não consigo ir amanhã, pode ser sexta?", "não vou conseguir ir na quinta, tem outro horário?", "muda a de segunda",
        "queria ver se dá pra antecipar minha limpeza",
    ],
)  # fmt: skip
def test_who_wants_another_time_is_shown_times_and_not_asked_to_cancel(words: str) -> None:
    talk = talk_with()
    assert "cancelar" not in talk.says(words)
    assert isinstance(talk.deeds[-1], FindTimes)
    assert talk.deeds[-1].moving == "a1"


@pytest.mark.parametrize(
    "words",
    [
        "que dia eu tenho marcado aí?", "tô marcada pra quando?", "eu tenho consulta marcada?", "qual horário que eu marquei?",
        "esqueci a hora da minha limpeza", "qdo eh minha consulta", "meu horário é as 10 né?", "confere pra mim meu horário",
        "quando é minha sessão?",
        "quando vai ser a minha limpeza mesmo?", "quero saber o horário da minha limpeza", "qual o dia da minha limpeza?",
        "queria ver a data da minha limpeza de pele",
    ],
)  # fmt: skip
def test_who_asks_what_they_have_is_told(words: str) -> None:
    assert "Você tem:\n• Limpeza de pele" in talk_with().says(words)


@pytest.mark.parametrize(
    ("words", "service_id"),
    [
        ("limpeza de pele quinta às 10", "v1"), ("tem limpeza amanhã?", "v1"), ("quero fazer fisioterapia toda terça às 10", "v5"),
        ("toda semana na terça às 14h fisioterapia", "v5"), ("quero fisio na quinta", "v5"), ("tem dermato quinta?", "v6"),
        ("preciso de um dermatologista pra quinta", "v6"), ("queria o eletro, de tarde, terca ou quinta, dps das 15", "v7"),
        ("bom dia, tudo bem? gostaria de uma limpeza de pele para amanhã à tarde", "v1"),
    ],
)  # fmt: skip
def test_a_service_and_a_day_are_looked_for(words: str, service_id: str) -> None:
    talk = talk_with()
    talk.says(words)
    assert isinstance(talk.deeds[0], FindTimes)
    assert talk.deeds[0].service_id == service_id


def test_somebody_asked_for_on_a_day_is_no_wish_to_talk_to_a_person() -> None:
    talk = talk_with(wide=False)
    talk.says("quero passar com a dra ana quinta de manhã")
    assert isinstance(talk.deeds[0], FindTimes)
    assert talk.deeds[0].professional_id == "p1"
    talk = talk_with()
    talk.says("quero falar com a dra ana na quinta")
    assert talk.reason == "requested"


@pytest.mark.parametrize(
    "words",
    [
        "quero mudar meu endereço", "cancela minha assinatura", "muda o nome do cadastro", "limpeza de pele quanto custa na quinta?",
        "vocês abrem quinta?", "qual o valor da limpeza?", "limpeza de pele", "quero trocar de produto", "posso levar minha filha?",
        "não vou poder pagar no pix", "passa o valor da limpeza para hoje", "boa tarde", "não vou",
    ],
)  # fmt: skip
def test_words_about_something_else_touch_no_appointment(words: str) -> None:
    talk = talk_with()
    talk.says(words)
    assert talk.deeds == []


def test_a_day_said_while_the_service_is_asked_is_kept() -> None:
    for words in ("pra quinta", "pode ser quinta?", "pode ser quinta de manhã"):
        talk = talk_with()
        talk.says("quero marcar")
        assert "marcar?" in talk.says(words)
        said = talk.says("limpeza")
        assert "quinta-feira, 26/11" in said


@pytest.mark.parametrize("words", ["pode ser o primeiro", "fico com o primeiro", "tá, pode ser a primeira"])
def test_the_first_of_those_shown_is_taken_in_more_words(words: str) -> None:
    talk = talk_with()
    talk.says("marca limpeza")
    talk.says(words)
    assert talk.deeds[-1] == Reserve("v1", at_(24, 8), "s1")


def test_the_last_is_the_last_time_shown() -> None:
    talk = talk_with()
    talk.says("marca limpeza quinta")
    talk.says("o último")
    assert talk.deeds[-1] == Reserve("v1", at_(26, 16), "s1")


@pytest.mark.parametrize("words", ["tanto faz", "qualquer um", "o mais cedo", "qualquer um desses serve"])
def test_whoever_leaves_it_to_us_is_offered_the_soonest(words: str) -> None:
    talk = talk_with()
    talk.says("marca limpeza")
    assert "amanhã (ter 24/11), às 08:00 está livre. Posso marcar?" in talk.says(words)
    assert Reserve not in kinds_of(talk)


def test_a_yes_to_several_times_books_none_and_asks_again() -> None:
    talk = talk_with()
    talk.says("marca limpeza")
    talk.says("pode ser")
    assert Reserve not in kinds_of(talk)
    assert len(talk.options()) > 2


@pytest.mark.parametrize("words", ["👍", "bora", "beleza", "combinado", "pode ser sim", "show"])
def test_the_one_time_offered_is_taken_in_few_words(words: str) -> None:
    talk = talk_with()
    talk.says("marca limpeza quinta às 10")
    assert talk.says(words).startswith("Marcado!")


def test_a_no_with_another_time_looks_for_that_on_the_same_day() -> None:
    talk = talk_with()
    talk.says("marca limpeza quinta às 10")
    assert "quinta-feira (26/11), às 11:00 está livre" in talk.says("não, às 11")
    assert "nada" in talk.says("não")


def test_later_and_earlier_are_meant_of_the_time_offered() -> None:
    for words, hours in (("hmm, tem mais tarde?", ["11:00", "14:00", "15:00", "16:00"]), ("mais cedo tem?", ["08:00", "09:00"])):
        talk = talk_with()
        talk.says("marca limpeza quinta às 10")
        talk.says(words)
        assert [title for title in talk.options() if "26/11" in title] == [f"qui 26/11 · {hour}" for hour in hours]


def test_a_day_on_which_one_cannot_come_is_left_out_while_times_are_shown() -> None:
    talk = talk_with()
    talk.says("marca limpeza")
    talk.says("não consigo ir na quinta")
    assert kinds_of(talk) == [FindTimes, FindTimes]
    assert not [title for title in talk.options() if title.startswith("qui")]


def test_what_is_being_booked_is_dropped_by_the_word_alone() -> None:
    talk = talk_with()
    talk.says("marca limpeza quinta às 10")
    assert talk.says("cancela").startswith("Tudo bem, não marquei nada")
    assert ReadOwn not in kinds_of(talk)


def test_a_move_may_become_a_cancelling_and_back() -> None:
    talk = talk_with(HERS, LATER)
    talk.says("remarcar")
    talk.taps("seg 30/11")
    assert "Posso cancelar Limpeza de pele com Ana Souza, segunda-feira (30/11)" in talk.says("na verdade cancela")
    talk.says("cancela")
    assert talk.deeds[-1] == Cancel("a2")


def test_what_stays_as_it_is_is_neither_moved_nor_cancelled() -> None:
    for first, words in (
        ("remarcar", "não, deixa quinta mesmo"),
        ("quero cancelar", "deixa como tá"),
        ("remarcar", "deixa pra lá"),
    ):
        talk = talk_with()
        talk.says(first)
        assert talk.says(words) == "Tudo bem, não mudei nada."


def test_the_waiting_list_is_left_in_any_words() -> None:
    for words in ("sai da lista", "me tira da fila", "quero sair da lista de espera"):
        talk = talk_with()
        talk.says(words)
        assert kinds_of(talk) == [LeaveWait]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("marca limpeza quinta 25:00", "25:00 não existe no relógio. Que horário você prefere?"),
        ("marca limpeza pra terça da semana retrasada", "Esse dia já passou."), ("marca limpeza às 25h", "25h não existe no relógio."),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_said_and_asked_for_and_never_dropped(words: str, problem: str) -> None:
    talk = talk_with()
    assert problem in talk.says(words)
    assert Reserve not in kinds_of(talk)


@pytest.mark.parametrize(
    ("words", "service_id"),
    [
        ("quero limpeza de pele", "v1"), ("preciso de um eletrocardiograma", "v7"), ("queria uma consulta dermatológica", "v6"),
        ("quero fisioterapia", "v5"), ("quero uma limpeza com a Ana", "v1"), ("I want limpeza de pele", "v1"),
    ],
)  # fmt: skip
def test_who_only_says_what_they_want_is_shown_its_times(words: str, service_id: str) -> None:
    talk = talk_with()
    talk.says(words)
    assert isinstance(talk.deeds[-1], FindTimes)
    assert talk.deeds[-1].service_id == service_id


@pytest.mark.parametrize(
    "words",
    [
        "quero saber o preço da limpeza de pele",
        "gostaria de saber sobre fisioterapia",
        "vocês fazem fisioterapia?",
        "fisioterapia",
    ],
)
def test_who_asks_about_a_service_is_told_of_it_and_not_of_people(words: str) -> None:
    talk = talk_with()
    said = talk.says(words)
    assert "R$ 180,00" in said
    assert "Quem atende" not in said
    assert not talk.deeds


def test_who_asks_who_does_something_is_not_told_that_nobody_does() -> None:
    said = talk_with().says("quem faz fisioterapia?")
    assert "Quem atende aqui" in said
    assert "Não encontrei" not in said
    assert "Não encontrei essa especialidade" in talk_with().says("tem cardiologista?")


def test_the_one_time_that_suits_a_move_is_asked_about_once_with_where_it_is_moved_from() -> None:
    talk = talk_with()
    assert "de quinta-feira (26/11), às 10:00 para sexta-feira (27/11), às 09:00?" in talk.says(
        "muda minha limpeza para sexta às 9"
    )
    talk.says("sim")
    assert isinstance(talk.deeds[-1], Move)


@pytest.mark.parametrize("before", [(), ("quero remarcar a limpeza",)])
def test_what_is_moved_to_a_habit_is_said_to_be_moved_once(before: tuple[str, ...]) -> None:
    talk = talk_with()
    for words in (*before, "toda terça às 10" if before else "muda minha limpeza para toda terça às 10"):
        said = talk.says(words)
    said = talk.says("sim")
    said = said if before else talk.says("sim")
    assert "Mudei só este horário" in said
    assert "só este" not in talk.says("obrigada")


@pytest.mark.parametrize("before", ["muda minha limpeza para sexta às 9", "limpeza de pele quinta às 10"])
@pytest.mark.parametrize("words", ["outro horário", "não, outro horário", "tem outros horários?", "queria outro dia"])
def test_who_is_asked_about_one_time_may_see_others(before: str, words: str) -> None:
    talk = talk_with()
    talk.says(before)
    talk.says(words)
    assert isinstance(talk.deeds[-1], FindTimes)
    assert len(talk.options()) > 2


def test_another_hour_in_answer_to_where_something_is_moved_is_of_the_same_day() -> None:
    talk = talk_with()
    talk.says("muda minha limpeza para sexta às 9")
    assert "para sexta-feira (27/11), às 10:00?" in talk.says("não, às 10")
    assert talk.says("não") == "Tudo bem, não mudei nada."


@pytest.mark.parametrize(
    ("words", "day"), [("segunda às 9", 30), ("na segunda-feira às 9h", 30), ("essa segunda às 9", None), ("terça às 9", 24)]
)
def test_a_weekday_is_the_one_that_is_shown(words: str, day: int | None) -> None:
    """It is Monday, and what was free nearest to the 30th stands above; Tuesday is not among it."""
    talk = talk_with(wide=False)
    talk.outcomes[FindTimes] = free(*(at_(day, hour) for day in (24, 27, 30) for hour in (9, 15)))
    talk.says("quero limpeza dia 29")
    talk.says(words)
    booked = talk.deeds[-1].starts_at.day if isinstance(talk.deeds[-1], Reserve) else None
    assert booked == day


@pytest.mark.parametrize(
    ("starts", "told", "untold"),
    [
        ((at_(24, 10), at_(27, 9)), "às 10:00: estes", "22:00"), ((at_(25, -2), at_(27, 9)), "às 22:00: estes", "10:00"),
    ],
)  # fmt: skip
def test_an_hour_is_told_back_as_the_one_that_is_meant(starts: tuple[datetime, ...], told: str, untold: str) -> None:
    talk = talk_with(wide=False)
    talk.outcomes[FindTimes] = free(*starts, *(one + timedelta(days=7) for one in starts))
    said = talk.says("quero limpeza toda terça às 10")
    assert told in said
    assert untold not in said
