"""Questions about an audit log, a tenant's or the install's own, paged by an entry's number."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts.models import Agency, ApiKey, Membership, User
from atende.core import paging
from atende.core.audit.models import INSTALL, AuditEntry
from atende.core.tenancy import Tx
from atende.kit.refusal import Invalid


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: by whom (a person, a key, or a kind of actor), what, about what, and when."""

    actor_id: uuid.UUID | None = None
    actor_kind: str | None = None
    actions: Sequence[str] | None = None
    subject_id: uuid.UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


Page = tuple[list[AuditEntry], dict[uuid.UUID, str], str | None]


async def page(tx: Tx, wanted: Wanted, *, cursor: str | None = None, limit: int = 50) -> Page:
    """Entries newest first, what the people and keys in them are called here, and where the list goes on. Refuses a foreign
    `cursor`."""
    rows, more = await _entries(tx.session, tx.tenant_id, wanted, cursor, limit)
    return rows, await _names(tx, rows), more


async def install_page(session: AsyncSession, wanted: Wanted, *, cursor: str | None = None, limit: int = 50) -> Page:
    """The same of the install's own chain."""
    rows, more = await _entries(session, INSTALL, wanted, cursor, limit)
    ids = _ids(rows)
    called: dict[uuid.UUID, str] = {}
    for kind in (Agency, User):
        found = await session.execute(select(kind.id, kind.name).where(kind.id.in_(ids)))
        called |= {row[0]: row[1] for row in found}
    return rows, called, more


async def _entries(
    session: AsyncSession, chain_id: uuid.UUID, wanted: Wanted, cursor: str | None, limit: int
) -> tuple[list[AuditEntry], str | None]:
    where: list[Any] = [AuditEntry.tenant_id == chain_id]
    if wanted.actor_id is not None:
        where.append(AuditEntry.actor_id == wanted.actor_id)
    if wanted.actor_kind is not None:
        where.append(AuditEntry.actor_kind == wanted.actor_kind)
    if wanted.actions is not None:
        where.append(AuditEntry.action.in_(wanted.actions))
    if wanted.subject_id is not None:
        where.append(AuditEntry.subject_id == wanted.subject_id)
    if wanted.since is not None:
        where.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        where.append(AuditEntry.at < wanted.until)
    if cursor:
        (last,) = paging.decode(cursor, 1)
        if not last.isdigit() or len(last) > 18:
            raise Invalid("not a cursor of this list", field="cursor")
        where.append(AuditEntry.no < int(last))
    rows = list(await session.scalars(select(AuditEntry).where(*where).order_by(AuditEntry.no.desc()).limit(limit + 1)))
    more = paging.encode(rows[limit - 1].no) if len(rows) > limit else None
    return rows[:limit], more


def _ids(rows: Sequence[AuditEntry]) -> set[uuid.UUID]:
    return {one for row in rows for one in (row.actor_id, row.subject_id) if one is not None}


async def _names(tx: Tx, rows: Sequence[AuditEntry]) -> dict[uuid.UUID, str]:
    ids = _ids(rows)
    if not ids:
        return {}
    people = select(Membership.user_id, Membership.name).where(Membership.tenant_id == tx.tenant_id, Membership.user_id.in_(ids))
    keys = select(ApiKey.id, ApiKey.name).where(ApiKey.tenant_id == tx.tenant_id, ApiKey.id.in_(ids))
    return {row[0]: row[1] for statement in (people, keys) for row in await tx.session.execute(statement)}
