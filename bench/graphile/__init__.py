"""graphile-worker's named queues: a process of node works off jobs that were added by its own SQL, a queue name for each lane.

It runs as it comes (each free slot takes one job by a statement), and as its page on performance has its fastest: a local queue that is
filled by one statement, and what was done written together (since 0.18 jobs of one named queue keep their order in it). A larger local
queue than the lanes that are free would only come back emptier: of each name it takes one job at a time."""

import shutil
import subprocess
from pathlib import Path

import asyncpg

from bench.node import Node, installed
from tools.webapp import node_environment, npm

BATCH = 200  # jobs that its local queue takes at once: the fastest of 9, 50, 100, 200, 400 and 500
POLL = 5  # milliseconds until it looks again, when a look found nothing
_HERE = Path(__file__).parent
_LOCK = _HERE / "package-lock.json"

# As if they had been added one after another: `run_at` is what it goes by.
_FILL = """
select count(*) from graphile_worker.add_jobs(array(
    select ('nothing', '{}', 'lane ' || (n % $1)::text, now() - interval '1 hour' + n * interval '1 ms', null, null, null, null)
           ::graphile_worker.job_spec
    from generate_series($2::int, $3::int) as n
))
"""
_AT_ONCE = 20_000  # jobs added by one statement


class Worker:
    """Made by `with`: node has the package, and the database its tables. `batch`: jobs that its local queue takes at once; 0 for none."""

    def __init__(self, address: str, slots: int, batch: int = 0):
        self._address, self._slots, self._batch = address, slots, batch

    def __enter__(self) -> "Worker":
        folder = installed(_LOCK.read_bytes(), _fetch)
        self._node = Node(_HERE / "run.mjs", folder, NO_LOG_SUCCESS="1")  # as its own measurements are made
        self._node.ask({"address": self._address, "slots": self._slots, "batch": self._batch, "poll": POLL})
        return self

    def __exit__(self, *_: object) -> None:
        self._node.end()

    async def rate(self, jobs: int, lanes: int) -> float:
        """Jobs a second; neither adding them nor node's start is in it."""
        connection = await asyncpg.connect(self._address)
        try:
            for first in range(1, jobs + 1, _AT_ONCE):
                await connection.fetchval(_FILL, lanes, first, min(first + _AT_ONCE - 1, jobs))
            await connection.execute("analyze graphile_worker._private_jobs, graphile_worker._private_job_queues")
            took = self._node.ask(jobs) / 1000
            if left := await connection.fetchval("select count(*) from graphile_worker._private_jobs"):
                raise RuntimeError(f"graphile-worker left {left} of {jobs}")
            return jobs / took
        finally:
            await connection.close()


def _fetch(folder: Path) -> None:
    """Exactly what the lock file names is installed there, by its hashes; no script of a package is run."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_HERE / name, folder)
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=folder, env=node_environment(), stdout=subprocess.DEVNULL, check=True)
