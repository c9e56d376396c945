"""A conversation held by its row's lock, as a plain value: what the hot paths (taking a message in, a turn of the bot, a call) read
once and write back in their own statement. `conversations.locked` gives the same as a row of SQLAlchemy's, for everything else."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from atende.core.tenancy import Tx
from atende.inbox.service.conversations import ConversationNotFound, conversation_for
from atende.kit.ids import new_id


@dataclass(slots=True)
class Held:
    """A living conversation whose row this transaction has locked; the columns are `models.Conversation`'s."""

    id: uuid.UUID
    connection_id: uuid.UUID
    contact_id: uuid.UUID
    store_id: uuid.UUID | None
    owner_kind: str
    owner_user_id: uuid.UUID | None
    last_inbound_at: datetime | None
    last_activity_at: datetime
    last_message_id: uuid.UUID | None
    unread_count: int
    waiting_since: datetime | None
    due_at: datetime | None
    overdue_at: datetime | None
    handoff_reason: str | None
    slowed_until: datetime | None
    merged_into_id: uuid.UUID | None


_COLUMNS = ", ".join(one.name for one in fields(Held))
_BY_ID = f"select {_COLUMNS} from inbox_conversations where tenant_id = $1 and id = $2 for update"  # noqa: S608 - our own words
_FREE = (
    f"select {_COLUMNS} from inbox_conversations where tenant_id = $1 and id = any($2::uuid[])"  # noqa: S608 - our own words
    " order by id for update skip locked"
)
_OF_PERSON = (
    f"select {_COLUMNS}, (select e.message_id from inbox_external_ids e"  # noqa: S608 - our own words
    " where e.tenant_id = $1 and e.connection_id = $2 and e.external_id = $4)"
    " from inbox_conversations where tenant_id = $1 and connection_id = $2 and contact_id = $3 for update"
)
_MAKE = (
    "insert into inbox_conversations (tenant_id, id, connection_id, contact_id, owned_since, last_activity_at)"  # noqa: S608 - our own words
    f" values ($1, $2, $3, $4, $5, $5) on conflict do nothing returning {_COLUMNS}"
)


async def hold(tx: Tx, conversation_id: uuid.UUID) -> Held:
    """The conversation, or the living one its content was moved to, locked until this transaction ends. Refuses
    `ConversationNotFound`."""
    while True:
        row = await tx.row(_BY_ID, tx.tenant_id, conversation_id)
        if row is None:
            raise ConversationNotFound
        held = Held(*row)
        if held.merged_into_id is None:
            return held
        conversation_id = held.merged_into_id


async def hold_free(tx: Tx, conversation_ids: Sequence[uuid.UUID]) -> list[Held]:
    """Of these conversations those that nobody holds, locked until this transaction ends, also when their content was moved: whoever
    holds one of several waits for no other."""
    return [Held(*row) for row in await tx.fetch(_FREE, tx.tenant_id, conversation_ids)]


async def hold_for(
    tx: Tx, connection_id: uuid.UUID, contact_id: uuid.UUID, external_id: str, *, is_new: bool = False
) -> tuple[Held, uuid.UUID | None]:
    """The same for the person's living timeline on this number, made if there was none, and the message of that vendor's id when
    it was there before. `is_new`: the contact was made in this transaction, so that nobody else can know or merge it yet.

    One round trip for a living or a new person. A message that somebody else is storing right now is not seen here: its unique
    key tells."""
    if is_new and (row := await tx.row(_MAKE, tx.tenant_id, new_id(), connection_id, contact_id, tx.now)):
        return Held(*row), None
    row = await tx.row(_OF_PERSON, tx.tenant_id, connection_id, contact_id, external_id)
    if row is not None and row["merged_into_id"] is None:
        *columns, known = row
        return Held(*columns), known
    return await hold(tx, (await conversation_for(tx, connection_id, contact_id)).id), None
