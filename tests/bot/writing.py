"""What customers write, as it stands in the timeline when a turn begins."""

import uuid

from atende.bot.service import pending
from atende.core import clock
from atende.inbox.models import Message
from atende.kit.ids import new_id


async def wrote(desk, words: str, conversation_id: uuid.UUID | None = None, option_id: str | None = None) -> None:
    """The message stands in the conversation (the desk's own, or this one), with a correlation of its own, and a turn will read it.
    With an `option_id` it is a row or button that was pressed."""
    async with desk.tx() as tx:
        row = Message(
            tenant_id=tx.tenant_id,
            id=new_id(),
            conversation_id=conversation_id or desk.conversation_id,
            connection_id=desk.connection_id,
            direction="in",
            author_kind="customer",
            kind="list" if option_id else "text",
            text=words,
            content={"id": option_id} if option_id else {},
            external_id=f"wamid.{new_id().hex}",
            occurred_at=clock.now(),
            tiebreak="a",
            status="received",
            correlation_id=f"chain of {words}",
        )
        tx.session.add(row)
        await tx.session.flush()
        await pending.add(tx, row.conversation_id, row.id)
