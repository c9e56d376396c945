"""What judges the kills can find against them: a door that stays shut, an answer nobody should get, a worker that does not come back."""

import random
import uuid
from typing import Any, cast

import pytest

from tests.faults.history import Answer
from tests.faults.killer import PAUSE, Kill, Killer
from tests.faults.run import in_time
from tests.faults.verdict import DOOR_LIMIT, Waited, held_up, meanwhile, recoveries, strange_answers


@pytest.fixture
def killer() -> Killer:
    return Killer(cast(Any, None), random.Random(1))


def _killed(killer: Killer, at: float, back_at: float, *, is_watched: bool) -> None:
    killer.kills.append(Kill(at, "postgres", back_at, is_watched=is_watched))


def test_a_door_that_stays_shut_through_a_pause_is_above_the_limit(killer: Killer):
    _killed(killer, 100.0, 101.0, is_watched=True)
    assert recoveries(killer, [101.0 + PAUSE + 1], []) == [float("inf")]


def test_a_door_is_open_again_when_nothing_but_200_comes(killer: Killer):
    _killed(killer, 100.0, 101.0, is_watched=True)
    [seconds] = recoveries(killer, [102.0, 103.0, 120.0], [Answer(90.0, 117.5, 117.6, 503)])
    assert seconds == pytest.approx(16.6)
    assert seconds > DOOR_LIMIT


def test_a_kill_without_a_pause_behind_it_says_nothing_of_recovering(killer: Killer):
    _killed(killer, 100.0, 101.0, is_watched=False)
    assert recoveries(killer, [102.0], []) == []


@pytest.mark.parametrize(("status", "is_strange"), [(503, False), (500, True), (404, True), (0, True)])
def test_while_the_web_runs_only_503_may_be_said_besides_200(killer: Killer, status: int, is_strange: bool):
    assert bool(strange_answers(killer, [Answer(100.0, 100.0, 100.5, status)])) is is_strange


def test_nothing_is_said_by_a_web_that_was_killed(killer: Killer):
    killer.away["web"].append((100.2, 103.0))
    assert not strange_answers(killer, [Answer(90.0, 100.0, 100.3, 0), Answer(90.0, 104.0, 104.1, 0)])
    assert strange_answers(killer, [Answer(103.5, 104.0, 104.1, 0)])
    assert strange_answers(killer, [Answer(90.0, 100.0, 100.3, 500)])


def test_time_without_worker_or_database_counts_once(killer: Killer):
    killer.away["worker"] += [(10.0, 14.0), (20.0, 21.0)]
    killer.away["postgres"].append((12.0, 16.0))
    assert killer.was_away(0.0, 30.0, "worker", "postgres") == 7.0
    assert killer.was_away(13.0, 20.5, "worker", "postgres") == 3.5
    assert killer.was_away(0.0, 30.0, "web") == 0.0


def test_waiting_in_a_queue_is_not_being_left_lying(killer: Killer):
    queue = [Waited(str(n), came_at=n * 0.1, opened_at=50.0 + n) for n in range(100)]
    assert held_up(queue, killer)[0] == (50.0, queue[0]), "nothing was opened for so long"
    killer.away["worker"].append((0.0, 49.5))
    assert held_up(queue, killer)[0][0] == pytest.approx(1.0)


def test_the_oldest_that_is_passed_by_those_who_came_later_is_left_lying(killer: Killer):
    ours, theirs = uuid.uuid4(), uuid.uuid4()
    others = [Waited(str(n), float(n), n + 1.0, business=theirs) for n in range(100)]
    stuck = Waited("stuck", 10.5, 70.0, business=ours)
    later = Waited("later", 20.0, 21.0, business=ours)
    assert held_up([*others, stuck, later], killer)[0] == (59.0, stuck), "since the last that was older than it"
    ahead = [Waited(f"ahead {n}", n / 10, 11.0 + 2 * n, business=ours) for n in range(30)]
    assert held_up([*others, *ahead, stuck, later], killer)[0] == (11.0, ahead[0]), "it waited behind what was older"


def test_what_a_person_wrote_meanwhile_is_opened_with_their_first_message_and_passes_nobody(killer: Killer):
    queue = [Waited(str(n), n * 0.1, 50.0 + n, lane=f"person {n}") for n in range(10)]
    killer.away["worker"].append((0.0, 50.0))
    meanwhile = [Waited(f"more of {n}", 40.0 + n, 50.0 + n, lane=f"person {n}") for n in range(10)]
    assert held_up([*queue, *meanwhile], killer)[0][0] == pytest.approx(1.0)


def test_whose_older_report_waited_has_their_turn_with_it(killer: Killer):
    waiting = Waited("waiting", 10.0, 80.0, lane="one")
    late = Waited("late", 30.0, 79.0, lane="other")
    assert held_up([waiting, late], killer)[0] == (70.0, waiting)
    with_report = Waited("late", 30.0, 79.0, lane="other", turn_at=-1.0)
    assert held_up([waiting, with_report], killer) == [(49.0, with_report), (1.0, waiting)]


def test_a_business_that_waits_while_another_is_served_is_left_lying(killer: Killer):
    ours, theirs = uuid.uuid4(), uuid.uuid4()
    others = [Waited(str(n), float(n), n + 1.0, business=theirs) for n in range(100)]
    alone = [Waited(f"ours {n}", 10.0 + n, 70.0 + n, business=ours) for n in range(3)]
    assert held_up([*others, *alone], killer)[0] == (60.0, alone[0])


def test_what_was_never_opened_is_left_lying_however_many_there_are(killer: Killer):
    never = [Waited(str(n), float(n), float("inf")) for n in range(3)]
    found = held_up([*never, Waited("done", 0.0, 1.0)], killer)
    assert [seconds for seconds, _ in found] == [float("inf")] * 3 + [1.0]


def test_a_business_waits_behind_older_messages_of_others_and_not_behind_newer_ones(killer: Killer):
    """A worker that lives for one batch begins with the oldest, whoever's they are."""
    ours, theirs = uuid.uuid4(), uuid.uuid4()
    older = [Waited(f"theirs {n}", n / 10, 60.0 + 2 * n, business=theirs) for n in range(30)]
    waits = Waited("ours", 10.0, 120.0, business=ours)
    killer.away["worker"].append((0.0, 60.0))
    assert held_up([*older, waits], killer)[0][0] == pytest.approx(2.0)
    newer = [Waited(f"newer {n}", 20.0 + n, 60.0 + 2 * n, business=theirs) for n in range(30)]
    assert held_up([*newer, waits], killer)[0] == (60.0, waits)


def test_reports_of_what_was_sent_have_their_turn_as_messages_do(killer: Killer):
    ours, theirs = uuid.uuid4(), uuid.uuid4()
    waits = Waited("ours", 10.0, 70.0, business=ours)
    older = [Waited(f"report {n}", n / 10, 10.0 + 2 * n, business=theirs) for n in range(30)]
    newer = [Waited(f"report {n}", 11.0 + n, 12.0 + n, business=theirs) for n in range(30)]
    own = [Waited(f"report {n}", n / 10, 10.0 + 2 * n, business=ours) for n in range(30)]
    assert held_up([waits], killer) == [(60.0, waits)]
    assert held_up([waits], killer, older)[0] == (2.0, waits)
    assert held_up([waits], killer, own)[0] == (2.0, waits)
    assert held_up([waits], killer, newer)[0] == (60.0, waits)


def test_what_was_opened_while_a_message_lay_is_counted_for_whoever_looks(killer: Killer):
    ours, theirs = uuid.uuid4(), uuid.uuid4()
    killer.away["worker"].append((20.0, 25.0))
    lay = Waited("ours", 10.0, 70.0, business=ours)
    others = [
        Waited("a", 5.0, 30.0, business=theirs),
        Waited("b", 15.0, 30.0, business=theirs),
        Waited("c", 5.0, 9.0, business=ours),
    ]
    told = meanwhile(lay, [lay, *others], killer)
    assert "no worker or no database for 5.0 s" in told
    assert told.endswith('opened meanwhile: {"older of others\'": 1, "newer of others\'": 1}')


@pytest.mark.parametrize(("seconds", "holds"), [(479.0, True), (480.0, True), (481.0, False)])
def test_a_short_form_that_is_not_short_is_broken(seconds: float, holds: bool):
    assert in_time(seconds).holds is holds
