"""A new password by mail, for whoever forgot theirs.

Asking does the same for an account that exists and for one that does not: it counts, and puts a mail to that address into the
outbox. Only its writer, in a worker, looks whether there is an account; nothing is sent when there is none (S21).
"""

from datetime import timedelta

from sqlalchemy import select

from atende.accounts import errors, rules
from atende.accounts.models import User
from atende.accounts.rules import letters
from atende.accounts.service import attempts, notices, outside, passwords, people, tickets
from atende.accounts.service.locking import hold
from atende.accounts.service.tickets import Purpose
from atende.core import clock
from atende.core.mail import outbox
from atende.core.mail.letter import Letter
from atende.core.mail.outbox import Asked
from atende.core.tenancy import Crossing, across_tenants

KIND = "accounts.reset"
_STALE = timedelta(hours=2)  # a mail that could not leave for so long is no answer any more


async def ask(email: str, *, address: str) -> None:
    """A link for a new password is on its way, if there is such an account. Refuses `too_many_attempts`."""
    email = email.strip().lower()
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, attempts.limit("reset_email", email), attempts.limit("reset_address", address))
        await outbox.queue(session, KIND, email)


async def write(asked: Asked) -> Letter | None:
    """The letter with a fresh link; None when no account that is open has this e-mail, or the asking is too long ago."""
    if clock.now() - asked.asked_at > _STALE:
        return None
    async with across_tenants(Crossing.SIGN_IN) as session:
        # Held, as a link made while the e-mail is being changed would outlive what voids links then.
        user = await people.find_by_email(session, asked.recipient, is_held=True)
        if user is None or not user.is_active:
            return None
        token = await tickets.issue(session, Purpose.RESET, seconds=rules.RESET_SECONDS, user_id=user.id)
    link = notices.link("/auth/reset", token)
    return notices.letter(letters.reset(user.locale, user.name, link, rules.RESET_SECONDS // 60))


async def finish(token: str, password: str, *, address: str) -> None:
    """The account has this password, no session, and no second link that works; whoever it is signs in with it. The mailbox is
    proved, so what was set up before that was ever done opens the account no more (`people.prove_mailbox`). Identities elsewhere that were
    linked in a session here are unlinked: whoever resets may do so because somebody else was in.

    Refuses `link_invalid`, `weak_password`, `too_many_attempts`.
    """
    limit = attempts.limit("link", address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
        ticket = await tickets.look(session, Purpose.RESET, token)
        user = await session.scalar(select(User).where(User.id == ticket.user_id, User.is_active)) if ticket else None
    if user is None:
        raise errors.LinkInvalid
    rules.check_password(password, user.email)
    hashed = await passwords.hash_password(password)
    async with across_tenants(Crossing.SIGN_IN) as session:
        if await hold(session, user.id) is None or await tickets.take(session, Purpose.RESET, token) is None:
            raise errors.LinkInvalid
        await people.prove_mailbox(session, user.id)
        await people.store_password(session, user.id, hashed, "reset")
        await attempts.forgive(session, limit, attempts.limit("account", user.email.lower()))
        await outside.unlink_chosen(session, user.id)
