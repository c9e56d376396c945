"""Receiving: parcels stored once, in the order they came, before the vendor hears "200".

Bodies that arrive within the same few milliseconds share one transaction (group commit): each caller is answered after the
commit that holds its parcels.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from prometheus_client import Counter, Histogram
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from atende.core import clock, log, nearby
from atende.core.db import app_engine
from atende.core.jobs import Lane
from atende.core.tenancy import Crossing, across_tenants
from atende.core.transaction import alone
from atende.integrations.models import Unrouted
from atende.integrations.ports import Parcel, ParcelKind
from atende.integrations.service.routing import Destination, Route, destination
from atende.kit.ids import new_id

PARCELS = Counter("atende_parcels_received_total", "Parcels by first outcome", ["provider", "kind", "outcome"])
COMMIT_SIZE = Histogram(
    "atende_parcels_per_commit", "Parcels that shared a commit", buckets=(1, 2, 5, 10, 25, 50, 100, 200, 500, 1000)
)

_log = log.get("integrations")

_STORE = "select integrations_store_parcels($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
_LARGEST = 1000  # parcels in one statement
_AT_ONCE = 3  # commits under way side by side
_DEADLOCK = "40P01"
_PATIENCE = 10.0  # seconds a commit may take before its callers are asked to come again
_MOST = 20_000  # parcels that may wait for a commit; what comes above is refused at once


class Overloaded(ConnectionError):
    """More waits to be stored than will be in the time a vendor waits for its answer."""


@dataclass(slots=True)
class _Item:
    tenant_id: uuid.UUID
    connection_id: uuid.UUID
    provider: str
    parcel: Parcel
    correlation_id: str


@dataclass(slots=True)
class _Waiting:
    items: list[_Item]
    done: asyncio.Future[int]


class GroupCommit:
    """Callers hand in items and wait; whoever waits at the same moment is stored by the same commit."""

    def __init__(self) -> None:
        self._queue: deque[_Waiting] = deque()
        self._size = 0
        self._under_way = 0

    async def store(self, items: list[_Item]) -> int:
        """The items are durable; returns how many were new. Raises what the database raised, `TimeoutError` when it said nothing
        for too long, `Overloaded` when too much waits: then none of them counts."""
        if self._size >= _MOST:
            raise Overloaded
        waiting = _Waiting(items, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._size += len(items)
        self._start()
        return await waiting.done

    def _start(self) -> None:
        if self._queue and self._under_way < _AT_ONCE:
            self._under_way += 1
            task = asyncio.create_task(self._flush())
            task.add_done_callback(self._flushed)

    def _flushed(self, task: asyncio.Task) -> None:
        self._under_way -= 1
        if not task.cancelled():
            task.exception()
        self._start()

    async def _flush(self) -> None:
        await asyncio.sleep(0)  # let callers of this same moment join
        group: list[_Waiting] = []
        size = 0
        while self._queue and (not group or size + len(self._queue[0].items) <= _LARGEST):
            waiting = self._queue.popleft()
            self._size -= len(waiting.items)
            if not waiting.done.done():  # else its caller went away
                group.append(waiting)
                size += len(waiting.items)
        if not group:
            return
        COMMIT_SIZE.observe(size)
        try:
            async with asyncio.timeout(_PATIENCE):
                stored = await _stored([item for waiting in group for item in waiting.items])
        except IntegrityError as error:
            # One connection was removed a moment ago, say: each caller for itself, so that one does not fail the others.
            if len(group) == 1:
                _fail(group, error)
                return
            for waiting in group:
                try:
                    async with asyncio.timeout(_PATIENCE):
                        new = await _stored(waiting.items)
                except (DBAPIError, OSError) as own:
                    _fail([waiting], own)
                else:
                    _answer(waiting, len(new))
        except BaseException as error:
            _fail(group, error)
            if not isinstance(error, Exception):
                raise
        else:
            for waiting in group:
                _answer(waiting, sum((item.connection_id, item.parcel.dedupe_key) in stored for item in waiting.items))
            nearby.tell("parcels", _spoken(item for waiting in group for item in waiting.items))


def _spoken(items: Iterable[_Item]) -> Iterator[Lane]:
    """The lanes in which somebody waits for an answer: reports gather for a moment anyway, and an imported history has time."""
    for item in items:
        if item.parcel.kind in (ParcelKind.MESSAGE, ParcelKind.BOOKING):
            yield Lane(item.tenant_id, f"{item.connection_id}:{item.parcel.lane}")


def _answer(waiting: _Waiting, new: int) -> None:
    if not waiting.done.done():
        waiting.done.set_result(new)


def _fail(group: list[_Waiting], error: BaseException) -> None:
    for waiting in group:
        if not waiting.done.done():
            waiting.done.set_exception(error if isinstance(error, Exception) else ConnectionError("stopping"))


async def _stored(items: list[_Item]) -> set[tuple[uuid.UUID, str]]:
    try:
        return await _insert(items)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _DEADLOCK:
            raise
        # It was the one to give way, and nothing of it is stored; the other has what it wanted by now.
        return await _insert(items)


async def _insert(items: list[_Item]) -> set[tuple[uuid.UUID, str]]:
    # Before the ids: a parcel lies in the month of its id and is counted in the hour of this, which may be the last of the month
    # before but never the first of a month after.
    received = clock.now()
    ids = [new_id() for _ in items]
    rows = await alone(
        app_engine(),
        _STORE,
        [i.tenant_id for i in items],
        ids,
        [i.connection_id for i in items],
        [i.provider for i in items],
        [i.parcel.kind.value for i in items],
        [i.parcel.dedupe_key for i in items],
        [i.parcel.lane for i in items],
        [i.parcel.raw for i in items],
        [i.correlation_id for i in items],
        received,
    )
    new = {row[0] for row in rows}
    return {(item.connection_id, item.parcel.dedupe_key) for item, id_ in zip(items, ids, strict=True) if id_ in new}


# By the loop itself and no longer than it lives: the number of one that ended may be another's.
_commits: WeakKeyDictionary[asyncio.AbstractEventLoop, GroupCommit] = WeakKeyDictionary()


def _commit() -> GroupCommit:
    loop = asyncio.get_running_loop()
    found = _commits.get(loop)
    if found is None:
        found = _commits[loop] = GroupCommit()
    return found


async def receive(provider: str, parcels: list[Parcel], correlation_id: str, through: Route | None = None) -> None:
    """Every parcel of one verified body is durable: with its tenant, or among the unrouted with the reason.

    A parcel that was here before changes nothing. Raises what the database raises; then the vendor must send again."""
    strangers = await store_owned(provider, parcels, correlation_id, through)
    if strangers:
        through_id = through.connection_id if through is not None and through.has_own_app else None
        await _keep_unrouted(provider, strangers, correlation_id, through_id)


async def store_owned(
    provider: str, parcels: list[Parcel], correlation_id: str, through: Route | None
) -> list[tuple[Parcel, str]]:
    """Every parcel that has an owner is with its tenant; returns the others, each with the reason."""
    items: list[_Item] = []
    strangers: list[tuple[Parcel, str]] = []
    known: dict[tuple[str | None, str | None, bool], Destination] = {}
    for parcel in parcels:
        address = (parcel.number_id, parcel.account_id, parcel.kind is ParcelKind.MALFORMED)
        found = known.get(address)
        if found is None:
            found = known[address] = await destination(provider, parcel, through)
        if found.reason is not None:
            strangers.append((parcel, parcel.problem or found.reason))
        items.extend(_Item(r.tenant_id, r.connection_id, provider, parcel, correlation_id) for r in found.routes)
    if items:
        new = await _commit().store(items)
        PARCELS.labels(provider, "all", "stored").inc(new)
        PARCELS.labels(provider, "all", "duplicate").inc(len(items) - new)
    return strangers


async def store_of(
    tenant_id: uuid.UUID, connection_id: uuid.UUID, provider: str, parcels: Sequence[Parcel], correlation_id: str
) -> None:
    """Every parcel that was asked for is durable with this connection; one that was here before changes nothing."""
    items = [_Item(tenant_id, connection_id, provider, parcel, correlation_id) for parcel in parcels]
    new = await _commit().store(items)
    PARCELS.labels(provider, "all", "stored").inc(new)
    PARCELS.labels(provider, "all", "duplicate").inc(len(items) - new)


async def _keep_unrouted(
    provider: str, strangers: list[tuple[Parcel, str]], correlation_id: str, through_id: uuid.UUID | None
) -> None:
    rows = [
        {
            "id": new_id(),
            "provider": provider,
            "kind": parcel.kind.value,
            "number_id": parcel.number_id,
            "account_id": parcel.account_id,
            "dedupe_key": parcel.dedupe_key,
            "lane": parcel.lane,
            "reason": reason,
            "raw": parcel.raw,
            "correlation_id": correlation_id,
            "through_id": through_id,
        }
        for parcel, reason in strangers
    ]
    async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
        for start in range(0, len(rows), _LARGEST):
            await session.execute(insert(Unrouted).values(rows[start : start + _LARGEST]).on_conflict_do_nothing())
    PARCELS.labels(provider, "all", "unrouted").inc(len(rows))
    _log.info("parcels_unrouted", provider=provider, count=len(rows), reason=rows[0]["reason"])
