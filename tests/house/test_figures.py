"""A promise of speed that is broken fails the bench: it has a goal, and the goal has two ends where the promise has."""

import pytest

from bench import browsers, deaths, lanes, pages, strangers
from bench.figures import Figure


@pytest.mark.parametrize(
    ("goal", "ours", "is_missed"),
    [
        ("", 100.0, False), ("≥ 0.6", 59.0, True), ("≥ 0.6", 60.0, False), ("≥ 0.6", 300.0, False), ("≤ 1", 100.0, False),
        ("≤ 1", 101.0, True), ("≤ 1", 0.0, False), ("± 0.05", 100.0, False), ("± 0.05", 96.0, False), ("± 0.05", 104.0, False),
        ("± 0.05", 94.0, True), ("± 0.05", 106.0, True), ("± 0.05", 160.0, True), ("≥ 1", float("nan"), True),
    ],
)  # fmt: skip
def test_a_goal_is_missed_on_its_wrong_side(goal, ours, is_missed):
    assert Figure("x", ours, "y", 100.0, goal=goal, runs=3).is_missed is is_missed


@pytest.mark.parametrize(("milliseconds", "is_missed"), [(19.0, False), (21.0, True)])
def test_a_page_behind_the_wall_that_takes_longer_than_promised_is_missed(milliseconds, is_missed):
    walled, bare = pages.Times([[milliseconds] * 40]), pages.Times([[milliseconds] * 40])
    assert any(one.is_missed for one in pages.behind_the_wall("a page", walled, bare, "")) is is_missed
    assert any(
        one.is_missed for one in pages.behind_the_wall("a page", pages.Times([[10.0] * 40]), pages.Times([[5.0] * 40]), "")
    )


@pytest.mark.parametrize(("known", "unknown", "is_missed"), [(0.104, 0.1, False), (0.106, 0.1, True), (0.1, 0.106, True)])
def test_an_answer_whose_time_tells_who_has_an_account_is_missed(known, unknown, is_missed):
    assert any(one.is_missed for one in strangers.told_apart("guesses", known, unknown)) is is_missed


@pytest.mark.parametrize(("none", "few", "is_missed"), [(1000, 970, False), (1000, 900, True), (1690, 2710, True)])
def test_a_door_that_listeners_make_slower_or_faster_is_missed(none, few, is_missed):
    assert browsers.door([none] * 5, [few] * 5).is_missed is is_missed


def _killed(killed: float, calm: float) -> tuple[deaths.Answered, deaths.Answered]:
    return deaths.Answered(killed, 3000, 2), deaths.Answered(calm, 3000, 0)


@pytest.mark.parametrize(
    ("pairs", "ratio", "is_missed"),
    [
        ([(96.0, 100.0), (50.0, 100.0), (99.0, 100.0)], 0.96, False),
        ([(94.0, 100.0), (90.0, 100.0), (99.0, 100.0)], 0.94, True),
        # The rates of a run that was slower as a whole stand beside their own, not beside another run's.
        ([(99.0, 100.0), (49.0, 50.0), (10.0, 50.0)], 0.98, False),
    ],
)
def test_what_is_answered_beside_deaths_is_held_against_its_own_run(pairs, ratio, is_missed):
    figure = deaths.beside_deaths([_killed(*pair) for pair in pairs], 100.0)
    assert figure.ratio == pytest.approx(ratio)
    assert figure.is_missed is is_missed
    assert "6 of 9,000 were lost sight of" in figure.note


@pytest.mark.parametrize(("rate", "jobs"), [(17_000.0, 204_000), (670.0, 8000), (3.0, 400), (1e9, lanes.MOST)])
def test_a_side_is_given_jobs_for_ten_seconds_and_more_as_many_in_each_lane(rate, jobs):
    assert lanes.enough(rate) == jobs
