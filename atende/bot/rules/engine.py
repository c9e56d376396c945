"""The engine: one burst of messages, a state and the facts become the next state and what to do. Pure and total.

In order of pressure: danger to life, a wish for a person (in any state), the store, what was pressed, what was asked, small talk,
and at last what was not understood: one clarifying try, then a person.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from atende.bot.rules import answers, offers
from atende.bot.rules.draft import Draft
from atende.bot.rules.facts import Facts
from atende.bot.rules.hearing import (
    SILENT_KINDS,
    Heard,
    hear,
    nearest,
    readings,
    store_named,
    titled,
    typed_choice,
)
from atende.bot.rules.intents import TOPICS, Intent
from atende.bot.rules.language import detect
from atende.bot.rules.menus import menu_title
from atende.bot.rules.settings import MenuAction
from atende.bot.rules.speech import Scene, first_name
from atende.bot.rules.state import State, Step, expired
from atende.bot.rules.turn import Explanation, Turn, TurnInput

_MOST_TOPICS = 3
_MOST_PENDING = 500
_ACTION_INTENT = {
    MenuAction.HOURS: Intent.HOURS,
    MenuAction.ADDRESS: Intent.ADDRESS,
    MenuAction.SERVICES: Intent.SERVICES,
    MenuAction.PLANS: Intent.PLANS,
    MenuAction.PROFESSIONALS: Intent.PROFESSIONALS,
    MenuAction.STORES: Intent.STORES,
}


def decide(state: State, turn: TurnInput, facts: Facts) -> Turn:
    """The whole turn. An expired state counts as none; with the bot off, or with reactions and stickers only, nothing is done."""
    before = state
    if expired(state, turn.now):
        state = State()
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
    scene = Scene(
        facts, turn.settings, turn.now, ZoneInfo(facts.business.timezone), language, first_name(turn.person_name), store,
        turn.is_staffed, turn.staffed_at,
    )  # fmt: skip
    step = Step.TALKING if state.step is Step.HANDED_OFF else state.step
    state = replace(state, language=language, last_message_at=turn.now, step=step, store_id=store.id if store else None)
    draft = Draft(scene, state)
    _run(draft, heard)
    if draft.state.step is Step.NEW:
        draft.state = replace(draft.state, step=Step.TALKING)
    if draft.actions and draft.state.greeted_at is None:
        draft.state = replace(draft.state, greeted_at=turn.now)
    ids = dict.fromkeys(f for action in draft.actions for f in getattr(action, "fact_ids", ()))
    explanation = Explanation(
        tuple(dict.fromkeys(draft.intents)), before.step, draft.state.step, tuple(ids), language,
        tuple(dict.fromkeys(draft.matched)), heard.item_ids,
    )  # fmt: skip
    return Turn(draft.state, tuple(draft.actions), explanation)


def _run(draft: Draft, heard: Heard) -> None:
    stores = draft.scene.facts.open_stores()
    if draft.scene.store is None and len(stores) == 1:
        offered = draft.state.offered
        draft.set_store(stores[0].id)
        draft.state = replace(draft.state, offered=offered)
    if _pressing(draft, heard):
        return
    if draft.scene.store is None and len(stores) > 1:
        heard_after = _choose_store(draft, heard)
        if heard_after is None:
            return
        heard = heard_after
    elif _change_store(draft, heard):
        return
    _talk(draft, heard)


def _note(draft: Draft, intent: str, heard: Heard | None = None) -> None:
    draft.intents.append(intent)
    for reading in heard.readings if heard else ():
        draft.matched.extend(w for i in reading.intents if i == intent for w in reading.words(i))


def _pressing(draft: Draft, heard: Heard) -> bool:
    """Danger, a person wanted, a complaint: at once, whatever the state."""
    scene = draft.scene
    for intent in (Intent.CRISIS, Intent.EMERGENCY):
        if heard.has(intent):
            _note(draft, intent, heard)
            draft.text(lambda n, key=intent.value: scene.say(key, n))
            draft.hand_off(intent)
            return True
    wanted = {"nav:handoff"} | {f"menu:{i.id}" for i in scene.settings.menu if i.action is MenuAction.HANDOFF}
    chosen = _typed(draft, heard) if not heard.pressed else None
    agreed = draft.state.asked == answers.HANDOFF_QUESTION and heard.has(Intent.YES)
    if wanted & {*heard.pressed, chosen} or heard.has(Intent.HANDOFF) or agreed:
        _note(draft, Intent.HANDOFF, heard)
        draft.hand_off("requested")
        return True
    for intent in (Intent.COMPLAINT, Intent.URGENT):
        if heard.has(intent):
            _note(draft, intent, heard)
            draft.hand_off(intent, scene.say("sorry") if intent is Intent.COMPLAINT else "")
            return True
    return False


def _typed(draft: Draft, heard: Heard) -> str | None:
    """The option that the words name: a number of those shown, or the title of a menu item."""
    for reading in heard.readings:
        chosen = typed_choice(reading.tokens, draft.state.offered)
        if chosen is not None:
            return chosen
        index = titled(reading.tokens, [menu_title(draft.scene, i) for i in draft.scene.settings.menu])
        index = titled(reading.tokens, [i.title for i in draft.scene.settings.menu]) if index is None else index
        if index is not None:
            return f"menu:{draft.scene.settings.menu[index].id}"
    return None


def _choose_store(draft: Draft, heard: Heard) -> Heard | None:
    """Nothing else before the store is known. Returns what is to be answered once it is (with what
    was asked before), else None."""
    state, scene = draft.state, draft.scene
    stores = scene.facts.open_stores()
    chosen = next((p for p in heard.pressed if p.startswith("store:")), None) or _typed(draft, heard)
    page = next((p for p in (*heard.pressed, chosen or "") if p.startswith("page:stores:")), None)
    if page is not None:
        _note(draft, "choose_store")
        if not draft.stores(lambda n: scene.say("choose_store", n), _page(page)):
            draft.hand_off("repeating")
        return None
    store = next((s for s in stores if chosen == f"store:{s.id}"), None) or store_named(heard.tokens(), stores)
    if store is None and heard.places:
        store = nearest(heard.places[0], stores)
    if store is not None:
        pending = state.pending
        draft.set_store(store.id)
        _note(draft, "store_chosen")
        rest = heard.texts() if state.step is not Step.CHOOSING_STORE or heard.has(*TOPICS) else ()
        unread = tuple(u for u in heard.unread if u != "empty")
        return Heard((), readings((*pending, *rest)), unread, (), heard.item_ids)
    if heard.unread and not heard.readings and not heard.pressed:
        _unread(draft, heard)
        return None
    _note(draft, "choose_store")
    pending = tuple(t[:_MOST_PENDING] for t in (*state.pending, *heard.texts()))[-5:]
    if state.step is Step.CHOOSING_STORE and not heard.has(*TOPICS, Intent.GREETING, Intent.CHANGE_STORE, Intent.MENU):
        count = state.unknown_count + 1
        draft.state = replace(draft.state, unknown_count=count, pending=pending)
        asked = count < scene.settings.handoff.on_unknown_after
        if not asked or not draft.stores(lambda n: scene.say("choose_store_again", n)):
            draft.hand_off("unknown", scene.say("unknown_handoff"))
        return None
    draft.state = replace(draft.state, pending=pending)
    opening = "" if state.greeted_at else _introduction(draft) + "\n\n"
    if not draft.stores(lambda n: opening + scene.say("choose_store", n)):
        draft.hand_off("repeating")
    elif heard.unread:
        _unread(draft, heard)
    return None


def _change_store(draft: Draft, heard: Heard) -> bool:
    """ "Trocar de loja" starts anew, at once in the store named with it; with one store, says so."""
    stores = draft.scene.facts.open_stores()
    pressed = next((p for p in heard.pressed if p.startswith("store:")), None)
    named = store_named(heard.tokens(), stores) if len(stores) > 1 else None
    speaks_of_stores = {"unidade", "loja", "filial", "location", "branch", "store"} & set(heard.tokens())
    if pressed is None and not heard.has(Intent.CHANGE_STORE):
        if not (speaks_of_stores and named and named is not draft.scene.store):
            return False
        draft.set_store(named.id)
        return False
    _note(draft, Intent.CHANGE_STORE, heard)
    if len(stores) < 2:
        answer = answers.stores(draft.scene)
        if not draft.text(lambda n: answer.wordings[n % len(answer.wordings)], answer.fact_ids):
            draft.hand_off("repeating")
        return True
    target = next((s for s in stores if pressed == f"store:{s.id}"), named)
    draft.state = draft.state.restarted()
    draft.scene = replace(draft.scene, store=None)
    if target is not None:
        draft.set_store(target.id)
        _confirm_store(draft)
    elif not draft.stores(lambda n: draft.scene.say("choose_store", n)):
        draft.hand_off("repeating")
    return True


def _confirm_store(draft: Draft) -> None:
    scene = draft.scene
    name = scene.store.name if scene.store else ""
    if not draft.menu(lambda n: f"{scene.say('store_chosen', n, store=name)} {scene.say('menu', n)}"):
        draft.hand_off("repeating")


def _talk(draft: Draft, heard: Heard) -> None:
    scene = draft.scene
    chosen = next((p for p in heard.pressed if not p.startswith("store:")), None) or _typed(draft, heard)
    page = chosen if chosen and chosen.startswith("page:menu:") else None
    if page is not None or chosen == "nav:menu" or (heard.has(Intent.MENU) and not heard.has(*TOPICS)):
        _note(draft, Intent.MENU, heard)
        _menu(draft, _page(page or "page:menu:1"))
        return
    item = next((i for i in scene.settings.menu if chosen == f"menu:{i.id}"), None)
    found: list[answers.Answer] = []
    if item is not None and item.action is MenuAction.TEXT:
        _note(draft, "menu_text")
        text = scene.own(item.text or "") or item.text or item.title
        found.append(answers.Answer((text,), (scene.facts.business.fact_id,)))
    elif item is not None:
        found.append(_topic(draft, _ACTION_INTENT.get(item.action, Intent.IDENTITY), (), ""))
    if item is None or len(heard.readings) > 1:
        found += _topics(draft, heard)
    if found:
        _answer(draft, found[:_MOST_TOPICS])
        if heard.has(Intent.BOOKING, Intent.ORDER):
            _to_team(draft, heard)
        elif heard.unread:
            _unread(draft, heard)
    elif heard.has(Intent.BOOKING, Intent.ORDER):
        _to_team(draft, heard)
    elif heard.unread or heard.places:
        _unread(draft, heard)
    elif heard.intents():
        _small_talk(draft, heard)
    elif not heard.readings and "store_chosen" in draft.intents:
        _confirm_store(draft)
    else:
        _unknown(draft, heard)


def _to_team(draft: Draft, heard: Heard) -> None:
    intent = Intent.BOOKING if heard.has(Intent.BOOKING) else Intent.ORDER
    _note(draft, intent, heard)
    draft.hand_off(intent, draft.scene.say(intent))


def _topics(draft: Draft, heard: Heard) -> list[answers.Answer]:
    """One answer per thing asked, from the records only."""
    scene, tokens = draft.scene, heard.tokens()
    wanted = [i for i in heard.intents() if i in TOPICS]
    blocked = heard.has(Intent.BOOKING)
    if offers.plan_asked(scene, tokens) and Intent.PAYMENT not in wanted and not blocked:
        wanted = [i for i in wanted if i not in (Intent.SERVICES, Intent.HOURS)] + [Intent.PLANS] * (Intent.PLANS not in wanted)
    asked_something = [i for i in wanted if i not in (Intent.PROFESSIONALS, Intent.IDENTITY)]
    if not asked_something and not blocked and not heard.has(Intent.MENU):
        if Intent.PROFESSIONALS not in wanted and offers.named_professionals(scene, tokens):
            wanted.append(Intent.PROFESSIONALS)
        elif Intent.PROFESSIONALS not in wanted and _names_a_service(draft, tokens):
            wanted.append(Intent.SERVICES)
    used = {w for i in wanted for r in heard.readings for w in r.words(i)}
    found = [_topic(draft, i, heard.tokens_for(i), heard.text()) for i in wanted]
    for intent in wanted:
        draft.matched.extend(w for r in heard.readings for w in r.words(intent))
    extra = answers.faq(scene, tokens, used)
    if extra is not None:
        draft.intents.append("faq")
        found = [extra, *(a for a, i in zip(found, wanted, strict=True) if i not in (Intent.SERVICES, Intent.ADDRESS))]
    return found


def _names_a_service(draft: Draft, tokens: tuple[str, ...]) -> bool:
    return bool(offers.named_services(draft.scene, tokens))


def _topic(draft: Draft, intent: Intent, tokens: tuple[str, ...], text: str) -> answers.Answer:
    scene = draft.scene
    draft.intents.append(intent)
    match intent:
        case Intent.HOURS:
            return answers.hours(scene, tokens, text)
        case Intent.ADDRESS:
            return answers.address(scene)
        case Intent.STORES:
            return answers.stores(scene)
        case Intent.SERVICES:
            return offers.services(scene, tokens)
        case Intent.PROFESSIONALS:
            return offers.professionals(scene, tokens)
        case Intent.PLANS:
            return offers.plans(scene, tokens)
        case Intent.PAYMENT:
            return offers.payment(scene, tokens)
        case Intent.CONTACT:
            return answers.contact(scene)
        case _:
            return answers.identity(scene)


def _answer(draft: Draft, found: list[answers.Answer]) -> None:
    scene = draft.scene
    lead = "" if draft.state.greeted_at else _introduction(draft) + "\n\n"
    if "store_chosen" in draft.intents and scene.store is not None:
        lead = scene.say("store_chosen", store=scene.store.name) + "\n\n"
    ids = tuple(dict.fromkeys(f for a in found for f in a.fact_ids))

    def build(n: int) -> str:
        return lead + "\n\n".join(a.wordings[n % len(a.wordings)] for a in found)

    if not draft.text(build, ids):
        draft.hand_off("repeating")
        return
    for answer in found:
        if answer.location is not None:
            draft.pin(answer.location)
    asks = next((a.asks for a in found if a.asks), None)
    draft.state = replace(draft.state, unknown_count=0, asked=asks, step=Step.TALKING)


def _introduction(draft: Draft) -> str:
    return draft.scene.introduction("intro")


def _menu(draft: Draft, page: int = 1) -> None:
    draft.state = replace(draft.state, unknown_count=0, asked=None, step=Step.TALKING)
    if not draft.menu(lambda n: draft.scene.say("menu", n), page):
        draft.hand_off("repeating")


def _small_talk(draft: Draft, heard: Heard) -> None:
    """Greeting, thanks, goodbye, agreement: answered a few times, then left in peace (two polite machines would never end)."""
    scene, intents = draft.scene, heard.intents()
    asked = draft.state.asked
    draft.state = replace(draft.state, asked=None, unknown_count=0, step=Step.TALKING)
    if Intent.GREETING in intents:
        _note(draft, Intent.GREETING, heard)
        _greet(draft)
        return
    if asked and Intent.NO in intents:
        _note(draft, "declined")
        draft.text(lambda n: scene.say("declined", n), again=False)
        return
    key = next((i for i in (Intent.THANKS, Intent.BYE) if i in intents), Intent.ACK)
    _note(draft, key, heard)
    if "store_chosen" in draft.intents:
        _confirm_store(draft)
        return
    draft.text(lambda n: scene.say(key.value, n), again=False)


def _greet(draft: Draft) -> None:
    """The business's welcome the first time, a short hello later; the menu under it."""
    scene = draft.scene
    if "store_chosen" in draft.intents:
        _confirm_store(draft)
        return
    welcome = scene.own(scene.settings.welcome) or scene.introduction("welcome")
    is_first = draft.state.greeted_at is None

    def build(n: int) -> str:
        return welcome if is_first and n == 0 else scene.say("hello_again", n)

    if not draft.menu(build):
        draft.hand_off("repeating")


def _unread(draft: Draft, heard: Heard) -> None:
    """What we cannot hear, see or read is said to be so, and a person is told; an empty text is nothing to look at."""
    kinds = [u for u in heard.unread if u != "empty"]
    if not kinds and not heard.places:
        _unknown(draft, heard)
        return
    key = {"heard": "cannot_hear", "seen": "cannot_see"}.get(kinds[0], "cannot_read") if kinds else "got_location"
    _note(draft, "unread_media")
    draft.hand_off("media", draft.scene.say(key))


def _unknown(draft: Draft, heard: Heard) -> None:
    """Not understood: the welcome if we have not met, one clarifying try, then a person."""
    scene, state = draft.scene, draft.state
    _note(draft, "unknown")
    count = state.unknown_count + 1
    draft.state = replace(state, unknown_count=count, asked=None, step=Step.TALKING)
    if count >= scene.settings.handoff.on_unknown_after:
        draft.hand_off("unknown", scene.say("unknown_handoff"))
        return
    if state.greeted_at is None and "store_chosen" not in draft.intents:
        _greet(draft)
        return
    own = scene.own(scene.settings.fallback_text)

    def build(n: int) -> str:
        return own if own is not None and n == 0 else scene.say("fallback", n)

    if not draft.menu(build):
        draft.hand_off("repeating")


def _page(option_id: str) -> int:
    number = option_id.rsplit(":", 1)[-1]
    return int(number) if number.isdecimal() and len(number) <= 3 else 1
