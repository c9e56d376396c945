"""One whole run: an install, the stream, the kills, the drain, the verdict."""

import asyncio
import random
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.killer import Killer
from tests.faults.stream import Stream, people
from tests.faults.verdict import Line, drained, judge
from tests.install import Install


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard: `rate` messages a second, `pauses` seconds between kills (from, to), `drain` seconds at most at the end."""

    seed: int
    kills: int = 60
    rate: float = 30.0
    pauses: tuple[float, float] = (2.0, 5.0)
    tenants: int = 6
    senders: int = 1500
    drain: float = 240.0


def run(plan: Plan, tell: Callable[[str], None] = lambda _: None) -> list[Line]:
    """The lines of the table; every process is gone afterwards. Called from the main thread: the processes die with it."""
    dice = random.Random(plan.seed)
    with Install(Path(tempfile.mkdtemp(prefix="atende-faults-", dir="/tmp"))) as install:
        businesses = install.businesses(plan.tenants)
        install.start("sandbox", "web", "worker")
        senders = people(businesses, plan.senders, dice)
        stream = Stream(install.port, install.secret, plan.rate, senders, random.Random(plan.seed + 1))
        sending = threading.Thread(target=lambda: asyncio.run(stream.run()))
        sending.start()
        killer = Killer(install, dice)
        try:
            time.sleep(2)
            tell(f"{plan.rate:.0f} messages a second, {plan.kills} kills, seed {plan.seed}")
            killer.run(plan.kills, plan.pauses)
        finally:
            stream.stopping = True
            sending.join()
        tell("draining")
        left = asyncio.run(drained(install, plan.drain))
        return asyncio.run(judge(install, stream, killer, left))


def is_broken(lines: list[Line]) -> bool:
    """Whether any line says that a promise was not kept."""
    return any(line.is_broken for line in lines)
