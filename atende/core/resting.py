"""Connections that nobody needed for a while are closed, in the processes that stay.

A server's process for one connection grows to 5 MB of what it knows of our tables. A start and a burst ask for many at once; in turn
each would be kept warm for ever by statements that one could do. So whoever asks is given the one that was given back last, and those
that are left over by that are closed, all but one of each role."""

import asyncio
import contextlib
import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

AFTER = 60.0  # seconds without use; a new one plans every statement anew, which is a quarter of a second of a first turn
_KEPT = 1  # of each pool, however long nobody asks: whoever asks next does not wait for the database to let them in


class Resting:
    """Looks after the pool of one engine, which gives out the newest (`pool_use_lifo`)."""

    def __init__(self, engine: AsyncEngine):
        self._since: dict[ConnectionPoolEntry, float] = {}  # those that rest, the longest first
        self._looking: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None
        pool = engine.sync_engine.pool
        event.listen(pool, "checkin", self._given_back)
        event.listen(pool, "checkout", self._taken)

    def _given_back(self, connection: Any, record: ConnectionPoolEntry) -> None:
        if connection is None:
            return
        self._since[record] = time.monotonic()
        if self._looking is None and len(self._since) > _KEPT:
            self._look_in(AFTER)

    def _taken(self, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        self._since.pop(record, None)
        if connection.driver_connection.is_closed():
            raise DisconnectionError  # the pool opens another in its place

    def _look_in(self, seconds: float) -> None:
        self._looking = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        self._closing = asyncio.ensure_future(self._close_rested())

    async def _close_rested(self) -> None:
        while len(self._since) > _KEPT:
            record, since = next(iter(self._since.items()))
            if time.monotonic() - since < AFTER:
                break
            del self._since[record]
            if (driver := record.driver_connection) is not None:
                # From its first step on it counts as closed, so nobody is given it meanwhile; and one that does not answer is cut off.
                with contextlib.suppress(Exception):
                    await driver.close(timeout=2)
        self._looking = None
        if len(self._since) > _KEPT:
            self._look_in(max(0.0, next(iter(self._since.values())) + AFTER - time.monotonic()))
