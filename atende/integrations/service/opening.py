"""Opening parcels: each lane's in the order they came, one at a time, every one to a named outcome."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prometheus_client import Counter
from sqlalchemy import select, text, update

from atende.core import clock, log
from atende.core.jobs import Lane, lock_lane
from atende.core.tenancy import SYSTEM, Crossing, Tx, across_tenants, in_tenant
from atende.integrations.errors import Ignored, RetryLater
from atende.integrations.events import ParcelDied
from atende.integrations.models import Connection, Parcel
from atende.integrations.ports import ParcelKind
from atende.integrations.service.doors import door_of

OUTCOMES = Counter("atende_parcels_opened_total", "Parcels by final outcome", ["provider", "kind", "outcome"])
DEAD = Counter("atende_dead_letters_total", "Parcels given up after their last try; they wait for a person")

MAX_ATTEMPTS = 5
BACK_OFF = (1, 4, 15, 60)  # seconds before the second, third, ... try
SECONDS_PER_PARCEL = 25
_AT_ONCE = 20  # parcels of one lane in one transaction

_log = log.get("integrations")


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a parcel: the rows it is about, and a reason when it turned out to be a duplicate or kept aside."""

    message_id: uuid.UUID | None = None
    contact_id: uuid.UUID | None = None
    state: str = "done"
    reason: str | None = None


# Reasons that say: all of this was here before.
AGAIN = frozenset({"duplicate_message", "duplicate_status"})

Handler = Callable[[Tx, Connection, Any, Parcel], Awaitable[Opened]]
_handlers: dict[ParcelKind, Handler] = {}


def handle_with(kind: ParcelKind, handler: Handler) -> None:
    """From here on parcels of this kind are given, opened, to `handler` in its own transaction. Called by `wiring` only."""
    _handlers[kind] = handler


_DUE = text(
    # Lanes, not parcels, and the tenants in turn: a long lane or a whole imported history keeps nobody else waiting.
    "select tenant_id, connection_id, lane from ("
    "  select tenant_id, connection_id, lane, is_old, first,"
    "    row_number() over (partition by tenant_id order by is_old, first) as turn from ("
    "      select tenant_id, connection_id, lane, bool_and(kind = 'history') as is_old, min(seq) as first"
    "      from integrations_parcels where state = 'waiting' and due_at <= :now group by 1, 2, 3) as lanes"
    ") as ranked order by is_old, turn, first limit :limit"
)


async def due(limit: int) -> list[Lane]:
    """Lanes with parcels that wait and may be opened now, oldest first."""
    async with across_tenants(Crossing.SWEEP) as session:
        rows = await session.execute(_DUE, {"now": clock.now(), "limit": limit})
        return [Lane(tenant, f"{connection}:{lane}") for tenant, connection, lane in rows]


async def open_lane(lane: Lane) -> bool:
    """All parcels of the lane that may be opened are, in order, or its first is put off with its reason; False when another
    worker is at it."""
    connection_id, _, key = lane.key.partition(":")
    try:
        return await _open(lane.tenant_id, uuid.UUID(connection_id), key, one_by_one=False)
    except _NotTogether:
        return await _open(lane.tenant_id, uuid.UUID(connection_id), key, one_by_one=True)


class _NotTogether(Exception):
    """One of several parcels failed: do them again, each in a savepoint of its own."""


async def _open(tenant_id: uuid.UUID, connection_id: uuid.UUID, key: str, *, one_by_one: bool) -> bool:
    async with in_tenant(tenant_id, SYSTEM) as tx:
        if not await lock_lane(tx, f"parcels:{connection_id}:{key}"):
            return False
        rows = (
            await tx.session.execute(
                select(Parcel, Connection)
                .join(
                    Connection,
                    (Connection.tenant_id == Parcel.tenant_id) & (Connection.id == Parcel.connection_id),
                )
                .where(
                    Parcel.tenant_id == tenant_id,
                    Parcel.connection_id == connection_id,
                    Parcel.lane == key,
                    Parcel.state == "waiting",
                )
                .order_by(Parcel.seq)
                .limit(_AT_ONCE)
            )
        ).all()
        ended: list[tuple[Parcel, Opened]] = []
        for parcel, connection in rows:
            if parcel.due_at > tx.now:
                await _put_off(tx, parcel, parcel.due_at)
                break
            log.correlation_id.set(parcel.correlation_id)
            try:
                if one_by_one:
                    async with tx.savepoint(connection, parcel):
                        opened = await open_one(tx, connection, parcel)
                else:
                    opened = await open_one(tx, connection, parcel)
            except Exception as error:
                if not one_by_one:
                    raise _NotTogether from error
                if not await _failed(tx, parcel, error):
                    break
                continue
            ended.append((parcel, opened))
        await tx.session.flush()
        if ended:
            await end(tx, ended)
    return True


_END = text(
    "update integrations_parcels p set state = u.state, reason = u.reason, message_id = u.message_id, contact_id = u.contact_id,"
    " handled_at = :now from unnest(cast(:ids as uuid[]), cast(:states as text[]), cast(:reasons as text[]),"
    " cast(:messages as uuid[]), cast(:contacts as uuid[])) as u (id, state, reason, message_id, contact_id)"
    " where p.tenant_id = :tenant and p.id = u.id"
)


async def end(tx: Tx, ended: list[tuple[Parcel, Opened]]) -> None:
    """Each parcel has its outcome, all in one statement."""
    await tx.session.execute(
        _END,
        {
            "tenant": tx.tenant_id,
            "now": tx.now,
            "ids": [parcel.id for parcel, _ in ended],
            "states": [opened.state for _, opened in ended],
            "reasons": [opened.reason for _, opened in ended],
            "messages": [opened.message_id for _, opened in ended],
            "contacts": [opened.contact_id for _, opened in ended],
        },
    )
    for parcel, opened in ended:
        OUTCOMES.labels(parcel.provider, parcel.kind, opened.state).inc()


async def open_one(tx: Tx, connection: Connection, parcel: Parcel) -> Opened:
    """What the parcel says is true here, and how it ended; its row is as it was. Raises what its handler raised, and `ValueError`
    (a stable word) when it cannot be understood. The caller holds its lane."""
    kind = ParcelKind(parcel.kind)
    if kind is ParcelKind.MALFORMED:
        return Opened(state="ignored", reason=_problem(connection, parcel) or "malformed")
    handler = _handlers.get(kind)
    try:
        if handler is None:
            return Opened(state="ignored", reason=_problem(connection, parcel) or "unknown_kind")
        value = door_of(parcel.provider).open(kind, parcel.raw)
        async with asyncio.timeout(SECONDS_PER_PARCEL):
            opened = await handler(tx, connection, value, parcel)
            await tx.session.flush()
            return opened
    except Ignored as reason:
        return Opened(state="ignored", reason=str(reason))


def _problem(connection: Connection, parcel: Parcel) -> str | None:
    try:
        door_of(parcel.provider).open(ParcelKind(parcel.kind), parcel.raw)
    except ValueError as error:
        return str(error)
    return None


def reason_of(error: Exception) -> str:
    """Why a parcel could not be opened, as a stable word."""
    return (str(error) if isinstance(error, RetryLater | ValueError) else type(error).__name__)[:200]


async def _failed(tx: Tx, parcel: Parcel, error: Exception) -> bool:
    """The failure is counted. True when the lane may go on with the next parcel: this one will never be opened by itself."""
    reason = reason_of(error)
    parcel.attempts += 1
    parcel.reason = reason
    level = _log.info if isinstance(error, RetryLater) else _log.error
    level("parcel_failed", parcel_id=str(parcel.id), kind=parcel.kind, attempt=parcel.attempts, error=type(error).__name__)
    if isinstance(error, ValueError) or parcel.attempts >= MAX_ATTEMPTS:
        parcel.state, parcel.handled_at = "dead", tx.now
        OUTCOMES.labels(parcel.provider, parcel.kind, "dead").inc()
        DEAD.inc()
        await tx.emit(ParcelDied(parcel_id=parcel.id, kind=parcel.kind, reason=reason))
        return True
    parcel.due_at = tx.now + timedelta(seconds=BACK_OFF[parcel.attempts - 1])
    await tx.session.flush()
    await _put_off(tx, parcel, parcel.due_at)
    return False


async def _put_off(tx: Tx, head: Parcel, until) -> None:
    # What stands behind it in the lane waits with it, so that no worker looks at the lane before then.
    await tx.session.execute(
        update(Parcel)
        .where(
            Parcel.tenant_id == head.tenant_id,
            Parcel.connection_id == head.connection_id,
            Parcel.lane == head.lane,
            Parcel.state == "waiting",
            Parcel.due_at < until,
        )
        .values(due_at=until)
    )
