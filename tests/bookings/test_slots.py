"""Free slots: against a model that tries every second-by-second rule for itself, over zones and changes of clocks."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atende.bookings.rules.slots import Grid, Shape, Slot, Time, Window, slots, starts
from atende.kit.spans import common, joined, without
from tests.bookings.clocks import SINCE, ZONES, changes

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MINUTE, HOUR = 60, 3600


def at(*parts: int, zone: ZoneInfo = SAO_PAULO) -> int:
    return int(datetime(*parts, tzinfo=zone).timestamp())  # type: ignore[misc]


def words(found: list[int], zone: ZoneInfo = SAO_PAULO) -> list[str]:
    return [f"{datetime.fromtimestamp(one, zone):%H:%M}" for one in found]


MORNING = (at(2026, 11, 23, 8), at(2026, 11, 23, 12))
ALL = Window(at(2026, 11, 1), at(2026, 12, 31))


def test_an_hour_every_half_hour_until_it_no_longer_fits():
    shape = Shape(HOUR, step=30 * MINUTE)
    assert words(starts(shape, Time("ana", [MORNING]), ALL, SAO_PAULO)) == [
        "08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00",
    ]  # fmt: skip


def test_buffers_keep_appointments_apart_and_may_reach_past_closing():
    shape = Shape(30 * MINUTE, before=10 * MINUTE, after=10 * MINUTE, step=30 * MINUTE)
    taken = [(at(2026, 11, 23, 9), at(2026, 11, 23, 9, 40))]  # an appointment at 9 whose own buffer ends at 9:40
    assert words(starts(shape, Time("ana", [MORNING], taken), ALL, SAO_PAULO)) == ["08:00", "10:00", "10:30", "11:00", "11:30"]


def test_what_touches_is_not_taken():
    taken = [(at(2026, 11, 23, 9), at(2026, 11, 23, 10))]
    shape = Shape(HOUR, step=HOUR)
    assert words(starts(shape, Time("ana", [MORNING], taken), ALL, SAO_PAULO)) == ["08:00", "10:00", "11:00"]


def test_a_grid_counted_from_opening():
    shape = Shape(40 * MINUTE, step=50 * MINUTE, grid=Grid.OPENING)
    opens = (at(2026, 11, 23, 8, 20), at(2026, 11, 23, 11))
    assert words(starts(shape, Time("ana", [opens]), ALL, SAO_PAULO)) == ["08:20", "09:10", "10:00"]
    late = Window(at(2026, 11, 23, 8, 30), ALL.until)
    assert words(starts(shape, Time("ana", [opens]), late, SAO_PAULO)) == ["09:10", "10:00"]


def test_one_of_every_need_is_free_at_once():
    ana, bia = Time("ana", [MORNING]), Time("bia", [(MORNING[0], at(2026, 11, 23, 10))])
    room = Time("sala 1", [MORNING], [(at(2026, 11, 23, 8), at(2026, 11, 23, 9))])
    found = slots(Shape(HOUR, step=HOUR), [[ana, bia], [room]], ALL, SAO_PAULO)
    assert found == [
        Slot(at(2026, 11, 23, 9), (("ana", "bia"), ("sala 1",))),
        Slot(at(2026, 11, 23, 10), (("ana",), ("sala 1",))),
        Slot(at(2026, 11, 23, 11), (("ana",), ("sala 1",))),
    ]
    assert slots(Shape(HOUR), [[ana], []], ALL, SAO_PAULO) == []
    assert slots(Shape(HOUR), [], ALL, SAO_PAULO) == []


def test_a_day_that_is_full_offers_nothing():
    days = [MORNING, (MORNING[0] + 86_400, MORNING[1] + 86_400)]
    full = Time("ana", days, full_days=frozenset({date(2026, 11, 23)}))
    found = starts(Shape(HOUR, step=HOUR), full, ALL, SAO_PAULO)
    assert {datetime.fromtimestamp(one, SAO_PAULO).date() for one in found} == {date(2026, 11, 24)}
    window = Window(ALL.since, ALL.until, frozenset({date(2026, 11, 24)}))
    assert starts(Shape(HOUR, step=HOUR), full, window, SAO_PAULO) == []


@pytest.mark.parametrize(
    ("zone", "on"),
    [("America/Sao_Paulo", date(2018, 11, 4)), ("America/Asuncion", date(2024, 10, 6)), ("Asia/Kathmandu", date(2026, 1, 1))],
)
def test_the_grid_is_the_wall_clock_of_the_place(zone, on):
    place = ZoneInfo(zone)
    midnight = int(datetime(on.year, on.month, on.day, 12, tzinfo=place).timestamp()) - 12 * HOUR
    found = starts(Shape(HOUR, step=HOUR), Time("x", [(midnight, midnight + 30 * HOUR)]), Window(0, 2**40), place)
    assert found
    assert {datetime.fromtimestamp(one, place).minute for one in found} == {0}


SPANS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)).map(lambda s: (s[0], s[0] + s[1])), max_size=12)


@given(SPANS, SPANS)
def test_spans_are_the_sets_they_stand_for(some, others):
    def seconds(spans):
        return {n for a, b in spans for n in range(a, b)}

    one, two = joined(some), joined(others)
    assert seconds(one) == seconds(some)
    assert all(a < b for a, b in one)
    assert all(first[1] < second[0] for first, second in pairwise(one))
    assert seconds(without(one, two)) == seconds(some) - seconds(others)
    assert seconds(common(one, two)) == seconds(some) & seconds(others)


# A zone and an instant: of any day of ten years, or, as often, so that the clock is changed within a day of it. Days drawn evenly hardly
# ever meet one of the two changes of a year, and most zones have none.
_ANY_DAY = st.tuples(st.sampled_from(ZONES), st.integers(0, 3652).map(lambda days: SINCE + timedelta(days=days)))
_NEAR_A_CHANGE = st.deferred(
    lambda: st.tuples(
        st.sampled_from([(name, moment) for name in ZONES for moment, _ in changes(name)]), st.integers(-288, 48)
    ).map(lambda drawn: (drawn[0][0], drawn[0][1] + timedelta(minutes=5 * drawn[1])))
)


@settings(max_examples=400, deadline=None)
@given(
    when=st.booleans().flatmap(lambda is_changing: _NEAR_A_CHANGE if is_changing else _ANY_DAY),
    working=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), min_size=1, max_size=3),
    taken=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), max_size=5),
    duration=st.integers(1, 18),
    before=st.integers(0, 6),
    after=st.integers(0, 6),
    step=st.sampled_from([5, 10, 15, 20, 25, 30, 45, 50, 60, 90]),
)
def test_any_zone_any_day_of_ten_years_is_as_the_rule_says(when, working, taken, duration, before, after, step):
    place, base = ZoneInfo(when[0]), int(when[1].timestamp())
    five = 5 * MINUTE
    works = joined((base + a * 3 * five, base + (a * 3 + b) * five) for a, b in working)
    blocked = [(base + a * five, base + (a + b) * five) for a, b in taken]
    shape = Shape(duration * five, before * five, after * five, step * MINUTE)
    window = Window(base + 7 * five, base + 280 * five)

    def is_offered(one: int) -> bool:
        local = datetime.fromtimestamp(one, place)
        minutes = local.hour * 60 + local.minute
        # Seconds of the clock as such: Liberia's and others' of long ago are before these ten years.
        return (
            window.since <= one < window.until
            and minutes % step == 0
            and any(a <= one and one + shape.duration <= b for a, b in works)
            and not any(one - shape.before < b and one + shape.duration + shape.after > a for a, b in blocked)
        )

    expected = [one for one in range(base - 86_400, base + 4 * 86_400, MINUTE) if is_offered(one)]
    assert starts(shape, Time("x", works, blocked), window, place) == expected


def test_nobody_is_offered_an_hour_that_a_change_of_clocks_takes_away():
    place = ZoneInfo("America/New_York")  # 2026-03-08: 02:00 is followed by 03:00
    night = (at(2026, 3, 8, 0, zone=place), at(2026, 3, 8, 6, zone=place))
    found = starts(Shape(30 * MINUTE, step=30 * MINUTE), Time("x", [night]), Window(0, 2**40), place)
    assert "02:00" not in words(found, place)
    assert words(found, place)[:5] == ["00:00", "00:30", "01:00", "01:30", "03:00"]
    assert len(found) == (night[1] - night[0]) // (30 * MINUTE) == 10
    assert timedelta(seconds=night[1] - night[0]) == timedelta(hours=5)
