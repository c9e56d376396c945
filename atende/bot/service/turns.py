"""A turn taken: what waits is read, decided purely, and done in the same transaction.

Turns of one tenant that are due at the same moment and do nothing but speak share a transaction, which costs a fraction of one for
each; every other turn is taken by itself."""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from atende.bot.rules import engine, guard, state
from atende.bot.rules.facts import Facts
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.turn import Turn as EngineTurn
from atende.bot.rules.turn import TurnInput
from atende.bot.service import agenda, doing, pending, reading
from atende.bot.service import facts as known
from atende.bot.service.doing import Plain, Taking
from atende.contacts import service as contacts
from atende.contacts.ports import Address
from atende.core import config, jobs, log, tracing
from atende.core.jobs import Lane
from atende.core.tenancy import BOT, Tx, in_tenant
from atende.inbox.service import channels, deliver, ownership, queueing
from atende.inbox.service import speech as speeches
from atende.inbox.service.claim import Claim
from atende.inbox.service.held import Held, hold, hold_free

MAX_ATTEMPTS = 5
BACK_OFF = (1, 3, 10, 30)  # seconds
TOGETHER = 8  # conversations in one transaction
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


async def answer_together(lanes: list[Lane]) -> bool:
    """The same for each of these conversations of one tenant. One that somebody holds is left for a later look, so that it keeps
    nobody waiting; False when all of them are."""
    if len(lanes) == 1:
        return await answer(lanes[0])
    shared = await _taken_together(lanes)
    # All at once: a call that hangs or fails takes no other one with it.
    calls = [jobs.hand_on("send", Lane(one.tenant_id, str(one.conversation_id)), deliver.follow(one)) for one in shared.claims]
    failures = [end for end in await asyncio.gather(*calls, return_exceptions=True) if isinstance(end, BaseException)]
    for lane in shared.alone:
        try:
            await answer(lane)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return shared.held < len(lanes)


@dataclass(slots=True)
class _Shared:
    """What came of several lanes: calls that must be made, lanes to be taken by themselves, and how many somebody holds."""

    claims: list[Claim]
    alone: list[Lane]
    held: int


async def _taken_together(lanes: list[Lane]) -> _Shared:
    try:
        async with in_tenant(lanes[0].tenant_id, BOT) as tx:
            free, done, plans = await _take_together(tx, [uuid.UUID(lane.key) for lane in lanes])
    except Exception as error:  # whatever it was, the one it is about finds it again by itself
        _log.info("turns_apart", tenant_id=str(lanes[0].tenant_id), turns=len(lanes), error=type(error).__name__)
        return _Shared([], lanes, 0)
    claims = [plan.speech.claimed for plan in plans if plan.speech.claimed is not None]
    alone = [lane for lane in lanes if uuid.UUID(lane.key) in free - done]
    return _Shared(claims, alone, len(lanes) - len(free))


async def _take_together(tx: Tx, conversation_ids: list[uuid.UUID]) -> tuple[set[uuid.UUID], set[uuid.UUID], list[Plain]]:
    """The conversations that nobody held, those of them that need nothing more now, and the turns that were taken."""
    found = await hold_free(tx, conversation_ids)
    free = {one.id for one in found}
    held = [one for one in found if one.merged_into_id is None]  # who moved is found where they are, by themselves
    sessions = await reading.sessions(tx, held)
    idle = {one.id for one in held if not _is_due(sessions.get(one.id), tx)}
    due = [one for one in held if one.id not in idle and one.owner_kind == "bot"]
    if not due:
        return free, idle, []
    lines = await reading.lines_of(tx, {one.id: sessions[one.id].pending for one in due})
    addresses = await contacts.addresses(tx, [one.contact_id for one in due])
    settings, facts = await known.known(tx)
    plans: list[Plain] = []
    chain = log.correlation_id.get()
    for one in due:
        log.correlation_id.set(chain)
        plan = await _planned(tx, one, sessions[one.id], lines[one.id], addresses[one.contact_id], settings, facts)
        if plan is not None:
            plans.append(plan)
    log.correlation_id.set(chain)
    if speaking := [plan.speech for plan in plans if plan.has_words]:
        await speeches.write(tx, speaking)
    if plans:
        await doing.write_down(tx, [plan.ended for plan in plans])
    return free, idle | {plan.ended.turn.held.id for plan in plans}, plans


async def _planned(
    tx: Tx,
    held: Held,
    session: reading.Session,
    lines: reading.Lines,
    address: Address,
    settings: BotSettings,
    facts: Facts,
) -> Plain | None:
    """None: it has to be taken by itself."""
    if not lines.inputs:
        return None
    try:
        turn = Taking(tx, held, session, lines, address)
        log.correlation_id.set(turn.correlation)
        with tracing.span("turn", inputs=len(lines.inputs)):
            decided = _judged(turn, settings, facts)
            return None if isinstance(decided, str) else await doing.plain(turn, decided)
    except DBAPIError:
        raise
    except Exception:
        return None  # taken by itself it fails again, alone, and is counted


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


def _is_due(session: reading.Session | None, tx: Tx) -> bool:
    return session is not None and session.turn_due_at is not None and session.turn_due_at <= tx.now


async def _take(tx: Tx, conversation_id: uuid.UUID, *, claims: bool) -> Claim | None:
    held = await hold(tx, conversation_id)
    session = await reading.session(tx, held)
    if session is None or not _is_due(session, tx):
        return None
    lines = await reading.lines(tx, held, session.pending)
    if held.owner_kind != "bot" or not lines.inputs:
        await pending.clear(tx, held.id)
        return None
    turn = Taking(tx, held, session, lines)
    log.correlation_id.set(turn.correlation)
    with tracing.span("turn", inputs=len(lines.inputs)):
        return await _decide(turn, claims=claims)


async def _decide(turn: Taking, *, claims: bool) -> Claim | None:
    tx, held = turn.tx, turn.held
    turn.address = turn.address or await contacts.address(tx, held.contact_id)
    settings, facts = await known.known(tx)
    decided = _judged(turn, settings, facts)
    if not isinstance(decided, str):
        decided = await agenda.carry_out(tx, held, decided, _input(turn, settings), facts)
        return await doing.do(turn, decided, facts, settings, claims=claims)
    if decided == "too_old":
        await turn.end("silent", {"intent": decided})
        await ownership.wait_unanswered(tx, held.id, queueing.LATE)
    elif decided == "cannot_speak":
        # Nothing could leave now: it is read once the number works again, or found by people when that takes too long.
        await tx.fetch(_PUT_OFF, tx.tenant_id, held.id, tx.now + _LOOK_AGAIN)
    else:
        await turn.end("handed_off", {"intent": decided})
        await ownership.hand_off(tx, held.id, decided, doing.due_by(facts, settings, tx.now))
    return None


def _judged(turn: Taking, settings: BotSettings, facts: Facts) -> EngineTurn | str:
    """What the bot does, or why it does nothing: `too_old`, `cannot_speak`, `bot_off`, `loop`."""
    now, lines = turn.tx.now, turn.lines
    if now - max(line.at for line in lines.inputs) > timedelta(minutes=config.settings().bot_max_age_minutes):
        return "too_old"
    if settings.is_on and not channels.can_speak(turn.session.number):
        return "cannot_speak"
    if state.expired(turn.before, now):
        turn.before = state.State()
    if not settings.is_on:
        return "bot_off"
    if guard.is_machine_loop(lines.history):
        return "loop"
    return engine.decide(turn.before, _input(turn, settings), facts)


def _input(turn: Taking, settings: BotSettings) -> TurnInput:
    items = tuple(line.item() for line in turn.lines.inputs)
    phone = turn.address.phone if turn.address else None
    return TurnInput(items, turn.tx.now, settings, turn.session.person_name, reminded=turn.session.reminded, phone=phone)


_PUT_OFF = "update bot_sessions set turn_due_at = $3 where tenant_id = $1 and conversation_id = $2"


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
    turn = Taking(tx, held, session, lines)
    await turn.end("failed", {"intent": "failed", "error": reason})
    await ownership.hand_off(tx, held.id, "bot_failed", tx.now + timedelta(minutes=10))
