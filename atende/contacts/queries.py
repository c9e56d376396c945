"""Questions about people: who is behind a piece of evidence, which record lives, what was merged."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from atende.contacts.errors import ContactNotFound, MergeNotFound
from atende.contacts.models import Contact, Identity, Merge, Preference
from atende.contacts.rules import Known, Mark, Space
from atende.core.tenancy import Tx

# Each piece of evidence is looked up by itself (`offset 0` keeps it so): as a plain join, a table that has grown since it was last
# analysed would be read whole.
_SEEN = """
select i.id, i.space, i.match_key, i.value, i.confirmed_value, i.last_seen_at, i.retired_at, i.contact_id,
       c.name, c.name_source, c.created_at
from unnest($2::text[], $3::text[]) as e (space, match_key)
cross join lateral (
    select * from contacts_identities where tenant_id = $1 and space = e.space and match_key = e.match_key and {when} offset 0
) i
cross join lateral (select * from contacts_contacts where tenant_id = $1 and id = i.contact_id offset 0) c
"""
_LOOK_UP = _SEEN.format(when="retired_at is null") + " union all " + _SEEN.format(when="retired_at >= $4")

_LIVING = text(
    """
    with recursive chain (id, merged_into_id, steps) as (
        select id, merged_into_id, 0 from contacts_contacts where tenant_id = :tenant and id = :id
        union all
        select c.id, c.merged_into_id, chain.steps + 1
        from chain cross join lateral (
            select id, merged_into_id from contacts_contacts where tenant_id = :tenant and id = chain.merged_into_id offset 0
        ) c
    )
    select id from chain where merged_into_id is null
    """
)

_SPEAKS = """
    with recursive chain (root, id, merged_into_id) as (
        select id, id, merged_into_id from contacts_contacts where tenant_id = $1 and id = any($2::uuid[])
        union all
        select chain.root, c.id, c.merged_into_id
        from chain cross join lateral (
            select id, merged_into_id from contacts_contacts where tenant_id = $1 and id = chain.merged_into_id offset 0
        ) c
    )
    select chain.root, i.space, i.value, i.confirmed_value, i.source from chain cross join lateral (
        select * from contacts_identities where tenant_id = $1 and contact_id = chain.id offset 0
    ) i
    -- Asked outside, so that it is the person's own index that is looked at, and not one of all who live.
    where chain.merged_into_id is null and i.retired_at is null order by i.last_seen_at desc, i.id desc
"""

_RECORDS = text(
    """
    with recursive tree (root, id) as (
        select id, id from contacts_contacts where tenant_id = :tenant and id = any(cast(:ids as uuid[]))
        union all
        select tree.root, c.id
        from tree cross join lateral (
            select id from contacts_contacts where tenant_id = :tenant and merged_into_id = tree.id offset 0
        ) c
    )
    select root, id from tree
    """
)


async def look_up(tx: Tx, marks: Sequence[Mark], seen_at: datetime) -> list[Known]:
    """Everything stored under these keys that speaks for somebody at `seen_at` or now; one round trip."""
    rows = await tx.fetch(_LOOK_UP, tx.tenant_id, [m.space.value for m in marks], [m.key for m in marks], seen_at)
    return [Known(row[0], Space(row[1]), *row[2:]) for row in rows]


async def living_id(tx: Tx, contact_id: uuid.UUID) -> uuid.UUID:
    """The record this one was merged into, at the end of the chain; itself when it lives. Refuses `ContactNotFound`."""
    found = await tx.session.scalar(_LIVING, {"tenant": tx.tenant_id, "id": contact_id})
    if found is None:
        raise ContactNotFound
    return found


async def records(tx: Tx, contact_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Every record that is these people's, emptied ones included, each with the living one it belongs to."""
    rows = await tx.session.execute(_RECORDS, {"tenant": tx.tenant_id, "ids": list(contact_ids)})
    return {row.id: row.root for row in rows}


async def contact(tx: Tx, contact_id: uuid.UUID) -> Contact:
    """The living record. Refuses `ContactNotFound`."""
    living = await living_id(tx, contact_id)
    return (await tx.session.scalars(select(Contact).where(Contact.tenant_id == tx.tenant_id, Contact.id == living))).one()


async def identities(tx: Tx, contact_id: uuid.UUID, *, retired: bool = False) -> list[Identity]:
    """The evidence of one record, most recently seen first."""
    query = select(Identity).where(Identity.tenant_id == tx.tenant_id, Identity.contact_id == contact_id)
    if not retired:
        query = query.where(Identity.retired_at.is_(None))
    return list((await tx.session.scalars(query.order_by(Identity.last_seen_at.desc(), Identity.id.desc()))).all())


async def evidence(tx: Tx, contact_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """Space, value, confirmed value and source of everything that speaks for these people now, most recently seen first; in one
    round trip, also when a record was merged into another. Refuses `ContactNotFound`."""
    found: dict[uuid.UUID, list[Any]] = {contact_id: [] for contact_id in contact_ids}
    for root, *told in await tx.fetch(_SPEAKS, tx.tenant_id, contact_ids):
        found[root].append(told)
    for contact_id, told in found.items():
        if not told:
            await living_id(tx, contact_id)
    return found


async def merge(tx: Tx, merge_id: uuid.UUID) -> Merge:
    """One merge. Refuses `MergeNotFound`."""
    found = await tx.session.scalar(select(Merge).where(Merge.tenant_id == tx.tenant_id, Merge.id == merge_id))
    if found is None:
        raise MergeNotFound
    return found


async def merges(tx: Tx, contact_id: uuid.UUID) -> list[Merge]:
    """Every merge that made this person's record what it is, undone ones included, newest first."""
    owned = await records(tx, [await living_id(tx, contact_id)])
    found = await tx.session.scalars(
        select(Merge)
        .where(Merge.tenant_id == tx.tenant_id, Merge.winner_id.in_(owned) | Merge.loser_id.in_(owned))
        .order_by(Merge.id.desc())
    )
    return list(found.all())


async def taken_apart(tx: Tx, contact_ids: Iterable[uuid.UUID]) -> frozenset[frozenset[uuid.UUID]]:
    """Pairs among these living people whose merge somebody undid."""
    owner = await records(tx, contact_ids)
    undone = await tx.session.execute(
        select(Merge.winner_id, Merge.loser_id).where(
            Merge.tenant_id == tx.tenant_id,
            Merge.undone_at.is_not(None),
            Merge.winner_id.in_(owner),
            Merge.loser_id.in_(owner),
        )
    )
    return frozenset(frozenset({owner[winner], owner[loser]}) for winner, loser in undone)


async def preference(tx: Tx, contact_id: uuid.UUID, purpose: str) -> str | None:
    """What the person last said about messages of this purpose, under any of their records; None when never asked."""
    owned = await records(tx, [await living_id(tx, contact_id)])
    return await tx.session.scalar(
        select(Preference.state)
        .where(Preference.tenant_id == tx.tenant_id, Preference.contact_id.in_(owned), Preference.purpose == purpose)
        .order_by(Preference.stated_at.desc(), Preference.id.desc())
        .limit(1)
    )
