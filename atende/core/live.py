"""Live events: one tail of the facts per process, handed to every connected browser of the fact's tenant.

Nothing is missed: a reader takes facts in the order `(commit_no, seq)` and only from transactions older than every one still
running, so a transaction that commits late is never behind the reader's back. No NOTIFY is involved. Where the operator has a
Redis, `core.bell` tells when to look; without one, or while it is away, the reader looks ten times a second.
"""

import asyncio
import contextlib
import uuid
from collections import defaultdict
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from prometheus_client import Gauge
from sqlalchemy import text

from atende.core import bell, history, log
from atende.core.tenancy import Crossing, Tx, across_tenants, in_tenant

STREAMS = Gauge("atende_live_streams", "Browsers connected to live events")

_INTERVAL = 0.1  # seconds between two looks
_SELDOM = 1.0  # the same while the bell would tell
_ALERT = 1.0  # seconds of frequent looks after a ring: what was rung for may wait behind a transaction that still runs
_LEAST = 0.02
_REPLAY = 500  # facts a returning browser is given one by one; beyond that it is told to load anew
_QUEUE = 1000

_log = log.get("core")

_HORIZON = "(pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
_COLUMNS = "tenant_id, commit_no, seq, id, name, subject_id, payload, actor, occurred_at"
_TAIL = text(
    f"select {_COLUMNS} from facts where (commit_no, seq) > (:commit_no, :seq) and commit_no < {_HORIZON}"  # noqa: S608
    " order by commit_no, seq limit 2000"
)
_END = text(f"select {_HORIZON} - 1")
_SINCE = text(
    f"select {_COLUMNS} from facts where tenant_id = :tenant and (commit_no, seq) > (:commit_no, :seq)"  # noqa: S608
    f" and commit_no < {_HORIZON} order by commit_no, seq limit {_REPLAY + 1}"
)

Cursor = tuple[int, int]
_LAST_SEQ = 2**62
LOST: Cursor = (_LAST_SEQ, 0)  # a place in another history: beyond every end, so that all is loaded anew


@dataclass(frozen=True, slots=True)
class Event:
    """One thing for a browser: a fact, or `reset` (load everything anew). `cursor` is where to resume after it."""

    cursor: Cursor
    kind: str  # fact, reset, ready
    data: dict[str, Any]

    @property
    def id(self) -> str:
        """The place behind it, within one history."""
        return f"{self.cursor[0]}-{self.cursor[1]}"


async def here(*sent: str | None) -> tuple[Cursor | None, str]:
    """The first cursor among what a browser sent, and the history that goes on: None when it sent none of ours; `LOST` when
    its place is in a history that a restore has ended."""
    async with across_tenants(Crossing.LIVE) as session:
        word = history.mark((await session.scalars(history.NEWEST)).one())
    return next((cursor for value in sent if (cursor := parse_cursor(value, word))), None), word


def parse_cursor(value: str | None, word: str) -> Cursor | None:
    """One value as a cursor of the history of that word."""
    before, _, rest = (value or "").partition("-")
    first, _, second = rest.partition("-")
    if first.isdigit() and second.isdigit() and len(first) < 19 and len(second) < 20:
        return (int(first), int(second)) if before == word else LOST
    return None


def _event(row: Any) -> Event:
    return Event(
        (row.commit_no, row.seq),
        "fact",
        {
            "id": str(row.id),
            "name": row.name,
            "subject_id": str(row.subject_id) if row.subject_id else None,
            "actor": row.actor,
            "payload": row.payload,
            "at": row.occurred_at.isoformat(),
        },
    )


class Tail:
    """The one reader of this process. It reads only while somebody listens."""

    def __init__(self) -> None:
        self._listeners: dict[uuid.UUID, set[asyncio.Queue[Event | None]]] = defaultdict(set)
        self._task: asyncio.Task | None = None
        self._began: asyncio.Future[None] | None = None
        self._cursor: Cursor | None = None
        self._bell = bell.Listener()
        self._alert_until = 0.0

    async def listen(self, tenant_id: uuid.UUID, after: Cursor | None) -> AsyncGenerator[Event, None]:
        """The tenant's facts after `after` (None: from now on), without a gap, until the caller stops.

        First comes `ready` (with the cursor that holds now) or, when too much happened since `after`, `reset`."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue(_QUEUE)
        self._listeners[tenant_id].add(queue)
        STREAMS.inc()
        try:
            await self._is_read()
            async with in_tenant(tenant_id) as tx:
                end = (await tx.session.scalar(_END), _LAST_SEQ)
                missed = await _since(tx, after) if after else []
            if after is not None and (len(missed) > _REPLAY or after > end):
                yield Event(end, "reset", {})
                last = end
            else:
                last = after or end
                yield Event(last, "ready", {})
                for event in missed:
                    yield event
                    last = event.cursor
            while True:
                event = await queue.get()
                if event is None:  # the queue ran over: this browser is too slow for one by one
                    while not queue.empty():
                        queue.get_nowait()
                    last = await _end()
                    yield Event(last, "reset", {})
                elif event.cursor > last:
                    last = event.cursor
                    yield event
        finally:
            STREAMS.dec()
            self._listeners[tenant_id].discard(queue)
            if not self._listeners[tenant_id]:
                del self._listeners[tenant_id]

    async def _is_read(self) -> None:
        """The reader is at work and has its place; of those who come at the same moment one starts it. Raises what the database
        raised to it."""
        if self._task is None or self._began is None or self._task.done():
            self._began = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._read(self._began))
        await asyncio.shield(self._began)

    async def _read(self, began: asyncio.Future[None]) -> None:
        try:
            self._cursor = await _end()
        except BaseException as error:
            self._task = None
            began.set_exception(error if isinstance(error, Exception) else ConnectionError("stopping"))
            began.exception()  # whoever waited may be gone
            if isinstance(error, Exception):
                return
            raise
        began.set_result(None)
        while self._listeners:
            hearing = asyncio.create_task(self._bell.hear())
            try:
                await self._look()
            finally:
                hearing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await hearing
        # In the same step as the look for listeners: whoever comes from here on starts the next reader.
        self._task = None

    async def _look(self) -> None:
        while self._listeners:
            try:
                async with across_tenants(Crossing.LIVE) as session:
                    assert self._cursor is not None
                    rows = (await session.execute(_TAIL, {"commit_no": self._cursor[0], "seq": self._cursor[1]})).all()
            except Exception as error:
                _log.warning("live_tail_failed", error=type(error).__name__)
                await asyncio.sleep(1)
                continue
            for row in rows:
                event = _event(row)
                self._cursor = event.cursor
                for queue in self._listeners.get(row.tenant_id, ()):
                    self._put(queue, event)
            if len(rows) < 2000:
                await self._pause()

    async def _pause(self) -> None:
        await asyncio.sleep(_LEAST)
        loop = asyncio.get_running_loop()
        is_calm = self._bell.hears and loop.time() >= self._alert_until
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout((_SELDOM if is_calm else _INTERVAL) - _LEAST):
                await self._bell.rung.wait()
        if self._bell.rung.is_set():
            self._bell.rung.clear()
            self._alert_until = loop.time() + _ALERT

    @staticmethod
    def _put(queue: asyncio.Queue[Event | None], event: Event) -> None:
        if queue.qsize() < _QUEUE - 1:
            queue.put_nowait(event)
        else:
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(None)

    async def close(self) -> None:
        """The reader has stopped."""
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _end() -> Cursor:
    async with across_tenants(Crossing.LIVE) as session:
        return (await session.scalar(_END) or 0, _LAST_SEQ)


async def _since(tx: Tx, after: Cursor) -> list[Event]:
    rows = await tx.session.execute(_SINCE, {"tenant": tx.tenant_id, "commit_no": after[0], "seq": after[1]})
    return [_event(row) for row in rows]
