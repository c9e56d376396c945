"""Ten thousand seeds, in which nothing may happen that must not; those that once failed; and faults put in, which must be found."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.forked import Forks
from tests.simulation.keeping import kept
from tests.simulation.meetings import NAMES
from tests.simulation.planted import PLANTED

IN_SUITE = 10_000
CROWDS = 150
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


Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def simulated() -> Iterator[Run]:
    """`simulated("--seeds", "0-10")`: what came of it, in a process of its own."""
    forks = Forks()
    yield forks.run
    forks.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_that_must_not_happen_happens_in_any_of_ten_thousand_seeds(simulated: Run, part: int):
    first, last = IN_SUITE * part // PARTS, IN_SUITE * (part + 1) // PARTS
    found = simulated("--seeds", f"{first}-{last}", "--enough", "5")
    assert not found["failures"], "\n".join(
        f"python -m tests.simulation --seed {seed}: {wrong}" for seed, wrong in found["failures"].items()
    )
    assert found["seeds"] == last - first
    assert found["calls"] > found["seeds"] / 4  # else nobody sent anything, and nothing could go wrong


@pytest.mark.timeout(900)
def test_crowds_meet_what_they_are_there_for_and_bear_it(simulated: Run):
    found = simulated("--kind", "crowd", "--seeds", f"{IN_SUITE}-{IN_SUITE + CROWDS}", "--enough", "5")
    assert not found["failures"], "\n".join(
        f"python -m tests.simulation --kind crowd --seed {seed}: {wrong}" for seed, wrong in found["failures"].items()
    )
    seldom = {name: found["met"].get(name, 0) for name in NAMES if found["met"].get(name, 0) < CROWDS / 50}
    assert not seldom  # a story that hardly ever happens shows nothing


@pytest.mark.parametrize(("seed", "kind"), kept())
def test_what_failed_once_fails_no_more(simulated: Run, seed: int, kind: str | None):
    assert not simulated("--seeds", f"{seed}-{seed + 1}", *(["--kind", kind] if kind else []))["failures"]


@pytest.mark.parametrize(("fault", "kind"), [(fault, kind) for fault, kinds in SHOWN_BY.items() for kind in kinds])
def test_a_fault_put_in_is_found_within_two_hundred_seeds_which_are_kept(simulated: Run, fault: str, kind: str, tmp_path: Path):
    file = tmp_path / "kept.txt"
    found = simulated("--planted", fault, "--kind", kind, "--seeds", "0-200", "--enough", "1", "--keep", str(file))
    assert found["failures"], f"{fault} was not noticed in {found['seeds']} seeds"
    assert kept(file) == [(int(seed), kind) for seed in found["failures"]]


def test_every_fault_is_put_in():
    assert SHOWN_BY.keys() == PLANTED.keys()
