"""Opening hours: tables, and a minute-by-minute oracle over random weeks, zones and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atende.knowledge.rules import hours as rules
from atende.knowledge.rules import hours_wire as wire
from atende.knowledge.rules import week
from atende.knowledge.rules.hours import DateException, HolidayRule, Hours, Period, Recess

SP = ZoneInfo("America/Sao_Paulo")


def at(text: str, zone: ZoneInfo = SP) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def p(text: str) -> Period:
    opens, closes = text.split("-")
    return Period(time.fromisoformat(opens), time.fromisoformat(closes))


DAY = (p("08:00-12:00"), p("13:00-18:00"))
CLINIC = Hours(
    week=(DAY,) * 5 + ((p("08:00-12:00"),), ()),
    exceptions=(DateException(date(2026, 11, 24), (p("10:00-15:00"),), "Treinamento"), DateException(date(2026, 11, 25))),
    holidays=HolidayRule(national=True, state="SP"),
)
BAR = Hours(week=((),) * 3 + ((p("18:00-00:00"),), (p("18:00-02:00"),), (p("12:00-02:00"),), ()))


@pytest.mark.parametrize(
    ("now", "is_open", "until", "next_opening"),
    [
        ("2026-11-23T07:59", False, None, "2026-11-23T08:00"),
        ("2026-11-23T08:00", True, "2026-11-23T12:00", "2026-11-23T13:00"),
        ("2026-11-23T12:00", False, None, "2026-11-23T13:00"),
        ("2026-11-23T17:59", True, "2026-11-23T18:00", "2026-11-24T10:00"),
        ("2026-11-24T09:00", False, None, "2026-11-24T10:00"),
        ("2026-11-25T09:00", False, None, "2026-11-26T08:00"),
        ("2026-12-25T10:00", False, None, "2026-12-26T08:00"),  # Christmas
        ("2026-07-09T10:00", False, None, "2026-07-10T08:00"),  # São Paulo's own holiday
        ("2026-11-28T12:00", False, None, "2026-11-30T08:00"),
    ],
)
def test_a_clinic_with_a_lunch_break(now: str, is_open: bool, until: str | None, next_opening: str) -> None:
    state = rules.status(CLINIC, SP, at(now))
    assert state == rules.Status(is_open, at(until) if until else None, at(next_opening))
    assert rules.is_open(CLINIC, SP, at(now)) is is_open
    assert rules.open_until(CLINIC, SP, at(now)) == state.until
    assert rules.next_opening(CLINIC, SP, at(now)) == state.next_opening


@pytest.mark.parametrize(
    ("now", "is_open", "until"),
    [
        ("2026-11-27T01:59", False, None),  # Thursday closed at midnight
        ("2026-11-28T01:59", True, "2026-11-28T02:00"),
        ("2026-11-28T02:00", False, None),
        ("2026-11-29T01:00", True, "2026-11-29T02:00"),
        ("2026-11-26T23:59", True, "2026-11-27T00:00"),
    ],
)
def test_a_bar_past_midnight(now: str, is_open: bool, until: str | None) -> None:
    state = rules.status(BAR, SP, at(now))
    assert (state.is_open, state.until) == (is_open, at(until) if until else None)


def test_a_closed_date_does_not_cut_the_night_before() -> None:
    night = Hours(week=BAR.week, exceptions=(DateException(date(2026, 11, 28)),))
    assert rules.is_open(night, SP, at("2026-11-28T01:00"))
    assert not rules.is_open(night, SP, at("2026-11-28T13:00"))


def test_always_open_has_no_end_and_never_open_has_no_opening() -> None:
    always = Hours(week=((p("00:00-00:00"),),) * 7)
    assert rules.status(always, SP, at("2026-11-28T01:00")) == rules.Status(True, None, None)
    assert rules.status(Hours(), SP, at("2026-11-28T01:00")) == rules.Status(False, None, None)
    assert Hours().is_unknown
    assert not always.is_unknown


def test_one_date_a_year_is_found() -> None:
    fair = Hours(exceptions=(DateException(date(2027, 11, 20), (p("10:00-12:00"),)),))
    assert rules.next_opening(fair, SP, at("2026-11-28T01:00")) == at("2027-11-20T10:00")
    assert rules.next_opening(fair, SP, at("2026-01-28T01:00")) is None


def test_the_clock_changes_in_new_york() -> None:
    ny = ZoneInfo("America/New_York")
    night = Hours(week=((p("01:30-02:30"),),) * 7)
    spring = rules.status(night, ny, at("2026-03-08T01:30", ny))
    assert spring.until == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)  # 02:30 never comes: closed by the leap to 03:00
    autumn = rules.status(night, ny, datetime(2026, 11, 1, 5, 30, tzinfo=UTC))
    assert autumn.until == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)  # from the first 01:30 on, two hours


def test_a_day_that_never_was() -> None:
    apia = ZoneInfo("Pacific/Apia")  # 30 December 2011 was skipped
    daily = Hours(week=(DAY,) * 7)
    assert rules.next_opening(daily, apia, at("2011-12-29T19:00", apia)) == at("2011-12-31T08:00", apia)


def test_week_lines_join_equal_days() -> None:
    assert week.week_lines(CLINIC) == ["seg a sex: 08:00–12:00, 13:00–18:00", "sáb: 08:00–12:00", "dom: fechado"]
    assert week.week_lines(CLINIC, "en") == ["Mon to Fri: 08:00–12:00, 13:00–18:00", "Sat: 08:00–12:00", "Sun: closed"]
    assert week.week_lines(Hours(week=((p("00:00-00:00"),),) * 7)) == ["todos os dias: 24 horas"]
    assert week.week_lines(BAR)[0] == "seg a qua: fechado"


def test_special_lines_name_the_reason() -> None:
    assert week.special_lines(CLINIC, SP, at("2026-11-20T12:00")) == [
        "20/11 (sex): fechado · Dia Nacional de Zumbi e da Consciência Negra",
        "24/11 (ter): 10:00–15:00 · Treinamento",
        "25/11 (qua): fechado",
    ]
    assert week.special_lines(CLINIC, SP, at("2026-12-20T12:00"), "en")[0] == "Dec 25 (Fri): closed · Christmas Day"


def weekly(*entries: tuple[int, str, str]) -> dict[str, Any]:
    return {"weekly": [{"weekday": d, "opens": o, "closes": c} for d, o, c in entries]}


@pytest.mark.parametrize(
    ("value", "field", "reason"),
    [
        (None, "hours", "not_an_object"),
        ({"weekly": {}}, "hours.weekly", "not_a_list"),
        ({"weekly": [3]}, "hours.weekly.0", "not_an_object"),
        (weekly((7, "08:00", "12:00")), "hours.weekly.0.weekday", "bad_weekday"),
        ({"weekly": [{"weekday": True, "opens": "08:00", "closes": "09:00"}]}, "hours.weekly.0.weekday", "bad_weekday"),
        (weekly((0, "8:00", "12:00")), "hours.weekly.0.opens", "bad_time"),
        (weekly((0, "08:00", "24:01")), "hours.weekly.0.closes", "bad_time"),
        (weekly((0, "08:00", "12:00"), (0, "11:59", "13:00")), "hours.weekly.1", "overlap"),
        (weekly((0, "18:00", "02:00"), (1, "01:00", "03:00")), "hours.weekly.1", "overlap"),
        (weekly((6, "18:00", "02:00"), (0, "01:00", "03:00")), "hours.weekly.1", "overlap"),
        ({"exceptions": [{"on": "2026-02-30"}]}, "hours.exceptions.0.on", "bad_date"),
        ({"exceptions": [{"on": "2026-02-01"}, {"on": "2026-02-01"}]}, "hours.exceptions.1.on", "repeated_date"),
        ({"exceptions": [{"on": "2026-02-01", "note": 3}]}, "hours.exceptions.0.note", "bad_note"),
        ({"holidays": {"national": "yes"}}, "hours.holidays.national", "bad_flag"),
        ({"holidays": {"national": True, "state": "XX"}}, "hours.holidays.state", "bad_state"),
        ({"holidays": {"optional": 1}}, "hours.holidays.optional", "bad_flag"),
        ({"exceptions": [{"on": "2026-02-01", "every_year": "yes"}]}, "hours.exceptions.0.every_year", "bad_flag"),
    ],
)
def test_bad_hours_are_refused_by_field(value: Any, field: str, reason: str) -> None:
    with pytest.raises(wire.HoursInvalid) as refusal:
        wire.from_json(value)
    assert (refusal.value.field, refusal.value.params["reason"]) == (field, reason)


def test_touching_periods_and_the_end_of_the_week_are_accepted() -> None:
    hours = wire.from_json(weekly((6, "18:00", "02:00"), (0, "02:00", "12:00"), (0, "12:00", "24:00")))
    assert hours.week[0] == (p("02:00-12:00"), p("12:00-00:00"))
    assert wire.from_json({}) == Hours()


def test_hours_survive_json() -> None:
    assert wire.from_json(wire.to_json(CLINIC)) == CLINIC
    assert wire.from_json(wire.to_json(BAR)) == BAR
    town = DateException(date(2026, 1, 25), note="Aniversário da cidade", every_year=True)
    other = Hours(week=BAR.week, exceptions=(town,), holidays=HolidayRule(optional=True))
    assert wire.from_json(wire.to_json(other)) == other
    kept_before = {"exceptions": [{"on": "2026-01-25"}], "holidays": {"national": True, "state": "SP"}}
    read = wire.from_json(kept_before)
    assert (read.exceptions[0].every_year, read.holidays) == (False, HolidayRule(True, "SP", optional=False))


TRANSITIONS = [
    ("America/New_York", date(2026, 3, 8)), ("America/New_York", date(2026, 11, 1)), ("Europe/Lisbon", date(2026, 3, 29)),
    ("Europe/Lisbon", date(2026, 10, 25)), ("America/Sao_Paulo", date(2018, 11, 4)), ("America/Sao_Paulo", date(2019, 2, 17)),
    ("America/Santiago", date(2026, 9, 6)), ("Australia/Lord_Howe", date(2026, 4, 5)), ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kathmandu", date(2026, 5, 1)), ("America/Manaus", date(2026, 12, 24)), ("Africa/Casablanca", date(2026, 2, 15)),
]  # fmt: skip
times = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
periods = st.builds(Period, times, times)
days = st.lists(periods, max_size=3).map(tuple)


@st.composite
def places(draw: st.DrawFn) -> tuple[Hours, ZoneInfo, date]:
    zone, around = draw(st.sampled_from(TRANSITIONS))
    first = around + timedelta(days=draw(st.integers(-2, 1)))
    dates = st.integers(-1, 3).map(lambda n: first + timedelta(days=n))
    exceptions = draw(st.lists(st.builds(DateException, dates, days), max_size=2, unique_by=lambda e: e.on))
    hours = Hours(tuple(draw(st.tuples(*[days] * 7))), tuple(exceptions), HolidayRule(draw(st.booleans())))
    return hours, ZoneInfo(zone), first


def open_minutes(hours: Hours, zone: ZoneInfo, start: datetime, minutes: int) -> list[bool]:
    """The oracle: walk the wall clock from three days before, minute by minute; a period is on once the clock has shown its
    opening and not yet its closing."""
    spans: list[tuple[datetime, datetime]] = []
    first = start.astimezone(zone).date()
    for n in range(-4, minutes // 1440 + 3):
        on = first + timedelta(days=n)
        exception = next((e for e in hours.exceptions if e.on == on), None)
        closed = rules.holiday_name(hours.holidays, on) is not None
        todays = exception.periods if exception else () if closed else hours.week[on.weekday()]
        for period in todays:
            closing = on + timedelta(days=1) if period.closes <= period.opens else on
            spans.append((datetime.combine(on, period.opens), datetime.combine(closing, period.closes)))
    furthest = (start - timedelta(days=3)).astimezone(zone).replace(tzinfo=None)
    result = []
    for n in range(-3 * 1440, minutes):
        wall = (start + timedelta(minutes=n)).astimezone(zone).replace(tzinfo=None)
        furthest = max(furthest, wall)
        if n >= 0:
            result.append(any(opens <= furthest < closes for opens, closes in spans))
    return result


@settings(max_examples=60, deadline=None)
@given(places(), st.integers(0, 1439))
def test_the_engine_agrees_with_a_clock_watched_minute_by_minute(place: tuple[Hours, ZoneInfo, date], offset: int) -> None:
    hours, zone, first = place
    start = datetime.combine(first, time(), UTC) + timedelta(minutes=offset)
    expected = open_minutes(hours, zone, start, 2 * 1440)
    spans = list(rules.stretches(hours, zone, first - timedelta(days=3), 8))
    for n, is_open in enumerate(expected):
        now = start + timedelta(minutes=n)
        assert any(a <= now < b for a, b in spans) is is_open, now
    for n in range(0, len(expected), 97):
        now = start + timedelta(minutes=n)
        state = rules.status(hours, zone, now)
        assert state.is_open is expected[n]
        later = expected[n:]
        if state.is_open and False in later:
            assert state.until == now + timedelta(minutes=later.index(False))
        changes = [m for m in range(1, len(later)) if later[m] and not later[m - 1]]
        if changes:
            assert state.next_opening == now + timedelta(minutes=changes[0])


@given(st.sampled_from([z for z, _ in TRANSITIONS]), st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001 (wall times)
def test_the_first_instant_is_the_first_at_which_the_clock_has_reached_the_time(zone: str, wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    place = ZoneInfo(zone)
    found = rules.first_instant(wall, place)
    assert found.astimezone(place).replace(tzinfo=None) >= wall
    assert (found - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None) < wall or wall.replace(
        tzinfo=place, fold=0
    ).utcoffset() != wall.replace(tzinfo=place, fold=1).utcoffset()


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2027, 2, 8), "Carnaval"), (date(2027, 2, 9), "Carnaval"), (date(2027, 2, 10), "Quarta-feira de Cinzas"),
        (date(2027, 5, 27), "Corpus Christi"), (date(2028, 2, 28), "Carnaval"), (date(2027, 2, 7), None), (date(2027, 10, 28), None),
        (date(2027, 12, 24), None), (date(2027, 12, 31), None), (date(2027, 12, 25), None),
    ],
)  # fmt: skip
def test_optional_days_are_carnival_ash_wednesday_and_corpus_christi(on: date, name: str | None) -> None:
    assert rules.holiday_name(HolidayRule(optional=True), on) == name
    if name is not None:
        assert rules.holiday_name(HolidayRule(national=True, state="SP"), on) is None
    english = {"Carnaval": "Carnival", "Quarta-feira de Cinzas": "Ash Wednesday", "Corpus Christi": "Corpus Christi"}
    assert rules.holiday_name(HolidayRule(optional=True), on, "en") == english.get(name or "")


def test_a_store_says_that_it_is_closed_on_carnival() -> None:
    hours = Hours(week=CLINIC.week, holidays=HolidayRule(optional=True))
    assert week.special_lines(hours, SP, at("2027-02-01T12:00")) == [
        "08/02 (seg): fechado · Carnaval",
        "09/02 (ter): fechado · Carnaval",
        "10/02 (qua): fechado · Quarta-feira de Cinzas",
    ]
    assert rules.next_opening(hours, SP, at("2027-02-08T07:00")) == at("2027-02-11T08:00")


D = date.fromisoformat


@pytest.mark.parametrize(
    ("span", "asked", "found"),
    [
        (("2026-01-25", "2026-01-25"), ("2026-01-01", "2027-12-31"), ["2026-01-25 2026-01-25", "2027-01-25 2027-01-25"]),
        (("2026-01-25", "2026-01-25"), ("2025-01-01", "2026-01-24"), []),  # not before it was said
        (("2026-01-25", "2026-01-25"), ("2030-01-25", "2030-01-25"), ["2030-01-25 2030-01-25"]),
        (("2026-12-20", "2027-01-06"), ("2029-01-05", "2029-12-19"), ["2028-12-20 2029-01-06"]),  # over a year's end
        (("2026-12-20", "2027-01-06"), ("2026-12-31", "2026-12-31"), ["2026-12-20 2027-01-06"]),
        (("2026-12-20", "2027-01-06"), ("2026-01-01", "2026-01-06"), []),
        (("2028-02-29", "2028-02-29"), ("2028-01-01", "2029-12-31"), ["2028-02-29 2028-02-29", "2029-02-28 2029-02-28"]),
        (("2028-02-29", "2028-02-29"), ("2032-01-01", "2032-12-31"), ["2032-02-29 2032-02-29"]),
        (("2027-02-20", "2027-02-28"), ("2028-02-20", "2028-02-29"), ["2028-02-20 2028-02-28"]),
        (("2028-02-29", "2028-03-02"), ("2029-03-01", "2029-03-01"), ["2029-02-28 2029-03-02"]),
        (("2026-12-31", "2027-01-02"), ("9999-12-31", "9999-12-31"), ["9999-12-31 9999-12-31"]),  # the calendar ends
        (("2026-12-31", "2027-01-02"), ("0001-01-01", "0001-01-02"), []),
    ],
)
def test_a_span_comes_every_year(span: tuple[str, str], asked: tuple[str, str], found: list[str]) -> None:
    first, last = map(D, span)
    since, until = map(D, asked)
    assert [f"{start} {end}" for start, end in rules.yearly(first, last, since, until)] == found


dates = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@given(dates, st.integers(0, 363), dates)
def test_a_span_of_every_year_holds_on_its_days_of_each(first: date, length: int, on: date) -> None:
    last = first + timedelta(days=length)
    wanted = any(
        rules.in_year(first, year) <= on <= rules.in_year(last, year + last.year - first.year) for year in range(first.year, 2034)
    )
    assert Recess(first, last, every_year=True).holds_on(on) is wanted
    assert Recess(first, last).holds_on(on) is (first <= on <= last)


def test_a_day_of_its_own_comes_every_year_and_the_very_date_says_otherwise() -> None:
    town = DateException(date(2026, 1, 26), note="Aniversário da cidade", every_year=True)
    opened = DateException(date(2028, 1, 26), (p("09:00-10:00"),))
    hours = Hours(week=((p("08:00-12:00"),),) * 7, exceptions=(town, opened))
    days = [rules.on_day(hours, date(year, 1, 26)) for year in (2025, 2026, 2027, 2028, 2029)]
    assert [day.note for day in days] == [None, "Aniversário da cidade", "Aniversário da cidade", None, "Aniversário da cidade"]
    assert [len(day.periods) for day in days] == [1, 0, 0, 1, 0]
    assert not rules.is_open(hours, SP, at("2027-01-26T09:00"))
    assert rules.is_open(hours, SP, at("2028-01-26T09:30"))
    assert not rules.is_open(hours, SP, at("2028-01-26T10:30"))
    assert rules.next_opening(hours, SP, at("2027-01-25T12:00")) == at("2027-01-27T08:00")
    assert rules.is_holiday(hours, date(2027, 1, 26))
    assert not rules.is_holiday(hours, date(2028, 1, 26))


def test_a_recess_shuts_whatever_else_is_said_and_does_not_cut_the_night_before() -> None:
    opened = DateException(date(2026, 11, 28), (p("10:00-12:00"),))
    hours = Hours(
        week=BAR.week, exceptions=(opened,), recesses=(Recess(date(2025, 11, 28), date(2025, 11, 28), every_year=True),)
    )
    assert rules.is_open(hours, SP, at("2026-11-28T01:00"))
    assert rules.status(hours, SP, at("2026-11-28T11:00")) == rules.Status(False, None, at("2026-12-03T18:00"))
    assert week.special_lines(hours, SP, at("2026-11-24T11:00")) == ["28/11 (sáb): fechado"]
    assert rules.is_holiday(hours, date(2026, 11, 28))
    assert wire.to_json(hours) == wire.to_json(Hours(week=BAR.week, exceptions=(opened,)))
