"""The whole life of bookings, drawn: whatever is done in whatever order, the agenda is what a model beside it says.

The suite plays the same few lives each time; `LIVES=500 .venv/bin/python -m pytest tests/bookings/test_life.py` plays others, and more."""

import asyncio
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from atende import wiring
from tests.bookings.life.amends import WholeLife

pytestmark = pytest.mark.usefixtures("database")

_MORE = os.environ.get("LIVES")


async def test_whatever_becomes_of_appointments_the_agenda_is_right(database):
    wiring.wire()
    WholeLife.loop = asyncio.get_running_loop()
    settled = settings(
        max_examples=int(_MORE or 20),
        stateful_step_count=40,
        derandomize=not _MORE,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        phases=[Phase.generate],
        print_blob=True,
    )
    await asyncio.to_thread(run_state_machine_as_test, WholeLife, settings=settled)
