"""(c) Workers that are killed (P4): how long the oldest message waits, and how much is answered all the same."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from bench import turns
from bench.figures import Figure
from tests.install import Business, Install, Part

RUNS = 3
PACE, COUNT = 20, 200  # messages a second and in all, for the oldest one; the worker is killed half-way
SHARE = 0.8  # of what two workers can answer
SECONDS = 30  # that people write at that pace
KILL_EVERY = 5  # seconds: each of two workers lives ten, of which its start takes two or three
WARM = 400  # messages that two workers which just began answer before it counts


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of those who wrote at one pace: accepted answers a second while they wrote, how many wrote, and to how many nobody
    knows whether an answer went out."""

    rate: float
    people: int
    unknown: int


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Web and twin run; workers are started, killed and stopped here."""
    waits, lost = zip(*(_killed_once(install, businesses) for _ in range(RUNS)), strict=True)
    pairs, loads = [], []
    for number in range(RUNS):
        with _two(install, businesses):
            pace = SHARE * turns.burst(install, businesses, turns.MESSAGES)[0]
        # Which side comes first changes from run to run.
        sides = {kills: _answered(install, businesses, pace, kills=kills) for kills in ((False, True), (True, False))[number % 2]}
        loads.append(pace)
        pairs.append((sides[True], sides[False]))
    oldest = (
        f"started again at once; {COUNT} new people a run, {sum(lost)} in all of whom nobody knows whether they were answered"
    )
    return [
        Figure(
            "oldest message after kill -9 of the worker",
            max(waits),
            "limit",
            30,
            oldest,
            unit="s",
            goal="≤ 1",
            runs=RUNS,
            by="slowest",
        ),
        beside_deaths(pairs, median(loads)),
    ]


def beside_deaths(pairs: list[tuple[Answered, Answered]], load: float) -> Figure:
    """P4: accepted answers a second, killed and not, of the run whose ratio is the middle one."""
    killed, calm = sorted(pairs, key=lambda pair: pair[0].rate / pair[1].rate)[len(pairs) // 2]
    unknown, people = (sum(getattr(one, word) for one, _ in pairs) for word in ("unknown", "people"))
    note = (
        f"P4; two workers at {100 * SHARE:.0f} % of what they can ({load:.0f} new people a second), {SECONDS} s a side, one or the"
        f" other killed with kill -9 every {KILL_EVERY} s and started again at once; only what the vendor took by the end counts;"
        f" {unknown} of {people:,} were lost sight of; with nobody killed {100 * calm.rate / load:.0f} % of what came was answered in time"
    )
    return Figure(
        f"answered at {100 * SHARE:.0f} % of the load while workers are killed",
        killed.rate,
        "nobody killed",
        calm.rate,
        note,
        goal="≥ 0.95",
        runs=len(pairs),
    )


def _killed_once(install: Install, businesses: list[Business]) -> tuple[float, int]:
    """Seconds that the slowest of all answered messages took, and how many were never known to be answered."""
    said = turns.new_people(businesses, COUNT)
    worker = turns.started(install)

    def kill() -> None:
        time.sleep(COUNT / PACE / 2)
        worker.kill()
        worker.start()

    try:
        begun = turns.paced(install, said, PACE, kill)
        ends = asyncio.run(turns.answers(install, [one.id for one in said]))
    finally:
        worker.stop()
    return max(ends[one.id] - (begun + n / PACE) for n, one in enumerate(said) if one.id in ends), len(said) - len(ends)


def _answered(install: Install, businesses: list[Business], pace: float, *, kills: bool) -> Answered:
    said = turns.new_people(businesses, int(pace * SECONDS))
    with _two(install, businesses) as workers:

        def kill() -> None:
            begun = time.monotonic()
            for number, at in enumerate(range(KILL_EVERY, SECONDS, KILL_EVERY)):
                time.sleep(max(0.0, begun + at - time.monotonic()))
                workers[number % 2].kill()
                workers[number % 2].start()

        begun = turns.paced(install, said, pace, kill if kills else lambda: None)
        ends = asyncio.run(turns.answers(install, [one.id for one in said]))
    # By when the next one would have been due: what was answered later is not held against the pace, and does not count.
    until = begun + len(said) / pace
    return Answered(sum(at <= until for at in ends.values()) / (until - begun), len(said), len(said) - len(ends))


@contextmanager
def _two(install: Install, businesses: list[Business]) -> Iterator[list[Part]]:
    """Two workers run that have planned their statements."""
    first = install.parts["worker"]
    second = Part(first.command, first.env, install.home / "worker-2.log")
    second.start()
    try:
        turns.started(install)
        turns.burst(install, businesses, WARM)
        yield [first, second]
    finally:
        for worker in (first, second):
            worker.stop()
