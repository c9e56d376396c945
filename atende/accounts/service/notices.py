"""Letters of accounts: each is written when its mail leaves, and a notice goes to whoever's way of signing in changed."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts.models import User
from atende.accounts.rules import letters
from atende.core.config import settings
from atende.core.mail import outbox
from atende.core.mail.letter import Letter
from atende.core.mail.outbox import Asked
from atende.core.tenancy import Crossing, across_tenants

KIND = "accounts.notice"


async def send(session: AsyncSession, user_id: uuid.UUID, what: str, *, to: str | None = None) -> None:
    """The person will be told by mail, at `to` when it is not (or no more) their e-mail. `what` is one of `letters.NOTICES`."""
    assert what in letters.NOTICES
    email = to or await session.scalar(select(User.email).where(User.id == user_id))
    if email:
        await outbox.queue(session, KIND, email, user_id=str(user_id), what=what)


async def write(asked: Asked) -> Letter | None:
    """The notice, in the person's language."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        user = await session.get(User, uuid.UUID(asked.params["user_id"]))
    return letter(letters.notice(user.locale, asked.params["what"], user.name)) if user else None


def letter(words: letters.Words) -> Letter:
    """The words as a letter."""
    return Letter(words.subject, words.text, words.html)


def link(path: str, token: str) -> str:
    """An address that only the reader's browser sees whole: what follows the # is sent to no server and stands in no log."""
    return f"{settings().url}{path}#{token}"
