"""How a route learns who asks and gets a transaction: the dependencies that every room's routes are built on.

A route below `/api/t/{tenant_id}/` declares one of these and nothing else; there is no other way to a tenant's rows.

    @router.get("/services")
    async def list_services(tx: Annotated[Tx, tenant_tx("knowledge")]) -> ...:

A request that reads asks to see one of the named rooms, any other to change what is in it: GET and HEAD change nothing, and
whoever only sees (`inbox:read`) is refused everything else.

`tenant_tx(*any_of)` opens the transaction, which commits before the answer leaves. Routes that call somebody outside, or that
stream, take `tenant_access(*any_of)` and open transactions themselves by `access.transaction()`.

A person comes with the cookie of a session and, for state changes, its CSRF token. A program comes with an API key as
`Authorization: Bearer atd_live_...`, to addresses below `/api/t/{tenant_id}/` only; as no browser sends that header by itself,
no CSRF token is asked for. Both at once are refused. A route with `people_only=True` lets no key in.
"""

import contextlib
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
from atende.accounts.service import keys, known_devices, outside, sessions
from atende.accounts.service.sessions import Origin
from atende.core import clock
from atende.core.audit import recording as audit
from atende.core.config import settings
from atende.core.tenancy import Actor, Crossing, Tx, in_tenant, looking_across_tenants
from atende.core.web import limiting
from atende.core.web.ground import SAFE
from atende.kit.keys import PREFIX, is_wellformed
from atende.kit.refusal import Refusal

_COOKIE = "atende_session"
GATEWAY_COOKIE = "atende_sign_in"
MARK = "atende_device"  # says that somebody signed in from here before, see service/known_devices.py
MARK_DAYS = 400  # browsers keep no cookie longer
CSRF_HEADER = "X-CSRF-Token"


def cookie_name(of: str = _COOKIE) -> str:
    """The name of a cookie of ours, the session's unless said otherwise. Over TLS its prefix makes the browser take it from this
    very host only: no app on a neighbouring host can put one of its own there and have somebody work in the wrong account (S17)."""
    return f"__Host-{of}" if is_secure() else of


def is_secure() -> bool:
    """Whether people reach us over TLS."""
    return settings().url.startswith("https://")


def session_in(request: Request) -> str | None:
    """The session's token that the request brings."""
    return request.cookies.get(cookie_name())


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
    def is_outside(self) -> bool:
        """True for those known by a token of a service elsewhere, sent with each request, and not by a session's cookie."""
        return self.who.is_outside

    @property
    def is_agency(self) -> bool:
        """True for those who may set up clients."""
        return self.who.is_superuser or self.who.agency_id is not None


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The program that asks, with its API key."""

    who: rules.KeyBearer
    key: str


@dataclass(frozen=True, slots=True)
class Access:
    """A person or a program inside one business, with a permission that was asked for."""

    principal: Principal | KeyHolder
    standing: rules.Standing

    @property
    def tenant_id(self) -> uuid.UUID:
        return self.standing.tenant_id

    @property
    def place(self) -> rules.Place:
        return self.standing.place

    def visit(self, what: str = "") -> uuid.UUID:
        """One id for everything that a session, or a key, does with `what` in this business: for what is recorded once."""
        who = self.principal.who
        of = who.key_id if isinstance(who, rules.KeyBearer) else who.session_id
        return uuid.uuid5(of, f"{self.tenant_id}{what}")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """A transaction of this business in the name of who asks. An agency person's first visit leaves their name there, and
        every session's first visit an entry in the audit log (S28)."""
        if isinstance(self.principal, KeyHolder):
            async with in_tenant(self.tenant_id, Actor("key", self.principal.who.key_id)) as tx:
                yield tx
            return
        who = self.principal.who
        visit = self.visit()
        async with in_tenant(self.tenant_id, Actor("user", who.user_id, self.place.role.value)) as tx:
            if not self.standing.is_member:
                await _leave_name(tx, who, self.place)
            if visit not in _visits:
                audit.record(tx, "accounts.entered", who.user_id, once=visit)
            yield tx
        _remember(visit)


async def current(request: Request) -> Principal:
    """Who asks. Refuses `signed_out`, and `csrf_mismatch` for a state change without the session's token (S19).

    Who signed in elsewhere brings that service's token as `Authorization: Bearer` with each request, and no cookie.
    """
    token = session_in(request)
    if (brought := token_in(request)) is not None:
        if token:
            raise errors.MixedCredentials
        return Principal(await outside.recognize(brought), brought)
    if not token:
        raise errors.SignedOut
    if key_in(request) is not None:
        raise errors.MixedCredentials
    now = clock.now()
    async with looking_across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.bearer(crossing, token, now)
    if who is None:
        raise errors.SignedOut
    given = request.headers.get(CSRF_HEADER, "")
    if request.method not in SAFE and not compare_digest(given.encode(), who.csrf_token.encode()):
        raise errors.CsrfMismatch
    if (now - who.last_seen_at).total_seconds() > rules.SEEN_EVERY_SECONDS:
        await sessions.touch(who.session_id, who.created_at)
    return Principal(who, token)


def key_in(request: Request) -> str | None:
    """The API key that the request brings, or brings in vain; None when it brings none."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    given = given.strip()
    return given if scheme.lower() == "bearer" and given.startswith(PREFIX) else None


def token_in(request: Request) -> str | None:
    """The token of a service elsewhere that the request brings, or brings in vain; None when it brings none."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    given = given.strip()
    return given if scheme.lower() == "bearer" and not given.startswith(PREFIX) else None


async def _holder(key: str) -> KeyHolder | None:
    if not is_wellformed(key):
        return None
    async with looking_across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.key_bearer(crossing, key, clock.now())
    return KeyHolder(who, key) if who else None


async def caller(request: Request) -> Principal | KeyHolder:
    """The person or the program that asks. Refuses `key_invalid`, and what `current` refuses."""
    key = key_in(request)
    if key is None or session_in(request) is not None:
        return await current(request)
    holder = await _holder(key)
    if holder is None:
        raise errors.KeyInvalid
    await limiting.refuse_too_many("key", str(holder.who.key_id), settings().limit_key_per_minute)
    await keys.touch(holder.who)
    return holder


async def is_signed_in(scope: Scope) -> bool:
    """Whether the request carries a session, a key or a token that lasts; what it may do is asked by its route."""
    request = Request(scope)
    token, key, brought = session_in(request), key_in(request), token_in(request)
    if brought is not None:
        with contextlib.suppress(Refusal):
            return not token and bool(await outside.recognize(brought))
        return False
    if key is not None and not token:
        return await _holder(key) is not None
    if not token:
        return False
    async with looking_across_tenants(Crossing.SIGN_IN) as crossing:
        return await queries.bearer(crossing, token, clock.now()) is not None


async def still(principal: Principal) -> rules.Bearer | None:
    """The same person as they stand now, or None when their session or token lasts no more."""
    if principal.is_outside:
        try:
            return await outside.recognize(principal.token)
        except Refusal:
            return None
    async with looking_across_tenants(Crossing.SIGN_IN) as crossing:
        return await queries.bearer(crossing, principal.token, clock.now())


CurrentPrincipal = Annotated[Principal, Depends(current)]


async def confirmed(principal: CurrentPrincipal) -> Principal:
    """Who asks, having proved who they are within the last minutes. Refuses `confirm_yourself`."""
    at = principal.who.confirmed_at
    if at is None or (clock.now() - at).total_seconds() > rules.CONFIRMED_FOR_SECONDS:
        raise errors.ConfirmYourself
    return principal


ConfirmedPrincipal = Annotated[Principal, Depends(confirmed)]


def origin_of(request: Request) -> Origin:
    """Where the request comes from."""
    return Origin(
        address=request.client.host if request.client else "unknown",
        user_agent=request.headers.get("user-agent"),
        mark=request.cookies.get(MARK),
    )


AskedFrom = Annotated[Origin, Depends(origin_of)]


Caller = Annotated[Principal | KeyHolder, Depends(caller)]


def tenant_access(*any_of: str, people_only: bool = False) -> Any:
    """A dependency that gives `Access`: the business is theirs (else 404) and they may see one of these rooms, or change it when
    the request is more than a look (else 403).

    A key needs a scope of one of the rooms; where none is asked for it may read. With `people_only` it may nothing."""

    async def access(tenant_id: uuid.UUID, request: Request, who: Caller) -> Access:
        return await _enter(tenant_id, who, any_of, people_only, request.method in SAFE)

    access.permissions = any_of  # type: ignore[attr-defined]  # read by the test that visits every route
    return Depends(access)


def tenant_tx(*any_of: str, people_only: bool = False) -> Any:
    """A dependency that gives `Tx`, checked like `tenant_access`, committed before the answer leaves; errors roll it back."""

    async def transaction(tenant_id: uuid.UUID, request: Request, who: Caller) -> AsyncIterator[Tx]:
        access = await _enter(tenant_id, who, any_of, people_only, request.method in SAFE)
        async with access.transaction() as tx:
            yield tx

    transaction.permissions = any_of  # type: ignore[attr-defined]
    # The scope matters: by default FastAPI would end the dependency, and so commit, after the answer is sent.
    return Depends(transaction, scope="function")


async def _enter(
    tenant_id: uuid.UUID, caller: Principal | KeyHolder, any_of: tuple[str, ...], people_only: bool, is_read: bool
) -> Access:
    if isinstance(caller, KeyHolder):
        standing = caller.who.standing
        if standing.tenant_id != tenant_id:
            raise errors.UnknownTenant
        await limiting.refuse_too_many("tenant", str(tenant_id), settings().limit_tenant_per_minute)
        if people_only:
            raise errors.PeopleOnly
        if not rules.key_may(caller.who, *any_of, is_read=is_read):
            raise rules.missing(any_of, standing.place.permissions, is_read=is_read)
        return Access(caller, standing)
    async with looking_across_tenants(Crossing.SIGN_IN) as crossing:
        standing = await queries.standing(crossing, caller.who, tenant_id)
    if standing is None:
        raise errors.UnknownTenant
    if standing.lacks_second_factor(caller.who):
        raise errors.SecondFactorRequired
    await limiting.refuse_too_many("tenant", str(tenant_id), settings().limit_tenant_per_minute)
    if not (standing.place.may_see(*any_of) if is_read else standing.place.may(*any_of)):
        raise rules.missing(any_of, standing.place.permissions, is_read=is_read)
    return Access(caller, standing)


# Visits this process knows to be in the audit log; an unknown one is looked up there once.
_visits: dict[uuid.UUID, None] = {}
_MOST_VISITS = 20_000


def _remember(visit: uuid.UUID) -> None:
    if visit not in _visits:
        _visits[visit] = None
        if len(_visits) > _MOST_VISITS:
            del _visits[next(iter(_visits))]


async def _leave_name(tx: Tx, who: rules.Bearer, place: rules.Place) -> None:
    await tx.session.execute(
        insert(Membership)
        .values(
            tenant_id=tx.tenant_id,
            user_id=who.user_id,
            role=place.role.value,
            permissions=sorted(place.permissions),
            name=who.name,
            email=who.email,
        )
        .on_conflict_do_nothing()
    )


def set_cookie(response: Response, token: str) -> None:
    """The browser keeps the session: unreadable to scripts, for this host only, and over TLS only where people use it (S17)."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=settings().session_days * 86400,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure(),
    )


def set_gateway_cookie(response: Response, token: str) -> None:
    """The browser shows this token to every app on our parent domain, and their gateways ask us whose it is. It opens nothing of
    ours, so that an app that is broken into cannot act as its visitors here."""
    response.set_cookie(
        GATEWAY_COOKIE,
        token,
        max_age=settings().session_days * 86400,
        path="/",
        domain=settings().forward_cookie_domain,
        httponly=True,
        samesite="lax",
        secure=is_secure(),
    )


def set_mark(response: Response, email: str) -> None:
    """The browser remembers that this account was signed in to from it."""
    response.set_cookie(
        MARK,
        known_devices.new_mark(email),
        max_age=MARK_DAYS * 86400,
        path="/api/auth",
        httponly=True,
        samesite="lax",
        secure=is_secure(),
    )


def clear_cookie(response: Response) -> None:
    """The browser forgets the session, also for apps beside us."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="lax", secure=is_secure())
    if domain := settings().forward_cookie_domain:
        response.delete_cookie(GATEWAY_COOKIE, path="/", domain=domain, httponly=True, samesite="lax", secure=is_secure())
