"""A conversation's open stretch closed and opened again by people, and what the customer sees of our reading and typing."""

import asyncio
import uuid

from sqlalchemy import select

from atende.core import log
from atende.core.crypto import Unreadable
from atende.core.tenancy import Tx
from atende.inbox.errors import NotYourTurn
from atende.inbox.events import ConversationRead
from atende.inbox.models import Conversation, Message
from atende.inbox.service import channels, ownership
from atende.inbox.service.conversations import close_case, locked, open_case
from atende.inbox.service.receive import Said
from atende.integrations.service.standing import standing

_log = log.get("inbox")
_under_way: set[asyncio.Task] = set()


async def close(tx: Tx, conversation_id: uuid.UUID) -> None:
    """The open case is done, nobody waits, and the bot has whatever comes next. Nothing happens when none is open."""
    row = await locked(tx, conversation_id)
    await close_case(tx, row, at=tx.now, by=str(tx.actor))
    row.unread_count = 0
    await ownership.return_to_bot(tx, row.id, reason="closed")


async def reopen(tx: Tx, conversation_id: uuid.UUID) -> None:
    """A case is open and whoever asks has the conversation."""
    row = await ownership.assume(tx, conversation_id)
    await open_case(tx, row, at=tx.now, by=str(tx.actor))


async def mark_read(tx: Tx, conversation_id: uuid.UUID) -> None:
    """Nothing is unread here. When the reader has the conversation the customer's ticks turn blue too.

    States `ConversationRead`."""
    row = await locked(tx, conversation_id)
    if row.unread_count:
        row.unread_count = 0
        await tx.session.flush()
        await tx.emit(ConversationRead(conversation_id=row.id), subject_id=row.id)
    if row.owner_kind == "person" and row.owner_user_id == tx.actor.user_id:
        await tell_customer(tx, row, typing=False)


async def show_typing(tx: Tx, conversation_id: uuid.UUID) -> None:
    """The customer sees "typing…". Refuses `NotYourTurn` for somebody who does not have the conversation."""
    row = await locked(tx, conversation_id)
    if row.owner_kind != "person" or row.owner_user_id != tx.actor.user_id:
        raise NotYourTurn
    await tell_customer(tx, row, typing=True)


async def tell_customer(tx: Tx, conversation: Conversation, *, typing: bool) -> None:
    """After the commit the channel is told that the newest message was read. A courtesy: failing it is noted and no more."""
    message_id = await tx.session.scalar(
        select(Message.id)
        .where(
            Message.tenant_id == tx.tenant_id,
            Message.conversation_id == conversation.id,
            Message.direction == "in",
            Message.external_id.is_not(None),
            Message.is_history.is_(False),
        )
        .order_by(Message.occurred_at.desc(), Message.tiebreak.desc())
        .limit(1)
    )
    if message_id is not None:
        await tell_read(tx, message_id, typing=typing)


async def _said(tx: Tx, message_id: uuid.UUID) -> Said | None:
    row = await tx.row(
        "select kind, text, external_id, connection_id from inbox_messages where tenant_id = $1 and id = $2",
        tx.tenant_id,
        message_id,
    )
    return None if row is None or row["external_id"] is None else Said(*row)


async def tell_read(tx: Tx, message_id: uuid.UUID, *, typing: bool) -> None:
    """After the commit the channel is told that this message was read, and with `typing` that an answer is being written.

    A courtesy: an account that cannot be used, or a channel that breaks, is noted and keeps nothing else from happening."""
    said = tx.held.get((Said, message_id)) or await _said(tx, message_id)
    if said is None:
        return
    external_id, connection = said.external_id, await standing(tx, said.connection_id)
    if not connection.is_active or connection.token_sealed is None:
        return
    try:
        account = await channels.account_of(tx, connection)
        channel = channels.channel_for(connection.provider)
    except (Unreadable, LookupError) as error:
        _log.error("read_not_told", message_id=str(message_id), error=type(error).__name__)
        return

    async def call() -> None:
        try:
            if not await channel.mark_read(account, external_id, typing=typing):
                _log.info("read_not_told", message_id=str(message_id))
        except Exception as error:
            _log.error("read_not_told", message_id=str(message_id), error=type(error).__name__, exc_info=True)

    async def start() -> None:
        task = asyncio.create_task(call())
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)

    tx.after_commit.append(start)
