"""The install's own audit log, for those who run it: sign-ins, operators' commands, and what concerns no business in particular."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from atende.accounts.access import CurrentPrincipal, Principal
from atende.accounts.errors import MissingPermission
from atende.audit import queries
from atende.audit.queries import Page
from atende.audit.routes import exporting
from atende.audit.routes.filters import Filters
from atende.audit.schemas import AuditEntries, AuditEntryOut, AuditStanding, Form
from atende.core.audit import recording, verifying
from atende.core.audit.models import INSTALL
from atende.core.tenancy import Actor, Crossing, across_tenants

router = APIRouter(prefix="/api/install/audit", tags=["audit"])


async def _superuser(principal: CurrentPrincipal) -> Principal:
    if not principal.who.is_superuser:
        raise MissingPermission(permission="superuser")
    return principal


Superuser = Annotated[Principal, Depends(_superuser)]


async def _record(principal: Principal, action: str, *, once: uuid.UUID | None = None) -> None:
    actor = Actor("user", principal.user_id, "superuser")
    async with across_tenants(Crossing.OPERATE) as session:
        await recording.state_done(session, actor, action, once=once)


@router.get("", response_model=AuditEntries)
async def list_install_entries(
    principal: Superuser,
    wanted: Filters,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """What was done to accounts and to the install, newest first. That somebody looked stands there too, once a session."""
    await _record(principal, "audit.read", once=uuid.uuid5(principal.who.session_id, "audit"))
    async with across_tenants(Crossing.OPERATE) as session:
        rows, names, more = await queries.install_page(session, wanted, cursor=cursor, limit=limit)
    return {"items": [AuditEntryOut.of(row, names) for row in rows], "next_cursor": more}


@router.get("/export", response_class=StreamingResponse)
async def export_install_entries(
    principal: Superuser, wanted: Filters, form: Annotated[Form, Query(alias="format")] = "csv"
) -> StreamingResponse:
    """The same as a file, all of it; that it was taken stands in the log itself."""
    await _record(principal, "audit.exported")

    async def read(cursor: str | None) -> Page:
        async with across_tenants(Crossing.OPERATE) as session:
            return await queries.install_page(session, wanted, cursor=cursor, limit=exporting.PAGE)

    return exporting.answer("auditoria-instalacao", form, read)


@router.get("/chain")
async def see_install_standing(_principal: Superuser) -> AuditStanding:
    """Up to where the chain was checked, and what was found."""
    return AuditStanding.of(await verifying.standing(INSTALL))


@router.post("/chain")
async def check_install_chain(_principal: Superuser) -> AuditStanding:
    """Reads the chain again from its beginning."""
    return AuditStanding.of(await verifying.check(INSTALL))
