"""Changing keys while everything runs: the master key for the whole install, and a tenant's data key with all it sealed."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from atende.accounts.models import Tenant
from atende.core import clock, crypto, keyring, rotation
from atende.core.audit import recording
from atende.core.tenancy import OPERATOR, Crossing, Tx, across_tenants, in_tenant
from atende.integrations.events import DataKeyRenewed, MasterKeyChanged
from atende.integrations.models import Connection, DataKey, Number
from atende.integrations.service import sealing

# Every column that a tenant's data key seals; the context is the column's name without `_sealed`. A house test finds new ones.
SEALED: dict[Any, tuple[str, ...]] = {Connection: ("token_sealed", "app_secret_sealed"), Number: ("app_secret_sealed",)}

# A data key that was replaced stays this long, for what still carries something it sealed from one transaction to the next.
_LINGERS = timedelta(hours=1)


def also(model: Any, *columns: str) -> None:
    """From here on these columns of a room above are sealed anew with the others. Called by `wiring` only."""
    SEALED[model] = columns


async def change_master(tick: Callable[[int], None] = lambda _count: None) -> int:
    """Every data key is wrapped by the ring's newest master key and opens with it alone; returns how many were wrapped anew.

    The install's audit log has `MasterKeyChanged`. Whatever wraps or opens meanwhile goes on; a run that was cut short is finished by
    another. Older keys of the ring are needed no more when this returns."""
    await rotation.settle()
    changed = await rotation.rewrap(tick)
    left = await rotation.rewrap(tick)  # the second look, over what the first one left
    if left:
        raise crypto.Unreadable("data keys were wrapped by an older master key meanwhile: a process does not see the new ring")
    async with across_tenants(Crossing.OPERATE) as session:
        await recording.state(session, MasterKeyChanged(master_id=keyring.newest().id, rewrapped=changed), OPERATOR)
    return changed


async def tenants() -> list[uuid.UUID]:
    """Every tenant that has a data key."""
    async with across_tenants(Crossing.OPERATE) as session:
        owners = await session.scalars(select(DataKey.tenant_id).distinct().order_by(DataKey.tenant_id))
        known = set(await session.scalars(select(Tenant.id)))
        return [one for one in owners if one in known]


async def renew_data_key(tenant_id: uuid.UUID) -> int:
    """The tenant has a new data key and every secret of theirs is sealed by it; returns how many secrets that were. States
    `DataKeyRenewed`. The key before goes with the next renewal after an hour."""
    await _forget_old_keys(tenant_id)
    async with in_tenant(tenant_id, OPERATOR) as tx:
        master_id, wrapped = await crypto.new_data_key(tx.session, tenant_id)
        number = 1 + (await tx.session.scalar(select(func.max(DataKey.key_no)).where(DataKey.tenant_id == tenant_id)) or 0)
        await tx.session.execute(insert(DataKey).values(tenant_id=tenant_id, key_no=number, master_id=master_id, wrapped=wrapped))
    # From here on everything new is sealed by the new key; what was on its way to being sealed by the old one has arrived after this.
    await rotation.settle()
    async with in_tenant(tenant_id, OPERATOR) as tx:
        number, wrapped = await sealing.newest(tx)
        key = crypto.unwrap(tenant_id, wrapped)
        count = await _reseal(tx, number, key)
        await tx.emit(DataKeyRenewed(key_no=number, resealed=count))
    await _reseal_numbers(tenant_id, number, key)
    return count


async def _reseal(tx: Tx, number: int, key: bytes) -> int:
    count = 0
    for model, columns in SEALED.items():
        if model is not Number:
            count += await _reseal_rows(tx, model, columns, number, key)
    return count


async def _reseal_rows(tx: Tx, model: Any, columns: tuple[str, ...], number: int, key: bytes) -> int:
    # Not FOR UPDATE: whoever files a message through a connection asks for it to stay, and need not wait for this.
    rows = await tx.session.scalars(select(model).where(model.tenant_id == tx.tenant_id).with_for_update(key_share=True))
    count = 0
    for row in rows:
        for column in columns:
            if (before := getattr(row, column)) is not None and sealing.key_number(before) < number:
                context = column.removesuffix("_sealed")
                plain = await sealing.unseal(tx, before, context)
                setattr(row, column, sealing.sealed(tx.tenant_id, number, key, plain.encode(), context))
                count += 1
    await tx.session.flush()
    return count


async def _reseal_numbers(tenant_id: uuid.UUID, number: int, key: bytes) -> None:
    """The door's own copies, which lie outside the wall. One that was written anew meanwhile stays as it is."""
    copies = select(Number.connection_id, Number.app_secret_sealed).where(
        Number.tenant_id == tenant_id, Number.app_secret_sealed.is_not(None)
    )
    async with across_tenants(Crossing.OPERATE) as session:
        rows = list(await session.execute(copies))
    for connection_id, before in rows:
        if before is None or sealing.key_number(before) >= number:
            continue
        plain = await sealing.unseal_for_door(tenant_id, before, "app_secret")
        anew = sealing.sealed(tenant_id, number, key, plain.encode(), "app_secret")
        where = (Number.connection_id == connection_id, Number.app_secret_sealed == before)
        async with across_tenants(Crossing.OPERATE) as session:
            await session.execute(update(Number).where(*where).values(app_secret_sealed=anew))


async def _forget_old_keys(tenant_id: uuid.UUID) -> None:
    """Data keys that were replaced over an hour ago and seal nothing are gone."""
    async with in_tenant(tenant_id, OPERATOR) as tx:
        newest = (
            await tx.session.execute(
                select(DataKey.key_no, DataKey.created_at)
                .where(DataKey.tenant_id == tenant_id)
                .order_by(DataKey.key_no.desc())
                .limit(1)
            )
        ).one_or_none()
        if newest is None or newest.created_at > clock.now() - _LINGERS:
            return
        used: set[int] = set()
        for model, columns in SEALED.items():
            if model is not Number:
                rows = await tx.session.execute(select(*(getattr(model, c) for c in columns)).where(model.tenant_id == tenant_id))
                used |= {sealing.key_number(value) for row in rows for value in row if value is not None}
    async with across_tenants(Crossing.OPERATE) as session:
        copies = select(Number.app_secret_sealed).where(Number.tenant_id == tenant_id, Number.app_secret_sealed.is_not(None))
        used |= {sealing.key_number(value) for value in await session.scalars(copies) if value is not None}
        await session.execute(
            delete(DataKey).where(
                DataKey.tenant_id == tenant_id, DataKey.key_no < newest.key_no, DataKey.key_no.not_in(used or {0})
            )
        )
