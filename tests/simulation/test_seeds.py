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
REMINDERS = 150  # `make seeds KIND=remind` plays ten thousand
WITHIN = 400  # seeds in which a fault is found; most are in the first ten, the rarest once in fifty
PARTS = 8  # so that every worker of the run has its share
# Which stories show each fault soonest, and what is then said.
SHOWN_BY = {
    "answered-early": (("arrive",), "acknowledged and lost"),
    "no-gate": (("send",), "the bot spoke after a person took over"),
    "sends-again": (("send", "answer"), "the customer has it 2 times"),
    "status-back": (("send",), "a status went back from"),
    "no-lease": (("send", "answer"), "called after its lease had ended"),
    "unwritten-claim": (("answer",), "sent without an attempt in the database"),
    "speaks-early": (("answer",), "sent without an attempt in the database"),
    "one-for-all": (("arrive", "crowd"), "stands in another person's timeline"),
    "anothers-answer": (("crowd",), "said in another conversation than its turn was taken for"),
    "anothers-chain": (("crowd",), "said in another one's chain"),
    "forgotten-turns": (("crowd",), "for the bot, and read by no turn"),
    "uncalled-at-stop": (("crowd",), "nobody told how a call ended"),
    "calls-in-a-row": (("crowd",), "nobody told how a call ended"),
    "anothers-end": (("crowd",), "stands with another call's end"),
    "forgotten-end": (("crowd",), "nobody told how a call ended"),
    "forgotten-lanes": (("crowd",), "a parcel still waits"),
    "anothers-parcel": (("crowd",), "points to another one's message"),
    "first-come": (("crowd",), "a business waited while another was served twice"),
    "no-proviso": (("remind",), "reminded of what was not so any more"),
    "unlocked-proviso": (("remind",), "reminded of what was not so any more"),
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


@pytest.mark.timeout(900)
def test_a_reminder_goes_out_once_and_never_of_what_is_not_so_any_more(simulated: Run):
    found = simulated("--kind", "remind", "--seeds", f"{IN_SUITE}-{IN_SUITE + REMINDERS}", "--enough", "5")
    assert not found["failures"], "\n".join(
        f"python -m tests.simulation --kind remind --seed {seed}: {wrong}" for seed, wrong in found["failures"].items()
    )
    assert found["calls"] > REMINDERS / 4


@pytest.mark.parametrize(("seed", "kind"), kept())
def test_what_failed_once_fails_no_more(simulated: Run, seed: int, kind: str | None):
    assert not simulated("--seeds", f"{seed}-{seed + 1}", *(["--kind", kind] if kind else []))["failures"]


@pytest.mark.parametrize(
    ("fault", "kind", "said"), [(fault, kind, said) for fault, (kinds, said) in SHOWN_BY.items() for kind in kinds]
)
def test_a_fault_put_in_is_found_soon_and_its_seeds_are_kept(simulated: Run, fault: str, kind: str, said: str, tmp_path: Path):
    file = tmp_path / "kept.txt"
    found = simulated("--planted", fault, "--kind", kind, "--seeds", f"0-{WITHIN}", "--enough", "1", "--keep", str(file))
    assert found["failures"], f"{fault} was not noticed in {found['seeds']} seeds"
    assert kept(file) == [(int(seed), kind) for seed in found["failures"]]
    sentences = [one for wrong in found["failures"].values() for one in wrong]
    assert any(said in one for one in sentences), sentences
    assert not any("Traceback" in one for one in sentences), sentences


def test_every_fault_is_put_in():
    assert SHOWN_BY.keys() == PLANTED.keys()
