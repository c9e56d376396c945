"""A seed about a crowd: several people of one business, or of some, who are due at once, at workers that do their real rounds, share
transactions as they do, and are told to stop, mostly while they are calling."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from atende import wiring
from atende.core import jobs
from atende.core.jobs import Lane, Stage
from atende.integrations.ports import Parcel
from atende.worker import DRAIN
from tests.simulation import stage
from tests.simulation.play import DOORS, WORKERS, Play
from tests.simulation.stage import Plot
from tests.simulation.vendor import SLOW, Call, Heard
from tests.simulation.world import Process, World

_STAGES = ("parcels", "turns", "send")
_AT_ONCE = (0.0, 0.0, 0.0, 0.001, 0.01)
_AMONG = (
    0.0,
    0.01,
    0.015,
    0.02,
    0.025,
    0.03,
    0.04,
    0.05,
    0.1,
    0.6,
    1.23,
    1.26,
    2.0,
)  # while turns are taken and their calls are made
_SHORT = (0.008, 0.012, 0.016, 0.02, 0.03, 0.04, 0.06, 0.1, 1.22, 1.25)
_WITHIN_A_TURN = (0.0, 0.005, 0.01, 0.02, 0.03)
_LONG = 4.0
_LIVES = 2  # a worker is started so often at most


class Crowd(Play):
    """The seed's processes, its workers as `atende worker` runs them. They find what the story knows to be due, as if they had asked
    the database; what else there is, they expect as the product tells them."""

    def __init__(self, world: World, plot: Plot):
        self.news: dict[str, list[tuple[float, Lane, tuple[str, ...]]]] = defaultdict(list)
        self.is_slow = plot.first.line.ends is SLOW
        self.begun: dict[tuple[Process, str, Lane], float] = {}  # when a worker last did
        # Of each worker's stage: businesses that it found and has nothing of under way, and who was given a slot since.
        self.waiting: dict[tuple[Process, str], dict[uuid.UUID, set[uuid.UUID]]] = defaultdict(dict)
        self.is_narrow = len(set(plot.tenants.values())) > 1 and plot.dice.random() < 0.75  # two slots, and nobody shares one
        self.serving: dict[Process, asyncio.Event] = {}
        self.lives = dict.fromkeys(WORKERS, 0)
        self.conversations = {(one.line.number_id, one.phone): one.conversation_id for one in plot.people}
        super().__init__(world, plot)

    def _draw_faults(self) -> None:
        dice, many = self.dice, len(self.plot.people)
        # On a slow day it is being told to stop that matters, and what is seen of it when nobody dies.
        for _ in range(dice.choices((0, 1, 2), (90, 8, 2) if self.is_slow else (50, 40, 10))[0]):
            name = dice.choice(WORKERS if self.plot.starts_due else WORKERS + DOORS)
            self.processes[name].dies_at = dice.randint(1, 12 + 5 * many if name in WORKERS else 3)
        if dice.random() < 0.05:
            self.plot.is_calm = False
            self.processes[dice.choice(WORKERS)].loses_at = dice.randint(1, 16 + 4 * many)
        if dice.random() < 0.06:
            self.plot.is_calm = False
            who = self.processes[dice.choice(WORKERS)]
            who.held_at, who.held_for = dice.randint(1, 24), dice.choice((0.2, 5.0, 19.0, 25.0, 33.0))

    def _crowd(self) -> None:
        dice, plot = self.dice, self.plot
        known = [person.conversation_id for person in plot.people if person.conversation_id is not None]
        if plot.starts_due:
            self._due("turns", 0.0, known)
            if dice.random() < 0.2:
                self._customer_writes("next", dice.choice(_AMONG), dice.choice(plot.people))
        else:
            self._all_write()
            self._due("turns", 1.25, known)
        for name in WORKERS[: dice.choice((1, 2, 2))]:
            self._work_begins(name, dice.choice(_AT_ONCE))
        for _ in range(dice.choice((0, 0, 1))):
            if known:
                self._person(
                    dice.choice(("assume", "assume", "assume", "say", "return")), dice.choice(_AMONG), dice.choice(known)
                )

    def _all_write(self) -> None:
        """Each once or twice, in one body of the vendor's or in several."""
        waiting: list[Heard] = []
        for person in self.plot.people:
            for again in range(self.dice.choice((1, 1, 1, 2))):
                words = stage.BAD_WORDS if person.is_bad and not again else self.dice.choice(stage.WORDS)
                waiting.append(self._says(f"{len(self.plot.said)}", person, words))
        self.dice.shuffle(waiting)
        together = self.dice.choice((len(waiting), 3, 2, 1))
        for start in range(0, len(waiting), together):
            self._arrives(waiting[start : start + together], self.dice.choice(_AT_ONCE))

    def _reports(self, call: Call) -> None:
        super()._reports(call)
        where = self.conversations.get((call.number_id, call.to))
        if where is not None and self.world.is_scheduling and self.dice.random() < 0.4:
            # Somebody of the business comes in just while the call is under way.
            self._person(self.dice.choice(("assume", "assume", "say")), self.dice.choice(_AT_ONCE), where)

    # What workers find

    def _due(self, what: str, delay: float, conversations: Iterable[uuid.UUID]) -> None:
        self._found(what, delay, [Lane(self.plot.tenant_of(one), str(one)) for one in conversations])

    def _found(self, what: str, delay: float, lanes: list[Lane]) -> None:
        """By one worker or by both, and once more a little later."""
        names = WORKERS if self.dice.random() < 0.6 else (self.dice.choice(WORKERS),)
        for at in (self.world.time() + delay, self.world.time() + delay + 0.7):
            self.news[what] += [(at, lane, names) for lane in lanes]

    def _heard(self, parcels: list[Parcel]) -> None:
        connections, tenants = self.plot.connections, self.plot.tenants
        lanes = [(connections[one.number_id], one.lane) for one in parcels if one.number_id]
        found = dict.fromkeys(Lane(tenants[connection_id], f"{connection_id}:{lane}") for connection_id, lane in lanes)
        self._found("parcels", self.dice.choice(_AT_ONCE), [*found])

    def _queued(self, where: uuid.UUID) -> None:
        self._due("send", 0.0, [where])

    def _look(self, what: str, delay: float) -> None:
        raise AssertionError(f"a crowd's workers look by themselves: {what} in {delay}")

    async def _asked(self, who: Process, stage: Stage, _limit: int) -> list[Lane]:
        now = self.world.time()
        due = [
            lane for at, lane, names in self.news[stage.name]
            if at <= now and who.name in names and self.begun.get((who, stage.name, lane), -1.0) < at
        ]  # fmt: skip
        waiting, under_way = self.waiting[who, stage.name], {lane.tenant_id for lane in stage.running}
        for lane in due:
            if lane.tenant_id not in under_way:
                waiting.setdefault(lane.tenant_id, set())
        return list(dict.fromkeys(due))

    def _begins(self, who: Process, stage: str, lanes: list[Lane]) -> None:
        """A slot is given to a business; whoever waits with nothing under way has seen nobody given two meanwhile."""
        tenant_id, waiting = lanes[0].tenant_id, self.waiting[who, stage]
        self.begun |= {(who, stage, lane): self.world.time() for lane in lanes}
        if self.is_slow and stage == "turns" and len(lanes) > 1 and self.dice.random() < 0.5:
            self.world.call_later(self.dice.choice(_WITHIN_A_TURN), self.serving[who].set)
        waiting.pop(tenant_id, None)
        self.plot.beside += bool(waiting)
        for other, served in waiting.items():
            if tenant_id in served:
                self.plot.passed_over.append(f"{other} by {tenant_id} at {self.world.time():.3f}: {stage}")
            served.add(tenant_id)

    # Workers

    def _work_begins(self, name: str, delay: float) -> None:
        if self.lives[name] < _LIVES:
            self.lives[name] += 1
            is_short = self.lives[name] == 1 and self.dice.random() < (0.9 if self.is_slow else 0.6)
            seconds = self.dice.choice(_SHORT) if is_short else _LONG
            self._run(name, partial(self._serve, name, seconds), delay)

    async def _serve(self, name: str, seconds: float) -> None:
        """The worker runs for so long and is then told to stop, unless it dies before."""
        who, stop = self.processes[name], asyncio.Event()
        self.serving[who] = stop
        working = asyncio.create_task(jobs.run(self._stages(who), stop, drain=DRAIN))
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            stop.set()
        if not who.is_killed:
            self.plot.stops.append(self.plot.first.line.under_way[who])
            self.world.tell("told to stop")
        await working
        if not who.is_killed:
            self.world.tell("ended")
            who.is_killed = True  # whatever it still had is gone with it
            self._outside(partial(self._another, name), 0.2)

    def _stages(self, who: Process) -> list[Stage]:
        return [self._watched(who, one) for one in wiring.stages() if one.name in _STAGES]

    def _watched(self, who: Process, real: Stage) -> Stage:
        async def handle(lane: Lane) -> bool:
            self._begins(who, real.name, [lane])
            return await real.handle(lane)

        async def together(lanes: list[Lane]) -> bool:
            assert real.handle_together is not None
            self._begins(who, real.name, lanes)
            return await real.handle_together(lanes)

        watched = replace(real, handle=handle, handle_together=together if real.handle_together else None)
        if self.is_narrow:
            watched.slots, watched.together = 2, 1
        watched.due = partial(self._asked, who, watched)
        return watched

    async def _another(self, name: str) -> None:
        self.processes[name] = Process(name)
        self._begins_again(name)

    def _begins_again(self, name: str) -> None:
        self._work_begins(name, 0.0)

    def _killed(self, who: Process) -> None:
        if who in self.serving:
            self.serving[who].set()
        super()._killed(who)
