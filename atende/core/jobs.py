"""Work that is due: stages that say which lanes have something to do, and a runner that does it side by side.

The work itself lies in the rooms' own tables (waiting parcels, queued messages, due turns). A lane (one conversation, one
person) is worked by one worker at a time, held by an advisory lock of the transaction that does the work: a worker that dies
loses it with its connection, one that was stopped loses it by the idle time-out, and either way nothing half-done is committed.
"""

import asyncio
import random
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from prometheus_client import Counter, Histogram
from sqlalchemy import text

from atende.core import log
from atende.core.tenancy import Tx

HANDLED = Counter("atende_work_handled_total", "Lanes worked", ["stage", "outcome"])
SECONDS = Histogram("atende_work_seconds", "Time one lane took", ["stage"])

_log = log.get("core")


@dataclass(frozen=True, slots=True, order=True)
class Lane:
    """Something to look at: a key within a tenant. What is there to do is read under the lane's lock, not carried here."""

    tenant_id: uuid.UUID
    key: str


@dataclass(slots=True)
class Stage:
    """One kind of work. `due` lists lanes with work that is due, oldest first; `handle` does what is there and returns whether
    it did anything (False: somebody else holds the lane). `slots` lanes run side by side; seconds in `busy` and `idle`."""

    name: str
    due: Callable[[int], Awaitable[list[Lane]]]
    handle: Callable[[Lane], Awaitable[bool]]
    slots: int = 8
    busy: float = 0.02
    idle: float = 0.2
    running: dict[Lane, asyncio.Task] = field(default_factory=dict)


async def lock_lane(tx: Tx, lane: str) -> bool:
    """True when this transaction now holds `lane` until it ends; False when another one does."""
    return bool(
        await tx.session.scalar(
            text("select pg_try_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"{tx.tenant_id}/{lane}"}
        )
    )


async def run(stages: list[Stage], stop: asyncio.Event, *, drain: float = 20.0) -> None:
    """Work all stages until `stop`; then claim nothing new and give what is under way `drain` seconds to end."""
    pollers = [asyncio.create_task(_poll(stage, stop), name=stage.name) for stage in stages]
    await stop.wait()
    await asyncio.gather(*pollers, return_exceptions=True)
    under_way = [task for stage in stages for task in stage.running.values()]
    if under_way:
        _, late = await asyncio.wait(under_way, timeout=drain)
        for task in late:
            task.cancel()


async def _poll(stage: Stage, stop: asyncio.Event) -> None:
    pause = stage.busy
    found: deque[Lane] = deque()  # due when last looked; what changed since is seen under the lane's lock
    while not stop.is_set():
        is_idle = False
        try:
            if not found and len(stage.running) < stage.slots:
                found.extend(x for x in await stage.due(stage.slots * 4) if x not in stage.running)
                is_idle = not found
        except Exception as error:
            # The database may be away; whatever it was, a worker never ends because of one look.
            _log.warning("work_look_failed", stage=stage.name, error=type(error).__name__)
            pause = min(2.0, max(pause, 0.1) * 2)
            await _sleep(stop, pause + random.uniform(0, 0.1))  # noqa: S311 - spreads retries, guards nothing
            continue
        while found and len(stage.running) < stage.slots:
            lane = found.popleft()
            task = asyncio.create_task(_work(stage, lane))
            stage.running[lane] = task
            task.add_done_callback(lambda _t, lane=lane: stage.running.pop(lane, None))
        if stage.running:
            await asyncio.wait([*stage.running.values()], timeout=stage.busy * 5, return_when=asyncio.FIRST_COMPLETED)
            pause = stage.busy
            if is_idle:
                await _sleep(stop, pause)
        else:
            await _sleep(stop, pause)
            pause = min(stage.idle, pause * 1.3)


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def _work(stage: Stage, lane: Lane) -> None:
    started = time.monotonic()
    try:
        did = await stage.handle(lane)
        HANDLED.labels(stage.name, "done" if did else "held").inc()
        if not did:
            await asyncio.sleep(stage.busy * 2)
    except Exception as error:
        HANDLED.labels(stage.name, "failed").inc()
        _log.error("work_failed", stage=stage.name, tenant_id=str(lane.tenant_id), error=type(error).__name__, exc_info=True)
        await asyncio.sleep(0.5)
    finally:
        SECONDS.labels(stage.name).observe(time.monotonic() - started)
