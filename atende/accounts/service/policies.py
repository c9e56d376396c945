"""Whether a business, or an agency, lets its people in only with a second factor."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select, update

from atende.accounts import errors, queries, rules
from atende.accounts.events import AgencyPolicyChanged, TenantChanged
from atende.accounts.models import Agency, Passkey, Totp, User
from atende.core.audit import recording
from atende.core.tenancy import Actor, Crossing, Tx, across_tenants


async def set_for_tenant(tx: Tx, who: rules.Bearer, by: rules.Place, is_required: bool) -> None:
    """From the next request on people enter only as this says; states `TenantChanged` when it differs. For owners.

    Refuses `second_factor_missing` to whoever would lock themselves out, and `forbidden` to others than owners.
    """
    if by.role not in (rules.Role.OWNER, rules.Role.SUPERUSER):
        raise errors.Forbidden("only an owner decides how people sign in")
    if is_required and not who.has_second_factor:
        raise errors.SecondFactorMissing
    tenant = await queries.tenant(tx)
    if tenant.requires_second_factor != is_required:
        tenant.requires_second_factor = is_required
        await tx.session.flush()
        await tx.emit(
            TenantChanged(tenant_id=tenant.id, fields=["requires_second_factor"], requires_second_factor=is_required),
            subject_id=tenant.id,
        )


async def set_for_agency(who: rules.Bearer, is_required: bool) -> None:
    """From the next request on the agency's people enter only as this says; states `AgencyPolicyChanged` when it differs.

    Refuses `second_factor_missing`, and `forbidden` to whoever has no agency."""
    if who.agency_id is None:
        raise errors.Forbidden("there is no agency to decide for")
    if is_required and not who.has_second_factor:
        raise errors.SecondFactorMissing
    async with across_tenants(Crossing.SIGN_IN) as session:
        other = Agency.requires_second_factor != is_required
        changed = update(Agency).where(Agency.id == who.agency_id, other).values(requires_second_factor=is_required)
        if await session.scalar(changed.returning(Agency.id)) is not None:
            fact = AgencyPolicyChanged(agency_id=who.agency_id, requires_second_factor=is_required)
            await recording.state(session, fact, Actor("user", who.user_id), subject_id=who.agency_id)


async def count_without(team: Sequence[uuid.UUID]) -> int:
    """How many of these people have neither an authenticator app nor a passkey: whom asking for one keeps out until they have."""
    return await _count(User.id.in_(team))


async def count_without_at_agency(who: rules.Bearer) -> int:
    """The same of the agency's people. Refuses `forbidden` to whoever has no agency."""
    if who.agency_id is None:
        raise errors.Forbidden("there is no agency to decide for")
    return await _count(User.agency_id == who.agency_id)


async def _count(whom: ColumnElement[bool]) -> int:
    has_totp = exists().where(Totp.user_id == User.id, Totp.confirmed_at.is_not(None))
    has_passkey = exists().where(Passkey.user_id == User.id)
    async with across_tenants(Crossing.SIGN_IN) as session:
        return (
            await session.scalar(select(func.count()).select_from(User).where(whom, User.is_active, ~has_totp, ~has_passkey)) or 0
        )
