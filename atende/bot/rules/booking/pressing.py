"""What a button or row does; its id says all that it means."""

from dataclasses import replace

from atende.bot.rules.booking import asking, doubts, times, together, waiting, wanted
from atende.bot.rules.booking.wanted import Pressed
from atende.bot.rules.deeds import Acknowledge, Cancel, Deed, Move, ReadOwn, Reserve
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.settings import MenuAction
from atende.bot.rules.state import Booking


def press(draft: Draft, tapped: Pressed) -> None:
    scene = draft.scene
    booking = draft.state.booking or Booking()
    draft.state = replace(draft.state, unknown_count=0, asked=None)
    deed: Deed | None = None
    if waiting.press(draft, tapped):
        return
    match tapped.verb:
        case "service":
            service = asking.bookable(draft, tapped.subject)
            if service is None:
                asking.gone(draft)
                return
            kept = booking if booking.kind in (wanted.BOOK, wanted.WAIT) else Booking()
            asking.keep(draft, replace(kept, service_id=service.id, then=()))
            asking.resume(draft)
            return
        case "at" if tapped.starts_at:
            wants = together.of_subject(draft, tapped.subject)
            if not wants:
                asking.gone(draft)
                return
            service, then = wants[0], tuple(one.id for one in wants[1:])
            if tapped.store_id and scene.store is None and any(s.id == tapped.store_id for s in scene.facts.open_stores()):
                asking.set_store(draft, tapped.store_id)
            kept = booking if booking.kind == wanted.BOOK and booking.service_id == service.id else Booking()
            asking.keep(
                draft, replace(kept, service_id=service.id, asked="when", professional_id=tapped.professional_id, then=then)
            )
            deed = Reserve(service.id, tapped.starts_at, tapped.store_id, tapped.professional_id, then)
        case "day":
            is_open = draft.state.booking is not None and booking.kind in (wanted.BOOK, wanted.MOVE, wanted.WAIT)
            said = doubts.settled(scene, booking, tapped.subject) if is_open else None
            if said is None and booking.kind == wanted.MOVE:
                said = ""  # over by now: another time for that one, and nothing new
            if said is None:
                resume_or_ask(draft)
                return
            if booking.kind != wanted.MOVE or booking.service_id is not None:
                asking.keep(draft, replace(booking, said=said, asked="when"))
                (asking.look if booking.kind == wanted.MOVE else asking.resume)(draft)
                return
            asking.keep(draft, replace(booking, said=said))  # which of theirs is not known yet
            deed = ReadOwn(booking.appointment_id)
        case "others":
            if booking.service_id is None:
                resume_or_ask(draft)
                return
            asking.keep(draft, replace(booking, said="", asked="when"))
            asking.look(draft)
            return
        case "to" if tapped.starts_at:
            said = wanted.stamp(tapped.starts_at)
            moving = Booking(wanted.MOVE, "sure", booking.service_id, None, tapped.subject, said, booking.said)
            asking.keep(draft, replace(moving, repeats=booking.repeats, then=booking.then))
            deed = ReadOwn(tapped.subject or None)
        case "sure" | "sureall" if tapped.starts_at:
            said = wanted.stamp(tapped.starts_at)
            asking.keep(draft, replace(booking, kind=wanted.MOVE, appointment_id=tapped.subject, starts_at=said))
            deed = Move(tapped.subject, tapped.starts_at, is_all=tapped.verb == "sureall")
        case "move" | "cancel":
            said = booking.said if booking.kind == tapped.verb else ""
            asking.keep(draft, Booking(tapped.verb, "which", appointment_id=tapped.subject, said=said))
            deed = ReadOwn(tapped.subject or None)
        case "confirm" if tapped.starts_at:
            asking.keep(draft, Booking(wanted.CONFIRM, appointment_id=tapped.subject))
            deed = Acknowledge(tapped.subject, tapped.starts_at)
        case "drop" | "dropall":
            first, *others = tapped.subject.split("+")
            asking.keep(draft, replace(booking, kind=wanted.CANCEL, appointment_id=first))
            deed = Cancel(first, is_all=tapped.verb == "dropall", others=tuple(others))
        case "keep":
            draft.state = replace(draft.state, booking=None, offered=())
            draft.note("declined")
            draft.text(lambda n: scene.say("kept", n), again=False)
        case _:
            asking.gone(draft)
    draft.deed = deed


def resume_or_ask(draft: Draft) -> None:
    """Whatever is missing is asked for."""
    if draft.state.booking is None or draft.state.booking.kind != wanted.BOOK:
        asking.keep(draft, Booking())
    asking.resume(draft)


def sure(booking: Booking, *, is_all: bool) -> Pressed:
    """A yes in words; `is_all`: with what belongs to it."""
    at = wanted.from_stamp(booking.starts_at) if booking.starts_at else None
    verb = "sure" if booking.kind == wanted.MOVE else "drop"
    if booking.others:
        return Pressed(verb, together.subject(booking.appointment_id or "", booking.others))
    return Pressed(f"{verb}all" if is_all else verb, booking.appointment_id or "", at)


def offered(draft: Draft) -> list[Pressed]:
    found = (wanted.pressed(option) for option in draft.state.offered)
    return [one for one in found if one is not None and one.starts_at is not None]


def only_offered(draft: Draft) -> Pressed | None:
    found = offered(draft)
    return found[0] if len(found) == 1 else None


def is_menu_book(draft: Draft, option: str) -> bool:
    """Whether it is the menu's own option for an appointment."""
    return any(option == f"menu:{i.id}" for i in draft.scene.settings.menu if i.action is MenuAction.BOOK)


def typed(draft: Draft, heard: Heard) -> str | None:
    """The option that a number or title means; not where times are shown and the number is an hour of one of them."""
    chosen = draft.typed(heard)
    if chosen is None or not chosen.startswith("book:"):
        return chosen if chosen and (is_menu_book(draft, chosen) or chosen.startswith("page:services:")) else None
    tokens = heard.tokens()
    number = next((int(t) for t in tokens if t.isdecimal()), None)
    if number is not None and _offered_at_hour(draft, number):
        return None
    if "segunda" in tokens and "opcao" not in tokens and (tapped := wanted.pressed(chosen)) and tapped.starts_at:
        return None  # Monday
    return chosen


def _offered_at_hour(draft: Draft, hour: int) -> bool:
    zone = times.zone_of(draft.scene)
    return any(one.starts_at.astimezone(zone).hour == hour for one in offered(draft) if one.starts_at)
