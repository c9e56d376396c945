"""Live events: one tail of the facts per process, handed to every connected browser of the fact's tenant.

Nothing is missed: a reader takes facts in the order `(commit_no, seq)` and only from transactions older than every one that may
still state one, so a transaction that commits late is never behind the reader's back. No NOTIFY is involved. Where the operator has a
Redis, `core.bell` tells when to look; without one, or while it is away, the reader looks ten times a second.

What a thousand browsers cost is decided here: a fact is written as JSON once per process, and what one look brought a tenant is
one `Batch` for all who listen there, joined once for all who may hear the same.
"""

import asyncio
import contextlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter, Gauge

from atende.core import bell, history, log
from atende.core.away import is_database_away
from atende.core.events import HORIZON
from atende.core.tenancy import Crossing, Tx, across_tenants, asked_across_tenants, in_tenant

STREAMS = Gauge("atende_live_streams", "Browsers connected to live events")
FAILURES = Counter(
    "atende_live_tail_failures_total",
    "Looks of the reader of facts that failed: the database was away, or a fault of ours",
    ["kind"],
)
for _kind in ("away", "own"):
    FAILURES.labels(_kind)  # there from the start, so that the first one is seen as an increase

RETRY = 1000  # milliseconds after which a browser whose stream ended comes back
_INTERVAL = 0.1  # seconds between two looks
_SELDOM = 1.0  # the same while the bell would tell
_ALERT = 1.0  # seconds of frequent looks after a ring: what was rung for may wait behind a transaction that still runs
_LEAST = 0.02
_REPLAY = 500  # facts a returning browser is given one by one; beyond that it is told to load anew
_QUEUE = 1000  # facts that wait for a browser that is slow; one that has more to hear is told to load anew
_LOOK = 2000  # facts of one look
_AGAIN = 1.0  # seconds until the next look after one that failed
_FAULTS = 5  # looks in a row that fail by a fault of ours, until the reader is given up and all who listen come anew

_log = log.get("core")

_COLUMNS = "tenant_id, commit_no, seq, id, name, subject_id, payload::text as payload, actor, occurred_at"
_TAIL = (
    f"select {_COLUMNS} from facts where (commit_no, seq) > ($1, $2) and commit_no < {HORIZON}"  # noqa: S608
    f" order by commit_no, seq limit {_LOOK}"
)
_END = f"select {HORIZON} - 1"
_SINCE = (
    f"select {_COLUMNS} from facts where tenant_id = $1 and (commit_no, seq) > ($2, $3)"  # noqa: S608
    f" and commit_no < {HORIZON} order by commit_no, seq limit {_REPLAY + 1}"
)

Cursor = tuple[int, int]
_LAST_SEQ = 2**62
_BEFORE: Cursor = (-1, 0)  # every place comes after it
LOST: Cursor = (_LAST_SEQ, 0)  # a place in another history: beyond every end, so that all is loaded anew


@dataclass(frozen=True, slots=True)
class Event:
    """One thing for a browser: a fact, `reset` (load everything anew), or `ready`. `cursor` is where to resume after it."""

    cursor: Cursor
    kind: str
    name: str = ""  # the fact's, and what it is about
    subject_id: str | None = None
    data: bytes = b"{}"  # JSON, without line breaks


class Batch:
    """Events of one tenant in their order, the same object for everybody who listens there. `about`: what its facts are about."""

    __slots__ = ("_joined", "_reset", "about", "events")

    def __init__(self, events: list[Event]):
        self.events = events
        self._reset: Batch | None = None
        self.about = frozenset(event.subject_id for event in events if event.subject_id is not None)
        self._joined: dict[tuple[str, frozenset[str]], bytes] = {}

    def joined(self, word: str, names: frozenset[str]) -> bytes:
        """What goes to a browser that may hear of facts with these names, in the history of that word: made for the first one,
        the same bytes for all others. Empty when there is nothing for it."""
        chunk = self._joined.get((word, names))
        if chunk is None:
            chunk = self._joined[word, names] = _join(word, (e for e in self.events if e.kind != "fact" or e.name in names))
        return chunk

    def reset(self) -> "Batch":
        """What is told instead of it and of all before it, the same object for everybody: all of that is there to be loaded."""
        if self._reset is None:
            self._reset = Batch([Event(self.events[-1].cursor, "reset")])
        return self._reset

    def after(self, cursor: Cursor) -> "Batch":
        """What of it comes after this place; itself when all of it does."""
        if not self.events or self.events[0].cursor > cursor:
            return self
        return Batch([event for event in self.events if event.cursor > cursor])


def _join(word: str, events: Iterable[Event]) -> bytes:
    retry = f"retry: {RETRY}\n".encode()
    return b"".join(
        b"id: %b-%d-%d\nevent: %b\ndata: %b\n%b\n"
        % (word.encode(), *event.cursor, event.kind.encode(), event.data, b"" if event.kind == "fact" else retry)
        for event in events
    )


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
    if first.isdigit() and second.isdigit() and len(first) < 19 and len(second) < 20 and int(second) <= _LAST_SEQ:
        return (int(first), int(second)) if before == word else LOST
    return None


def _event(row: Any) -> Event:
    """The fact of a row; the only place where one is written as JSON. Its payload comes from the database as JSON already."""
    subject = str(row["subject_id"]) if row["subject_id"] else None
    said = {
        "id": str(row["id"]),
        "name": row["name"],
        "subject_id": subject,
        "actor": row["actor"],
        "at": row["occurred_at"].isoformat(),
    }
    data = f'{json.dumps(said, ensure_ascii=False)[:-1]}, "payload": {row["payload"]}}}'
    return Event(_place(row), "fact", row["name"], subject, data.encode())


class Over(Exception):
    """The line tells nothing more, because its reader is no more: whoever listens comes anew, with the place that was reached."""


class Line:
    """What waits for one who listens. It holds batches that others hold too, so that a slow browser costs no copies."""

    __slots__ = ("_count", "_is_over", "_is_woken", "_last", "_waiter", "_waiting", "tenant_id")

    def __init__(self, tenant_id: uuid.UUID):
        self.tenant_id = tenant_id
        self._waiting: list[Batch] = []
        self._count = 0
        self._last = _BEFORE
        self._waiter: asyncio.Future[None] | None = None
        self._is_woken = self._is_over = False

    def begin(self, first: Batch) -> None:
        """`first` comes before all that waits; of that only what is later."""
        self._waiting.insert(0, first)
        self._count += len(first.events)

    def put(self, batch: Batch) -> None:
        """It waits too, unless too much does; then all of it is forgotten and a `reset` waits."""
        self._count += len(batch.events)
        if self._count > _QUEUE:
            self.put_alone(batch.reset())
        else:
            self._waiting.append(batch)
            self._stir()

    def put_alone(self, batch: Batch) -> None:
        """It waits, and nothing of what waited before."""
        self._waiting, self._count = [batch], len(batch.events)
        self._stir()

    def end(self) -> None:
        """From here on `take` raises `Over`."""
        self._is_over = True
        self._stir()

    def wake(self) -> None:
        """Who waits in `take` goes on, with nothing when there is nothing."""
        self._is_woken = True
        self._stir()

    def _stir(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self) -> list[Batch]:
        """What has come, in order, none of it twice; waits for something, or for `wake`. Raises `Over`."""
        if not (self._waiting or self._is_woken or self._is_over):
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if self._is_over:
            raise Over
        self._is_woken = False
        found, waiting, self._waiting, self._count = [], self._waiting, [], 0
        for batch in waiting:
            if (later := batch.after(self._last)).events:
                self._last = later.events[-1].cursor
                found.append(later)
        return found


class Tail:
    """The one reader of this process. It reads only while somebody listens."""

    def __init__(self) -> None:
        self._lines: dict[uuid.UUID, set[Line]] = defaultdict(set)
        self._task: asyncio.Task | None = None
        self._began: asyncio.Future[None] | None = None
        self._cursor: Cursor = _BEFORE
        self._anew: dict[uuid.UUID, Cursor] = {}  # up to where all load anew, while the reader is not yet there
        self._bell = bell.Listener()
        self._alert_until = 0.0

    async def join(self, tenant_id: uuid.UUID, after: Cursor | None) -> Line:
        """A line of the tenant's facts after `after` (None: from now on), without a gap, until it `leave`s.

        First comes `ready` (with the cursor that holds now) or, when what happened since is too much or cannot be told, `reset`."""
        line = Line(tenant_id)
        self._lines[tenant_id].add(line)
        STREAMS.inc()
        try:
            await self._is_read()
            async with in_tenant(tenant_id) as tx:
                end = (await tx.value(_END), _LAST_SEQ)
                missed = await _since(tx, after) if after else []
        except BaseException:
            self.leave(line)
            raise
        if missed is None or (after is not None and after > end):
            line.begin(Batch([Event(end, "reset")]))
        else:
            line.begin(Batch([Event(after or end, "ready"), *missed]))
        return line

    def leave(self, line: Line) -> None:
        """Nothing is put into the line any more. Called once for each."""
        STREAMS.dec()
        self._lines[line.tenant_id].discard(line)
        if not self._lines[line.tenant_id]:
            del self._lines[line.tenant_id]

    async def _is_read(self) -> None:
        """The reader is at work and has its place; of those who come at the same moment one starts it. Raises what the database
        raised to it."""
        if self._task is None or self._began is None or self._task.done():
            self._began = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._read(self._began), context=Context())
            self._task.add_done_callback(self._ended)
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
        while self._lines:
            hearing = asyncio.create_task(self._bell.hear())
            try:
                await self._look()
            finally:
                hearing.cancel()
                (error,) = await asyncio.gather(hearing, return_exceptions=True)
                if isinstance(error, Exception):  # then looks came a little later, and nothing else
                    _log.error("bell_broken", error=type(error).__name__, exc_info=error)
        # In the same step as the look for listeners: whoever comes from here on starts the next reader.
        self._task = None

    def _ended(self, task: asyncio.Task[None]) -> None:
        # Nobody waits for the reader, so one that broke would do it in silence, and its listeners hear pings for ever.
        if task.cancelled() or (error := task.exception()) is None:
            return
        _log.error("live_tail_broken", error=type(error).__name__, exc_info=error)
        for line in [line for lines in self._lines.values() for line in lines]:
            line.end()

    async def _look(self) -> None:
        faults = 0
        while self._lines:
            rows: list[Any] = []
            try:
                rows = await asked_across_tenants(Crossing.LIVE, _TAIL, *self._cursor)
                if rows:
                    await self._hand_out(rows)
                if len(rows) < _LOOK:
                    await self._pause()
            except Exception as error:
                is_away = is_database_away(error)
                FAILURES.labels("away" if is_away else "own").inc()
                if is_away:
                    _log.warning("live_tail_failed", error=type(error).__name__)
                else:
                    _log.error("live_tail_failed", error=type(error).__name__, exc_info=True)
                    faults += 1
                    if faults == _FAULTS:
                        raise
                    self._pass_over(rows)
                await asyncio.sleep(_AGAIN)
            else:
                faults = 0

    async def _hand_out(self, rows: list[Any]) -> None:
        """Everybody has what is theirs of the rows; where that is too much for one look, all load anew, once, up to what is there
        by now and these rows at least: after a transaction that wrote for long there are more such looks to come."""
        heard: dict[uuid.UUID, list[Any]] = defaultdict(list)
        for row in rows:
            tenant_id = row["tenant_id"]
            if tenant_id in self._lines and _place(row) > self._anew.get(tenant_id, _BEFORE):
                heard[tenant_id].append(row)
        reset = None
        if any(len(some) > _QUEUE for some in heard.values()):
            reset = Batch([Event(max(await _end(), _place(rows[-1])), "reset")])
        batches = {
            tenant_id: reset if reset is not None and len(some) > _QUEUE else Batch([_event(row) for row in some])
            for tenant_id, some in heard.items()
        }
        for tenant_id, batch in batches.items():
            for line in self._lines.get(tenant_id, ()):
                if batch is reset:
                    line.put_alone(batch)
                else:
                    line.put(batch)
            if batch is reset:
                self._anew[tenant_id] = batch.events[0].cursor
        self._arrive(rows)

    def _pass_over(self, rows: list[Any]) -> None:
        """Nothing of these rows holds the reader up any more: those they are for load anew."""
        if not rows or self._cursor >= _place(rows[-1]):
            return
        reset = Batch([Event(_place(rows[-1]), "reset")])
        for tenant_id in {row["tenant_id"] for row in rows}:
            for line in self._lines.get(tenant_id, ()):
                line.put_alone(reset)
        self._arrive(rows)

    def _arrive(self, rows: list[Any]) -> None:
        self._cursor = _place(rows[-1])
        self._anew = {tenant_id: until for tenant_id, until in self._anew.items() if until > self._cursor}

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

    async def close(self) -> None:
        """The reader has stopped."""
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _place(row: Any) -> Cursor:
    return (row["commit_no"], row["seq"])


async def _end() -> Cursor:
    rows = await asked_across_tenants(Crossing.LIVE, _END)
    return (rows[0][0], _LAST_SEQ)


async def _since(tx: Tx, after: Cursor) -> list[Event] | None:
    """What came after that place; None when it is too much, or something of it cannot be written, now or the next time."""
    rows = await tx.fetch(_SINCE, tx.tenant_id, *after)
    try:
        return [_event(row) for row in rows] if len(rows) <= _REPLAY else None
    except Exception as error:
        FAILURES.labels("own").inc()
        _log.error("live_tail_failed", error=type(error).__name__, exc_info=True)
        return None
