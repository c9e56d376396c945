"""Seeds, run: laid out in lots on one real database, each played alone, swept together at their end, and judged one by one."""

import asyncio
import contextlib
import gc
import logging
import os
import tempfile
import time
import traceback
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import structlog
from sqlalchemy import text

from atende import wiring
from atende.core import clock, config, db, jobs
from atende.core.tenancy import Crossing, across_tenants
from atende.inbox.service import channels, claim, recording
from atende.integrations.service import receive, routing
from atende.kit import ids
from atende.providers.meta_whatsapp.channel import MetaChannel
from atende.providers.meta_whatsapp.client import Client
from tests import database as databases
from tests.simulation import laying, reminding, stage
from tests.simulation.crowd import Crowd
from tests.simulation.database import Watcher, gated
from tests.simulation.meetings import met
from tests.simulation.play import Play
from tests.simulation.reminding import Reminding
from tests.simulation.stage import PROVIDER, ZERO, Ids, Plot
from tests.simulation.vendor import Vendor
from tests.simulation.verdict import Rows, broken, gather, story
from tests.simulation.world import World, process

LOT = 250  # seeds laid out and swept together at most
BUSINESSES = 3  # in each lot
_FIRST_LOT = 10  # where one failure is enough, so that it is had soon; the next is twice as large each time
_SWEEPS = (400.0, 402.0, 410.0, 440.0, 540.0, 560.0, 700.0)  # simulated instants at which everything due is done
_STAGES = ("parcels", "turns", "reminders", "send", "attempts")
_STORIES = {"crowd": Crowd, "remind": Reminding}
_SETTINGS = {"ATENDE_SHOWS_TYPING": "false", "ATENDE_LOG_LEVEL": "error", "ATENDE_SANDBOX": "false", "ATENDE_DATABASE_POOL": "20"}


@dataclass(slots=True)
class Outcome:
    """What came of many seeds. `failures`: by seed the sentences of `verdict.broken`, with the story when it was asked for."""

    seeds: int = 0
    steps: int = 0
    calls: int = 0  # of Meta
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)  # `meetings.NAMES`: how often each happened
    failures: dict[int, list[str]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)  # the kind of story of each that failed
    told: list[str] = field(default_factory=list)


def simulate(
    seeds: list[int],
    *,
    tells: bool = False,
    enough: int | None = None,
    kind: str | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Every seed played and judged, on a database of their own; after `enough` failures no more. Takes this whole process."""
    databases.announce() if databases.VARIABLE not in os.environ else None
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="atende-simulation-") as folder:
        database = databases.clone(Path(folder) / "home")
        os.environ.update(_SETTINGS | {"ATENDE_HOME": str(database.home)})
        config.settings.cache_clear()
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        databases.apart(laying.spoil(database.admin_url))
        watcher = Watcher(database.admin_url)
        world = World(watcher.blocked)
        asyncio.set_event_loop(world)
        try:
            world.run_until_complete(_all(world, seeds, outcome, tells, enough, kind, progress))
        finally:
            world.run_until_complete(db.dispose())
            world.close()
            watcher.close()
            databases.drop(database)
    return outcome


async def _all(
    world: World,
    seeds: list[int],
    outcome: Outcome,
    tells: bool,
    enough: int | None,
    kind: str | None,
    progress: Callable[[int], None],
) -> None:
    wiring.wire()
    vendor = Vendor()
    channels.register(MetaChannel(Client(calls=vendor, http=httpx.AsyncClient(transport=httpx.MockTransport(_nobody)))))
    db.plan_once()  # as workers do
    gated(db.app_engine(), db.system_engine())
    begun = time.monotonic()
    gc.disable()  # by hand after each lot: a simulation makes much and keeps little
    with _kept_by(world):
        start, lot = 0, _FIRST_LOT if enough == 1 else LOT
        while start < len(seeds):
            await _lot(world, vendor, seeds[start : start + lot], outcome, tells, kind)
            progress(outcome.seeds)
            if start == 0:
                gc.freeze()  # what is loaded now stays to the end
            gc.collect()
            start, lot = start + lot, min(LOT, 2 * lot)
            if enough is not None and len(outcome.failures) >= enough:
                break
    outcome.seconds, outcome.calls = time.monotonic() - begun, vendor.asked


def _nobody(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"a call that nobody here answers: {request.method} {request.url.path}")


@contextlib.contextmanager
def _kept_by(world: World) -> Iterator[None]:
    """Time, identifiers and what the product keeps per process are the world's."""
    clock.keep(lambda: ZERO + timedelta(seconds=world.time()), world.time)
    plain, of_loop, recorder_of_loop = ids.uuid_utils, receive._commit, recording.recorder
    runners, of_machine = jobs._runners, jobs.time

    def commits() -> receive.GroupCommit:
        who = process.get()
        return who.own.setdefault("commits", receive.GroupCommit()) if who else of_loop()

    def recorder() -> recording.Recorder:
        who = process.get()
        return who.own.setdefault("recorder", recording.Recorder()) if who else recorder_of_loop()

    receive._commit = commits  # type: ignore[assignment]
    recording.recorder = recorder  # type: ignore[assignment]
    jobs._runners = Runners()  # type: ignore[assignment]
    jobs.time = SimpleNamespace(monotonic=world.time)  # type: ignore[assignment]
    try:
        yield
    finally:
        receive._commit = of_loop  # type: ignore[assignment]
        recording.recorder = recorder_of_loop  # type: ignore[assignment]
        jobs._runners, jobs.time = runners, of_machine
        ids.uuid_utils = plain
        clock.keep()


class Runners(dict[str, list[Any]]):
    """A worker's stages at work: each simulated process knows its own only."""

    def get(self, name: str, default: Any = None) -> Any:
        return _own().get(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        return _own().setdefault(name, default)

    def __getitem__(self, name: str) -> Any:
        return _own()[name]


def _own() -> dict[str, list[Any]]:
    who = process.get()
    return who.own.setdefault("runners", {}) if who else {}


async def _lot(world: World, vendor: Vendor, seeds: list[int], outcome: Outcome, tells: bool, kind: str | None) -> None:
    world.begin(0)
    stage.ids_from(Ids((1 << 47) + seeds[0]))
    tenants = [await laying.business() for _ in range(BUSINESSES)]
    plots = [stage.plot(seed, tenants, kind) for seed in seeds]
    await laying.lay(tenants, plots)
    for one in plots:
        vendor.lines |= one.lines
        await _play(world, one, outcome, tells)
    before = await _transactions()
    await _swept(world, plots, tenants)
    left = await gather(tenants, plots)
    reminders = await reminding.broken(tenants, plots)
    for one in plots:
        outcome.seeds += 1
        outcome.kinds[one.kind] += 1
        if one.kind == "crowd":
            outcome.met += met(one, left[one.seed], before)
        if wrong := [*broken(one, left[one.seed]), *reminders.get(one.seed, ())]:
            outcome.failures.setdefault(one.seed, []).extend(wrong)
        if one.seed in outcome.failures:
            outcome.failed[one.seed] = one.kind
        if tells:
            outcome.told += [*_seen(one, left[one.seed])]
    vendor.lines.clear()


async def _transactions() -> int:
    """The number of the next transaction, as rows know it."""
    async with across_tenants(Crossing.OPERATE) as session:
        return (
            await session.execute(text("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint & 4294967295"))
        ).scalar_one()


async def _play(world: World, one: Plot, outcome: Outcome, tells: bool) -> None:
    world.begin(one.seed)
    stage.ids_from(one.ids)
    claim.numbers.forget()
    claim.pairs.forget()
    # A door that has just looked which numbers there are, in every seed alike.
    routing._by_provider[PROVIDER] = (0.0, routing._by_provider[PROVIDER][1])
    world.told = [] if tells else None
    world.is_scheduling = True
    try:
        await _STORIES.get(one.kind, Play)(world, one).run()
    except Exception:
        outcome.failures.setdefault(one.seed, []).append(traceback.format_exc())
    finally:
        world.is_scheduling = False
        outcome.steps += world.steps
        if world.told is not None:
            outcome.told += world.told
            world.told = None


async def _swept(world: World, plots: list[Plot], tenants: list[uuid.UUID]) -> None:
    """Whatever was due was done, by one worker that nothing happens to, until nothing was."""
    for one in plots:
        for line in one.lines.values():
            line.is_faulty = False
    stages = [one for one in wiring.stages() if one.name in _STAGES]
    for at in _SWEEPS:
        world.at(at)
        for _ in range(12):
            did = False
            for work in stages:
                due = await work.due(2000)
                for tenant_id in tenants:
                    lanes = [lane for lane in due if lane.tenant_id == tenant_id]
                    for start in range(0, len(lanes), work.together):
                        if work.handle_together is not None:
                            did = await work.handle_together(lanes[start : start + work.together]) or did
                        else:
                            did = await work.handle(lanes[start]) or did
            if not did:
                break


def _seen(one: Plot, rows: Rows) -> list[str]:
    calls = [f"call at {c.at:.3f}: {c.end}, {c.words!r}, attempt {c.attempt}, {c.wamid}" for c in one.first.line.calls]
    people = [f"taken over {one.takeovers}", f"asked again {one.asked_again}", f"reported {sorted(one.reported)}"]
    return [
        "",
        f"seed {one.seed}: {one.kind}, owner {one.first.owner}, {len(one.people)} people",
        *calls,
        *people,
        "",
        story(rows),
    ]
