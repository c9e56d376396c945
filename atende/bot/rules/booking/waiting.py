"""Waiting for a time to become free: what would suit, from what was said; what the ids of its buttons carry; how it is told."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from atende.bookings.rules.when import Choice, Days, Part, Wish, echo
from atende.bookings.rules.when.wish import DAY_MINUTES, EVERY_DAY, tight
from atende.bot.rules.booking import agreeing, times, wanted
from atende.bot.rules.booking.wanted import Pressed
from atende.bot.rules.deeds import AnswerOffer, Booked, Deed, HasOther, JoinWait, LeaveWait, NoLonger, Passed, Waits
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import Intent
from atende.bot.rules.menus import BUTTON_TITLE
from atende.bot.rules.speech import Scene, moment
from atende.bot.rules.state import Booking
from atende.bot.rules.turn import Option
from atende.bot.rules.words import word_set
from atende.knowledge.rules.hours import is_open

_AHEAD = timedelta(days=30)  # so far somebody waits who did not say until when
_MOST = timedelta(days=300)
_BOTH = word_set("dois duas ambos ambas both two")
_SWAP = word_set("trocar troca troco troque mudar muda mude substituir substitui swap change replace move instead")
_NOT = word_set("nao not")
_FEW = 8
_PARTS = 5  # of a span as an option's id has it
_WEEK = timedelta(days=6)
_NAMED = 2  # so few days are told each by its date


@dataclass(frozen=True, slots=True)
class Span:
    """Dates, of these weekdays only (empty: all), and the minutes of the day from the earliest start to the latest."""

    first_on: date
    last_on: date
    earliest: int = 0
    latest: int = DAY_MINUTES - 1
    weekdays: frozenset[int] = frozenset()

    def text(self) -> str:
        """As it stands in an option's id."""
        said = f"{self.first_on:%Y%m%d}-{self.last_on:%Y%m%d}-{self.earliest}-{self.latest}"
        return f"{said}-{''.join(map(str, sorted(self.weekdays)))}" if self.weekdays else said

    def days(self) -> Days:
        """The dates alone."""
        return Days(self.first_on, self.last_on, self.weekdays)


def read(text: str) -> Span | None:
    """The span of an option's id; None when it is none."""
    parts = text.split("-")
    try:
        first, last = (datetime.strptime(part, "%Y%m%d").date() for part in parts[:2])  # noqa: DTZ007 - a local date
        earliest, latest = map(int, parts[2:4])
        weekdays = frozenset(map(int, "".join(parts[4:])))
    except ValueError:
        return None
    is_sound = first <= last and 0 <= earliest <= latest < DAY_MINUTES and weekdays <= EVERY_DAY and len(parts) <= _PARTS
    return Span(first, last, earliest, latest, weekdays) if is_sound else None


def span_of(scene: Scene, said: str) -> Span:
    """What would suit, from the words about when: from the first day that was said to the last one, and between them the weekdays of
    those that were; a month, where none was."""
    today = scene.now.astimezone(times.zone_of(scene)).date()
    wish = times.wish_of(scene, said)
    if wish is None or not wish.choices:
        return Span(today, today + _AHEAD)
    wish = wish.settled(lambda on, minute: _is_open(scene, on, minute))  # "às 10" is not also ten in the evening
    first = max(today, min(one.days.first for one in wish.choices))
    last = max(one.days.last or max(today, one.days.first) + _AHEAD for one in wish.choices)
    days = _days_of(wish, first, max(first, min(last, first + _MOST)))
    parts = [part for one in wish.choices for part in one.parts] if all(one.parts for one in wish.choices) else []
    earliest = min((part.start for part in parts), default=0)
    latest = max((part.start if part.is_exact else part.end - 1 for part in parts), default=DAY_MINUTES)
    return Span(days.first, days.last or days.first, earliest, min(latest, DAY_MINUTES - 1), days.weekdays)


def _days_of(wish: Wish, first: date, last: date) -> Days:
    """What lies between these dates of the days of a wish, as far as dates and weekdays can say it: whoever named Tuesday and Thursday
    waits for no Wednesday."""
    span = Days(first, last)
    every = [within for one in wish.choices if (within := one.days.within(span)) is not None]
    weekdays = frozenset(on.weekday() for one in every for on in Choice(one).dates(min(last, one.first + _WEEK)))
    return tight(Days(first, last, weekdays)) or span


def cannot_be(scene: Scene, said: str) -> bool:
    """Whether the words name only days or times that cannot be ("10/11/2026", "domingo de 24 a 26"): nobody waits for those. What is
    told of the past ("cancelei ontem") is no such day."""
    wish = times.wish_of(scene, said)
    return wish is not None and not wish.choices and any(not one.is_told for one in wish.problems)


def _is_open(scene: Scene, on: date, minute: int) -> bool:
    """Whether the store, or any before one is chosen, is open then; also where nobody knows, and for what is online."""
    stores = (scene.store,) if scene.store else scene.facts.open_stores()
    known = [one for one in stores if not one.hours.is_unknown]
    if scene.is_online or not known:
        return True
    wall = datetime.combine(on, time(minute // 60 % 24, minute % 60))
    clocks = [(one.hours, one.clock(scene.zone)) for one in known]
    return any(is_open(hours, zone, wall.replace(tzinfo=zone)) for hours, zone in clocks)


def option(draft: Draft, service_id: str, said: str, professional_id: str | None) -> Option:
    """To wait for such a time, as a button or row."""
    store = _store(draft.scene, service_id) or "-"
    span = span_of(draft.scene, said).text()
    return Option(f"book:wait:{service_id}:{span}:{store}:{professional_id or '-'}", draft.scene.say("wait_button"))


def wanted_wait(scene: Scene, booking: Booking) -> JoinWait:
    """What they would wait for."""
    span = span_of(scene, booking.said)
    store = _store(scene, booking.service_id)
    return deed_of(booking.service_id or "", span, store, booking.professional_id)


def deed_of(
    service_id: str, span: Span, store_id: str | None, professional_id: str | None, instead: str | None = None
) -> JoinWait:
    """To wait for a start of this span; `instead`: in the place of this appointment of theirs."""
    hours = span.earliest, span.latest
    return JoinWait(service_id, span.first_on, span.last_on, *hours, store_id, professional_id, span.weekdays, instead)


def _store(scene: Scene, service_id: str | None) -> str | None:
    return scene.store.id if scene.store and not scene.facts.is_online(service_id) else None


def join(draft: Draft) -> None:
    """They wait for what is talked of."""
    booking = draft.state.booking
    assert booking is not None
    draft.deed = wanted_wait(draft.scene, booking)


def press(draft: Draft, tapped: Pressed) -> bool:
    """Whether what was pressed is about waiting; then a deed follows."""
    match tapped.verb:
        case "wait" if span := read(tapped.span):
            draft.state = replace(draft.state, booking=Booking(wanted.WAIT, "", tapped.subject, tapped.professional_id))
            draft.deed = deed_of(tapped.subject, span, tapped.store_id, tapped.professional_id)
        case "unwait":
            draft.deed = LeaveWait(tapped.subject or None)
        case "accept" | "pass" | "swap" | "both":
            offer_id, _, own_id = tapped.subject.partition("+")
            draft.state = replace(draft.state, booking=Booking(wanted.OFFER, wanted.OFFER, appointment_id=offer_id))
            instead = own_id if tapped.verb == "swap" and own_id else None
            draft.deed = AnswerOffer(offer_id, tapped.verb != "pass", instead, is_beside=tapped.verb == "both")
        case _:
            return False
    return True


def chosen(draft: Draft, heard: Heard, booking: Booking) -> Pressed | None:
    """What these few words answer to whether it is instead of what they have or beside it; a bare yes is asked once more, and so is what
    they do not want of the two. None for other words, and where another time is named."""
    tokens, offer_id = heard.tokens(), booking.appointment_id or ""
    words = set(tokens)
    if not tokens or len(tokens) > _FEW or times.wish_of(draft.scene, heard.text()) is not None:
        return None
    if words & (_BOTH | _SWAP):
        is_both, is_swap = bool(words & _BOTH), bool(words & _SWAP)
        if words & _NOT or is_both is is_swap:
            return Pressed("accept", offer_id)
        return Pressed("both", offer_id) if is_both else Pressed("swap", "+".join([offer_id, *booking.others]))
    if heard.has(Intent.NO):
        return Pressed("pass", offer_id)
    return Pressed("accept", offer_id) if agreeing.is_yes(heard) else None


def _ask_which(draft: Draft, offer_id: str, outcome: HasOther) -> bool:
    """Whether what is offered is in the place of what they have, told from both rows; False when it cannot be put into words any more."""
    scene, own, offered = draft.scene, outcome.own, outcome.offered
    options = [
        Option(f"book:swap:{offer_id}+{own.id}", scene.say("wait_swap")),
        Option(f"book:both:{offer_id}", scene.say("wait_both")),
        Option(f"book:pass:{offer_id}", scene.say("wait_decline")),
    ]
    assert all(len(one.title) <= BUTTON_TITLE for one in options)
    asked = Booking(wanted.OFFER, wanted.INSTEAD, offered.service_id, appointment_id=offer_id, others=(own.id,))
    draft.state = replace(draft.state, booking=asked)
    before = times.words_of(scene, own)
    words = times.words_of(scene, offered) | {"own": before["what"], "before": before["when"]}
    ids = (own.fact_id, offered.fact_id)
    return draft.options("yes", lambda n: draft.lead() + scene.say("wait_instead", n, **words), options, ids)


def tell(draft: Draft, deed: Deed | None, outcome: Waits | NoLonger | Passed | HasOther) -> None:
    """What came of it, in words; nothing more is talked of."""
    scene = draft.scene
    draft.state = replace(draft.state, booking=None, offered=(), unknown_count=0, asked=None)
    match outcome:
        case Waits():
            if isinstance(deed, JoinWait):  # other days may follow at once
                span = Span(deed.first_on, deed.last_on, deed.earliest, deed.latest, deed.weekdays).text()
                own_id = outcome.own.id if outcome.own else None
                own_at = wanted.stamp(outcome.own.starts_at) if outcome.own else None
                just = Booking(wanted.JUST, wanted.WAIT, deed.service_id, deed.professional_id, own_id, own_at, span)
                draft.state = replace(draft.state, booking=just)
            words, key = words_of(scene, outcome), "wait_joined" if outcome.own is None else "wait_joined_instead"
            ids = (outcome.fact_id, *(outcome.own.fact_ids if outcome.own else ()))
            leave = Option(f"book:unwait:{outcome.wait_id}", scene.say("wait_leave"))
            said = draft.options("yes", lambda n: draft.lead() + scene.say(key, n, **words), [leave], ids)
        case Passed():
            leave = Option(f"book:unwait:{outcome.wait_id}", scene.say("wait_leave"))
            key = "wait_passed" if outcome.waits_on else "wait_passed_over"
            said = draft.options("yes", lambda n: scene.say(key, n), [leave] if outcome.waits_on else [])
        case HasOther():
            assert isinstance(deed, AnswerOffer)
            said = _ask_which(draft, deed.offer_id, outcome)
        case NoLonger():
            said = draft.text(lambda n: draft.lead() + scene.say("wait_left" if outcome.count else "wait_none", n))
    if not said:
        draft.hand_off("repeating")


def words_of(scene: Scene, one: Waits) -> dict[str, str]:
    """The places of a sentence about a wait, filled from its row."""
    parts = () if (one.earliest, one.latest) == (0, DAY_MINUTES - 1) else (_part(one),)
    days = Days(one.first_on, one.last_on, one.weekdays)
    dates = list(islice(Choice(days).dates(one.last_on), _NAMED + 1)) if days.weekdays else []
    every = [Days(on, on) for on in dates] if 0 < len(dates) <= _NAMED else [days]
    wish = Wish(tuple(Choice(each, parts) for each in every))
    words = {"service": one.service_name, "wish": echo(wish, scene.now.astimezone(times.zone_of(scene)), scene.language)}
    return words if one.own is None else words | {"before": times.words_of(scene, one.own)["when"]}


def _part(one: Waits) -> Part:
    return Part(one.earliest, one.earliest) if one.earliest == one.latest else Part(one.earliest, one.latest + 1)


def offer(draft: Draft, booked: Booked, offer_id: str, wait_id: str, ends_at: datetime, own: Booked | None = None) -> bool:
    """A time that became free is told, to be taken or declined; with it what of theirs would go there. False when it cannot be put into
    words any more."""
    scene = draft.scene
    options = [
        Option(f"book:accept:{offer_id}", scene.say("wait_take")),
        Option(f"book:pass:{offer_id}", scene.say("wait_decline")),
        Option(f"book:unwait:{wait_id}", scene.say("wait_leave")),
    ]
    assert all(len(one.title) <= BUTTON_TITLE for one in options)
    booking = Booking(wanted.OFFER, wanted.OFFER, booked.service_id, appointment_id=offer_id)
    draft.state = replace(draft.state, booking=booking, asked=None, unknown_count=0)
    words = times.words_of(scene, booked)
    last, lead, key = until(scene, booked, ends_at), draft.lead(), "wait_offer"
    ids = (booked.fact_id,)
    if own is not None:
        key, ids, words["before"] = "wait_offer_instead", (own.fact_id, booked.fact_id), times.words_of(scene, own)["when"]
    return draft.options("yes", lambda n: lead + scene.say(key, n, **words, until=last), options, ids)


def until(scene: Scene, booked: Booked, ends_at: datetime) -> str:
    """Until when it is kept, by the clock of the place."""
    return moment(replace(scene, zone=times.zone_named(booked.zone)), ends_at)
