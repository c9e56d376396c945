"""Answering what was pressed, asked or said once the store is known; and what is said when nothing was understood."""

from dataclasses import replace

from atende.bot.rules import answers, offers
from atende.bot.rules.booking import listening
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import PRICE_WORDS, TOPICS, Intent
from atende.bot.rules.settings import MenuAction
from atende.bot.rules.state import Step

_MOST_TOPICS = 3
_ACTION_INTENT = {
    MenuAction.HOURS: Intent.HOURS,
    MenuAction.ADDRESS: Intent.ADDRESS,
    MenuAction.SERVICES: Intent.SERVICES,
    MenuAction.PLANS: Intent.PLANS,
    MenuAction.PROFESSIONALS: Intent.PROFESSIONALS,
    MenuAction.STORES: Intent.STORES,
}


def talk(draft: Draft, heard: Heard) -> None:
    """Pressed, then asked, then sent, then small talk, then not understood."""
    scene = draft.scene
    chosen = next((p for p in heard.pressed if not p.startswith("store:")), None) or draft.typed(heard)
    page = chosen if chosen and chosen.startswith("page:menu:") else None
    if page is not None or chosen == "nav:menu" or (heard.has(Intent.MENU) and not heard.has(*TOPICS)):
        draft.note(Intent.MENU, heard)
        _menu(draft, page_of(page or "page:menu:1"))
        return
    item = next((i for i in scene.settings.menu if chosen == f"menu:{i.id}"), None)
    found: list[answers.Answer] = []
    if item is not None and item.action is MenuAction.TEXT:
        draft.note("menu_text")
        text = scene.own(item.text or "") or item.text or item.title
        found.append(answers.Answer((text,), (scene.facts.business.fact_id,)))
    elif item is not None and item.action is MenuAction.BOOK:
        draft.note(Intent.BOOKING)
        draft.hand_off(Intent.BOOKING, scene.say(Intent.BOOKING))
        return
    elif item is not None:
        found.append(_topic(draft, _ACTION_INTENT.get(item.action, Intent.IDENTITY), (), ""))
    if item is None or len(heard.readings) > 1:
        found += _topics(draft, heard)
    if found:
        _answer(draft, found[:_MOST_TOPICS])
        if heard.has(Intent.BOOKING, Intent.ORDER):
            _to_team(draft, heard)
        elif heard.unread:
            unread(draft, heard)
    elif heard.has(Intent.BOOKING, Intent.ORDER):
        _to_team(draft, heard)
    elif heard.unread or heard.places:
        unread(draft, heard)
    elif heard.intents():
        _small_talk(draft, heard)
    elif not heard.readings and "store_chosen" in draft.intents:
        confirm_store(draft)
    else:
        _unknown(draft, heard)


def answer_beside(draft: Draft, heard: Heard) -> None:
    """What was asked in the same breath is answered; nothing is said when nothing was."""
    found = _topics(draft, heard) if heard.has(*TOPICS) else []
    if found:
        _answer(draft, found[:_MOST_TOPICS])


def _to_team(draft: Draft, heard: Heard) -> None:
    intent = Intent.BOOKING if heard.has(Intent.BOOKING) else Intent.ORDER
    if intent is Intent.BOOKING and draft.scene.facts.has_agenda and listening.begin(draft, heard):
        return
    draft.note(intent, heard)
    draft.hand_off(intent, draft.scene.say(intent))


def _topics(draft: Draft, heard: Heard) -> list[answers.Answer]:
    """One answer per thing asked, from the records only."""
    scene, tokens = draft.scene, heard.tokens()
    wanted = [i for i in heard.intents() if i in TOPICS]
    blocked = heard.has(Intent.BOOKING)
    if offers.plan_asked(scene, tokens) and Intent.PAYMENT not in wanted and not blocked:
        unasked = {Intent.HOURS} if PRICE_WORDS & set(tokens) else {Intent.HOURS, Intent.SERVICES}
        wanted = [i for i in wanted if i not in unasked] + [Intent.PLANS] * (Intent.PLANS not in wanted)
    if heard.has(Intent.ORDER, Intent.BOOKING) and not PRICE_WORDS & set(tokens) and not offers.named_services(scene, tokens):
        wanted = [i for i in wanted if i is not Intent.SERVICES]
    is_of_people = offers.asks_who(tokens) or offers.named_professionals(scene, tokens)
    if Intent.PROFESSIONALS in wanted and not is_of_people and offers.names_only_services(scene, tokens):
        # "vocês fazem fisioterapia?": a service of that name answers it, not who else works here.
        wanted = [Intent.SERVICES] + [i for i in wanted if i not in (Intent.PROFESSIONALS, Intent.SERVICES)]
    asked_something = [i for i in wanted if i not in (Intent.PROFESSIONALS, Intent.IDENTITY)]
    if not asked_something and not blocked and not heard.has(Intent.MENU):
        if Intent.PROFESSIONALS not in wanted and offers.named_professionals(scene, tokens):
            wanted.append(Intent.PROFESSIONALS)
        elif Intent.PROFESSIONALS not in wanted and offers.named_services(scene, tokens):
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
            booking = draft.state.booking
            return offers.services(scene, tokens, (booking.service_id or "", *booking.then) if booking else ())
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
    lead = "" if draft.state.greeted_at else draft.scene.introduction("intro") + "\n\n"
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
        draft.note(Intent.GREETING, heard)
        _greet(draft)
        return
    if asked and Intent.NO in intents:
        draft.note("declined")
        draft.text(lambda n: scene.say("declined", n), again=False)
        return
    key = next((i for i in (Intent.THANKS, Intent.BYE) if i in intents), Intent.ACK)
    draft.note(key, heard)
    if "store_chosen" in draft.intents:
        confirm_store(draft)
        return
    draft.text(lambda n: scene.say(key.value, n), again=False)


def _greet(draft: Draft) -> None:
    """The business's welcome the first time, a short hello later; the menu under it."""
    scene = draft.scene
    if "store_chosen" in draft.intents:
        confirm_store(draft)
        return
    welcome = scene.own(scene.settings.welcome) or scene.introduction("welcome")
    is_first = draft.state.greeted_at is None

    def build(n: int) -> str:
        return welcome if is_first and n == 0 else scene.say("hello_again", n)

    if not draft.menu(build):
        draft.hand_off("repeating")


def unread(draft: Draft, heard: Heard) -> None:
    """What we cannot hear, see or read is said to be so, and a person is told; an empty text is nothing to look at."""
    kinds = [u for u in heard.unread if u != "empty"]
    if not kinds and not heard.places:
        _unknown(draft, heard)
        return
    key = {"heard": "cannot_hear", "seen": "cannot_see"}.get(kinds[0], "cannot_read") if kinds else "got_location"
    draft.note("unread_media")
    draft.hand_off("media", draft.scene.say(key))


def _unknown(draft: Draft, heard: Heard) -> None:
    """Not understood: the welcome if we have not met, one clarifying try, then a person."""
    scene, state = draft.scene, draft.state
    draft.note("unknown")
    count = state.unknown_count + 1
    draft.state = replace(state, unknown_count=count, asked=None, step=Step.TALKING)
    if count >= scene.settings.handoff.on_unknown_after:
        draft.hand_off("unknown", scene.say("unknown_handoff"))
        return
    if "store_chosen" in draft.intents:
        confirm_store(draft)
        return
    if state.greeted_at is None:
        _greet(draft)
        return
    own = scene.own(scene.settings.fallback_text)

    def build(n: int) -> str:
        return own if own is not None and n == 0 else scene.say("fallback", n)

    if not draft.menu(build):
        draft.hand_off("repeating")


def confirm_store(draft: Draft) -> None:
    """Which store it is now, with the menu."""
    scene = draft.scene
    name = scene.store.name if scene.store else ""
    if not draft.menu(lambda n: f"{scene.say('store_chosen', n, store=name)} {scene.say('menu', n)}"):
        draft.hand_off("repeating")


def page_of(option_id: str) -> int:
    """The page that a "more" row leads to."""
    number = option_id.rsplit(":", 1)[-1]
    return int(number) if number.isdecimal() and len(number) <= 3 else 1
