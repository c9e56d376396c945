"""People who sign in elsewhere: their tokens open their account here, and an identity there belongs to one account here.

How an identity comes to its account, safely (decision 15): by the person's own session here; by an e-mail that the provider says
is confirmed, when no account has it, or when the account that has it has no other way in. An account with a password is never
joined by e-mail, so nobody gets into it who could not get in before.
"""

import uuid
from datetime import timedelta

from sqlalchemy import bindparam, delete, exists, false, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.events import IdentityLinked, IdentityUnlinked
from atende.accounts.models import Agency, Membership, OutsideIdentity, Passkey, Session, Totp, User
from atende.accounts.ports import Vouched, Voucher
from atende.accounts.service import notices, passwords, people, sessions
from atende.accounts.service.locking import hold, hold_for
from atende.core import clock, log
from atende.core.audit import recording
from atende.core.tenancy import Actor, Crossing, across_tenants
from atende.kit.ids import new_id

_ASK_AGAIN_SECONDS = 30  # after which a provider is asked anew about somebody without an account here
_MOST_ASKED = 10_000

_log = log.get("accounts")
_voucher: Voucher | None = None
_unlinked: dict[str, float] = {}  # subject -> when the provider was last asked about them, and no account came of it


def vouch_with(voucher: Voucher) -> None:
    """Tokens are looked at by `voucher` from here on."""
    global _voucher
    _voucher = voucher


def voucher() -> Voucher | None:
    """The service elsewhere whose people may sign in here; None when there is none."""
    return _voucher if _voucher is not None and _voucher.is_on else None


async def recognize(token: str) -> rules.Bearer:
    """Who holds this token, by their account here as it stands now. What the token says of roles or tenants is not looked at.

    A first visit may make the account or join it, as this module's head says. Refuses `token_refused`, `not_linked`,
    `vouching_away`, and `second_factor_required` when the account here has one and the token was begun without.
    """
    return await _recognize(*await _vouch(token), token)


async def _recognize(voucher: Voucher, vouched: Vouched, token: str) -> rules.Bearer:
    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await _bearer(session, voucher, vouched)
    if found is None:
        await _link_by_email(voucher, vouched, token)
        async with across_tenants(Crossing.SIGN_IN) as session:
            found = await _bearer(session, voucher, vouched)
    if found is None:
        raise errors.NotLinked
    return found


async def sign_in(token: str, origin: sessions.Origin) -> sessions.Opened:
    """Whoever holds this token has a session here, like anybody who signs in. Refuses what `recognize` refuses."""
    voucher, vouched = await _vouch(token)
    who = await _recognize(voucher, vouched, token)
    async with across_tenants(Crossing.SIGN_IN) as session:
        # Whoever signed out everywhere meanwhile, or had the account shut, has the last word (S17).
        if not await hold(session, who.user_id) or not await _bearer(session, voucher, vouched):
            raise errors.TokenRefused(reason="revoked")
        opened = await sessions.begin(session, who.user_id, origin, "outside", has_second_factor=who.has_second_factor)
        # The session is as confirmed as the token was: one that was only renewed proves nothing anew.
        proved = who.confirmed_at or who.created_at - timedelta(days=1)
        await session.execute(update(Session).where(Session.id == opened.session_id).values(confirmed_at=proved))
        await session.execute(
            update(OutsideIdentity)
            .where(OutsideIdentity.user_id == who.user_id, OutsideIdentity.email.is_distinct_from(vouched.email))
            .where(OutsideIdentity.provider == voucher.provider, OutsideIdentity.subject == vouched.subject)
            .values(email=vouched.email)
        )
        return opened


async def sign_out(token: str) -> None:
    """What its holder began there so far opens nothing here any more: neither this token nor one that it is renewed to."""
    voucher, vouched = await _vouch(token)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await session.execute(
            update(OutsideIdentity)
            .where(OutsideIdentity.provider == voucher.provider, OutsideIdentity.subject == vouched.subject)
            .values(not_before=clock.now())
        )


async def link(who: rules.Bearer, token: str) -> OutsideIdentity:
    """The identity that this token proves belongs to the person, who is signed in here (S20). Again does nothing.

    They are told by mail, and a new password by mail unlinks it again: somebody else may have been at their screen. Refuses
    `identity_taken` when it is another account's, or when this account has another one there, and `signed_out` when the session has
    ended meanwhile.
    """
    user_id = who.user_id
    voucher, vouched = await _vouch(token)
    identity = OutsideIdentity(
        id=new_id(),
        provider=voucher.provider,
        subject=vouched.subject,
        user_id=user_id,
        email=vouched.email,
        linked_by="person",
    )
    async with across_tenants(Crossing.SIGN_IN) as session:
        known = await session.scalar(
            select(OutsideIdentity).where(
                OutsideIdentity.provider == voucher.provider, OutsideIdentity.subject == vouched.subject
            )
        )
    if known is not None:
        if known.user_id != user_id:
            raise errors.IdentityTaken
        return known
    try:
        async with across_tenants(Crossing.SIGN_IN) as session:
            # The service was asked meanwhile, for as long as it liked: whoever had the account shut has the last word (S17).
            await hold_for(session, who)
            session.add(identity)
            await session.flush()
            await session.refresh(identity)
            await notices.send(session, user_id, "identity_linked")
            await _state(session, IdentityLinked(user_id=user_id, provider=voucher.provider, how="person"))
    except IntegrityError as error:
        raise errors.IdentityTaken from error
    _log.info("identity_linked", user_id=str(user_id), provider=voucher.provider)
    return identity


async def identities(user_id: uuid.UUID) -> tuple[list[OutsideIdentity], bool]:
    """Who the person is elsewhere, oldest first, and whether they could do without: by a password or a passkey."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        statement = select(OutsideIdentity).where(OutsideIdentity.user_id == user_id)
        found = list(await session.scalars(statement.order_by(OutsideIdentity.created_at, OutsideIdentity.id)))
        return found, bool(await session.scalar(_HAS_ANOTHER_WAY, {"user_id": user_id}))


async def unlink(who: rules.Bearer, identity_id: uuid.UUID) -> None:
    """The identity is nobody's here any more. Refuses `last_way_in` when the account has neither password nor passkey, and `signed_out`
    when the session has ended meanwhile."""
    user_id = who.user_id
    async with across_tenants(Crossing.SIGN_IN) as session:
        await hold_for(session, who)
        mine = OutsideIdentity.id == identity_id, OutsideIdentity.user_id == user_id
        provider = await session.scalar(select(OutsideIdentity.provider).where(*mine))
        if provider is None:
            raise errors.UnknownIdentity
        if not await session.scalar(_HAS_ANOTHER_WAY, {"user_id": user_id}):
            raise errors.LastWayIn
        await session.execute(delete(OutsideIdentity).where(*mine))
        await _state(session, IdentityUnlinked(user_id=user_id, provider=provider))


async def unlink_chosen(session: AsyncSession, user_id: uuid.UUID) -> None:
    """Identities that were linked in a session of the person, and not by their confirmed e-mail, are nobody's here any more. Call it
    last in the crossing, which it makes wait for others (`recording.state`)."""
    gone = await session.scalars(
        delete(OutsideIdentity)
        .where(OutsideIdentity.user_id == user_id, OutsideIdentity.linked_by == "person")
        .returning(OutsideIdentity.provider)
    )
    for provider in gone.all():
        await _state(session, IdentityUnlinked(user_id=user_id, provider=provider))


async def _state(session: AsyncSession, fact: IdentityLinked | IdentityUnlinked) -> None:
    await recording.state(session, fact, Actor("user", fact.user_id), subject_id=fact.user_id)


async def _vouch(token: str) -> tuple[Voucher, Vouched]:
    if _voucher is None or not _voucher.is_on:
        raise errors.TokenRefused(reason="issuer")
    return _voucher, await _voucher.vouch(token, clock.now())


async def _bearer(session: AsyncSession, voucher: Voucher, vouched: Vouched) -> rules.Bearer | None:
    row = (
        await session.execute(
            select(OutsideIdentity, User, _is_behind, _has_totp, func.coalesce(Agency.requires_second_factor, false()))
            .join(User, User.id == OutsideIdentity.user_id)
            .outerjoin(Agency, Agency.id == User.agency_id)
            .where(
                OutsideIdentity.provider == voucher.provider,
                OutsideIdentity.subject == vouched.subject,
                OutsideIdentity.is_confirmed,
            )
        )
    ).one_or_none()
    if row is None:
        return None
    identity, user, is_behind, has_totp, agency_requires = row
    if not user.is_active:
        raise errors.TokenRefused(reason="closed")
    # By when the sign-in there began: renewing is no signing in, and a thief's session renews itself for ever (S17).
    if identity.not_before is not None and (vouched.begun_at is None or vouched.begun_at <= identity.not_before):
        raise errors.TokenRefused(reason="revoked")
    if has_totp and not vouched.has_second_factor:
        raise errors.SecondFactorRequired  # nobody gets round their own second factor by signing in elsewhere
    if is_behind:
        if await hold(session, user.id) is None:
            raise errors.TokenRefused(reason="closed")
        await session.execute(update(Membership).where(Membership.user_id == user.id).values(email=user.email))
    return rules.Bearer(
        session_id=uuid.uuid5(identity.id, vouched.session),
        csrf_token="",  # a token that a script must send needs no second one
        created_at=vouched.issued_at,
        last_seen_at=clock.now(),
        expires_at=vouched.expires_at,
        user_id=user.id,
        email=user.email,
        name=user.name,
        locale=user.locale,
        agency_id=user.agency_id,
        is_superuser=user.is_superuser,
        has_second_factor=vouched.has_second_factor,
        confirmed_at=vouched.proved_at,
        agency_requires_second_factor=agency_requires,
        is_outside=True,
    )


async def _link_by_email(voucher: Voucher, vouched: Vouched, token: str) -> None:
    now = clock.now().timestamp()
    if now - _unlinked.get(vouched.subject, 0.0) < _ASK_AGAIN_SECONDS:
        return
    email = await voucher.confirmed_email(token)
    if email is None:
        _remember(vouched.subject, now)
        return
    async with across_tenants(Crossing.SIGN_IN) as session:
        user = await _account_for(session, voucher, vouched, people.clean_email(email))
        if user is None:
            _remember(vouched.subject, now)
            return
        # The trigger may have put it there, unconfirmed, a moment ago; another account's stays that account's.
        await session.execute(
            insert(OutsideIdentity)
            .values(id=new_id(), provider=voucher.provider, subject=vouched.subject, user_id=user, email=email)
            .on_conflict_do_update(
                constraint="uq_accounts_outside_identities_provider_subject",
                set_={"is_confirmed": True, "email": email},
                where=OutsideIdentity.user_id == user,
            )
        )
        await _state(session, IdentityLinked(user_id=user, provider=voucher.provider, how="email"))
    _log.info("identity_linked_by_email", user_id=str(user), provider=voucher.provider)


def _remember(subject: str, now: float) -> None:
    if len(_unlinked) >= _MOST_ASKED:
        _unlinked.clear()
    _unlinked[subject] = now


async def _account_for(session: AsyncSession, voucher: Voucher, vouched: Vouched, email: str) -> uuid.UUID | None:
    """The account that a confirmed e-mail leads to, made when there was none; None when joining it would not be safe."""
    made = insert(User).values(
        id=uuid.uuid4(),
        email=email,
        name=email.partition("@")[0],
        password_hash=passwords.NONE,
        email_confirmed_at=clock.now(),
    )  # the name that a token gives was chosen by its holder; they can choose it here
    try:
        async with session.begin_nested():
            await session.execute(made.on_conflict_do_nothing())
    except IntegrityError:  # another account can have it back
        return None
    user = await session.scalar(select(User).where(func.lower(User.email) == email).with_for_update())
    if user is None or not user.is_active or user.is_superuser or user.agency_id is not None:
        return None
    elsewhere = await session.execute(
        select(OutsideIdentity.provider, OutsideIdentity.subject).where(OutsideIdentity.user_id == user.id)
    )
    has_another = any(tuple(row) != (voucher.provider, vouched.subject) for row in elsewhere)
    has_passkey = await session.scalar(select(exists().where(Passkey.user_id == user.id)))
    if user.password_hash != passwords.NONE or has_another or has_passkey:
        return None
    await people.prove_mailbox(session, user.id)  # the provider says so
    return user.id


_HAS_ANOTHER_WAY = select(
    exists().where(User.id == bindparam("user_id"), User.password_hash != passwords.NONE)
    | exists().where(Passkey.user_id == bindparam("user_id"))
)
# Teams see another e-mail than the account's: the trigger of a shared database changes the account alone.
_has_totp = exists().where(Totp.user_id == User.id, Totp.confirmed_at.is_not(None))
_is_behind = exists().where(Membership.user_id == User.id, Membership.email != User.email)
