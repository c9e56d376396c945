"""Changing the master key while everything runs.

Every table with the columns `master_id` and `wrapped` holds data keys; the first column of its primary key is whose they are. Each row is
wrapped anew by the newest master key, a few at a time; what was interrupted is done by running it again. Only when a second look over all
rows finds every one of them opened by the newest key alone may older keys leave the ring.
"""

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, select, tuple_, update

from atende.core import crypto, keyring
from atende.core.db import Base
from atende.core.tenancy import Crossing, across_tenants

_BATCH = 200  # rows locked at once, for the milliseconds it takes to wrap them


@dataclass(frozen=True, slots=True)
class Place:
    """A table of wrapped data keys."""

    table: Table

    @property
    def key(self) -> list[Any]:
        """Its primary key; the first column names the owner."""
        return list(self.table.primary_key.columns)


def places() -> list[Place]:
    """Every table that holds wrapped data keys, of all rooms that were imported."""
    tables = [mapper.local_table for mapper in Base.registry.mappers]
    return [Place(one) for one in tables if isinstance(one, Table) and {"master_id", "wrapped"} <= set(one.columns.keys())]


async def wrapped_keys() -> int:
    """How many data keys there are in all."""
    async with across_tenants(Crossing.OPERATE) as session:
        return sum([await session.scalar(select(func.count()).select_from(one.table)) or 0 for one in places()])


async def by_master() -> dict[str, int]:
    """How many data keys each master key wraps, as the rows say."""
    found: dict[str, int] = {}
    async with across_tenants(Crossing.OPERATE) as session:
        for one in places():
            column = one.table.c.master_id
            for master_id, count in await session.execute(select(column, func.count()).group_by(column)):
                found[master_id] = found.get(master_id, 0) + count
    return found


async def unopened() -> AsyncIterator[str]:
    """Of each data key that no master key of the ring opens: whose it is, and which master key wrapped it."""
    for place in places():
        table, key = place.table, place.key
        async with across_tenants(Crossing.OPERATE) as session:
            rows = await session.stream(select(key[0], table.c.master_id, table.c.wrapped).execution_options(yield_per=_BATCH))
            async for owner, master_id, wrapped in rows:
                try:
                    crypto.unwrap(owner, wrapped)
                except crypto.Unreadable:
                    yield f"{table.name} of {owner}, wrapped by {master_id}"


async def settle() -> None:
    """Whoever had chosen a key before this call has committed; who chooses after it sees the ring as it is now."""
    async with across_tenants(Crossing.OPERATE) as session:
        await crypto.wait_for_sealing(session)


async def rewrap(tick: Callable[[int], None] = lambda _count: None) -> int:
    """Every data key is wrapped by the newest master key; returns how many were not. Raises `Unreadable`, having changed nothing of
    that row, for a key that no master key of the ring opens. `tick` hears of rows looked at."""
    changed = 0
    for place in places():
        last: tuple | None = None
        while True:
            rows, again = await _batch(place, last)
            changed += again
            tick(len(rows))
            if len(rows) < _BATCH:
                break
            last = tuple(rows[-1][: len(place.key)])
    return changed


async def _batch(place: Place, last: tuple | None) -> tuple[list[Any], int]:
    table, key = place.table, place.key
    newest, changed = keyring.newest(), 0
    statement = select(*key, table.c.master_id, table.c.wrapped).order_by(*key).limit(_BATCH).with_for_update()
    if last is not None:
        statement = statement.where(tuple_(*key) > tuple_(*last))
    async with across_tenants(Crossing.OPERATE) as session:
        rows = list(await session.execute(statement))
        for row in rows:
            owner: uuid.UUID = row[0]
            if row.master_id == newest.id and _opens(newest, owner, row.wrapped):
                continue
            wrapped = crypto.wrap(newest, owner, crypto.unwrap(owner, row.wrapped))
            where = [column == value for column, value in zip(key, row, strict=False)]
            await session.execute(update(table).where(*where).values(master_id=newest.id, wrapped=wrapped))
            changed += 1
    return rows, changed


def _opens(master: keyring.MasterKey, owner: uuid.UUID, wrapped: bytes) -> bool:
    try:
        crypto.unwrap(owner, wrapped, (master,))
    except crypto.Unreadable:
        return False
    return True
