"""What one turn reads: where the talk stands, what waits to be answered, and the last minutes of the conversation."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, NamedTuple

from atende.bot.rules import guard
from atende.bot.rules.turn import Item, Reminded
from atende.core.tenancy import Tx
from atende.inbox.rules.speaking import REPEAT_WITHIN
from atende.inbox.service.held import Held
from atende.inbox.service.speech import Past
from atende.integrations.service.standing import Standing

_AT_ONCE = 100  # inputs that one turn reads
_HISTORY = 40  # lines of the recent past that the loop guard reads
_RECENT = 60  # lines of the recent past that are read in one go

_NUMBER = ", ".join(f"n.{one.name}" for one in fields(Standing))
_SESSIONS = f"""
select c.id, s.state, s.turn_due_at, (select name from contacts_contacts where tenant_id = $1 and id = c.contact_id),
    (select count(*) from bot_pending_inputs where tenant_id = $1 and conversation_id = c.id),
    -- One value, so that it is looked up for each and never read for all.
    (select true from inbox_messages
        where tenant_id = $1 and conversation_id = c.id and status in ('queued', 'sending', 'unknown')
        order by send_no limit 1) is null,
    (select jsonb_build_array(r.appointment_id, r.starts_at, not exists (
            select from inbox_messages o where o.tenant_id = $1 and o.conversation_id = c.id and o.occurred_at > m.occurred_at
                and o.direction = 'out' and o.kind <> 'reaction' and o.status <> 'dropped'))
        from bookings_reminders r join inbox_messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
        where r.tenant_id = $1 and r.conversation_id = c.id and r.outcome = 'queued' and r.starts_at > $5
            and m.status not in ('queued', 'dropped', 'failed')
        order by r.at desc limit 1),
    {_NUMBER}
from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as c (id, contact_id, connection_id)
cross join lateral (
    select state, turn_due_at from bot_sessions where tenant_id = $1 and conversation_id = c.id offset 0
) s
cross join lateral (select * from integrations_connections where tenant_id = $1 and id = c.connection_id offset 0) n
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Session:
    """Where the talk stands: `state` as JSON, `pending` inputs that no turn has read, `is_clear` when nothing waits to leave
    this conversation or is on its way, the reminder that may be answered, and the number it is on."""

    state: dict[str, Any]
    turn_due_at: datetime | None
    person_name: str | None
    pending: int
    is_clear: bool
    reminded: Reminded | None
    number: Standing


async def sessions(tx: Tx, held: Sequence[Held]) -> dict[uuid.UUID, Session]:
    """The sessions of those conversations that have one, by conversation; one round trip."""
    rows = await tx.fetch(
        _SESSIONS,
        tx.tenant_id,
        [one.id for one in held],
        [one.contact_id for one in held],
        [one.connection_id for one in held],
        tx.now,
    )
    return {row[0]: Session(row[1], row[2], row[3], row[4], row[5], _reminded(row[6]), Standing(*row[7:])) for row in rows}


def _reminded(told: list[Any] | None) -> Reminded | None:
    return Reminded(told[0], datetime.fromisoformat(told[1]).astimezone(UTC), told[2]) if told else None


async def session(tx: Tx, held: Held) -> Session | None:
    """The conversation's session, when it has one."""
    return (await sessions(tx, [held])).get(held.id)


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
select c.id, l.* from unnest($2::uuid[]) as c (id) cross join lateral (
    select {_COLUMNS} from inbox_messages m
    left join lateral (
        select received_at from bot_pending_inputs where tenant_id = $1 and message_id = m.id and conversation_id = c.id offset 0
    ) p on true
    where m.tenant_id = $1 and m.conversation_id = c.id and m.occurred_at > $3
    order by m.occurred_at desc, m.tiebreak desc limit $4
) l order by c.id, l.occurred_at desc, l.tiebreak desc
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
    return (await lines_of(tx, {held.id: pending}))[held.id]


async def lines_of(tx: Tx, pending: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, Lines]:
    """The same for several conversations, of each of which so many inputs wait; one round trip for all."""
    since = tx.now - max(guard.LOOP_WINDOW, REPEAT_WITHIN)
    latest: dict[uuid.UUID, list[Line]] = {conversation_id: [] for conversation_id in pending}
    for row in await tx.fetch(_LATEST, tx.tenant_id, list(pending), since, _RECENT):
        latest[row[0]].append(Line(*row[1:]))
    return {
        conversation_id: await _lines(tx, conversation_id, latest[conversation_id], n) for conversation_id, n in pending.items()
    }


async def _lines(tx: Tx, conversation_id: uuid.UUID, latest: list[Line], pending: int) -> Lines:
    waiting = [line for line in latest if line.waiting_since is not None]
    if len(waiting) < pending:
        waiting = [Line(*row) for row in await tx.fetch(_PENDING, tx.tenant_id, conversation_id, _AT_ONCE)]
    said = latest
    if len(latest) == _RECENT:
        said = [Line(*row) for row in await tx.fetch(_SAID, tx.tenant_id, conversation_id, tx.now - REPEAT_WITHIN)]
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
