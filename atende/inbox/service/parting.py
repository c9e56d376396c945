"""Putting back what a merge had moved: the rows it names, and what the other person wrote since, known by their evidence."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update

from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.inbox.events import TimelineRehomed, TimelinesSplit
from atende.inbox.models import Case, Conversation, Message, Note, TimelineMove
from atende.inbox.rules.joining import Footing, parted
from atende.inbox.service.conversations import conversation_for, open_case, open_case_of
from atende.inbox.service.footing import footing, stand, state_owner


async def pour_back(
    tx: Tx, move: TimelineMove, other: Conversation, into: Conversation, *, identity_ids: Collection[uuid.UUID]
) -> None:
    """`other` has its messages, cases and notes back, and those its person wrote since; both stand as they did, but for changes
    made since. States `TimelinesSplit`."""
    kept, now = move.state, footing(into)
    moved = {uuid.UUID(i) for i in move.message_ids}
    since = await _written_by(tx, into, identity_ids, besides=moved)
    back = await _send(tx, Message, into, other, moved | since)
    for message_id, client_id in kept["client_ids"].items():
        await tx.session.execute(
            update(Message)
            .where(Message.tenant_id == tx.tenant_id, Message.id == uuid.UUID(message_id))
            .values(client_id=uuid.UUID(client_id))
            .execution_options(synchronize_session="fetch")
        )
    await _send(tx, Case, into, other, {uuid.UUID(i) for i in move.case_ids})
    await _send(tx, Note, into, other, {uuid.UUID(i) for i in move.note_ids})
    await _reopen(tx, kept)
    other.merged_into_id = None
    at_join, before_into = Footing.from_json(kept["joined"]), Footing.from_json(kept["to"])
    theirs_before = Footing.from_json(kept["from"])
    later = await _inbound(tx, other, since)
    foot_into, foot_other = parted(before_into, theirs_before, at_join, now, later=len(later))
    stand(into, foot_into)
    stand(other, foot_other)
    if since or now.last_message_id != at_join.last_message_id:
        await _refresh(tx, into, before_into)
        await _refresh(tx, other, theirs_before)
    await _settle_cases(tx, into, other, move, since, later)
    await tx.session.flush()
    await tx.emit(
        TimelinesSplit(
            merge_id=move.merge_id,
            from_conversation_id=into.id,
            to_conversation_id=other.id,
            message_ids=sorted(back),
        ),
        subject_id=into.id,
    )
    await state_owner(tx, into, now, "merge_undone")


async def send_home(tx: Tx, move: TimelineMove, conversation: Conversation, *, winner_id: uuid.UUID, loser_id: uuid.UUID) -> None:
    """The conversation is the loser's again; what the winner wrote in it since has a timeline of the winner's own.

    States `TimelineRehomed`, and `TimelinesSplit` when there was such."""
    conversation.contact_id = loser_id
    await tx.session.flush()
    await tx.emit(
        TimelineRehomed(merge_id=move.merge_id, conversation_id=conversation.id, contact_id=loser_id),
        subject_id=conversation.id,
    )
    winners = {i.id for i in await contacts.identities(tx, winner_id, retired=True)}
    since = await _written_by(tx, conversation, winners, besides=set())
    if not since:
        return
    now, before = footing(conversation), Footing.from_json(move.state["from"])
    own = await conversation_for(tx, conversation.connection_id, winner_id)
    await _send(tx, Message, conversation, own, since)
    later = await _inbound(tx, own, since)
    unread = min(len(later), now.unread_count)
    conversation.unread_count = now.unread_count - unread
    own.unread_count = unread
    for name, value in now.owner().items():
        setattr(own, name, value)
    own.store_id = now.store_id
    await _refresh(tx, conversation, before)
    await _refresh(tx, own, None)
    if later:
        case_id = await open_case(tx, own, at=min(later.values()), by="customer")
        await _file(tx, since, case_id)
    await tx.session.flush()
    await tx.emit(
        TimelinesSplit(
            merge_id=move.merge_id,
            from_conversation_id=conversation.id,
            to_conversation_id=own.id,
            message_ids=sorted(since),
        ),
        subject_id=conversation.id,
    )


async def _written_by(
    tx: Tx, conversation: Conversation, identity_ids: Collection[uuid.UUID], *, besides: set[uuid.UUID]
) -> set[uuid.UUID]:
    found = await tx.session.scalars(
        select(Message.id).where(
            Message.tenant_id == tx.tenant_id,
            Message.conversation_id == conversation.id,
            Message.identity_id.in_(identity_ids),
        )
    )
    return set(found.all()) - besides


async def _inbound(tx: Tx, conversation: Conversation, message_ids: set[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """Of these the customer's own live words that count as unread, with their times."""
    rows = await tx.session.execute(
        select(Message.id, Message.occurred_at).where(
            Message.tenant_id == tx.tenant_id,
            Message.conversation_id == conversation.id,
            Message.id.in_(message_ids),
            Message.direction == "in",
            Message.is_history.is_(False),
            Message.kind != "reaction",
        )
    )
    return {row.id: row.occurred_at for row in rows}


async def _send(tx: Tx, model: type, from_: Conversation, to: Conversation, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    moved = await tx.session.scalars(
        update(model)
        .where(model.tenant_id == tx.tenant_id, model.conversation_id == from_.id, model.id.in_(ids))
        .values(conversation_id=to.id)
        .returning(model.id)
        .execution_options(synchronize_session="fetch")
    )
    return set(moved.all())


async def _reopen(tx: Tx, kept: dict) -> None:
    # Whoever closed the joined case since meant both stretches: then the other stays closed too.
    if "closed_case" not in kept:
        return
    closed = await tx.session.get(Case, (tx.tenant_id, uuid.UUID(kept["closed_case"])), populate_existing=True)
    still = await tx.session.get(Case, (tx.tenant_id, uuid.UUID(kept["kept_case"])), populate_existing=True)
    if closed and still and still.closed_at is None and closed.closed_by == "merge":
        closed.closed_at = closed.closed_by = None
        await tx.session.flush()


async def _settle_cases(
    tx: Tx,
    into: Conversation,
    other: Conversation,
    move: TimelineMove,
    since: set[uuid.UUID],
    later: dict[uuid.UUID, datetime],
) -> None:
    """No message is marked with a case of the other timeline; what somebody wrote since has an open case to be answered in."""
    if since:
        case_id = await open_case(tx, other, at=min(later.values()), by="customer") if later else None
        await _file(tx, since, case_id)
    strays = (
        await tx.session.scalars(
            select(Message.id).where(
                Message.tenant_id == tx.tenant_id,
                Message.conversation_id == into.id,
                Message.case_id.in_([uuid.UUID(i) for i in move.case_ids]),
            )
        )
    ).all()
    if strays:
        open_ = await open_case_of(tx, into)
        closed = move.state.get("closed_case")
        own = uuid.UUID(closed) if closed and closed not in move.case_ids else None
        await _file(tx, strays, open_.id if open_ else own)


async def _file(tx: Tx, message_ids: Collection[uuid.UUID], case_id: uuid.UUID | None) -> None:
    await tx.session.execute(
        update(Message)
        .where(Message.tenant_id == tx.tenant_id, Message.id.in_(message_ids))
        .values(case_id=case_id)
        .execution_options(synchronize_session="fetch")
    )


async def _refresh(tx: Tx, conversation: Conversation, before: Footing | None) -> None:
    """The last message, the window and the last activity follow from the messages that are there now."""
    await tx.session.flush()
    here = (Message.tenant_id == tx.tenant_id, Message.conversation_id == conversation.id)
    is_live_word = (Message.is_history.is_(False), Message.kind != "reaction")
    last = (
        await tx.session.execute(
            select(Message.id, Message.occurred_at)
            .where(*here, *is_live_word)
            .order_by(Message.occurred_at.desc(), Message.tiebreak.desc(), Message.id.desc())
            .limit(1)
        )
    ).one_or_none()
    inbound = await tx.session.scalar(
        select(func.max(Message.occurred_at)).where(
            *here, Message.direction == "in", Message.author_kind == "customer", Message.is_history.is_(False)
        )
    )
    conversation.last_message_id = last.id if last else before.last_message_id if before else None
    windows = [t for t in (inbound, before.last_inbound_at if before else None) if t]
    conversation.last_inbound_at = max(windows, default=None)
    active = [t for t in (last.occurred_at if last else None, before.last_activity_at if before else None) if t]
    conversation.last_activity_at = max(active, default=conversation.last_activity_at)
