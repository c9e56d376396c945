"""Replaying: parcels that ended are opened once more. What is there already stays exactly as it is, what could not be opened
then is opened now; a background job with its progress, because a day may be long."""

import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, text, update

from atende.core import log
from atende.core.jobs import Lane, lock_lane
from atende.core.tenancy import SYSTEM, Crossing, Tx, across_tenants, in_tenant
from atende.integrations.errors import ReplayNotFound, ReplaysUnderWay
from atende.integrations.events import ReplayEnded, ReplayStarted
from atende.integrations.models import Parcel, Replay
from atende.integrations.ports import ParcelKind
from atende.integrations.queries import parcels as asked
from atende.integrations.queries.parcels import Selection
from atende.integrations.service import opening
from atende.kit.ids import new_id

UNDER_WAY = ("waiting", "running")
AT_MOST = 5  # replays of one tenant under way
_AT_ONCE = 20  # parcels looked at in one transaction
_SECONDS = 2.0  # then others have a turn

# What these make has a key of its own, so that opening them again shows whether it is there. The others tell of a moment (a
# template was paused, somebody allowed marketing): once that was heard it is not said again, because later news may hold by now.
_KEYED = frozenset({ParcelKind.MESSAGE, ParcelKind.ECHO, ParcelKind.HISTORY, ParcelKind.STATUS})

_log = log.get("integrations")


class _Same(Exception):
    """Opened again, and all of it was there."""


class _Held(Exception):
    """A worker is at this lane."""


async def start(tx: Tx, chosen: Selection) -> Replay:
    """A replay of what is chosen and came until now waits for a worker. States `ReplayStarted`.

    Refuses `ReplaysUnderWay` when as many as a tenant may have are not through yet."""
    await tx.session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"{tx.tenant_id}/replays"})
    under_way = await tx.session.scalar(
        select(func.count()).select_from(Replay).where(Replay.tenant_id == tx.tenant_id, Replay.state.in_(UNDER_WAY))
    )
    if (under_way or 0) >= AT_MOST:
        raise ReplaysUnderWay("wait for one of them, or stop it", limit=AT_MOST)
    now = tx.now + timedelta(microseconds=1)
    chosen = Selection.of_json({**chosen.as_json(), "until": min(now, chosen.until or now).isoformat()})
    row = Replay(tenant_id=tx.tenant_id, id=new_id(), selection=chosen.as_json(), requested_by=str(tx.actor), state="waiting")
    tx.session.add(row)
    await tx.session.flush()
    await tx.session.refresh(row)
    await tx.emit(ReplayStarted(replay_id=row.id), subject_id=row.id)
    return row


async def find(tx: Tx, replay_id: uuid.UUID) -> Replay:
    """The replay as it stands. Refuses `ReplayNotFound`."""
    found = await tx.session.get(Replay, (tx.tenant_id, replay_id), populate_existing=True)
    if found is None:
        raise ReplayNotFound("no such replay")
    return found


async def newest(tx: Tx, limit: int = 20) -> Sequence[Replay]:
    """The tenant's last replays, newest first."""
    chosen = select(Replay).where(Replay.tenant_id == tx.tenant_id)
    return (await tx.session.scalars(chosen.order_by(Replay.created_at.desc(), Replay.id.desc()).limit(limit))).all()


async def stop(tx: Tx, replay_id: uuid.UUID) -> Replay:
    """The replay goes no further; what it changed so far stays. One that is through stays as it is. States `ReplayEnded`."""
    await find(tx, replay_id)
    await _close(tx, replay_id, "stopped")
    return await find(tx, replay_id)


async def _close(tx: Tx, replay_id: uuid.UUID, state: str) -> None:
    row = (
        await tx.session.execute(
            update(Replay)
            .where(Replay.tenant_id == tx.tenant_id, Replay.id == replay_id, Replay.state.in_(UNDER_WAY))
            .values(state=state, ended_at=tx.now)
            .returning(Replay.changed, Replay.failed)
        )
    ).one_or_none()
    if row is not None:
        fact = ReplayEnded(replay_id=replay_id, state=state, changed=row.changed, failed=row.failed)
        await tx.emit(fact, subject_id=replay_id)


_DUE = text(
    "select tenant_id, id from (select tenant_id, id, worked_at,"
    " row_number() over (partition by tenant_id order by worked_at nulls first) as turn"
    " from integrations_replays where state in ('waiting', 'running')) as due order by turn, worked_at nulls first limit :limit"
)


async def due(limit: int) -> list[Lane]:
    """Replays that are not through, of each tenant the one that waited longest first."""
    async with across_tenants(Crossing.SWEEP) as session:
        return [Lane(tenant, str(id_)) for tenant, id_ in await session.execute(_DUE, {"limit": limit})]


async def work(lane: Lane) -> bool:
    """The replay is a stretch further, or through; False when nothing could be done now."""
    until = time.monotonic() + _SECONDS
    did = False
    while time.monotonic() < until and await _stretch(lane.tenant_id, uuid.UUID(lane.key)):
        did = True
    return did


async def _stretch(tenant_id: uuid.UUID, replay_id: uuid.UUID) -> bool:
    async with in_tenant(tenant_id, SYSTEM) as tx:
        if not await lock_lane(tx, f"replay:{replay_id}"):
            return False
        row = await tx.session.get(Replay, (tenant_id, replay_id))
        if row is None or row.state not in UNDER_WAY:
            return False
        chosen, place, is_new = Selection.of_json(row.selection), _place(row), row.state == "waiting"
        if is_new:
            await tx.session.execute(text("set local statement_timeout = '10min'"))  # it may be everything there ever was
            await _progress(tx, replay_id, {"state": "running", "total": await asked.count(tx, chosen)})
        parcels = await asked.following(tx, chosen, place, _AT_ONCE)
        tx.session.expunge_all()  # what a parcel is undone with is read anew for the next
        counted: dict[str, int] = dict.fromkeys(("unchanged", "changed", "failed", "waiting_anyway"), 0)
        problem = None
        for parcel in parcels:
            outcome, why = await _again(tx, parcel)
            tx.session.expunge_all()
            if outcome is None:
                break
            counted[outcome] += 1
            problem = why or problem
            place = (parcel.received_at, parcel.id)
            if outcome == "changed":
                break  # its rows are not kept locked while others are looked at
        steps = {name: getattr(Replay, name) + n for name, n in counted.items() if n}
        reached = {"reached_at": place[0], "reached_id": place[1]} if place else {}
        await _progress(
            tx, replay_id, {**steps, **reached, **({"last_problem": problem} if problem else {}), "worked_at": tx.now}
        )
        if not parcels:
            await _close(tx, replay_id, "done")
            _log.info("replay_done", replay_id=str(replay_id), tenant_id=str(tenant_id))
        return is_new or not parcels or any(counted.values())


def _place(row: Replay) -> tuple[datetime, uuid.UUID] | None:
    return None if row.reached_at is None or row.reached_id is None else (row.reached_at, row.reached_id)


async def _progress(tx: Tx, replay_id: uuid.UUID, values: dict) -> None:
    await tx.session.execute(update(Replay).where(Replay.tenant_id == tx.tenant_id, Replay.id == replay_id).values(**values))


async def _again(tx: Tx, parcel: Parcel) -> tuple[str | None, str | None]:
    """What opening it again came to, and why not; None when its lane is being worked, so that one comes back."""
    if left := _left(parcel):
        return left, None
    log.correlation_id.set(parcel.correlation_id)
    try:
        async with tx.savepoint():
            if not await lock_lane(tx, f"parcels:{parcel.connection_id}:{parcel.lane}"):
                raise _Held
            # It was read without the lock: another replay may have opened it since.
            stands = await tx.session.get(Parcel, (tx.tenant_id, parcel.id), populate_existing=True)
            if stands is None or (left := _left(stands)):
                return left or "unchanged", None
            tx.session.expunge(stands)
            as_it_came = opening.Waiting.of(stands)
            opened = await opening.open_one(tx, as_it_came)
            if _is_as_before(stands, opened):
                raise _Same
            await opening.end(tx, [(as_it_came, opened)], tx.now)
            # Counted as one more try, so that nobody takes it for opened out of turn.
            await tx.session.execute(
                update(Parcel)
                .where(Parcel.tenant_id == tx.tenant_id, Parcel.id == parcel.id)
                .values(attempts=func.greatest(Parcel.attempts, 1))
            )
    except _Held:
        return None, None
    except _Same:
        return "unchanged", None
    except Exception as error:
        _log.info("replay_failed", parcel_id=str(parcel.id), kind=parcel.kind, error=type(error).__name__)
        return "failed", opening.reason_of(error)
    return "changed", None


def _left(parcel: Parcel) -> str | None:
    """What it came to where it is not opened again."""
    if parcel.state == "waiting":
        return "waiting_anyway"
    kind = ParcelKind(parcel.kind)
    is_told = parcel.state == "done" and parcel.message_id is None and kind is not ParcelKind.STATUS
    return "unchanged" if parcel.state != "dead" and (kind not in _KEYED or is_told) else None


def _is_as_before(parcel: Parcel, opened: opening.Opened) -> bool:
    if parcel.state != "dead" and opened.reason in opening.AGAIN:
        return True
    return parcel.state == "ignored" and (opened.state, opened.reason) == (parcel.state, parcel.reason)
