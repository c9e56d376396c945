"""Signing in with another e-mail: asked for with the password, true once its person, signed in, confirms the link sent to the new
address. Who opens that link without being signed in to the account finishes nothing.

The address from before is told when a change is asked for and when it has come true, each time with a link that takes it back. That
link needs no session, as all of them may be a thief's: who reads the mailbox that the account was known by has it back, as by a new
password. So of two who undo each other's changes it is the earlier mailbox that stays. As long as there is such a link, no other
account has that address: a trigger refuses it like one that is taken (`accounts_refuse_kept_email`).

Links are made when their mail leaves, which may be hours later. So both the mail and the link to the new address are good only while
the session lasts that asked, and while the password is the one that was given: whoever chooses another password, or signs out
everywhere, is rid of whatever a thief has asked for.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.events import EmailChanged
from atende.accounts.models import EmailChange, Session, User
from atende.accounts.rules import letters
from atende.accounts.service import attempts, confirming, happenings, notices, people, sessions, shutting, tickets
from atende.accounts.service.locking import hold
from atende.accounts.service.tickets import Purpose
from atende.core import clock, log
from atende.core.jobs import Lane
from atende.core.mail import outbox
from atende.core.mail.letter import Letter
from atende.core.mail.outbox import Asked
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id

KIND = "accounts.email_change"
UNDO_KIND = "accounts.email_undo"
_STALE = timedelta(hours=2)  # a mail that could not leave for so long is no answer any more
_UNDO = timedelta(days=rules.EMAIL_UNDO_DAYS)
_BEFORE = timedelta(days=1)  # what was made this much earlier than anybody asked is believed to be the person's own
_KEPT = 2 * _UNDO  # a change is finished early, its notice leaves early, and that one's link is good for as long
_AT_ONCE = 1000
_log = log.get("accounts")


@dataclass(frozen=True, slots=True)
class Undone:
    """The e-mail that signs in again, or still, the token for choosing a new password, and what else opened the account: what was
    removed, and what is older and left."""

    email: str
    reset_token: str
    removed: shutting.Ways
    left: shutting.Ways


async def ask(who: rules.Bearer, *, email: str, password: str) -> None:
    """A link is on its way to the new address, and one that stops the change to the present one; whether somebody else has an
    account with the new one is told to nobody.

    Refuses `wrong_credentials`, `too_many_attempts`, `invalid`.
    """
    email, user_id = people.clean_email(email), who.user_id
    user = await confirming.check_password(user_id, password, "password")
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(
            session,
            attempts.limit("changing_email", str(user_id)),
            attempts.limit("change_email", str(user_id), email),
            attempts.limit("mailed", email),
        )
        # As it was when the password was looked at: an undo in between has the last word.
        await confirming.is_still(session, user, who)
        now, change_id = clock.now(), new_id()
        await session.execute(
            insert(EmailChange).values(
                id=change_id, user_id=user_id, session_id=who.session_id, former=user.email, email=email, asked_at=now
            )
        )
        await outbox.queue(session, KIND, email, change_id=str(change_id))
        await _tell_former(session, user, change_id, is_done=False)


async def _tell_former(session: AsyncSession, user: User, change_id: uuid.UUID, *, is_done: bool) -> None:
    # A mailbox that nobody ever showed to be the person's may be a stranger's, by one wrong letter: no link into the account goes there.
    if user.email_confirmed_at is None:
        await notices.send(session, user.id, "email_changed" if is_done else "email_asked", to=user.email)
    else:
        await outbox.queue(session, UNDO_KIND, user.email, change_id=str(change_id), is_done=is_done)


async def write(asked: Asked) -> Letter | None:
    """The letter with a fresh link; None when the address is another account's by now, or was and can be again, when the session that
    asked has ended or the password has changed since, when the change was stopped or another one came true, or when the asking is too
    long ago."""
    if clock.now() - asked.asked_at > _STALE:
        return None
    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await _locked(session, uuid.UUID(asked.params["change_id"]))
        if found is None or not await _is_awaited(session, *found):
            return None
        change, user = found
        if user.password_changed_at > asked.asked_at or await people.is_taken(session, change.email, but=user.id):
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
        # This link takes back whatever came true meanwhile; and its mail may have left late.
        kept = update(EmailChange).where(*_of(user.id, change.former), EmailChange.former_until.is_not(None))
        await session.execute(kept.values(former_until=func.greatest(EmailChange.former_until, clock.now() + _UNDO)))
    link = notices.link("/auth/email/undo", token)
    words = letters.email_undo(user.locale, user.name, link, rules.EMAIL_UNDO_DAYS, is_done=asked.params["is_done"])
    return notices.letter(words)


async def finish(token: str, *, user_id: uuid.UUID, session_id: uuid.UUID, address: str) -> str:
    """The person signs in with the new e-mail, every session but this one has ended, and the former address is told. Returns the
    e-mail. Refuses `link_invalid`, `other_account` (the link stays good then), `too_many_attempts`."""
    limit = await _count(address)
    try:
        async with across_tenants(Crossing.SIGN_IN) as session:
            change, user = await _take(session, Purpose.EMAIL_CHANGE, token, user_id)
            now = clock.now()
            kept = now + _UNDO if user.email_confirmed_at else None  # else nobody is sent a way back
            done = update(EmailChange).where(EmailChange.id == change.id)
            await session.execute(done.values(finished_at=now, former_until=kept))
            await _tell_former(session, user, change.id, is_done=True)
            await people.give_email(session, user_id, change.email)
            await session.execute(update(User).where(User.id == user_id).values(email_confirmed_at=now))
            await sessions.revoke(session, user_id, but=session_id)
            await tickets.void(session, user_id, Purpose.RESET, Purpose.EMAIL_CHANGE)
            await happenings.note(session, user_id, EmailChanged, "self")
            await attempts.forgive(session, limit)
            return change.email
    except IntegrityError as error:
        raise errors.LinkInvalid from error  # somebody was faster and has an account with it


async def undo(token: str, *, address: str) -> Undone:
    """The change, and whatever other was asked for since, has not come true, or no more: the account is known by the address from
    before. Whoever asked for it had a session and the password, so the account is shut to everybody (`shutting.shut`), and a new
    password is chosen with the token that is returned. An address whose place was taken is told.

    Refuses `link_invalid`, `too_many_attempts`, and `account_closed` when another account has the address in spite of all: then
    the account, which is known by a mailbox of whoever asked, is closed until an operator gives it another e-mail.
    """
    limit = await _count(address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        change, user = await _take(session, Purpose.EMAIL_UNDO, token)
        user_id, former, replaced = user.id, change.former, user.email
        first = await session.scalar(select(func.min(EmailChange.asked_at)).where(*_of(user_id, former)))
        since, is_back = min(first or change.asked_at, change.asked_at) - _BEFORE, replaced.lower() != former.lower()
        later = update(EmailChange).where(EmailChange.user_id == user_id, EmailChange.id >= change.id)
        await session.execute(later.where(EmailChange.undone_at.is_(None)).values(undone_at=clock.now()))
        is_theirs = not is_back or await _give_back(session, user_id, former)
        done = await shutting.shut(session, user_id, since)
        reset = await tickets.issue(session, Purpose.RESET, seconds=rules.RESET_SECONDS, user_id=user_id)
        if not is_theirs:  # and by a new password mailed to whoever took it, it would open again
            await session.execute(update(User).where(User.id == user_id).values(is_active=False))
        await happenings.note(session, user_id, EmailChanged, "closed" if not is_theirs else "undone" if is_back else "stopped")
        if is_back:
            await notices.send(session, user_id, "email_undone" if is_theirs else "email_closed", to=replaced)
        await attempts.forgive(session, limit)
        await shutting.state(session, user_id, done)
    if not is_theirs:
        _log.error("account_closed", user_id=str(user_id))
        raise errors.AccountClosed
    return Undone(former, reset, done.removed, done.left)


def _of(user_id: uuid.UUID, former: str) -> tuple[Any, ...]:
    """The person's changes away from this address that nobody took back."""
    is_it = func.lower(EmailChange.former) == former.lower()
    return EmailChange.user_id == user_id, is_it, EmailChange.undone_at.is_(None)


async def _give_back(session: AsyncSession, user_id: uuid.UUID, former: str) -> bool:
    try:
        async with session.begin_nested():
            await people.give_email(session, user_id, former)
    except IntegrityError:
        return False
    return True


async def old_due(_limit: int) -> list[Lane]:
    """A lane when something of a change can be undone no more."""
    async with across_tenants(Crossing.SWEEP) as session:
        return [Lane(happenings.NOBODY, "old email changes")] if await session.scalar(_old().limit(1)) else []


async def forget_old(_lane: Lane) -> bool:
    """Changes that can be undone no more are gone, and with them what the people were called before; some at a time."""
    async with across_tenants(Crossing.SWEEP) as session:
        old = _old().limit(_AT_ONCE).with_for_update(skip_locked=True)
        await session.execute(delete(EmailChange).where(EmailChange.id.in_(old.scalar_subquery())))
    return True


def _old() -> Select[Any]:
    now = clock.now()
    is_free = or_(EmailChange.former_until.is_(None), EmailChange.former_until < now)
    return select(EmailChange.id).where(EmailChange.asked_at < now - _KEPT, is_free)


async def _count(address: str) -> attempts.Limit:
    limit = attempts.limit("link", address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
    return limit


async def _take(session: AsyncSession, purpose: Purpose, token: str, by: uuid.UUID | None = None) -> tuple[EmailChange, User]:
    """What the link is about and its person, locked; the link is used up. Refuses `link_invalid`, and `other_account` when it is
    not the one who asks."""
    ticket = await tickets.look(session, purpose, token)
    if ticket is not None and by not in (None, ticket.user_id):
        raise errors.OtherAccount
    found = await _locked(session, uuid.UUID(ticket.data["change_id"])) if ticket else None
    if found is None:
        raise errors.LinkInvalid
    is_good = found[0].undone_at is None if purpose is Purpose.EMAIL_UNDO else await _is_awaited(session, *found)
    if not is_good or await tickets.take(session, purpose, token) is None:
        raise errors.LinkInvalid
    return found


async def _locked(session: AsyncSession, change_id: uuid.UUID) -> tuple[EmailChange, User] | None:
    """The change and its person, for whom everything else here waits; None when it is gone, or the account closed."""
    user_id = await session.scalar(select(EmailChange.user_id).where(EmailChange.id == change_id))
    if user_id is None:
        return None
    # A password that is being changed meanwhile either sees the link that is made here and voids it, or is seen here.
    user = await hold(session, user_id)
    change = await session.get(EmailChange, change_id)
    return (change, user) if change and user else None


async def _is_awaited(session: AsyncSession, change: EmailChange, user: User) -> bool:
    """Whether the change can still come true."""
    if change.finished_at or change.undone_at or user.email.lower() != change.former.lower():
        return False
    lasting = exists().where(Session.id == change.session_id, Session.expires_at > clock.now())
    return bool(await session.scalar(select(lasting)))
