"""The places where a business serves people."""

import uuid
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from atende.accounts import errors, queries, rules
from atende.accounts.events import StoreAdded, StoreChanged, StoreRemoved
from atende.accounts.models import Store, Tenant
from atende.accounts.schemas import StoreIn, StorePatch, stored
from atende.core.tenancy import Tx
from atende.kit.ids import new_id


async def add(tx: Tx, given: StoreIn) -> Store:
    """The business has this store, after its others; states `StoreAdded`. Refuses `unknown_timezone`."""
    _check(given)
    last = await tx.session.scalar(select(func.max(Store.position)).where(Store.tenant_id == tx.tenant_id))
    store = Store(tenant_id=tx.tenant_id, id=new_id(), position=(last or 0) + 1, **_columns(given, set(StoreIn.model_fields)))
    tx.session.add(store)
    await tx.session.flush()
    await tx.emit(StoreAdded(store_id=store.id), subject_id=store.id)
    return store


async def change(tx: Tx, store_id: uuid.UUID, given: StorePatch) -> Store:
    """What was sent is true of the store now; states `StoreChanged` when anything differs.

    Refuses `not_found`, `unknown_timezone`, and `last_store` when the only open store would be switched off.
    """
    store = await _get(tx, store_id)
    _check(given)
    values = _columns(given, given.model_fields_set)
    changed = [name for name, value in values.items() if getattr(store, name) != value]
    if "is_active" in changed and store.is_active:
        await _refuse_last(tx, store_id)
    for name in changed:
        setattr(store, name, values[name])
    if changed:
        await tx.session.flush()
        await tx.emit(StoreChanged(store_id=store.id, fields=changed), subject_id=store.id)
    return store


async def remove(tx: Tx, store_id: uuid.UUID) -> None:
    """The store is gone for good; states `StoreRemoved`. Refuses `not_found`, `last_store`, `store_in_use`."""
    await _get(tx, store_id)
    await _refuse_last(tx, store_id)
    try:
        async with tx.session.begin_nested():
            await tx.session.execute(delete(Store).where(Store.tenant_id == tx.tenant_id, Store.id == store_id))
    except IntegrityError as error:
        raise errors.StoreInUse from error
    await tx.emit(StoreRemoved(store_id=store_id), subject_id=store_id)


async def _get(tx: Tx, store_id: uuid.UUID) -> Store:
    store = await queries.store(tx, store_id)
    if store is None:
        raise errors.UnknownStore
    return store


async def _refuse_last(tx: Tx, store_id: uuid.UUID) -> None:
    # Two people who close the last two stores at once wait for each other here.
    await tx.session.execute(select(Tenant.id).where(Tenant.id == tx.tenant_id).with_for_update())
    others = select(func.count()).where(Store.tenant_id == tx.tenant_id, Store.id != store_id, Store.is_active)
    if not await tx.session.scalar(others):
        raise errors.LastStore


def _check(given: StoreIn) -> None:
    if given.timezone is not None:
        rules.check_timezone(given.timezone)


def _columns(given: StoreIn, fields: set[str]) -> dict[str, Any]:
    values = {name: getattr(given, name) for name in fields}
    return {name: stored(value) if name in ("address", "hours") else value for name, value in values.items()}
