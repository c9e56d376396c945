"""The outcome of a deed in words: of an appointment only what its row says, with its id as the receipt."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from atende.bookings.rules.forms import filled
from atende.bookings.rules.when import Wish
from atende.bot.rules.answers import HANDOFF_QUESTION
from atende.bot.rules.booking import asking, lateness, showing, sooner, times, together, undecided, waiting, wanted
from atende.bot.rules.deeds import (
    Booked,
    Cancel,
    Deed,
    Free,
    HasOther,
    JoinWait,
    Kept,
    LateTold,
    NoLonger,
    Outcome,
    OwnFound,
    Passed,
    Refused,
    Settled,
    TellLate,
    TimesFound,
    Waits,
)
from atende.bot.rules.draft import Draft
from atende.bot.rules.menus import BUTTON_TITLE
from atende.bot.rules.state import Booking
from atende.bot.rules.turn import Option

_OF_SERIES = {"slot_taken": "series_taken", "slot_outside": "series_outside"}  # why those that follow cannot be there


def tell(draft: Draft, deed: Deed | None, outcome: Outcome) -> None:
    """What came of it is said; or one more deed follows from it."""
    booking = draft.state.booking or Booking()
    match outcome:
        case TimesFound():
            showing.free_times(draft, deed, outcome, booking)
        case LateTold() | OwnFound() if isinstance(deed, TellLate):
            if not lateness.tell(draft, outcome):
                draft.hand_off("repeating")
        case LateTold():
            raise TypeError("it answers nothing else")
        case OwnFound():
            _own(draft, outcome.booked, booking)
        case Kept():
            undecided.tell(draft, outcome)
        case Settled():
            _settled(draft, outcome)
        case Waits() | NoLonger() | Passed() | HasOther():
            waiting.tell(draft, deed, outcome)
        case Refused() if isinstance(deed, JoinWait) and outcome.code == "wait_never":
            draft.note("wait_never")  # what could be had instead is looked for
            draft.state = replace(draft.state, booking=replace(booking, kind=wanted.BOOK))
            asking.look(draft)
        case Refused():
            _refused(draft, deed, outcome, booking)


def _own(draft: Draft, own: Sequence[Booked], booking: Booking) -> None:
    scene = draft.scene
    if booking.kind == wanted.WAIT:
        sooner.wait(draft, own, booking)
        return
    if not own:
        _end(draft)
        _text(draft, lambda n: draft.lead() + scene.say("own_none", n))
        return
    if booking.kind in (wanted.CONFIRM, wanted.UNSURE):
        _ask_again(draft, own, booking)
        return
    if booking.kind == wanted.OWN:
        _end(draft)
        shown = together.grouped(own)[: showing.SHOWN]
        lines = [together.line(scene, one) for one in shown]
        ids = tuple(id_ for one in shown for id_ in one.fact_ids)
        _text(draft, lambda n: "\n".join([draft.lead() + scene.say("own_title", n), *lines, scene.say("own_hint")]), ids)
        return
    meant = together.grouped(_meant(draft, own, booking))
    if len(meant) > 1:
        if booking.kind == wanted.CANCEL and (every := together.all_of(booking.said, meant)):
            _ask_cancel_all(draft, every, booking)
            return
        draft.state = replace(draft.state, booking=replace(booking, asked="which", appointment_id=None))
        options = [_row(draft, booking.kind, one) for one in meant[: showing.SHOWN]]
        ids = tuple(id_ for one in meant[: showing.SHOWN] for id_ in one.fact_ids)
        showing.choices(draft, "own", lambda n: draft.lead() + scene.say(f"which_{booking.kind}", n), options, ids)
        return
    one = together.with_rest(own, meant[0])
    if booking.kind == wanted.CANCEL:
        _ask_cancel(draft, one, booking)
    elif booking.asked in ("sure", "scope") and booking.starts_at:
        _ask_move(draft, one, booking)
    else:
        split = wanted.moved_from(booking.said) if booking.kind == wanted.MOVE else None
        is_left = split is not None and bool(_left(draft, own, *split))
        said = split[1] if split is not None and is_left else booking.said
        wish = times.wish_of(scene, said)
        is_which = len(own) > 1 or (wish is not None and times.says_time(wish) and not wanted.says_where_to(said))
        if wish is not None and _suits(wish, meant[0]) and not booking.appointment_id and (is_which or wanted.says_other(said)):
            said = ""  # the words told which, not where to
        draft.state = replace(
            draft.state,
            booking=Booking(
                wanted.MOVE,
                "when",
                one.service_id,
                None,
                one.id,
                None,
                said,
                tuple(each.service_id for each in one.then),
                repeats=booking.repeats,
            ),
        )
        asking.look(draft)


def _meant(draft: Draft, own: Sequence[Booked], booking: Booking) -> Sequence[Booked]:
    """Which of theirs is meant: the one that was chosen, else those of the day that was said, else all."""
    chosen = [one for one in own if one.id == booking.appointment_id]
    if chosen:
        return chosen
    if booking.kind == wanted.MOVE and (split := wanted.moved_from(booking.said)) and (left := _left(draft, own, *split)):
        return left
    wish = times.wish_of(draft.scene, wanted.about_which(together.without_count(booking.said, together.grouped(own))))
    if wish is None:
        return own
    # Moving, a date is where to, unless nothing says so and one of theirs is on it: "remarcar a do dia 10".
    is_place = times.says_time(wish) or wanted.says_where_to(booking.said)
    is_which = booking.kind == wanted.CANCEL or (not is_place and all(c.days.only for c in wish.choices))
    return [one for one in own if _suits(wish, one)] or own if is_which else own


def _left(draft: Draft, own: Sequence[Booked], said: str, whither: str) -> Sequence[Booked]:
    """Those of theirs that the words move away from where they are; none where they name none of them, or not where to."""
    scene = draft.scene
    wish = times.wish_of(scene, said)
    if wish is None or not wish.choices or times.wish_of(scene, whither) is None:
        return ()
    weekday = times.weekday_said(said)
    if weekday is None:
        return [one for one in own if _suits(wish, one)]
    parts = tuple(part for choice in wish.choices for part in choice.parts)
    local = [(one, one.starts_at.astimezone(times.ZoneInfo(one.zone))) for one in own]
    return [
        one
        for one, at in local
        if at.weekday() == weekday and (not parts or any(part.holds(at.hour * 60 + at.minute) for part in parts))
    ]


def _ask_again(draft: Draft, own: Sequence[Booked], booking: Booking) -> None:
    """What they confirmed stands at another time now; or they will not come, and which of moving and cancelling was not said."""
    scene = draft.scene
    one = next((one for one in own if one.id == booking.appointment_id), None)
    _end(draft)
    if one is None:
        _offer_person(draft, "change_gone")
        return
    options = {
        "confirm": Option(wanted.option_id("confirm", one.id, one.starts_at), scene.say("attend_yes")),
        "move": Option(wanted.option_id("move", one.id), scene.say("attend_move")),
        "cancel": Option(wanted.option_id("cancel", one.id), scene.say("attend_cancel")),
        "keep": Option("book:keep", scene.say("attend_keep")),
    }
    is_moved = booking.kind == wanted.CONFIRM
    shown = ("confirm", "move", "cancel") if is_moved else ("move", "cancel", "keep")
    words = times.words_of(scene, one)
    key = "attend_moved" if is_moved else "attend_not"
    showing.choices(
        draft, "yes", lambda n: draft.lead() + scene.say(key, n, **words), [options[name] for name in shown], (one.fact_id,)
    )


def _suits(wish: Wish, one: Booked) -> bool:
    return wish.rank(one.starts_at.astimezone(times.ZoneInfo(one.zone))) is not None


def _row(draft: Draft, kind: str, one: Booked) -> Option:
    title = times.short(draft.scene, Free(one.starts_at, one.zone))
    return Option(wanted.option_id(kind, one.id), title, times.words_of(draft.scene, one)["what"])


def _ask_cancel(draft: Draft, one: Booked, booking: Booking) -> None:
    scene = draft.scene
    scope = together.scope_options(scene, one)
    asked = "scope" if one.following else "sure"
    draft.state = replace(draft.state, booking=replace(booking, asked=asked, appointment_id=one.id, is_all=bool(one.then)))
    buttons = scope or [
        Option(wanted.option_id("drop", one.id), scene.say("sure_cancel_yes")),
        Option("book:keep", scene.say("sure_no")),
    ]
    words = times.words_of(scene, one) | {"rest": together.rest(scene, one)}
    key = "scope_cancel" if one.following else "sure_cancel"
    showing.choices(draft, "yes", lambda n: draft.lead() + scene.say(key, n, **words), buttons, one.fact_ids)


def _ask_cancel_all(draft: Draft, every: Sequence[Booked], booking: Booking) -> None:
    """All that were meant are named, and asked about once."""
    scene, (first, *others) = draft.scene, every
    talked = replace(booking, asked="sure", appointment_id=first.id, others=tuple(one.id for one in others))
    draft.state = replace(draft.state, booking=talked)
    lines = "\n".join(together.line(scene, one) for one in every)
    buttons = [
        Option(f"book:drop:{together.subject(first.id, talked.others)}", scene.say("sure_cancel_all_yes")),
        Option("book:keep", scene.say("sure_no")),
    ]
    ids = [one.fact_id for one in every]
    showing.choices(draft, "yes", lambda n: draft.lead() + scene.say("sure_cancel_all", n, lines=lines), buttons, ids)


def _ask_move(draft: Draft, one: Booked, booking: Booking) -> None:
    scene = draft.scene
    at = wanted.from_stamp(booking.starts_at or "")
    assert at is not None
    if at == one.starts_at:
        showing.stands(draft, one)
        return
    scope = together.scope_options(scene, one, moving_to=booking.starts_at)
    asked = "scope" if one.following else "sure"
    talked = replace(booking, asked=asked, appointment_id=one.id, service_id=one.service_id, is_all=bool(one.then))
    draft.state = replace(draft.state, booking=talked)
    words = times.words_of(scene, one) | {"rest": together.rest(scene, one)}
    words |= {"before": words["when"], "when": times.said_at(scene, at, one.zone)}
    buttons = scope or [
        Option(wanted.option_id("sure", one.id, at), scene.say("sure_move_yes")),
        Option("book:keep", scene.say("sure_no")),
        Option("book:others", scene.say("book_others")),
    ]
    assert all(len(button.title) <= BUTTON_TITLE for button in buttons)
    key = "scope_move" if one.following else "sure_move"
    showing.choices(draft, "yes", lambda n: draft.lead() + scene.say(key, n, **words), buttons, one.fact_ids)


def _settled(draft: Draft, outcome: Settled) -> None:
    scene, one = draft.scene, outcome.booked
    kind = draft.state.booking.kind if draft.state.booking else wanted.BOOK
    repeats = bool(draft.state.booking and draft.state.booking.repeats)
    _end(draft)
    if outcome.others:
        every = (one, *outcome.others)
        lines = "\n".join(together.line(scene, each) for each in every)
        _text(draft, lambda n: draft.lead() + scene.say("cancelled_several", n, lines=lines), [each.fact_id for each in every])
        return
    words = times.words_of(scene, one)
    if kind == wanted.CONFIRM:
        key = "attending"
    elif one.state == "cancelled":
        key = "cancelled"
    elif kind == wanted.MOVE or outcome.before is not None:
        key = "moved"
    elif not outcome.is_new:
        key = "booked_before"
    else:
        key = "booked_pending" if one.state == "pending" else "booked_confirmed"
    if one.following and key in ("cancelled", "moved"):
        key, words["number"] = together.of_number(f"{key}_all", len(one.following)), str(len(one.following))
    wants = {each.service_id: each.id for each in (one, *one.then)} if key in ("booked_confirmed", "booked_pending") else {}
    asked = [s for s in scene.facts.services if s.id in wants and s.form_url]
    ids = (*one.fact_ids, *(service.fact_id for service in asked))
    whose = {str(s.form_url): wants[s.id] for s in reversed(asked)}  # one form of several services is filled in once
    urls = [filled(url, whose[url]) for url in dict.fromkeys(str(s.form_url) for s in asked)]
    forms = "".join(f"\n{scene.say('booked_form', url=url)}" for url in urls)

    def build(n: int) -> str:
        once = f" {scene.say('moved_once' if key == 'moved' else 'booked_once')}" if repeats and (wants or key == "moved") else ""
        return draft.lead() + showing.capital(scene.say(key, n, **words)) + once + forms

    _text(draft, build, ids)
    if key in ("booked_confirmed", "booked_pending", "moved") and not draft.is_handed_off:  # another day may follow at once
        at = wanted.stamp(one.starts_at)
        draft.state = replace(draft.state, booking=Booking(wanted.JUST, wanted.BOOK, one.service_id, None, one.id, at))


def _refused(draft: Draft, deed: Deed | None, refused: Refused, booking: Booking) -> None:
    scene = draft.scene
    draft.state = replace(draft.state, offered=())
    if isinstance(deed, Cancel) and deed.others:
        _offer_person(draft, "cancelled_none")
        return
    if refused.service_id is not None:  # what was offered to who waited: others are found as for a new wish
        booking = Booking(service_id=refused.service_id)
    match refused.code:
        case "slot_taken" | "hold_expired" if refused.free:
            draft.state = replace(draft.state, booking=replace(booking, asked="when"))
            showing.offer(
                draft,
                refused.free,
                booking,
                lambda n: draft.lead() + scene.say("book_taken", n),
                showing.ids_of(draft, booking.service_id),
            )
        case "slot_taken" | "hold_expired" | "offer_over":
            draft.hand_off("booking", scene.say("book_taken_none"))
        case "slot_outside":
            known = refused.reason in ("past", "too_soon", "too_far")
            _text(draft, lambda n: draft.lead() + scene.say(f"book_outside_{refused.reason}" if known else "book_outside", n))
            if booking.service_id is not None and not draft.is_handed_off:
                draft.state = replace(draft.state, booking=replace(booking, said="", asked="when"))
                asking.look(draft)
        case "series_taken":
            _offer_one(draft, refused, booking)
        case "too_many_appointments":
            _offer_person(draft, "book_too_many", number=str(refused.number))
        case "wait_too_many":
            _end(draft)
            _text(draft, lambda n: draft.lead() + scene.say("wait_too_many", n, number=str(refused.number)))
        case "wait_not_earlier":
            _end(draft)
            _text(draft, lambda n: draft.lead() + scene.say("wait_not_earlier", n))
        case "notice_too_short" if refused.number:
            _offer_person(draft, "notice_too_short", notice=_notice(draft, refused.number))
        case _:
            _offer_person(draft, "change_gone" if booking.kind != wanted.BOOK else "book_gone")


def _offer_one(draft: Draft, refused: Refused, booking: Booking) -> None:
    """Some of those that follow cannot be there: only this one can still be moved."""
    scene, at = draft.scene, wanted.from_stamp(booking.starts_at or "")
    if at is None or booking.appointment_id is None:
        _offer_person(draft, "change_gone")
        return
    draft.state = replace(draft.state, booking=replace(booking, asked="sure", is_all=False))
    buttons = [
        Option(wanted.option_id("sure", booking.appointment_id, at), scene.say("scope_one")),
        Option("book:keep", scene.say("sure_no")),
    ]
    why = _OF_SERIES.get(refused.reason, "series_unable")
    key = together.of_number(why, refused.number)
    showing.choices(draft, "yes", lambda n: draft.lead() + scene.say(key, n, number=str(refused.number)), buttons, ())


def _notice(draft: Draft, minutes: int) -> str:
    key, number = ("hours_of_notice", minutes // 60) if minutes % 60 == 0 else ("minutes_of_notice", minutes)
    return draft.scene.say(key, number=number)


def _offer_person(draft: Draft, key: str, **params: str) -> None:
    _end(draft)
    _text(draft, lambda n: draft.lead() + draft.scene.say(key, n, **params))
    if not draft.is_handed_off:
        draft.state = replace(draft.state, asked=HANDOFF_QUESTION)


def _text(draft: Draft, build: Callable[[int], str], ids: Sequence[str] = ()) -> None:
    if not draft.text(build, ids):
        draft.hand_off("repeating")


def _end(draft: Draft) -> None:
    draft.state = replace(draft.state, booking=None, offered=(), unknown_count=0, asked=None)
