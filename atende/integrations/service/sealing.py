"""A tenant's secrets: sealed on the way in, opened only for a call.

A sealed value begins with the number of the data key that sealed it (two bytes).
"""

import uuid
from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from atende.core import crypto
from atende.core.tenancy import Crossing, Tx, across_tenants
from atende.integrations.models import DataKey

_keys: dict[tuple[uuid.UUID, int], bytes] = {}


async def seal(tx: Tx, secret: str, context: str) -> bytes:
    """`secret` sealed by the tenant's newest data key for `context`; the tenant gets a key when it has none."""
    await crypto.sealing_under_way(tx.session)
    number, wrapped = await newest(tx)
    return sealed(tx.tenant_id, number, crypto.unwrap(tx.tenant_id, wrapped), secret.encode(), context)


async def newest(tx: Tx) -> tuple[int, bytes]:
    """Number and wrapped form of the tenant's newest data key; a first one is made when there is none."""
    found = (
        select(DataKey.key_no, DataKey.wrapped).where(DataKey.tenant_id == tx.tenant_id).order_by(DataKey.key_no.desc()).limit(1)
    )
    row = (await tx.session.execute(found)).first()
    if row is None:
        master_id, wrapped = await crypto.new_data_key(tx.session, tx.tenant_id)
        # Of two who come at once the second waits here, and takes the first one's.
        first = insert(DataKey).values(tenant_id=tx.tenant_id, key_no=1, master_id=master_id, wrapped=wrapped)
        await tx.session.execute(first.on_conflict_do_nothing())
        row = (await tx.session.execute(found)).one()
    return row.key_no, row.wrapped


def sealed(tenant_id: uuid.UUID, number: int, key: bytes, plain: bytes, context: str) -> bytes:
    """`plain` as it is stored, sealed by the data key of this number."""
    return number.to_bytes(2, "big") + crypto.seal(key, plain, f"{tenant_id}:{context}")


def key_number(sealed_value: bytes) -> int:
    """Which data key of its tenant sealed this value."""
    return int.from_bytes(sealed_value[:2], "big")


async def unseal(tx: Tx, sealed_value: bytes, context: str) -> str:
    """The secret; raises `crypto.Unreadable` when it was sealed for another tenant or place."""
    number = key_number(sealed_value)
    wanted = select(DataKey.wrapped).where(DataKey.tenant_id == tx.tenant_id, DataKey.key_no == number)

    async def wrapped() -> bytes | None:
        return await tx.session.scalar(wanted)

    key = await _key(tx.tenant_id, number, wrapped)
    return crypto.unseal(key, sealed_value[2:], f"{tx.tenant_id}:{context}").decode()


async def unseal_for_door(tenant_id: uuid.UUID, sealed_value: bytes, context: str) -> str:
    """The same for the webhook door, which knows no tenant yet."""
    number = key_number(sealed_value)

    async def wrapped() -> bytes | None:
        async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
            return await session.scalar(select(DataKey.wrapped).where(DataKey.tenant_id == tenant_id, DataKey.key_no == number))

    key = await _key(tenant_id, number, wrapped)
    return crypto.unseal(key, sealed_value[2:], f"{tenant_id}:{context}").decode()


async def _key(tenant_id: uuid.UUID, number: int, wrapped: Callable[[], Awaitable[bytes | None]]) -> bytes:
    known = _keys.get((tenant_id, number))
    if known is not None:
        return known
    for is_last in (False, True):
        found = await wrapped()
        if found is None:
            raise crypto.Unreadable("no such data key")
        try:
            key = _keys[(tenant_id, number)] = crypto.unwrap(tenant_id, found)
        except crypto.Unreadable:
            # Read just before a rotation wrapped it anew and dropped the master key: it is there again, wrapped by the new one.
            if is_last:
                raise
        else:
            return key
    raise AssertionError("not reached")
