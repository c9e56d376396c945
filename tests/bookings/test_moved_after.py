"""A booking at Cal.com that is moved when somebody else does it since, when it is over, or when whoever booked stayed away."""

import itertools
from datetime import timedelta

import pytest

from tests.bookings.test_came_elsewhere import BIA, since  # noqa: F401 - a fixture
from tests.bookings.test_importing import cal  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_of_a_move_that_is_told_after_who_does_it_nothing_stays_behind(since, order):  # noqa: F811
    cal = since.cal  # noqa: F811
    moved = cal.body("BOOKING_RESCHEDULED", "u2", 10, said=9, rescheduleUid="u1", iCalUID="u1")
    words = [since.created, moved, since.given_to(BIA, 12, uid="u2", hour=10)]
    for place in (*order, *order):
        await cal.post(words[place])
    assert {name: state for name, (state, _) in (await cal.imports()).items()} == {"u1": "replaced", "u2": "booked"}
    ahead = [(state, hour) for state, _, hour in await cal.agenda() if state != "cancelled"]
    assert ahead == [("confirmed", 10)], order


@pytest.mark.parametrize("how", ["absent", "over"])
async def test_what_is_over_and_then_moved_there_is_another_appointment(since, clock, how):  # noqa: F811
    cal = since.cal  # noqa: F811
    moved = cal.body("BOOKING_RESCHEDULED", "u2", 11, said=90, rescheduleUid="u1", iCalUID="u1")
    await cal.post(since.created)
    clock.shift(since.starts_at + timedelta(minutes=61) - clock.now())
    await cal.post(since.no_show(20) if how == "absent" else since.ended())
    state = "no_show" if how == "absent" else "completed"
    assert (await since.one())[0] == state
    await cal.post(moved)
    assert await cal.imports() == {"u1": ("replaced", None), "u2": ("booked", None)}
    assert [(one, hour) for one, _, hour in await cal.agenda()] == [(state, 9), ("confirmed", 11)]


async def test_who_was_absent_is_not_absent_at_another_time(since, clock):  # noqa: F811
    cal = since.cal  # noqa: F811
    moved = cal.body("BOOKING_RESCHEDULED", "u2", 11, said=90, rescheduleUid="u1", iCalUID="u1")
    await cal.post(since.created)
    await cal.post(since.no_show(20))
    assert (await cal.imports())["u1"] == ("flagged", "absent")
    await cal.post(moved)
    assert await cal.imports() == {"u1": ("replaced", None), "u2": ("booked", None)}
    assert [(one, hour) for one, _, hour in await cal.agenda()] == [("confirmed", 11)]
