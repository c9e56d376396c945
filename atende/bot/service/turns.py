"""A turn taken: what waits is read, decided purely, and done in the same transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prometheus_client import Counter
from sqlalchemy import delete, select, update

from atende.bot.events import TurnTaken
from atende.bot.models import BotSession, PendingInput, Turn
from atende.bot.rules import engine, guard, state
from atende.bot.rules.facts import Facts
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.turn import (
    Action,
    HandOff,
    Item,
    SendButtons,
    SendList,
    SendLocation,
    SendText,
    SetStore,
    TurnInput,
)
from atende.bot.service import facts as known
from atende.bot.service import pending
from atende.contacts.models import Contact
from atende.core import config, log, tracing
from atende.core.jobs import Lane
from atende.core.tenancy import BOT, Tx, in_tenant
from atende.inbox.errors import SendRefused
from atende.inbox.models import Conversation, Message
from atende.inbox.ports import MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service import channels, ownership, queueing
from atende.inbox.service.conversations import locked
from atende.inbox.service.send import Draft, send
from atende.integrations.models import Connection
from atende.kit.ids import new_id
from atende.knowledge.rules.hours import is_open, next_opening

TURNS = Counter("atende_bot_turns_total", "Turns by outcome", ["outcome"])

MAX_ATTEMPTS = 5
BACK_OFF = (1, 3, 10, 30)  # seconds
_AT_ONCE = 100  # inputs that one turn reads
_LOOK_AGAIN = timedelta(seconds=15)  # while the number cannot send
_HISTORY = 40  # lines of the recent past that the loop guard reads
_AUTHOR = Author(AuthorKind.BOT)

_log = log.get("bot")


async def take(lane: Lane) -> bool:
    """The conversation's pending inputs were read by one turn and its actions are queued, or the failure is counted; after
    five the conversation goes to a person. False when another worker has it."""
    conversation_id = uuid.UUID(lane.key)
    try:
        async with in_tenant(lane.tenant_id, BOT) as tx:
            return await _take(tx, conversation_id)
    except Exception as error:
        _log.error("turn_failed", conversation_id=str(conversation_id), error=type(error).__name__, exc_info=True)
        async with in_tenant(lane.tenant_id, BOT) as tx:
            await _count_failure(tx, conversation_id, type(error).__name__)
        return True


async def _take(tx: Tx, conversation_id: uuid.UUID) -> bool:
    conversation = await locked(tx, conversation_id)
    session = await tx.session.scalar(
        select(BotSession)
        .where(BotSession.tenant_id == tx.tenant_id, BotSession.conversation_id == conversation.id)
        .with_for_update()
    )
    if session is None or session.turn_due_at is None or session.turn_due_at > tx.now:
        return True
    inputs = await _read(tx, conversation)
    if conversation.owner_kind != "bot" or not inputs:
        await pending.clear(tx, conversation.id)
        return True
    if inputs[-1].correlation_id:
        log.correlation_id.set(inputs[-1].correlation_id)  # what follows from it is one chain, through the turn to the send
    with tracing.span("turn", inputs=len(inputs)):
        return await _turn(tx, conversation, session, inputs)


async def _turn(tx: Tx, conversation: Conversation, session: BotSession, inputs: Sequence[Message]) -> bool:
    before = state.from_json(session.state)
    if tx.now - max(message.occurred_at for message in inputs) > timedelta(minutes=config.settings().bot_max_age_minutes):
        await _end(tx, conversation, session, inputs, before, [], "silent", {"intent": "too_old"})
        await ownership.wait_unanswered(tx, conversation.id, queueing.LATE)
        return True
    number = await tx.session.get_one(Connection, (tx.tenant_id, conversation.connection_id))  # held: sending asks for it again
    settings, facts = await known.known(tx)
    if settings.is_on and not channels.can_speak(number):
        # Nothing could leave now: it is read once the number works again, or found by people when that takes too long.
        session.turn_due_at = tx.now + _LOOK_AGAIN
        await tx.session.flush()
        return True
    if state.expired(before, tx.now):
        before = state.State()
    if not settings.is_on:
        await _end(tx, conversation, session, inputs, before, [], "handed_off", {"intent": "bot_off"})
        await ownership.hand_off(tx, conversation.id, "bot_off", due_by(facts, settings, tx.now))
        return True
    if guard.is_machine_loop(await _history(tx, conversation)):
        await _end(tx, conversation, session, inputs, before, [], "handed_off", {"intent": "loop"})
        await ownership.hand_off(tx, conversation.id, "loop", due_by(facts, settings, tx.now))
        return True
    name = await tx.session.scalar(
        select(Contact.name).where(Contact.tenant_id == tx.tenant_id, Contact.id == conversation.contact_id)
    )
    turn = engine.decide(before, TurnInput(tuple(_item(m) for m in inputs), tx.now, settings, person_name=name), facts)
    turn_id = new_id()
    explanation = {**turn.explanation.to_json(), "turn_id": str(turn_id)}
    store_before = conversation.store_id
    said: list[Message] = []
    outcome = "silent"
    refused: str | None = None
    giving = next((action for action in turn.actions if isinstance(action, HandOff)), None)
    # Handing over comes first: it drops what the bot still had queued, and only what was done may be announced.
    given = await _hand_off(tx, conversation, session, giving, facts, settings) if giving else None
    if given:
        outcome = "handed_off"
    for action in turn.actions:
        try:
            done = await _do(tx, conversation, action, explanation, given)
        except SendRefused as refusal:
            # The gate knows better than the plan: nothing more is said in this turn.
            refused = refusal.code
            break
        said += done
        if done and outcome == "silent":
            outcome = "answered"
    if refused and refused != "not_your_turn":
        reason = "loop" if refused == "loop_stopped" else "cannot_send"
        await ownership.hand_off(tx, conversation.id, reason, due_by(facts, settings, tx.now))
        outcome = "handed_off"
    if refused:
        explanation["refused"] = refused
    if conversation.store_id != store_before:
        explanation["store_before"] = str(store_before) if store_before else None
    session.state = state.to_json(turn.state)
    await _end(tx, conversation, session, inputs, before, said, outcome, explanation, turn_id)
    return True


async def _read(tx: Tx, conversation: Conversation) -> Sequence[Message]:
    """What waits, oldest first; of very much the newest, because that is what the customer waits for."""
    newest = (
        await tx.session.scalars(
            select(Message)
            .join(
                PendingInput,
                (PendingInput.tenant_id == Message.tenant_id) & (PendingInput.message_id == Message.id),
            )
            .where(PendingInput.tenant_id == tx.tenant_id, PendingInput.conversation_id == conversation.id)
            .order_by(Message.occurred_at.desc(), PendingInput.received_at.desc(), Message.tiebreak.desc())
            .limit(_AT_ONCE)
        )
    ).all()
    return newest[::-1]


def _item(message: Message) -> Item:
    content = message.content or {}
    revoked = message.revoked_at is not None
    return Item(
        id=str(message.id),
        kind=message.kind,
        text=None if revoked else message.text,
        option_id=content.get("id") if message.kind in ("button", "list") else None,
        latitude=content.get("latitude"),
        longitude=content.get("longitude"),
        sent_at=message.occurred_at,
    )


async def _history(tx: Tx, conversation: Conversation) -> list[guard.PastTurn]:
    rows = await tx.session.execute(
        select(Message.direction, Message.occurred_at, Message.text)
        .where(
            Message.tenant_id == tx.tenant_id,
            Message.conversation_id == conversation.id,
            Message.occurred_at > tx.now - guard.LOOP_WINDOW,
            Message.kind != "reaction",
        )
        .order_by(Message.occurred_at.desc(), Message.tiebreak.desc())
        .limit(_HISTORY)
    )
    return [guard.PastTurn(d == "in", at, words or "") for d, at, words in reversed(rows.all())]


async def _do(
    tx: Tx, conversation: Conversation, action: Action, explanation: dict[str, Any], given: bool | None
) -> list[Message]:
    """The action is done. `given` says whether the conversation was handed over in this turn (None: that was not planned); what
    the bot still says then is a notice."""
    if isinstance(action, SetStore):
        conversation.store_id = uuid.UUID(action.store_id)
        await tx.session.flush()
        return []
    why = {**explanation, "fact_ids": list(action.fact_ids)}
    if isinstance(action, HandOff):
        words = action.text_if_done if given else action.text_if_failed
        if words is None:
            return []
        draft = Draft(MessageKind.TEXT, text=words, explanation=why)
    else:
        draft = draft_of(action, why)
    return [await send(tx, conversation.id, replace(draft, is_notice=bool(given)), _AUTHOR)]


def draft_of(action: SendText | SendButtons | SendList | SendLocation, explanation: dict[str, Any]) -> Draft:
    """What the inbox is asked to send for this action."""
    if isinstance(action, SendText):
        return Draft(MessageKind.TEXT, text=action.text, explanation=explanation)
    if isinstance(action, SendLocation):
        content: dict[str, Any] = {
            "latitude": action.latitude,
            "longitude": action.longitude,
            "name": action.name,
            "address": action.address,
        }
        return Draft(MessageKind.LOCATION, content=content, explanation=explanation)
    if isinstance(action, SendButtons):
        content = {
            "type": "buttons",
            "body": action.body,
            "buttons": [{"id": one.id, "title": one.title} for one in action.buttons],
        }
    else:
        rows = [
            {"id": one.id, "title": one.title, **({"description": one.description} if one.description else {})}
            for one in action.rows
        ]
        content = {"type": "list", "body": action.body, "button": action.button, "sections": [{"rows": rows}]}
    return Draft(MessageKind.INTERACTIVE, content=content, explanation=explanation)


async def _hand_off(
    tx: Tx, conversation: Conversation, session: BotSession, action: HandOff, facts: Facts, settings: BotSettings
) -> bool:
    """Whether people have the conversation now. A failure undoes the hand-over alone, so that the customer can be told."""
    minutes = settings.handoff.return_after_minutes
    try:
        async with tx.savepoint(conversation, session):
            done = await ownership.hand_off(
                tx,
                conversation.id,
                action.reason,
                due_by(facts, settings, tx.now),
                return_at=tx.now + timedelta(minutes=minutes) if minutes else None,
            )
    except Exception as error:
        _log.error("hand_off_failed", conversation_id=str(conversation.id), error=type(error).__name__, exc_info=True)
        return False
    return done.is_new


def due_by(facts: Facts, settings: BotSettings, now: datetime) -> datetime:
    """By when a person should have taken it: some minutes from now, counted from the next opening when all is closed."""
    wait = timedelta(minutes=settings.handoff.unclaimed_alert_minutes)
    zone = ZoneInfo(facts.business.timezone)
    hours = [store.hours for store in facts.open_stores() if not store.hours.is_unknown]
    openings = [at for one in hours if (at := next_opening(one, zone, now)) is not None]
    if not openings or any(is_open(one, zone, now) for one in hours):
        return now + wait
    return min(openings) + wait


async def _end(
    tx: Tx,
    conversation: Conversation,
    session: BotSession,
    inputs: Sequence[Message],
    before: state.State,
    said: Sequence[Message],
    outcome: str,
    explanation: dict[str, Any],
    turn_id: uuid.UUID | None = None,
) -> None:
    turn_id = turn_id or new_id()
    session.turn_due_at = session.burst_started_at = session.burst_last_at = None
    session.last_turn_at = tx.now
    session.attempts = 0
    tx.session.add(
        Turn(
            tenant_id=tx.tenant_id,
            id=turn_id,
            conversation_id=conversation.id,
            input_message_ids=[str(m.id) for m in inputs],
            explanation={
                **explanation,
                "message_ids": [str(m.id) for m in said],
                "state_before": state.to_json(before),
            },
            outcome=outcome,
            created_at=tx.now,
        )
    )
    # Also what was too much to read: an answer to the newest is the answer.
    await tx.session.execute(
        delete(PendingInput).where(PendingInput.tenant_id == tx.tenant_id, PendingInput.conversation_id == conversation.id)
    )
    await tx.session.flush()
    TURNS.labels(outcome).inc()
    await tx.emit(TurnTaken(turn_id=turn_id, conversation_id=conversation.id, outcome=outcome), subject_id=conversation.id)


async def _count_failure(tx: Tx, conversation_id: uuid.UUID, reason: str) -> None:
    conversation = await locked(tx, conversation_id)
    attempts = await tx.session.scalar(
        update(BotSession)
        .where(BotSession.tenant_id == tx.tenant_id, BotSession.conversation_id == conversation.id)
        .values(attempts=BotSession.attempts + 1)
        .returning(BotSession.attempts)
    )
    if attempts is None:
        return
    if attempts < MAX_ATTEMPTS:
        due_at = tx.now + timedelta(seconds=BACK_OFF[attempts - 1])
        await tx.session.execute(
            update(BotSession)
            .where(BotSession.tenant_id == tx.tenant_id, BotSession.conversation_id == conversation.id)
            .values(turn_due_at=due_at)
        )
        return
    # The customer is not left alone because the bot broke.
    session = await tx.session.get(BotSession, (tx.tenant_id, conversation.id))
    assert session is not None
    inputs = await _read(tx, conversation)
    await _end(
        tx, conversation, session, inputs, state.from_json(session.state), [], "failed", {"intent": "failed", "error": reason}
    )
    await ownership.hand_off(tx, conversation.id, "bot_failed", tx.now + timedelta(minutes=10))
