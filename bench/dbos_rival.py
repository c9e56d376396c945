"""DBOS's partitioned queues: a workflow that does nothing, one at a time for each partition key, in a database of the same server.

It is set so that DBOS takes its short way: with `partition_concurrency=1` and no limit of the queue besides, one transaction claims the
first workflow of every partition that is free. No conductor, no telemetry."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString

import psycopg
from dbos import DBOS, SetEnqueueOptions

POLL = 0.1  # seconds between two looks of its queue: the fastest of 0.001, 0.01 and 0.1
_QUEUE = "lanes"
_LEFT = "select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')"
_DONE = "select count(*) from dbos.workflow_status where status = 'SUCCESS'"
_begun: list[float] = []


@DBOS.workflow(name="nothing")
def nothing() -> None:
    """The clock runs from the first of them."""
    if not _begun:
        _begun.append(time.perf_counter())


def rate(address: str, jobs: int, lanes: int, slots: int) -> float:
    """Workflows a second; neither its start nor adding them is in it. The queue is there only meanwhile."""
    DBOS(
        config={
            "name": "bench",
            "system_database_url": address,
            "max_executor_threads": slots,
            "enable_otlp": False,
            "log_level": "WARNING",
        }
    )
    DBOS.launch()
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("truncate dbos.workflow_status cascade")
            with ThreadPoolExecutor(slots) as several:
                list(several.map(_add, range(lanes), [jobs // lanes] * lanes))
            connection.execute("analyze dbos.workflow_status")
            _begun.clear()
            DBOS.register_queue(_QUEUE, partition_concurrency=1, polling_interval_sec=POLL)
            while _count(connection, _LEFT):
                time.sleep(0.02)
            took = time.perf_counter() - _begun[0]
            DBOS.delete_queue(_QUEUE)
            if (done := _count(connection, _DONE)) != jobs:
                raise RuntimeError(f"DBOS did {done} of {jobs}")
            return jobs / took
    finally:
        DBOS.destroy()


def _add(lane: int, jobs: int) -> None:
    for _ in range(jobs):
        with SetEnqueueOptions(queue_partition_key=f"lane {lane}"):
            DBOS.enqueue_workflow(_QUEUE, nothing)


def _count(connection: psycopg.Connection, question: LiteralString) -> int:
    row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]
