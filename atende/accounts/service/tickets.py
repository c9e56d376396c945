"""Tickets: the right to do one thing once, for whoever holds the token. Links in mails are tickets, and half-finished sign-ins."""

import enum
import secrets
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import rules
from atende.accounts.models import Ticket
from atende.core import clock


class Purpose(enum.StrEnum):
    """What a ticket is good for."""

    SECOND_FACTOR = "second_factor"  # the password was right
    PASSKEY = "passkey"  # a challenge for signing in, or for confirming oneself
    PASSKEY_ADD = "passkey_add"
    RESET = "reset"
    EMAIL_CHANGE = "email_change"
    EMAIL_UNDO = "email_undo"  # held by whoever reads the mailbox from before
    INVITATION = "invitation"
    OUTSIDE = "outside"  # held by a browser that went to a service elsewhere, until it is back


async def issue(session: AsyncSession, purpose: Purpose, *, seconds: int, user_id: uuid.UUID | None = None, **data: Any) -> str:
    """The token of a new ticket, which is kept nowhere; tickets that are over are gone."""
    token, now = secrets.token_urlsafe(32), clock.now()
    await session.execute(
        insert(Ticket).values(
            token_hash=rules.token_hash(token),
            purpose=purpose.value,
            user_id=user_id,
            data=data,
            expires_at=now + timedelta(seconds=seconds),
            created_at=now,
        )
    )
    old = select(Ticket.token_hash).where(Ticket.expires_at < now).limit(100).with_for_update(skip_locked=True)
    await session.execute(delete(Ticket).where(Ticket.token_hash.in_(old.scalar_subquery())))
    return token


async def look(session: AsyncSession, purpose: Purpose, token: str) -> Ticket | None:
    """The ticket while it is good for `purpose`; it stays good."""
    return await session.scalar(select(Ticket).where(*_good(purpose, token)))


async def take(session: AsyncSession, purpose: Purpose, token: str) -> Ticket | None:
    """The ticket, which is good no more; of two who take it at once, one gets None."""
    return await session.scalar(delete(Ticket).where(*_good(purpose, token)).returning(Ticket))


async def fail(session: AsyncSession, token: str) -> None:
    """A wrong code was given for the ticket; after some of them it is gone."""
    key = Ticket.token_hash == rules.token_hash(token)
    failures = await session.scalar(update(Ticket).where(key).values(failures=Ticket.failures + 1).returning(Ticket.failures))
    if failures is not None and failures >= rules.TICKET_FAILURES:
        await session.execute(delete(Ticket).where(key))


async def void(session: AsyncSession, user_id: uuid.UUID, *purposes: Purpose) -> None:
    """The person's tickets for these purposes are gone."""
    await session.execute(delete(Ticket).where(Ticket.user_id == user_id, Ticket.purpose.in_([one.value for one in purposes])))


def _good(purpose: Purpose, token: str) -> tuple[Any, ...]:
    return (
        Ticket.token_hash == rules.token_hash(token),
        Ticket.purpose == purpose.value,
        Ticket.expires_at > clock.now(),
    )
