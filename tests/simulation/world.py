"""An event loop in which every coincidence is drawn from a seed: the order of steps, the time, and who dies where.

Whoever is about to do something that others could notice (a statement, a commit, a call) stops at a gate. Once nobody runs and
no statement is under way, one of those at the gates is drawn and goes on; so exactly one step happens at a time. Time stands
still but for a millisecond a step, and jumps to the next timer when nobody is at a gate.
"""

import asyncio
import heapq
import random
import selectors
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

_CLOCK = 1e-9  # seconds by which two instants may differ and be the same
STEP = 0.001  # seconds that one step takes
_LEAP = 0.01  # how often time runs on although somebody could take a step
_LONGEST_LEAP = 3.0
_LONG_PATIENCE = 0.2  # the same, for one that should wait for nobody
_PATIENCE = 0.0005  # seconds of the machine's time until a silent statement is asked whether it waits for a lock


class Killed(Exception):
    """The process was killed: nothing it still tries reaches anything."""


class Stalled(Exception):
    """Nobody can take a step and no timer is set."""


@dataclass(eq=False)
class Process:
    """One simulated process: what it still has to suffer. `dies_at` and `loses_at` count its gates."""

    name: str
    dies_at: int | None = None
    loses_at: int | None = None  # its database connection is lost there
    held_at: int | None = None  # it is held from there on, outside a transaction, as by SIGSTOP
    held_for: float = 0.0
    is_killed: bool = False
    gates: int = 0
    own: dict[str, Any] = field(default_factory=dict)  # what the product keeps per process


process: ContextVar[Process | None] = ContextVar("process", default=None)


@dataclass(eq=False)
class Flight:
    """A statement on its way. `pid` and `fd` are those of its connection; None while that is being made."""

    pid: int | None
    fd: int | None
    may_block: bool = False  # it takes locks while others hold some
    is_blocked: bool = False


class World(asyncio.SelectorEventLoop):
    """The loop. `blocked` says which of these server processes wait for a lock of another one."""

    # asyncio's own, which no stub names.
    _ready: deque[Any]
    _scheduled: list[Any]
    _stopping: bool
    _process_events: Callable[[list], None]
    _selector: selectors.BaseSelector

    def __init__(self, blocked: Callable[[list[int]], set[int]]):
        self._now = 0.0
        self.blocked = blocked
        self.dice = random.Random(0)
        self.is_scheduling = False
        self.steps = 0
        self.parked: list[asyncio.Future[None]] = []
        self.flying: list[Flight] = []
        self.told: list[str] | None = None
        self.on_kill: Callable[[Process], None] = lambda _: None
        super().__init__(selectors.DefaultSelector())

    def time(self) -> float:
        """Simulated seconds since the seed began."""
        return self._now

    def begin(self, seed: int) -> None:
        """A new seed: time is zero, the dice are fresh. Nothing may be under way."""
        assert not self.parked
        assert not self.flying
        self._now, self.steps, self.dice = 0.0, 0, random.Random(seed)

    def at(self, seconds: float) -> None:
        """It is so late now; nothing may be under way."""
        self._now = max(self._now, seconds)

    def tell(self, what: str) -> None:
        """A line of the story, when somebody listens."""
        if self.told is not None:
            who = process.get()
            self.told.append(f"{self._now:9.3f} {who.name if who else '-':8} {' '.join(what.split())[:130]}")

    async def gate(self, what: str, *, may_hold: bool = False) -> None:
        """It is this step's turn. Raises `Killed` when the process dies here or is dead already."""
        who = process.get()
        if who is None or not self.is_scheduling:
            return
        if who.is_killed:
            raise Killed
        if may_hold and who.held_at is not None and who.gates >= who.held_at:
            who.held_at = None
            self.tell(f"held for {who.held_for:.1f} s before {what}")
            await asyncio.sleep(who.held_for)
        turn = self.create_future()
        self.parked.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in self.parked:
                self.parked.remove(turn)
            raise
        if who.is_killed:
            raise Killed
        who.gates += 1
        if who.dies_at is not None and who.gates >= who.dies_at:
            self.tell(f"KILLED before {what}")
            who.is_killed = True
            self.on_kill(who)
            raise Killed
        self.tell(what)

    async def fly(self, flight: Flight, work: Awaitable[T], *, frees: bool = False) -> T:
        """What `work` gives; the world waits for it. `frees`: it gives locks back, so others may go on afterwards."""
        self.flying.append(flight)
        try:
            return await work
        finally:
            self.flying.remove(flight)
            if frees:
                for other in self.flying:
                    other.is_blocked = False

    def _run_once(self) -> None:
        """What asyncio's own does, without what only matters when time runs by itself: it runs as often as a seed has steps, many
        times over."""
        ready, scheduled = self._ready, self._scheduled
        while scheduled and scheduled[0]._cancelled:
            heapq.heappop(scheduled)._scheduled = False
        if not ready and not self._stopping:
            self._process_events(self.choose(max(0.0, scheduled[0]._when - self._now) if scheduled else None))
            while scheduled and scheduled[0]._when <= self._now + _CLOCK:
                handle = heapq.heappop(scheduled)
                handle._scheduled = False
                ready.append(handle)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()

    def choose(self, timeout: float | None) -> list:
        """What happens next: an answer of the database, somebody's step, or time."""
        if timeout == 0:
            return []  # whose time has come goes first
        patience = _PATIENCE
        while waiting := [flight for flight in self.flying if not flight.is_blocked]:
            first = waiting[0]  # in the order they were sent, whichever answer is here first
            if events := self._events(first, self._selector.select(patience if first.may_block else _LONG_PATIENCE)):
                return events
            if first.pid is not None:
                first.is_blocked = first.pid in self.blocked([first.pid])
            patience = min(2 * patience, _LONG_PATIENCE)
        may_leap = timeout is not None and timeout < _LONGEST_LEAP
        if self.parked and not (may_leap and self.dice.random() < _LEAP):
            turn = self.parked.pop(self.dice.randrange(len(self.parked)))
            self._now += STEP
            self.steps += 1
            if not turn.done():
                turn.set_result(None)
            return []
        if timeout is not None:
            self._now += timeout
            return []
        if self.flying:  # blocked by one that is gone: the database will say so
            for flight in self.flying:
                flight.is_blocked = False
            return self._selector.select(0.05)
        raise Stalled

    @staticmethod
    def _events(flight: Flight, events: list) -> list:
        return events if flight.fd is None else [event for event in events if event[0].fd == flight.fd]


def here() -> World | None:
    """The world this runs in, if it is one."""
    loop = asyncio.get_running_loop()
    return loop if isinstance(loop, World) else None
