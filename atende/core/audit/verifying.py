"""Reading the audit log again from its beginning: a changed, deleted, added or swapped entry shows itself."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from atende.core import clock
from atende.core.audit import chain
from atende.core.audit.models import AuditEntry, AuditHead, AuditVerdict
from atende.core.tenancy import Crossing, across_tenants

_PAGE = 2000  # entries read at once


@dataclass(frozen=True, slots=True)
class Verdict:
    """One chain as it was found. `problem` is None when it holds, else it says what was found first, at number `no`:
    changed (or swapped), missing, rewritten (differs from a head kept elsewhere), end (the chain does not end where it says)."""

    chain_id: uuid.UUID
    entries: int
    head: str
    problem: str | None = None
    no: int | None = None


async def chains() -> list[uuid.UUID]:
    """Every chain there is: those that say where they end, and those that hold entries."""
    async with across_tenants(Crossing.OPERATE) as session:
        known = select(AuditHead.tenant_id).union(select(AuditEntry.tenant_id).distinct())
        return sorted(await session.scalars(known))


async def entries() -> int:
    """How many entries all chains say they hold."""
    async with across_tenants(Crossing.OPERATE) as session:
        return int(await session.scalar(select(func.sum(AuditHead.last_no))) or 0)


async def verify_all(
    tick: Callable[[int], None] | None = None, kept: dict[uuid.UUID, tuple[int, str]] | None = None
) -> AsyncIterator[Verdict]:
    """The verdict on every chain; `tick` hears of every page of entries read. `kept` are heads that were written down earlier,
    elsewhere: a chain that was rewritten as a whole no longer holds them."""
    kept = kept or {}
    for chain_id in sorted({*await chains(), *kept}):
        yield await verify(chain_id, tick=tick, kept=kept.get(chain_id))


async def verify(
    chain_id: uuid.UUID, *, tick: Callable[[int], None] | None = None, kept: tuple[int, str] | None = None
) -> Verdict:
    """Every entry of the chain is computed anew and compared. What is appended meanwhile is not looked at."""
    newest = select(func.max(AuditEntry.no)).where(AuditEntry.tenant_id == chain_id).scalar_subquery()
    heads = select(AuditHead.last_no, AuditHead.last_hash).where(AuditHead.tenant_id == chain_id).subquery()
    async with across_tenants(Crossing.OPERATE) as session:
        # One statement, so one moment: who appends meanwhile moves both or neither.
        row = (
            await session.execute(
                select(select(heads.c.last_no).scalar_subquery(), select(heads.c.last_hash).scalar_subquery(), newest)
            )
        ).one()
    end, last, most = row[0], row[1], row[2] or 0
    if end is None or most > end:
        return Verdict(chain_id, most, "", "end" if most or kept else None, most or None)
    before, seen, problem = chain.beginning(chain_id), 0, None
    while seen < end and problem is None:
        async with across_tenants(Crossing.OPERATE) as session:
            page = list(
                await session.scalars(
                    select(AuditEntry)
                    .where(AuditEntry.tenant_id == chain_id, AuditEntry.no > seen, AuditEntry.no <= end)
                    .order_by(AuditEntry.no)
                    .limit(_PAGE)
                )
            )
        # Beside the event loop: whoever is served by this process meanwhile does not wait for the arithmetic.
        before, seen, problem = await asyncio.to_thread(_follow, chain_id, before, seen, page, kept)
        if not page:
            problem = "missing"
        elif tick:
            tick(len(page))
    if problem is None and before != last:
        problem = "end"
    if problem is None and kept and kept[0] > end:
        problem = "missing"
    return Verdict(chain_id, seen, last.hex(), problem, None if problem is None else seen + 1)


def _follow(
    chain_id: uuid.UUID, before: bytes, seen: int, page: Sequence[AuditEntry], kept: tuple[int, str] | None
) -> tuple[bytes, int, str | None]:
    for row in page:
        if row.no != seen + 1:
            return before, seen, "missing"
        if chain.following(before, chain_id, row.no, row) != row.hash:
            return before, seen, "changed"
        if kept and kept[0] == row.no and kept[1] != row.hash.hex():
            return before, seen, "rewritten"
        before, seen = row.hash, row.no
    return before, seen, None


async def keep(verdict: Verdict) -> None:
    """The verdict is the chain's newest one."""
    found = {"checked_at": clock.now(), "entries": verdict.entries, "problem": verdict.problem, "problem_no": verdict.no}
    newest = insert(AuditVerdict).values(tenant_id=verdict.chain_id, **found)
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(newest.on_conflict_do_update(index_elements=[AuditVerdict.tenant_id], set_=found))


@dataclass(frozen=True, slots=True)
class Standing:
    """How many entries a chain says it holds, and what its newest check found, if there ever was one."""

    last_no: int
    verdict: AuditVerdict | None


async def standing(chain_id: uuid.UUID) -> Standing:
    """What is known of the chain without reading it again."""
    async with across_tenants(Crossing.OPERATE) as session:
        last = await session.scalar(select(AuditHead.last_no).where(AuditHead.tenant_id == chain_id))
        return Standing(last or 0, await session.get(AuditVerdict, chain_id))


_checking: dict[uuid.UUID, asyncio.Lock] = {}


async def check(chain_id: uuid.UUID) -> Standing:
    """The chain was read again from its beginning, and what was found is kept. One check of a chain runs in a process at a time:
    who asks meanwhile is answered with that one's."""
    lock = _checking.setdefault(chain_id, asyncio.Lock())
    is_running = lock.locked()
    try:
        async with lock:
            if not is_running:
                await keep(await verify(chain_id))
    finally:
        if not lock.locked():
            _checking.pop(chain_id, None)
    return await standing(chain_id)
