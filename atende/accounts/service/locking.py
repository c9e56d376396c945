"""Of all that is a person's the account is locked first; tickets, sessions, factors and memberships come after. So whoever shuts an
account waits for what is under way, and is waited for by what comes later."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts.models import User


async def hold(session: AsyncSession, user_id: uuid.UUID) -> User | None:
    """The account, if it is open, as it is now and until this transaction ends."""
    held = select(User).where(User.id == user_id, User.is_active).with_for_update()
    return await session.scalar(held.execution_options(populate_existing=True))
