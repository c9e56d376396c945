"""What a turn decided, done in the transaction that read it: said, handed over, and written down."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prometheus_client import Counter

from atende.bot.events import TurnTaken
from atende.bot.rules import state
from atende.bot.rules.facts import Facts
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.turn import Action, HandOff, SendButtons, SendList, SendLocation, SendText, SetStore
from atende.bot.rules.turn import Turn as EngineTurn
from atende.bot.service import reading
from atende.contacts.ports import Address
from atende.core import log
from atende.core.tenancy import Tx
from atende.inbox.errors import SendRefused
from atende.inbox.ports import MessageKind
from atende.inbox.service import ownership
from atende.inbox.service import speech as speeches
from atende.inbox.service.claim import Claim
from atende.inbox.service.held import Held, hold
from atende.inbox.service.send import Draft
from atende.inbox.service.speech import Speech
from atende.kit.ids import new_id
from atende.knowledge.rules.hours import is_open, next_opening

TURNS = Counter("atende_bot_turns_total", "Turns by outcome", ["outcome"])

_log = log.get("bot")


@dataclass(slots=True)
class Taking:
    """A turn that is being taken: what it read and where the talk stood before. `address` is asked for when it is not given."""

    tx: Tx
    held: Held
    session: reading.Session
    lines: reading.Lines
    address: Address | None = None
    before: state.State = field(init=False)
    correlation: str = field(init=False)
    id: uuid.UUID = field(default_factory=new_id)
    store_before: uuid.UUID | None = field(init=False)

    def __post_init__(self) -> None:
        self.before = state.from_json(self.session.state)
        self.store_before = self.held.store_id
        # What follows from it is one chain, through the turn to the send.
        self.correlation = (self.lines.inputs[-1].correlation_id if self.lines.inputs else "") or log.correlation_id.get()

    async def end(self, outcome: str, explanation: dict[str, Any]) -> None:
        """The turn is written down, nothing waits to be read, and the talk stands as before. States `TurnTaken`."""
        await write_down(self.tx, [Ended(self, outcome, explanation)])


@dataclass(frozen=True, slots=True)
class Ended:
    """A turn as it is written down; the talk stands as it does `after` it (None: as before)."""

    turn: Taking
    outcome: str
    explanation: dict[str, Any]
    said: Sequence[uuid.UUID] = ()
    after: state.State | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A turn that does nothing but speak, ready to be written."""

    speech: Speech
    ended: Ended

    @property
    def has_words(self) -> bool:
        """Whether there is anything for the conversation in it."""
        return bool(self.speech.said) or self.ended.turn.held.store_id != self.ended.turn.store_before


async def plain(turn: Taking, decided: EngineTurn) -> Plain | None:
    """The turn with its words, the first of them claimed when nothing keeps it; None when it does more than speak, or the gate
    refuses a word of it: then nothing of it holds. Nothing is written yet."""
    if decided.deed is not None or any(isinstance(action, HandOff) for action in decided.actions):
        return None
    explanation = _explanation(turn, decided)
    speech, refused = await _speak(turn, decided, explanation, None)
    if refused:
        return None
    await speech.claim()
    outcome = "answered" if speech.said else "silent"
    return Plain(speech, _ended(turn, outcome, explanation, speech, decided))


async def do(turn: Taking, decided: EngineTurn, facts: Facts, settings: BotSettings, *, claims: bool) -> Claim | None:
    """What was decided is done and written down. With `claims` whoever commits must make the call that is returned."""
    tx = turn.tx
    explanation = _explanation(turn, decided)
    giving = next((action for action in decided.actions if isinstance(action, HandOff)), None)
    # Handing over comes first: it drops what the bot still had queued, and only what was done may be announced.
    given = await _hand_off(tx, turn.held, giving, facts, settings) if giving else None
    if giving:
        turn.held = await hold(tx, turn.held.id)
    speech, refused = await _speak(turn, decided, explanation, given)
    if claims and not refused:
        await speech.claim()
    if speech.said or turn.held.store_id != turn.store_before:
        await speeches.write(tx, [speech])
    # What was done is not taken back with its words: an answer that acted is never superseded.
    outcome = "handed_off" if given else "acted" if decided.has_acted else "answered" if speech.said else "silent"
    if refused and refused != "not_your_turn":
        reason = "loop" if refused == "loop_stopped" else "cannot_send"
        await ownership.hand_off(tx, turn.held.id, reason, due_by(facts, settings, tx.now))
        outcome = "handed_off"
    if refused:
        explanation["refused"] = refused
    await write_down(tx, [_ended(turn, outcome, explanation, speech, decided)])
    return speech.claimed


def _explanation(turn: Taking, decided: EngineTurn) -> dict[str, Any]:
    return {**decided.explanation.to_json(), "turn_id": str(turn.id)}


def _ended(turn: Taking, outcome: str, explanation: dict[str, Any], speech: Speech, decided: EngineTurn) -> Ended:
    if turn.held.store_id != turn.store_before:
        explanation["store_before"] = str(turn.store_before) if turn.store_before else None
    return Ended(turn, outcome, explanation, [one.id for one in speech.said], decided.state)


async def _speak(turn: Taking, decided: EngineTurn, explanation: dict[str, Any], given: bool | None) -> tuple[Speech, str | None]:
    """What the turn says, and the code of the refusal that ended it: the gate knows better than the plan."""
    speech = Speech(turn.tx, turn.held, turn.session.number, turn.lines.said, turn.session.is_clear, turn.address)
    for action in decided.actions:
        if isinstance(action, SetStore):
            turn.held.store_id = uuid.UUID(action.store_id)
            continue
        draft = _draft(action, explanation, given)
        try:
            if draft is not None:
                await speech.say(draft)
        except SendRefused as refusal:
            return speech, refusal.code
    return speech, None


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
    """By when a person should have taken it: some minutes from now, counted from the next opening when all is closed. Each store opens
    by its own clock."""
    wait = timedelta(minutes=settings.handoff.unclaimed_alert_minutes)
    zone = ZoneInfo(facts.business.timezone)
    hours = [(store.hours, store.clock(zone)) for store in facts.open_stores() if not store.hours.is_unknown]
    openings = [at for one, there in hours if (at := next_opening(one, there, now)) is not None]
    if not openings or any(is_open(one, there, now) for one, there in hours):
        return now + wait
    return min(openings) + wait


_END = """
with ended as (
    select * from unnest($2::uuid[], $3::uuid[], $4::jsonb[], $5::jsonb[], $6::text[], $7::jsonb[])
        as e (conversation_id, turn_id, input_message_ids, explanation, outcome, state)
), turn as (
    insert into bot_turns (tenant_id, id, conversation_id, input_message_ids, explanation, outcome, created_at)
    select $1, turn_id, conversation_id, input_message_ids, explanation, outcome, $8 from ended
), read as (
    -- Also what was too much to read: an answer to the newest is the answer.
    delete from bot_pending_inputs where tenant_id = $1 and conversation_id = any($2::uuid[])
)
update bot_sessions s set state = coalesce(e.state, s.state), turn_due_at = null, burst_started_at = null, burst_last_at = null,
    last_turn_at = $8, attempts = 0
from ended e where s.tenant_id = $1 and s.conversation_id = e.conversation_id and s.conversation_id = any($2::uuid[])
"""


async def write_down(tx: Tx, turns: Sequence[Ended]) -> None:
    """The turns stand written, nothing waits to be read in their conversations, and the talks stand as they do after them; one
    round trip. States `TurnTaken` of each."""
    await tx.fetch(
        _END,
        tx.tenant_id,
        [one.turn.held.id for one in turns],
        [one.turn.id for one in turns],
        [json.dumps([str(line.id) for line in one.turn.lines.inputs]) for one in turns],
        [
            json.dumps(
                {
                    **one.explanation,
                    "message_ids": [str(i) for i in one.said],
                    "state_before": state.to_json(one.turn.before),
                }
            )
            for one in turns
        ],
        [one.outcome for one in turns],
        [None if one.after is None else json.dumps(state.to_json(one.after)) for one in turns],
        tx.now,
    )
    for one in turns:
        TURNS.labels(one.outcome).inc()
        log.correlation_id.set(one.turn.correlation)
        conversation_id = one.turn.held.id
        await tx.emit(
            TurnTaken(turn_id=one.turn.id, conversation_id=conversation_id, outcome=one.outcome), subject_id=conversation_id
        )
