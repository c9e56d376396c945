"""How a route learns who asks and gets a transaction: the dependencies that every room's routes are built on.

A route below `/api/t/{tenant_id}/` declares one of these and nothing else; there is no other way to a tenant's rows.

    @router.get("/services")
    async def list_services(tx: Annotated[Tx, tenant_tx("knowledge")]) -> ...:

`tenant_tx(*any_of)` opens the transaction, which commits before the answer leaves. Routes that call somebody outside, or that
stream, take `tenant_access(*any_of)` and open transactions themselves by `access.transaction()`.
"""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import compare_digest
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from sqlalchemy.dialects.postgresql import insert
from starlette.types import Scope

from atende.accounts import errors, queries, rules
from atende.accounts.models import Membership
from atende.accounts.service import sessions
from atende.core import clock
from atende.core.audit import recording as audit
from atende.core.config import settings
from atende.core.tenancy import Actor, Crossing, Tx, across_tenants, in_tenant
from atende.core.web.ground import SAFE

COOKIE = "atende_session"
CSRF_HEADER = "X-CSRF-Token"


@dataclass(frozen=True, slots=True)
class Principal:
    """The person who asks, signed in."""

    who: rules.Bearer
    token: str

    @property
    def user_id(self) -> uuid.UUID:
        return self.who.user_id

    @property
    def actor(self) -> Actor:
        return Actor("user", self.who.user_id)

    @property
    def is_agency(self) -> bool:
        """True for those who may set up clients."""
        return self.who.is_superuser or self.who.agency_id is not None


@dataclass(frozen=True, slots=True)
class Access:
    """A person inside one business, with a permission that was asked for."""

    principal: Principal
    standing: rules.Standing

    @property
    def tenant_id(self) -> uuid.UUID:
        return self.standing.tenant_id

    @property
    def user_id(self) -> uuid.UUID:
        return self.principal.user_id

    @property
    def place(self) -> rules.Place:
        return self.standing.place

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """A transaction of this business in this person's name. An agency person's first visit leaves their name there, and
        every session's first visit an entry in the audit log (S28)."""
        actor = Actor("user", self.user_id, self.place.role.value)
        visit = uuid.uuid5(self.principal.who.session_id, str(self.tenant_id))
        async with in_tenant(self.tenant_id, actor) as tx:
            if not self.standing.is_member:
                await _leave_name(tx, self)
            if visit not in _visits:
                audit.record(tx, "accounts.entered", self.user_id, once=visit)
            yield tx
        _remember(visit)


async def current(request: Request) -> Principal:
    """Who asks. Refuses `signed_out`, and `csrf_mismatch` for a state change without the session's token (S19)."""
    token = request.cookies.get(COOKIE)
    if not token:
        raise errors.SignedOut
    now = clock.now()
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.bearer(crossing, token, now)
    if who is None:
        raise errors.SignedOut
    given = request.headers.get(CSRF_HEADER, "")
    if request.method not in SAFE and not compare_digest(given.encode(), who.csrf_token.encode()):
        raise errors.CsrfMismatch
    if (now - who.last_seen_at).total_seconds() > rules.SEEN_EVERY_SECONDS:
        await sessions.touch(who.session_id, who.created_at)
    return Principal(who, token)


async def is_signed_in(scope: Scope) -> bool:
    """Whether the request carries a session that lasts; what it may do is asked by its route."""
    token = Request(scope).cookies.get(COOKIE)
    if not token:
        return False
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        return await queries.bearer(crossing, token, clock.now()) is not None


CurrentPrincipal = Annotated[Principal, Depends(current)]


async def is_still_allowed(access: Access, *any_of: str) -> bool:
    """Asks again, for connections that stay open: the session lasts, and the person may still do one of these here (S36)."""
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.bearer(crossing, access.principal.token, clock.now())
        if who is None:
            return False
        standing = await queries.standing(crossing, who, access.tenant_id)
    return standing is not None and standing.place.may(*any_of)


def tenant_access(*any_of: str) -> Any:
    """A dependency that gives `Access`: the business is theirs (else 404) and they hold one of the permissions (else 403)."""

    async def access(tenant_id: uuid.UUID, principal: CurrentPrincipal) -> Access:
        return await _enter(tenant_id, principal, any_of)

    access.permissions = any_of  # type: ignore[attr-defined]  # read by the test that visits every route
    return Depends(access)


def tenant_tx(*any_of: str) -> Any:
    """A dependency that gives `Tx`, checked like `tenant_access`, committed before the answer leaves; errors roll it back."""

    async def transaction(tenant_id: uuid.UUID, principal: CurrentPrincipal) -> AsyncIterator[Tx]:
        access = await _enter(tenant_id, principal, any_of)
        async with access.transaction() as tx:
            yield tx

    transaction.permissions = any_of  # type: ignore[attr-defined]
    # The scope matters: by default FastAPI would end the dependency, and so commit, after the answer is sent.
    return Depends(transaction, scope="function")


async def _enter(tenant_id: uuid.UUID, principal: Principal, any_of: tuple[str, ...]) -> Access:
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        standing = await queries.standing(crossing, principal.who, tenant_id)
    if standing is None:
        raise errors.UnknownTenant
    if not standing.place.may(*any_of):
        raise errors.MissingPermission(permission=any_of[0])
    return Access(principal, standing)


# Visits this process knows to be in the audit log; an unknown one is looked up there once.
_visits: dict[uuid.UUID, None] = {}
_MOST_VISITS = 20_000


def _remember(visit: uuid.UUID) -> None:
    if visit not in _visits:
        _visits[visit] = None
        if len(_visits) > _MOST_VISITS:
            del _visits[next(iter(_visits))]


async def _leave_name(tx: Tx, access: Access) -> None:
    who = access.principal.who
    await tx.session.execute(
        insert(Membership)
        .values(
            tenant_id=tx.tenant_id,
            user_id=who.user_id,
            role=access.place.role.value,
            permissions=sorted(access.place.permissions),
            name=who.name,
            email=who.email,
        )
        .on_conflict_do_nothing()
    )


def set_cookie(response: Response, token: str) -> None:
    """The browser keeps the session: unreadable to scripts, for this host only, and over TLS only where people use it (S17)."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings().session_days * 86400,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().url.startswith("https://"),
    )


def clear_cookie(response: Response) -> None:
    """The browser forgets the session."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=settings().url.startswith("https://"))
