"""Doors of accounts: oneself. Who one is, how one signs in, and from where one is signed in."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Response

from atende.accounts import errors, queries, rules, schemas
from atende.accounts.access import AskedFrom, ConfirmedPrincipal, CurrentPrincipal, Principal, clear_cookie, set_cookie, still
from atende.accounts.schemas import signing_in
from atende.accounts.service import confirming, emails, invitations, passkeys, people, second_factors, sessions
from atende.core import clock
from atende.core.tenancy import Crossing, across_tenants

router = APIRouter(prefix="/api/me", tags=["accounts"])

PageOrigin = Annotated[str, Header(alias="Origin", max_length=300)]


async def describe(principal: Principal) -> schemas.Me:
    """Who this is, and where they may go, as it stands now."""
    who = await still(principal)
    if who is None:
        raise errors.SignedOut
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        standings = await queries.standings(crossing, who)
        agency = await queries.agency(crossing, who.agency_id) if who.agency_id else None
    return schemas.Me(
        user=schemas.UserOut.model_validate({"id": who.user_id, "name": who.name, "email": who.email, "locale": who.locale}),
        is_superuser=who.is_superuser,
        agency=schemas.AgencyOut.model_validate(agency, from_attributes=True) if agency else None,
        tenants=[schemas.TenantPlace.of(one, who) for one in standings],
        csrf_token=who.csrf_token,
        has_second_factor=who.has_second_factor,
    )


@router.get("")
async def get_me(response: Response, principal: CurrentPrincipal) -> schemas.Me:
    """Who is signed in, and where they may go."""
    if not principal.is_outside:
        set_cookie(response, principal.token)  # the browser's copy lasts on, like the server's
    return await describe(principal)


@router.patch("")
async def change_me(principal: CurrentPrincipal, given: schemas.MeIn) -> schemas.Me:
    """Changes one's own name or language."""
    await people.change_me(principal.user_id, name=given.name, locale=given.locale)
    return await describe(principal)


@router.post("/password", status_code=204)
async def change_password(principal: CurrentPrincipal, given: schemas.PasswordIn) -> None:
    """Changes one's own password; every other session ends."""
    await people.change_my_password(
        principal.who,
        current=given.current.get_secret_value(),
        new=given.new.get_secret_value(),
    )


@router.post("/email", status_code=202)
async def change_email(principal: CurrentPrincipal, given: signing_in.EmailIn) -> None:
    """Mails a link to the new address; the e-mail changes once its person confirms it, while this session lasts. Asks for the
    password. The present address is told, and can stop it."""
    if principal.is_outside:
        raise errors.SessionNeeded("ask in a session here")
    await emails.ask(principal.who, email=given.email, password=given.password.get_secret_value())


@router.post("/email/confirm")
async def confirm_email(principal: CurrentPrincipal, origin: AskedFrom, given: signing_in.TokenIn) -> signing_in.EmailOut:
    """One signs in with the e-mail of the link from now on. Every other session ends; the former address is told, and can undo it."""
    if principal.is_outside:
        raise errors.SessionNeeded("confirm in a session here")
    email = await emails.finish(
        given.token.get_secret_value(),
        user_id=principal.user_id,
        session_id=principal.who.session_id,
        address=origin.address,
    )
    return signing_in.EmailOut(email=email)


@router.post("/invitations", status_code=204)
async def join(principal: CurrentPrincipal, origin: AskedFrom, given: signing_in.TokenIn) -> None:
    """Accepts an invitation as the person who is signed in; nothing else of their account changes."""
    await invitations.accept_as(
        given.token.get_secret_value(),
        user_id=principal.user_id,
        email=principal.who.email,
        name=principal.who.name,
        address=origin.address,
    )


@router.get("/signing-in")
async def get_signing_in(principal: CurrentPrincipal) -> signing_in.SigningIn:
    """How one signs in: authenticator app, recovery codes, passkeys."""
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        standing = await second_factors.standing(crossing, principal.user_id)
        known = await queries.passkeys(crossing, principal.user_id)
    confirmed_at = principal.who.confirmed_at or principal.who.created_at
    return signing_in.SigningIn(
        has_totp=standing.has_totp,
        recovery_codes_left=standing.recovery_codes_left,
        passkeys=[signing_in.PasskeyOut.of(one) for one in known],
        confirmed_until=confirmed_at + timedelta(seconds=rules.CONFIRMED_FOR_SECONDS),
    )


@router.post("/confirm", status_code=204)
async def confirm_myself(principal: CurrentPrincipal, given: signing_in.ConfirmIn) -> None:
    """Proves by the password who one is, for what asks for it in the next ten minutes."""
    await confirming.by_password(principal.user_id, principal.who.session_id, given.password.get_secret_value())


@router.post("/confirm/passkey/start")
async def start_confirming(principal: CurrentPrincipal, origin: AskedFrom, page: PageOrigin) -> signing_in.ChallengeOut:
    """What the browser needs to prove one of one's passkeys."""
    made = await passkeys.start_signing(passkeys.site(page), address=origin.address, user_id=principal.user_id)
    return signing_in.ChallengeOut.model_validate(made, from_attributes=True)


@router.post("/confirm/passkey", status_code=204)
async def confirm_by_passkey(principal: CurrentPrincipal, page: PageOrigin, given: signing_in.CredentialIn) -> None:
    """Proves by a passkey who one is; the session has a second factor from now on."""
    await passkeys.confirm(
        passkeys.site(page),
        given.ticket.get_secret_value(),
        given.credential,
        user_id=principal.user_id,
        session_id=principal.who.session_id,
    )


@router.post("/totp")
async def set_up_totp(principal: ConfirmedPrincipal) -> signing_in.TotpOut:
    """Begins to set up an authenticator app; nothing is asked of it before its first code was right."""
    import segno

    made = await second_factors.set_up(principal.who)
    qr = segno.make(made.address, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")
    return signing_in.TotpOut(secret=made.secret, address=made.address, qr=qr)


@router.post("/totp/confirm")
async def turn_totp_on(principal: CurrentPrincipal, given: signing_in.CodeIn) -> signing_in.RecoveryCodes:
    """The app's first code: from now on signing in asks for one. Every other session ends."""
    codes = await second_factors.turn_on(principal.who, given.code)
    return signing_in.RecoveryCodes(codes=codes)


@router.delete("/totp", status_code=204)
async def turn_totp_off(principal: ConfirmedPrincipal) -> None:
    """Signing in asks for no code any more."""
    await second_factors.turn_off(principal.user_id, who=principal.who)


@router.post("/recovery-codes")
async def renew_recovery_codes(principal: ConfirmedPrincipal) -> signing_in.RecoveryCodes:
    """New recovery codes; the former ones open nothing."""
    return signing_in.RecoveryCodes(codes=await second_factors.renew_recovery_codes(principal.who))


@router.post("/passkeys/start")
async def start_adding_passkey(principal: ConfirmedPrincipal, page: PageOrigin) -> signing_in.ChallengeOut:
    """What the browser needs to make a passkey."""
    made = await passkeys.start_adding(principal.user_id, passkeys.site(page))
    return signing_in.ChallengeOut.model_validate(made, from_attributes=True)


@router.post("/passkeys", status_code=201)
async def add_passkey(principal: ConfirmedPrincipal, page: PageOrigin, given: signing_in.NewPasskeyIn) -> signing_in.PasskeyOut:
    """Adds the passkey that the browser made."""
    ticket = given.ticket.get_secret_value()
    row = await passkeys.add(principal.user_id, passkeys.site(page), ticket, given.credential, given.name)
    return signing_in.PasskeyOut.of(row)


@router.patch("/passkeys/{passkey_id}")
async def rename_passkey(
    principal: CurrentPrincipal, passkey_id: uuid.UUID, given: signing_in.PasskeyPatch
) -> signing_in.PasskeyOut:
    """Gives a passkey another name."""
    return signing_in.PasskeyOut.of(await passkeys.rename(principal.user_id, passkey_id, given.name))


@router.delete("/passkeys/{passkey_id}", status_code=204)
async def remove_passkey(principal: ConfirmedPrincipal, passkey_id: uuid.UUID) -> None:
    """The passkey opens nothing any more."""
    await passkeys.remove(principal.who, passkey_id)


@router.get("/sessions")
async def list_sessions(principal: CurrentPrincipal) -> signing_in.Sessions:
    """Where one is signed in."""
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        rows = await queries.sessions(crossing, principal.user_id, clock.now())
    return signing_in.Sessions(items=[signing_in.SessionOut.of(one, principal.who.session_id) for one in rows])


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(principal: CurrentPrincipal, session_id: uuid.UUID) -> None:
    """Ends one of one's sessions."""
    await sessions.end(principal.who, session_id)


@router.post("/sessions/end", status_code=204)
async def end_sessions(response: Response, principal: CurrentPrincipal, given: signing_in.EndSessionsIn) -> None:
    """Signs out everywhere; with `keep_this`, everywhere else."""
    await sessions.end_all(principal.who, but_this=given.keep_this)
    if not given.keep_this:
        clear_cookie(response)
