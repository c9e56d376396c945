"""What people answer to which of two days is meant, when it is not one of them alone: with whom and what besides, an hour, another day,
both, none. In the pure engine, on Monday 23 November; what there is is on Thursday 26 at ten."""

from datetime import date

import pytest

from atende.bot.rules.deeds import FindTimes, JoinWait, Move, Reserve, Waits
from tests.bot.agenda import Agenda, free
from tests.bot.test_plain_words import kinds_of, talk_with

ASKED = ("limpeza amanhã quarta", "muda minha limpeza para amanhã quarta", "me avisa se abrir vaga de limpeza amanhã quarta")
BOOKS, MOVES, WAITS = ASKED


def _on(day: int) -> date:
    return date(2026, 11, day)


def _talk(words: str, *, wide: bool = False) -> Agenda:
    talk = talk_with(wide=wide)
    talk.outcomes[JoinWait] = Waits("w1", "Limpeza de pele", _on(24), _on(25), 0, 1439)
    talk.says(words)
    assert not {FindTimes, JoinWait} & {*kinds_of(talk)}
    return talk


def _looked(talk: Agenda) -> FindTimes:
    deed = talk.deeds[-1]
    assert isinstance(deed, FindTimes)
    return deed


def _joined(talk: Agenda) -> JoinWait:
    deed = talk.deeds[-1]
    assert isinstance(deed, JoinWait)
    return deed


@pytest.mark.parametrize(
    ("answer", "who"),
    [("quarta com a Ana", "p1"), ("quarta, com o Bruno", "p2"), ("com a Dra. Ana, quarta", "p1"), ("quarta", None)],
)
def test_with_whom_is_heard_beside_the_day(answer: str, who: str | None) -> None:
    talk = _talk("limpeza amanhã quarta às 10")
    assert "quarta-feira (25/11), às 10:00 está livre" in talk.says(answer)
    assert _looked(talk).professional_id == who
    talk = _talk(WAITS)
    talk.says(answer)
    deed = _joined(talk)
    assert (deed.first_on, deed.last_on, deed.professional_id) == (_on(25), _on(25), who)


@pytest.mark.parametrize("words", [BOOKS, WAITS])
def test_with_whom_alone_is_kept_and_the_day_is_asked_again(words: str) -> None:
    talk = _talk(words)
    assert "25/11" in talk.says("com a Ana")
    assert talk.deeds == []
    talk.says("quarta")
    assert {"p1"} == {one.professional_id for one in talk.deeds if isinstance(one, FindTimes | JoinWait)}


@pytest.mark.parametrize("answer", ["quarta, fisioterapia", "fisioterapia, quarta"])
def test_another_service_is_heard_beside_the_day(answer: str) -> None:
    talk = _talk(BOOKS, wide=True)
    assert "Sessão de fisioterapia, quarta-feira, 25/11" in talk.says(answer)
    assert _looked(talk).service_id == "v5"


def test_what_is_moved_stays_what_it_is() -> None:
    talk = talk_with()
    talk.says(MOVES)
    talk.says("quarta, fisioterapia")
    assert (_looked(talk).service_id, _looked(talk).moving) == ("v1", "a1")


@pytest.mark.parametrize("words", [BOOKS, MOVES])
@pytest.mark.parametrize(("answer", "hours"), [("às 11", {"11:00"}), ("à tarde", {"14:00", "15:00", "16:00"})])
def test_an_hour_chooses_none_of_the_two_days(words: str, answer: str, hours: set[str]) -> None:
    talk = _talk(words)
    talk.says(answer)
    shown = [one.split(" · ") for one in talk.options() if "·" in one]
    assert {day for day, _ in shown} == {"ter 24/11", "qua 25/11"}
    assert {hour for _, hour in shown} == hours
    assert not {Reserve, Move} & {*kinds_of(talk)}


@pytest.mark.parametrize(
    ("words", "answer", "day"),
    [
        (BOOKS, "25", "quarta-feira, 25/11"), (BOOKS, "24", "terça-feira, 24/11"), (MOVES, "25", "quarta-feira, 25/11"),
        ("limpeza sexta dia 12", "12", "sábado, 12/12"), ("limpeza sexta dia 12", "27", "sexta-feira, 27/11"),
        (BOOKS, "27", "sexta-feira, 27/11"),
    ],
)  # fmt: skip
def test_a_number_is_a_day_of_the_month(words: str, answer: str, day: str) -> None:
    said = _talk(words).says(answer)
    assert day in said
    assert "relógio" not in said
    assert "às" not in said.split(day)[1].split(".")[0].split(":")[0]


def test_a_number_that_is_neither_of_them_is_an_hour_still() -> None:
    talk = _talk(BOOKS)
    talk.says("11")
    assert {one.split(" · ")[1] for one in talk.options() if "·" in one} == {"11:00"}


@pytest.mark.parametrize("words", [BOOKS, MOVES])
@pytest.mark.parametrize("answer", ["outro dia", "outro horário", "outra data", "tem outro dia?"])
def test_another_day_than_those_shows_what_there_is(words: str, answer: str) -> None:
    talk = _talk(words)
    assert "estes são os próximos horários livres" in talk.says(answer)
    assert _looked(talk).moving == ("a1" if words == MOVES else None)


@pytest.mark.parametrize(
    ("words", "answer", "told"),
    [
        (MOVES, "não quero mais mudar", "não mudei nada"), (MOVES, "não, não quero mais", "não mudei nada"),
        (MOVES, "não", "não mudei nada"), (BOOKS, "não quero mais", "não marquei nada"),
        (BOOKS, "não, obrigada, não preciso mais", "não marquei nada"), (WAITS, "não quero mais", "não marquei nada"),
    ],
)  # fmt: skip
def test_who_wants_nothing_any_more_is_left_alone(words: str, answer: str, told: str) -> None:
    talk = _talk(words)
    before = len(talk.deeds)
    assert told in talk.says(answer)
    assert talk.state.booking is None
    assert len(talk.deeds) == before


@pytest.mark.parametrize("answer", ["não, com a Ana", "não entendi muito bem o que você quer", "não quero mais quinta?"])
def test_a_no_with_something_else_in_it_ends_nothing(answer: str) -> None:
    talk = _talk(BOOKS)
    talk.says(answer)
    assert talk.state.booking is not None
    assert talk.state.booking.kind == "book"


@pytest.mark.parametrize(
    ("answer", "days", "hours"),
    [
        ("sexta", (27, 27), (0, 1439)), ("quarta à tarde", (25, 25), (720, 1139)), ("27", (27, 27), (0, 1439)),
        ("à tarde", (24, 25), (720, 1139)), ("os dois", (24, 25), (0, 1439)), ("qualquer um dos dois", (24, 25), (0, 1439)),
        ("tanto faz", (24, 25), (0, 1439)), ("sim, os dois dias", (24, 25), (0, 1439)), ("ambos", (24, 25), (0, 1439)),
    ],
)  # fmt: skip
def test_who_waits_is_put_on_the_list_for_what_they_answer(answer: str, days: tuple[int, int], hours: tuple[int, int]) -> None:
    talk = _talk(WAITS)
    talk.outcomes[FindTimes] = free()
    talk.says(answer)
    deed = _joined(talk)
    assert (deed.first_on, deed.last_on, deed.earliest, deed.latest) == (*map(_on, days), *hours)
    assert FindTimes not in kinds_of(talk)


@pytest.mark.parametrize("answer", ["não serve nenhum dos dois", "os dois não", "sim", "pode ser"])
def test_nobody_waits_for_both_who_did_not_say_so(answer: str) -> None:
    talk = _talk(WAITS)
    talk.says(answer)
    assert JoinWait not in kinds_of(talk)


@pytest.mark.parametrize("words", [BOOKS, MOVES])
@pytest.mark.parametrize("answer", ["os dois", "qualquer um", "tanto faz"])
def test_what_can_be_had_once_is_had_on_one_day(words: str, answer: str) -> None:
    talk = _talk(words)
    assert "25/11" in talk.says(answer)
    assert not {FindTimes, Reserve, Move} & {*kinds_of(talk)}


def test_a_day_that_is_over_is_waited_for_by_nobody() -> None:
    talk = _talk(WAITS)
    assert "Esse dia já passou" in talk.says("dia 10/11/2026")
    assert JoinWait not in kinds_of(talk)
