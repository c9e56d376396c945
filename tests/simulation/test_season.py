"""A small season in the suite, and what must be found in one; `make season` plays ten thousand bookings."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest


def _season(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.simulation.season", "--json", *words]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, timeout=800, check=False)
    assert done.stdout.startswith("{"), done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.timeout(900)
def test_over_changes_of_the_clock_each_is_reminded_once_at_its_hour_and_never_in_vain():
    found = _season("--bookings", "40", "--seed", "7")
    assert found["broken"] == []
    assert found["counts"]["calls"] > 20  # else nothing could go wrong
    assert found["acts"] > 10
    assert found["judged"] > found["untouched"] / 2  # hours without anybody excuse those of these hours alone
    assert found["on_time"] > 10


@pytest.mark.timeout(900)
def test_a_day_of_24_hours_is_found_and_so_is_a_reminder_that_is_never_sent():
    broken = _season("--bookings", "40", "--planted", "day-is-24-hours,never-sent")["broken"]
    assert any("before" in one for one in broken)
    assert any("nobody dealt with" in one for one in broken)
