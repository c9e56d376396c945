"""When two people turn out to be one, or one to be two: their timelines join and part, and no message is lost or shown twice."""

import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import select, update

from atende.contacts import queries as contacts
from atende.contacts.events import ContactsMerged, MergeUndone
from atende.contacts.ports import Merged
from atende.core.tenancy import Tx
from atende.inbox.events import TimelineRehomed, TimelinesJoined
from atende.inbox.models import Case, ClientId, Conversation, Message, Note, TimelineMove
from atende.inbox.rules.joining import emptied, joined
from atende.inbox.service import parting
from atende.inbox.service.conversations import open_case_of
from atende.inbox.service.footing import footing, stand, state_owner
from atende.kit.ids import new_id


async def on_contacts_merged(tx: Tx, fact: ContactsMerged) -> None:
    """The reaction by which every merge, whoever made it, joins the timelines in the same transaction."""
    await join(tx, Merged(winner_id=fact.winner_id, loser_id=fact.loser_id, merge_id=fact.merge_id))


async def on_merge_undone(tx: Tx, fact: MergeUndone) -> None:
    """The reaction by which undoing a merge parts the timelines in the same transaction."""
    await split(tx, fact.merge_id)


async def join(tx: Tx, merged: Merged) -> None:
    """Each of the loser's timelines is in the winner's of the same receiving number; called again it does nothing.

    Where the winner had none, the loser's becomes theirs and keeps its id (`TimelineRehomed`). Else messages, cases and notes
    move (`TimelinesJoined`, and `OwnershipChanged` when somebody else answers now); of two open cases the younger is closed by
    `merge`."""
    held = await _lock(tx, [merged.winner_id, merged.loser_id])
    into = {c.connection_id: c for c in held if c.contact_id == merged.winner_id}
    for other in [c for c in held if c.contact_id == merged.loser_id]:
        if target := into.get(other.connection_id):
            await _pour(tx, merged.merge_id, other, target)
        else:
            other.contact_id = merged.winner_id
            await _note(tx, merged.merge_id, other, other, state={"rehomed": True, "from": footing(other).to_json()})
            await tx.emit(
                TimelineRehomed(merge_id=merged.merge_id, conversation_id=other.id, contact_id=merged.winner_id),
                subject_id=other.id,
            )


async def split(tx: Tx, merge_id: uuid.UUID) -> None:
    """The timelines that this merge joined are two again; called again it does nothing.

    Messages, cases and notes go back to where they were; what either person wrote since is told apart by the evidence it came
    with; what the business wrote since stays where it was written. States `TimelinesSplit`, or `TimelineRehomed`."""
    merge = await contacts.merge(tx, merge_id)
    moves = (
        await tx.session.scalars(
            select(TimelineMove)
            .where(
                TimelineMove.tenant_id == tx.tenant_id,
                TimelineMove.merge_id == merge_id,
                TimelineMove.undone_at.is_(None),
            )
            .order_by(TimelineMove.id.desc())
        )
    ).all()
    ids = {i for move in moves for i in (move.from_conversation_id, move.to_conversation_id)}
    held = {c.id: c for c in await _lock_ids(tx, ids)}
    theirs = {uuid.UUID(i) for i in merge.moved["identities"]}
    for move in moves:
        other, into = held[move.from_conversation_id], held[move.to_conversation_id]
        if move.state.get("rehomed"):
            await parting.send_home(tx, move, other, winner_id=merge.winner_id, loser_id=merge.loser_id)
        else:
            await parting.pour_back(tx, move, other, into, identity_ids=theirs)
        move.undone_at = tx.now
    await tx.session.flush()


async def _lock(tx: Tx, contact_ids: Collection[uuid.UUID]) -> list[Conversation]:
    found = await tx.session.scalars(
        select(Conversation)
        .where(
            Conversation.tenant_id == tx.tenant_id,
            Conversation.contact_id.in_(contact_ids),
            Conversation.merged_into_id.is_(None),
        )
        .order_by(Conversation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found.all())


async def _lock_ids(tx: Tx, ids: Iterable[uuid.UUID]) -> list[Conversation]:
    found = await tx.session.scalars(
        select(Conversation)
        .where(Conversation.tenant_id == tx.tenant_id, Conversation.id.in_(ids))
        .order_by(Conversation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found.all())


async def _pour(tx: Tx, merge_id: uuid.UUID, other: Conversation, into: Conversation) -> None:
    before_other, before_into = footing(other), footing(into)
    state = await _one_open_case(tx, other, into)
    state["client_ids"] = await _free_client_ids(tx, other, into)
    messages = await _move(tx, Message, other, into)
    cases = await _move(tx, Case, other, into)
    notes = await _move(tx, Note, other, into)
    last = await _later_of(tx, before_into.last_message_id, before_other.last_message_id)
    now = joined(before_into, before_other, last)
    stand(into, now)
    stand(other, emptied(before_other))
    other.merged_into_id = into.id
    state |= {"from": before_other.to_json(), "to": before_into.to_json(), "joined": now.to_json()}
    await _note(tx, merge_id, other, into, messages=messages, cases=cases, notes=notes, state=state)
    await tx.emit(
        TimelinesJoined(merge_id=merge_id, from_conversation_id=other.id, to_conversation_id=into.id),
        subject_id=into.id,
    )
    await state_owner(tx, into, before_into, "merge")


async def _one_open_case(tx: Tx, other: Conversation, into: Conversation) -> dict:
    found = [case for c in (into, other) if (case := await open_case_of(tx, c))]
    if len(found) < 2:
        return {}
    kept, closed = sorted(found, key=lambda case: (case.opened_at, case.id))
    closed.closed_at, closed.closed_by = tx.now, "merge"
    await tx.session.flush()
    return {"kept_case": str(kept.id), "closed_case": str(closed.id)}


async def _free_client_ids(tx: Tx, other: Conversation, into: Conversation) -> dict[str, str]:
    # A sender's own id is unique per timeline; should both have the same one, the moved message does without it meanwhile.
    taken = select(ClientId.client_id).where(ClientId.tenant_id == tx.tenant_id, ClientId.conversation_id == into.id)
    rows = (
        await tx.session.execute(
            select(ClientId.message_id.label("id"), ClientId.client_id).where(
                ClientId.tenant_id == tx.tenant_id,
                ClientId.conversation_id == other.id,
                ClientId.client_id.in_(taken),
            )
        )
    ).all()
    if rows:
        await tx.session.execute(
            update(Message)
            .where(Message.tenant_id == tx.tenant_id, Message.id.in_([row.id for row in rows]))
            .values(client_id=None)
            .execution_options(synchronize_session="fetch")
        )
    return {str(row.id): str(row.client_id) for row in rows}


async def _move(tx: Tx, model: type, other: Conversation, into: Conversation) -> list[str]:
    moved = await tx.session.scalars(
        update(model)
        .where(model.tenant_id == tx.tenant_id, model.conversation_id == other.id)
        .values(conversation_id=into.id)
        .returning(model.id)
        .execution_options(synchronize_session="fetch")
    )
    return sorted(str(i) for i in moved)


async def _later_of(tx: Tx, *message_ids: uuid.UUID | None) -> uuid.UUID | None:
    return await tx.session.scalar(
        select(Message.id)
        .where(Message.tenant_id == tx.tenant_id, Message.id.in_([i for i in message_ids if i]))
        .order_by(Message.occurred_at.desc(), Message.tiebreak.desc(), Message.id.desc())
        .limit(1)
    )


async def _note(
    tx: Tx,
    merge_id: uuid.UUID,
    other: Conversation,
    into: Conversation,
    *,
    state: dict,
    messages: list[str] | None = None,
    cases: list[str] | None = None,
    notes: list[str] | None = None,
) -> None:
    tx.session.add(
        TimelineMove(
            tenant_id=tx.tenant_id,
            id=new_id(),
            merge_id=merge_id,
            from_conversation_id=other.id,
            to_conversation_id=into.id,
            message_ids=messages or [],
            case_ids=cases or [],
            note_ids=notes or [],
            state=state,
        )
    )
    await tx.session.flush()
