"""Of all that is a person's the account is locked first; tickets, sessions, factors and memberships come after. So whoever shuts an
account waits for what is under way, and is waited for by what comes later."""

import uuid

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.models import OutsideIdentity, Session, User


async def hold(session: AsyncSession, user_id: uuid.UUID) -> User | None:
    """The account, if it is open, as it is now and until this transaction ends."""
    held = select(User).where(User.id == user_id, User.is_active).with_for_update()
    return await session.scalar(held.execution_options(populate_existing=True))


async def hold_for(session: AsyncSession, who: rules.Bearer) -> User:
    """The account of whoever asks, held. Refuses `signed_out` when it was closed, or their session ended, since they were let in: they may
    have waited here for whoever did that."""
    held = await hold(session, who.user_id)
    if held is None or not await lasts(session, who):
        raise errors.SignedOut
    return held


async def lasts(session: AsyncSession, who: rules.Bearer) -> bool:
    """Whether the session that somebody was let in by, or what they began at a service elsewhere, has not been ended since. Nobody
    elsewhere is asked."""
    living = exists().where(Session.id == who.session_id)
    if who.is_outside:
        began = or_(OutsideIdentity.not_before.is_(None), OutsideIdentity.not_before < who.last_seen_at)
        living = exists().where(OutsideIdentity.user_id == who.user_id, OutsideIdentity.is_confirmed, began)
    return bool(await session.scalar(select(living)))
