"""What waits for a turn: inputs not yet read, and when the burst they belong to is answered."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select, text, update

from atende.bot.models import BotSession, PendingInput, Turn
from atende.bot.rules import guard
from atende.core import clock
from atende.core.config import settings
from atende.core.jobs import Lane, in_turn
from atende.core.tenancy import Crossing, Tx, asked_across_tenants
from atende.inbox.models import Message
from atende.inbox.service import ownership
from atende.inbox.service.conversations import locked

_ADD = """
with input as (
    insert into bot_pending_inputs (tenant_id, message_id, conversation_id, received_at) values ($1, $2, $3, $4)
    on conflict do nothing
), session as (
    insert into bot_sessions as s (tenant_id, conversation_id, burst_started_at, burst_last_at, turn_due_at)
    values ($1, $3, $4, $4, $5)
    on conflict (tenant_id, conversation_id) do update set
        burst_started_at = coalesce(s.burst_started_at, excluded.burst_started_at),
        burst_last_at = excluded.burst_last_at,
        turn_due_at = case when $8 or s.burst_started_at is null then excluded.turn_due_at
            else greatest(least($6::timestamptz, s.burst_started_at + $7::interval), excluded.burst_last_at) end
    returning turn_due_at
)
select (select turn_due_at from session), (
    -- In their order, so that it is the conversation's own index that is asked, however many wait elsewhere.
    select true from inbox_messages
    where tenant_id = $1 and conversation_id = $3 and status = 'queued' and author_kind = 'bot' order by send_no limit 1
) is not null
"""

_DUE = in_turn("bot_sessions", "conversation_id", "turn_due_at", "turn_due_at is not null")


async def add(tx: Tx, conversation_id: uuid.UUID, message_id: uuid.UUID, *, is_whole: bool = False) -> datetime:
    """The message waits for a turn, which is due at the time that is returned: shortly, and later while more of the same burst
    comes, up to the cap; at once after one that `is_whole` (`guard.is_whole`). An answer to what was said before that has not left
    yet is taken back, and its inputs wait again with this one."""
    due_at, is_answered = await _add(tx, conversation_id, message_id, is_whole)
    if is_answered:
        await _supersede(tx, conversation_id)
    return due_at


async def _add(tx: Tx, conversation_id: uuid.UUID, message_id: uuid.UUID, is_whole: bool) -> tuple[datetime, bool]:
    wait = timedelta() if is_whole else timedelta(seconds=settings().bot_wait)
    several = min(guard.BURST_WAIT, guard.BURST_WAIT / guard.LONE_WAIT * wait)
    row = await tx.row(
        _ADD,
        tx.tenant_id,
        message_id,
        conversation_id,
        tx.now,
        tx.now + wait,
        tx.now + several,
        guard.BURST_CAP,
        is_whole,
    )
    return row[0], row[1]


async def clear(tx: Tx, conversation_id: uuid.UUID) -> None:
    """No turn is due and nothing waits to be read: a person has the conversation."""
    await tx.session.execute(
        delete(PendingInput).where(PendingInput.tenant_id == tx.tenant_id, PendingInput.conversation_id == conversation_id)
    )
    await tx.session.execute(
        update(BotSession)
        .where(BotSession.tenant_id == tx.tenant_id, BotSession.conversation_id == conversation_id)
        .values(turn_due_at=None, burst_started_at=None, burst_last_at=None, attempts=0)
    )


async def move(tx: Tx, from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """What waits in one timeline waits in the other; the place in the talk follows when the other has none."""
    await tx.session.execute(
        text(
            "insert into bot_sessions (tenant_id, conversation_id, state, burst_started_at, burst_last_at, turn_due_at,"
            " last_turn_at) select tenant_id, :to, state, burst_started_at, burst_last_at, turn_due_at, last_turn_at"
            " from bot_sessions where tenant_id = :tenant and conversation_id = :from"
            " on conflict (tenant_id, conversation_id) do update set"
            " turn_due_at = least(bot_sessions.turn_due_at, excluded.turn_due_at),"
            " burst_started_at = least(bot_sessions.burst_started_at, excluded.burst_started_at),"
            " burst_last_at = greatest(bot_sessions.burst_last_at, excluded.burst_last_at)"
        ),
        {"tenant": tx.tenant_id, "from": from_id, "to": to_id},
    )
    await tx.session.execute(
        update(PendingInput)
        .where(PendingInput.tenant_id == tx.tenant_id, PendingInput.conversation_id == from_id)
        .values(conversation_id=to_id)
    )
    await tx.session.execute(
        update(BotSession)
        .where(BotSession.tenant_id == tx.tenant_id, BotSession.conversation_id == from_id)
        .values(turn_due_at=None, burst_started_at=None, burst_last_at=None)
    )


async def follow(tx: Tx, message_ids: list[uuid.UUID], to_id: uuid.UUID) -> None:
    """Of these messages what waits for a turn waits in the conversation they are in now, and a turn is due there."""
    waiting = await tx.session.scalars(
        update(PendingInput)
        .where(PendingInput.tenant_id == tx.tenant_id, PendingInput.message_id.in_(message_ids))
        .values(conversation_id=to_id)
        .returning(PendingInput.message_id)
        .execution_options(synchronize_session=False)
    )
    for message_id in waiting.all():
        await _add(tx, to_id, message_id, False)


async def due(limit: int) -> list[Lane]:
    """Conversations whose burst is complete, oldest first."""
    rows = await asked_across_tenants(Crossing.SWEEP, _DUE, clock.now(), limit)
    return [Lane(tenant, str(conversation)) for tenant, conversation in rows]


async def _supersede(tx: Tx, conversation_id: uuid.UUID) -> None:
    waiting = (
        await tx.session.scalars(
            select(Message.id).where(
                Message.tenant_id == tx.tenant_id,
                Message.conversation_id == conversation_id,
                Message.status == "queued",
                Message.author_kind == "bot",
            )
        )
    ).all()
    if not waiting:
        return
    turn = await tx.session.scalar(
        select(Turn)
        .where(Turn.tenant_id == tx.tenant_id, Turn.conversation_id == conversation_id)
        .order_by(Turn.created_at.desc())
        .limit(1)
    )
    said = {uuid.UUID(one) for one in turn.explanation.get("message_ids", [])} if turn else set()
    if turn is None or turn.outcome != "answered" or not said or said != set(waiting):
        return  # part of it left already, or it announced something that was done: it stays
    conversation = await locked(tx, conversation_id)
    await ownership.drop_bot_messages(tx, conversation, "superseded")
    if "store_before" in turn.explanation:
        before = turn.explanation["store_before"]
        conversation.store_id = uuid.UUID(before) if before else None
    turn.outcome = "superseded"
    await tx.session.execute(
        text(
            "insert into bot_pending_inputs (tenant_id, message_id, conversation_id, received_at)"
            " select tenant_id, id, conversation_id, :now from inbox_messages"
            " where tenant_id = :tenant and id = any(:ids) on conflict do nothing"
        ),
        {"tenant": tx.tenant_id, "ids": [uuid.UUID(i) for i in turn.input_message_ids], "now": tx.now},
    )
    await tx.session.execute(
        update(BotSession)
        .where(BotSession.tenant_id == tx.tenant_id, BotSession.conversation_id == conversation_id)
        .values(state=turn.explanation.get("state_before") or {})
    )
