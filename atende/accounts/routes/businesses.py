"""Doors of accounts: signing in, oneself, the agency's clients, and a business's stores, team and settings."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Request, Response

from atende.accounts import errors, queries, rules, schemas
from atende.accounts.access import Access, CurrentPrincipal, Principal, clear_cookie, set_cookie, still, tenant_access, tenant_tx
from atende.accounts.service import keys, outside, people, sessions, stores, team, tenants
from atende.core import clock
from atende.core.tenancy import Crossing, Tx, across_tenants

auth = APIRouter(prefix="/api", tags=["accounts"])
agency = APIRouter(prefix="/api/agency", tags=["accounts"])
tenant = APIRouter(prefix="/api/t/{tenant_id}", tags=["accounts"])


async def me_of(principal: Principal) -> schemas.Me:
    """Who this is, and where they may go, as it stands now."""
    who = await still(principal)
    if who is None:
        raise errors.SignedOut
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        standings = await queries.standings(crossing, who)
        name = await queries.agency_name(crossing, who.agency_id) if who.agency_id else None
    return schemas.Me(
        user=schemas.UserOut.model_validate({"id": who.user_id, "name": who.name, "email": who.email, "locale": who.locale}),
        is_superuser=who.is_superuser,
        agency=schemas.AgencyOut(id=who.agency_id, name=name) if who.agency_id and name else None,
        tenants=[schemas.TenantPlace.of(one) for one in standings],
        csrf_token=who.csrf_token,
    )


@auth.post("/auth/sign-in")
async def sign_in(request: Request, response: Response, given: schemas.SignInIn) -> schemas.Me:
    """A session begins; its token comes as a cookie. A session that this browser had before ends."""
    signed_in = await sessions.sign_in(
        given.email,
        given.password.get_secret_value(),
        address=request.client.host if request.client else "unknown",
        user_agent=request.headers.get("user-agent"),
    )
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.bearer(crossing, signed_in.token, clock.now())
    if who is None:
        raise errors.SignedOut
    if before := request.cookies.get("atende_session"):
        await sessions.sign_out(before)
    set_cookie(response, signed_in.token)
    return await me_of(Principal(who, signed_in.token))


@auth.post("/auth/sign-out", status_code=204)
async def sign_out(response: Response, principal: CurrentPrincipal) -> None:
    """The session ends, here and on the server."""
    if principal.is_outside:
        await outside.sign_out(principal.token)
    else:
        await sessions.sign_out(principal.token)
        clear_cookie(response)


@auth.get("/me")
async def get_me(response: Response, principal: CurrentPrincipal) -> schemas.Me:
    """Who is signed in, and where they may go."""
    if not principal.is_outside:
        set_cookie(response, principal.token)  # the browser's copy lasts on, like the server's
    return await me_of(principal)


@auth.patch("/me")
async def change_me(principal: CurrentPrincipal, given: schemas.MeIn) -> schemas.Me:
    """Changes one's own name or language."""
    await people.change_me(principal.user_id, name=given.name, locale=given.locale)
    return await me_of(principal)


@auth.post("/me/password", status_code=204)
async def change_password(principal: CurrentPrincipal, given: schemas.PasswordIn) -> None:
    """Changes one's own password; every other session ends."""
    await people.change_my_password(
        principal.user_id,
        principal.who.session_id,
        current=given.current.get_secret_value(),
        new=given.new.get_secret_value(),
    )


def _agency_only(principal: Principal) -> None:
    if not principal.is_agency:
        raise errors.Forbidden("only agency people set up clients")


@agency.get("/tenants")
async def list_clients(principal: CurrentPrincipal) -> schemas.AgencyTenants:
    """The clients of one's agency; every business for whoever runs the install."""
    _agency_only(principal)
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        standings = await queries.standings(crossing, principal.who)
    of_agency = [one for one in standings if one.place.role in (rules.Role.AGENCY_STAFF, rules.Role.SUPERUSER)]
    return schemas.AgencyTenants(items=[schemas.TenantPlace.of(one) for one in of_agency])


@agency.post("/tenants", status_code=201)
async def create_client(principal: CurrentPrincipal, given: schemas.TenantIn) -> schemas.TenantOut:
    """Sets up a new client: the business, its first store, its owner."""
    _agency_only(principal)
    made = await tenants.create(
        name=given.name,
        slug=given.slug,
        kind=given.kind,
        timezone=given.timezone,
        owner_name=given.owner_name,
        owner_email=given.owner_email,
        owner_password=given.owner_password.get_secret_value(),
        store_name=given.store_name,
        agency_id=principal.who.agency_id,
        locale=principal.who.locale,
        actor=principal.actor,
    )
    return schemas.TenantOut.of(made)


@tenant.get("/tenant")
async def get_tenant(tx: Annotated[Tx, tenant_tx()]) -> schemas.TenantOut:
    """The business itself."""
    return schemas.TenantOut.of(await queries.tenant(tx))


@tenant.patch("/tenant")
async def change_tenant(tx: Annotated[Tx, tenant_tx("settings")], given: schemas.TenantPatch) -> schemas.TenantOut:
    """Changes name, kind, time zone or language of the business."""
    return schemas.TenantOut.of(await tenants.change(tx, **given.model_dump(exclude_unset=True)))


@tenant.get("/stores")
async def list_stores(tx: Annotated[Tx, tenant_tx()]) -> schemas.Stores:
    """The business's stores, also those that are switched off."""
    return schemas.Stores(items=[schemas.StoreOut.of(one) for one in await queries.stores(tx)])


@tenant.post("/stores", status_code=201)
async def add_store(tx: Annotated[Tx, tenant_tx("settings")], given: schemas.StoreIn) -> schemas.StoreOut:
    """Adds a store."""
    return schemas.StoreOut.of(await stores.add(tx, given))


@tenant.patch("/stores/{store_id}")
async def change_store(
    tx: Annotated[Tx, tenant_tx("settings")], store_id: uuid.UUID, given: schemas.StorePatch
) -> schemas.StoreOut:
    """Changes what is sent of a store."""
    return schemas.StoreOut.of(await stores.change(tx, store_id, given))


@tenant.delete("/stores/{store_id}", status_code=204)
async def remove_store(tx: Annotated[Tx, tenant_tx("settings")], store_id: uuid.UUID) -> None:
    """Removes a store that nothing refers to."""
    await stores.remove(tx, store_id)


@tenant.get("/team")
async def list_team(tx: Annotated[Tx, tenant_tx(people_only=True)]) -> schemas.Team:
    """Who works here."""
    members = await queries.team(tx)
    return schemas.Team(items=[schemas.MemberOut.of(one) for one in members], offered_permissions=list(rules.OFFERED))


@tenant.post("/team", status_code=201)
async def add_member(
    access: Annotated[Access, tenant_access("staff", people_only=True)], given: schemas.MemberIn
) -> schemas.MemberOut:
    """Adds a person to the team."""
    async with access.transaction() as tx:
        member = await team.add(
            tx,
            access.place,
            name=given.name,
            email=given.email,
            password=given.password.get_secret_value(),
            role=given.role,
            permissions=given.permissions,
        )
    return schemas.MemberOut.of(member)


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


@tenant.get("/keys")
async def list_keys(tx: Annotated[Tx, tenant_tx("settings", people_only=True)]) -> schemas.ApiKeys:
    """The business's API keys, newest first, also those that were revoked; never the keys themselves."""
    found = [schemas.ApiKeyOut.of(row, maker, works_here, tx.now) for row, maker, works_here in await queries.api_keys(tx)]
    return schemas.ApiKeys(items=found, offered_scopes=list(rules.SCOPES))


@tenant.post("/keys", status_code=201)
async def create_key(
    access: Annotated[Access, tenant_access("settings", people_only=True)], given: schemas.ApiKeyIn
) -> schemas.ApiKeyMade:
    """A new API key. The key itself is in this answer and nowhere else, ever."""
    async with access.transaction() as tx:
        row, key = await keys.create(tx, access.place, name=given.name, scopes=given.scopes, expires_at=given.expires_at)
        names = await queries.names(tx, {row.created_by})
    shown = schemas.ApiKeyOut.of(row, names.get(row.created_by, ""), True, row.created_at)
    return schemas.ApiKeyMade(**shown.model_dump(), key=key)


@tenant.delete("/keys/{key_id}", status_code=204)
async def revoke_key(tx: Annotated[Tx, tenant_tx("settings", people_only=True)], key_id: uuid.UUID) -> None:
    """The key opens nothing from now on."""
    await keys.revoke(tx, key_id)
