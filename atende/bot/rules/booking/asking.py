"""What is asked next for an appointment, in the order service, store, when; and which deed follows from an answer."""

from dataclasses import replace

from atende.bookings.rules.when import Wish
from atende.bot.rules import offers
from atende.bot.rules.answers import HANDOFF_QUESTION
from atende.bot.rules.booking import times, wanted
from atende.bot.rules.booking.wanted import Pressed
from atende.bot.rules.deeds import Cancel, Deed, FindTimes, Move, ReadOwn, Reserve
from atende.bot.rules.draft import Draft
from atende.bot.rules.facts import Service
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import PRICE_WORDS, TOPICS, Intent
from atende.bot.rules.menus import service_options, store_options
from atende.bot.rules.settings import MenuAction
from atende.bot.rules.state import Booking, Step
from atende.bot.rules.words import find_names

_BESIDE = frozenset({Intent.SERVICES, Intent.PROFESSIONALS})  # named while booking, not asked about
_MOST_SAID = 300


def books(draft: Draft) -> bool:
    """Whether this business lets its customers book in the chat."""
    return any(s.is_bookable for s in draft.scene.facts.services_at(None))


def book(draft: Draft, heard: Heard) -> bool:
    """Whether this burst was about an appointment; then it was answered, or a deed is to be done."""
    if not books(draft):
        return False
    typed = None if heard.pressed else _typed(draft, heard)
    for option in (*heard.pressed, *([typed] if typed else [])):
        tapped = wanted.pressed(option)
        if tapped is not None:
            draft.note(Intent.BOOKING, heard)
            _tapped(draft, tapped)
            return True
        if option.startswith("page:services:"):
            _ask_service(draft, page=int(option[14:]) if option[14:].isdecimal() else 1)
            return True
    if heard.pressed and not heard.readings:
        if not {f"menu:{i.id}" for i in draft.scene.settings.menu if i.action is MenuAction.BOOK} & set(heard.pressed):
            return False
        begin(draft, heard)
        return True
    if _is_asked_otherwise(heard):
        return False
    if heard.has(Intent.BOOKING) or (typed and _is_menu_book(draft, typed)):
        return begin(draft, heard)
    return draft.state.booking is not None and _go_on(draft, heard, draft.state.booking)


def begin(draft: Draft, heard: Heard) -> bool:
    """An appointment is wanted, or one there is. False when these words are about something else that people do."""
    tokens, text = heard.tokens_for(Intent.BOOKING), heard.text()[:_MOST_SAID]
    kind = wanted.kind_of(tokens) if heard.readings else wanted.BOOK
    if kind is None:
        return False
    draft.note(Intent.BOOKING, heard)
    draft.intents.append(f"booking_{kind}")
    before = draft.state.booking
    if before is not None and before.kind == wanted.MOVE and kind == wanted.BOOK:
        kind = wanted.MOVE  # "pode marcar na quinta", said while one is moved
    if kind != wanted.BOOK:
        known = before.appointment_id if before and before.kind == kind else None
        _keep(draft, Booking(kind, "which", appointment_id=known, said=text))
        draft.deed = ReadOwn()
        return True
    booking = before if before is not None and before.kind == wanted.BOOK else Booking()
    if booking.asked == "when" and wanted.agrees(tokens) and (only := _only_offered(draft)):
        _tapped(draft, only)
        return True
    _keep(draft, _filled(draft, booking, heard, text))
    resume(draft)
    return True


def resume(draft: Draft) -> None:
    """The next thing that is missing is asked for, or times are looked for."""
    booking = draft.state.booking
    assert booking is not None
    scene = draft.scene
    service = _service(draft, booking)
    if service is None:
        here = scene.facts.bookable_at(scene.store.id if scene.store else None)
        if len(here) != 1:
            _ask_service(draft)
            return
        service = here[0]
        booking = _keep(draft, replace(booking, service_id=service.id))
    people = {p.id: p for p in scene.facts.professionals_at(None)}
    who = people.get(booking.professional_id or "")
    if who is None or (who.service_ids and service.id not in who.service_ids):
        booking = _keep(draft, replace(booking, professional_id=None))
    stores = [s for s in scene.facts.open_stores() if not service.store_ids or s.id in service.store_ids]
    if scene.store is None and len(stores) == 1:
        _set_store(draft, stores[0].id)
    elif scene.store is None and stores:
        _keep(draft, replace(booking, asked="store"))
        draft.state = replace(draft.state, step=Step.CHOOSING_STORE)
        _say(draft, "stores", "book_store", store_options(stores), service=service.name)
        return
    elif scene.store is not None and scene.store not in stores:
        _keep(draft, replace(booking, service_id=None))
        _ask_service(draft, "book_not_here", service=service.name)
        return
    look(draft)


def look(draft: Draft, wish: Wish | None = None) -> None:
    """Free times are looked for: around what was said, else from now on."""
    booking = draft.state.booking
    assert booking is not None
    assert booking.service_id is not None
    wish = wish or times.wish_of(draft.scene, booking.said)
    since, until = times.stretch(draft.scene, wish)
    _keep(draft, replace(booking, asked="when"))
    draft.state = replace(draft.state, step=Step.TALKING)
    draft.deed = find(draft, since, until)


def find(draft: Draft, since, until) -> FindTimes:
    """The question about what is talked of."""
    booking = draft.state.booking
    assert booking is not None
    store = draft.scene.store.id if draft.scene.store else None
    moving = booking.appointment_id if booking.kind == wanted.MOVE else None
    return FindTimes(booking.service_id or "", since, until, None if moving else store, booking.professional_id, moving)


def _is_asked_otherwise(heard: Heard) -> bool:
    """Whether something else is asked, which is answered first."""
    asks_price = bool(PRICE_WORDS & set(heard.tokens()))
    return any(heard.has(i) for i in TOPICS if i is not Intent.HOURS and (asks_price or i not in _BESIDE)) or (
        heard.has(Intent.HOURS, Intent.MENU, Intent.ORDER, Intent.CHANGE_STORE)
        and not heard.has(Intent.BOOKING)
        and _opens(heard)
    )


def _opens(heard: Heard) -> bool:
    """Opening hours are asked for, and not a day named ("amanhã" alone is both)."""
    words = {w for r in heard.readings for w in r.tokens}
    return not heard.has(Intent.HOURS) or bool(
        words
        & {"abre", "abrem", "fecha", "fecham", "funciona", "funcionam", "funcionamento", "aberto", "open", "close", "closed"}
    )


def _is_menu_book(draft: Draft, option: str) -> bool:
    return any(option == f"menu:{i.id}" for i in draft.scene.settings.menu if i.action is MenuAction.BOOK)


def _typed(draft: Draft, heard: Heard) -> str | None:
    """The option that a number or title means; not where times are shown and the number is an hour of one of them."""
    chosen = draft.typed(heard)
    if chosen is None or not chosen.startswith("book:"):
        return chosen if chosen and (_is_menu_book(draft, chosen) or chosen.startswith("page:services:")) else None
    tokens = heard.tokens()
    number = next((int(t) for t in tokens if t.isdecimal()), None)
    if number is not None and _offered_at_hour(draft, number):
        return None
    if "segunda" in tokens and "opcao" not in tokens and (tapped := wanted.pressed(chosen)) and tapped.starts_at:
        return None  # Monday
    return chosen


def _offered(draft: Draft) -> list[Pressed]:
    found = (wanted.pressed(option) for option in draft.state.offered)
    return [one for one in found if one is not None and one.starts_at is not None]


def _offered_at_hour(draft: Draft, hour: int) -> bool:
    zone = times.zone_of(draft.scene)
    return any(one.starts_at.astimezone(zone).hour == hour for one in _offered(draft) if one.starts_at)


def _only_offered(draft: Draft) -> Pressed | None:
    offered = _offered(draft)
    return offered[0] if len(offered) == 1 else None


def _go_on(draft: Draft, heard: Heard, booking: Booking) -> bool:
    """The answer to what was asked last; False when it is none."""
    tokens = heard.tokens()
    if not heard.readings:
        return False
    if booking.asked == "service":
        filled = _filled(draft, booking, heard, heard.text()[:_MOST_SAID])
        if filled.service_id is not None:
            draft.note("booking_service")
            _keep(draft, filled)
            resume(draft)
            return True
        if heard.intents():
            return False
        count = draft.state.unknown_count + 1
        draft.state = replace(draft.state, unknown_count=count)
        draft.note("unknown")
        if count >= draft.scene.settings.handoff.on_unknown_after:
            draft.hand_off("unknown", draft.scene.say("unknown_handoff"))
        else:
            _ask_service(draft, "book_service_again")
        return True
    if booking.asked == "sure":
        if heard.has(Intent.YES) or wanted.agrees(tokens):
            draft.note("booking_sure", heard)
            _tapped(draft, _sure(booking))
            return True
        if heard.has(Intent.NO):
            _tapped(draft, Pressed("keep"))
            return True
    if booking.asked == "when":
        only = _only_offered(draft)
        if only is not None and (heard.has(Intent.YES) or wanted.agrees(tokens)):
            draft.note("booking_sure", heard)
            _tapped(draft, only)
            return True
        if heard.has(Intent.NO) and len(tokens) <= 3:
            draft.note("declined")
            draft.state = replace(draft.state, booking=None, offered=())
            draft.text(lambda n: draft.scene.say("kept" if booking.kind == wanted.MOVE else "book_declined", n), again=False)
            return True
    if booking.asked in ("when", "which") or (booking.asked == "sure" and booking.kind == wanted.MOVE):
        return _by_words(draft, heard, booking)
    return False


def _by_words(draft: Draft, heard: Heard, booking: Booking) -> bool:
    """A day or time in words: one of those shown when it is plainly that, else looked for anew."""
    text = heard.text()[:_MOST_SAID]
    number = heard.tokens()[0] if len(heard.tokens()) == 1 and heard.tokens()[0].isdecimal() else None
    if number is not None:
        text = f"às {number}" if draft.scene.language != "en" else f"at {number}:00"
    wish = times.wish_of(draft.scene, text)
    if wish is None:
        return False
    draft.note("booking_when")
    if booking.asked == "which":
        _keep(draft, replace(booking, said=text))
        draft.deed = ReadOwn()
        return True
    shown = [one for one in _offered(draft) if one.starts_at]
    zone = times.zone_of(draft.scene)
    meant = [one for one in shown if one.starts_at and wish.rank(one.starts_at.astimezone(zone)) is not None]
    if len(meant) == 1 and times.says_time(wish) and not wish.others and not wish.problems:
        _tapped(draft, meant[0])
        return True
    _keep(draft, replace(booking, said=_with_day(draft, booking.said, text, wish)))
    look(draft)
    return True


def _with_day(draft: Draft, before: str, text: str, wish: Wish) -> str:
    """A time without a day is meant on the day that was said before, when none was said with that."""
    today = draft.scene.now.astimezone(times.zone_of(draft.scene)).date()
    former = times.wish_of(draft.scene, before)
    if former is None or not former.choices or not wish.choices or times.says_day(wish, today) or times.says_time(former):
        return text
    together = f"{before} {text}"[-_MOST_SAID:]
    both = times.wish_of(draft.scene, together)
    return together if both is not None and both.choices and times.says_day(both, today) else text


def _tapped(draft: Draft, tapped: Pressed) -> None:
    scene = draft.scene
    booking = draft.state.booking or Booking()
    draft.state = replace(draft.state, unknown_count=0, asked=None)
    deed: Deed | None = None
    match tapped.verb:
        case "service":
            service = _bookable(draft, tapped.subject)
            if service is None:
                _gone(draft)
                return
            kept = booking if booking.kind == wanted.BOOK else Booking()
            _keep(draft, replace(kept, service_id=service.id))
            resume(draft)
            return
        case "at" if tapped.starts_at:
            service = _bookable(draft, tapped.subject)
            if service is None:
                _gone(draft)
                return
            if tapped.store_id and scene.store is None and any(s.id == tapped.store_id for s in scene.facts.open_stores()):
                _set_store(draft, tapped.store_id)
            kept = booking if booking.kind == wanted.BOOK and booking.service_id == service.id else Booking()
            _keep(draft, replace(kept, service_id=service.id, asked="when", professional_id=tapped.professional_id))
            deed = Reserve(service.id, tapped.starts_at, tapped.store_id, tapped.professional_id)
        case "others":
            if booking.service_id is None:
                resume_or_ask(draft)
                return
            _keep(draft, replace(booking, said="", asked="when"))
            look(draft)
            return
        case "to" if tapped.starts_at:
            said = wanted.stamp(tapped.starts_at)
            _keep(draft, Booking(wanted.MOVE, "sure", booking.service_id, None, tapped.subject, said, booking.said))
            deed = ReadOwn()
        case "sure" if tapped.starts_at:
            _keep(draft, replace(booking, kind=wanted.MOVE, appointment_id=tapped.subject))
            deed = Move(tapped.subject, tapped.starts_at)
        case "move" | "cancel":
            said = booking.said if booking.kind == tapped.verb else ""
            _keep(draft, Booking(tapped.verb, "which", appointment_id=tapped.subject, said=said))
            deed = ReadOwn()
        case "drop":
            _keep(draft, replace(booking, kind=wanted.CANCEL, appointment_id=tapped.subject))
            deed = Cancel(tapped.subject)
        case "keep":
            draft.state = replace(draft.state, booking=None, offered=())
            draft.note("declined")
            draft.text(lambda n: scene.say("kept", n), again=False)
        case _:
            _gone(draft)
    draft.deed = deed


def resume_or_ask(draft: Draft) -> None:
    """Whatever is missing is asked for."""
    if draft.state.booking is None or draft.state.booking.kind != wanted.BOOK:
        _keep(draft, Booking())
    resume(draft)


def _gone(draft: Draft) -> None:
    draft.state = replace(draft.state, booking=None, asked=HANDOFF_QUESTION)
    if not draft.text(lambda n: draft.scene.say("book_gone", n)):
        draft.hand_off("repeating")


def _sure(booking: Booking) -> Pressed:
    at = wanted.from_stamp(booking.starts_at) if booking.starts_at else None
    return Pressed("sure" if booking.kind == wanted.MOVE else "drop", booking.appointment_id or "", at)


def _filled(draft: Draft, booking: Booking, heard: Heard, text: str) -> Booking:
    """What the words say beside that an appointment is wanted: which service, with whom, when."""
    scene, tokens = draft.scene, heard.tokens()
    here = scene.facts.bookable_at(scene.store.id if scene.store else None)
    named = find_names(tokens, [s.name for s in here])
    if len(named) == 1:
        booking = replace(booking, service_id=here[named[0].index].id)
    people = offers.named_professionals(scene, tokens)
    if len(people) == 1:
        booking = replace(booking, professional_id=people[0].id)
    if times.wish_of(scene, text) is not None:
        booking = replace(booking, said=text)
    return booking


def _service(draft: Draft, booking: Booking) -> Service | None:
    return _bookable(draft, booking.service_id) if booking.service_id else None


def _bookable(draft: Draft, service_id: str) -> Service | None:
    return next((s for s in draft.scene.facts.bookable_at(None) if s.id == service_id), None)


def _set_store(draft: Draft, store_id: str) -> None:
    booking = draft.state.booking
    draft.set_store(store_id)
    draft.state = replace(draft.state, booking=booking)


def _keep(draft: Draft, booking: Booking) -> Booking:
    draft.state = replace(draft.state, booking=booking)
    return booking


def _ask_service(draft: Draft, key: str = "book_service", page: int = 1, **params: str) -> None:
    booking = draft.state.booking or Booking()
    _keep(draft, replace(booking, asked="service"))
    here = draft.scene.facts.bookable_at(draft.scene.store.id if draft.scene.store else None)
    _say(draft, "services", key, service_options(here), tuple(s.fact_id for s in here), page, **params)


def _say(draft: Draft, what: str, key: str, options, fact_ids=(), page: int = 1, **params: str) -> None:
    lead = "" if draft.state.greeted_at else draft.scene.introduction("intro") + "\n\n"
    if not draft.options(what, lambda n: lead + draft.scene.say(key, n, **params), options, fact_ids, page):
        draft.hand_off("repeating")
