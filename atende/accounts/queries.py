"""Questions about people, businesses and stores. Those that look across businesses say so in their first argument."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ARRAY, Text, Uuid, and_, any_, column, exists, false, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import rules
from atende.accounts.models import (
    Agency,
    ApiKey,
    GatewayToken,
    Invitation,
    Membership,
    Passkey,
    Session,
    Store,
    Tenant,
    User,
)
from atende.core import paging
from atende.core.tenancy import Tx
from atende.kit.refusal import Invalid


def _bearers(now: datetime):
    """A session's hash and the fields of its `Bearer`."""
    return (
        select(
            Session.token_hash,
            Session.id,
            Session.csrf_token,
            Session.created_at,
            Session.last_seen_at,
            Session.expires_at,
            User.id,
            User.email,
            User.name,
            User.locale,
            User.agency_id,
            User.is_superuser,
            Session.has_second_factor,
            Session.confirmed_at,
            func.coalesce(Agency.requires_second_factor, false()),
        )
        .join(User, User.id == Session.user_id)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(Session.expires_at > now, User.is_active)
    )


async def bearer(crossing: AsyncSession, token: str, now: datetime, *, is_gateways: bool = False) -> rules.Bearer | None:
    """Whose token this is, while the session lasts and the account is open. `is_gateways`: it is the session's token for apps
    beside us, which is good nowhere else."""
    given = rules.token_hash(token)
    through = select(GatewayToken.session_id).where(GatewayToken.token_hash == given).scalar_subquery()
    is_it = Session.id == through if is_gateways else Session.token_hash == given
    row = (await crossing.execute(_bearers(now).where(is_it))).one_or_none()
    return rules.Bearer(*row[1:]) if row else None


async def bearers(crossing: AsyncSession, tokens: Collection[str], now: datetime) -> dict[str, rules.Bearer]:
    """Whose sessions' tokens these are, as `bearer` says of one; those that are nobody's are left out."""
    by_hash = {rules.token_hash(token): token for token in tokens}
    rows = await crossing.execute(_bearers(now).where(Session.token_hash == any_(literal(list(by_hash), ARRAY(Text)))))
    return {by_hash[row[0]]: rules.Bearer(*row[1:]) for row in rows}


def _standing(who: rules.Bearer, tenant: Tenant, member: Membership | None) -> rules.Standing | None:
    place = rules.place(
        is_superuser=who.is_superuser,
        agency_id=who.agency_id,
        tenant_agency_id=tenant.agency_id,
        role=member.role if member else None,
        permissions=member.permissions if member else (),
        is_active=member.is_active if member else True,
    )
    if place is None:
        return None
    return rules.Standing(
        tenant.id,
        tenant.slug,
        tenant.name,
        tenant.kind,
        tenant.timezone,
        place,
        member is not None,
        tenant.requires_second_factor,
    )


async def standing(crossing: AsyncSession, who: rules.Bearer, tenant_id: uuid.UUID) -> rules.Standing | None:
    """Where a person stands in one business; None when it does not exist, is closed, or is not theirs."""
    row = (await crossing.execute(_with_membership(who).where(Tenant.id == tenant_id))).one_or_none()
    return _standing(who, *row) if row else None


async def standings_of(
    crossing: AsyncSession, asked: Collection[tuple[rules.Bearer, uuid.UUID]]
) -> dict[tuple[uuid.UUID, uuid.UUID], rules.Standing]:
    """Where each of these people stands in the business they are asked about, by person and business; what is not theirs is left
    out."""
    by_id = {who.user_id: who for who, _ in asked}
    people, businesses = ([one[0].user_id for one in asked], [one[1] for one in asked])
    given = func.unnest(literal(people, ARRAY(Uuid)), literal(businesses, ARRAY(Uuid)))
    pairs = given.table_valued(column("user_id", Uuid), column("tenant_id", Uuid)).render_derived(name="asked")
    statement = (
        select(pairs.c.user_id, Tenant, Membership)
        .join(Tenant, Tenant.id == pairs.c.tenant_id)
        .outerjoin(Membership, and_(Membership.tenant_id == Tenant.id, Membership.user_id == pairs.c.user_id))
        .where(Tenant.is_active)
    )
    rows = (await crossing.execute(statement)).all()
    found = {(user_id, of.id): _standing(by_id[user_id], of, member) for user_id, of, member in rows}
    return {place: standing for place, standing in found.items() if standing is not None}


async def standings(crossing: AsyncSession, who: rules.Bearer) -> list[rules.Standing]:
    """Every business that is this person's, by name."""
    is_agencys = Tenant.agency_id == who.agency_id if who.agency_id else false()
    statement = _with_membership(who).order_by(Tenant.name, Tenant.id)
    if not who.is_superuser:
        statement = statement.where(or_(Membership.user_id.is_not(None), is_agencys))
    found = [_standing(who, *row) for row in await crossing.execute(statement)]
    return [one for one in found if one is not None]


def _with_membership(who: rules.Bearer):
    return (
        select(Tenant, Membership)
        .outerjoin(Membership, and_(Membership.tenant_id == Tenant.id, Membership.user_id == who.user_id))
        .where(Tenant.is_active)
    )


async def agency_name(crossing: AsyncSession, agency_id: uuid.UUID) -> str | None:
    """What the agency is called."""
    return await crossing.scalar(select(Agency.name).where(Agency.id == agency_id))


async def tenant(tx: Tx) -> Tenant:
    """The business of this transaction."""
    return (await tx.session.scalars(select(Tenant).where(Tenant.id == tx.tenant_id))).one()


async def stores(tx: Tx, *, only_active: bool = False) -> list[Store]:
    """The business's stores in their order."""
    statement = select(Store).where(Store.tenant_id == tx.tenant_id).order_by(Store.position, Store.id)
    return list(await tx.session.scalars(statement.where(Store.is_active) if only_active else statement))


async def store(tx: Tx, store_id: uuid.UUID) -> Store | None:
    """One store of the business."""
    return await tx.session.scalar(select(Store).where(Store.tenant_id == tx.tenant_id, Store.id == store_id))


async def team(tx: Tx, *, with_former: bool = False) -> list[Membership]:
    """The people who work here, by name; `with_former` adds those who did."""
    statement = select(Membership).where(Membership.tenant_id == tx.tenant_id).order_by(Membership.name, Membership.user_id)
    return list(await tx.session.scalars(statement if with_former else statement.where(Membership.is_active)))


async def removed(tx: Tx, *, cursor: str | None = None, limit: int = 50) -> tuple[list[Membership], str | None]:
    """Who worked here and was removed, latest first, and where the list goes on. Refuses a foreign `cursor`."""
    left_at = func.coalesce(Membership.removed_at, Membership.created_at)
    where = [Membership.tenant_id == tx.tenant_id, ~Membership.is_active]
    if cursor:
        try:
            at, after = paging.decode(cursor, 2)
            where.append(tuple_(left_at, Membership.user_id) < (datetime.fromisoformat(at), uuid.UUID(after)))
        except ValueError as error:
            raise Invalid("not a cursor of this list", field="cursor") from error
    latest = select(Membership).where(*where).order_by(left_at.desc(), Membership.user_id.desc())
    rows = list(await tx.session.scalars(latest.limit(limit + 1)))
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], paging.encode((last.removed_at or last.created_at).isoformat(), last.user_id)


async def member(tx: Tx, user_id: uuid.UUID) -> Membership | None:
    """One person's place here, ended or not."""
    return await tx.session.scalar(select(Membership).where(Membership.tenant_id == tx.tenant_id, Membership.user_id == user_id))


async def has_owner(tx: Tx) -> bool:
    """Whether the business has an owner; one that was just set up waits for its first."""
    owning = exists().where(Membership.tenant_id == tx.tenant_id, Membership.role == rules.Role.OWNER.value, Membership.is_active)
    return bool(await tx.session.scalar(select(owning)))


async def sessions(crossing: AsyncSession, user_id: uuid.UUID, now: datetime) -> list[Session]:
    """The person's sessions that last, the one used latest first."""
    lasting = select(Session).where(Session.user_id == user_id, Session.expires_at > now)
    return list(await crossing.scalars(lasting.order_by(Session.last_seen_at.desc(), Session.id)))


async def passkeys(crossing: AsyncSession, user_id: uuid.UUID) -> list[Passkey]:
    """The person's passkeys, oldest first."""
    return list(await crossing.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)))


async def agency(crossing: AsyncSession, agency_id: uuid.UUID) -> Agency | None:
    """One agency."""
    return await crossing.get(Agency, agency_id)


async def invitations(tx: Tx) -> list[Invitation]:
    """Those who were asked to join and have not answered, latest first; expired ones too, because they can be asked again."""
    waiting = select(Invitation).where(
        Invitation.tenant_id == tx.tenant_id, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None)
    )
    return list(await tx.session.scalars(waiting.order_by(Invitation.sent_at.desc(), Invitation.id)))


async def names(tx: Tx, user_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What the people with these ids are called here; ids nobody here ever had are left out."""
    if not user_ids:
        return {}
    rows = await tx.session.execute(
        select(Membership.user_id, Membership.name).where(Membership.tenant_id == tx.tenant_id, Membership.user_id.in_(user_ids))
    )
    return {row.user_id: row.name for row in rows}


async def key_bearer(crossing: AsyncSession, key: str, now: datetime) -> rules.KeyBearer | None:
    """What this API key opens, while it lasts and whoever made it still stands in its business."""
    return (await key_bearers(crossing, [key], now)).get(key)


async def key_bearers(crossing: AsyncSession, given: Collection[str], now: datetime) -> dict[str, rules.KeyBearer]:
    """What each of these keys opens, as `key_bearer` says of one; those that open nothing are left out."""
    by_hash = {rules.token_hash(key): key for key in given}
    rows = await crossing.execute(
        select(ApiKey, Tenant, Membership, User)
        .join(Tenant, Tenant.id == ApiKey.tenant_id)
        .join(Membership, and_(Membership.tenant_id == ApiKey.tenant_id, Membership.user_id == ApiKey.created_by))
        .join(User, User.id == ApiKey.created_by)
        .where(
            ApiKey.key_hash == any_(literal(list(by_hash), ARRAY(Text))),
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now),
            Tenant.is_active,
            Membership.is_active,
            User.is_active,
        )
    )
    found = {by_hash[row[0].key_hash]: _key_bearer(*row) for row in rows}
    return {key: bearer for key, bearer in found.items() if bearer is not None}


def _key_bearer(found: ApiKey, of: Tenant, member: Membership, maker: User) -> rules.KeyBearer | None:
    place = rules.place(
        is_superuser=maker.is_superuser,
        agency_id=maker.agency_id,
        tenant_agency_id=of.agency_id,
        role=member.role,
        permissions=member.permissions,
    )
    if place is None:
        return None
    standing = rules.Standing(of.id, of.slug, of.name, of.kind, of.timezone, place, True)
    return rules.KeyBearer(found.id, frozenset(found.scopes), found.last_used_at, standing)


async def api_keys(tx: Tx) -> list[tuple[ApiKey, str, bool]]:
    """The business's keys, newest first, each with its maker's name and whether they still work here."""
    rows = await tx.session.execute(
        select(ApiKey, Membership.name, Membership.is_active)
        .join(Membership, and_(Membership.tenant_id == ApiKey.tenant_id, Membership.user_id == ApiKey.created_by))
        .where(ApiKey.tenant_id == tx.tenant_id)
        .order_by(ApiKey.created_at.desc(), ApiKey.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def api_key(tx: Tx, key_id: uuid.UUID, *, is_locked: bool = False) -> ApiKey | None:
    """One key of the business."""
    statement = select(ApiKey).where(ApiKey.tenant_id == tx.tenant_id, ApiKey.id == key_id)
    return await tx.session.scalar(statement.with_for_update() if is_locked else statement)
