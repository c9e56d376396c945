"""The one timeline of a person on one receiving number, found or made, and its cases."""

import uuid
from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.inbox.events import CaseClosed, CaseOpened
from atende.inbox.models import Case, Conversation
from atende.kit.ids import new_id
from atende.kit.refusal import NotFound

_TAKE_SHARE = text("select merged_into_id from contacts_contacts where tenant_id = :tenant and id = :id for share")

_SOURCES = text(
    """
    with recursive tree (id) as (
        select cast(:id as uuid)
        union all
        select c.id from tree join inbox_conversations c on c.tenant_id = :tenant and c.merged_into_id = tree.id
    )
    select id from tree
    """
)


class ConversationNotFound(NotFound):
    """No such conversation in this tenant."""

    code = "conversation_not_found"


async def conversation_for(tx: Tx, connection_id: uuid.UUID, contact_id: uuid.UUID) -> Conversation:
    """The person's living timeline on this number, made if there was none, locked until this transaction ends.

    One round trip when it exists. Emptied records and timelines lead to the living ones. However many ask at once, it is one."""
    while True:
        found = await tx.session.scalar(
            select(Conversation)
            .where(
                Conversation.tenant_id == tx.tenant_id,
                Conversation.connection_id == connection_id,
                Conversation.contact_id == contact_id,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if found is not None:
            return found if found.merged_into_id is None else await locked(tx, found.merged_into_id)
        # With this lock the record cannot be merged away before the new timeline is there for the merge to see.
        share = (await tx.session.execute(_TAKE_SHARE, {"tenant": tx.tenant_id, "id": contact_id})).one_or_none()
        if share is None or share.merged_into_id is not None:
            contact_id = await contacts.living_id(tx, contact_id)
            continue
        await tx.session.execute(
            insert(Conversation)
            .values(
                tenant_id=tx.tenant_id,
                id=new_id(),
                connection_id=connection_id,
                contact_id=contact_id,
                owned_since=tx.now,
                last_activity_at=tx.now,
            )
            .on_conflict_do_nothing()
        )


_LOCKED = (
    select(Conversation)
    .where(Conversation.tenant_id == bindparam("tenant"), Conversation.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


async def locked(tx: Tx, conversation_id: uuid.UUID) -> Conversation:
    """The conversation, or the living one its content was moved to, locked until this transaction ends. Refuses
    `ConversationNotFound`."""
    while True:
        found = await tx.session.scalar(_LOCKED, {"tenant": tx.tenant_id, "id": conversation_id})
        if found is None:
            raise ConversationNotFound
        if found.merged_into_id is None:
            return found
        conversation_id = found.merged_into_id


async def sources(tx: Tx, conversation_id: uuid.UUID) -> list[uuid.UUID]:
    """The conversation's id and those of all timelines emptied into it: facts stated before a merge have their ids."""
    return list((await tx.session.scalars(_SOURCES, {"tenant": tx.tenant_id, "id": conversation_id})).all())


async def open_case(tx: Tx, conversation: Conversation, *, at: datetime, by: str) -> uuid.UUID:
    """A case is open in this conversation (locked by the caller), the one that was or a new one; its id is returned.

    States `CaseOpened` for a new one. `by` is customer, or an actor's text."""
    found = await open_case_of(tx, conversation)
    return found.id if found is not None else await start_case(tx, conversation, at=at, by=by)


async def start_case(tx: Tx, conversation: Conversation, *, at: datetime, by: str) -> uuid.UUID:
    """A new case is open in this conversation, which the caller has locked and found without one. States `CaseOpened`."""
    case = Case(tenant_id=tx.tenant_id, id=new_id(), conversation_id=conversation.id, opened_at=at, opened_by=by)
    tx.session.add(case)
    await tx.session.flush()
    await tx.emit(CaseOpened(case_id=case.id, conversation_id=conversation.id), subject_id=conversation.id)
    return case.id


async def close_case(tx: Tx, conversation: Conversation, *, at: datetime, by: str) -> uuid.UUID | None:
    """No case is open in this conversation (locked by the caller); the id of the one that was, or None.

    States `CaseClosed` for it."""
    found = await open_case_of(tx, conversation)
    if found is None:
        return None
    found.closed_at, found.closed_by = at, by
    await tx.session.flush()
    await tx.emit(CaseClosed(case_id=found.id, conversation_id=conversation.id, by=by), subject_id=conversation.id)
    return found.id


async def open_case_of(tx: Tx, conversation: Conversation) -> Case | None:
    """The open case of this conversation, when there is one."""
    return await tx.session.scalar(
        select(Case).where(Case.tenant_id == tx.tenant_id, Case.conversation_id == conversation.id, Case.closed_at.is_(None))
    )
