"""The day that was talked of stays, whatever is said of the hour: refused, asked for, or named with somebody; in the pure engine."""

import pytest

from atende.bot.rules.booking import times
from atende.bot.rules.deeds import FindTimes, ReadOwn, Reserve
from atende.bot.rules.state import Booking
from tests.bookings.when_notation import written
from tests.bot.agenda import ALL, Agenda, at_, free


def _wished(talk: Agenda) -> str:
    """What times are looked for, in the notation of `when_cases`."""
    booking = talk.state.booking
    assert booking is not None
    assert isinstance(talk.deeds[-1], FindTimes)
    now = talk.now.astimezone(times.zone_named("America/Sao_Paulo"))
    wish = times.understand(booking.said, now)
    refused = [f"-{minute // 60}" for minute in wish.refused if minute < 720] if wish else []
    return " ".join([written(wish, now.date()), *refused])


@pytest.mark.parametrize(
    ("first", "words", "meaning"),
    [
        ("quarta", "10h não dá", "25/11 -10"),
        ("quarta de manhã", "10h não dá", "25/11 @ 06:00-12:00 -10"),
        ("sexta", "não, de manhã", "27/11 @ 06:00-12:00"),
        ("sexta", "às 13 não tem?", "27/11 @ 13:00"),
        ("sexta", "não tem às 13?", "27/11 @ 13:00"),
        ("sexta", "à tarde não dá", "27/11 @ -12:00,19:00-"),
        ("quarta de manhã", "à tarde não tem?", "25/11 @ 12:00-19:00"),
        ("quarta de manhã", "só à tarde", "25/11 @ 12:00-19:00"),
        ("quarta de manhã", "qualquer dia à tarde", "any @ 12:00-19:00"),
        ("quarta de manhã", "sexta à tarde", "27/11 @ 12:00-19:00"),
    ],
)
def test_an_hour_refused_or_asked_for_is_of_the_day_talked_of(first: str, words: str, meaning: str) -> None:
    talk = Agenda()
    talk.says(f"quero marcar limpeza {first}")
    talk.says(words)
    assert Reserve not in [type(one) for one in talk.deeds]
    assert _wished(talk) == meaning


@pytest.mark.parametrize("words", ["às 9 com a Ana", "com a Ana às 9", "quero às 9 com a Ana"])
def test_naming_somebody_keeps_the_day(words: str) -> None:
    talk = Agenda(facts=ALL)
    talk.says("quero marcar limpeza de pele quarta")
    talk.says(words)
    assert _wished(talk) == "25/11 @ 09:00,21:00"


def test_an_hour_refused_of_the_one_time_offered_leaves_its_day() -> None:
    talk = Agenda(outcomes={FindTimes: free(at_(26, 10))})
    talk.says("quero marcar limpeza quinta às 10")
    talk.outcomes[FindTimes] = free(*(at_(26, hour) for hour in (9, 10, 11)), at_(24, 9))
    said = talk.says("10h não dá")
    assert _wished(talk) == "26/11 -10"
    assert list(talk.options())[:2] == ["qui 26/11 · 09:00", "qui 26/11 · 11:00"], said


def test_an_hour_refused_while_one_is_moved_leaves_the_day() -> None:
    talk = Agenda()
    talk.says("quero remarcar pra sexta às 10")
    assert isinstance(talk.deeds[-1], ReadOwn | FindTimes)
    talk.says("10h não dá")
    assert _wished(talk) == "27/11 -10"
    assert isinstance(talk.state.booking, Booking)
    assert talk.state.booking.kind == "move"
