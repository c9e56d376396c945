"""Custody of a business: sums, events, what they became, replays. All of it asks for the permission `settings`; what a customer
wrote, which an event holds as it came, for `inbox` too: the agency looks after the pipes and reads no conversation."""

import uuid
from datetime import date
from typing import Any

from fastapi import APIRouter, Query

from atende.accounts.access import Access, tenant_access, tenant_tx
from atende.core.audit import recording
from atende.core.config import settings
from atende.core.tenancy import Tx
from atende.integrations import queries as integrations
from atende.integrations.queries import parcels
from atende.integrations.service import replaying
from atende.reports.queries import custody
from atende.reports.schemas import Custody, CustodyEvents, CustodyEventWhole, Kind, Reason, ReplayIn, ReplayOut, Replays, State

router = APIRouter(prefix="/api/t/{tenant_id}/custody", tags=["reports"])


@router.get("", response_model=Custody)
async def get_custody(
    first: date | None = None,
    last: date | None = None,
    connection_id: uuid.UUID | None = None,
    tx: Tx = tenant_tx("settings"),
) -> Any:
    """What came in from `first` to `last` (days of the business, both included; the last week when missing), by number, kind,
    reason and day, all counted in one snapshot."""
    return await custody.summary(tx, await custody.days(tx, first, last), connection_id)


@router.get("/events", response_model=CustodyEvents)
async def list_events(
    first: date | None = None,
    last: date | None = None,
    connection_id: uuid.UUID | None = None,
    contact_id: uuid.UUID | None = None,
    conversation_id: uuid.UUID | None = None,
    message_id: uuid.UUID | None = None,
    state: State | None = None,
    kind: Kind | None = None,
    reason: Reason | None = Query(None),
    retried: bool = False,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(50, ge=1, le=200),
    access: Access = tenant_access("settings"),
) -> Any:
    """Events that are kept raw, newest first, with what each became. `retried`: only those of which a try failed and another followed;
    without days, and of nobody in particular, those of the last week."""
    is_somebodys = contact_id or conversation_id or message_id
    async with access.transaction() as tx:
        asked = await custody.days(tx, first, last) if first or last or (retried and not is_somebodys) else None
        chosen = await custody.selection(
            tx,
            asked=asked,
            connection_id=connection_id,
            contact_id=contact_id,
            conversation_id=conversation_id,
            message_id=message_id,
            state=state,
            kind=kind,
            reason=reason,
            retried=retried,
        )
        rows, more = await parcels.page(tx, chosen, cursor=cursor, limit=limit)
        shown = await custody.became(tx, rows, with_words=access.place.may_see("inbox"))
    return {"items": shown, "next_cursor": more, "raw_days": settings().raw_days}


@router.get("/events/{event_id}", response_model=CustodyEventWhole)
async def get_event(event_id: uuid.UUID, access: Access = tenant_access("settings")) -> Any:
    """One event as it came. Who looked is on record. Whoever may not read conversations sees how it ended, not what it says."""
    may_read = access.place.may_see("inbox")
    async with access.transaction() as tx:
        row = await integrations.parcel(tx, event_id)
        if may_read:
            recording.record(tx, "integrations.parcel_read", row.id)
        [shown] = await custody.became(tx, [row], with_words=may_read)
        return shown | {
            "raw": custody.readable(row.raw) if may_read else None,
            "is_hidden": not may_read,
            "dedupe_key": row.dedupe_key,
            "correlation_id": row.correlation_id,
        }


@router.get("/replays", response_model=Replays)
async def list_replays(tx: Tx = tenant_tx("settings")) -> Any:
    """The last twenty replays."""
    return {"items": [_shown(row) for row in await replaying.newest(tx)]}


@router.post("/replays", status_code=202, response_model=ReplayOut)
async def start_replay(body: ReplayIn, tx: Tx = tenant_tx("settings")) -> Any:
    """What is chosen is opened once more by a worker; what is there already stays as it is. Without days and without an event
    it is the last week."""
    given = body.model_dump(exclude={"first", "last"})
    asked = None if body.event_id and not (body.first or body.last) else await custody.days(tx, body.first, body.last)
    return _shown(await replaying.start(tx, await custody.selection(tx, asked=asked, **given)))


@router.get("/replays/{replay_id}", response_model=ReplayOut)
async def get_replay(replay_id: uuid.UUID, tx: Tx = tenant_tx("settings")) -> Any:
    """How far it is."""
    return _shown(await replaying.find(tx, replay_id))


@router.post("/replays/{replay_id}/stop", response_model=ReplayOut)
async def stop_replay(replay_id: uuid.UUID, tx: Tx = tenant_tx("settings")) -> Any:
    """It goes no further; what it changed stays."""
    return _shown(await replaying.stop(tx, replay_id))


def _shown(row: Any) -> ReplayOut:
    return ReplayOut.model_validate(row, from_attributes=True)
