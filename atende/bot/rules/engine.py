"""The engine: one burst of messages, a state and the facts become the next state and what to do. Pure and total.

In order of pressure: danger to life, a wish for a person (in any state), the store, what was pressed, what was asked, small talk,
and at last what was not understood: one clarifying try, then a person.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from atende.bot.rules import answers
from atende.bot.rules.booking import afterwards, answering, asking, listening, plain
from atende.bot.rules.booking.telling import tell
from atende.bot.rules.choosing import change_store, choose_store
from atende.bot.rules.deeds import DONE, Outcome, Refused
from atende.bot.rules.draft import Draft
from atende.bot.rules.facts import Facts, Store
from atende.bot.rules.hearing import (
    SILENT_KINDS,
    Heard,
    hear,
)
from atende.bot.rules.intents import Intent
from atende.bot.rules.language import detect
from atende.bot.rules.settings import MenuAction
from atende.bot.rules.speech import Scene
from atende.bot.rules.state import State, Step, expired
from atende.bot.rules.talking import answer_beside, talk
from atende.bot.rules.turn import Explanation, HandOff, Reminded, Turn, TurnInput
from atende.kit.places import first_name


def decide(state: State, turn: TurnInput, facts: Facts) -> Turn:
    """The whole turn. An expired state counts as none; with the bot off, or with reactions and stickers only, nothing is done."""
    before = state
    if expired(state, turn.now):
        state = State()
    state = afterwards.without_old(state, turn.now)
    items = tuple(i for i in turn.items if i.kind not in SILENT_KINDS)
    if not turn.settings.is_on or not items:
        why = "nothing_to_answer" if turn.settings.is_on else "bot_off"
        return Turn(before, (), Explanation((why,), before.step, before.step))
    stores = facts.open_stores()
    known = {f"menu:{i.id}"[:200] for i in turn.settings.menu} | {f"store:{s.id}" for s in stores}
    heard = hear(items, known)
    language = turn.settings.language
    if language == "auto":
        language = detect(heard.tokens(), state.language, turn.language_hint)
    store = next((s for s in stores if s.id == state.store_id), None)
    scene = _scene(turn, facts, language, store, state)
    step = Step.TALKING if state.step is Step.HANDED_OFF else state.step
    state = replace(state, language=language, last_message_at=turn.now, step=step, store_id=store.id if store else None)
    draft = Draft(scene, state)
    _run(draft, heard, turn.reminded)
    return _ended(draft, turn, before.step, heard.item_ids)


def conclude(begun: Turn, outcome: Outcome, turn: TurnInput, facts: Facts) -> Turn:
    """The turn after its deed: what came of it in words, or one more deed. Only an outcome is told, never an intention."""
    state = begun.state
    store = next((s for s in facts.open_stores() if s.id == state.store_id), None)
    draft = Draft(_scene(turn, facts, state.language or "pt-BR", store, state), state)
    draft.actions = list(begun.actions)
    draft.intents, draft.matched = list(begun.explanation.intents), list(begun.explanation.matched)
    draft.is_handed_off = any(isinstance(action, HandOff) for action in begun.actions)
    word = outcome.code if isinstance(outcome, Refused) else type(outcome).__name__
    draft.deeds = [*begun.explanation.deeds, f"{type(begun.deed).__name__}: {word}"]
    tell(draft, begun.deed, outcome)
    ended = _ended(draft, turn, begun.explanation.step_from, begun.explanation.item_ids)
    return replace(ended, has_acted=begun.has_acted or isinstance(outcome, DONE))


def _scene(turn: TurnInput, facts: Facts, language: str, store: Store | None, state: State) -> Scene:
    return Scene(
        facts, turn.settings, turn.now, ZoneInfo(facts.business.timezone), language, first_name(turn.person_name), store,
        turn.is_staffed, turn.staffed_at, turn.phone, state.booking is not None and facts.is_online(state.booking.service_id),
    )  # fmt: skip


def _ended(draft: Draft, turn: TurnInput, step_from: str, item_ids: tuple[str, ...]) -> Turn:
    if draft.is_handed_off:
        draft.deed = None  # whoever takes it over does it
    if draft.deed is None:
        if draft.state.step is Step.NEW:
            draft.state = replace(draft.state, step=Step.TALKING)
        if draft.actions and draft.state.greeted_at is None:
            draft.state = replace(draft.state, greeted_at=turn.now)
    ids = dict.fromkeys(f for action in draft.actions for f in getattr(action, "fact_ids", ()))
    explanation = Explanation(
        tuple(dict.fromkeys(draft.intents)), step_from, draft.state.step, tuple(ids), draft.scene.language,
        tuple(dict.fromkeys(draft.matched)), item_ids, tuple(draft.deeds),
    )  # fmt: skip
    return Turn(draft.state, tuple(draft.actions), explanation, draft.deed)


def _run(draft: Draft, heard: Heard, reminded: Reminded | None) -> None:
    stores = draft.scene.facts.open_stores()
    if draft.scene.store is None and len(stores) == 1:
        offered = draft.state.offered
        draft.set_store(stores[0].id)
        draft.state = replace(draft.state, offered=offered)
    if _pressing(draft, heard):
        return
    if _books(draft, heard, reminded):
        return
    if draft.scene.store is None and len(stores) > 1:
        booking = draft.state.booking
        heard_after = choose_store(draft, heard)
        if heard_after is None:
            return
        heard = heard_after
        if booking is not None and booking.asked == "store":
            answer_beside(draft, heard)
            if not draft.is_handed_off:
                asking.resume(draft)
            return
    elif change_store(draft, heard):
        return
    talk(draft, heard)


def _books(draft: Draft, heard: Heard, reminded: Reminded | None) -> bool:
    """An appointment is talked of, first of all the one that was just reminded of; before the store is known only what does not say
    which."""
    if reminded is not None and answering.answer(draft, heard, reminded):
        return True
    if draft.state.booking is not None and draft.state.booking.asked == "store" and draft.scene.store is None:
        return False
    if any(option.startswith("book:") for option in heard.pressed):
        answer_beside(draft, heard)
    return draft.is_handed_off or listening.book(draft, heard)


def _pressing(draft: Draft, heard: Heard) -> bool:
    """Danger, a person wanted, a complaint: at once, whatever the state."""
    scene = draft.scene
    for intent in (Intent.CRISIS, Intent.EMERGENCY):
        if heard.has(intent):
            draft.note(intent, heard)
            draft.text(lambda n, key=intent.value: scene.say(key, n))
            draft.hand_off(intent)
            return True
    wanted = {"nav:handoff"} | {f"menu:{i.id}" for i in scene.settings.menu if i.action is MenuAction.HANDOFF}
    chosen = draft.typed(heard) if not heard.pressed else None
    agreed = draft.state.asked == answers.HANDOFF_QUESTION and heard.has(Intent.YES)
    is_called = heard.has(Intent.HANDOFF) and not (scene.facts.has_agenda and plain.books(scene, heard))
    if wanted & {*heard.pressed, chosen} or is_called or agreed:
        draft.note(Intent.HANDOFF, heard)
        draft.hand_off("requested")
        return True
    for intent in (Intent.COMPLAINT, Intent.URGENT):
        if heard.has(intent):
            draft.note(intent, heard)
            draft.hand_off(intent, scene.say("sorry") if intent is Intent.COMPLAINT else "")
            return True
    return False
