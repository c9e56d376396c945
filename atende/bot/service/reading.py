"""What one turn reads: where the talk stands, what waits to be answered, and the last minutes of the conversation."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from atende.bot.rules import guard
from atende.bot.rules.turn import Item
from atende.core.tenancy import Tx
from atende.inbox.rules.speaking import REPEAT_WITHIN
from atende.inbox.service.held import Held
from atende.inbox.service.speech import Past
from atende.integrations.service.standing import Standing

_AT_ONCE = 100  # inputs that one turn reads
_HISTORY = 40  # lines of the recent past that the loop guard reads
_RECENT = 60  # lines of the recent past that are read in one go

_NUMBER = ", ".join(f"n.{one.name}" for one in fields(Standing))
_SESSION = f"""
select s.state, s.turn_due_at, (select name from contacts_contacts where tenant_id = $1 and id = $3),
    (select count(*) from bot_pending_inputs where tenant_id = $1 and conversation_id = $2),
    not exists (select from inbox_messages
        where tenant_id = $1 and conversation_id = $2 and status in ('queued', 'sending', 'unknown')),
    {_NUMBER}
from bot_sessions s join integrations_connections n on n.tenant_id = $1 and n.id = $4
where s.tenant_id = $1 and s.conversation_id = $2
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Session:
    """Where the talk stands: `state` as JSON, `pending` inputs that no turn has read, `is_clear` when nothing waits to leave
    this conversation or is on its way, and the number it is on."""

    state: dict[str, Any]
    turn_due_at: datetime | None
    person_name: str | None
    pending: int
    is_clear: bool
    number: Standing


async def session(tx: Tx, held: Held) -> Session | None:
    """The conversation's session, when it has one."""
    row = await tx.row(_SESSION, tx.tenant_id, held.id, held.contact_id, held.connection_id)
    return None if row is None else Session(row[0], row[1], row[2], row[3], row[4], Standing(*row[5:]))


class Line(NamedTuple):
    """One message of the conversation; `waiting_since` when no turn has read it."""

    id: uuid.UUID
    direction: str
    author_kind: str
    kind: str
    text: str | None
    content: dict[str, Any]
    at: datetime
    revoked_at: datetime | None
    status: str
    tiebreak: str
    waiting_since: datetime | None
    correlation_id: str

    def item(self) -> Item:
        """As the engine reads it."""
        content = self.content
        return Item(
            id=str(self.id),
            kind=self.kind,
            text=None if self.revoked_at is not None else self.text,
            option_id=content.get("id") if self.kind in ("button", "list") else None,
            latitude=content.get("latitude"),
            longitude=content.get("longitude"),
            sent_at=self.at,
        )


@dataclass(frozen=True, slots=True)
class Lines:
    """What waits, oldest first (of very much the newest, because that is what the customer waits for); the recent past for the loop
    guard; and what the bot said within `REPEAT_WITHIN`."""

    inputs: Sequence[Line]
    history: list[guard.PastTurn]
    said: list[Past]


_COLUMNS = (
    "m.id, m.direction, m.author_kind, m.kind, m.text, m.content, m.occurred_at, m.revoked_at, m.status, m.tiebreak,"
    " p.received_at, m.correlation_id"
)
_LATEST = f"""
select {_COLUMNS} from inbox_messages m
left join lateral (
    select received_at from bot_pending_inputs where tenant_id = $1 and message_id = m.id and conversation_id = $2 offset 0
) p on true
where m.tenant_id = $1 and m.conversation_id = $2 and m.occurred_at > $3
order by m.occurred_at desc, m.tiebreak desc limit $4
"""  # noqa: S608 - our own words
_PENDING = f"""
select {_COLUMNS} from bot_pending_inputs p
cross join lateral (select * from inbox_messages where tenant_id = $1 and id = p.message_id offset 0) m
where p.tenant_id = $1 and p.conversation_id = $2
order by m.occurred_at desc, p.received_at desc, m.tiebreak desc limit $3
"""  # noqa: S608 - our own words
_SAID = f"""
select {_COLUMNS.replace("p.received_at", "null::timestamptz")} from inbox_messages m
where m.tenant_id = $1 and m.conversation_id = $2 and m.occurred_at > $3 and m.author_kind = 'bot'
"""  # noqa: S608 - our own words


async def lines(tx: Tx, held: Held, pending: int) -> Lines:
    """One round trip, unless more was said lately than one look takes in, or what waits is older."""
    since = tx.now - max(guard.LOOP_WINDOW, REPEAT_WITHIN)
    latest = [Line(*row) for row in await tx.fetch(_LATEST, tx.tenant_id, held.id, since, _RECENT)]
    waiting = [line for line in latest if line.waiting_since is not None]
    if len(waiting) < pending:
        waiting = [Line(*row) for row in await tx.fetch(_PENDING, tx.tenant_id, held.id, _AT_ONCE)]
    said = latest
    if len(latest) == _RECENT:
        said = [Line(*row) for row in await tx.fetch(_SAID, tx.tenant_id, held.id, tx.now - REPEAT_WITHIN)]
    spoken = [line for line in latest if line.kind != "reaction" and line.at > tx.now - guard.LOOP_WINDOW][:_HISTORY]
    return Lines(
        sorted(waiting, key=lambda line: (line.at, line.waiting_since, line.tiebreak))[-_AT_ONCE:],
        [guard.PastTurn(line.direction == "in", line.at, line.text or "") for line in reversed(spoken)],
        [
            Past(line.kind, line.text, line.content, line.at)
            for line in said
            if line.author_kind == "bot" and line.status not in ("dropped", "failed") and line.at > tx.now - REPEAT_WITHIN
        ],
    )
