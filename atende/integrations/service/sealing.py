"""A tenant's secrets: sealed on the way in, opened only for a call."""

import uuid

from sqlalchemy import insert, select

from atende.core import crypto
from atende.core.tenancy import Crossing, Tx, across_tenants
from atende.integrations.models import DataKey

_keys: dict[tuple[uuid.UUID, int], bytes] = {}


async def seal(tx: Tx, secret: str, context: str) -> bytes:
    """`secret` sealed by the tenant's newest data key for `context`; the tenant gets a key when it has none."""
    row = (
        await tx.session.execute(
            select(DataKey.key_no, DataKey.wrapped)
            .where(DataKey.tenant_id == tx.tenant_id)
            .order_by(DataKey.key_no.desc())
            .limit(1)
        )
    ).first()
    if row is None:
        wrapped = crypto.new_wrapped_key(tx.tenant_id)
        await tx.session.execute(
            insert(DataKey).values(tenant_id=tx.tenant_id, key_no=1, master_id=crypto.master_id(), wrapped=wrapped)
        )
        number = 1
    else:
        number, wrapped = row
    key = crypto.unwrap(tx.tenant_id, wrapped)
    return number.to_bytes(2, "big") + crypto.seal(key, secret.encode(), f"{tx.tenant_id}:{context}")


async def unseal(tx: Tx, sealed: bytes, context: str) -> str:
    """The secret; raises `crypto.Unreadable` when it was sealed for another tenant or place."""
    number = int.from_bytes(sealed[:2], "big")
    key = _keys.get((tx.tenant_id, number))
    if key is None:
        wrapped = await tx.session.scalar(
            select(DataKey.wrapped).where(DataKey.tenant_id == tx.tenant_id, DataKey.key_no == number)
        )
        key = _remember(tx.tenant_id, number, wrapped)
    return crypto.unseal(key, sealed[2:], f"{tx.tenant_id}:{context}").decode()


async def unseal_for_door(tenant_id: uuid.UUID, sealed: bytes, context: str) -> str:
    """The same for the webhook door, which knows no tenant yet."""
    number = int.from_bytes(sealed[:2], "big")
    key = _keys.get((tenant_id, number))
    if key is None:
        async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
            wrapped = await session.scalar(
                select(DataKey.wrapped).where(DataKey.tenant_id == tenant_id, DataKey.key_no == number)
            )
        key = _remember(tenant_id, number, wrapped)
    return crypto.unseal(key, sealed[2:], f"{tenant_id}:{context}").decode()


def _remember(tenant_id: uuid.UUID, number: int, wrapped: bytes | None) -> bytes:
    if wrapped is None:
        raise crypto.Unreadable("no such data key")
    key = _keys[(tenant_id, number)] = crypto.unwrap(tenant_id, wrapped)
    return key
