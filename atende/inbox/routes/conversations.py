"""The list, one conversation, and who answers in it."""

import uuid
from typing import Any

from fastapi import APIRouter, Query

from atende.accounts.access import tenant_tx
from atende.core.tenancy import Tx
from atende.inbox.queries import conversations
from atende.inbox.queries.conversations import CaseState, Filter
from atende.inbox.schemas import AssignIn, AssumeIn, ConversationOut, ConversationPage, Counts
from atende.inbox.service import cases, ownership

router = APIRouter(prefix="/api/t/{tenant_id}/conversations", tags=["inbox"])


@router.get("", response_model=ConversationPage)
async def list_conversations(
    show: Filter = Query(Filter.ALL, alias="filter"),
    status: CaseState = CaseState.ANY,
    q: str = Query("", max_length=100),
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(30, ge=1, le=100),
    tx: Tx = tenant_tx("inbox"),
) -> Any:
    """A page of conversations."""
    return await conversations.page(tx, me=tx.actor.user_id, show=show, case=status, search=q, cursor=cursor, limit=limit)


@router.get("/counts", response_model=Counts)
async def count_conversations(status: CaseState = CaseState.ANY, tx: Tx = tenant_tx("inbox")) -> Any:
    """How many conversations the list of the same `status` shows per filter."""
    return await conversations.counts(tx, tx.actor.user_id, status)


@router.get("/{conversation_id}", response_model=ConversationOut)
async def read_conversation(conversation_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> Any:
    """One conversation."""
    return await conversations.one(tx, conversation_id)


@router.post("/{conversation_id}/assume", response_model=ConversationOut)
async def assume_conversation(
    conversation_id: uuid.UUID, body: AssumeIn | None = None, tx: Tx = tenant_tx("inbox", people_only=True)
) -> Any:
    """The caller has it; the bot is out."""
    await ownership.assume(tx, conversation_id, force=bool(body and body.force))
    return await conversations.one(tx, conversation_id)


@router.post("/{conversation_id}/return", response_model=ConversationOut)
async def return_conversation(conversation_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> Any:
    """The bot answers again."""
    await ownership.return_to_bot(tx, conversation_id)
    return await conversations.one(tx, conversation_id)


@router.post("/{conversation_id}/assign", response_model=ConversationOut)
async def assign_conversation(conversation_id: uuid.UUID, body: AssignIn, tx: Tx = tenant_tx("inbox")) -> Any:
    """The named colleague has it, or nobody in particular."""
    await ownership.assign(tx, conversation_id, body.user_id)
    return await conversations.one(tx, conversation_id)


@router.post("/{conversation_id}/close", response_model=ConversationOut)
async def close_conversation(conversation_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> Any:
    """The open case is done and the bot has the next one."""
    await cases.close(tx, conversation_id)
    return await conversations.one(tx, conversation_id)


@router.post("/{conversation_id}/reopen", response_model=ConversationOut)
async def reopen_conversation(conversation_id: uuid.UUID, tx: Tx = tenant_tx("inbox", people_only=True)) -> Any:
    """A case is open again and the caller has it."""
    await cases.reopen(tx, conversation_id)
    return await conversations.one(tx, conversation_id)


@router.post("/{conversation_id}/read", status_code=204)
async def read_to_the_end(conversation_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> None:
    """Nothing is unread; the customer sees the ticks once a person has the conversation."""
    await cases.mark_read(tx, conversation_id)


@router.post("/{conversation_id}/typing", status_code=204)
async def show_typing(conversation_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> None:
    """The customer sees "typing…" for up to 25 seconds, when the caller has the conversation."""
    await cases.show_typing(tx, conversation_id)
