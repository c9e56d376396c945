"""Signing in with another e-mail: asked for with the password, true once a link sent to the new address is opened.

The link is made when its mail leaves, which may be hours later. So both the mail and the link are good only while the session lasts
that asked, and while the password is the one that was given: whoever chooses another password, or signs out everywhere, is rid
of whatever a thief has asked for.
"""

import uuid
from datetime import timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.events import EmailChanged
from atende.accounts.models import Membership, Session, User
from atende.accounts.rules import letters
from atende.accounts.service import attempts, confirming, happenings, notices, people, sessions, tickets
from atende.accounts.service.tickets import Purpose
from atende.core import clock
from atende.core.mail import outbox
from atende.core.mail.letter import Letter
from atende.core.mail.outbox import Asked
from atende.core.tenancy import Crossing, across_tenants

KIND = "accounts.email_change"
_STALE = timedelta(hours=2)  # a mail that could not leave for so long is no answer any more


async def ask(user_id: uuid.UUID, session_id: uuid.UUID, *, email: str, password: str) -> None:
    """A link is on its way to the new address; whether somebody else has an account with it is told to nobody.

    Refuses `wrong_credentials`, `too_many_attempts`, `invalid`.
    """
    email = people.clean_email(email)
    await confirming.check_password(user_id, password, "password")
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, attempts.limit("change_email", str(user_id), email), attempts.limit("mailed", email))
        await outbox.queue(session, KIND, email, user_id=str(user_id), session_id=str(session_id))


async def write(asked: Asked) -> Letter | None:
    """The letter with a fresh link; None when the address is another account's by now, when the session that asked has ended or the
    password has changed since, or when the asking is too long ago."""
    if clock.now() - asked.asked_at > _STALE:
        return None
    async with across_tenants(Crossing.SIGN_IN) as session:
        # Locked: a password that is being changed meanwhile either sees this link and voids it, or is seen here.
        user = await session.get(User, uuid.UUID(asked.params["user_id"]), with_for_update=True)
        if user is None or not user.is_active or user.password_changed_at > asked.asked_at:
            return None
        if not await _lasts(session, asked.params["session_id"]) or await people.find_by_email(session, asked.recipient):
            return None
        token = await tickets.issue(
            session,
            Purpose.EMAIL_CHANGE,
            seconds=rules.EMAIL_CHANGE_SECONDS,
            user_id=user.id,
            email=asked.recipient,
            session_id=asked.params["session_id"],
        )
    link = notices.link("/auth/email", token)
    return notices.letter(letters.email_change(user.locale, user.name, link, rules.EMAIL_CHANGE_SECONDS // 60))


async def finish(token: str, *, address: str) -> str:
    """The person signs in with the new e-mail, every session but the one that asked has ended, and the former address is told.
    Returns the e-mail. Refuses `link_invalid`, `too_many_attempts`."""
    limit = attempts.limit("link", address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
    try:
        async with across_tenants(Crossing.SIGN_IN) as session:
            ticket = await tickets.take(session, Purpose.EMAIL_CHANGE, token)
            if ticket is None or ticket.user_id is None or not await _lasts(session, ticket.data["session_id"]):
                raise errors.LinkInvalid
            email, former = ticket.data["email"], await session.scalar(select(User.email).where(User.id == ticket.user_id))
            await session.execute(update(User).where(User.id == ticket.user_id, User.is_active).values(email=email))
            await session.execute(update(Membership).where(Membership.user_id == ticket.user_id).values(email=email))
            await sessions.revoke(session, ticket.user_id, but=uuid.UUID(ticket.data["session_id"]))
            await tickets.void(session, ticket.user_id, Purpose.RESET, Purpose.EMAIL_CHANGE)
            await happenings.note(session, ticket.user_id, EmailChanged, "self")
            await notices.send(session, ticket.user_id, "email_changed", to=former)
            await attempts.forgive(session, limit)
            return email
    except IntegrityError as error:
        raise errors.LinkInvalid from error  # somebody was faster and has an account with it


async def _lasts(session: AsyncSession, session_id: str) -> bool:
    lasting = exists().where(Session.id == uuid.UUID(session_id), Session.expires_at > clock.now())
    return bool(await session.scalar(select(lasting)))
