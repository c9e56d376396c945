"""The audit log, looked through and taken along."""

import csv
import io
import json
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from atende.accounts.access import Access, tenant_access
from atende.audit import queries, rules
from atende.audit.queries import Wanted
from atende.audit.schemas import AuditEntries, AuditEntryOut, Group, Kind
from atende.core.audit import recording

router = APIRouter(prefix="/api/t/{tenant_id}/audit", tags=["audit"])

_PAGE = 500
_COLUMNS = ("no", "at", "action", "actor_kind", "actor", "actor_role", "subject", "subject_id", "detail", "address", "agent")


def _wanted(
    actor_id: uuid.UUID | None = None,
    actor_kind: Kind | None = None,
    what: Group | None = None,
    subject_id: uuid.UUID | None = None,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
) -> Wanted:
    actions = rules.actions_of(what, recording.covered()) if what else None
    return Wanted(actor_id, actor_kind, actions, subject_id, since, until)


Filters = Annotated[Wanted, Depends(_wanted)]


@router.get("", response_model=AuditEntries)
async def list_entries(
    wanted: Filters,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(50, ge=1, le=200),
    access: Access = tenant_access("audit", people_only=True),
) -> Any:
    """What people, keys and operators did in this business, newest first. That somebody looked stands there too, once a session."""
    async with access.transaction() as tx:
        recording.record(tx, "audit.read", once=access.visit("audit"))
        rows, more = await queries.page(tx, wanted, cursor=cursor, limit=limit)
        names = await queries.names(tx, rows)
    return {"items": [AuditEntryOut.of(row, names) for row in rows], "next_cursor": more}


@router.get("/export", response_class=StreamingResponse)
async def export_entries(wanted: Filters, access: Access = tenant_access("audit", people_only=True)) -> StreamingResponse:
    """The same as a CSV file, all of it; that it was taken stands in the log itself."""
    async with access.transaction() as tx:
        recording.record(tx, "audit.exported")
    name = f"auditoria-{access.standing.slug}.csv"
    return StreamingResponse(
        _lines(access, wanted),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


async def _lines(access: Access, wanted: Wanted) -> AsyncIterator[str]:
    yield "\ufeff" + _line(_COLUMNS)  # the mark by which spreadsheets know the text is UTF-8
    cursor: str | None = None
    while True:
        async with access.transaction() as tx:
            rows, cursor = await queries.page(tx, wanted, cursor=cursor, limit=_PAGE)
            names = await queries.names(tx, rows)
        for row in rows:
            subject = names.get(row.subject_id) if row.subject_id else None
            actor = (names.get(row.actor_id) or row.actor_id) if row.actor_id else None
            detail = json.dumps(row.detail, ensure_ascii=False, sort_keys=True)
            values = (
                row.no, row.at.isoformat(), row.action, row.actor_kind, actor, row.actor_role, subject, row.subject_id, detail,
                row.address, row.agent,
            )  # fmt: skip
            yield _line(values)
        if cursor is None:
            return


def _line(values: tuple[Any, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([rules.cell(value) for value in values])
    return text.getvalue()
