"""Which store is meant: asked before anything else when there are several, changed when somebody says so."""

from dataclasses import replace

from atende.bot.rules import answers
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard, nearest, readings, store_named
from atende.bot.rules.intents import TOPICS, Intent
from atende.bot.rules.state import Step
from atende.bot.rules.talking import confirm_store, page_of, unread

_MOST_PENDING = 500


def choose_store(draft: Draft, heard: Heard) -> Heard | None:
    """Nothing else before the store is known. Returns what is to be answered once it is (with what
    was asked before), else None."""
    state, scene = draft.state, draft.scene
    stores = scene.facts.open_stores()
    chosen = next((p for p in heard.pressed if p.startswith("store:")), None) or draft.typed(heard)
    page = next((p for p in (*heard.pressed, chosen or "") if p.startswith("page:stores:")), None)
    if page is not None:
        draft.note("choose_store")
        if not draft.stores(lambda n: scene.say("choose_store", n), page_of(page)):
            draft.hand_off("repeating")
        return None
    store = next((s for s in stores if chosen == f"store:{s.id}"), None) or store_named(heard.tokens(), stores)
    if store is None and heard.places:
        store = nearest(heard.places[0], stores)
    if store is not None:
        pending = state.pending
        draft.set_store(store.id)
        draft.note("store_chosen")
        rest = heard.texts() if state.step is not Step.CHOOSING_STORE or heard.has(*TOPICS) else ()
        left = tuple(u for u in heard.unread if u != "empty")
        return Heard((), readings((*pending, *rest)), left, (), heard.item_ids)
    if heard.unread and not heard.readings and not heard.pressed:
        unread(draft, heard)
        return None
    draft.note("choose_store")
    pending = tuple(t[:_MOST_PENDING] for t in (*state.pending, *heard.texts()))[-5:]
    if state.step is Step.CHOOSING_STORE and not heard.has(*TOPICS, Intent.GREETING, Intent.CHANGE_STORE, Intent.MENU):
        count = state.unknown_count + 1
        draft.state = replace(draft.state, unknown_count=count, pending=pending)
        asked = count < scene.settings.handoff.on_unknown_after
        if not asked or not draft.stores(lambda n: scene.say("choose_store_again", n)):
            draft.hand_off("unknown", scene.say("unknown_handoff"))
        return None
    draft.state = replace(draft.state, pending=pending)
    opening = "" if state.greeted_at else draft.scene.introduction("intro") + "\n\n"
    if not draft.stores(lambda n: opening + scene.say("choose_store", n)):
        draft.hand_off("repeating")
    elif heard.unread:
        unread(draft, heard)
    return None


def change_store(draft: Draft, heard: Heard) -> bool:
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
    draft.note(Intent.CHANGE_STORE, heard)
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
        confirm_store(draft)
    elif not draft.stores(lambda n: draft.scene.say("choose_store", n)):
        draft.hand_off("repeating")
    return True
