"""Kills at random, seeded; whoever was killed is started again, and whoever died by itself too."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field

from rich.progress import Progress

from tests.install import Install

_VICTIMS = ("web", "worker", "postgres")


@dataclass(slots=True)
class Killer:
    """What was killed and when (wall clock)."""

    install: Install
    dice: random.Random
    kills: list[tuple[float, str]] = field(default_factory=list)
    back_at: list[float] = field(default_factory=list)  # when everything ran again, per kill
    deaths: Counter[str] = field(default_factory=Counter)  # processes that ended without being killed
    recovered: list[float] = field(default_factory=list)  # seconds PostgreSQL was away, per kill

    def run(self, count: int, pauses: tuple[float, float]) -> None:
        """So many kills, each kind equally often, `pauses` seconds apart (from, to). Everything runs again at the end."""
        victims = [_VICTIMS[n % 3] for n in range(count)]
        self.dice.shuffle(victims)
        with Progress(transient=True) as progress:
            bar = progress.add_task("kill -9", total=count)
            for victim in victims:
                self._watch(self.dice.uniform(*pauses))
                self._kill(victim)
                self.back_at.append(time.time())
                progress.advance(bar)
        self._watch(1.0)

    def _watch(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for name, part in self.install.parts.items():
                if part.is_dead():
                    self.deaths[name] += 1
                    part.start()
            time.sleep(0.1)

    def _kill(self, victim: str) -> None:
        self.kills.append((time.time(), victim))
        if victim != "postgres":
            part = self.install.parts[victim]
            part.kill()
            time.sleep(self.dice.uniform(0.0, 0.6))
            part.start()
            return
        begun = time.monotonic()
        is_power_cut = self.dice.random() < 0.2  # everything at once; the others are back before the database is
        pid = self.install.server.pid()
        assert pid is not None
        backends = _children(pid)
        if is_power_cut:
            for part in (self.install.parts["web"], self.install.parts["worker"]):
                part.kill()
            os.kill(pid, signal.SIGKILL)
            for part in (self.install.parts["web"], self.install.parts["worker"]):
                part.start()
            time.sleep(self.dice.uniform(1.0, 4.0))
        elif backends and self.dice.random() < 0.25:
            # One server process only: PostgreSQL itself then ends all others and recovers.
            os.kill(self.dice.choice(backends), signal.SIGKILL)
            time.sleep(0.3)
        else:
            os.kill(pid, signal.SIGKILL)
            time.sleep(self.dice.uniform(0.0, 0.6))
        self.install.server.start()
        self.recovered.append(time.monotonic() - begun)


def _children(pid: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    return [int(line.split()[0]) for line in listing if "atende_app" in line or "atende_system" in line]
