"""Signing in by the token of a service elsewhere, and which identities there are one's own."""

import uuid

from fastapi import APIRouter, Request, Response

from atende.accounts import errors, queries, schemas
from atende.accounts.access import AskedFrom, ConfirmedPrincipal, CurrentPrincipal, Principal, set_cookie
from atende.accounts.routes.me import describe
from atende.accounts.schemas.outside import OutsideIdentities, OutsideIdentityOut, OutsideTokenIn
from atende.accounts.service import outside, sessions
from atende.core import clock
from atende.core.tenancy import Crossing, across_tenants

router = APIRouter(prefix="/api", tags=["accounts"])


@router.post("/auth/outside")
async def sign_in_outside(request: Request, response: Response, origin: AskedFrom, given: OutsideTokenIn) -> schemas.Me:
    """A session begins for whoever holds this token; its own token comes as a cookie. An earlier session here ends."""
    signed_in = await outside.sign_in(given.token.get_secret_value(), origin)
    if before := request.cookies.get("atende_session"):
        await sessions.sign_out(before)
    set_cookie(response, signed_in.token)
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.bearer(crossing, signed_in.token, clock.now())
    if who is None:
        raise errors.SignedOut
    return await describe(Principal(who, signed_in.token))


@router.get("/me/identities")
async def list_identities(principal: CurrentPrincipal) -> OutsideIdentities:
    """Who one is at services elsewhere."""
    found = await outside.identities(principal.user_id)
    return OutsideIdentities(items=[OutsideIdentityOut.of(one) for one in found])


@router.post("/me/identities", status_code=201)
async def link_identity(principal: ConfirmedPrincipal, given: OutsideTokenIn) -> OutsideIdentityOut:
    """The identity that the token proves is one's own from now on."""
    return OutsideIdentityOut.of(await outside.link(principal.user_id, given.token.get_secret_value()))


@router.delete("/me/identities/{identity_id}", status_code=204)
async def unlink_identity(principal: ConfirmedPrincipal, identity_id: uuid.UUID) -> None:
    """The identity opens one's account no more."""
    await outside.unlink(principal.user_id, identity_id)
