"""Writing identities and what is derived from them. Callers hold the lock of every contact whose rows they change here.

The order of locks: contacts (by id), then identities, then whatever rooms above lock.
"""

import re
import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select, text, update

from atende.contacts.events import IdentityRetired
from atende.contacts.models import Contact, Identity
from atende.contacts.rules import TYPED, Known, Mark, Space
from atende.core.tenancy import Tx
from atende.kit.ids import new_id
from atende.kit.text import fold

_LOCK = text(
    """
    select id, name, name_source, merged_into_id, created_at from contacts_contacts
    where tenant_id = :tenant and id = any(cast(:ids as uuid[])) order by id for no key update
    """
)

_ADD = """
insert into contacts_identities
    (tenant_id, id, contact_id, space, value, match_key, confirmed_value, source, last_seen_at, retired_at, retired_reason)
select $1, u.id, $2, u.space, u.value, u.match_key, u.confirmed, $3, $4, u.retired_at, u.reason
from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[], $11::text[])
    with ordinality as u (id, space, value, match_key, confirmed, retired_at, reason, place)
order by u.place
on conflict (tenant_id, space, match_key) where retired_at is null do nothing
returning id
"""
_SEARCH = text(
    """
    update contacts_contacts c set search_text = u.words
    from unnest(cast(:ids as uuid[]), cast(:words as text[])) as u (id, words)
    where c.tenant_id = :tenant and c.id = u.id
    """
)
_CREATE = (
    "with person as (insert into contacts_contacts (tenant_id, id, name, name_source, search_text)"  # noqa: S608 - our own words
    f" values ($1, $2, $12, $13, $14)) {_ADD}"
)
_UNCREATE = """
with evidence as (delete from contacts_identities where tenant_id = $1 and contact_id = $2)
delete from contacts_contacts where tenant_id = $1 and id = $2
"""


async def lock(tx: Tx, contact_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Contact]:
    """The records, locked in the order everybody locks them, as they are now."""
    rows = await tx.session.execute(_LOCK, {"tenant": tx.tenant_id, "ids": sorted(contact_ids)})
    return {row.id: row for row in rows}  # type: ignore[misc]


def _values(
    tx: Tx, contact_id: uuid.UUID, marks: Sequence[Mark], bygone: Collection[Mark], reason: str, source: str, at: datetime
) -> tuple:
    # Everybody inserts in the same order, so that two who race wait for one another instead of locking each other out.
    marks = sorted({*marks, *bygone}, key=lambda m: (m.space.value, m.key))
    return (
        tx.tenant_id,
        contact_id,
        source,
        at,
        [new_id() for _ in marks],
        [m.space.value for m in marks],
        [m.value for m in marks],
        [m.key for m in marks],
        [m.value if m.space is Space.PHONE and source not in TYPED else None for m in marks],
        [at if m in bygone else None for m in marks],
        [reason if m in bygone else None for m in marks],
    )


async def add(
    tx: Tx, contact_id: uuid.UUID, marks: Sequence[Mark], bygone: Collection[Mark], reason: str, source: str, at: datetime
) -> dict[Mark, uuid.UUID]:
    """The evidence speaks for this contact (`bygone`: did until `at`), except what somebody else added first."""
    values = _values(tx, contact_id, marks, bygone, reason, source, at)
    return _added(values, marks, await tx.fetch(_ADD, *values))


async def create(
    tx: Tx,
    contact_id: uuid.UUID,
    name: str | None,
    name_source: str | None,
    marks: Sequence[Mark],
    bygone: Collection[Mark],
    reason: str,
    source: str,
    at: datetime,
) -> dict[Mark, uuid.UUID]:
    """A record and its evidence, in one round trip; fewer than all identities come back when somebody else was first."""
    values = _values(tx, contact_id, marks, bygone, reason, source, at)
    words = search_text(name, [(m.space, m.value) for m in marks] + [(m.space, m.key) for m in marks])
    return _added(values, marks, await tx.fetch(_CREATE, *values, name, name_source, words))


async def uncreate(tx: Tx, contact_id: uuid.UUID) -> None:
    """What `create` made a moment ago, in this transaction, is not there."""
    await tx.fetch(_UNCREATE, tx.tenant_id, contact_id)


def _added(values: tuple, marks: Sequence[Mark], rows: Sequence[Any]) -> dict[Mark, uuid.UUID]:
    new = {row[0] for row in rows}
    ids = {(s, k): i for i, s, k in zip(values[4], values[5], values[7], strict=True) if i in new}
    return {m: ids[m.space.value, m.key] for m in marks if (m.space.value, m.key) in ids}


async def retire(tx: Tx, known: Iterable[Known], at: datetime, reason: str) -> None:
    """These identities speak for their contact up to `at` and no longer; states `IdentityRetired` for each."""
    for identity in known:
        done = await tx.session.scalar(
            update(Identity)
            .where(Identity.tenant_id == tx.tenant_id, Identity.id == identity.id, Identity.retired_at.is_(None))
            .values(retired_at=at, retired_reason=reason)
            .returning(Identity.id)
        )
        if done:
            await tx.emit(
                IdentityRetired(
                    contact_id=identity.contact_id, identity_id=identity.id, space=identity.space.value, reason=reason
                ),
                subject_id=identity.contact_id,
            )


async def touch(tx: Tx, touched: Iterable[tuple[Known, Mark]], *, source: str, seen_at: datetime) -> None:
    """The identities were seen then; a channel confirms the address as it wrote it."""
    for known, mark in touched:
        values: dict = {"last_seen_at": max(seen_at, known.last_seen_at)}
        is_newest = seen_at >= known.last_seen_at or known.confirmed_value is None
        if known.space is Space.PHONE and source not in TYPED and is_newest:
            values["confirmed_value"] = mark.value
        await tx.session.execute(
            update(Identity).where(Identity.tenant_id == tx.tenant_id, Identity.id == known.id).values(**values)
        )


def search_text(name: str | None, evidence: Iterable[tuple[str, str]]) -> str:
    """What the inbox searches: the folded name, usernames, and the digits of every form of every number."""
    words = [fold(name)] if name else []
    for space, value in evidence:
        if space == Space.PHONE:
            words.append(re.sub(r"\D", "", value))
        elif space == Space.USERNAME:
            words.append(value.removeprefix("@").casefold())
    return " ".join(dict.fromkeys(word for word in words if word))


async def refresh_search(tx: Tx, contact_ids: Iterable[uuid.UUID]) -> None:
    """The records are found by what they hold now."""
    ids = list(contact_ids)
    names = await tx.session.execute(
        select(Contact.id, Contact.name).where(Contact.tenant_id == tx.tenant_id, Contact.id.in_(ids))
    )
    rows = await tx.session.execute(
        select(Identity.contact_id, Identity.space, Identity.value, Identity.confirmed_value, Identity.match_key)
        .where(Identity.tenant_id == tx.tenant_id, Identity.contact_id.in_(ids), Identity.retired_at.is_(None))
        .order_by(Identity.contact_id, Identity.id)
    )
    evidence = {
        contact_id: [(row.space, form) for row in group for form in (row.value, row.confirmed_value, row.match_key) if form]
        for contact_id, group in groupby(rows, key=lambda row: row.contact_id)
    }
    found = {row.id: search_text(row.name, evidence.get(row.id, [])) for row in names}
    await tx.session.execute(_SEARCH, {"tenant": tx.tenant_id, "ids": list(found), "words": list(found.values())})
