"""The install's own audit log, for those who run it: sign-ins, operators' commands, and what concerns no business in particular."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from atende.accounts import errors
from atende.accounts.access import CurrentPrincipal, Principal, still
from atende.audit import queries
from atende.audit.queries import Page, Wanted
from atende.audit.routes import log
from atende.audit.routes.filters import Filters
from atende.audit.schemas import AuditEntries, AuditEntryOut, AuditStanding
from atende.core.audit import recording, verifying
from atende.core.audit.models import INSTALL
from atende.core.tenancy import Actor, Crossing, across_tenants

router = APIRouter(prefix="/api/install/audit", tags=["audit"])


async def _superuser(principal: CurrentPrincipal) -> Principal:
    if not principal.who.is_superuser:
        raise errors.MissingPermission(permission="superuser")
    return principal


Superuser = Annotated[Principal, Depends(_superuser)]


class _Install:
    chain_id, name = INSTALL, "auditoria-instalacao"

    def __init__(self, principal: Principal):
        self._principal = principal

    async def record(self, action: str, *, once: uuid.UUID | None = None) -> None:
        actor = Actor("user", self._principal.user_id, "superuser")
        async with across_tenants(Crossing.OPERATE) as session:
            await recording.state_done(session, actor, action, once=once)

    async def read(self, wanted: Wanted, cursor: str | None, limit: int) -> Page:
        who = await still(self._principal)
        if who is None or not who.is_superuser:
            raise errors.SignedOut
        async with across_tenants(Crossing.OPERATE) as session:
            return await queries.install_page(session, wanted, cursor=cursor, limit=limit)


@router.get("", response_model=AuditEntries)
async def list_install_entries(
    principal: Superuser,
    wanted: Filters,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(50, ge=1, le=200),
) -> Any:
    """What was done to accounts and to the install, newest first. That somebody looked stands there too, once a session."""
    install = _Install(principal)
    await install.record("audit.read", once=uuid.uuid5(principal.who.session_id, "audit"))
    rows, names, more = await install.read(wanted, cursor, limit)
    return {"items": [AuditEntryOut.of(row, names) for row in rows], "next_cursor": more}


@router.get("/export", response_class=StreamingResponse)
async def export_install_entries(principal: Superuser, wanted: Filters, form: log.Format = "csv") -> StreamingResponse:
    """The same as a file, all of it; that it was taken stands in the log itself."""
    return await log.export(_Install(principal), wanted, form)


@router.get("/chain")
async def see_install_standing(_principal: Superuser) -> AuditStanding:
    """Up to where the chain was checked, and what was found."""
    return AuditStanding.of(await verifying.standing(INSTALL))


@router.post("/chain")
async def check_install_chain(principal: Superuser, request: Request) -> AuditStanding:
    """Reads the chain again from its beginning; that it was asked for stands in the log itself."""
    return await log.check(_Install(principal), request)
