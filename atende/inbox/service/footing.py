"""How a conversation stands, read from and written to its row as one value."""

from dataclasses import fields

from atende.core.tenancy import Tx
from atende.inbox.events import OwnershipChanged
from atende.inbox.models import Conversation
from atende.inbox.rules.joining import Footing


def footing(conversation: Conversation) -> Footing:
    """How the conversation stands now."""
    return Footing(**{field.name: getattr(conversation, field.name) for field in fields(Footing)})


def stand(conversation: Conversation, as_: Footing) -> None:
    """The conversation stands so from here on."""
    for field in fields(Footing):
        setattr(conversation, field.name, getattr(as_, field.name))


async def state_owner(tx: Tx, conversation: Conversation, before: Footing, reason: str) -> None:
    """`OwnershipChanged` is stated when somebody else answers in the conversation than before."""
    was = (before.owner_kind, before.owner_user_id)
    if was != (conversation.owner_kind, conversation.owner_user_id):
        await tx.emit(
            OwnershipChanged(
                conversation_id=conversation.id,
                from_kind=before.owner_kind,
                from_user_id=before.owner_user_id,
                to_kind=conversation.owner_kind,
                to_user_id=conversation.owner_user_id,
                reason=reason,
            ),
            subject_id=conversation.id,
        )
