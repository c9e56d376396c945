"""One seed played: doors and workers that race, people who act, a vendor that repeats itself, and processes that die."""

import asyncio
import contextvars
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sqlalchemy import text

from atende.bot.service import turns
from atende.core.jobs import Lane
from atende.core.tenancy import Actor, in_tenant
from atende.inbox.ports import MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service import deliver, ownership
from atende.inbox.service.send import Draft, resend, send
from atende.integrations.ports import Parcel
from atende.integrations.service import doors, opening, receive
from atende.kit.refusal import Refusal
from tests.simulation import stage
from tests.simulation.stage import ACCOUNT, PROVIDER, Person, Plot
from tests.simulation.vendor import Call, Heard, messages_body, statuses_body
from tests.simulation.world import Killed, Process, World, process

DOORS = ("web-a", "web-b")
WORKERS = ("work-1", "work-2")
_SOON = (0.0, 0.0, 0.001, 0.003, 0.01, 0.03)
_LATER = (0.0, 0.002, 0.02, 0.5, 2.0, 6.0)
_AGAIN = (0.3, 1.0, 2.0, 4.0, 8.0)  # seconds until the vendor or a person tries once more
_LEFT = 100.0  # seconds that may take which nobody waits for
_LOOKS = 2  # looks at one lane of work while the story runs; what is left then is for the sweep at its end


class Play:
    """The seed's processes and what goes on in them."""

    def __init__(self, world: World, plot: Plot):
        self.world, self.plot, self.dice = world, plot, plot.dice
        self.tasks: set[asyncio.Task[None]] = set()
        self.outside = contextvars.copy_context()
        self.lanes: list[str] = []  # lanes that parcels came for
        self.looks: dict[tuple[str, str], int] = {}
        self.returning: Counter[uuid.UUID] = Counter()  # people who are giving that conversation back right now
        self.has_turn = False  # a message came that the bot may answer
        self.processes = {name: Process(name) for name in DOORS + WORKERS}
        self.posts = 0
        self._draw_faults()
        for line in plot.lines.values():
            line.report = self._reports
        world.on_kill = self._killed

    def _draw_faults(self) -> None:
        dice = self.dice
        for _ in range(dice.choices((0, 1, 2), (45, 40, 15))[0]):
            name = dice.choice(DOORS + WORKERS if self.plot.kind == "arrive" else DOORS + WORKERS + WORKERS)
            self.processes[name].dies_at = dice.randint(1, 24 if name in WORKERS else 3)
        if dice.random() < 0.06:
            self.plot.is_calm = False
            self.processes[dice.choice(DOORS + WORKERS)].loses_at = dice.randint(1, 20)
        if dice.random() < 0.12:
            who = self.processes[dice.choice(WORKERS)]
            self.plot.is_calm = False
            who.held_at, who.held_for = dice.randint(1, 8), dice.choice((0.2, 5.0, 19.0, 25.0, 33.0, 60.0, 200.0))
            self._run(dice.choice(WORKERS), self._sweep, 32.0)

    async def run(self) -> None:
        """The story runs until nobody does anything any more."""
        others = asyncio.all_tasks()
        try:
            getattr(self, f"_{self.plot.kind}")()
            while self.tasks or self.world.parked or self.world.flying:
                await (asyncio.wait(self.tasks) if self.tasks else asyncio.sleep(0.01))
        finally:
            # What nobody waits for, as what a worker left when it ended, is over before the next seed begins.
            while left := asyncio.all_tasks() - others:
                _, late = await asyncio.wait(left, timeout=_LEFT)
                for task in late:
                    task.cancel()

    # Stories

    def _arrive(self) -> None:
        for n in range(self.dice.choice((1, 1, 1, 1, 2))):
            self._customer_writes(f"{n}", self.dice.choice(_LATER[:4]))
        for other in self.plot.people[1:]:
            self._customer_writes("other", self.dice.choice(_SOON), other)

    def _send(self) -> None:
        self._look("send", 0.0)
        for _ in range(self.dice.choices((0, 1, 2), (60, 32, 8))[0]):
            self._person(self.dice.choice(("assume", "assume", "return", "say", "resend")), self.dice.choice(_LATER))

    def _answer(self) -> None:
        self._look("turn", 0.0)
        if self.dice.random() < 0.25:
            self._customer_writes("next", self.dice.choice(_LATER[:4]))
        if self.dice.random() < 0.45:
            self._person(self.dice.choice(("assume", "say", "assume", "return")), self.dice.choice(_LATER))

    def _talk(self) -> None:
        self._customer_writes("0", 0.0)
        if self.dice.random() < 0.4:
            self._customer_writes("1", self.dice.choice((0.01, 1.1, 1.25, 2.6, 3.0)))
        if self.dice.random() < 0.4:
            self._person(self.dice.choice(("assume", "say")), self.dice.choice((0.0, 1.2, 1.22, 1.25, 1.3, 3.0)))

    # The outside

    def _customer_writes(self, name: str, delay: float, person: Person | None = None) -> None:
        self._arrives([self._says(name, person or self.plot.first, self.dice.choice(stage.WORDS))], delay)

    def _says(self, name: str, person: Person, words: str) -> Heard:
        wamid = f"wamid.in.{self.plot.seed}.{name}"
        self.plot.said[wamid] = (person, words)
        return Heard(person.line.number_id, person.phone, person.user_id, wamid, words)

    def _arrives(self, heard: list[Heard], delay: float) -> None:
        """In one body of the vendor's, once or more often."""
        body = messages_body(ACCOUNT, heard, stage.now(self.world).timestamp() + delay)
        for _ in range(self.dice.choices((1, 2, 3), (60, 33, 7))[0]):
            self._outside(partial(self._post, body, {one.wamid for one in heard}, set()), delay + self.dice.choice(_SOON))

    def _reports(self, call: Call) -> None:
        """The vendor tells how the message fared: in any order, at any time, more than once, or not at all."""
        if not self.world.is_scheduling or self.dice.random() < 0.6:
            return
        words = ["sent", "delivered", "read"][: self.dice.randint(1, 3)]
        if self.dice.random() < 0.1:
            words = ["sent", "failed"]
        at = stage.now(self.world).timestamp()
        reports = [(call, word, at + n) for n, word in enumerate(words)]
        if self.dice.random() < 0.5:
            self.dice.shuffle(reports)
        cut = self.dice.choice((len(reports), len(reports), 1))
        for part in (reports[:cut], reports[cut:]):
            if part:
                body = statuses_body(ACCOUNT, part)
                keys = {(one[0].wamid, one[1]) for one in part}
                for _ in range(self.dice.choices((1, 2), (85, 15))[0]):
                    self._outside(partial(self._post, body, set(), keys), self.dice.choice(_LATER))

    async def _post(self, body: bytes, messages: set[str], reports: set[tuple[Any, str]]) -> None:
        for pause in _AGAIN:
            if await self._within(self.dice.choice(DOORS), partial(self._take_in, body)):
                self.plot.acknowledged |= messages
                self.plot.reported |= reports
                self.has_turn |= bool(messages) and self.plot.kind in ("answer", "talk")
                return
            await asyncio.sleep(pause)

    async def _take_in(self, body: bytes) -> None:
        parcels = doors.door_of(PROVIDER).unpack(body)
        self.posts += 1
        await receive.receive(PROVIDER, parcels, f"chain of post {self.posts}")
        await self.world.gate("answer 200")
        self._heard(parcels)

    def _heard(self, parcels: list[Parcel]) -> None:
        for lane in {parcel.lane for parcel in parcels}:
            self.lanes.append(lane) if lane not in self.lanes else None
            # What two people wrote is found by one look, and opened in one transaction.
            is_both = len(self.lanes) > 1 and self.dice.random() < 0.7
            self._look("lanes" if is_both else f"lane {lane}", self.dice.choice(_SOON))

    def _person(self, act: str, delay: float, conversation_id: uuid.UUID | None = None) -> None:
        where = conversation_id or self.plot.first.conversation_id
        assert where is not None
        self._outside(partial(self._act, act, where), delay)

    async def _act(self, act: str, where: uuid.UUID) -> None:
        client_id = self.plot.ids.uuid7()
        for pause in _AGAIN[:3]:
            if await self._within(self.dice.choice(DOORS), partial(getattr(self, f"_do_{act}"), where, client_id)):
                return
            await asyncio.sleep(pause)

    async def _do_assume(self, where: uuid.UUID, _: Any) -> None:
        async with in_tenant(self.plot.tenant_of(where), Actor("user", self.plot.ana)) as tx:
            await ownership.assume(tx, where)
        self._taken(where)

    async def _do_return(self, where: uuid.UUID, _: Any) -> None:
        now = self.world.time()
        self.plot.takeovers[where] = [(at, min(until, now)) for at, until in self.plot.takeovers[where]]
        self.returning[where] += 1
        try:
            async with in_tenant(self.plot.tenant_of(where), Actor("user", self.plot.ana)) as tx:
                await ownership.return_to_bot(tx, where)
        finally:
            self.returning[where] -= 1

    async def _do_say(self, where: uuid.UUID, client_id: Any) -> None:
        self.plot.written[client_id] = where
        words = f"pessoa {len(self.plot.written) - 1}"
        async with in_tenant(self.plot.tenant_of(where), Actor("user", self.plot.ana)) as tx:
            draft = Draft(MessageKind.TEXT, words, client_id=client_id)
            await send(tx, where, draft, Author(AuthorKind.USER, self.plot.ana))
        self.plot.answered.add(client_id)
        self._taken(where)
        self._queued(where)

    async def _do_resend(self, where: uuid.UUID, _: Any) -> None:
        for call in self.plot.first.line.calls[-1:]:
            async with in_tenant(self.plot.tenant_of(where), Actor("user", self.plot.ana)) as tx:
                found = await tx.session.scalar(_MESSAGE_OF, {"tenant": tx.tenant_id, "id": call.attempt})
                self.plot.asked_again[found] = self.plot.asked_again.get(found, 0) + 1
                await resend(tx, found)
            self._taken(where)
            self._queued(where)

    def _taken(self, where: uuid.UUID) -> None:
        if self.returning[where]:
            return  # before the return or after it: only the database knows
        self.plot.takeovers[where].append((self.world.time(), float("inf")))

    def _queued(self, _where: uuid.UUID) -> None:
        self._look("send", 0.0)

    # Work

    def _look(self, what: str, delay: float) -> None:
        """One worker or both look there, as they would when it is due."""
        who = list(WORKERS)
        self.dice.shuffle(who)
        for name in who[: self.dice.choices((1, 2), (65, 35))[0]]:
            if self.looks.get((name, what), 0) < _LOOKS:
                self.looks[name, what] = self.looks.get((name, what), 0) + 1
                self._run(name, partial(self._work, what), delay + self.dice.choice(_SOON))

    async def _work(self, what: str) -> None:
        plot = self.plot
        conversation = Lane(plot.first.tenant_id, str(plot.first.conversation_id))
        try:
            if what.startswith("lane"):
                lanes = self.lanes if what == "lanes" else [what[5:]]
                if not await opening.open_lanes(
                    [Lane(plot.first.tenant_id, f"{plot.first.connection_id}:{lane}") for lane in lanes]
                ):
                    self._look(what, 0.04)
                elif self.has_turn:
                    self.has_turn = False
                    self._look("turn", self.dice.choice((1.21, 2.6)))
            elif what == "turn":
                await turns.answer(conversation)
                self._look("send", 0.0)
            elif not await deliver.deliver(conversation) and self.dice.random() < 0.35:
                self._look("send", self.dice.choice((0.05, 0.4, 3.0)))
        except Killed:
            raise
        except Exception as error:
            self.world.tell(f"work failed: {type(error).__name__}")
            self._look(what, 0.5)

    async def _sweep(self) -> None:
        for lane in await deliver.lapsed(1000):
            if stage.seed_of(uuid.UUID(lane.key)) == self.plot.seed:
                await deliver.give_up_waiting(lane)
        self._look("send", 0.0)

    # Processes

    def _killed(self, who: Process) -> None:
        self.plot.is_calm = False

        async def start_again() -> None:
            fresh = Process(who.name)
            if self.dice.random() < 0.2:
                fresh.dies_at = self.dice.randint(1, 20)
            self.processes[who.name] = fresh
            if who.name in WORKERS:
                self._begins_again(who.name)

        self._outside(start_again, self.dice.choice((0.1, 1.0, 3.0)))

    def _begins_again(self, _name: str) -> None:
        for what in dict.fromkeys(what for _, what in self.looks):
            if self.dice.random() < 0.4:
                self._look(what, 0.0)

    def _outside(self, work: Callable[[], Awaitable[None]], delay: float) -> None:
        async def later() -> None:
            await asyncio.sleep(delay)
            await work()

        self._keep(later())

    def _run(self, name: str, work: Callable[[], Awaitable[None]], delay: float) -> None:
        async def later() -> None:
            await asyncio.sleep(delay)
            await self._within(name, work)

        self._keep(later())

    def _keep(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work, context=self.outside.copy())
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    async def _within(self, name: str, work: Callable[[], Awaitable[None]]) -> bool:
        """Whether the process did it to the end. While it is down, and when it dies of it, it did not; a refusal is an answer."""
        who = self.processes[name]
        if who.is_killed:
            return False

        async def inside() -> bool:
            process.set(who)
            try:
                await work()
            except Refusal as refusal:
                self.world.tell(f"refused: {refusal.code}")
            except Exception as error:
                if not isinstance(error, Killed):
                    self.world.tell(f"failed: {type(error).__name__}")
                return False
            return not who.is_killed

        return await asyncio.get_running_loop().create_task(inside(), context=self.outside.copy())


_MESSAGE_OF = text("select message_id from inbox_attempts where tenant_id = :tenant and id = :id")
