"""Ten thousand seeds, in which nothing may happen that must not; those that once failed; and faults put in, which must be found."""

import json
import os
import subprocess
import sys

import pytest

from tests.simulation.keeping import kept
from tests.simulation.meetings import NAMES
from tests.simulation.planted import PLANTED

IN_SUITE = 10_000
PARTS = 8  # so that every worker of the run has its share
# Which stories show each fault soonest.
SHOWN_BY = {
    "answered-early": ("arrive",),
    "no-gate": ("send",),
    "sends-again": ("send", "answer"),
    "status-back": ("send",),
    "no-lease": ("send", "answer"),
    "unwritten-claim": ("answer",),
    "speaks-early": ("answer",),
    "one-for-all": ("arrive", "crowd"),
    "anothers-answer": ("crowd",),
    "anothers-chain": ("crowd",),
    "forgotten-turns": ("crowd",),
    "uncalled-at-stop": ("crowd",),
    "calls-in-a-row": ("crowd",),
    "anothers-end": ("crowd",),
    "forgotten-end": ("crowd",),
    "forgotten-lanes": ("crowd",),
    "anothers-parcel": ("crowd",),
}


def simulated(*words: str) -> dict:
    """What came of it, in a process of its own: time, identifiers and loop are the simulation's there."""
    command = [sys.executable, "-m", "tests.simulation", "--json", *words]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # compiled once is enough
    done = subprocess.run(command, env=kept | {"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("{"), done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_that_must_not_happen_happens_in_any_of_ten_thousand_seeds(part):
    first, last = IN_SUITE * part // PARTS, IN_SUITE * (part + 1) // PARTS
    found = simulated("--seeds", f"{first}-{last}", "--enough", "5")
    assert not found["failures"], "\n".join(
        f"python -m tests.simulation --seed {seed}: {wrong}" for seed, wrong in found["failures"].items()
    )
    assert found["seeds"] == last - first
    assert found["calls"] > found["seeds"] / 4  # else nobody sent anything, and nothing could go wrong
    assert {name for name in NAMES if not found["met"].get(name)} == set()  # the same of what crowds are there for


@pytest.mark.parametrize(("seed", "kind"), kept())
def test_what_failed_once_fails_no_more(seed, kind):
    assert not simulated("--seeds", f"{seed}-{seed + 1}", *(["--kind", kind] if kind else []))["failures"]


@pytest.mark.parametrize(("fault", "kind"), [(fault, kind) for fault, kinds in SHOWN_BY.items() for kind in kinds])
def test_a_fault_put_in_is_found_within_two_hundred_seeds_which_are_kept(fault, kind, tmp_path):
    file = tmp_path / "kept.txt"
    found = simulated("--planted", fault, "--kind", kind, "--seeds", "0-200", "--enough", "1", "--keep", str(file))
    assert found["failures"], f"{fault} was not noticed in {found['seeds']} seeds"
    assert kept(file) == [(int(seed), kind) for seed in found["failures"]]


def test_every_fault_is_put_in():
    assert SHOWN_BY.keys() == PLANTED.keys()
