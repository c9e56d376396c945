"""Who works in a business, as what, with which permissions."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, update

from atende.accounts import errors, queries, rules
from atende.accounts.events import InvitationRevoked, MemberAdded, MemberChanged, MemberRemoved, PasswordReset
from atende.accounts.models import Invitation, Membership, Tenant
from atende.accounts.rules import Place, Role
from atende.accounts.service import happenings, keys, passwords, people, sessions
from atende.core.tenancy import OPERATOR, Tx


async def add(
    tx: Tx, by: Place, *, name: str, email: str, password: str, role: Role = Role.STAFF, permissions: Sequence[str] | None = None
) -> Membership:
    """The person works here and can sign in; states `MemberAdded`. Without `permissions` they get their role's usual ones.

    For operators, who vouch for the e-mail; on screen people are invited and join by themselves (`invitations`). An account that
    exists with this e-mail is taken as it is, its name and password stay. Somebody who used to work here works here again.
    Refuses `forbidden` to others than operators, `already_member`, `email_unproven`, `weak_password`, and what
    `rules.refuse_grant` refuses.
    """
    if tx.actor.kind != OPERATOR.kind:
        raise errors.Forbidden("people join by an invitation")
    given = wanted(role, permissions)
    rules.refuse_grant(by, role, given)
    email = people.clean_email(email)
    rules.check_password(password, email)
    hashed = await passwords.hash_password(password)
    user_id = await people.find_or_create(email=email, name=name, password_hash=hashed)
    member = await queries.member(tx, user_id)
    if member is not None and member.is_active:
        raise errors.AlreadyMember(field="email")
    if member is None:
        member = Membership(tenant_id=tx.tenant_id, user_id=user_id, email=email)
        tx.session.add(member)
    else:
        rules.refuse_grant(by, role, given, before=Role(member.role))
    member.role, member.permissions, member.name, member.is_active = role.value, given, name.strip(), True
    member.removed_at = member.removed_by = None
    await tx.session.flush()
    await tx.session.refresh(member)
    await _end_invitations(tx, member.email)
    await tx.emit(MemberAdded(user_id=user_id, role=role.value, permissions=given), subject_id=user_id)
    return member


async def change(
    tx: Tx,
    by: Place,
    user_id: uuid.UUID,
    *,
    name: str | None = None,
    role: Role | None = None,
    permissions: Sequence[str] | None = None,
    is_active: bool | None = None,
) -> Membership:
    """What was given is true of the member now; states `MemberChanged`, or `MemberRemoved` / `MemberAdded` for `is_active`.

    Whoever loses or gains rights is signed out everywhere (S17). Whoever leaves or comes back is invited no more, and of who leaves
    the API keys are revoked. Who comes back has the role and permissions from before, and neither sessions nor keys. Refuses
    `not_found`, `not_yourself`, `last_owner`, and what `rules.refuse_grant` refuses.
    """
    member = await _get(tx, user_id)
    _refuse_self(tx, user_id)
    before = Role(member.role)
    after = role or before
    kept = member.permissions if after == before else None
    given = wanted(after, permissions if permissions is not None else kept)
    comes_back = is_active is True and not member.is_active
    added = given if after != before or comes_back else rules.beyond(given, member.permissions)
    rules.refuse_grant(by, after, added, before=before)
    if before == Role.OWNER and member.is_active and (after != Role.OWNER or is_active is False):
        await _refuse_last_owner(tx, user_id)
    was_active, had = member.is_active, (member.role, sorted(member.permissions))
    member.role, member.permissions = after.value, given
    member.name = name.strip() if name else member.name
    member.is_active = was_active if is_active is None else is_active
    if was_active != member.is_active:
        by_person = tx.actor.id if tx.actor.kind == "user" else None
        member.removed_at, member.removed_by = (None, None) if member.is_active else (tx.now, by_person)
    await tx.session.flush()
    if was_active != member.is_active:
        await _end_invitations(tx, member.email)
    if was_active and not member.is_active:
        await keys.revoke_of(tx, user_id)
        await tx.emit(MemberRemoved(user_id=user_id), subject_id=user_id)
    elif member.is_active and not was_active:
        await tx.emit(MemberAdded(user_id=user_id, role=after.value, permissions=given), subject_id=user_id)
    else:
        await tx.emit(MemberChanged(user_id=user_id, role=after.value, permissions=given), subject_id=user_id)
    if was_active != member.is_active or had != (member.role, sorted(given)):
        _revoke_after(tx, user_id)
    return member


async def remove(tx: Tx, by: Place, user_id: uuid.UUID) -> None:
    """The person no longer works here and is signed out everywhere; their name stays on what they did. See `change`."""
    member = await _get(tx, user_id)
    if member.is_active:
        await change(tx, by, user_id, is_active=False)


async def reset_password(tx: Tx, by: Place, user_id: uuid.UUID, password: str) -> None:
    """The member has this password and is signed out everywhere; states `PasswordReset`. For accounts that this business made and
    whose e-mail nobody proved, as there are where no mail can be sent.

    Refuses `not_found`, `not_yourself`, `password_is_theirs`, `weak_password`, and what `rules.refuse_grant` refuses.
    """
    member = await _get(tx, user_id)
    _refuse_self(tx, user_id)
    role = Role(member.role)
    # Who sets a password can act as that person, so they must hold all that person holds.
    rules.refuse_grant(by, role, member.permissions, before=role)
    await tx.emit(PasswordReset(user_id=user_id), subject_id=user_id)
    with happenings.in_name_of(tx.actor):
        await people.reset_password_within(tx.tenant_id, user_id, password)


async def _end_invitations(tx: Tx, email: str) -> None:
    """What waits for this e-mail leads nowhere: who was added needs none, and who was removed does not come back by one."""
    ended = await tx.session.scalars(
        update(Invitation)
        .where(
            Invitation.tenant_id == tx.tenant_id,
            func.lower(Invitation.email) == email.lower(),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=tx.now)
        .returning(Invitation.id)
    )
    for invitation_id in ended.all():
        await tx.emit(InvitationRevoked(invitation_id=invitation_id), subject_id=invitation_id)


def wanted(role: Role, permissions: Sequence[str] | None) -> list[str]:
    """The permissions a person of this role is to have: those given, in our order and each room once, or their role's usual ones;
    owners have all."""
    if role in (Role.OWNER, Role.SUPERUSER) or permissions is None:
        return list(rules.DEFAULT_PERMISSIONS[role])
    chosen = {str(one) for one in permissions}
    return rules.normalised(chosen) + sorted(chosen.difference(rules.KNOWN))


async def _get(tx: Tx, user_id: uuid.UUID) -> Membership:
    member = await queries.member(tx, user_id)
    if member is None:
        raise errors.UnknownMember
    return member


def _refuse_self(tx: Tx, user_id: uuid.UUID) -> None:
    if tx.actor.id == user_id:
        raise errors.NotYourself


async def _refuse_last_owner(tx: Tx, user_id: uuid.UUID) -> None:
    # Two owners who remove each other at once wait for each other here.
    await tx.session.execute(select(Tenant.id).where(Tenant.id == tx.tenant_id).with_for_update())
    others = select(func.count()).where(
        Membership.tenant_id == tx.tenant_id,
        Membership.user_id != user_id,
        Membership.role == Role.OWNER.value,
        Membership.is_active,
    )
    if not await tx.session.scalar(others):
        raise errors.LastOwner


def _revoke_after(tx: Tx, user_id: uuid.UUID) -> None:
    # Rights are read from the membership at every request, so they end with this commit; sessions end right after it.
    tx.after_commit.append(lambda: sessions.revoke_all(user_id))
