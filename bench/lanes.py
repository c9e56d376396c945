"""(g) Work per conversation: our stage runner over 400 lanes in order, its handler does nothing; the rivals that keep an order, too, and
PgQueuer, which keeps none."""

import asyncio
import time
import uuid
from collections.abc import Callable, Coroutine
from datetime import timedelta
from statistics import median
from typing import Any

import asyncpg
import procrastinate
import uvloop
from pgqueuer import AsyncpgPoolDriver, PgQueuer, Queries
from pgqueuer.types import QueueExecutionMode

from atende.core import db, jobs
from atende.integrations.ports import ParcelKind
from atende.integrations.service import doors, opening
from bench import dbos_rival, graphile
from bench.figures import Figure
from tests.install import Business, Install

RUNS = 3
SECONDS = 12.0  # that a run of each side takes, by the rate of its first one, which does not count and is mostly slower
FIRST = 4000  # jobs of that one
MOST = 400_000  # jobs of a run, however fast
LANES = 400
BATCH = 100
SLOTS = 8

_FILL = """
insert into integrations_parcels
    (tenant_id, id, connection_id, provider, kind, dedupe_key, lane, raw, correlation_id, received_at, due_at)
select $1, uuidv7(), $2, 'bench', 'account', $3 || n::text, 'lane ' || (n % $4)::text, '{}', 'bench', now(), now()
from generate_series(1, $5) as n
"""


class _Door:
    """Opens everything, at once."""

    provider = "bench"
    is_by_address = False

    def verify(self, body: bytes, headers: Any, secrets: Any) -> bool:
        """Nothing comes in here."""
        return False

    def unpack(self, body: bytes) -> list:
        """Nothing comes in here."""
        return []

    def keys_of(self, external_id: str) -> list[str]:
        """Nothing is rebuilt here."""
        return []

    def open(self, kind: ParcelKind, raw: str) -> None:
        """There is nothing to see."""


async def _nothing(*_: object) -> opening.Opened:
    return opening.Opened()


Side = Callable[[int], float]  # does so many jobs that lie there: how many a second


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Jobs a second of each, in turns, each as many as take it ten seconds and more."""
    asyncio.run(_prepare(install))
    address = install.server.url()
    with graphile.Worker(address, SLOTS) as plain, graphile.Worker(address, SLOTS, graphile.BATCH) as fastest:
        sides: dict[str, Side] = {
            "ours": lambda jobs: _run(_lanes(install, businesses[0], jobs)),
            "pgqueuer": lambda jobs: _run(_pgqueuer(install, jobs)),
            "procrastinate": lambda jobs: _run(_procrastinate(install, jobs)),
            "graphile": lambda jobs: _run(plain.rate(jobs, LANES)),
            "graphile, local queue": lambda jobs: _run(fastest.rate(jobs, LANES)),
            "dbos": lambda jobs: dbos_rival.rate(install.server.url("bench_dbos"), jobs, LANES, SLOTS),
        }
        jobs = {name: enough(side(FIRST)) for name, side in sides.items()}
        rates: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(RUNS):
            for name, side in sides.items():
                rates[name].append(side(jobs[name]))

    what, ours = "jobs in order, no-op handler", median(rates["ours"])
    unordered = (
        f"{jobs['ours']:,} of ours, in order within each of {LANES} lanes; {jobs['pgqueuer']:,} of its, in no order, batches of"
    )
    locked = f"{jobs['procrastinate']:,} of its jobs, their locks named after the same lanes, {SLOTS} at once"
    named = f"{jobs['graphile']:,} of its jobs, their queues named after the same lanes, {SLOTS} at once, as it comes"
    local = (
        f"{jobs['graphile, local queue']:,} of its jobs, taken {graphile.BATCH} by a statement and written together; no goal: it does so"
        " since 0.18"
    )
    look = f"a look every {dbos_rival.POLL * 1000:.0f} ms"
    parted = f"{jobs['dbos']:,} of its workflows, partitions named after the same lanes, {SLOTS} at once, {look}"
    its = {name: median(found) for name, found in rates.items()}
    return [
        Figure(what, ours, "PgQueuer, unordered", its["pgqueuer"], f"{unordered} {BATCH}", goal="≥ 1", runs=RUNS),
        Figure(what, ours, "procrastinate, a lock a lane", its["procrastinate"], locked, goal="≥ 10", runs=RUNS),
        Figure(what, ours, "graphile-worker, a named queue a lane", its["graphile"], named, goal="≥ 7", runs=RUNS),
        Figure(what, ours, "graphile-worker, its local queue besides", its["graphile, local queue"], local, runs=RUNS),
        Figure(what, ours, "DBOS, a partition a lane", its["dbos"], parted, goal="≥ 15", runs=RUNS),
    ]


def enough(rate: float) -> int:
    """Jobs that take about `SECONDS` at that rate, as many in each lane."""
    return LANES * max(1, min(MOST, round(rate * SECONDS)) // LANES)


def _run(side: Coroutine[Any, Any, float]) -> float:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(side)


async def _prepare(install: Install) -> None:
    doors.register(_Door())
    opening.handle_with(ParcelKind.ACCOUNT, _nothing)
    async with asyncpg.create_pool(install.server.url()) as pool:
        await Queries(AsyncpgPoolDriver(pool)).install()
    async with procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=install.server.url())).open_async() as app:
        await app.schema_manager.apply_schema_async()


async def _lanes(install: Install, business: Business, count: int) -> float:
    connection = await install.administrator()
    try:
        await connection.execute("truncate integrations_parcels")
        await connection.execute(_FILL, business.tenant_id, business.connection_id, uuid.uuid4().hex, LANES, count)
        await connection.execute("analyze integrations_parcels")
        stop = asyncio.Event()
        together = {"handle_together": opening.open_lanes, "together": opening.TOGETHER}  # as `integrations.schedule` has it
        stage = jobs.Stage("bench", opening.due, opening.open_lane, slots=SLOTS, **together)
        left = "select exists (select 1 from integrations_parcels where state = 'waiting')"
        begun = time.perf_counter()
        running = asyncio.create_task(jobs.run([stage], stop))
        while await connection.fetchval(left):
            await asyncio.sleep(0.02)
        took = time.perf_counter() - begun
        stop.set()
        await running
        return count / took
    finally:
        await connection.close()
        await db.dispose()


async def _procrastinate(install: Install, count: int) -> float:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=install.server.url()))
    done = 0

    @app.task(name="nothing")
    async def nothing() -> None:
        nonlocal done
        done += 1

    async with app.open_async():
        await app.connector.execute_query_async("truncate procrastinate_jobs cascade")
        await app.connector.execute_query_async(
            "insert into procrastinate_jobs (task_name, queue_name, lock, args)"
            " select 'nothing', 'default', 'lane ' || (n %% %(lanes)s)::text, '{}' from generate_series(1, %(jobs)s) as n",
            lanes=LANES,
            jobs=count,
        )
        await app.connector.execute_query_async("analyze procrastinate_jobs")
        begun = time.perf_counter()
        await app.run_worker_async(concurrency=SLOTS, wait=False, install_signal_handlers=False, listen_notify=False)
        took = time.perf_counter() - begun
    if done != count:
        raise RuntimeError(f"procrastinate did {done} of {count}")
    return count / took


async def _pgqueuer(install: Install, count: int) -> float:
    async with asyncpg.create_pool(install.server.url(), min_size=10, max_size=10) as pool:
        driver = AsyncpgPoolDriver(pool)
        await pool.execute("truncate pgqueuer, pgqueuer_log")
        await Queries(driver).enqueue(["nothing"] * count, [None] * count, [0] * count)
        await pool.execute("analyze pgqueuer")
        queue = PgQueuer(driver)
        done = 0

        @queue.entrypoint("nothing")
        async def nothing(_job: object) -> None:
            nonlocal done
            done += 1

        begun = time.perf_counter()
        await queue.run(dequeue_timeout=timedelta(seconds=1), batch_size=BATCH, mode=QueueExecutionMode.drain)
        took = time.perf_counter() - begun
        if done != count:
            raise RuntimeError(f"PgQueuer did {done} of {count}")
        return count / took
