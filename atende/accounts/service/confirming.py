"""Proving again who one is, before changing how one signs in."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.events import SignInFailed
from atende.accounts.models import User
from atende.accounts.service import attempts, happenings, passwords, sessions
from atende.accounts.service.locking import hold, lasts
from atende.core.tenancy import Crossing, across_tenants


async def check_password(user_id: uuid.UUID, password: str, field: str) -> User:
    """The person, whose password it is. Refuses `wrong_credentials` and, after repeated failures, `too_many_attempts`."""
    limit = attempts.limit("confirm", str(user_id))
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
        user = (await session.scalars(select(User).where(User.id == user_id))).one()
    is_right, _ = await passwords.verify(password, user.password_hash)
    async with across_tenants(Crossing.SIGN_IN) as session:
        if is_right:
            await attempts.forgive(session, limit)
        else:
            await happenings.note(session, user_id, SignInFailed, "password")
    if not is_right:
        raise errors.WrongCredentials(field=field)
    return user


async def is_still(session: AsyncSession, user: User, who: rules.Bearer) -> None:
    """The person's e-mail and password are those that were read, and will be until this transaction ends; so is the session. Refuses
    `wrong_credentials`: a password was right, and opens nothing any more."""
    now = await hold(session, user.id)
    is_same = now is not None and (now.email, now.password_hash) == (user.email, user.password_hash)
    if not is_same or not await lasts(session, who):
        raise errors.WrongCredentials(field="password")


async def by_password(user_id: uuid.UUID, session_id: uuid.UUID, password: str) -> None:
    """The session is confirmed. Refuses as `check_password` does."""
    await check_password(user_id, password, "password")
    async with across_tenants(Crossing.SIGN_IN) as session:
        await sessions.confirm(session, session_id)
