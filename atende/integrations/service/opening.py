"""Opening parcels: each lane's in the order they came, one at a time, every one to a named outcome.

Lanes of one tenant that are due at the same moment share a transaction, which costs a fraction of one for each; when anything in
it fails, each lane is done again by itself, so that nobody's trouble becomes a neighbour's."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import Counter

from atende.core import clock, log, tracing
from atende.core.jobs import LOOKED_AT, Lane, lock_lanes, tenants_with
from atende.core.tenancy import SYSTEM, Crossing, Tx, asked_across_tenants, in_tenant
from atende.integrations.errors import Ignored, RetryLater
from atende.integrations.events import ParcelDied
from atende.integrations.models import Parcel
from atende.integrations.ports import ParcelKind
from atende.integrations.service.doors import door_of

OUTCOMES = Counter("atende_parcels_opened_total", "Parcels by final outcome", ["provider", "kind", "outcome"])
DEAD = Counter("atende_dead_letters_total", "Parcels given up after their last try; they wait for a person")

MAX_ATTEMPTS = 5
BACK_OFF = (1, 4, 15, 60)  # seconds before the second, third, ... try
SECONDS_PER_PARCEL = 25
TOGETHER = 32  # lanes in one transaction
# How long reports wait for others: sent, delivered and read of one message come within moments, and cost one transaction then.
GATHERING = timedelta(seconds=0.3)
_AT_ONCE = 20  # parcels of one lane in one transaction
_SEEN_EVERY = timedelta(seconds=30)  # how exactly a connection knows when it last received something

_log = log.get("integrations")


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a parcel: the rows it is about, and a reason when it turned out to be a duplicate or kept aside."""

    message_id: uuid.UUID | None = None
    contact_id: uuid.UUID | None = None
    state: str = "done"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A parcel that waits to be opened, as its transaction found it."""

    id: uuid.UUID
    connection_id: uuid.UUID
    provider: str
    kind: ParcelKind
    lane: str
    raw: str
    correlation_id: str
    received_at: datetime
    due_at: datetime
    attempts: int

    @classmethod
    def of(cls, row: Parcel) -> "Waiting":
        """The same of a parcel that was read whole, whether or not it waits."""
        return cls(
            row.id,
            row.connection_id,
            row.provider,
            ParcelKind(row.kind),
            row.lane,
            row.raw,
            row.correlation_id,
            row.received_at,
            row.due_at,
            row.attempts,
        )


# Reasons that say: all of this was here before.
AGAIN = frozenset({"duplicate_message", "duplicate_status"})

Handler = Callable[[Tx, Any, Waiting], Awaitable[Opened]]
# Several at once; None for one that its handler has to see alone.
Together = Callable[[Tx, Sequence[tuple[Any, Waiting]]], Awaitable[Sequence[Opened | None]]]
_handlers: dict[ParcelKind, Handler] = {}
_together: dict[ParcelKind, Together] = {}


def handle_with(kind: ParcelKind, handler: Handler) -> None:
    """From here on parcels of this kind are given, opened, to `handler` in its own transaction. Called by `wiring` only."""
    _handlers[kind] = handler


def handle_together_with(kind: ParcelKind, handler: Together) -> None:
    """Of this kind, whatever shares a transaction is given to `handler` at once, after everything of other kinds; its order among
    other kinds must not matter. What it answers None for goes to the handler of single ones."""
    _together[kind] = handler


# Lanes, not parcels, and the tenants in turn: a long lane or a whole imported history keeps nobody else waiting. Of each tenant only
# the first so many are looked at, live ones and history apart, so that a look costs the same however much waits.
_DUE = f"""
{tenants_with("integrations_parcels", "state = 'waiting'")}, lanes as (
    select t.tenant_id, h.connection_id, h.lane, bool_and(h.is_old) as is_old, min(h.seq) as first
    from tenants t cross join lateral (
        (select connection_id, lane, seq, false as is_old from integrations_parcels p
        where p.tenant_id = t.tenant_id and p.state = 'waiting' and p.kind <> 'history' and p.due_at <= $2
            and (p.kind <> 'status' or p.due_at <= $3)
        order by p.due_at limit {LOOKED_AT})
        union all
        (select connection_id, lane, seq, true as is_old from integrations_parcels p
        where p.tenant_id = t.tenant_id and p.state = 'waiting' and p.kind = 'history' and p.due_at <= $2
        order by p.due_at limit {LOOKED_AT})
    ) as h group by 1, 2, 3
)
select tenant_id, connection_id, lane from (
    select tenant_id, connection_id, lane, is_old, first, row_number() over (partition by tenant_id order by is_old, first) as turn
    from lanes
) as ranked order by is_old, turn, first limit $1
"""  # noqa: S608 - a number of ours


async def due(limit: int, gathers: timedelta = timedelta()) -> list[Lane]:
    """Lanes with parcels that wait and may be opened now, oldest first, of one tenant no more than its first so many; reports of
    what became of a message are left for so long."""
    now = clock.now()
    rows = await asked_across_tenants(Crossing.SWEEP, _DUE, limit, now, now - gathers)
    return [Lane(tenant, f"{connection}:{lane}") for tenant, connection, lane in rows]


async def open_lanes(lanes: list[Lane]) -> bool:
    """The same as `open_lane` for each of these lanes of one tenant; False when other workers are at all of them."""
    if len(lanes) > 1:
        try:
            return await _open(lanes[0].tenant_id, [_parts(lane) for lane in lanes], one_by_one=False)
        except _NotTogether as trouble:
            _log.info("lanes_apart", tenant_id=str(lanes[0].tenant_id), lanes=len(lanes), error=type(trouble.__cause__).__name__)
    return any([await open_lane(lane) for lane in lanes])


async def open_lane(lane: Lane) -> bool:
    """All parcels of the lane that may be opened are, in order, or its first is put off with its reason; False when another
    worker is at it."""
    try:
        return await _open(lane.tenant_id, [_parts(lane)], one_by_one=False)
    except _NotTogether:
        return await _open(lane.tenant_id, [_parts(lane)], one_by_one=True)


class _NotTogether(Exception):
    """One of several parcels failed: do them again, each in a savepoint of its own."""


def _parts(lane: Lane) -> tuple[uuid.UUID, str]:
    connection_id, _, key = lane.key.partition(":")
    return uuid.UUID(connection_id), key


_HEADS = """
select p.id, p.connection_id, p.provider, p.kind, p.lane, p.raw, p.correlation_id, p.received_at, p.due_at, p.attempts,
    (select clock_timestamp())
from unnest($2::uuid[], $3::text[]) as l (connection_id, lane) cross join lateral (
    select * from integrations_parcels w
    where w.tenant_id = $1 and w.connection_id = l.connection_id and w.lane = l.lane and w.state = 'waiting'
    order by w.seq limit $4
) as p order by p.seq
"""


async def _open(tenant_id: uuid.UUID, lanes: list[tuple[uuid.UUID, str]], *, one_by_one: bool) -> bool:
    async with in_tenant(tenant_id, SYSTEM) as tx:
        keys = {f"parcels:{connection_id}:{key}": (connection_id, key) for connection_id, key in lanes}
        held = [keys[key] for key in await lock_lanes(tx, list(keys))]
        if not held:
            return False
        rows = await tx.fetch(_HEADS, tenant_id, [c for c, _ in held], [key for _, key in held], _AT_ONCE)
        if not rows:
            return True
        waiting = [Waiting(row[0], row[1], row[2], ParcelKind(row[3]), *row[4:-1]) for row in rows]
        # The database's own time, taken under the lanes' locks: whoever opened before in a lane has an earlier one, on whatever host.
        at = rows[0][-1]
        ended = await (_each(tx, waiting, at) if one_by_one else _all(tx, waiting))
        if ended:
            await end(tx, ended, at)
    return True


async def _all(tx: Tx, waiting: list[Waiting]) -> list[tuple[Waiting, Opened]]:
    ended: list[tuple[Waiting, Opened]] = []
    later: dict[ParcelKind, list[Waiting]] = {}
    stopped: set[tuple[uuid.UUID, str]] = set()
    try:
        for parcel in waiting:
            lane = (parcel.connection_id, parcel.lane)
            if lane in stopped:
                continue
            if parcel.due_at > tx.now:
                await _put_off(tx, parcel, parcel.due_at)
                stopped.add(lane)
            elif parcel.kind in _together:
                later.setdefault(parcel.kind, []).append(parcel)
            else:
                ended.append((parcel, await open_one(tx, parcel)))
        for kind, parcels in later.items():
            ended += await _many(tx, kind, parcels)
    except Exception as error:
        raise _NotTogether from error
    return ended


async def _many(tx: Tx, kind: ParcelKind, parcels: list[Waiting]) -> list[tuple[Waiting, Opened]]:
    values = [(door_of(parcel.provider).open(kind, parcel.raw), parcel) for parcel in parcels]
    async with asyncio.timeout(SECONDS_PER_PARCEL):
        opened = await _together[kind](tx, values)
    return [(parcel, one if one is not None else await open_one(tx, parcel)) for parcel, one in zip(parcels, opened, strict=True)]


async def _each(tx: Tx, waiting: list[Waiting], at: datetime) -> list[tuple[Waiting, Opened]]:
    ended: list[tuple[Waiting, Opened]] = []
    for parcel in waiting:
        if parcel.due_at > tx.now:
            await _put_off(tx, parcel, parcel.due_at)
            break
        log.correlation_id.set(parcel.correlation_id)
        try:
            async with tx.savepoint():
                opened = await open_one(tx, parcel)
        except Exception as error:
            if not await _failed(tx, parcel, error, at):
                break
            continue
        ended.append((parcel, opened))
    return ended


# The ids are named twice, and so elsewhere: only what stands there as a value, and not as another row's column, is sure to be
# looked up by its index however little the database knows about a table that is filling.
_END = """
with given as (
    select * from unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::uuid[])
        as u (id, state, reason, message_id, contact_id)
), seen as (
    update integrations_connections set last_received_at = $2
    where tenant_id = $1 and id = any($8::uuid[]) and (last_received_at is null or last_received_at < $9)
)
update integrations_parcels p set state = u.state, reason = u.reason, message_id = u.message_id, contact_id = u.contact_id,
    handled_at = $10
from given u where p.tenant_id = $1 and p.id = u.id and p.id = any($3::uuid[])
"""


_SPOKEN = (ParcelKind.MESSAGE, ParcelKind.BOOKING)


async def end(tx: Tx, ended: list[tuple[Waiting, Opened]], at: datetime) -> None:
    """Each parcel has its outcome as of `at`, and their connections know when they last received one that speaks; all in one statement."""
    spoke = {p.connection_id for p, opened in ended if p.kind in _SPOKEN and opened.state == "done"}
    await tx.fetch(
        _END,
        tx.tenant_id,
        tx.now,
        [parcel.id for parcel, _ in ended],
        [opened.state for _, opened in ended],
        [opened.reason for _, opened in ended],
        [opened.message_id for _, opened in ended],
        [opened.contact_id for _, opened in ended],
        sorted(spoke),
        tx.now - _SEEN_EVERY,
        at,
    )
    for parcel, opened in ended:
        OUTCOMES.labels(parcel.provider, parcel.kind.value, opened.state).inc()


async def open_one(tx: Tx, parcel: Waiting) -> Opened:
    """What the parcel says is true here, and how it ended; its row is as it was. Raises what its handler raised, and `ValueError`
    (a stable word) when it cannot be understood. The caller holds its lane."""
    log.correlation_id.set(parcel.correlation_id)
    with tracing.span("parcel.open", provider=parcel.provider, kind=parcel.kind.value):
        return await _opened(tx, parcel)


async def _opened(tx: Tx, parcel: Waiting) -> Opened:
    if parcel.kind is ParcelKind.MALFORMED:
        return Opened(state="ignored", reason=_problem(parcel) or "malformed")
    try:
        handler = _handlers.get(parcel.kind)
        if handler is None:
            return Opened(state="ignored", reason=_problem(parcel) or "unknown_kind")
        value = door_of(parcel.provider).open(parcel.kind, parcel.raw)
        async with asyncio.timeout(SECONDS_PER_PARCEL):
            return await handler(tx, value, parcel)
    except Ignored as reason:
        return Opened(state="ignored", reason=str(reason))


def _problem(parcel: Waiting) -> str | None:
    try:
        door_of(parcel.provider).open(parcel.kind, parcel.raw)
    except ValueError as error:
        return str(error)
    return None


_FAILED = """
update integrations_parcels set attempts = $3, reason = $4, state = $5, handled_at = $6, due_at = $7
where tenant_id = $1 and id = $2
"""


def reason_of(error: Exception) -> str:
    """Why a parcel could not be opened, as a stable word."""
    return (str(error) if isinstance(error, RetryLater | ValueError) else type(error).__name__)[:200]


async def _failed(tx: Tx, parcel: Waiting, error: Exception, at: datetime) -> bool:
    """The failure is counted, as of `at`. True when the lane may go on with the next parcel: this one will never be opened by itself."""
    reason = reason_of(error)
    attempts = parcel.attempts + 1
    level = _log.info if isinstance(error, RetryLater) else _log.error
    level("parcel_failed", parcel_id=str(parcel.id), kind=parcel.kind, attempt=attempts, error=type(error).__name__)
    if isinstance(error, ValueError) or attempts >= MAX_ATTEMPTS:
        await tx.fetch(_FAILED, tx.tenant_id, parcel.id, attempts, reason, "dead", at, parcel.due_at)
        OUTCOMES.labels(parcel.provider, parcel.kind.value, "dead").inc()
        DEAD.inc()
        await tx.emit(ParcelDied(parcel_id=parcel.id, kind=parcel.kind.value, reason=reason))
        return True
    due_at = tx.now + timedelta(seconds=BACK_OFF[attempts - 1])
    await tx.fetch(_FAILED, tx.tenant_id, parcel.id, attempts, reason, "waiting", None, due_at)
    await _put_off(tx, parcel, due_at)
    return False


_PUT_OFF = """
update integrations_parcels set due_at = $4
where tenant_id = $1 and connection_id = $2 and lane = $3 and state = 'waiting' and due_at < $4
"""


async def _put_off(tx: Tx, head: Waiting, until: datetime) -> None:
    # What stands behind it in the lane waits with it, so that no worker looks at the lane before then.
    await tx.fetch(_PUT_OFF, tx.tenant_id, head.connection_id, head.lane, until)
