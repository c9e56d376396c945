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
_GIVE_UP = 120.0  # seconds after which nobody waits for a process any more
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
    """What was killed and when. `away`: spans from a kill until the web listened, the worker had asked the database, or PostgreSQL
    was there again, by name; `starts`: how long the spans were that no other kill of the same one cut short."""

    install: Install
    dice: random.Random
    kills: list[Kill] = field(default_factory=list)
    away: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {name: [] for name in _VICTIMS})
    starts: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in _VICTIMS})
    deaths: Counter[str] = field(default_factory=Counter)  # processes that ended without being killed
    _waiting: list[threading.Thread] = field(default_factory=list)

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
        for thread in self._waiting:
            thread.join()

    def was_away(self, begun: float, ended: float, *names: str) -> float:
        """Seconds of that time in which one of them at least was away."""
        seconds, place = 0.0, begun
        for since, until in sorted(span for name in names for span in self.away[name]):
            since, until = max(since, place), min(until, ended)
            if until > since:
                seconds, place = seconds + until - since, until
        return seconds

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
        thread = threading.Thread(target=self._wait_for, args=(name, since, time.time()))
        thread.start()
        self._waiting.append(thread)

    def _wait_for(self, name: str, since: float, started_at: float) -> None:
        part, deadline = self.install.parts[name], time.time() + _GIVE_UP
        process = part.process
        while part.process is process and not part.is_dead() and time.time() < deadline:
            if self._listens() if name == "web" else self._has_beaten(started_at):
                self.starts.setdefault(name, []).append(time.time() - since)
                break
            time.sleep(0.05)
        self.away.setdefault(name, []).append((since, time.time()))

    def _listens(self) -> bool:
        # As soon as it listens it answers, with a database or without.
        try:
            socket.create_connection(("127.0.0.1", self.install.port), 1).close()
        except OSError:
            return False
        return True

    def _has_beaten(self, since: float) -> bool:
        try:
            return (self.install.home / "worker.beat").stat().st_mtime > since
        except FileNotFoundError:
            return False

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
            self._end(pid)
            for name in ("web", "worker"):
                self._start(name, since)
            time.sleep(self.dice.uniform(1.0, 4.0))
        elif backends and self.dice.random() < 0.25:
            # One server process only: PostgreSQL itself then ends all others and recovers.
            os.kill(self.dice.choice(backends), signal.SIGKILL)
            time.sleep(0.3)
        else:
            self._end(pid)
            time.sleep(self.dice.uniform(0.0, 0.6))
        self.install.server.start()
        self.away["postgres"].append((since, time.time()))
        self.starts["postgres"].append(time.time() - since)

    def _end(self, pid: int) -> None:
        """PostgreSQL is gone: one that is still dying would be taken for a server that runs, and nobody would start it."""
        os.kill(pid, signal.SIGKILL)
        while self.install.server.pid() == pid:
            time.sleep(0.005)


def _children(pid: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    return [int(line.split()[0]) for line in listing if "atende_app" in line or "atende_system" in line]
