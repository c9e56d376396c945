"""The buttons of two days, pressed when more was said since, or after midnight: it is still that day, and still the same wish. In the
pure engine; what there is is on Thursday 26 November at ten."""

from datetime import UTC, date, datetime

import pytest

from atende.bot.rules.deeds import FindTimes, JoinWait, Move, ReadOwn, Reserve, Waits
from tests.bot.agenda import Agenda, at_
from tests.bot.test_plain_words import kinds_of, talk_with

BEFORE_MIDNIGHT, AFTER = datetime(2026, 11, 24, 2, 50, tzinfo=UTC), datetime(2026, 11, 24, 3, 10, tzinfo=UTC)
TUESDAY, WEDNESDAY = "book:day:20261124", "book:day:20261125"


def _talk() -> Agenda:
    talk = talk_with(wide=False)
    talk.outcomes[JoinWait] = Waits("w1", "Limpeza de pele", date(2026, 11, 24), date(2026, 11, 24), 0, 1439)
    return talk


def _joined(talk: Agenda) -> JoinWait:
    deed = talk.deeds[-1]
    assert isinstance(deed, JoinWait)
    return deed


@pytest.mark.parametrize("first", ["terça", "ter 24/11"])
def test_the_other_day_pressed_afterwards_moves_the_same_appointment(first: str) -> None:
    talk = _talk()
    talk.says("muda minha limpeza para amanhã quarta às 9")
    (talk.taps if "/" in first else talk.says)(first)
    assert "para quarta-feira (25/11), às 09:00?" in talk.presses(WEDNESDAY, "qua 25/11")
    assert not {Move, Reserve} & {*kinds_of(talk)}
    talk.says("sim")
    assert talk.deeds[-1] == Move("a1", at_(25, 9))
    assert Reserve not in kinds_of(talk)


def test_the_other_day_pressed_afterwards_is_looked_at_with_the_hour_for_what_is_booked() -> None:
    talk = _talk()
    talk.says("limpeza amanhã quarta às 10")
    talk.says("terça")
    assert "quarta-feira (25/11), às 10:00 está livre" in talk.presses(WEDNESDAY, "qua 25/11")
    assert Reserve not in kinds_of(talk)


@pytest.mark.parametrize("words", ["limpeza amanhã quarta às 10", "muda minha limpeza para amanhã quarta às 10"])
@pytest.mark.parametrize(("day", "said"), [(TUESDAY, "hoje, às 10:00 (24/11)"), (WEDNESDAY, "amanhã (qua 25/11), às 10:00")])
def test_after_midnight_a_day_is_the_one_that_stands_on_the_button(words: str, day: str, said: str) -> None:
    talk = _talk()
    talk.now = BEFORE_MIDNIGHT
    talk.says(words)
    talk.now = AFTER
    assert said in talk.presses(day)
    is_moved = words.startswith("muda")
    assert [one.moving for one in talk.deeds if isinstance(one, FindTimes)] == (["a1"] if is_moved else [None])


def test_after_midnight_who_waits_waits_for_that_day() -> None:
    talk = _talk()
    talk.now = BEFORE_MIDNIGHT
    talk.says("me avisa se abrir vaga de limpeza amanhã quarta às 10")
    talk.now = AFTER
    talk.presses(TUESDAY)
    deed = _joined(talk)
    assert (deed.first_on, deed.last_on, deed.earliest) == (date(2026, 11, 24), date(2026, 11, 24), 600)


def test_who_waits_already_waits_for_the_other_day_at_the_same_hours() -> None:
    talk = _talk()
    talk.says("me avisa se abrir vaga de limpeza amanhã quarta depois das 15h")
    talk.says("terça")
    assert _joined(talk).first_on == date(2026, 11, 24)
    talk.presses(WEDNESDAY, "qua 25/11")
    deed = _joined(talk)
    assert (deed.first_on, deed.last_on, deed.earliest) == (date(2026, 11, 25), date(2026, 11, 25), 900)
    assert FindTimes not in kinds_of(talk)


@pytest.mark.parametrize("words", ["limpeza amanhã quarta às 9", "muda minha limpeza para amanhã quarta às 9"])
def test_what_was_done_is_moved_to_the_other_day_and_not_had_twice(words: str) -> None:
    talk = _talk()
    talk.says(words)
    talk.says("terça")
    talk.says("sim")
    done = len(talk.deeds)
    said = talk.presses(WEDNESDAY, "qua 25/11")
    assert talk.deeds[done] == ReadOwn("a1")
    assert "Mudar Limpeza de pele com Ana Souza" in said
    assert "para quarta-feira (25/11)" in said
    talk.says("sim")
    assert kinds_of(talk)[-1] is Move


@pytest.mark.parametrize("id_", ["book:day:20261101", "book:day:20261340", "book:day:amanha", "book:day:", "book:day:99991231"])
def test_a_day_that_is_none_or_over_is_asked_again_and_moves_and_books_nothing(id_: str) -> None:
    talk = _talk()
    talk.says("limpeza amanhã quarta às 10")
    assert "25/11" in talk.presses(id_)
    talk = _talk()
    talk.says("muda minha limpeza para amanhã quarta às 9")
    talk.says("terça")
    talk.presses(id_)
    assert not {Move, Reserve} & {*kinds_of(talk)}
    assert all(one.moving == "a1" for one in talk.deeds if isinstance(one, FindTimes)), "it is moved still"


def test_a_day_pressed_when_nothing_is_talked_of_begins_a_booking() -> None:
    talk = _talk()
    talk.presses(WEDNESDAY, "qua 25/11")
    assert kinds_of(talk) == [FindTimes]
    assert talk.state.booking is not None
    assert talk.state.booking.kind == "book"
