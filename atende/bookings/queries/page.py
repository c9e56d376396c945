"""The public page: whose address it is, what the business says of it, and what can be booked there."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from atende.accounts.models import Store, Tenant
from atende.bookings.errors import PageNotFound
from atende.bookings.models import Page, PageCover
from atende.bookings.queries import setup
from atende.bookings.rules.page import paths
from atende.bookings.schemas.visits import CoverShown, PlaceOut, ProfessionalShown, ServiceShown
from atende.core.tenancy import Crossing, Tx, asked_across_tenants
from atende.knowledge import queries as knowledge

_WHOSE = "select tenant_id from bookings_pages where slug = $1 and is_on"
_HOLDER = "select tenant_id from bookings_pages where domain = $1 and domain_verified_at is not null and tenant_id <> $2"
_DOMAINS = "select domain, slug from bookings_pages where domain_verified_at is not null and is_on"

_COVER = "select sha256, width, height from bookings_page_covers where tenant_id = $1"


async def whose(slug: str) -> uuid.UUID:
    """The business whose page is there and switched on. Refuses `PageNotFound`."""
    rows = await asked_across_tenants(Crossing.PUBLIC_PAGE, _WHOSE, slug)
    if not rows:
        raise PageNotFound
    return rows[0][0]


async def domains() -> Mapping[str, str]:
    """Which page every domain of a business shows."""
    return dict(await asked_across_tenants(Crossing.PUBLIC_PAGE, _DOMAINS))


async def holder(domain: str, besides: uuid.UUID) -> uuid.UUID | None:
    """Which other business has proven that the domain is theirs, if one has."""
    rows = await asked_across_tenants(Crossing.PUBLIC_PAGE, _HOLDER, domain, besides)
    return rows[0][0] if rows else None


async def own(tx: Tx) -> Page | None:
    """This business's page, None while nobody wrote one."""
    return await tx.session.scalar(select(Page).where(Page.tenant_id == tx.tenant_id))


async def shown(tx: Tx) -> tuple[Page, Tenant]:
    """This business's page and the business, for visitors. Refuses `PageNotFound` for one that is not shown."""
    page, tenant = await own(tx), await business(tx)
    if page is None or not page.is_on or not tenant.is_active:
        raise PageNotFound
    return page, tenant


async def cover(tx: Tx, page: Page) -> CoverShown | None:
    """The picture at the top of the page; its address changes with it."""
    row = await tx.row(_COVER, tx.tenant_id)
    if row is None:
        return None
    return CoverShown(address=f"/api/public/bookings/pages/{page.slug}/cover?v={row[0][:12]}", width=row[1], height=row[2])


async def picture(tx: Tx) -> tuple[str, bytes]:
    """The picture itself, for visitors. Refuses `PageNotFound`."""
    await shown(tx)
    row = await tx.session.get(PageCover, tx.tenant_id)
    if row is None:
        raise PageNotFound
    return row.mime, row.content


async def business(tx: Tx) -> Tenant:
    """The business itself."""
    return await tx.session.get_one(Tenant, tx.tenant_id)


async def stores(tx: Tx) -> list[Store]:
    """Stores that are open to customers at all, in the business's order."""
    found = await tx.session.scalars(
        select(Store).where(Store.tenant_id == tx.tenant_id, Store.is_active).order_by(Store.position, Store.id).limit(setup.MOST)
    )
    return list(found)


async def offered(tx: Tx) -> tuple[list[ServiceShown], list[PlaceOut], list[ProfessionalShown]]:
    """What customers may book by themselves, where, and with whom; nothing of what is not for them."""
    bookable = {one.service_id: one for one in await setup.services(tx) if one.is_public and one.is_active}
    known = [one for one in await knowledge.services(tx) if one.id in bookable]
    able = {one.id for one in await setup.resources(tx) if one.is_active}
    people = [one for one in await knowledge.professionals(tx) if one.is_active and one.id in able]
    places = await stores(tx)
    open_ = {one.id for one in places}
    steps = paths.paths([(one.id, one.name) for one in (*places, *people)])
    services = [
        ServiceShown(
            id=one.id, name=one.name, description=one.description, category=one.category, price_cents=one.price_cents,
            currency=one.currency, price_note=one.price_note, minutes=bookable[one.id].duration,
            is_online=bookable[one.id].place == "online", chooses_professional=bookable[one.id].needs_professional,
            needs_approval=bookable[one.id].needs_approval, horizon_days=bookable[one.id].horizon_days,
            store_ids=[store for store in one.store_ids if store in open_],
        )
        for one in known
        if bookable[one.id].place == "online" or not one.store_ids or open_.intersection(one.store_ids)
    ]  # fmt: skip
    ids = {one.id for one in services}
    return (
        services,
        [place(one, steps[one.id]) for one in places],
        [
            ProfessionalShown(
                id=one.id, path=steps[one.id], name=one.name, title=one.title, specialty=one.specialty,
                store_ids=[store for store in one.store_ids if store in open_],
                service_ids=[service for service in one.service_ids if service in ids],
            )
            for one in people
            # No stores means every store: who is at closed ones only is left out, and works online no more either while one is open.
            if (not one.service_ids or ids.intersection(one.service_ids))
            and (not one.store_ids or not open_ or open_.intersection(one.store_ids))
        ],
    )  # fmt: skip


def place(store: Store, path: str = "") -> PlaceOut:
    """A store as visitors see it."""
    where: dict[str, Any] = store.address or {}
    street = ", ".join(str(where[one]) for one in ("street", "number", "complement") if where.get(one))
    town = " – ".join(str(where[one]) for one in ("city", "state") if where.get(one))
    lines = [line for line in (street, where.get("district"), town) if line]
    return PlaceOut(id=store.id, path=path, name=store.name, phone=store.phone, address=lines, timezone=store.timezone)
