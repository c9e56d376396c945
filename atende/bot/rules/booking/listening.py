"""What is heard about an appointment: pressed, typed, or in words; the answer to what was asked, or a new wish."""

from dataclasses import replace

from atende.bot.rules import answers, offers
from atende.bot.rules.booking import (
    afterwards,
    agreeing,
    asking,
    doubts,
    elsewhen,
    former,
    lateness,
    plain,
    pressing,
    sooner,
    times,
    together,
    undecided,
    waiting,
    wanted,
)
from atende.bot.rules.booking.wanted import Pressed
from atende.bot.rules.deeds import LeaveWait, ReadOwn
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import PRICE_WORDS, TOPICS, Intent
from atende.bot.rules.state import Booking

_BESIDE = frozenset({Intent.SERVICES, Intent.PROFESSIONALS})  # named while booking, not asked about
_MOST_SAID = 300
_SHORT, _FEW = 6, 3
_HOURS = 24


def book(draft: Draft, heard: Heard) -> bool:
    """Whether this burst was about an appointment; then it was answered, or a deed is to be done."""
    if not draft.scene.facts.has_agenda:
        return False
    just = draft.state.booking
    if just is None or just.kind != wanted.JUST:
        return _book(draft, heard)
    draft.state = replace(draft.state, booking=None)
    if afterwards.goes_on(draft, heard, just) or _book(draft, heard):
        return True
    if afterwards.lasts(heard):
        draft.state = replace(draft.state, booking=just)
    return False


def _book(draft: Draft, heard: Heard) -> bool:
    typed = None if heard.pressed else pressing.typed(draft, heard)
    for option in (*heard.pressed, *([typed] if typed else [])):
        tapped = wanted.pressed(option)
        if tapped is not None:
            draft.note(Intent.BOOKING, heard)
            pressing.press(draft, tapped)
            return True
        if option.startswith("page:services:"):
            asking.ask_service(draft, page=int(option[14:]) if option[14:].isdecimal() else 1)
            return True
    if any(pressing.is_menu_book(draft, option) for option in heard.pressed):
        return begin(draft, heard)
    if heard.pressed and not heard.readings:
        return False
    late = lateness.told(heard, draft.state.booking) if heard.readings and not heard.pressed else None
    if late is not None:
        draft.note("booking_late")
        draft.deed = late
        return True
    before = draft.state.booking
    is_which = before is not None and before.asked == wanted.INSTEAD and draft.state.asked is None and not heard.pressed
    if before is not None and is_which and (which := waiting.chosen(draft, heard, before)):
        draft.note("booking_offer", heard)
        pressing.press(draft, which)
        return True
    is_kept = before is not None and before.kind in (wanted.MOVE, wanted.CANCEL) and plain.keeps(heard.tokens())
    if not heard.pressed and (is_kept or (heard.readings and plain.needs_none(heard.tokens()))):
        pressing.press(draft, Pressed("keep"))
        return True
    kind = None if typed or heard.pressed else plain.kind_of(draft.scene, heard)
    if kind is not None and _is_new(draft, heard, kind):
        return begin(draft, heard, kind)
    if before is not None and elsewhen.puts_off(draft, before, heard):
        _decline(draft, before)
        return True
    if before is not None and undecided.answer(draft, before, heard):
        return True
    if before is not None and elsewhen.wants_others(draft, before, heard):
        draft.note("booking_when")
        pressing.press(draft, Pressed("others"))
        return True
    if _is_asked_otherwise(heard):
        return False
    if heard.has(Intent.BOOKING) or (typed and pressing.is_menu_book(draft, typed)):
        return begin(draft, heard)
    return draft.state.booking is not None and _go_on(draft, heard, draft.state.booking)


def _is_new(draft: Draft, heard: Heard, kind: str) -> bool:
    """Whether what the words plainly want is another thing than what is talked of: a service with its day, said while one is booked,
    goes on with that; so does a day on which somebody cannot come, while times are shown."""
    before = draft.state.booking
    if before is None or before.kind == wanted.OFFER:
        return True
    if kind == wanted.BOOK or (kind == before.kind and before.asked in ("sure", "scope")):
        return False
    is_moving = before.kind == wanted.MOVE and before.asked in ("sure", "scope")
    return kind != wanted.CANCEL or not (is_moving or before.asked == "when") or wanted.says_cancel(heard.tokens())


def begin(draft: Draft, heard: Heard, plainly: str | None = None) -> bool:
    """An appointment is wanted, or one there is. False when these words are about something else that people do. `plainly`: what is
    wanted, where it is known already."""
    tokens, text = heard.tokens_for(Intent.BOOKING), heard.text()[:_MOST_SAID]
    kind = plainly or (wanted.kind_of(tokens) if heard.readings else wanted.BOOK)
    if kind is None or (kind == wanted.BOOK and not draft.scene.facts.bookable_at(None)):
        return False
    before = draft.state.booking
    if before is not None and heard.readings and _answers(draft, heard, before) and _go_on(draft, heard, before):
        return True
    draft.note(Intent.BOOKING, heard)
    draft.intents.append(f"booking_{kind}")
    draft.state = replace(draft.state, unknown_count=0, asked=None)
    is_moving = before is not None and before.kind == wanted.MOVE and before.asked in ("when", "sure")
    if is_moving and kind == wanted.BOOK and len(tokens) <= _SHORT and times.wish_of(draft.scene, text):
        kind = wanted.MOVE  # "pode marcar na quinta", said while one is moved
    if kind == wanted.UNWAIT:
        draft.deed = LeaveWait()
        return True
    if kind == wanted.WAIT:
        kept = before if before is not None and before.kind in (wanted.BOOK, wanted.WAIT) else Booking()
        wait = asking.keep(draft, replace(asking.filled_in(draft, kept, heard, text), kind=wanted.WAIT))
        sooner.hear(draft, heard, wait, before if is_moving else None)
        return True
    if kind == wanted.CANCEL and before is not None and before.kind == wanted.BOOK and before.asked and len(tokens) <= _FEW:
        _decline(draft, before)
        return True
    if kind != wanted.BOOK:
        known = before.appointment_id if before and _is_about_same(draft, before, kind, text) else None
        asking.keep(draft, asking.repeating(draft, Booking(kind, "which", appointment_id=known, said=text), heard))
        draft.deed = ReadOwn()
        return True
    booking = before if before is not None and before.kind == wanted.BOOK else Booking()
    asking.keep(draft, asking.filled_in(draft, booking, heard, text))
    asking.resume(draft)
    return True


def _answers(draft: Draft, heard: Heard, before: Booking) -> bool:
    """Whether words that could begin something new answer what was asked last: "pode desmarcar", "marca às 10 pra mim"."""
    if draft.state.asked is not None:
        return False
    if before.asked in ("sure", wanted.OFFER):
        return agreeing.agrees(draft.scene, heard, before.kind)
    wish = times.wish_of(draft.scene, heard.text())
    is_hour = wish is not None and times.says_time(wish) and agreeing.chooses(draft.scene, heard)
    is_open = before.asked == "when" and before.kind == wanted.BOOK and bool(pressing.offered(draft))
    return is_open and (is_hour or (wish is None and agreeing.agrees(draft.scene, heard, wanted.BOOK)))


def _is_about_same(draft: Draft, before: Booking, kind: str, text: str) -> bool:
    """Whether the appointment that was talked of is meant: "remarcar ... na verdade, cancela"."""
    changing = (wanted.MOVE, wanted.CANCEL)
    return before.kind == kind or (before.kind in changing and kind in changing and times.wish_of(draft.scene, text) is None)


def _decline(draft: Draft, booking: Booking) -> None:
    draft.note("declined")
    draft.state = replace(draft.state, booking=None, offered=())
    draft.text(lambda n: draft.scene.say("kept" if booking.kind == wanted.MOVE else "book_declined", n), again=False)


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


def _go_on(draft: Draft, heard: Heard, booking: Booking) -> bool:
    """The answer to what was asked last; False when it is none."""
    tokens = heard.tokens()
    if not heard.readings:
        return False
    if booking.asked == "service":
        filled = asking.filled_in(draft, booking, heard, heard.text()[:_MOST_SAID])
        if filled.service_id is not None:
            draft.note("booking_service")
            asking.keep(draft, filled)
            asking.resume(draft)
            return True
        if filled.said != booking.said and not heard.has(*(one for one in TOPICS if one not in (*_BESIDE, Intent.HOURS))):
            draft.note("booking_when")
            asking.keep(draft, filled)
            asking.ask_service(draft)
            return True
        if heard.intents():
            return False
        if not _is_given_up(draft):
            asking.ask_service(draft, "book_service_again")
        return True
    is_ours = draft.state.asked is None  # else a yes or no answers what was asked after it
    if day := doubts.chosen(draft, heard, booking):
        draft.note("booking_when")
        if booking.kind != wanted.MOVE:  # "quarta, com a Ana"
            filled = asking.filled_in(draft, booking, heard, heard.text()[:_MOST_SAID])
            asking.keep(draft, replace(filled, said=booking.said))
        pressing.press(draft, Pressed("day", day))
        return True
    if is_ours and (said := doubts.both(draft, heard, booking)):
        draft.note("booking_when")
        asking.keep(draft, replace(booking, said=said))
        asking.resume(draft)
        return True
    is_no = booking.asked == doubts.DAY and is_ours and doubts.refuses(draft, heard)
    if is_no and times.wish_of(draft.scene, heard.text()) is None:
        _decline(draft, booking)
        return True
    if booking.asked == doubts.DAY and is_ours and agreeing.is_yes(heard) and times.wish_of(draft.scene, heard.text()) is None:
        if not _is_given_up(draft):
            asking.look(draft)
        return True
    if booking.asked == wanted.OFFER and is_ours:
        is_taken = not heard.has(Intent.NO) and agreeing.agrees(draft.scene, heard, wanted.OFFER)
        if is_taken or heard.has(Intent.NO):
            draft.note("booking_offer", heard)
            pressing.press(draft, Pressed("accept" if is_taken else "pass", booking.appointment_id or ""))
            return True
    at = wanted.from_stamp(booking.starts_at or "")
    if booking.kind == wanted.MOVE and booking.asked in ("sure", "scope") and is_ours and at is not None:
        if elsewhen.beside(
            draft, booking, Pressed("to", booking.appointment_id or "", at), wanted.relative(elsewhen.without_can(tokens))
        ):
            return True
        if elsewhen.is_elsewhere(draft, heard, at):  # "pode ser quarta?" takes nothing of Friday
            return _by_words(draft, heard, booking) or _not_understood(draft, heard, booking)
    if booking.asked == "sure" and is_ours:
        if agreeing.agrees(draft.scene, heard, booking.kind):
            draft.note("booking_sure", heard)
            pressing.press(draft, pressing.sure(booking, is_all=booking.is_all))
            return True
        if heard.has(Intent.NO) and (booking.kind != wanted.MOVE or times.wish_of(draft.scene, heard.text()) is None):
            pressing.press(draft, Pressed("keep"))
            return True
        if _agrees_in_part(draft, heard, booking):
            return _asks_again(draft, booking)
    if booking.asked == "scope" and is_ours:
        is_all = together.said_scope(heard.text(), booking.kind)
        if is_all is not None:
            draft.note("booking_scope", heard)
            pressing.press(draft, pressing.sure(booking, is_all=is_all))
            return True
        if heard.has(Intent.NO) and not together.names_scope(tokens):
            pressing.press(draft, Pressed("keep"))
            return True
        if heard.has(Intent.NO) or agreeing.is_yes(heard):
            draft.deed = ReadOwn()  # yes or no to which of the two: asked once more
            return True
    if booking.asked == "when" and is_ours:
        only = pressing.only_offered(draft)
        is_other = only is not None and only.starts_at is not None and elsewhen.is_elsewhere(draft, heard, only.starts_at)
        if only is not None and not is_other and agreeing.takes(draft.scene, heard):
            draft.note("booking_sure", heard)
            pressing.press(draft, only)
            return True
        if only is not None and elsewhen.beside(draft, booking, only, wanted.relative(tokens)):
            return True
        says_when = times.wish_of(draft.scene, heard.text()) is not None  # "não, às 11"
        if heard.has(Intent.NO) and len(tokens) <= _FEW and not says_when:
            _decline(draft, booking)
            return True
        if pressing.offered(draft) and (chosen := _one_of(draft, heard, booking)):
            return chosen
    if booking.asked in ("when", "which", doubts.DAY) or (booking.asked in ("sure", "scope") and booking.kind == wanted.MOVE):
        return _by_words(draft, heard, booking) or _not_understood(draft, heard, booking)
    return booking.asked == "scope" and _not_understood(draft, heard, booking)


def _agrees_in_part(draft: Draft, heard: Heard, booking: Booking) -> bool:
    """A yes, or the very word, with more that is not understood: "ok vou ver", "cancela depois"."""
    tokens = heard.tokens()
    is_it = agreeing.is_yes(heard) or (booking.kind == wanted.CANCEL and wanted.says_cancel(tokens))
    is_asked = heard.has(*TOPICS) or answers.faq(draft.scene, tokens, set())
    return is_it and not is_asked and (booking.kind == wanted.CANCEL or times.wish_of(draft.scene, heard.text()) is None)


def _is_given_up(draft: Draft) -> bool:
    """Once more they were not understood; true when that was often enough for a person to be called."""
    count = draft.state.unknown_count + 1
    draft.state = replace(draft.state, unknown_count=count)
    draft.note("unknown")
    is_enough = count >= draft.scene.settings.handoff.on_unknown_after
    if is_enough:
        draft.hand_off("unknown", draft.scene.say("unknown_handoff"))
    return is_enough


def _asks_again(draft: Draft, booking: Booking) -> bool:
    """The same is asked once more, from the row; then a person is called."""
    if _is_given_up(draft):
        return True
    if booking.others:
        asking.keep(draft, replace(booking, asked="which", appointment_id=None, others=()))
    draft.deed = ReadOwn()
    return True


def _one_of(draft: Draft, heard: Heard, booking: Booking) -> bool:
    """One of several times shown is meant without its hour: the last of them, the first, whichever. A bare yes is asked which."""
    tokens = heard.tokens()
    if wanted.means_last(tokens):
        draft.note("booking_when")
        pressing.press(draft, pressing.offered(draft)[-1])
        return True
    if wanted.means_any(tokens):
        draft.note("booking_when")
        first = min(one.starts_at for one in pressing.offered(draft) if one.starts_at).astimezone(times.zone_of(draft.scene))
        at = "às" if draft.scene.language != "en" else "at"
        asking.keep(draft, replace(booking, said=f"{first:%Y-%m-%d} {at} {first:%H:%M}"))
        asking.look(draft)
        return True
    is_asked = answers.faq(draft.scene, tokens, set())
    if agreeing.is_yes(heard) and not is_asked and times.wish_of(draft.scene, heard.text()) is None:
        draft.note("unknown")
        asking.look(draft)
        return True
    return False


def _by_words(draft: Draft, heard: Heard, booking: Booking) -> bool:
    """A day or time in words: one of those shown when it is plainly that, else looked for anew."""
    text = heard.text()[:_MOST_SAID]
    number = heard.tokens()[0] if len(heard.tokens()) == 1 and heard.tokens()[0].isdecimal() else None
    if number is not None:
        is_day = booking.asked == doubts.DAY and int(number) > _HOURS  # "27": of neither of the two, and no hour
        words = ("dia {}", "the {}") if is_day else ("às {}", "at {}:00")
        text = words[draft.scene.language == "en"].format(number)
    zone = times.zone_of(draft.scene)
    shown = [one for one in pressing.offered(draft) if one.starts_at]
    text = times.of_shown_day(draft.scene, text, [one.starts_at.astimezone(zone) for one in shown if one.starts_at])
    wish = times.wish_of(draft.scene, text)
    if booking.asked in ("when", doubts.DAY) and booking.kind in (wanted.BOOK, wanted.WAIT):
        filled = asking.filled_in(draft, booking, heard, text)
        if (filled.service_id, filled.then, filled.professional_id) != (
            booking.service_id,
            booking.then,
            booking.professional_id,
        ):
            draft.note("booking_service")
            asking.keep(draft, filled)
            asking.resume(draft)
            return True
    if wish is None:
        return False
    draft.note("booking_when")
    draft.state = replace(draft.state, unknown_count=0, asked=None)
    if booking.asked == "which":
        asking.keep(draft, replace(booking, said=text))
        draft.deed = ReadOwn()
        return True
    meant = [one for one in shown if one.starts_at and wish.rank(one.starts_at.astimezone(zone)) is not None]
    if len(meant) == 1 and times.says_time(wish) and not wish.others and not wish.problems:
        return elsewhen.named(draft, booking, heard, meant[0])
    text = former.going_on(draft, booking, text)
    asking.keep(draft, asking.repeating(draft, replace(booking, said=text), heard))
    (asking.resume if booking.kind == wanted.WAIT else asking.look)(draft)
    return True


def _not_understood(draft: Draft, heard: Heard, booking: Booking) -> bool:
    """Words that mean nothing here: the same is asked once more, then a person is called. False where they mean something else."""
    scene, tokens = draft.scene, heard.tokens()
    if heard.intents() or heard.unread or answers.faq(scene, tokens, set()) or offers.plan_asked(scene, tokens):
        return False
    if _is_given_up(draft):
        return True
    if booking.asked in ("when", doubts.DAY):
        asking.look(draft)
    else:
        draft.deed = ReadOwn()
    return True
