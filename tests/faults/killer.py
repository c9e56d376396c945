"""Kills at random, seeded; whoever was killed is started again, and whoever died by itself too."""

import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from rich.progress import Progress

from tests.install import Install

_VICTIMS = ("web", "worker", "postgres")
PAUSE = 20.0  # seconds that everything is left alone after some kills of PostgreSQL: longer than its recovery may take (R11)
_EVERY = 4  # of so many kills of PostgreSQL one is followed by that pause


@dataclass(slots=True)
class Kill:
    """One kill, by the wall clock. `back_at`: when whoever was killed had been started again; `next_at`: the next kill."""

    at: float
    victim: str
    back_at: float = 0.0
    next_at: float = float("inf")
    is_watched: bool = False  # nothing else was killed for `PAUSE` seconds after it


@dataclass(slots=True)
class Killer:
    """What was killed and when. `away`: spans in which a process did not run or did not listen yet, by its name."""

    install: Install
    dice: random.Random
    kills: list[Kill] = field(default_factory=list)
    away: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {name: [] for name in _VICTIMS})
    deaths: Counter[str] = field(default_factory=Counter)  # processes that ended without being killed
    _listening: list[threading.Thread] = field(default_factory=list)

    def run(self, count: int, pauses: tuple[float, float]) -> None:
        """So many kills, each kind equally often, `pauses` seconds apart (from, to). Everything runs again at the end."""
        victims = [_VICTIMS[n % 3] for n in range(count)]
        self.dice.shuffle(victims)
        begun: Counter[str] = Counter()
        with Progress(transient=True) as progress:
            bar = progress.add_task("kill -9", total=count)
            for victim in victims:
                self._watch(self.dice.uniform(*pauses))
                kill = Kill(time.time(), victim)
                if self.kills:
                    self.kills[-1].next_at = kill.at
                self.kills.append(kill)
                self._kill(victim)
                kill.back_at = time.time()
                kill.is_watched = victim == "postgres" and begun[victim] % _EVERY == 0
                begun[victim] += 1
                if kill.is_watched:
                    self._watch(PAUSE)
                progress.advance(bar)
        self._watch(1.0)
        for thread in self._listening:
            thread.join()

    def was_away(self, name: str, begun: float, ended: float) -> float:
        """Seconds of that time in which it did not run."""
        return sum(max(0.0, min(ended, until) - max(begun, since)) for since, until in self.away[name])

    def _watch(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for name, part in self.install.parts.items():
                if part.is_dead():
                    self.deaths[name] += 1
                    self._start(name, time.time())
            time.sleep(0.1)

    def _start(self, name: str, since: float) -> None:
        self.install.parts[name].start()
        if name != "web":
            self.away.setdefault(name, []).append((since, time.time()))
            return
        thread = threading.Thread(target=self._listens, args=(since,))
        thread.start()
        self._listening.append(thread)

    def _listens(self, since: float) -> None:
        """The span in which nobody could reach the door; it answers as soon as it listens, with a database or without."""
        deadline = time.time() + 60
        while time.time() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.install.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        self.away["web"].append((since, time.time()))

    def _kill(self, victim: str) -> None:
        since = time.time()
        if victim != "postgres":
            self.install.parts[victim].kill()
            time.sleep(self.dice.uniform(0.0, 0.6))
            self._start(victim, since)
            return
        is_power_cut = self.dice.random() < 0.2  # everything at once; the others are back before the database is
        pid = self.install.server.pid()
        assert pid is not None
        backends = _children(pid)
        if is_power_cut:
            for name in ("web", "worker"):
                self.install.parts[name].kill()
            os.kill(pid, signal.SIGKILL)
            for name in ("web", "worker"):
                self._start(name, since)
            time.sleep(self.dice.uniform(1.0, 4.0))
        elif backends and self.dice.random() < 0.25:
            # One server process only: PostgreSQL itself then ends all others and recovers.
            os.kill(self.dice.choice(backends), signal.SIGKILL)
            time.sleep(0.3)
        else:
            os.kill(pid, signal.SIGKILL)
            time.sleep(self.dice.uniform(0.0, 0.6))
        self.install.server.start()
        self.away["postgres"].append((since, time.time()))


def _children(pid: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    return [int(line.split()[0]) for line in listing if "atende_app" in line or "atende_system" in line]
