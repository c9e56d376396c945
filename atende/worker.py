"""The background entrance: works every room's stages until told to stop."""

import asyncio
import contextlib
import signal
import time

from sqlalchemy import text

from atende import wiring
from atende.core import collector, db, jobs, log, metrics, nearby, partitions, storage
from atende.core.away import is_database_away
from atende.core.config import settings
from atende.core.roles import check_role
from atende.core.tenancy import Crossing, across_tenants
from atende.demo import phones
from atende.integrations.service import sandbox

DRAIN = 20.0  # seconds that work under way may take after a stop
_BEAT = 2.0  # seconds between signs of life
_TIDY = 3600.0  # seconds between two looks at what killed processes left

_log = log.get("core")


async def main(stop: asyncio.Event | None = None) -> None:
    """Work is done until SIGTERM, SIGINT or `stop`; then nothing new is claimed and what is under way is finished."""
    log.setup(settings().log_level)
    wiring.wire()
    db.plan_once()
    stages = wiring.stages()
    collector.settle()
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        # A loop outside the main thread (a test's, say) takes no signals; it is stopped by its event.
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(name, stop.set)
    await _roles_are_checked(stop)
    beside = [asyncio.create_task(_beat(stop)), asyncio.create_task(_tidy(stop))]
    if settings().sandbox:
        beside.append(asyncio.create_task(sandbox.keep_introduced(stop)))
        beside.append(asyncio.create_task(phones.keep_trying(stop)))
    port = settings().worker_metrics_port
    shown = metrics.Shown(settings().metrics_host, port) if port is not None else None
    _log.info("worker_started", slots=settings().worker_slots)
    if settings().smtp_host is None:
        _log.warning("mail_becomes_files", folder=str(settings().home / "mail"), set="ATENDE_SMTP_HOST")
    try:
        with nearby.heard():
            await jobs.run(stages, stop, drain=DRAIN)
    finally:
        for task in beside:
            task.cancel()
        if shown is not None:
            shown.close()
        await wiring.close()
        await db.dispose()
        _log.info("worker_stopped")


async def _roles_are_checked(stop: asyncio.Event) -> None:
    """The database is there with a place for this month's rows, and no role could get round the wall between tenants (S2), or
    `stop` came first. A database that is away is waited for: whoever restarts a worker that died instead would wait longer each time."""
    while not stop.is_set():
        try:
            for engine in (db.app_engine(), db.system_engine()):
                async with engine.connect() as connection:
                    await check_role(connection)
            await partitions.make_ahead()
            return
        except Exception as error:
            if not is_database_away(error):
                raise
            _log.warning("database_away", error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.5):
                await stop.wait()


async def _beat(stop: asyncio.Event) -> None:
    """A file that says when this worker last reached its database; readiness and the supervisor look at it."""
    path = settings().home / "worker.beat"
    while not stop.is_set():
        try:
            async with across_tenants(Crossing.SWEEP) as session:
                await session.execute(text("select 1"))
            path.write_text(str(time.time()))
        except Exception as error:
            _log.warning("worker_beat_failed", error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_BEAT):
                await stop.wait()


async def _tidy(stop: asyncio.Event) -> None:
    """Files that somebody left half written are gone, at the start of a worker and every hour."""
    while not stop.is_set():
        try:
            if gone := await asyncio.to_thread(storage.sweep):
                _log.info("half_files_removed", files=gone)
        except OSError as error:
            _log.warning("half_files_stay", error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_TIDY):
                await stop.wait()
