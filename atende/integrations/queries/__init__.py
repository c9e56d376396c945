"""Questions about connections and parcels."""

import uuid

from sqlalchemy import select

from atende.core.tenancy import OPERATOR, Crossing, Tx, across_tenants, in_tenant
from atende.integrations.errors import ParcelNotFound
from atende.integrations.models import Connection, Number, Parcel, ParcelKey, Unrouted
from atende.kit.refusal import NotFound


async def connections(tx: Tx, provider: str | None = None) -> list[Connection]:
    """All connections of the tenant, or those of one provider, oldest first. There are a handful at most."""
    wanted = select(Connection).where(Connection.tenant_id == tx.tenant_id)
    if provider is not None:
        wanted = wanted.where(Connection.provider == provider)
    return list(await tx.session.scalars(wanted.order_by(Connection.created_at)))


async def connection(tx: Tx, connection_id: uuid.UUID, *, held: bool = False) -> Connection:
    """The connection; refuses with `NotFound`. `held`: nobody else changes it before this transaction ends."""
    found = await tx.session.get(
        Connection,
        (tx.tenant_id, connection_id),
        with_for_update={"key_share": True} if held else None,
        populate_existing=held,
    )
    if found is None:
        raise NotFound("no such connection")
    return found


async def parcel(tx: Tx, parcel_id: uuid.UUID) -> Parcel:
    """One parcel; refuses with `ParcelNotFound`."""
    found = await tx.session.get(Parcel, (tx.tenant_id, parcel_id), populate_existing=True)
    if found is None:
        raise ParcelNotFound("no such parcel")
    return found


async def parcels_of(tx: Tx, connection_id: uuid.UUID, dedupe_keys: list[str]) -> dict[str, Parcel]:
    """The stored parcels with these keys, by key."""
    rows = await tx.session.scalars(
        select(Parcel)
        .join(ParcelKey, (ParcelKey.tenant_id == Parcel.tenant_id) & (ParcelKey.parcel_id == Parcel.id))
        .where(
            ParcelKey.tenant_id == tx.tenant_id,
            ParcelKey.connection_id == connection_id,
            ParcelKey.dedupe_key.in_(dedupe_keys),
        )
    )
    return {row.dedupe_key: row for row in rows}


async def number_like(provider: str, number: str) -> Number | None:
    """The receiving number with this vendor id or, in digits, this phone (operators only)."""
    digits = "".join(c for c in number if c.isdigit())
    async with across_tenants(Crossing.OPERATE) as session:
        rows = (await session.scalars(select(Number).where(Number.provider == provider))).all()
    for row in rows:
        if row.number_id == number:
            return row
    for row in rows:
        async with in_tenant(row.tenant_id, OPERATOR) as tx:
            phone = (await connection(tx, row.connection_id)).phone
        if digits and "".join(c for c in phone if c.isdigit()) == digits:
            return row
    return None


async def unrouted(provider: str, dedupe_keys: list[str]) -> dict[str, Unrouted]:
    """The items that belong to no tenant with these keys, by key (operators only)."""
    async with across_tenants(Crossing.OPERATE) as session:
        rows = await session.scalars(select(Unrouted).where(Unrouted.provider == provider, Unrouted.dedupe_key.in_(dedupe_keys)))
        return {row.dedupe_key: row for row in rows}
