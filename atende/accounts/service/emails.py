"""Signing in with another e-mail: asked for with the password, true once its person, signed in, confirms the link sent to the new
address. Who opens that link without being signed in to the account finishes nothing.

The address from before is told when a change is asked for and when it has come true, each time with a link that takes it back. That
link needs no session, as all of them may be a thief's: who reads the mailbox that the account was known by has it back, as by a new
password. So of two who undo each other's changes it is the earlier mailbox that stays.

Links are made when their mail leaves, which may be hours later. So both the mail and the link to the new address are good only while
the session lasts that asked, and while the password is the one that was given: whoever chooses another password, or signs out
everywhere, is rid of whatever a thief has asked for.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.events import EmailChanged
from atende.accounts.models import EmailChange, Membership, Passkey, RecoveryCode, Session, Totp, User
from atende.accounts.rules import letters
from atende.accounts.service import attempts, confirming, happenings, notices, outside, passwords, people, sessions, tickets
from atende.accounts.service.tickets import Purpose
from atende.core import clock
from atende.core.mail import outbox
from atende.core.mail.letter import Letter
from atende.core.mail.outbox import Asked
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id

KIND = "accounts.email_change"
UNDO_KIND = "accounts.email_undo"
_STALE = timedelta(hours=2)  # a mail that could not leave for so long is no answer any more
_UNDO = timedelta(days=rules.EMAIL_UNDO_DAYS)
_BEFORE = timedelta(days=1)  # passkeys and apps this much older than the asking are believed to be the person's own
_KEPT = 2 * _UNDO  # a change is finished early, its notice leaves early, and that one's link is good for as long


@dataclass(frozen=True, slots=True)
class Undone:
    """The e-mail that signs in again, or still, and the token for choosing a new password."""

    email: str
    reset_token: str


async def ask(user_id: uuid.UUID, session_id: uuid.UUID, *, email: str, password: str) -> None:
    """A link is on its way to the new address, and one that stops the change to the present one; whether somebody else has an
    account with the new one is told to nobody.

    Refuses `wrong_credentials`, `too_many_attempts`, `invalid`.
    """
    email = people.clean_email(email)
    user = await confirming.check_password(user_id, password, "password")
    now, change_id = clock.now(), new_id()
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, attempts.limit("change_email", str(user_id), email), attempts.limit("mailed", email))
        # As it was when the password was looked at: an undo in between has the last word.
        await confirming.is_still(session, user, session_id)
        await session.execute(
            insert(EmailChange).values(
                id=change_id, user_id=user_id, session_id=session_id, former=user.email, email=email, asked_at=now
            )
        )
        await outbox.queue(session, KIND, email, change_id=str(change_id))
        await _tell_former(session, user, change_id, is_done=False)
        old = select(EmailChange.id).where(EmailChange.asked_at < now - _KEPT).limit(100).with_for_update(skip_locked=True)
        await session.execute(delete(EmailChange).where(EmailChange.id.in_(old.scalar_subquery())))


async def _tell_former(session: AsyncSession, user: User, change_id: uuid.UUID, *, is_done: bool) -> None:
    # A mailbox that nobody ever showed to be the person's may be a stranger's, by one wrong letter: no link into the account goes there.
    if user.email_confirmed_at is not None:
        await outbox.queue(session, UNDO_KIND, user.email, change_id=str(change_id), is_done=is_done)


async def write(asked: Asked) -> Letter | None:
    """The letter with a fresh link; None when the address is another account's by now, when the session that asked has ended or the
    password has changed since, when the change was stopped or another one came true, or when the asking is too long ago."""
    if clock.now() - asked.asked_at > _STALE:
        return None
    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await _locked(session, uuid.UUID(asked.params["change_id"]))
        if found is None or not await _is_awaited(session, *found):
            return None
        change, user = found
        if user.password_changed_at > asked.asked_at or await people.find_by_email(session, change.email):
            return None
        token = await tickets.issue(
            session, Purpose.EMAIL_CHANGE, seconds=rules.EMAIL_CHANGE_SECONDS, user_id=user.id, change_id=str(change.id)
        )
    link = notices.link("/auth/email", token)
    return notices.letter(letters.email_change(user.locale, user.name, link, rules.EMAIL_CHANGE_SECONDS // 60))


async def write_undo(asked: Asked) -> Letter | None:
    """The notice to the address from before, with a link that takes the change back; None when that was done, or the asking is too
    long ago."""
    if clock.now() - asked.asked_at > _UNDO:
        return None
    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await _locked(session, uuid.UUID(asked.params["change_id"]))
        if found is None or found[0].undone_at is not None:
            return None
        change, user = found
        token = await tickets.issue(
            session, Purpose.EMAIL_UNDO, seconds=int(_UNDO.total_seconds()), user_id=user.id, change_id=str(change.id)
        )
    link = notices.link("/auth/email/undo", token)
    words = letters.email_undo(user.locale, user.name, link, rules.EMAIL_UNDO_DAYS, is_done=asked.params["is_done"])
    return notices.letter(words)


async def finish(token: str, *, user_id: uuid.UUID, session_id: uuid.UUID, address: str) -> str:
    """The person signs in with the new e-mail, every session but this one has ended, and the former address is told. Returns the
    e-mail. Refuses `link_invalid`, `other_account` (the link stays good then), `too_many_attempts`."""
    limit = attempts.limit("link", address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
    try:
        async with across_tenants(Crossing.SIGN_IN) as session:
            ticket = await tickets.look(session, Purpose.EMAIL_CHANGE, token)
            if ticket is not None and ticket.user_id != user_id:
                raise errors.OtherAccount
            found = await _locked(session, uuid.UUID(ticket.data["change_id"])) if ticket else None
            if found is None or not await _is_awaited(session, *found):
                raise errors.LinkInvalid
            if await tickets.take(session, Purpose.EMAIL_CHANGE, token) is None:
                raise errors.LinkInvalid
            change, user = found
            await _tell_former(session, user, change.id, is_done=True)
            await _give(session, user_id, change.email)
            await session.execute(update(User).where(User.id == user_id).values(email_confirmed_at=clock.now()))
            await session.execute(update(EmailChange).where(EmailChange.id == change.id).values(finished_at=clock.now()))
            await sessions.revoke(session, user_id, but=session_id)
            await tickets.void(session, user_id, Purpose.RESET, Purpose.EMAIL_CHANGE)
            await happenings.note(session, user_id, EmailChanged, "self")
            await attempts.forgive(session, limit)
            return change.email
    except IntegrityError as error:
        raise errors.LinkInvalid from error  # somebody was faster and has an account with it


async def undo(token: str, *, address: str) -> Undone:
    """The change, and whatever other was asked for since, has not come true, or no more: the account is known by the address from
    before. Whoever asked for it had a session and the password, so every session has ended, no password opens the account until
    one is chosen, and second factors, passkeys and identities elsewhere that came since open it no more. An address whose place
    was taken is told.

    Refuses `link_invalid`, `email_taken` when another account has the address meanwhile, `too_many_attempts`.
    """
    limit = attempts.limit("link", address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
    try:
        async with across_tenants(Crossing.SIGN_IN) as session:
            ticket = await tickets.look(session, Purpose.EMAIL_UNDO, token)
            found = await _locked(session, uuid.UUID(ticket.data["change_id"])) if ticket else None
            if found is None or found[0].undone_at is not None:
                raise errors.LinkInvalid
            if await tickets.take(session, Purpose.EMAIL_UNDO, token) is None:
                raise errors.LinkInvalid
            change, user = found
            now, replaced = clock.now(), user.email
            since = update(EmailChange).where(EmailChange.user_id == user.id, EmailChange.id >= change.id)
            await session.execute(since.where(EmailChange.undone_at.is_(None)).values(undone_at=now))
            is_back = replaced.lower() != change.former.lower()
            if is_back:
                await _give(session, user.id, change.former)
            await _shut(session, user.id, change)
            reset = await tickets.issue(session, Purpose.RESET, seconds=rules.RESET_SECONDS, user_id=user.id)
            await happenings.note(session, user.id, EmailChanged, "undone" if is_back else "stopped")
            if is_back:
                await notices.send(session, user.id, "email_undone", to=replaced)
            await attempts.forgive(session, limit)
            await outside.unlink_chosen(session, user.id)
            return Undone(change.former, reset)
    except IntegrityError as error:
        raise errors.EmailTaken from error


async def _shut(session: AsyncSession, user_id: uuid.UUID, change: EmailChange) -> None:
    """Whoever asked for the change has no way into the account left."""
    await people.prove_mailbox(session, user_id)
    # Whoever got in may have made themselves a way back before they asked. Codes may be theirs whenever they were made.
    since = change.asked_at - _BEFORE
    await session.execute(delete(Passkey).where(Passkey.user_id == user_id, Passkey.created_at >= since))
    await session.execute(
        delete(Totp).where(Totp.user_id == user_id, or_(Totp.confirmed_at >= since, Totp.confirmed_at.is_(None)))
    )
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    closed = update(User).where(User.id == user_id)
    await session.execute(closed.values(password_hash=passwords.NONE, password_changed_at=clock.now()))
    await sessions.revoke(session, user_id)
    await tickets.void(session, user_id, Purpose.RESET, Purpose.EMAIL_CHANGE)


async def _give(session: AsyncSession, user_id: uuid.UUID, email: str) -> None:
    """The account has this e-mail, on every team too."""
    await session.execute(update(User).where(User.id == user_id).values(email=email))
    await session.execute(update(Membership).where(Membership.user_id == user_id).values(email=email))


async def _locked(session: AsyncSession, change_id: uuid.UUID) -> tuple[EmailChange, User] | None:
    """The change and its person, for whom everything else here waits; None when it is gone, or the account closed."""
    user_id = await session.scalar(select(EmailChange.user_id).where(EmailChange.id == change_id))
    if user_id is None:
        return None
    # A password that is being changed meanwhile either sees the link that is made here and voids it, or is seen here.
    user = await session.scalar(select(User).where(User.id == user_id, User.is_active).with_for_update())
    change = await session.get(EmailChange, change_id)
    return (change, user) if change and user else None


async def _is_awaited(session: AsyncSession, change: EmailChange, user: User) -> bool:
    """Whether the change can still come true."""
    if change.finished_at or change.undone_at or user.email.lower() != change.former.lower():
        return False
    lasting = exists().where(Session.id == change.session_id, Session.expires_at > clock.now())
    return bool(await session.scalar(select(lasting)))
