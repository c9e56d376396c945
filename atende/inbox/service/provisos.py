"""Messages that leave only while what they say still holds, as the room above that wrote them tells right before each call: the
reminder of an appointment that is cancelled while it waits is dropped like a word of the bot's after a person took over."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from atende.core.tenancy import Tx
from atende.inbox.models import Message

Holds = Callable[[Tx, uuid.UUID], Awaitable[bool]]

_asked: dict[str, Holds] = {}
_KEY = "proviso"


@dataclass(frozen=True, slots=True)
class Proviso:
    """Whom to ask (`kind`), and about which of their records."""

    kind: str
    record_id: uuid.UUID

    def to_json(self) -> dict[str, Any]:
        """As it stands with the message's explanation."""
        return {_KEY: {"kind": self.kind, "id": str(self.record_id)}}


def ask(kind: str, holds: Holds) -> None:
    """From here on `holds` is asked about messages under provisos of this kind, with the conversation locked; what it has seen it keeps
    from changing until that transaction ends. Called by rooms' `reactions.register`."""
    _asked[kind] = holds


async def hold(tx: Tx, message: Message) -> bool:
    """Whether the message may still leave. One without a proviso may, and asks nothing."""
    given = (message.explanation or {}).get(_KEY)
    return given is None or await _asked[given["kind"]](tx, uuid.UUID(given["id"]))
