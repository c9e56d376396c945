"""A business's audit log, looked through, checked and taken along."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from atende.accounts import errors
from atende.accounts.access import Access, tenant_access
from atende.accounts.staying import still_allowed
from atende.audit import queries
from atende.audit.queries import Page, Wanted
from atende.audit.routes import log
from atende.audit.routes.filters import Filters
from atende.audit.schemas import AuditEntries, AuditEntryOut, AuditStanding
from atende.core.audit import recording, verifying

router = APIRouter(prefix="/api/t/{tenant_id}/audit", tags=["audit"])

Reader = Annotated[Access, tenant_access("audit", people_only=True)]


class _Business:
    def __init__(self, access: Access):
        self.chain_id, self.name, self._access = access.tenant_id, f"auditoria-{access.standing.slug}", access

    async def record(self, action: str) -> None:
        async with self._access.transaction() as tx:
            recording.record(tx, action)

    async def read(self, wanted: Wanted, cursor: str | None, limit: int) -> Page:
        [allowed] = await still_allowed([self._access], "audit")
        if allowed is None:
            raise errors.SignedOut
        async with allowed.transaction() as tx:
            return await queries.page(tx, wanted, cursor=cursor, limit=limit)


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
async def export_entries(access: Reader, wanted: Filters, form: log.Format = "csv") -> StreamingResponse:
    """The same as a file, all of it; that it was taken stands in the log itself."""
    return await log.export(_Business(access), wanted, form)


@router.get("/chain")
async def see_standing(access: Reader) -> AuditStanding:
    """Up to where the chain was checked, and what was found."""
    return AuditStanding.of(await verifying.standing(access.tenant_id))


@router.post("/chain")
async def check_chain(access: Reader, request: Request) -> AuditStanding:
    """Reads the chain again from its beginning; that it was asked for stands in the log itself."""
    return await log.check(_Business(access), request)
