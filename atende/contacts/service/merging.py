"""Two records that are one person's: joined with all that is needed to take them apart again."""

import uuid
from typing import Any

from sqlalchemy import insert, select, update

from atende.contacts import queries
from atende.contacts.errors import LaterMergeDepends, MergeAlreadyUndone, SameContact
from atende.contacts.events import ContactsMerged, MergeUndone
from atende.contacts.models import Contact, Identity, Merge
from atende.contacts.ports import Merged
from atende.contacts.rules import may_rename
from atende.contacts.service import rows
from atende.core.tenancy import Tx
from atende.kit.ids import new_id


async def merge(tx: Tx, winner_id: uuid.UUID, loser_id: uuid.UUID, *, reason: str, evidence: dict[str, Any]) -> Merged:
    """The loser's record is a shell that points to the winner's; its evidence speaks for the winner.

    Ids of emptied records stand for the living ones they lead to. Refuses `ContactNotFound`, and `SameContact` when both are one
    already. States `ContactsMerged`."""
    while True:
        winner, loser = await queries.living_id(tx, winner_id), await queries.living_id(tx, loser_id)
        if winner == loser:
            raise SameContact
        held = await rows.lock(tx, {winner, loser})
        if all(row.merged_into_id is None for row in held.values()):
            return await join(tx, winner, loser, reason=reason, evidence=evidence)


async def join(tx: Tx, winner_id: uuid.UUID, loser_id: uuid.UUID, *, reason: str, evidence: dict[str, Any]) -> Merged:
    """`merge` of two living records whose locks the caller holds."""
    held = await rows.lock(tx, {winner_id, loser_id})
    winner, loser = held[winner_id], held[loser_id]
    assert winner.merged_into_id is None
    assert loser.merged_into_id is None
    moved = await tx.session.scalars(
        update(Identity)
        .where(Identity.tenant_id == tx.tenant_id, Identity.contact_id == loser_id)
        .values(contact_id=winner_id)
        .returning(Identity.id)
        .execution_options(synchronize_session=False)
    )
    record: dict[str, Any] = {"identities": sorted(str(i) for i in moved)}
    if loser.name and _name_gives_way(winner, loser):
        record["name"] = [[winner.name, winner.name_source], [loser.name, loser.name_source]]
        await _rename(tx, winner_id, loser.name, loser.name_source)
    await tx.session.execute(
        update(Contact)
        .where(Contact.tenant_id == tx.tenant_id, Contact.id == loser_id)
        .values(merged_into_id=winner_id)
        .execution_options(synchronize_session=False)
    )
    merge_id = new_id()
    await tx.session.execute(
        insert(Merge).values(
            tenant_id=tx.tenant_id,
            id=merge_id,
            winner_id=winner_id,
            loser_id=loser_id,
            reason=reason,
            evidence=evidence,
            moved=record,
            actor=str(tx.actor),
        )
    )
    await rows.refresh_search(tx, [winner_id, loser_id])
    await tx.emit(
        ContactsMerged(merge_id=merge_id, winner_id=winner_id, loser_id=loser_id, reason=reason),
        subject_id=winner_id,
    )
    return Merged(winner_id=winner_id, loser_id=loser_id, merge_id=merge_id)


def _name_gives_way(winner: Contact, loser: Contact) -> bool:
    # Of two names of equal rank the winner's stays.
    return winner.name is None or (
        may_rename(winner.name, winner.name_source, loser.name, loser.name_source or "provider")
        and not may_rename(loser.name, loser.name_source, winner.name, winner.name_source or "provider")
    )


async def undo_merge(tx: Tx, merge_id: uuid.UUID) -> Merged:
    """The two records are two people's again: each has the evidence and the name it had; what came since stays with the winner.

    Evidence does not merge the two by itself again; a person may. Refuses `MergeNotFound`, `MergeAlreadyUndone`, and
    `LaterMergeDepends` while a later merge of either stands. States `MergeUndone`."""
    found = await queries.merge(tx, merge_id)
    held = await rows.lock(tx, {found.winner_id, found.loser_id})
    await tx.session.refresh(found)
    if found.undone_at is not None:
        raise MergeAlreadyUndone
    later = await tx.session.scalar(
        select(Merge.id)
        .where(
            Merge.tenant_id == tx.tenant_id,
            Merge.undone_at.is_(None),
            Merge.id > merge_id,
            (Merge.winner_id == found.winner_id) | (Merge.loser_id == found.winner_id),
        )
        .order_by(Merge.id.desc())
        .limit(1)
    )
    if later is not None:
        raise LaterMergeDepends(merge_id=str(later))
    winner = held[found.winner_id]
    await tx.session.execute(
        update(Identity)
        .where(
            Identity.tenant_id == tx.tenant_id,
            Identity.contact_id == found.winner_id,
            Identity.id.in_([uuid.UUID(i) for i in found.moved["identities"]]),
        )
        .values(contact_id=found.loser_id)
        .execution_options(synchronize_session=False)
    )
    if names := found.moved.get("name"):
        before, after = names
        if [winner.name, winner.name_source] == after:
            await _rename(tx, found.winner_id, *before)
    await tx.session.execute(
        update(Contact)
        .where(Contact.tenant_id == tx.tenant_id, Contact.id == found.loser_id)
        .values(merged_into_id=None)
        .execution_options(synchronize_session=False)
    )
    found.undone_at = tx.now
    await tx.session.flush()
    await rows.refresh_search(tx, [found.winner_id, found.loser_id])
    await tx.emit(
        MergeUndone(merge_id=merge_id, winner_id=found.winner_id, loser_id=found.loser_id),
        subject_id=found.winner_id,
    )
    return Merged(winner_id=found.winner_id, loser_id=found.loser_id, merge_id=merge_id)


async def _rename(tx: Tx, contact_id: uuid.UUID, name: str | None, source: str | None) -> None:
    await tx.session.execute(
        update(Contact)
        .where(Contact.tenant_id == tx.tenant_id, Contact.id == contact_id)
        .values(name=name, name_source=source)
        .execution_options(synchronize_session=False)
    )
