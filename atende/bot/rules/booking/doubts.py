"""Which day is meant, where the words contradict each other ("amanhã, terça" on a Saturday) or name no date there is ("31/11"): both are
said with weekday and date, and nothing is looked for before one is chosen."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from atende.bookings.rules.when import Choice, Days, ProblemKind, Wish, echo
from atende.bot.rules import offers
from atende.bot.rules.booking import plain, times, wanted
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import Intent
from atende.bot.rules.menus import BUTTON_TITLE
from atende.bot.rules.speech import Scene
from atende.bot.rules.state import Booking
from atende.bot.rules.turn import Option
from atende.bot.rules.words import find_names, word_set
from atende.knowledge.rules.week import short_date, short_day

DAY = "day"  # what was asked
_AHEAD = timedelta(days=730)
_BOTH, _EITHER = word_set("dois duas ambos ambas both two"), word_set("qualquer tanto any either")
_BESIDE = word_set("dos das dias days sim ok okay yes claro certo em")
_NOT_ANY_MORE = word_set("nao mais")
_NO_MORE = wanted.SAYS[wanted.MOVE] | word_set("nao quero preciso precisa vou mais marcar agendar esperar obrigado obrigada")
_FEW = 3


def ask(draft: Draft, booking: Booking) -> bool:
    """Whether the words leave it open which of two days is meant; then it is asked."""
    scene = draft.scene
    wish = times.wish_of(scene, booking.said)
    if wish is None or not wish.unsure:
        return False
    options = [Option(f"book:day:{_on(one)}", _title(scene, one)) for one in wish.unsure]
    assert all(len(one.title) <= BUTTON_TITLE for one in options)
    first, second = (_said(scene, Choice(one.days)) for one in wish.unsure[:2])
    is_missing = any(problem.kind is ProblemKind.NO_SUCH_DATE for problem in wish.problems)
    key = "book_which_date" if is_missing else "book_which_day"
    draft.state = replace(draft.state, booking=replace(booking, asked=DAY))
    lead = draft.lead()
    if not draft.options("yes", lambda n: lead + scene.say(key, n, first=first, second=second), options):
        draft.hand_off("repeating")
    return True


def chosen(draft: Draft, heard: Heard, booking: Booking) -> str | None:
    """The day that these words choose, as it stands in an option's id; None where they name none of the two, or more than the day."""
    scene, zone = draft.scene, times.zone_of(draft.scene)
    asked = times.wish_of(scene, booking.said)
    if booking.asked != DAY or asked is None:
        return None
    shown = [datetime.combine(one.days.first, time(), zone) for one in asked.unsure]
    number = heard.tokens()[0] if len(heard.tokens()) == 1 else ""
    if number.isdecimal():  # "27"
        meant = [_on(one) for one in asked.unsure if one.days.first.day == int(number)]
        return meant[0] if len(meant) == 1 else None
    said = times.wish_of(scene, times.of_shown_day(scene, heard.text(), shown))
    if said is None or said.unsure or any(one.parts for one in said.choices):
        return None
    named = {one.days.only for one in said.choices}
    meant = [one for one in asked.unsure if one.days.only in named]
    return _on(meant[0]) if len(meant) == 1 == len(named) else None


def both(draft: Draft, heard: Heard, booking: Booking) -> str | None:
    """The words about when with both days, where who waits would take either ("os dois", "tanto faz"); None for other words, and for
    what can be had on one of them only."""
    words = set(heard.tokens())
    asked = times.wish_of(draft.scene, booking.said)
    if booking.asked != DAY or booking.kind != wanted.WAIT or asked is None or not words & (_BOTH | _EITHER):
        return None
    return _words(draft.scene, asked.unsure) if words <= _BOTH | _EITHER | _BESIDE | wanted.CHOOSING else None


def refuses(draft: Draft, heard: Heard) -> bool:
    """Whether nothing is wanted any more: a no, or that ("não quero mais mudar"), and nothing else beside it."""
    tokens = heard.tokens()
    names = [one.name for one in draft.scene.facts.bookable_at(None)]
    if find_names(tokens, names) or offers.named_professionals(draft.scene, tokens):  # "não, com a Ana"
        return False
    if heard.has(Intent.NO) and len(tokens) <= _FEW:
        return True
    is_no = heard.has(Intent.NO) or set(tokens) >= _NOT_ANY_MORE
    return is_no and "?" not in heard.text() and plain.says_only(draft.scene, tokens, _NO_MORE)


def settled(scene: Scene, booking: Booking, day: str) -> str | None:
    """The words about when with that day alone. Where the other one was chosen since, or the words mean other days after midnight, it is
    still the day whose button was pressed, at the hours that are talked of. None for what is no date ahead."""
    asked, on = times.wish_of(scene, booking.said), date_of(scene, day)
    if on is None:
        return None
    before = (asked.unsure or asked.choices) if asked else ()
    meant = [one for one in before if one.days.only == on]
    hours = {one.parts for one in before}
    return _said(scene, meant[0] if meant else Choice(Days(on, on), hours.pop() if len(hours) == 1 else ()))


def date_of(scene: Scene, day: str) -> date | None:
    """The date of an option's id; None where it is none, or over."""
    today = scene.now.astimezone(times.zone_of(scene)).date()
    try:
        on = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a local date
    except ValueError:
        return None
    return on if today <= on <= today + _AHEAD else None


def _on(one: Choice) -> str:
    return f"{one.days.first:%Y%m%d}"


def _title(scene: Scene, one: Choice) -> str:
    return f"{short_day(one.days.first.weekday(), scene.language)} {short_date(one.days.first, scene.language)}"


def _said(scene: Scene, one: Choice) -> str:
    return _words(scene, (one,))


def _words(scene: Scene, choices: tuple[Choice, ...]) -> str:
    return echo(Wish(choices), scene.now.astimezone(times.zone_of(scene)), scene.language)
