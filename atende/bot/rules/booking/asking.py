"""What is asked next for an appointment, in the order service, store, when; then times are looked for."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from atende.bookings.rules.when import Wish
from atende.bot.rules import answers, offers
from atende.bot.rules.booking import doubts, former, times, together, waiting, wanted
from atende.bot.rules.deeds import FindTimes, JoinWait
from atende.bot.rules.draft import Draft
from atende.bot.rules.facts import Service
from atende.bot.rules.hearing import Heard
from atende.bot.rules.menus import service_options, store_options
from atende.bot.rules.speech import Scene
from atende.bot.rules.state import Booking, Step
from atende.bot.rules.turn import Option
from atende.bot.rules.words import find_names

_ONLINE = re.compile(r"on-?line", re.IGNORECASE)


def resume(draft: Draft) -> None:
    """The next thing that is missing is asked for, or times are looked for. Which store is not asked for what is done online."""
    booking = draft.state.booking
    assert booking is not None
    scene = draft.scene
    service = bookable(draft, booking.service_id) if booking.service_id else None
    if service is None:
        here = scene.facts.bookable_at(scene.store.id if scene.store else None)
        if len(here) != 1:
            ask_service(draft)
            return
        service = here[0]
        booking = keep(draft, replace(booking, service_id=service.id))
    people = {p.id: p for p in scene.facts.professionals_at(None)}
    who = people.get(booking.professional_id or "")
    if who is None or (who.service_ids and service.id not in who.service_ids):
        booking = keep(draft, replace(booking, professional_id=None))
    every = [service, *(one for one in (bookable(draft, id_) for id_ in booking.then) if one is not None)]
    if len(every) <= len(booking.then):
        booking = keep(draft, replace(booking, then=()))  # one of them cannot be booked any more
    at_store = [one for one in every if not one.is_online]
    if at_store and not _knows_store(draft, at_store):
        return
    booking = draft.state.booking or booking
    if booking.kind == wanted.WAIT:
        if doubts.ask(draft, booking):
            return
        if not waiting.cannot_be(scene, booking.said):
            waiting.join(draft)
            return
        draft.note("wait_never")  # no such day: what could be had instead is looked for
        keep(draft, replace(booking, kind=wanted.BOOK))
    look(draft)


def _knows_store(draft: Draft, services: Sequence[Service]) -> bool:
    """Whether it is known at which store these are wanted; else that is asked, or what is done at this one."""
    scene, booking = draft.scene, draft.state.booking
    assert booking is not None
    stores = [s for s in scene.facts.open_stores() if all(not one.store_ids or s.id in one.store_ids for one in services)]
    if scene.store is None and len(stores) == 1:
        set_store(draft, stores[0].id)
    elif scene.store is None and stores:
        keep(draft, replace(booking, asked="store"))
        draft.state = replace(draft.state, step=Step.CHOOSING_STORE)
        _say(draft, "stores", "book_store", store_options(stores), service=names(draft, booking))
        return False
    elif scene.store is not None and scene.store not in stores:
        keep(draft, replace(booking, service_id=None, then=()))
        ask_service(draft, "book_not_here", service=names(draft, booking))
        return False
    return True


def look(draft: Draft, wish: Wish | None = None) -> None:
    """Free times are looked for: around what was said, else from now on; where the words leave the day open, that is asked."""
    booking = draft.state.booking
    assert booking is not None
    assert booking.service_id is not None
    draft.state = replace(draft.state, step=Step.TALKING)
    if wish is None and doubts.ask(draft, booking):
        return
    wish = wish or times.wish_of(draft.scene, booking.said)
    since, until = times.stretch(draft.scene, wish)
    keep(draft, replace(booking, asked="when"))
    may_wait = booking.kind == wanted.BOOK and not booking.then and wish is not None and wish.choices
    draft.deed = find(draft, since, until, waiting.wanted_wait(draft.scene, booking) if may_wait else None)


def find(draft: Draft, since: datetime, until: datetime, waits: JoinWait | None = None) -> FindTimes:
    """The question about what is talked of, and about what could be waited for."""
    booking = draft.state.booking
    assert booking is not None
    store = draft.scene.store.id if draft.scene.store else None
    if draft.scene.facts.is_online(booking.service_id, *booking.then):
        store = None
    moving = booking.appointment_id if booking.kind == wanted.MOVE else None
    return FindTimes(
        booking.service_id or "", since, until, None if moving else store, booking.professional_id, moving, booking.then, waits
    )


def gone(draft: Draft) -> None:
    draft.state = replace(draft.state, booking=None, asked=answers.HANDOFF_QUESTION)
    if not draft.text(lambda n: draft.scene.say("book_gone", n)):
        draft.hand_off("repeating")


def filled_in(draft: Draft, booking: Booking, heard: Heard, text: str) -> Booking:
    """What the words say beside that an appointment is wanted: which service, with whom, when."""
    scene, tokens = draft.scene, heard.tokens()
    here = scene.facts.bookable_at(scene.store.id if scene.store else None)
    named = find_names(tokens, [s.name for s in here])
    several = together.named(tokens, here) if booking.kind == wanted.BOOK and not _on_several_days(scene, text) else []
    if several:
        booking = replace(booking, service_id=several[0].id, then=tuple(one.id for one in several[1:]))
    elif len(named) == 1:
        booking = replace(booking, service_id=here[named[0].index].id, then=())
    # Whoever does it online may be at home in another store.
    there = replace(scene, store=None) if scene.facts.is_online(booking.service_id) else scene
    people = offers.named_professionals(there, tokens)
    if len(people) == 1:
        booking = replace(booking, professional_id=people[0].id)
    if times.wish_of(scene, text) is not None:
        booking = replace(booking, said=former.going_on(draft, booking, text))
    return repeating(draft, booking, heard)


def repeating(draft: Draft, booking: Booking, heard: Heard) -> Booking:
    """With it that it is wanted as a habit, where these words say so: the chat makes one at a time, and tells."""
    if booking.kind not in (wanted.BOOK, wanted.MOVE) or not times.repeats(draft.scene, heard.tokens(), heard.text()):
        return booking
    draft.note("booking_repeats")
    return replace(booking, repeats=True)


def _on_several_days(scene: Scene, text: str) -> bool:
    """Whether the words say more than one day: then not everything is wanted in one go."""
    wish = times.wish_of(scene, text)
    return wish is not None and len({choice.days for choice in wish.choices}) > 1


def names(draft: Draft, booking: Booking) -> str:
    """What is wanted, in words."""
    every = (bookable(draft, id_) for id_ in (booking.service_id or "", *booking.then))
    return called(draft.scene, [one for one in every if one is not None])


def called(scene: Scene, services: Sequence[Service]) -> str:
    """These services by their names; with it that they are online, of those whose name does not say so."""
    return " + ".join(
        scene.say("service_online", service=one.name) if one.is_online and not _ONLINE.search(one.name) else one.name
        for one in services
    )


def bookable(draft: Draft, service_id: str) -> Service | None:
    return next((s for s in draft.scene.facts.bookable_at(None) if s.id == service_id), None)


def set_store(draft: Draft, store_id: str) -> None:
    booking = draft.state.booking
    draft.set_store(store_id)
    draft.state = replace(draft.state, booking=booking)


def keep(draft: Draft, booking: Booking) -> Booking:
    draft.state = replace(draft.state, booking=booking)
    draft.scene = replace(draft.scene, is_online=draft.scene.facts.is_online(booking.service_id))
    return booking


def ask_service(draft: Draft, key: str = "book_service", page: int = 1, **params: str) -> None:
    booking = draft.state.booking or Booking()
    keep(draft, replace(booking, asked="service"))
    here = draft.scene.facts.bookable_at(draft.scene.store.id if draft.scene.store else None)
    _say(draft, "services", key, service_options(here), tuple(s.fact_id for s in here), page, **params)


def _say(
    draft: Draft, what: str, key: str, options: Sequence[Option], fact_ids: Sequence[str] = (), page: int = 1, **params: str
) -> None:
    lead = draft.lead()
    if not draft.options(what, lambda n: lead + draft.scene.say(key, n, **params), options, fact_ids, page):
        draft.hand_off("repeating")
