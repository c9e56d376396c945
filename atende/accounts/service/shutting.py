"""Shutting an account to everybody, for whoever reads the mailbox that takes a change of e-mail back. Somebody had a session and the
password, and may have made themselves ways back before they asked, or while nobody looked."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts.events import KeyRevoked
from atende.accounts.models import ApiKey, Membership, OutsideIdentity, Passkey, RecoveryCode, Totp, User
from atende.accounts.service import outside, passwords, people, sessions, tickets
from atende.accounts.service.tickets import Purpose
from atende.core import clock
from atende.core.audit import recording
from atende.core.tenancy import Actor


@dataclass(frozen=True, slots=True)
class Ways:
    """How many of each open an account, or do something in its name, besides its password."""

    passkeys: int
    apps: int  # authenticator apps: one, or none
    recovery_codes: int
    identities: int
    keys: int


@dataclass(frozen=True, slots=True)
class Shut:
    """What was removed, what is left because it is older, and the keys that were revoked: each with its business and label."""

    removed: Ways
    left: Ways
    revoked: list[tuple[uuid.UUID, uuid.UUID, str]]


async def shut(session: AsyncSession, user_id: uuid.UUID, since: datetime) -> Shut:
    """No password opens the account and no session lasts. Passkeys, the authenticator app and API keys made `since` then are gone, all
    recovery codes too, and nothing older is when the mailbox was proved; else nothing at all is left (`people.prove_mailbox`).

    The person is locked by then (`locking.hold`). `state` comes last in the crossing, and unlinks identities that a session linked.
    """
    # Whoever is just making a key holds a membership, and is waited for here; who comes later finds their session gone.
    mine = select(Membership.tenant_id).where(Membership.user_id == user_id).order_by(Membership.tenant_id)
    await session.execute(mine.with_for_update())
    before = await _ways(session, user_id)
    await people.prove_mailbox(session, user_id)
    await session.execute(delete(Passkey).where(Passkey.user_id == user_id, Passkey.created_at >= since))
    await session.execute(
        delete(Totp).where(Totp.user_id == user_id, or_(Totp.confirmed_at >= since, Totp.confirmed_at.is_(None)))
    )
    # Codes say nothing of when they were made.
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    closed = update(User).where(User.id == user_id)
    await session.execute(closed.values(password_hash=passwords.NONE, password_changed_at=clock.now()))
    revoked = await session.execute(
        update(ApiKey)
        .where(*_living_keys(user_id), ApiKey.created_at >= since)
        .values(revoked_at=clock.now(), revoked_by=user_id)
        .returning(ApiKey.tenant_id, ApiKey.id, ApiKey.name)
    )
    keys = sorted((row.tenant_id, row.id, row.name) for row in revoked)
    await sessions.revoke(session, user_id)
    await tickets.void(session, user_id, Purpose.RESET, Purpose.EMAIL_CHANGE)
    left = await _ways(session, user_id, OutsideIdentity.linked_by == "email")
    removed = (getattr(before, name) - getattr(left, name) for name in Ways.__slots__)
    return Shut(Ways(*removed), left, keys)


async def state(session: AsyncSession, user_id: uuid.UUID, done: Shut) -> None:
    """Identities that were linked in a session are nobody's, and each business's chain says which keys were revoked. Call it last in the
    crossing, which it makes wait for others (`recording.append`)."""
    await outside.unlink_chosen(session, user_id)
    actor, now = Actor("user", user_id), clock.now()
    for tenant_id in dict.fromkeys(tenant_id for tenant_id, _, _ in done.revoked):
        told = [KeyRevoked(key_id=key_id, label=name) for of, key_id, name in done.revoked if of == tenant_id]
        await recording.append(session, tenant_id, [recording.of_fact(actor, fact, fact.key_id, now) for fact in told])


async def _ways(session: AsyncSession, user_id: uuid.UUID, *of_identities: Any) -> Ways:
    living = _living_keys(user_id)
    asked = (
        (Passkey, [Passkey.user_id == user_id]),
        (Totp, [Totp.user_id == user_id, Totp.confirmed_at.is_not(None)]),
        (RecoveryCode, [RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)]),
        (OutsideIdentity, [OutsideIdentity.user_id == user_id, *of_identities]),
        (ApiKey, [*living, or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > clock.now())]),
    )
    counts = [select(func.count()).select_from(kind).where(*where).scalar_subquery() for kind, where in asked]
    return Ways(*(await session.execute(select(*counts))).one())


def _living_keys(user_id: uuid.UUID) -> list[Any]:
    businesses = select(Membership.tenant_id).where(Membership.user_id == user_id)
    return [ApiKey.tenant_id.in_(businesses), ApiKey.created_by == user_id, ApiKey.revoked_at.is_(None)]
