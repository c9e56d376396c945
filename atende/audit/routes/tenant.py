"""A business's audit log, looked through, checked and taken along."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from atende.accounts.access import Access, tenant_access
from atende.audit import queries
from atende.audit.queries import Page
from atende.audit.routes import exporting
from atende.audit.routes.filters import Filters
from atende.audit.schemas import AuditEntries, AuditEntryOut, AuditStanding, Form
from atende.core.audit import recording, verifying

router = APIRouter(prefix="/api/t/{tenant_id}/audit", tags=["audit"])

Reader = Annotated[Access, tenant_access("audit", people_only=True)]


@router.get("", response_model=AuditEntries)
async def list_entries(
    access: Reader,
    wanted: Filters,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """What people, keys and operators did in this business, newest first. That somebody looked stands there too, once a session."""
    async with access.transaction() as tx:
        recording.record(tx, "audit.read", once=access.visit("audit"))
        rows, names, more = await queries.page(tx, wanted, cursor=cursor, limit=limit)
    return {"items": [AuditEntryOut.of(row, names) for row in rows], "next_cursor": more}


@router.get("/export", response_class=StreamingResponse)
async def export_entries(
    access: Reader, wanted: Filters, form: Annotated[Form, Query(alias="format")] = "csv"
) -> StreamingResponse:
    """The same as a file, all of it; that it was taken stands in the log itself."""
    async with access.transaction() as tx:
        recording.record(tx, "audit.exported")

    async def read(cursor: str | None) -> Page:
        async with access.transaction() as tx:
            return await queries.page(tx, wanted, cursor=cursor, limit=exporting.PAGE)

    return exporting.answer(f"auditoria-{access.standing.slug}", form, read)


@router.get("/chain")
async def see_standing(access: Reader) -> AuditStanding:
    """Up to where the chain was checked, and what was found."""
    return AuditStanding.of(await verifying.standing(access.tenant_id))


@router.post("/chain")
async def check_chain(access: Reader) -> AuditStanding:
    """Reads the chain again from its beginning."""
    return AuditStanding.of(await verifying.check(access.tenant_id))
