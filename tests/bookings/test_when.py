"""When somebody wants to come: the tables, and what holds for any words at all."""

import os
import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atende.bookings.rules.when import Asked, Choice, Days, Part, Pick, Problem, ProblemKind, Wish, echo, understand
from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.spelling import _TOKEN, MOST_CHARS
from tests.bookings.when_cases import CASES
from tests.bookings.when_cases_chat import CHAT_CASES
from tests.bookings.when_cases_doubt import DOUBT_CASES
from tests.bookings.when_cases_elsewhen import FRI, LEAP, MON, MONTH_END, NO_MIDNIGHT, SAT, TWO_O_CLOCKS, YEAR_END
from tests.bookings.when_cases_hard import HARD_CASES
from tests.bookings.when_cases_last import LAST_CASES
from tests.bookings.when_cases_left import LEFT_CASES
from tests.bookings.when_cases_read import READ_CASES
from tests.bookings.when_cases_unseen import UNSEEN_CASES
from tests.bookings.when_notation import clock, written

_MORE = os.environ.get("FUZZ")  # FUZZ=5000 tries other words at each run
_EXAMPLES = int(_MORE or 150)
EVERY_CASE = [*CASES, *UNSEEN_CASES, *CHAT_CASES, *LAST_CASES, *HARD_CASES, *READ_CASES, *LEFT_CASES, *DOUBT_CASES]
NOWS = [clock(now) for now in (SAT, MON, FRI, YEAR_END, MONTH_END, LEAP, NO_MIDNIGHT, TWO_O_CLOCKS)]
WORDS = sorted(
    {word for _, words, _, _ in EVERY_CASE for word in words.split()} | {",", "ou", "e", "mas", "não", "menos", "?", "31/12"}
)

nows = st.sampled_from(NOWS) | st.datetimes(datetime(2020, 1, 1), datetime(2060, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=ZoneInfo("America/Sao_Paulo"))
)
locales = st.sampled_from(["pt-BR", "en"])
said = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@pytest.mark.parametrize(("now", "words", "meaning", "locale"), EVERY_CASE)
def test_these_words_mean_this(now, words, meaning, locale):
    at = clock(now)
    assert written(understand(words, at, locale), at.date()) == meaning


def test_the_tables_hold_what_they_promise():
    assert len(CASES) >= 240
    assert sum(meaning.startswith(("-", "!")) for _, _, meaning, _ in CASES) >= 25
    assert len({(now, words) for now, words, _, _ in EVERY_CASE}) == len(EVERY_CASE)


@pytest.mark.parametrize("locale", ["pt-BR", "en"])
def test_what_is_said_back_is_understood_as_the_same_wish(locale):
    for now, words, _, spoken in EVERY_CASE:
        at = clock(now)
        wish = understand(words, at, spoken)
        if wish is not None and wish.choices:
            assert understand(echo(wish, at, locale), at, locale) == Wish(wish.choices), words


@settings(max_examples=2 * _EXAMPLES, deadline=None, derandomize=not _MORE)
@given(said, nows, locales)
def test_any_wish_is_ahead_and_said_back_as_itself(words, now, locale):
    wish = understand(words, now, locale)
    if wish is None:
        return
    assert wish.choices or wish.problems
    for choice in wish.choices:
        assert choice.days.first >= now.date()
        assert choice.days.last is None or choice.days.last >= choice.days.first
        assert next(choice.dates(choice.days.first + timedelta(days=40)), None) is not None
        if choice.days.only == now.date():
            assert all(part.end > now.hour * 60 + now.minute or part.is_exact for part in choice.parts)
    if wish.choices:
        assert understand(echo(wish, now, locale), now, locale) == Wish(wish.choices), echo(wish, now, locale)


@settings(max_examples=_EXAMPLES, deadline=None, derandomize=not _MORE)
@given(st.text(max_size=MOST_CHARS) | st.text("0123456789/:-.h ,às", max_size=MOST_CHARS), nows, locales)
def test_no_text_is_too_strange(words, now, locale):
    wish = understand(words, now, locale)
    assert wish is None or wish.choices or wish.problems


@settings(max_examples=_EXAMPLES, deadline=None, derandomize=not _MORE)
@given(said, st.sampled_from(NOWS))
def test_capitals_accents_and_spaces_change_nothing(words, now):
    bare = "".join(c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c))
    assert understand(bare.upper(), now) == understand(words, now) == understand(f"  {words.replace(' ', '   ')} ", now)


@pytest.mark.parametrize(
    "unit",
    ["não ", "menos segunda, ", "de ", "às 10, ", "qualquer terça, ", "de segunda a ", "dia 3 ou ", "não posso quinta e ", "10h30 ",
     "entre ", "depois de ", "1/1-", "a@", "+1 ", "1.1.", "(11) ", "terça ", "de 8 em ", "25 ou ", "em 1 semana antes de "],
)  # fmt: skip
def test_twice_the_words_are_at_most_about_twice_the_work(unit, monkeypatch):
    looks = 0
    peek = Cursor.peek

    def counted(self, ahead=0):
        nonlocal looks
        looks += 1
        return peek(self, ahead)

    monkeypatch.setattr(Cursor, "peek", counted)
    counts = []
    for length in (300, 600, 1200):
        looks = 0
        understand((unit * length)[:length], clock(SAT))
        counts.append(looks)
    assert counts[2] <= 3 * counts[1] + 500, counts
    assert counts[1] <= 3 * counts[0] + 500, counts


def test_no_pattern_has_a_repetition_without_end_in_another():
    """Such patterns are the ones that take exponential time."""
    source = re.sub(r"\\.|\[[^]]*\]", "x", _TOKEN.pattern)
    endless = re.compile(r"[*+]|\{\d+,\}")
    depths: list[int] = [0]
    for n, char in enumerate(source):
        if char == "(":
            depths.append(0)
        elif char == ")":
            inside = depths.pop()
            assert not (inside and endless.match(source, n + 1)), source[: n + 2][-60:]
            depths[-1] += inside
        elif endless.match(source, n) and source[n - 1] not in "(|":
            depths[-1] += 1


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("em vez das 10, às 14", (600, 1320)), ("ao invés de 10h 14h", (600, 1320)), ("em vez de quinta às 10, às 14", (600, 1320)),
        ("em vez das 10", (600, 1320)), ("10h não dá", (600, 1320)), ("em vez de quinta às 10, sexta às 14", ()), ("às 14", ()),
    ],
)  # fmt: skip
def test_an_hour_that_is_given_up_is_refused(words, minutes):
    wish = understand(words, clock(SAT))
    assert wish is not None
    assert wish.refused == minutes


def test_a_bare_number_answers_what_was_asked():
    at = clock(SAT)
    assert understand("10", at) is None
    assert written(understand("10", at, asked=Asked.TIME), at.date()) == "any @ 10:00,22:00"
    assert written(understand("10", at, asked=Asked.DAY), at.date()) == "10/12"
    assert written(understand("quinta", at, asked=Asked.TIME), at.date()) == "26/11"


def test_a_start_is_ranked_by_choice_and_then_by_part():
    wish = understand("quinta às 8 ou sexta de tarde", clock(SAT))
    assert wish is not None
    starts = [datetime(2026, 11, day, hour) for day, hour in ((27, 14), (26, 20), (26, 9), (26, 8), (27, 8))]  # noqa: DTZ001
    assert wish.sorted(starts) == [starts[3], starts[1], starts[0]]
    assert [wish.rank(start) for start in starts] == [(1, 0), (0, 1), None, (0, 0), None]


def test_the_half_of_the_day_is_settled_by_the_opening_hours():
    at = clock(SAT)
    wish = understand("quinta às 8 ou às 3", at)
    assert wish is not None
    assert written(wish.settled(lambda _, minute: 8 * 60 <= minute < 18 * 60), at.date()) == "26/11 @ 08:00,15:00"
    assert written(wish.settled(lambda _, minute: minute >= 18 * 60), at.date()) == "26/11 @ 20:00"
    assert wish.settled(lambda _, minute: False) == wish


def test_the_last_free_time_is_the_latest():
    wish = Wish((Choice(Days(date(2026, 11, 26), date(2026, 11, 26)), pick=Pick.LAST),))
    starts = [datetime(2026, 11, 26, hour) for hour in (9, 17, 11)]  # noqa: DTZ001
    assert wish.sorted(starts) == [starts[1], starts[2], starts[0]]


def test_a_clock_change_neither_loses_nor_doubles_a_day():
    for now in (NO_MIDNIGHT, TWO_O_CLOCKS):
        at = clock(now)
        wish = understand("daqui a 1 dia", at)
        assert wish is not None
        assert wish.choices[0].days.only == at.date() + timedelta(days=1)
        week = understand("semana que vem", at)
        assert week is not None
        assert len(list(week.choices[0].dates(date.max))) == 7


def test_what_cannot_be_is_repeated_as_typed():
    wish = understand("pode ser 30/02?", clock(SAT))
    assert wish == Wish((), problems=(Problem(ProblemKind.NO_SUCH_DATE, "30/02"),))


def test_an_exact_time_holds_only_itself():
    assert [Part(600, 600).holds(minute) for minute in (599, 600, 601)] == [False, True, False]
    assert Part(600, 720).within(Part(660, 660)) == Part(660, 660)
    assert Part(600, 660).within(Part(660, 720)) is None


@pytest.mark.parametrize(
    ("words", "locale", "expected"),
    [
        ("quinta que vem de manhã", "pt-BR", "quinta-feira, 26/11, de manhã"),
        ("dia 3 às 14h", "pt-BR", "quinta-feira, 03/12, às 14:00"),
        ("qualquer dia menos quarta, à tarde", "pt-BR",
         "qualquer segunda-feira, terça-feira, quinta-feira, sexta-feira, sábado ou domingo, à tarde"),
        ("4/1 depois das 18h ou o primeiro horário de terça", "pt-BR",
         "segunda-feira, 04/01/2027, à noite, ou então terça-feira, 24/11, a qualquer hora, no primeiro horário"),
        ("toda terça à uma da tarde", "pt-BR", "toda terça-feira, às 13:00"),
        ("thursday after 3pm", "en", "Thursday, 26 Nov, from 15:00"),
    ],
)  # fmt: skip
def test_a_wish_is_said_back_with_weekday_and_date(words, locale, expected):
    wish = understand(words, clock(SAT), locale)
    assert wish is not None
    assert echo(wish, clock(SAT), locale) == expected
