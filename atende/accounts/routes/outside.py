"""Signing in by a service elsewhere, by its token or by a browser's way over it, and which identities there are one's own."""

import uuid
from typing import Any

from fastapi import APIRouter, Request, Response

from atende.accounts import errors, queries, schemas
from atende.accounts.access import (
    AskedFrom,
    ConfirmedPrincipal,
    CurrentPrincipal,
    Principal,
    confirmed,
    cookie_name,
    current,
    is_secure,
    session_in,
    set_cookie,
)
from atende.accounts.routes.me import describe
from atende.accounts.schemas.outside import (
    OutsideBack,
    OutsideCodeIn,
    OutsideIdentities,
    OutsideIdentityOut,
    OutsideLeave,
    OutsideStartIn,
    OutsideTokenIn,
    OutsideWayOut,
    OutsideWays,
)
from atende.accounts.service import outside, outside_ways, sessions
from atende.core import clock
from atende.core.tenancy import Crossing, across_tenants

router = APIRouter(prefix="/api", tags=["accounts"])
_KEPT = "atende_outside"  # what a browser that went to a service elsewhere keeps until it is back, by `cookie_name`


@router.post("/auth/outside")
async def sign_in_outside(request: Request, response: Response, origin: AskedFrom, given: OutsideTokenIn) -> schemas.Me:
    """A session begins for whoever holds this token; its own token comes as a cookie. An earlier session here ends."""
    return await _enter(request, response, origin, given.token.get_secret_value())


@router.get("/auth/outside/ways")
async def list_outside_ways() -> OutsideWays:
    """The services by which one may sign in here."""
    return OutsideWays(items=_ways())


@router.post("/auth/outside/start")
async def start_outside(response: Response, origin: AskedFrom, given: OutsideStartIn) -> OutsideLeave:
    """Where the browser goes to sign in; it comes back to the page /auth/outside with a code."""
    leaving = await outside_ways.begin(given.method, address=origin.address)
    _keep(response, leaving.kept)
    return OutsideLeave(address=leaving.address)


@router.post("/auth/outside/finish")
async def finish_outside(request: Request, response: Response, origin: AskedFrom, given: OutsideCodeIn) -> OutsideBack:
    """The browser is back: a session begins, or the identity is linked to the account that set out for it, in the session in which
    it did. A code works once, in the browser that began."""
    code, kept = given.code.get_secret_value(), request.cookies.get(cookie_name(_KEPT))
    who = (await confirmed(await current(request))).who if await outside_ways.is_linking(kept) else None
    token = await outside_ways.redeem(code, kept, who=who)
    response.delete_cookie(cookie_name(_KEPT), **_cookie())
    if who is None:
        return OutsideBack(me=await _enter(request, response, origin, token))
    await outside.link(who, token)
    return OutsideBack(me=None)


@router.get("/me/identities")
async def list_identities(principal: CurrentPrincipal) -> OutsideIdentities:
    """Who one is at services elsewhere."""
    found, has_another_way = await outside.identities(principal.user_id)
    items = [OutsideIdentityOut.of(one, _issuer(one.provider)) for one in found]
    return OutsideIdentities(items=items, can_unlink=has_another_way, ways=[] if items else _ways())


@router.post("/me/identities", status_code=201)
async def link_identity(principal: ConfirmedPrincipal, given: OutsideTokenIn) -> OutsideIdentityOut:
    """The identity that the token proves is one's own from now on."""
    linked = await outside.link(principal.who, given.token.get_secret_value())
    return OutsideIdentityOut.of(linked, _issuer(linked.provider))


@router.post("/me/identities/start")
async def start_linking(response: Response, principal: ConfirmedPrincipal, given: OutsideStartIn) -> OutsideLeave:
    """Where the browser goes to prove an identity that shall be one's own; it comes back to the page /auth/outside."""
    leaving = await outside_ways.begin(given.method, who=principal.who)
    _keep(response, leaving.kept)
    return OutsideLeave(address=leaving.address)


@router.delete("/me/identities/{identity_id}", status_code=204)
async def unlink_identity(principal: ConfirmedPrincipal, identity_id: uuid.UUID) -> None:
    """The identity opens one's account no more."""
    await outside.unlink(principal.who, identity_id)


async def _enter(request: Request, response: Response, origin: sessions.Origin, token: str) -> schemas.Me:
    signed_in = await outside.sign_in(token, origin)
    if before := session_in(request):
        await sessions.sign_out(before)
    set_cookie(response, signed_in.token)
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.bearer(crossing, signed_in.token, clock.now())
    if who is None:
        raise errors.SignedOut
    return await describe(Principal(who, signed_in.token))


def _keep(response: Response, kept: str) -> None:
    response.set_cookie(cookie_name(_KEPT), kept, max_age=outside_ways.LASTS_SECONDS, **_cookie())


def _cookie() -> dict[str, Any]:
    return {"path": "/", "httponly": True, "samesite": "lax", "secure": is_secure()}


def _ways() -> list[OutsideWayOut]:
    return [OutsideWayOut(method=one.method, name=one.name) for one in outside_ways.offered()]


def _issuer(provider: str) -> str | None:
    voucher = outside.voucher()
    return voucher.issuer if voucher and voucher.provider == provider else None
