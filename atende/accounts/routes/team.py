"""Doors of accounts: who works in a business, who is asked to, and what of signing in it asks of them."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from atende.accounts import errors, queries, rules, schemas
from atende.accounts.access import Access, CurrentPrincipal, tenant_access, tenant_tx
from atende.accounts.models import Invitation
from atende.accounts.schemas import signing_in
from atende.accounts.service import invitations, policies, team
from atende.core.tenancy import Tx

tenant = APIRouter(prefix="/api/t/{tenant_id}", tags=["accounts"])


@tenant.get("/team")
async def list_team(tx: Annotated[Tx, tenant_tx(people_only=True)]) -> schemas.Team:
    """Who works here."""
    members, business = await queries.team(tx), await queries.tenant(tx)
    return schemas.Team(
        items=[schemas.MemberOut.of(one) for one in members],
        offered_permissions=list(rules.OFFERED),
        requires_second_factor=business.requires_second_factor,
    )


@tenant.get("/team/removed")
async def list_removed(
    tx: Annotated[Tx, tenant_tx("staff", people_only=True)],
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> schemas.RemovedMembers:
    """Who worked here and was removed, latest first; a change of `is_active` brings them back."""
    rows, more = await queries.removed(tx, cursor=cursor, limit=limit)
    names = await queries.names(tx, {one.removed_by for one in rows if one.removed_by})
    return schemas.RemovedMembers(items=[schemas.RemovedMember.gone(one, names) for one in rows], next_cursor=more)


@tenant.patch("/team/{user_id}")
async def change_member(
    access: Annotated[Access, tenant_access("staff", people_only=True)], user_id: uuid.UUID, given: schemas.MemberPatch
) -> schemas.MemberOut:
    """Changes a member's name, role, permissions or password, or ends and renews the membership."""
    async with access.transaction() as tx:
        if given.password is not None:
            await team.reset_password(tx, access.place, user_id, given.password.get_secret_value())
        changes = given.model_dump(exclude_unset=True, exclude={"password"})
        if changes:
            member = await team.change(tx, access.place, user_id, **changes)
        else:
            member = await queries.member(tx, user_id)
            if member is None:
                raise errors.UnknownMember
    return schemas.MemberOut.of(member)


@tenant.delete("/team/{user_id}", status_code=204)
async def remove_member(access: Annotated[Access, tenant_access("staff", people_only=True)], user_id: uuid.UUID) -> None:
    """Ends a person's membership; they are signed out."""
    async with access.transaction() as tx:
        await team.remove(tx, access.place, user_id)


@tenant.get("/team-policy")
async def see_team_policy(access: Annotated[Access, tenant_access("staff", people_only=True)]) -> signing_in.PolicyReach:
    """Whether people enter this business only with a second factor, and how many of them have none."""
    async with access.transaction() as tx:
        people = [one.user_id for one in await queries.team(tx)]
        is_required = (await queries.tenant(tx)).requires_second_factor
    return signing_in.PolicyReach(requires_second_factor=is_required, people_without=await policies.count_without(people))


@tenant.put("/team-policy")
async def set_team_policy(
    access: Annotated[Access, tenant_access("staff", people_only=True)],
    principal: CurrentPrincipal,
    given: signing_in.PolicyIn,
) -> signing_in.PolicyOut:
    """Whether people enter this business only with a second factor."""
    async with access.transaction() as tx:
        await policies.set_for_tenant(tx, principal.who, access.place, given.requires_second_factor)
    return signing_in.PolicyOut(requires_second_factor=given.requires_second_factor)


@tenant.get("/invitations")
async def list_invitations(tx: Annotated[Tx, tenant_tx("staff", people_only=True)]) -> signing_in.Invitations:
    """Who was asked to join and has not answered."""
    rows = await queries.invitations(tx)
    names = await _names(tx, *rows)
    items = [signing_in.InvitationOut.of(one, names) for one in rows]
    return signing_in.Invitations(items=items, are_mailed=not invitations.hands_over())


async def _names(tx: Tx, *rows: Invitation) -> dict[uuid.UUID, str]:
    return await queries.names(tx, {one.invited_by for one in rows if one.invited_by})


@tenant.post("/invitations", status_code=201)
async def invite(
    access: Annotated[Access, tenant_access("staff", people_only=True)], given: signing_in.InvitationIn
) -> signing_in.InvitationMade:
    """Asks somebody to join, by mail; asking again sends another one. Where the install can send no mail the answer holds the
    link."""
    await invitations.slow_down(access.tenant_id, given.email)
    async with access.transaction() as tx:
        row = await invitations.send(
            tx, access.place, email=given.email, role=rules.Role(given.role), permissions=given.permissions
        )
        made = signing_in.InvitationOut.of(row, await _names(tx, row))
    return signing_in.InvitationMade.handing(made, await invitations.hand_over(access.tenant_id, row))


@tenant.post("/invitations/{invitation_id}/resend")
async def resend_invitation(
    access: Annotated[Access, tenant_access("staff", people_only=True)], invitation_id: uuid.UUID
) -> signing_in.InvitationMade:
    """Sends the mail again, good for 7 days from now."""
    async with access.transaction() as tx:
        email = (await invitations.get(tx, invitation_id)).email
    await invitations.slow_down(access.tenant_id, email)
    async with access.transaction() as tx:
        row = await invitations.resend(tx, access.place, invitation_id)
        made = signing_in.InvitationOut.of(row, await _names(tx, row))
    return signing_in.InvitationMade.handing(made, await invitations.hand_over(access.tenant_id, row))


@tenant.delete("/invitations/{invitation_id}", status_code=204)
async def revoke_invitation(
    access: Annotated[Access, tenant_access("staff", people_only=True)], invitation_id: uuid.UUID
) -> None:
    """Takes the invitation back; its links lead nowhere any more."""
    async with access.transaction() as tx:
        await invitations.revoke(tx, access.place, invitation_id)
