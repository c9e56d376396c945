"""Private remarks. They live in a table of their own, which no outbound path reads."""

import uuid

from atende.core.tenancy import Tx
from atende.inbox.events import NoteAdded
from atende.inbox.models import Note
from atende.inbox.service.conversations import locked
from atende.kit.ids import new_id
from atende.kit.refusal import Forbidden


async def add(tx: Tx, conversation_id: uuid.UUID, body: str) -> Note:
    """The remark stands in the timeline, for colleagues only. States `NoteAdded`. Refuses `NotFound`."""
    if tx.actor.user_id is None:
        raise Forbidden("only people write notes")
    row = await locked(tx, conversation_id)
    note = Note(
        tenant_id=tx.tenant_id,
        id=new_id(),
        conversation_id=row.id,
        author_user_id=tx.actor.user_id,
        body=body,
        created_at=tx.now,
    )
    tx.session.add(note)
    await tx.session.flush()
    await tx.emit(NoteAdded(note_id=note.id, conversation_id=row.id), subject_id=row.id)
    return note
