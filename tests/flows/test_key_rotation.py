"""The master key changes twice, and every data key with it, while messages go out: none fails, and the old keys open nothing (S26)."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_no_send_fails_while_keys_change_twice_and_the_old_ones_open_nothing():
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ATENDE_", "PYTHONDONTWRITE"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.rotating"],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["rotations"] == [0, 0]
    assert found["left"] == 0
    assert found["posts"] >= 12
    assert found["not_taken"] == 0, "a webhook was refused while keys changed"
    # Dropped: the bot handed over, and what it still wanted to say was not its to say any more.
    assert set(found["statuses"]) <= {"sent", "delivered", "read", "dropped"}, found
    assert sum(found["statuses"].values()) >= 12
    assert (found["ring"], found["old_in_ring"]) == (1, False)
    assert found["old_opened_before"] >= 2
    assert found["old_opens_after"] == 0
    assert found["new_opens_after"] >= 4
    assert found["old_data_keys_open_after"] == 0
    assert found["written_and_read"] is True
    assert found["secrets_in_dump"] == 0
