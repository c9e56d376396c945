"""Reading the audit log again from its beginning: a changed, deleted, added or swapped entry shows itself."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert

from atende.core import clock
from atende.core.audit import chain
from atende.core.audit.models import AuditEntry, AuditHead, AuditVerdict
from atende.core.tenancy import Crossing, across_tenants

_PAGE = 2000  # entries read at once
_LOOK_SECONDS = 1.0  # between two looks whether somebody still waits for what a check finds


@dataclass(frozen=True, slots=True)
class Verdict:
    """One chain as it was found when it was read from `began_at` on. `problem` is None when it holds, else it says what was found
    first, at number `no`: changed (or swapped), missing, rewritten (differs from a head kept elsewhere), end (the chain does not end
    where it says)."""

    chain_id: uuid.UUID
    entries: int
    head: str
    problem: str | None = None
    no: int | None = None
    began_at: datetime = field(default_factory=clock.now, compare=False)


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
    began_at = clock.now()
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
        return Verdict(chain_id, most, "", "end" if most or kept else None, most or None, began_at)
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
    return Verdict(chain_id, seen, last.hex(), problem, None if problem is None else seen + 1, began_at)


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
    """The verdict is the chain's newest one, unless one is kept whose reading began later: another process was faster."""
    found = {"checked_at": clock.now(), "entries": verdict.entries, "problem": verdict.problem, "problem_no": verdict.no}
    newest = insert(AuditVerdict).values(tenant_id=verdict.chain_id, began_at=verdict.began_at, **found)
    is_older = or_(AuditVerdict.began_at.is_(None), AuditVerdict.began_at <= verdict.began_at)
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(
            newest.on_conflict_do_update(
                index_elements=[AuditVerdict.tenant_id], set_={**found, "began_at": verdict.began_at}, where=is_older
            )
        )


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


@dataclass(slots=True)
class _Check:
    """A chain that is being read in this process, and how many wait for what is found."""

    task: asyncio.Task[None]
    waiting: int = 0


_checks: dict[uuid.UUID, _Check] = {}


async def check(chain_id: uuid.UUID, is_gone: Callable[[], Awaitable[bool]] | None = None) -> Standing:
    """The chain was read again from its beginning, and what was found is kept. One check of a chain runs in a process at a time:
    who asks meanwhile is answered with that one's, or told as its asker is that it failed. It ends when all who wait for it have gone
    (`is_gone`), and finds nothing then."""
    one = _checks.get(chain_id)
    if one is None or one.task.done() or one.task.get_loop() is not asyncio.get_running_loop():
        one = _checks[chain_id] = _Check(asyncio.create_task(_check(chain_id)))
    one.waiting += 1
    try:
        while not one.task.done():
            await asyncio.wait({one.task}, timeout=_LOOK_SECONDS)
            if not one.task.done() and is_gone is not None and await is_gone():
                return await standing(chain_id)
        one.task.result()
    finally:
        one.waiting -= 1
        if one.waiting == 0 or one.task.done():
            one.task.cancel()
            if _checks.get(chain_id) is one:  # who comes now begins another one
                del _checks[chain_id]
    return await standing(chain_id)


async def _check(chain_id: uuid.UUID) -> None:
    await keep(await verify(chain_id))
