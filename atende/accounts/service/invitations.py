"""Asking somebody to join a business. The row says what they will be; its links are tickets, good while the row is.

Nobody works in a business before they accepted (decision 21). The link goes by mail; where the install can send none, whoever asks
is shown it once and hands it over. A link that was mailed proves the mailbox of whoever holds it, one that was handed over does not:
the account it makes is good for this business alone until its person proves the mailbox.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from atende.accounts import errors, queries, rules
from atende.accounts.events import InvitationAccepted, InvitationRevoked, InvitationSent, MemberAdded
from atende.accounts.models import Invitation, Membership, User
from atende.accounts.rules import Place, Role, letters
from atende.accounts.service import attempts, notices, passwords, people, sessions, team, tickets
from atende.accounts.service.sessions import Opened, Origin
from atende.accounts.service.tickets import Purpose
from atende.core import clock
from atende.core.config import settings
from atende.core.mail import outbox
from atende.core.mail.letter import Letter
from atende.core.mail.outbox import Asked
from atende.core.tenancy import SYSTEM, Actor, Crossing, Tx, across_tenants, in_tenant
from atende.kit.ids import new_id

KIND = "accounts.invitation"


@dataclass(frozen=True, slots=True)
class Seen:
    """An invitation as its reader sees it."""

    business: str
    slug: str
    email: str
    role: Role
    invited_by: str | None
    expires_at: datetime


async def slow_down(asking: uuid.UUID, email: str, *, kind: str = "inviting") -> None:
    """One more invitation of this business to this address is counted; with the kind `founding`, one of this agency to the owner
    of a new client. Refuses `too_many_attempts`. Asked before the transaction, whose own end must not undo the counting."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(
            session,
            attempts.limit(kind, str(asking)),
            attempts.limit("invited", str(asking), email.strip().lower()),
            attempts.limit("mailed", email.strip().lower()),
        )


def hands_over() -> bool:
    """Whether links are handed over by whoever invites, because this install has no mail server."""
    return settings().smtp_host is None


async def send(tx: Tx, by: Place, *, email: str, role: Role = Role.STAFF, permissions: Sequence[str] | None = None) -> Invitation:
    """A mail with a link is on its way and good for 7 days (`hand_over` gives another link); states `InvitationSent`.

    Somebody who was asked already is asked again, with this role and these permissions. Nothing tells whether the e-mail has an
    account (S21).

    Refuses `already_member`, `invalid`, and what `rules.refuse_grant` refuses.
    """
    wanted = team.wanted(role, permissions)
    has_owner = await queries.has_owner(tx)
    rules.refuse_grant(by, role, wanted, has_owner=has_owner)
    email = people.clean_email(email)
    here = select(Membership.user_id).where(
        Membership.tenant_id == tx.tenant_id, func.lower(Membership.email) == email, Membership.is_active
    )
    if await tx.session.scalar(here):
        raise errors.AlreadyMember(field="email")
    row = await tx.session.scalar(
        select(Invitation)
        .where(
            Invitation.tenant_id == tx.tenant_id,
            func.lower(Invitation.email) == email,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        row = Invitation(tenant_id=tx.tenant_id, id=new_id(), email=email, created_at=tx.now)
        tx.session.add(row)
    else:
        rules.refuse_grant(by, Role(row.role), row.permissions, has_owner=has_owner)
    row.role, row.permissions = role.value, wanted
    await _mail(tx, row)
    return row


async def resend(tx: Tx, by: Place, invitation_id: uuid.UUID) -> Invitation:
    """The same is asked again, for 7 days from now; states `InvitationSent`. Refuses `not_found` and what `refuse_grant` refuses."""
    row = await get(tx, invitation_id)
    rules.refuse_grant(by, Role(row.role), row.permissions, has_owner=await queries.has_owner(tx))
    await _mail(tx, row)
    return row


async def hand_over(tenant_id: uuid.UUID, row: Invitation) -> str | None:
    """A link of the invitation, to be shown once to whoever asked and handed over by them; None where mails are sent."""
    if not hands_over():
        return None
    return await _link(tenant_id, row.id, int((row.expires_at - clock.now()).total_seconds()), is_mailed=False)


async def _link(tenant_id: uuid.UUID, invitation_id: uuid.UUID, seconds: int, *, is_mailed: bool) -> str:
    async with across_tenants(Crossing.SIGN_IN) as session:
        token = await tickets.issue(
            session,
            Purpose.INVITATION,
            seconds=seconds,
            tenant_id=str(tenant_id),
            invitation_id=str(invitation_id),
            is_mailed=is_mailed,
        )
    return notices.link("/auth/invitation", token)


async def revoke(tx: Tx, by: Place, invitation_id: uuid.UUID) -> None:
    """Its links lead nowhere any more; states `InvitationRevoked`. Refuses `not_found` and what `rules.refuse_grant` refuses."""
    row = await get(tx, invitation_id)
    rules.refuse_grant(by, Role(row.role), row.permissions, has_owner=await queries.has_owner(tx))
    row.revoked_at = tx.now
    await tx.session.flush()
    await tx.emit(InvitationRevoked(invitation_id=row.id), subject_id=row.id)


async def get(tx: Tx, invitation_id: uuid.UUID) -> Invitation:
    """The invitation that waits, locked; expired ones wait too. Refuses `not_found`."""
    row = await tx.session.scalar(
        select(Invitation)
        .where(
            Invitation.tenant_id == tx.tenant_id,
            Invitation.id == invitation_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        raise errors.UnknownInvitation
    return row


async def _mail(tx: Tx, row: Invitation) -> None:
    row.invited_by = tx.actor.id
    row.sent_at, row.expires_at = tx.now, tx.now + timedelta(days=rules.INVITATION_DAYS)
    await tx.session.flush()
    await outbox.queue(tx.session, KIND, row.email, tenant_id=str(tx.tenant_id), invitation_id=str(row.id))
    fact = InvitationSent(invitation_id=row.id, role=row.role, permissions=list(row.permissions))
    await tx.emit(fact, subject_id=row.id)


async def write(asked: Asked) -> Letter | None:
    """The letter with a fresh link, in the business's language; None when the invitation does not wait any more."""
    tenant_id, invitation_id = uuid.UUID(asked.params["tenant_id"]), uuid.UUID(asked.params["invitation_id"])
    async with in_tenant(tenant_id, SYSTEM) as tx:
        try:
            row = await get(tx, invitation_id)
        except errors.UnknownInvitation:
            return None
        if row.expires_at <= tx.now:
            return None
        tenant = await queries.tenant(tx)
        names = await queries.names(tx, {row.invited_by} if row.invited_by else set())
        seconds = int((row.expires_at - tx.now).total_seconds())
    by = names.get(row.invited_by) if row.invited_by else None
    link = await _link(tenant_id, invitation_id, seconds, is_mailed=True)
    return notices.letter(letters.invitation(tenant.locale, tenant.name, by, link, rules.INVITATION_DAYS))


async def look(token: str, *, address: str) -> Seen:
    """What the link's reader is asked. Refuses `link_invalid` for a link that is over, and `too_many_attempts`."""
    tenant_id, invitation_id, _ = await _place(token, address)
    async with in_tenant(tenant_id, SYSTEM) as tx:
        row = await _waiting(tx, invitation_id)
        tenant = await queries.tenant(tx)
        names = await queries.names(tx, {row.invited_by} if row.invited_by else set())
        return Seen(
            tenant.name,
            tenant.slug,
            row.email,
            Role(row.role),
            names.get(row.invited_by) if row.invited_by else None,
            row.expires_at,
        )


async def accept_as_new(token: str, *, name: str, password: str, origin: Origin) -> Opened:
    """An account with the invitation's e-mail exists, works there, and is signed in. If the link was mailed, it was read in that
    mailbox, so the e-mail is theirs. States `MemberAdded` and `InvitationAccepted`.

    Refuses `link_invalid`, `weak_password`, and `sign_in_first` when there is an account already: it is never altered (S21). Only
    one that nobody proved becomes theirs by a mailed link, with nothing that opened it before (`people.prove_mailbox`).
    """
    tenant_id, invitation_id, is_mailed = await _place(token, origin.address)
    async with in_tenant(tenant_id, SYSTEM) as tx:
        row = await _waiting(tx, invitation_id)
        email, locale = row.email, (await queries.tenant(tx)).locale
    rules.check_password(password, email)
    hashed = await passwords.hash_password(password)
    async with across_tenants(Crossing.SIGN_IN) as session:
        _refuse_owned(known := await people.find_by_email(session, email), is_mailed)
    user_id = known.id if known else uuid.uuid4()
    async with in_tenant(tenant_id, Actor("user", user_id)) as tx:
        row = await _waiting(tx, invitation_id)
        await _refuse_void(tx, row)
        # Outside the wall and so in a crossing of its own; last of all that can be refused.
        if known is not None:
            async with across_tenants(Crossing.SIGN_IN) as session:
                if not await people.prove_mailbox(session, user_id):
                    raise errors.SignInFirst(field="email")
                await people.store_password(session, user_id, hashed, "invitation")
            await people.change_me(user_id, name=name.strip())
        else:
            proved_at = tx.now if is_mailed else None
            user = User(
                id=user_id, email=email, name=name.strip(), password_hash=hashed, locale=locale, email_confirmed_at=proved_at
            )
            try:
                async with across_tenants(Crossing.SIGN_IN) as session:
                    session.add(user)
            except IntegrityError as error:
                raise errors.SignInFirst(field="email") from error
        await _join(tx, row, user_id, name.strip())
    async with across_tenants(Crossing.SIGN_IN) as session:
        await tickets.take(session, Purpose.INVITATION, token)
        return await sessions.begin(session, user_id, origin, "invitation")


async def accept_as(token: str, *, user_id: uuid.UUID, email: str, name: str, address: str) -> None:
    """The person, who is signed in, works there too; nothing else about their account changes. States `MemberAdded` and
    `InvitationAccepted`. Refuses `link_invalid`, `other_account` when the invitation is for another e-mail, and `email_unproven`
    when nobody proved that the account's e-mail is theirs: whoever made the account in that name could come along."""
    tenant_id, invitation_id, _ = await _place(token, address)
    async with in_tenant(tenant_id, Actor("user", user_id)) as tx:
        row = await _waiting(tx, invitation_id)
        if row.email.lower() != email.lower():
            raise errors.OtherAccount
        if await queries.member(tx, user_id) is None:
            await _refuse_unproven(user_id)
        await _refuse_void(tx, row)
        await _join(tx, row, user_id, name)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await tickets.take(session, Purpose.INVITATION, token)


def _refuse_owned(known: User | None, is_mailed: bool) -> None:
    if known is not None and not (is_mailed and known.is_active and known.email_confirmed_at is None):
        raise errors.SignInFirst(field="email")


async def _refuse_unproven(user_id: uuid.UUID) -> None:
    async with across_tenants(Crossing.SIGN_IN) as session:
        if await session.scalar(select(User.email_confirmed_at).where(User.id == user_id)) is None:
            raise errors.EmailUnproven


async def _place(token: str, address: str) -> tuple[uuid.UUID, uuid.UUID, bool]:
    limit = attempts.limit("link", address)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
        ticket = await tickets.look(session, Purpose.INVITATION, token)
        if ticket is not None:
            await attempts.forgive(session, latest=[limit])
    if ticket is None:
        raise errors.LinkInvalid
    said = ticket.data
    return uuid.UUID(said["tenant_id"]), uuid.UUID(said["invitation_id"]), bool(said.get("is_mailed"))


async def _waiting(tx: Tx, invitation_id: uuid.UUID) -> Invitation:
    try:
        row = await get(tx, invitation_id)
    except errors.UnknownInvitation as error:
        raise errors.LinkInvalid from error
    if row.expires_at <= tx.now:
        raise errors.LinkInvalid
    return row


async def _refuse_void(tx: Tx, row: Invitation) -> None:
    """Whoever asked must still be allowed to: nobody gives what they do not hold any more."""
    if row.invited_by is None:  # an operator's
        return
    member = await queries.member(tx, row.invited_by)
    tenant = await queries.tenant(tx)
    async with across_tenants(Crossing.SIGN_IN) as session:
        user = await session.scalar(select(User).where(User.id == row.invited_by, User.is_active))
    place = user and rules.place(
        is_superuser=user.is_superuser,
        agency_id=user.agency_id,
        tenant_agency_id=tenant.agency_id,
        role=member.role if member else None,
        permissions=member.permissions if member else (),
        is_active=member.is_active if member else True,
    )
    if place is None:
        raise errors.LinkInvalid
    try:
        rules.refuse_grant(place, Role(row.role), row.permissions, has_owner=await queries.has_owner(tx))
    except errors.Refusal as error:
        raise errors.LinkInvalid from error


async def _join(tx: Tx, row: Invitation, user_id: uuid.UUID, name: str) -> None:
    role, permissions = Role(row.role), list(row.permissions)
    member = await queries.member(tx, user_id)
    if member is None:
        member = Membership(tenant_id=tx.tenant_id, user_id=user_id, email=row.email)
        tx.session.add(member)
    elif member.is_active and Role(member.role) in (Role.SUPERUSER, Role.AGENCY_STAFF):
        raise errors.AlreadyMember
    if not (member.is_active and member.role == Role.OWNER.value):  # somebody who was made an owner meanwhile stays one
        member.role, member.permissions = role.value, permissions
    member.name, member.email, member.is_active = name, row.email, True
    member.removed_at = member.removed_by = None
    row.accepted_at = tx.now
    await tx.session.flush()
    fact = MemberAdded(user_id=user_id, role=member.role, permissions=list(member.permissions))
    await tx.emit(fact, subject_id=user_id)
    await tx.emit(InvitationAccepted(invitation_id=row.id, user_id=user_id), subject_id=row.id)
