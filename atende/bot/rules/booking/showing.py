"""Free times in words: those that suit, or what is nearest; as a list, or as a question where there is one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from atende.bookings.rules.when import ProblemKind, Wish, echo
from atende.bot.rules.booking import asking, pressing, times, together, waiting, wanted
from atende.bot.rules.booking.wanted import Pressed
from atende.bot.rules.deeds import Booked, Deed, FindTimes, Free, TimesFound
from atende.bot.rules.draft import Draft
from atende.bot.rules.state import Booking
from atende.bot.rules.turn import Option

SHOWN = 10
_PROBLEMS = {
    ProblemKind.PAST: "book_past",
    ProblemKind.NO_SUCH_DATE: "book_no_date",
    ProblemKind.NO_SUCH_TIME: "book_no_time",
    ProblemKind.NO_SUCH_WEEKDAY: "book_no_weekday",
}


def free_times(draft: Draft, deed: Deed | None, found: TimesFound, booking: Booking) -> None:
    """The times that were found are offered, with why others are not; or they are looked for anew, or handed over, where there are none."""
    scene, free = draft.scene, found.free
    assert isinstance(deed, FindTimes)
    wish = times.wish_of(scene, booking.said)
    if found.stands is not None and wish is not None and not booking.repeats and _is_there(wish, free, found.stands):
        stands(draft, found.stands)
        return
    everything = (scene.now, scene.now + times.LONGEST)
    if not free and (deed.since, deed.until) != everything:
        draft.deed = asking.find(draft, *everything, deed.waits)
        return
    every = [next((s for s in scene.facts.services if s.id == id_), None) for id_ in (deed.service_id, *deed.then)]
    name = asking.called(scene, [one for one in every if one is not None])
    ids = (*ids_of(draft, deed.service_id), *(f"service:{id_}" for id_ in deed.then))
    if not free:
        draft.hand_off("booking", scene.say("book_none", service=name))
        return
    suits = times.suiting(free, wish)
    lead = draft.lead() + (scene.say("book_not_understood") + " " if "unknown" in draft.intents else _problem(draft, wish))
    lead += scene.say("wait_never") + " " if "wait_never" in draft.intents else ""
    lead += scene.say("book_repeats") + " " if "booking_repeats" in draft.intents and booking.repeats else ""
    if wish is None or not wish.choices:
        offer(draft, suits, booking, lambda n: lead + scene.say("book_times", n, service=name), ids)
        return
    words = echo(times.as_told(wish, suits), scene.now.astimezone(times.zone_of(scene)), scene.language)
    if not suits:
        near = times.nearest(free, wish)
        lead += scene.say(f"book_outside_{found.never}") + " " if found.never in ("too_soon", "too_far") else ""
        key = "book_times_closed" if found.never == "closed" else "book_times_near"
        build = partial(scene.say, key, service=name, wish=words)
        offer(draft, near, booking, lambda n: lead + capital(build(n)), ids, may_wait=not found.never)
    elif len(suits) == 1:
        when = times.said_at(scene, suits[0].starts_at, suits[0].zone)
        if booking.kind == wanted.MOVE and booking.appointment_id and lead == draft.lead():
            # Asked about once, with what it is moved from.
            pressing.press(draft, Pressed("to", booking.appointment_id, suits[0].starts_at))
            return
        is_move = booking.kind == wanted.MOVE
        chosen = Option(_id(suits[0], booking), times.short(scene, suits[0]) if is_move else scene.say("book_yes"))
        others = Option("book:others", scene.say("book_others"))
        choices(draft, "times", lambda n: lead + scene.say("book_one", n, service=name, when=when), [chosen, others], ids)
    else:
        offer(draft, suits, booking, lambda n: lead + scene.say("book_times_for", n, service=name, wish=words), ids)


def offer(
    draft: Draft,
    free: Sequence[Free],
    booking: Booking,
    build: Callable[[int], str],
    ids: tuple[str, ...],
    *,
    may_wait: bool = False,
) -> None:
    """These times as a list; `may_wait`: with the waiting list behind them."""
    options = [Option(_id(one, booking), times.short(draft.scene, one)) for one in free]
    if may_wait and booking.kind == wanted.BOOK and booking.service_id is not None and not booking.then and len(options) < SHOWN:
        options.append(waiting.option(draft, booking.service_id, booking.said, booking.professional_id))
    clocks = times.clocks(draft.scene, free)
    choices(draft, "times", lambda n: f"{build(n)}\n{clocks}".strip(), options, ids)


def choices(draft: Draft, what: str, build: Callable[[int], str], options: Sequence[Option], ids: Sequence[str]) -> None:
    """The options with these words, or a person where that was said too often."""
    if not draft.options(what, build, options, ids):
        draft.hand_off("repeating")


def stands(draft: Draft, one: Booked) -> None:
    """It is there already to where it was to be moved, and that is told from its row; nothing is changed. Another day may follow."""
    scene, words = draft.scene, times.words_of(draft.scene, one)
    words["where"] += scene.say("own_pending") if one.state == "pending" else ""
    just = Booking(wanted.JUST, wanted.BOOK, one.service_id, None, one.id, wanted.stamp(one.starts_at))
    draft.note("booking_stands")
    draft.state = replace(draft.state, booking=just, offered=(), unknown_count=0, asked=None)
    if not draft.text(lambda n: draft.lead() + capital(scene.say("move_stands", n, **words)), one.fact_ids):
        draft.hand_off("repeating")


def _is_there(wish: Wish, free: Sequence[Free], one: Booked) -> bool:
    """Whether the one time that was named is where it stands, and nothing else that suits is free."""
    exact = replace(wish, choices=tuple(replace(c, parts=tuple(p for p in c.parts if p.is_exact)) for c in wish.choices))
    named = replace(exact, choices=tuple(c for c in exact.choices if c.parts))
    return (
        not wish.problems
        and named.rank(one.starts_at.astimezone(times.zone_named(one.zone))) is not None
        and not times.suiting(free, wish)
    )


def _id(one: Free, booking: Booking) -> str:
    if booking.kind == wanted.MOVE:
        return wanted.option_id("to", booking.appointment_id or "", one.starts_at)
    subject = together.subject(booking.service_id or "", booking.then)
    return wanted.option_id("at", subject, one.starts_at, one.store_id, booking.professional_id)


def _problem(draft: Draft, wish: Wish | None) -> str:
    problem = next((p for p in wish.problems if not p.is_told), None) if wish else None
    if problem is None:
        return ""
    return draft.scene.say(_PROBLEMS[problem.kind], said=problem.said) + " "


def ids_of(draft: Draft, service_id: str | None) -> tuple[str, ...]:
    """The receipt of what is said of the service."""
    store = None if draft.scene.facts.is_online(service_id) else draft.scene.store
    return (*([f"service:{service_id}"] if service_id else []), *([store.fact_id] if store else []))


def capital(text: str) -> str:
    """With a capital letter first."""
    return text[:1].upper() + text[1:]
