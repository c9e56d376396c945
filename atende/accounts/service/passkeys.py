"""Passkeys (WebAuthn): added by a person who is signed in, then good for signing in alone, as the second step, or for confirming
oneself. A browser binds each to this install's name, so one that was added here is of no use to any other site.
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from atende.accounts import errors, rules
from atende.accounts.events import SecondFactorChanged, SignInFailed
from atende.accounts.models import Passkey, User
from atende.accounts.service import attempts, happenings, notices, sessions, tickets
from atende.accounts.service.locking import hold, hold_for
from atende.accounts.service.sessions import Opened, Origin
from atende.accounts.service.tickets import Purpose
from atende.core import clock, log
from atende.core.config import settings
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id

# The library (and the certificate tools it brings) is loaded with the first passkey: most processes never see one.

MOST = 20
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_log = log.get("accounts")


@dataclass(frozen=True, slots=True)
class Site:
    """Under which name and address browsers reach this install."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser is to sign: a ticket to come back with, and options for `navigator.credentials`."""

    ticket: str
    options: dict[str, Any]


def site(origin: str) -> Site:
    """The install as a page of `origin` (the header) asks for it: its own address, or localhost where it listens on loopback only.

    Refuses `passkeys_need_name` where browsers would refuse: a bare IP address, or a name that is not this install's.
    """
    own, given = urlsplit(settings().url), urlsplit(origin)
    is_here = own.hostname in _LOOPBACK
    if given.hostname == "localhost" and is_here and given.port == own.port:
        return Site("localhost", origin)
    if given.netloc == own.netloc and own.hostname and not is_here and not _is_number(own.hostname):
        return Site(own.hostname, settings().url)
    raise errors.PasskeysNeedName(host=f"localhost:{own.port}" if is_here else own.netloc)


def _is_number(hostname: str) -> bool:
    return hostname.replace(".", "").isdigit() or ":" in hostname


async def start_adding(user_id: uuid.UUID, here: Site) -> Challenge:
    """What the browser needs to make a passkey, good for five minutes. Refuses `too_many_passkeys`."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    async with across_tenants(Crossing.SIGN_IN) as session:
        user = (await session.scalars(select(User).where(User.id == user_id))).one()
        known = (await session.scalars(select(Passkey.credential_id).where(Passkey.user_id == user_id))).all()
        if len(known) >= MOST:
            raise errors.TooManyPasskeys(most=MOST)
        made = generate_registration_options(
            rp_id=here.name,
            rp_name="Atende",
            user_id=user_id.bytes,
            user_name=user.email,
            user_display_name=user.name,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
        ticket = await tickets.issue(
            session, Purpose.PASSKEY_ADD, seconds=rules.PASSKEY_SECONDS, user_id=user_id, challenge=made.challenge.hex()
        )
        return Challenge(ticket, json.loads(options_to_json(made)))


async def add(user_id: uuid.UUID, here: Site, ticket: str, credential: dict[str, Any], name: str) -> Passkey:
    """The person has one more passkey, and is told by mail. Refuses `link_invalid`, `passkey_refused`."""
    from webauthn import verify_registration_response

    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await tickets.look(session, Purpose.PASSKEY_ADD, ticket)
    if found is None or found.user_id != user_id:
        raise errors.LinkInvalid
    try:
        proof = verify_registration_response(
            credential=credential,
            expected_challenge=bytes.fromhex(found.data["challenge"]),
            expected_rp_id=here.name,
            expected_origin=here.origin,
            require_user_verification=True,
        )
    except Exception as error:  # whatever the library trips over in what a stranger sent
        _log.info("passkey_refused", error=type(error).__name__)
        async with across_tenants(Crossing.SIGN_IN) as session:
            await tickets.take(session, Purpose.PASSKEY_ADD, ticket)
        raise errors.PasskeyRefused from error
    given = credential.get("response", {}).get("transports", [])
    transports = [str(one)[:20] for one in given][:8] if isinstance(given, list) else []
    row = Passkey(
        id=new_id(), user_id=user_id, credential_id=proof.credential_id, public_key=proof.credential_public_key,
        sign_count=proof.sign_count, transports=transports, name=name.strip(), created_at=clock.now(),
    )  # fmt: skip
    try:
        async with across_tenants(Crossing.SIGN_IN) as session:
            # Whatever ends sessions voids the ticket, and waits for the person as this does.
            if await hold(session, user_id) is None or await tickets.take(session, Purpose.PASSKEY_ADD, ticket) is None:
                raise errors.LinkInvalid
            session.add(row)
            await session.flush()
            await happenings.note(session, user_id, SecondFactorChanged, "passkey_added")
            await notices.send(session, user_id, "passkey_added")
    except IntegrityError as error:
        raise errors.PasskeyRefused from error
    return row


async def start_signing(here: Site, *, address: str, ticket: str | None = None, user_id: uuid.UUID | None = None) -> Challenge:
    """What the browser needs to prove a passkey: any of this site, or those of the person whose second step `ticket` is, or who is
    signed in (`user_id`). Refuses `link_invalid`, `too_many_attempts`."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, attempts.limit("challenge", address))
        if ticket is not None:
            found = await tickets.look(session, Purpose.SECOND_FACTOR, ticket)
            if found is None or found.user_id is None:
                raise errors.LinkInvalid
            user_id = found.user_id
        known = (await session.scalars(select(Passkey.credential_id).where(Passkey.user_id == user_id))).all() if user_id else []
        made = generate_authentication_options(
            rp_id=here.name,
            allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known] or None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        issued = await tickets.issue(
            session,
            Purpose.PASSKEY,
            seconds=rules.PASSKEY_SECONDS,
            user_id=user_id,
            challenge=made.challenge.hex(),
            first_step=rules.token_hash(ticket) if ticket else None,
        )
        return Challenge(issued, json.loads(options_to_json(made)))


async def sign_in(here: Site, ticket: str, credential: dict[str, Any], *, origin: Origin) -> Opened:
    """The person has a new session. The device asked them for a finger, face or PIN, so this is both steps at once.

    Refuses `passkey_refused` alike for a passkey that is unknown, of somebody else or wrongly signed; `link_invalid`,
    `too_many_attempts`.
    """
    limit = attempts.limit("address", origin.address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
        found = await tickets.take(session, Purpose.PASSKEY, ticket)
    if found is None:
        raise errors.LinkInvalid
    passkey = await _prove(here, found.data["challenge"], credential, found.user_id)
    async with across_tenants(Crossing.SIGN_IN) as session:
        # Whoever removed the passkey meanwhile, or had the account shut, has the last word (S17).
        is_open = await hold(session, passkey.user_id)
        if not is_open or not await session.scalar(select(Passkey.id).where(Passkey.id == passkey.id)):
            raise errors.PasskeyRefused
        if found.data.get("first_step"):
            await tickets.void(session, passkey.user_id, Purpose.SECOND_FACTOR)
        await attempts.forgive(session, latest=[limit])
        method = "password+passkey" if found.data.get("first_step") else "passkey"
        return await sessions.begin(session, passkey.user_id, origin, method, has_second_factor=True)


async def confirm(here: Site, ticket: str, credential: dict[str, Any], *, user_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """The session is confirmed by a passkey of its person, and has a second factor from now on. Refuses as `sign_in` does."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await tickets.take(session, Purpose.PASSKEY, ticket)
    if found is None or found.user_id != user_id:
        raise errors.LinkInvalid
    await _prove(here, found.data["challenge"], credential, user_id)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await sessions.confirm(session, session_id, with_second_factor=True)


async def _prove(here: Site, challenge: str, credential: dict[str, Any], user_id: uuid.UUID | None) -> Passkey:
    from webauthn import base64url_to_bytes, verify_authentication_response

    try:
        credential_id = base64url_to_bytes(str(credential.get("rawId") or credential.get("id")))
    except ValueError as error:
        raise errors.PasskeyRefused from error
    async with across_tenants(Crossing.SIGN_IN) as session:
        row = await session.scalar(
            select(Passkey).join(User, User.id == Passkey.user_id).where(Passkey.credential_id == credential_id, User.is_active)
        )
    if row is None or (user_id is not None and row.user_id != user_id):
        raise errors.PasskeyRefused
    try:
        proof = verify_authentication_response(
            credential=credential,
            expected_challenge=bytes.fromhex(challenge),
            expected_rp_id=here.name,
            expected_origin=here.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # whatever the library trips over in what a stranger sent
        _log.info("passkey_refused", error=type(error).__name__)
        async with across_tenants(Crossing.SIGN_IN) as session:
            await happenings.note(session, row.user_id, SignInFailed, "passkey")
        raise errors.PasskeyRefused from error
    async with across_tenants(Crossing.SIGN_IN) as session:
        await session.execute(
            update(Passkey)
            .where(Passkey.id == row.id)
            .values(sign_count=func.greatest(Passkey.sign_count, proof.new_sign_count), last_used_at=clock.now())
        )
    return row


async def rename(user_id: uuid.UUID, passkey_id: uuid.UUID, name: str) -> Passkey:
    """The passkey is called so. Refuses `not_found`."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        row = await session.scalar(
            update(Passkey)
            .where(Passkey.id == passkey_id, Passkey.user_id == user_id)
            .values(name=name.strip())
            .returning(Passkey)
        )
        if row is None:
            raise errors.UnknownPasskey
        return row


async def remove(who: rules.Bearer, passkey_id: uuid.UUID) -> None:
    """The passkey opens nothing any more, and the person is told by mail; without another factor no session has one then. Refuses
    `not_found`, and `signed_out` when their session has ended meanwhile."""
    user_id = who.user_id
    async with across_tenants(Crossing.SIGN_IN) as session:
        await hold_for(session, who)
        gone = await session.scalar(
            delete(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id).returning(Passkey.id)
        )
        if gone is None:
            raise errors.UnknownPasskey
        await sessions.forget_second_factor(session, user_id)
        await happenings.note(session, user_id, SecondFactorChanged, "passkey_removed")
        await notices.send(session, user_id, "passkey_removed")
