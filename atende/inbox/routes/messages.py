"""A conversation's timeline, and what people add to it."""

import uuid
from typing import Any

from fastapi import APIRouter, Query

from atende.accounts import queries as accounts
from atende.accounts.access import tenant_tx
from atende.core.tenancy import Tx
from atende.inbox.queries import timeline
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.schemas import MessageOut, NoteIn, NoteOut, SendIn, TimelineOut
from atende.inbox.service import notes
from atende.inbox.service.send import Draft, resend, send

router = APIRouter(prefix="/api/t/{tenant_id}", tags=["inbox"])


@router.get("/conversations/{conversation_id}/messages", response_model=TimelineOut)
async def read_timeline(
    conversation_id: uuid.UUID,
    before: str | None = Query(None, max_length=1000),
    after: str | None = Query(None, max_length=1000),
    limit: int = Query(40, ge=1, le=100),
    tx: Tx = tenant_tx("inbox"),
) -> Any:
    """A stretch of the timeline: the newest, or what lies before or after a place."""
    return await timeline.page(tx, conversation_id, before=before, after=after, limit=limit)


@router.post("/conversations/{conversation_id}/messages", response_model=MessageOut, status_code=202)
async def send_message(conversation_id: uuid.UUID, body: SendIn, tx: Tx = tenant_tx("inbox")) -> Any:
    """The message is queued, and the caller has the conversation."""
    draft = Draft(
        kind=body.kind,
        text=body.text,
        content=body.content,
        reply_to_id=body.reply_to,
        file_id=body.file_id,
        client_id=body.client_id,
    )
    kind = AuthorKind.USER if tx.actor.user_id else AuthorKind.API
    sent = await send(tx, conversation_id, draft, Author(kind, tx.actor.user_id))
    return await timeline.message(tx, sent.id)


@router.get("/messages/{message_id}", response_model=MessageOut)
async def read_message(message_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> Any:
    """One message."""
    return await timeline.message(tx, message_id)


@router.post("/messages/{message_id}/resend", response_model=MessageOut, status_code=202)
async def resend_message(message_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> Any:
    """A message that failed, or that nobody can say of whether it arrived, is tried once more because a person wants it."""
    sent = await resend(tx, message_id)
    return await timeline.message(tx, sent.id)


@router.post("/conversations/{conversation_id}/notes", response_model=NoteOut, status_code=201)
async def add_note(conversation_id: uuid.UUID, body: NoteIn, tx: Tx = tenant_tx("inbox", people_only=True)) -> Any:
    """A private remark for colleagues."""
    note = await notes.add(tx, conversation_id, body.body)
    names = await accounts.names(tx, {note.author_user_id})
    return {
        "type": "note",
        "id": note.id,
        "body": note.body,
        "author": {"id": note.author_user_id, "name": names.get(note.author_user_id, "")},
        "at": note.created_at,
    }
