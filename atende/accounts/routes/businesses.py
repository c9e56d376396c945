"""Doors of accounts: the agency's clients, and a business's own data and stores."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from atende.accounts import errors, queries, rules, schemas
from atende.accounts.access import ConfirmedPrincipal, CurrentPrincipal, Principal, tenant_tx
from atende.accounts.schemas import signing_in
from atende.accounts.service import invitations, policies, stores, tenants
from atende.core.tenancy import Crossing, Tx, across_tenants, in_tenant

agency = APIRouter(prefix="/api/agency", tags=["accounts"])
tenant = APIRouter(prefix="/api/t/{tenant_id}", tags=["accounts"])


def _agency_only(principal: Principal) -> None:
    if not principal.is_agency:
        raise errors.Forbidden("only agency people set up clients")
    if principal.who.agency_requires_second_factor and not principal.who.has_second_factor:
        raise errors.SecondFactorRequired


@agency.get("/tenants")
async def list_clients(principal: CurrentPrincipal) -> schemas.AgencyTenants:
    """The clients of one's agency; every business for whoever runs the install."""
    _agency_only(principal)
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        standings = await queries.standings(crossing, principal.who)
    of_agency = [one for one in standings if one.place.role in (rules.Role.AGENCY_STAFF, rules.Role.SUPERUSER)]
    return schemas.AgencyTenants(items=[schemas.TenantPlace.of(one, principal.who) for one in of_agency])


@agency.post("/tenants", status_code=201)
async def create_client(principal: CurrentPrincipal, given: schemas.TenantIn) -> schemas.TenantMade:
    """Sets up a new client: the business, its first store, and an invitation for its owner."""
    _agency_only(principal)
    await invitations.slow_down(principal.who.agency_id or principal.user_id, given.owner_email, kind="founding")
    made = await tenants.create(
        name=given.name,
        slug=given.slug,
        kind=given.kind,
        timezone=given.timezone,
        owner_email=given.owner_email,
        store_name=given.store_name,
        agency_id=principal.who.agency_id,
        locale=principal.who.locale,
        actor=principal.actor,
    )
    async with in_tenant(made.id, principal.actor) as tx:
        [asked] = await queries.invitations(tx)
    link = await invitations.hand_over(made.id, asked)
    return schemas.TenantMade(**schemas.TenantOut.of(made).model_dump(), owner_link=link)


@agency.get("/policy")
async def see_agency_policy(principal: CurrentPrincipal) -> signing_in.PolicyReach:
    """Whether the agency's people enter their clients' businesses only with a second factor, and how many of them have none."""
    _agency_only(principal)
    return signing_in.PolicyReach(
        requires_second_factor=principal.who.agency_requires_second_factor,
        people_without=await policies.count_without_at_agency(principal.who),
    )


@agency.put("/policy")
async def set_agency_policy(principal: ConfirmedPrincipal, given: signing_in.PolicyIn) -> signing_in.PolicyOut:
    """Whether the agency's people enter their clients' businesses only with a second factor."""
    _agency_only(principal)
    await policies.set_for_agency(principal.who, given.requires_second_factor)
    return signing_in.PolicyOut(requires_second_factor=given.requires_second_factor)


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
