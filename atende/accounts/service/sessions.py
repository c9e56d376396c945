"""Signing in and out. A session is a row; the browser holds a random token of which only the hash is kept here."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.models import OutsideIdentity, Session, SignInAttempt, User
from atende.accounts.service import passwords
from atende.core import clock, log
from atende.core.config import settings
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id

_log = log.get("accounts")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token for the cookie, and who it is."""

    token: str
    session_id: uuid.UUID
    user_id: uuid.UUID
    csrf_token: str
    expires_at: datetime


async def sign_in(email: str, password: str, *, address: str, user_agent: str | None = None) -> SignedIn:
    """The person has a new session. Refuses `wrong_credentials` and, after repeated failures, `too_many_attempts`.

    An unknown account, a wrong password and a closed account cost the same work and get the same answer (S21). A failure is
    counted before the password is looked at, so that guesses sent side by side are counted too (S22).
    """
    email = email.strip().lower()
    keys = _attempt_keys(email, address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await _count_attempt(session, keys)
        user = await session.scalar(select(User).where(func.lower(User.email) == email))
    is_open = user is not None and user.is_active
    is_right, better = await passwords.verify(password, user.password_hash if user and is_open else None)
    if user is None or not is_right:
        _log.info("sign_in_refused")
        raise errors.WrongCredentials()
    async with across_tenants(Crossing.SIGN_IN) as session:
        await session.execute(delete(SignInAttempt).where(SignInAttempt.key.in_([keys["pair"], keys["account"]])))
        await session.execute(
            update(SignInAttempt)
            .where(SignInAttempt.key == keys["address"])
            .values(failures=func.greatest(SignInAttempt.failures - 1, 0))
        )
        if better:
            await session.execute(
                update(User).where(User.id == user.id, User.password_hash == user.password_hash).values(password_hash=better)
            )
        signed_in = await open_session(session, user.id, user_agent)
    _log.info("signed_in", user_id=str(user.id))
    return signed_in


async def open_session(session: AsyncSession, user_id: uuid.UUID, user_agent: str | None = None) -> SignedIn:
    """The person has one more session, in the crossing at hand."""
    now, token, session_id = clock.now(), secrets.token_urlsafe(32), new_id()
    row = Session(
        id=session_id,
        token_hash=rules.token_hash(token),
        csrf_token=secrets.token_urlsafe(32),
        user_id=user_id,
        user_agent=(user_agent or "").replace("\0", "")[:300] or None,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=settings().session_days),
    )
    session.add(row)
    await session.flush()
    return SignedIn(token, session_id, user_id, row.csrf_token, row.expires_at)


async def sign_out(token: str) -> None:
    """The session of this token is gone; nothing happens when it was gone already."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        await session.execute(delete(Session).where(Session.token_hash == rules.token_hash(token)))


async def touch(session_id: uuid.UUID, created_at: datetime) -> datetime:
    """The session was used now and lasts on from here, but not past its longest life; returns when it ends."""
    now = clock.now()
    ends = min(now + timedelta(days=settings().session_days), created_at + timedelta(days=rules.SESSION_MOST_DAYS))
    async with across_tenants(Crossing.SIGN_IN) as session:
        await session.execute(update(Session).where(Session.id == session_id).values(last_seen_at=now, expires_at=ends))
    return ends


async def revoke(session: AsyncSession, user_id: uuid.UUID, *, but: uuid.UUID | None = None) -> int:
    """All sessions of the person, except `but`, have ended, and so have tokens of services elsewhere that were issued so far;
    returns how many sessions there were."""
    statement = delete(Session).where(Session.user_id == user_id)
    elsewhere = update(OutsideIdentity).where(OutsideIdentity.user_id == user_id).values(not_before=clock.now())
    if but is not None:
        statement = statement.where(Session.id != but)
    await session.execute(elsewhere)
    return (await session.execute(statement)).rowcount  # type: ignore[attr-defined]


async def revoke_all(user_id: uuid.UUID) -> None:
    """All sessions of the person have ended, in a crossing of its own (S17)."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        await revoke(session, user_id)


def _attempt_keys(email: str, address: str) -> dict[str, str]:
    def key(*parts: str) -> str:
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    return {
        "pair": key("pair", email, address),
        "account": key("account", email),
        "address": key("address", address),
    }


async def _count_attempt(session: AsyncSession, keys: dict[str, str]) -> None:
    now = clock.now()
    forgotten = now - timedelta(seconds=rules.FORGET_AFTER_SECONDS)
    rows = await session.scalars(
        select(SignInAttempt).where(SignInAttempt.key.in_(keys.values())).order_by(SignInAttempt.key).with_for_update()
    )
    known = {row.key: row for row in rows if row.last_at > forgotten}
    wait = 0
    for kind, key in keys.items():
        if row := known.get(key):
            open_at = row.last_at + timedelta(seconds=rules.wait_after(row.failures, rules.PATIENCE[kind]))
            wait = max(wait, -int((now - open_at).total_seconds() // 1))
    if wait > 0:
        raise errors.TooManyAttempts(retry_after=wait)
    for key in sorted(keys.values()):
        statement = insert(SignInAttempt).values(key=key, failures=1, last_at=now)
        counted = func.least(SignInAttempt.failures + 1, 1000)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=[SignInAttempt.key],
                set_={"failures": case((SignInAttempt.last_at < forgotten, 1), else_=counted), "last_at": now},
            )
        )
    old = select(SignInAttempt.key).where(SignInAttempt.last_at < forgotten).limit(100).with_for_update(skip_locked=True)
    await session.execute(delete(SignInAttempt).where(SignInAttempt.key.in_(old.scalar_subquery())))
