"""Doors of accounts: signing in, in one step or two, by password or passkey; links from mails; signing out.

What a stranger may ask stands here. Each of these answers alike whether an account exists or not (S21), and each counts (S22).
"""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from atende.accounts import errors, queries, schemas
from atende.accounts.access import AskedFrom, CurrentPrincipal, Principal, clear_cookie, session_in, set_cookie, set_mark
from atende.accounts.routes.me import describe
from atende.accounts.schemas import signing_in
from atende.accounts.service import emails, invitations, outside, passkeys, resets, second_factors, sessions
from atende.core import clock
from atende.core.tenancy import Crossing, across_tenants

router = APIRouter(prefix="/api/auth", tags=["accounts"])

PageOrigin = Annotated[str, Header(alias="Origin", max_length=300)]


async def _enter(request: Request, response: Response, opened: sessions.Opened) -> schemas.Me:
    """The browser has the new session's cookie; the session it had before has ended."""
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.bearer(crossing, opened.token, clock.now())
    if who is None:
        raise errors.SignedOut
    if before := session_in(request):
        await sessions.sign_out(before)
    set_cookie(response, opened.token)
    set_mark(response, who.email)
    return await describe(Principal(who, opened.token))


@router.post("/sign-in", responses={202: {"model": signing_in.SecondStep, "description": "A second factor is asked for"}})
async def sign_in(
    request: Request, response: Response, origin: AskedFrom, given: schemas.SignInIn
) -> schemas.Me | signing_in.SecondStep:
    """A session begins; its token comes as a cookie. A session that this browser had before ends. Whoever has a second factor is
    answered 202 with a ticket for the second step."""
    done = await sessions.sign_in(given.email, given.password.get_secret_value(), origin=origin)
    if isinstance(done, sessions.Unfinished):
        response.status_code = 202
        return signing_in.SecondStep.model_validate(done, from_attributes=True)
    return await _enter(request, response, done)


@router.post("/second-factor")
async def finish_sign_in(request: Request, response: Response, origin: AskedFrom, given: signing_in.SecondFactorIn) -> schemas.Me:
    """The second step: a code of the authenticator app, or a recovery code."""
    opened = await second_factors.finish_sign_in(given.ticket.get_secret_value(), given.code, origin=origin)
    return await _enter(request, response, opened)


@router.post("/passkey/start")
async def start_passkey(origin: AskedFrom, page: PageOrigin, given: signing_in.TicketIn) -> signing_in.ChallengeOut:
    """What the browser needs to prove a passkey; with `ticket`, as the second step of that sign-in."""
    ticket = given.ticket.get_secret_value() if given.ticket else None
    made = await passkeys.start_signing(passkeys.site(page), address=origin.address, ticket=ticket)
    return signing_in.ChallengeOut.model_validate(made, from_attributes=True)


@router.post("/passkey/finish")
async def sign_in_by_passkey(
    request: Request, response: Response, origin: AskedFrom, page: PageOrigin, given: signing_in.CredentialIn
) -> schemas.Me:
    """A session begins for whoever proved the passkey."""
    ticket = given.ticket.get_secret_value()
    opened = await passkeys.sign_in(passkeys.site(page), ticket, given.credential, origin=origin)
    return await _enter(request, response, opened)


@router.post("/forgotten", status_code=202)
async def ask_for_reset(origin: AskedFrom, given: signing_in.ForgottenIn) -> None:
    """A link for a new password is mailed, if there is an account; the answer is the same when there is none."""
    await resets.ask(given.email, address=origin.address)


@router.post("/reset", status_code=204)
async def reset_password(origin: AskedFrom, given: signing_in.NewPasswordIn) -> None:
    """The account of the link has this password; all its sessions have ended."""
    await resets.finish(given.token.get_secret_value(), given.password.get_secret_value(), address=origin.address)


@router.post("/email/undo")
async def undo_email_change(origin: AskedFrom, given: signing_in.TokenIn) -> signing_in.EmailUndone:
    """Whoever reads the mailbox from before stops or undoes a change of e-mail: every session has ended, the password opens nothing
    any more, and a new one is chosen with `reset_token`."""
    done = await emails.undo(given.token.get_secret_value(), address=origin.address)
    return signing_in.EmailUndone.model_validate(done, from_attributes=True)


@router.post("/invitation")
async def look_at_invitation(origin: AskedFrom, given: signing_in.TokenIn) -> signing_in.SeenInvitation:
    """What the link's reader is asked."""
    return signing_in.SeenInvitation.of(await invitations.look(given.token.get_secret_value(), address=origin.address))


@router.post("/invitation/accept")
async def accept_invitation(request: Request, response: Response, origin: AskedFrom, given: signing_in.AcceptIn) -> schemas.Me:
    """Somebody without an account has one, works in that business, and is signed in."""
    opened = await invitations.accept_as_new(
        given.token.get_secret_value(), name=given.name, password=given.password.get_secret_value(), origin=origin
    )
    return await _enter(request, response, opened)


@router.post("/sign-out", status_code=204)
async def sign_out(response: Response, principal: CurrentPrincipal) -> None:
    """The session ends, here and on the server."""
    if principal.is_outside:
        await outside.sign_out(principal.token)
    else:
        await sessions.sign_out(principal.token)
        clear_cookie(response)
