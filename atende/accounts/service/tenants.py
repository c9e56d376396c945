"""Setting up a client, and what is true of a business as a whole."""

import uuid

from sqlalchemy.exc import IntegrityError

from atende.accounts import errors, queries, rules
from atende.accounts.events import MemberAdded, TenantChanged, TenantCreated
from atende.accounts.models import Membership, Store, Tenant
from atende.accounts.service import invitations, passwords, people
from atende.core.tenancy import OPERATOR, Actor, Tx, in_tenant
from atende.kit.ids import new_id

KINDS = ("clinic", "restaurant", "other")
_SETTING_UP = rules.Place(rules.Role.AGENCY_STAFF, frozenset(rules.DEFAULT_PERMISSIONS[rules.Role.AGENCY_STAFF]))


async def create(
    *,
    name: str,
    kind: str,
    owner_email: str,
    owner_name: str = "",
    owner_password: str | None = None,
    timezone: str = "America/Sao_Paulo",
    slug: str | None = None,
    store_name: str | None = None,
    agency_id: uuid.UUID | None = None,
    locale: str = "pt-BR",
    actor: Actor,
) -> Tenant:
    """A business exists with its first store; states `TenantCreated`. Its owner is invited (`InvitationSent`).

    With `owner_password`, for operators, who vouch for the e-mail: the owner works there and can sign in at once (`MemberAdded`);
    an account that exists already with this e-mail becomes the owner as it is, its password stays. Without `slug` one is made
    from the name. Refuses `slug_taken`, `bad_slug`, `unknown_timezone`, `weak_password`, `email_unproven`, `invalid`.
    """
    if kind not in KINDS:
        raise errors.Invalid("unknown kind of business", field="kind")
    rules.check_timezone(timezone)
    email = people.clean_email(owner_email)
    hashed = None
    if owner_password is not None:
        if actor.kind != OPERATOR.kind:
            raise errors.Forbidden("owners join by an invitation")
        rules.check_password(owner_password, email)
        hashed = await passwords.hash_password(owner_password)
    wanted = rules.check_slug(slug) if slug else None
    candidates = [wanted] if wanted else _candidates(name)
    for candidate in candidates:
        tenant = Tenant(
            id=new_id(), agency_id=agency_id, slug=candidate, name=name.strip(), kind=kind, timezone=timezone, locale=locale,
            is_active=True,
        )  # fmt: skip
        try:
            async with in_tenant(tenant.id, actor) as tx:
                await _fill(tx, tenant, store_name or name, owner_name, email, hashed)
        except IntegrityError as error:
            if "uq_accounts_tenants_slug" not in str(error.orig):
                raise
            continue
        return tenant
    raise errors.SlugTaken(field="slug")


async def _fill(tx: Tx, tenant: Tenant, store_name: str, owner_name: str, email: str, hashed: str | None) -> None:
    tx.session.add(tenant)
    await tx.session.flush()
    tx.session.add(Store(tenant_id=tenant.id, id=new_id(), name=store_name.strip()))
    await tx.session.flush()
    await tx.emit(TenantCreated(tenant_id=tenant.id, agency_id=tenant.agency_id, kind=tenant.kind), subject_id=tenant.id)
    if hashed is None:
        await invitations.send(tx, _SETTING_UP, email=email, role=rules.Role.OWNER)
        return
    # The account lies outside the wall and is made in a crossing of its own, so it comes last of all that can fail.
    user_id = await people.find_or_create(email=email, name=owner_name, password_hash=hashed, locale=tenant.locale)
    permissions = list(rules.ALL_PERMISSIONS)
    tx.session.add(
        Membership(
            tenant_id=tenant.id,
            user_id=user_id,
            role=rules.Role.OWNER.value,
            permissions=permissions,
            name=owner_name.strip(),
            email=email,
        )
    )
    await tx.session.flush()
    await tx.emit(MemberAdded(user_id=user_id, role="owner", permissions=permissions), subject_id=user_id)


def _candidates(name: str) -> list[str]:
    first = rules.slug_from(name)
    return [
        first,
        *(f"{first[:34].rstrip('-')}-{number}" for number in range(2, 30)),
        f"{first[:30].rstrip('-')}-{uuid.uuid4().hex[:8]}",
    ]


async def change(
    tx: Tx, *, name: str | None = None, kind: str | None = None, timezone: str | None = None, locale: str | None = None
) -> Tenant:
    """What is given is true of the business now; states `TenantChanged` when anything differs. Refuses `unknown_timezone`."""
    tenant = await queries.tenant(tx)
    if timezone is not None:
        rules.check_timezone(timezone)
    if kind is not None and kind not in KINDS:
        raise errors.Invalid("unknown kind of business", field="kind")
    if locale is not None and locale not in rules.LOCALES:
        raise errors.Invalid("unknown language", field="locale")
    given = {"name": name, "kind": kind, "timezone": timezone, "locale": locale}
    changed = [field for field, value in given.items() if value is not None and getattr(tenant, field) != value]
    for field in changed:
        setattr(tenant, field, given[field])
    if changed:
        await tx.session.flush()
        await tx.emit(TenantChanged(tenant_id=tenant.id, fields=changed), subject_id=tenant.id)
    return tenant
