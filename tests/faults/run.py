"""One whole run: an install, every promise tried in turn, and at the end the whole history held against the database."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from atende.core.processes import dies_with_parent
from tests.faults import beside, killing, standing_aside, stopping, taking_in
from tests.faults.ground import Ground
from tests.faults.history import Verdict
from tests.faults.verdict import judge
from tests.install import Install
from tests.simulation.forked import Forks

WITHIN = 480.0  # seconds in which the whole short form is over
_SEEDS = 10_000  # promise R22; the suite plays the first of them
_A_SECOND = 200  # promise R10; the suite replaces them at five


@dataclass(frozen=True, slots=True)
class Plan:
    """`full`: the figures of the promises. `only`: these promises; none means all. `pauses`: seconds between kills (from, to)."""

    seed: int
    full: bool = False
    only: frozenset[str] = frozenset()
    kills: int = 21
    rate: float = 20.0
    pauses: tuple[float, float] = (2.0, 4.0)
    businesses: int = 6
    planted: str = ""  # a fault of `planted`, in all of the product's processes

    def wants(self, *promises: str) -> bool:
        """Whether any of these is to be tried."""
        return not self.only or bool(self.only & set(promises))


def run(plan: Plan, tell: Callable[[str], None] = lambda _: None) -> list[Verdict]:
    """The lines of the table; every process is gone afterwards. Called from the main thread: the processes die with it."""
    verdicts: list[Verdict] = []

    def act(promises: str, work: Callable[[], list[Verdict]]) -> None:
        if not plan.wants(*promises.split()):
            return
        begun = time.monotonic()
        try:
            found = work()
        except Exception as error:  # what was to be seen never came: that promise is broken, the others are still tried
            found = [Verdict(promises, "", f"{type(error).__name__}: {error}", False)]
        verdicts.extend(found)
        tell(f"{promises}: {time.monotonic() - begun:.0f} s")
        for line in found:
            tell(
                f"  {line.promise} {'BROKEN' if line.holds is False else 'holds' if line.holds else ''} {line.found} {line.example}"
            )

    with Install(Path(tempfile.mkdtemp(prefix="atende-faults-", dir="/tmp"))) as install:
        ground = Ground(install, plan.seed, full=plan.full, planted=plan.planted, tell=tell)
        ground.open(plan.businesses)
        poison: list[standing_aside.Poison] = []
        act("R4", lambda: taking_in.everything(ground))
        act("R6", lambda: poison.append(standing_aside.Poison.plant(ground)) or [])
        act("R2", lambda: taking_in.repeated(ground))
        act("R3", lambda: taking_in.shuffled(ground))
        act("R5", lambda: taking_in.apart(ground))
        act("R9", lambda: standing_aside.answers_lost(ground))
        act("R23", lambda: standing_aside.hanging(ground))
        act("R23", lambda: beside.calendars_hang(ground))
        act("R23", lambda: beside.exports_stall(ground))
        act("R6", lambda: [line for one in poison for line in one.dig_out()])
        act("R21", lambda: standing_aside.noisy(ground))
        act("R10", lambda: stopping.told_to_end(ground))
        act("R20", lambda: stopping.gone(ground))
        act("R8", lambda: stopping.paused(ground))
        act("R7", lambda: killing.left_alone(ground))
        act("R1 R7 R11", lambda: killing.killed(ground, kills=plan.kills, rate=plan.rate, pauses=plan.pauses))
        if plan.full:
            act("R22", simulated)
        act("R1 R2 R5 R6 R9", lambda: asyncio.run(judge(install, ground.history)))
    if plan.full and not plan.planted:
        act("R10", replaced)
    return verdicts


def in_time(seconds: float) -> Verdict:
    """How long the whole short form took: who waits longer runs it less often."""
    return Verdict("time", "the whole short form", f"{seconds:.0f} s; at most {WITHIN:.0f}", seconds <= WITHIN)


def replaced() -> list[Verdict]:
    """R10: every process behind HAProxy is replaced at two hundred requests a second, as `make replicas` does, in a process of its own
    with an install of its own, when nothing else runs any more."""
    with tempfile.TemporaryDirectory(prefix="atende-faults-") as folder:
        told = Path(folder) / "lines.json"
        command = [sys.executable, "-m", "tests.deploy", "--only", "rolling", "--rate", str(_A_SECOND), "--json", str(told)]
        env = {name: value for name, value in os.environ.items() if not name.startswith("ATENDE_")}  # of the install before
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, preexec_fn=dies_with_parent(signal.SIGTERM), check=False
        )
        if not told.exists():
            raise RuntimeError(f"it ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        lines = json.loads(told.read_text())
    tried = f"every process replaced behind HAProxy at {_A_SECOND} requests a second"
    return [Verdict(promise if promise in ("R1", "R10") else "R10", tried, found, holds) for promise, found, holds in lines]


def simulated() -> list[Verdict]:
    """R22: all ten thousand seeds, in a process of its own."""
    forks = Forks()
    try:
        found = forks.run("--seeds", f"0-{_SEEDS}", "--enough", "5")
    finally:
        forks.close()
    seeds = ", ".join(found["failures"])
    holds = not seeds and found["seeds"] == _SEEDS and found["calls"] > _SEEDS / 4
    return [Verdict("R22", f"{found['seeds']} seeds of the simulation", f"broken in: {seeds or 'none'}", holds)]
