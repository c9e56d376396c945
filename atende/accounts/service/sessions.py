"""Signing in and out. A session is a row; the browser holds a random token of which only the hash is kept here."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.events import SessionsEnded, SignedIn, SignedOut, SignInFailed
from atende.accounts.models import OutsideIdentity, Passkey, Session, Totp, User
from atende.accounts.rules.devices import prefix
from atende.accounts.service import attempts, happenings, known_devices, passwords, tickets
from atende.accounts.service.locking import hold, hold_for
from atende.accounts.service.tickets import Purpose
from atende.core import clock, log
from atende.core.config import settings
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id

_log = log.get("accounts")


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh session: the token for the cookie, and who it is."""

    token: str
    session_id: uuid.UUID
    user_id: uuid.UUID
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The password was right and a second factor is missing: the ticket to go on with, and what it can be: totp, recovery,
    passkey."""

    ticket: str
    methods: list[str]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: its address, its browser, and the mark the browser kept when it signed in before."""

    address: str
    user_agent: str | None = None
    mark: str | None = None


async def sign_in(email: str, password: str, *, origin: Origin) -> Opened | Unfinished:
    """The person has a new session, or a ticket for the second step. Refuses `wrong_credentials` and, after repeated failures,
    `too_many_attempts`.

    An unknown account, a wrong password of any kind of hash and a closed account cost the same work and get the same answer (S21).
    A failure is counted before the password is looked at, so that guesses sent side by side are counted too (S22).
    """
    email = email.strip().lower()
    limits = _limits(email, origin)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, *limits)
        user = await session.scalar(select(User).where(func.lower(User.email) == email))
    is_open = user is not None and user.is_active
    is_right, better = await passwords.verify(password, user.password_hash if user and is_open else None)
    if user is None or not is_right:
        async with across_tenants(Crossing.SIGN_IN) as session:
            await happenings.note(session, user.id if user else None, SignInFailed, "password")
        _log.info("sign_in_refused")
        raise errors.WrongCredentials()
    async with across_tenants(Crossing.SIGN_IN) as session:
        # Whoever chose another password meanwhile, or had the account shut, has the last word (S17).
        now = await hold(session, user.id)
        if now is None or now.password_hash != user.password_hash:
            raise errors.WrongCredentials()
        await forgive(session, limits)
        if better:
            await session.execute(
                update(User).where(User.id == user.id, User.password_hash == user.password_hash).values(password_hash=better)
            )
        if await session.scalar(select(Totp.user_id).where(Totp.user_id == user.id, Totp.confirmed_at.is_not(None))):
            has_passkey = await session.scalar(select(Passkey.id).where(Passkey.user_id == user.id).limit(1))
            ticket = await tickets.issue(session, Purpose.SECOND_FACTOR, seconds=rules.SIGN_IN_SECONDS, user_id=user.id)
            return Unfinished(ticket, ["totp", "recovery", *(["passkey"] if has_passkey else [])])
        opened = await begin(session, user.id, origin, "password")
    return opened


async def begin(
    session: AsyncSession, user_id: uuid.UUID, origin: Origin, method: str, *, has_second_factor: bool = False
) -> Opened:
    """The person has proved who they are by `method` and has one more session; it is written down."""
    opened = await open_session(session, user_id, origin.user_agent, address=origin.address, has_second_factor=has_second_factor)
    await happenings.note(session, user_id, SignedIn, method)
    _log.info("signed_in", user_id=str(user_id), method=method)
    return opened


async def open_session(
    session: AsyncSession,
    user_id: uuid.UUID,
    user_agent: str | None = None,
    *,
    address: str | None = None,
    has_second_factor: bool = False,
) -> Opened:
    """The person has one more session, in the crossing at hand."""
    now, token, session_id = clock.now(), secrets.token_urlsafe(32), new_id()
    row = Session(
        id=session_id,
        token_hash=rules.token_hash(token),
        csrf_token=secrets.token_urlsafe(32),
        user_id=user_id,
        user_agent=(user_agent or "").replace("\0", "")[:300] or None,
        address_prefix=prefix(address),
        has_second_factor=has_second_factor,
        confirmed_at=now,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=settings().session_days),
    )
    session.add(row)
    await session.flush()
    return Opened(token, session_id, user_id, row.csrf_token, row.expires_at)


async def sign_out(token: str) -> None:
    """The session of this token is gone; nothing happens when it was gone already."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        is_it = Session.token_hash == rules.token_hash(token)
        user_id = await session.scalar(select(Session.user_id).where(is_it))
        if user_id is None:
            return
        await hold(session, user_id)
        if await session.scalar(delete(Session).where(is_it).returning(Session.id)) is not None:
            await happenings.note(session, user_id, SignedOut, "self")


async def touch(session_id: uuid.UUID, created_at: datetime) -> datetime:
    """The session was used now and lasts on from here, but not past its longest life; returns when it ends."""
    now = clock.now()
    ends = min(now + timedelta(days=settings().session_days), created_at + timedelta(days=rules.SESSION_MOST_DAYS))
    async with across_tenants(Crossing.SIGN_IN) as session:
        await session.execute(update(Session).where(Session.id == session_id).values(last_seen_at=now, expires_at=ends))
    return ends


async def confirm(session: AsyncSession, session_id: uuid.UUID, *, with_second_factor: bool = False) -> None:
    """The person has just proved again who they are in this session, and may change how they sign in for some minutes."""
    values: dict[str, object] = {"confirmed_at": clock.now()}
    if with_second_factor:
        values["has_second_factor"] = True
    await session.execute(update(Session).where(Session.id == session_id).values(**values))


async def forget_second_factor(session: AsyncSession, user_id: uuid.UUID) -> None:
    """No session of the person counts as one with a second factor any more, unless they still have one: who entered by it and then
    switched it off stays nowhere that demands it. Called after something of it was removed."""
    has_totp = exists().where(Totp.user_id == user_id, Totp.confirmed_at.is_not(None))
    has_passkey = exists().where(Passkey.user_id == user_id)
    await session.execute(
        update(Session).where(Session.user_id == user_id, ~has_totp, ~has_passkey).values(has_second_factor=False)
    )


async def end(who: rules.Bearer, session_id: uuid.UUID) -> None:
    """One session of the person has ended. Refuses `not_found` for any that is not theirs, and `signed_out` when the one that asks has
    ended meanwhile."""
    user_id = who.user_id
    async with across_tenants(Crossing.SIGN_IN) as session:
        await hold_for(session, who)
        gone = await session.scalar(
            delete(Session).where(Session.id == session_id, Session.user_id == user_id).returning(Session.id)
        )
        if gone is None:
            raise errors.UnknownSession
        await happenings.note(session, user_id, SessionsEnded, "one")


async def end_all(who: rules.Bearer, *, but_this: bool) -> int:
    """All sessions of the person, with `but_this` except the one that asks, and all half-finished sign-ins have ended, and no link
    changes the e-mail any more; returns how many sessions. Refuses `signed_out` when the one that asks has ended meanwhile."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        await hold_for(session, who)
        ended = await revoke(session, who.user_id, but=who.session_id if but_this else None)
        await tickets.void(session, who.user_id, Purpose.EMAIL_CHANGE)
        await happenings.note(session, who.user_id, SessionsEnded, "others" if but_this else "all")
        return ended


async def revoke(session: AsyncSession, user_id: uuid.UUID, *, but: uuid.UUID | None = None) -> int:
    """All sessions of the person, except `but`, have ended, half-finished sign-ins lead nowhere, and what was begun at services
    elsewhere so far opens nothing; returns how many sessions there were."""
    statement = delete(Session).where(Session.user_id == user_id)
    elsewhere = update(OutsideIdentity).where(OutsideIdentity.user_id == user_id).values(not_before=clock.now())
    if but is not None:
        statement = statement.where(Session.id != but)
    await tickets.void(session, user_id, Purpose.SECOND_FACTOR, Purpose.PASSKEY, Purpose.PASSKEY_ADD)
    await session.execute(elsewhere)
    return (await session.execute(statement)).rowcount  # type: ignore[attr-defined]


async def revoke_all(user_id: uuid.UUID) -> None:
    """All sessions of the person have ended, in a crossing of its own (S17)."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        await hold(session, user_id)
        await revoke(session, user_id)


def _limits(email: str, origin: Origin) -> list[attempts.Limit]:
    if nonce := known_devices.nonce_of(origin.mark, email):
        return [attempts.limit("device", email, nonce)]
    return [
        attempts.limit("pair", email, origin.address),
        attempts.limit("account", email),
        attempts.limit("address", origin.address),
    ]


async def forgive(session: AsyncSession, limits: list[attempts.Limit]) -> None:
    """The password was right: what was counted about the account is forgotten, and this attempt about its address."""
    about = [one for one in limits if one.kind != "address"]
    await attempts.forgive(session, *about, latest=[one for one in limits if one.kind == "address"])
