"""Work that is due: stages that say which lanes have something to do, and a runner that does it side by side.

The work itself lies in the rooms' own tables (waiting parcels, queued messages, due turns). A lane (one conversation, one
person) is worked by one worker at a time, held by an advisory lock of the transaction that does the work: a worker that dies
loses it with its connection, one that was stopped loses it by the idle time-out, and either way nothing half-done is committed.

Looking at the tables finds everything, also what another process left there. What this process itself makes due it need not look
for: `expect` says so after the commit, and the lane is worked at that moment; what another one on this host does, `core.nearby` says.
"""

import asyncio
import heapq
import itertools
import random
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prometheus_client import Counter as Counts
from prometheus_client import Histogram

from atende.core import clock, log
from atende.core.tenancy import Tx

HANDLED = Counts("atende_work_handled_total", "Lanes worked", ["stage", "outcome"])
SECONDS = Histogram("atende_work_seconds", "Time one lane took, or several that shared a slot", ["stage"])

_log = log.get("core")


@dataclass(frozen=True, slots=True, order=True)
class Lane:
    """Something to look at: a key within a tenant. What is there to do is read under the lane's lock, not carried here."""

    tenant_id: uuid.UUID
    key: str


@dataclass(slots=True)
class Stage:
    """One kind of work. `due` lists lanes with work that is due, the tenants in turn and oldest first; `handle` does what is there
    and returns whether it did anything (False: somebody else holds the lane). `slots` lanes run side by side, one tenant's in no
    more of them than stay free beside them; seconds in `busy` and `idle`.

    With `handle_together` up to `together` lanes of one tenant share a slot, and whatever that saves."""

    name: str
    due: Callable[[int], Awaitable[list[Lane]]]
    handle: Callable[[Lane], Awaitable[bool]]
    slots: int = 8
    busy: float = 0.02
    idle: float = 0.2
    handle_together: Callable[[list[Lane]], Awaitable[bool]] | None = None
    together: int = 1
    running: dict[Lane, asyncio.Task] = field(default_factory=dict)


LOOKED_AT = 256  # rows of a tenant that one look reads, however many more wait


def tenants_with(table: str, waits: str = "true") -> str:
    """The beginning of a statement, with `tenants (tenant_id)`: who has rows of the table that wait, from one to the next by an index
    on `tenant_id` and what they are due by, of the rows that wait; at the end comes one that is null."""
    first = f"select tenant_id from {table} where {waits} order by tenant_id limit 1"  # noqa: S608 - names of ours
    after = f"select tenant_id from {table} where {waits} and tenant_id > t.tenant_id order by tenant_id limit 1"  # noqa: S608 - as above
    return f"with recursive tenants as (({first}) union all select ({after}) from tenants t where t.tenant_id is not null)"  # noqa: S608


def in_turn(table: str, key: str, due: str, waits: str, *, ready: str = "true", looked_at: int = LOOKED_AT) -> str:
    """The statement by which a stage finds `$2` lanes that are due by `$1` (`tenant_id` and `key`): the oldest of each tenant first, then
    the second of each, so that a tenant with thousands keeps nobody waiting. Of each it reads the first so many and no more, by an
    index on `tenant_id` and `due` of the rows that wait: what a look costs does not grow with what waits. `ready` is what an index
    does not say, and true of nearly all."""
    return f"""
{tenants_with(table, waits)}
select tenant_id, key from (
    select t.tenant_id, h.key, min(h.due) as due, row_number() over (partition by t.tenant_id order by min(h.due)) as turn
    from tenants t cross join lateral (
        select {key} as key, {due} as due from {table}
        where tenant_id = t.tenant_id and {waits} and {due} <= $1 and {ready} order by {due} limit greatest($2, {looked_at})
    ) as h group by t.tenant_id, h.key
) as ranked order by turn, due limit $2
"""  # noqa: S608 - names of ours


async def lock_lane(tx: Tx, lane: str) -> bool:
    """True when this transaction now holds `lane` until it ends; False when another one does."""
    return lane in await lock_lanes(tx, [lane])


async def lock_lanes(tx: Tx, lanes: list[str]) -> set[str]:
    """Those of the lanes that this transaction now holds until it ends; the others are another one's."""
    keys = [f"{tx.tenant_id}/{lane}" for lane in lanes]
    rows = await tx.fetch(
        "select place, pg_try_advisory_xact_lock(hashtextextended(key, 0))"
        " from unnest($1::text[]) with ordinality as lanes (key, place)",
        keys,
    )
    return {lanes[place - 1] for place, is_held in rows if is_held}


def expect(stage: str, lane: Lane, at: datetime | None = None) -> None:
    """The lane has work for this stage at that time (None: now), as just committed; a worker in this process does it then.

    Without one nothing happens: whoever looks finds it."""
    for runner in _runners.get(stage, [])[:1]:
        runner.expect(lane, 0.0 if at is None else (at - clock.now()).total_seconds())


def hear(stage: str, lane: Lane) -> None:
    """Another process says that the lane has work for this stage (`core.nearby`). Where more than a little of its tenant waits already
    it is left to the next look, so that nobody is passed by and thousands of words are not kept."""
    for runner in _runners.get(stage, [])[:1]:
        runner.hear(lane)


async def hand_on(stage: str, lane: Lane, work: Coroutine[Any, Any, Any]) -> None:
    """The work is done beside whatever goes on, counted among the stage's own and waited for when the worker ends; without a
    worker in this process it is done when this returns."""
    runners = _runners.get(stage)
    if not runners:
        await work
        return
    runners[0].start(lane, work)


async def run(stages: list[Stage], stop: asyncio.Event, *, drain: float = 20.0) -> None:
    """Work all stages until `stop`; then claim nothing new and give what is under way `drain` seconds to end."""
    runners = [_Runner(stage, stop) for stage in stages]
    for runner in runners:
        _runners.setdefault(runner.stage.name, []).append(runner)
    loops = [asyncio.create_task(runner.run(), name=runner.stage.name) for runner in runners]
    await stop.wait()
    for runner in runners:
        _runners[runner.stage.name].remove(runner)
        runner.stir.set()
    await asyncio.gather(*loops, return_exceptions=True)
    looks = {runner.look for runner in runners if runner.look is not None}
    under_way = looks | {task for runner in runners for task in (*runner.stage.running.values(), *runner.handed)}
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=drain)
        for task in late:
            task.cancel()


_runners: "dict[str, list[_Runner]]" = {}
_LONGEST_LOOK = 60.0  # seconds; the server gives a statement half of that, so beyond it nobody is answering
_SEEN_WITHIN = 0.04  # seconds between looks, unless they take longer, while there is something to do
_LOOK_AHEAD = 4  # lanes found by one look, for each that can be worked at once; more is not worked off before the next one
_LITTLE = 4  # up to such a part of a slot's lanes a tenant has little to do
_APART = 4  # groups of the oldest lanes among which each begins somewhere


class _Pace:
    """When a stage's tables are looked at; seconds."""

    def __init__(self, busy: float, idle: float):
        self._busy, self._idle = busy, idle
        self._pause = busy
        self._ended = 0.0
        self.at = 0.0  # the next look

    def looked(self, began: float, *, found: bool, at_work: bool) -> None:
        """A look that began then has ended. The next is soon while there is work and ever later while there is none; and as a look
        takes longer the more waits, looking has a quarter of the time while there is something to do: half of it where whoever comes
        next would wait too long to be seen, which is when a look takes long because the processor is wanted elsewhere."""
        self._ended = time.monotonic()
        self._pause = self._busy if found or at_work else min(self._idle, self._pause * 1.3)
        took = self._ended - began if found else 0.0
        self.at = self._ended + max(self._pause, took, min(3 * took, _SEEN_WITHIN))

    def failed(self) -> None:
        """A look could not be made: later and later, and not all at once."""
        self._ended = time.monotonic()
        self._pause = min(2.0, max(self._pause, 0.1) * 2)
        self.at = self._ended + self._pause + random.uniform(0, 0.1)  # noqa: S311 - spreads retries, guards nothing

    def worked_off(self) -> None:
        """Nothing found is left, so nothing is gained by looking later."""
        self.at = min(self.at, self._ended + self._pause)


class _Runner:
    """One stage at work in this process."""

    def __init__(self, stage: Stage, stop: asyncio.Event):
        self.stage = stage
        self.stop = stop
        self.stir = asyncio.Event()
        self.handed: set[asyncio.Task] = set()
        # What there is to work, by tenant and oldest first, and whether it was expected here; what changed since is seen under the
        # lane's lock.
        self._found: dict[uuid.UUID, dict[Lane, bool]] = {}
        self._in_slots: Counter[uuid.UUID] = Counter()
        self._under_way: Counter[uuid.UUID] = Counter()  # lanes in them
        self._seen: Counter[uuid.UUID] | None = None  # lanes that the last look found; None where there was none, or it failed
        self._served: dict[uuid.UUID, int] = {}  # who was last given a slot, and in which order
        self._expected: list[tuple[float, int, Lane]] = []
        self._order = itertools.count()
        self._again: set[Lane] = set()
        self._pace = _Pace(stage.busy, stage.idle)
        self.look: asyncio.Task[None] | None = None
        self._worked: set[Lane] = set()  # since the last look began, which may have seen them before

    def expect(self, lane: Lane, seconds: float) -> None:
        """The lane is due in so many seconds."""
        heapq.heappush(self._expected, (time.monotonic() + max(0.0, seconds), next(self._order), lane))
        self.stir.set()

    def hear(self, lane: Lane) -> None:
        """The lane is said to be due. Of a tenant with more than a little waiting, or nobody knows how much, it is left to the looks,
        which have the oldest first: else whoever writes now would pass by those who have waited longest."""
        if self._seen is None:
            return
        if max(self._seen[lane.tenant_id], len(self._found.get(lane.tenant_id, ()))) <= self.stage.together // _LITTLE:
            self.expect(lane, 0.0)

    def start(self, lane: Lane, work: Coroutine[Any, Any, Any]) -> None:
        """The work runs, over and above the slots: it was begun elsewhere."""
        task = asyncio.create_task(_timed(self.stage, lane.tenant_id, work))
        self.handed.add(task)
        task.add_done_callback(self.handed.discard)

    async def run(self) -> None:
        """Until `stop`: what was expected and what a look finds is worked, as many at once as there are slots."""
        while not self.stop.is_set():
            now = time.monotonic()
            self._take_expected(now)
            if now >= self._pace.at and self._has_place() and not self._is_looking():
                # Beside the work: what is found or expected already does not wait for a database that is slow to say.
                self.look = asyncio.create_task(self._look())
            while not self.stop.is_set() and (first := self._next()) is not None:
                self._begin(first)
            await self._rest()

    def _take_expected(self, now: float) -> None:
        while self._expected and self._expected[0][0] <= now:
            lane = heapq.heappop(self._expected)[2]
            if lane in self.stage.running:
                self._again.add(lane)
            else:
                self._found.setdefault(lane.tenant_id, {})[lane] = True

    def _is_looking(self) -> bool:
        return self.look is not None and not self.look.done()

    async def _look(self) -> None:
        """What is due by now takes the place of what the last look found: a tenant that came later is seen although another's
        thousands are not worked off yet."""
        stage, began = self.stage, time.monotonic()
        self._worked.clear()
        try:
            async with asyncio.timeout(_LONGEST_LOOK):
                due = await stage.due(stage.slots * stage.together * _LOOK_AHEAD)
        except Exception as error:
            # The database may be away; whatever it was, a worker never ends because of one look.
            _log.warning("work_look_failed", stage=stage.name, error=type(error).__name__)
            self._seen = None
            self._pace.failed()
        else:
            self._take_found(due)
            self._pace.looked(began, found=bool(self._found), at_work=bool(stage.running))
        self.stir.set()

    def _take_found(self, due: list[Lane]) -> None:
        past = self.stage.running.keys() | self._worked
        expected = [lane for found in self._found.values() for lane, is_expected in found.items() if is_expected]
        self._found.clear()
        self._seen = Counter(lane.tenant_id for lane in due)
        for lane in due:
            if lane not in past:
                self._found.setdefault(lane.tenant_id, {})[lane] = False
        for lane in expected:
            self._found.setdefault(lane.tenant_id, {})[lane] = True
        self._served = {one: place for one, place in self._served.items() if one in self._found or one in self._in_slots}

    def _free(self) -> int:
        return self.stage.slots - self._in_slots.total()

    def _has_place(self) -> bool:
        """Whether something found now could be begun: in a free slot, or as little beside what is under way."""
        shares = self.stage.handle_together is not None
        return self._in_slots.total() < (2 * self.stage.slots if shares else self.stage.slots)

    def _next(self) -> uuid.UUID | None:
        """Of the tenants with something found the one with the least under way, and of those the one that was served longest ago: by
        age alone, as many tenants with old thousands as there are slots would keep everybody else waiting. Nobody takes as many slots
        as would then be left free, so that whoever comes next finds one at once. Where lanes share slots, a few of a tenant with little
        to do are begun beside a slot's worth of others, over and above: its next message does not wait for the reports of its last."""
        free = self._free()
        waiting = (tenant for tenant in self._found if self._in_slots[tenant] < free or self._is_little(tenant))
        return min(waiting, key=lambda tenant: (self._in_slots[tenant], self._served.get(tenant, -1)), default=None)

    def _is_little(self, tenant_id: uuid.UUID) -> bool:
        few = self._under_way[tenant_id] + len(self._found[tenant_id]) <= self.stage.together // _LITTLE
        return few and self._in_slots[tenant_id] < 2 and self._has_place()

    def _begin(self, tenant_id: uuid.UUID) -> None:
        stage, mine = self.stage, self._found[tenant_id]
        size = stage.together if stage.handle_together is not None else 1
        # Other workers see the same lanes: where several share a slot each begins somewhere among the oldest, so that they rarely
        # meet. Only with nothing of the tenant under way does it begin with the very oldest: a worker that is often killed and never
        # comes far would else pass the same ones over again and again.
        apart = min(len(mine), _APART * size) if size > 1 and self._in_slots[tenant_id] else 1
        first = random.randrange(0, apart, size)  # noqa: S311 - spreads workers, guards nothing
        lanes = list(itertools.islice(mine, first, first + size))
        for lane in lanes:
            del mine[lane]
        if not mine:
            del self._found[tenant_id]
            if not self._found:  # worked off: nothing is gained by looking later
                self._pace.worked_off()
        self._served[tenant_id] = next(self._order)
        task = asyncio.create_task(_work(stage, lanes))
        self._in_slots[tenant_id] += 1
        self._under_way[tenant_id] += len(lanes)
        for lane in lanes:
            stage.running[lane] = task
        task.add_done_callback(lambda _: self._ended(tenant_id, lanes))

    def _ended(self, tenant_id: uuid.UUID, lanes: list[Lane]) -> None:
        self._in_slots[tenant_id] -= 1
        self._under_way[tenant_id] -= len(lanes)
        if not self._in_slots[tenant_id]:
            del self._in_slots[tenant_id], self._under_way[tenant_id]
        for lane in lanes:
            self.stage.running.pop(lane, None)
            self._worked.add(lane)
            if lane in self._again:
                self._again.discard(lane)
                self.expect(lane, 0.0)
        self.stir.set()

    async def _rest(self) -> None:
        """Until something ends or is expected, or the next look is due."""
        until = self._pace.at if self._has_place() and not self._is_looking() else time.monotonic() + 1.0
        if self._expected:
            until = min(until, self._expected[0][0])
        seconds = until - time.monotonic()
        if seconds > 0 and not self.stop.is_set():
            try:
                async with asyncio.timeout(seconds):
                    await self.stir.wait()
            except TimeoutError:
                return
        self.stir.clear()


async def _work(stage: Stage, lanes: list[Lane]) -> None:
    work = stage.handle_together(lanes) if stage.handle_together is not None else stage.handle(lanes[0])
    if await _timed(stage, lanes[0].tenant_id, work, len(lanes)) is False:
        await asyncio.sleep(stage.busy * 2)


async def _timed(stage: Stage, tenant_id: uuid.UUID, work: Awaitable[Any], lanes: int = 1) -> Any:
    started = time.monotonic()
    try:
        did = await work
        HANDLED.labels(stage.name, "held" if did is False else "done").inc(lanes)
        return did
    except Exception as error:
        HANDLED.labels(stage.name, "failed").inc(lanes)
        _log.error("work_failed", stage=stage.name, tenant_id=str(tenant_id), error=type(error).__name__, exc_info=True)
        await asyncio.sleep(0.5)
        return None
    finally:
        SECONDS.labels(stage.name).observe(time.monotonic() - started)
