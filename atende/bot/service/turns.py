"""A turn taken: what waits is read, decided purely, and done in the same transaction."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prometheus_client import Counter

from atende.bot.events import TurnTaken
from atende.bot.rules import engine, guard, state
from atende.bot.rules.facts import Facts
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.turn import (
    Action,
    HandOff,
    SendButtons,
    SendList,
    SendLocation,
    SendText,
    SetStore,
    TurnInput,
)
from atende.bot.rules.turn import Turn as EngineTurn
from atende.bot.service import facts as known
from atende.bot.service import pending, reading
from atende.core import config, jobs, log, tracing
from atende.core.jobs import Lane
from atende.core.tenancy import BOT, Tx, in_tenant
from atende.inbox.errors import SendRefused
from atende.inbox.ports import MessageKind
from atende.inbox.service import channels, deliver, ownership, queueing
from atende.inbox.service.claim import Claim
from atende.inbox.service.held import Held, hold
from atende.inbox.service.send import Draft
from atende.inbox.service.speech import Speech
from atende.kit.ids import new_id
from atende.knowledge.rules.hours import is_open, next_opening

TURNS = Counter("atende_bot_turns_total", "Turns by outcome", ["outcome"])

MAX_ATTEMPTS = 5
BACK_OFF = (1, 3, 10, 30)  # seconds
_LOOK_AGAIN = timedelta(seconds=15)  # while the number cannot send

_log = log.get("bot")


async def take(lane: Lane) -> bool:
    """The conversation's pending inputs were read by one turn and its actions are queued, or the failure is counted; after
    five the conversation goes to a person. False when another worker has it."""
    await _taken(lane, claims=False)
    return True


async def answer(lane: Lane) -> bool:
    """The same, and the first thing that the turn says is claimed in its transaction and called right after, not queued for
    somebody to find."""
    claimed = await _taken(lane, claims=True)
    if claimed is not None:
        await jobs.hand_on("send", lane, deliver.follow(claimed))
    return True


async def _taken(lane: Lane, *, claims: bool) -> Claim | None:
    conversation_id = uuid.UUID(lane.key)
    try:
        async with in_tenant(lane.tenant_id, BOT) as tx:
            return await _take(tx, conversation_id, claims=claims)
    except Exception as error:
        _log.error("turn_failed", conversation_id=str(conversation_id), error=type(error).__name__, exc_info=True)
        async with in_tenant(lane.tenant_id, BOT) as tx:
            await _count_failure(tx, conversation_id, type(error).__name__)
        return None


async def _take(tx: Tx, conversation_id: uuid.UUID, *, claims: bool) -> Claim | None:
    held = await hold(tx, conversation_id)
    session = await reading.session(tx, held)
    if session is None or session.turn_due_at is None or session.turn_due_at > tx.now:
        return None
    lines = await reading.lines(tx, held, session.pending)
    if held.owner_kind != "bot" or not lines.inputs:
        await pending.clear(tx, held.id)
        return None
    if correlation := lines.inputs[-1].correlation_id:
        log.correlation_id.set(correlation)  # what follows from it is one chain, through the turn to the send
    with tracing.span("turn", inputs=len(lines.inputs)):
        return await _decide(tx, held, session, lines, claims=claims)


async def _decide(tx: Tx, held: Held, session: reading.Session, lines: reading.Lines, *, claims: bool) -> Claim | None:
    before = state.from_json(session.state)
    turn = _Taking(tx, held, session, lines, before)
    if tx.now - max(line.at for line in lines.inputs) > timedelta(minutes=config.settings().bot_max_age_minutes):
        await turn.end("silent", {"intent": "too_old"})
        await ownership.wait_unanswered(tx, held.id, queueing.LATE)
        return None
    settings, facts = await known.known(tx)
    if settings.is_on and not channels.can_speak(session.number):
        # Nothing could leave now: it is read once the number works again, or found by people when that takes too long.
        await tx.fetch(_PUT_OFF, tx.tenant_id, held.id, tx.now + _LOOK_AGAIN)
        return None
    if state.expired(before, tx.now):
        turn.before = before = state.State()
    silent = "bot_off" if not settings.is_on else "loop" if guard.is_machine_loop(lines.history) else None
    if silent:
        await turn.end("handed_off", {"intent": silent})
        await ownership.hand_off(tx, held.id, silent, due_by(facts, settings, tx.now))
        return None
    items = tuple(line.item() for line in lines.inputs)
    decided = engine.decide(before, TurnInput(items, tx.now, settings, person_name=session.person_name), facts)
    return await _do(turn, decided, facts, settings, claims=claims)


_PUT_OFF = "update bot_sessions set turn_due_at = $3 where tenant_id = $1 and conversation_id = $2"


async def _do(turn: "_Taking", decided: EngineTurn, facts: Facts, settings: BotSettings, *, claims: bool) -> Claim | None:
    """What was decided is done and written down."""
    tx, held = turn.tx, turn.held
    explanation = {**decided.explanation.to_json(), "turn_id": str(turn.id)}
    store_before = held.store_id
    outcome = "silent"
    refused: str | None = None
    giving = next((action for action in decided.actions if isinstance(action, HandOff)), None)
    # Handing over comes first: it drops what the bot still had queued, and only what was done may be announced.
    given = await _hand_off(tx, held, giving, facts, settings) if giving else None
    if given:
        outcome = "handed_off"
    if giving:
        held = turn.held = await hold(tx, held.id)
    speech = Speech(tx, held, turn.session.number, turn.lines.said, turn.session.is_clear)
    for action in decided.actions:
        if isinstance(action, SetStore):
            held.store_id = uuid.UUID(action.store_id)
            continue
        draft = _draft(action, explanation, given)
        try:
            if draft is not None:
                await speech.say(draft)
        except SendRefused as refusal:
            # The gate knows better than the plan: nothing more is said in this turn.
            refused = refusal.code
            break
    if speech.said and outcome == "silent":
        outcome = "answered"
    claimed = None
    if speech.said or held.store_id != store_before:
        claimed = await speech.end(claims=claims and refused is None)
    if refused and refused != "not_your_turn":
        reason = "loop" if refused == "loop_stopped" else "cannot_send"
        await ownership.hand_off(tx, held.id, reason, due_by(facts, settings, tx.now))
        outcome = "handed_off"
    if refused:
        explanation["refused"] = refused
    if held.store_id != store_before:
        explanation["store_before"] = str(store_before) if store_before else None
    await turn.end(outcome, explanation, said=[one.id for one in speech.said], after=decided.state)
    return claimed


def _draft(action: Action, explanation: dict[str, Any], given: bool | None) -> Draft | None:
    """What the inbox is asked to send for this action. `given` says whether the conversation was handed over in this turn (None:
    that was not planned); what the bot still says then is a notice."""
    assert not isinstance(action, SetStore)
    why = {**explanation, "fact_ids": list(action.fact_ids)}
    if isinstance(action, HandOff):
        words = action.text_if_done if given else action.text_if_failed
        if words is None:
            return None
        draft = Draft(MessageKind.TEXT, text=words, explanation=why)
    else:
        draft = draft_of(action, why)
    return replace(draft, is_notice=bool(given))


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


async def _hand_off(tx: Tx, held: Held, action: HandOff, facts: Facts, settings: BotSettings) -> bool:
    """Whether people have the conversation now. A failure undoes the hand-over alone, so that the customer can be told."""
    minutes = settings.handoff.return_after_minutes
    try:
        async with tx.savepoint():
            done = await ownership.hand_off(
                tx,
                held.id,
                action.reason,
                due_by(facts, settings, tx.now),
                return_at=tx.now + timedelta(minutes=minutes) if minutes else None,
            )
    except Exception as error:
        _log.error("hand_off_failed", conversation_id=str(held.id), error=type(error).__name__, exc_info=True)
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


_END = """
with turn as (
    insert into bot_turns (tenant_id, id, conversation_id, input_message_ids, explanation, outcome, created_at)
    values ($1, $3, $2, $4, $5, $6, $7)
), read as (
    -- Also what was too much to read: an answer to the newest is the answer.
    delete from bot_pending_inputs where tenant_id = $1 and conversation_id = $2
)
update bot_sessions set state = coalesce($8, state), turn_due_at = null, burst_started_at = null, burst_last_at = null,
    last_turn_at = $7, attempts = 0
where tenant_id = $1 and conversation_id = $2
"""


@dataclass(slots=True)
class _Taking:
    """A turn that is being taken: what it read and where the talk stood before."""

    tx: Tx
    held: Held
    session: reading.Session
    lines: reading.Lines
    before: state.State
    id: uuid.UUID = field(default_factory=new_id)

    async def end(
        self, outcome: str, explanation: dict[str, Any], *, said: Sequence[uuid.UUID] = (), after: state.State | None = None
    ) -> None:
        """The turn is written down, nothing waits to be read, and the talk stands as it does `after` (None: as before). States
        `TurnTaken`."""
        tx, conversation_id = self.tx, self.held.id
        told = {**explanation, "message_ids": [str(i) for i in said], "state_before": state.to_json(self.before)}
        await tx.fetch(
            _END,
            tx.tenant_id,
            conversation_id,
            self.id,
            json.dumps([str(line.id) for line in self.lines.inputs]),
            json.dumps(told),
            outcome,
            tx.now,
            None if after is None else json.dumps(state.to_json(after)),
        )
        TURNS.labels(outcome).inc()
        await tx.emit(TurnTaken(turn_id=self.id, conversation_id=conversation_id, outcome=outcome), subject_id=conversation_id)


_COUNT = "update bot_sessions set attempts = attempts + 1 where tenant_id = $1 and conversation_id = $2 returning attempts"


async def _count_failure(tx: Tx, conversation_id: uuid.UUID, reason: str) -> None:
    held = await hold(tx, conversation_id)
    attempts = await tx.value(_COUNT, tx.tenant_id, held.id)
    if attempts is None:
        return
    if attempts < MAX_ATTEMPTS:
        await tx.fetch(_PUT_OFF, tx.tenant_id, held.id, tx.now + timedelta(seconds=BACK_OFF[attempts - 1]))
        return
    # The customer is not left alone because the bot broke.
    session = await reading.session(tx, held)
    assert session is not None
    lines = await reading.lines(tx, held, session.pending)
    turn = _Taking(tx, held, session, lines, state.from_json(session.state))
    await turn.end("failed", {"intent": "failed", "error": reason})
    await ownership.hand_off(tx, held.id, "bot_failed", tx.now + timedelta(minutes=10))
