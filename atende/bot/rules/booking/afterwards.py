"""What is said right after something was done: another day for what was just booked ("ah não, melhor sexta"), that it is not wanted after
all, other days for the waiting list that was just joined. Only what has no other word in it."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from atende.bookings.rules.when import Days, Wish
from atende.bookings.rules.when.wish import tight
from atende.bot.rules.booking import asking, doubts, plain, pressing, times, together, waiting, wanted
from atende.bot.rules.booking.wanted import Pressed
from atende.bot.rules.deeds import ReadOwn
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import TOPICS, Intent
from atende.bot.rules.state import Booking, State
from atende.bot.rules.words import tokens_of, word_set
from atende.kit.text import fold

_SIGHS = re.compile(
    r"^\s*(?:a+h+|i+h+|h[mu]+m*|o+ps|opa|eita|putz|poxa|nossa|desculpa|desculpe|pera|oh)\b[\s,.!]*", re.IGNORECASE
)
_INSTEAD = word_set(
    "melhor prefiro preferia preferiria verdade mudei ideia pensando bem troca trocar muda mudar passa passar "
    "invez vez instead rather better"
)
_NOT = word_set("nao no not nem")
_SAYS_WHEN = word_set("pode ser seria serve serviria so mesmo tanto faz prefiro melhor preferencia periodo manhas tardes")
_WANTS = word_set(
    "pode podem poderia seria serve serviria so somente apenas mesmo qualquer tanto prefiro preferia preferiria melhor troca trocar muda "
    "mudar invez vez preferencia verdade instead rather better only any"
)
_GOODBYE = re.compile(
    r"^(?:(?:ok|okay|entao|ta|bom|bem|tudo|certo|beleza|blz|combinado|perfeito|legal|show|tchau|valeu|vlw|obrigad[oa]|brigad[oa]|obg|sim|"
    r"nos vemos|te vejo)\s+)*ate\b"
)
_UNABLE = re.compile(r"\b(?:nao|n)(?: (?:posso|consigo|da|vou poder|quero))?$")
_NO_MATTER, _DAY, _HOUR = word_set("qualquer tanto any"), word_set("dia data day"), word_set("horario hora time")
_COURTESY = word_set("por favor obrigado obrigada please thanks")
_NOT_AT_ALL = word_set("preciso precisa quero queria eu")
_LASTS = timedelta(minutes=30)
_SOCIAL = (Intent.THANKS, Intent.ACK, Intent.YES, Intent.BYE, Intent.GREETING)
_FEW, _MOST_WORDS, _MOST_SAID = 4, 12, 300


def goes_on(draft: Draft, heard: Heard, just: Booking) -> bool:
    """Whether these words go on with what was just done; then a deed follows."""
    tokens = heard.tokens()
    if heard.pressed:
        return _is_other_day(draft, heard, just)
    if heard.unread or not tokens or len(tokens) > _MOST_WORDS:
        return False
    text = together.without_no(_SIGHS.sub("", heard.text()[:_MOST_SAID]))
    wish = times.wish_of(draft.scene, text)
    if just.asked == wanted.WAIT:
        return _waits_otherwise(draft, heard, just, text, wish)
    return just.appointment_id is not None and (
        _is_moved(draft, heard, just, text, wish) or _is_dropped(draft, heard, just, wish)
    )


def _is_other_day(draft: Draft, heard: Heard, just: Booking) -> bool:
    """Of two days that were asked about the other one is pressed after all: it is that day's hour, or its list, that is wanted instead."""
    day = next((one.subject for one in map(wanted.pressed, heard.pressed) if one is not None and one.verb == "day"), "")
    on, at = doubts.date_of(draft.scene, day), wanted.from_stamp(just.starts_at or "")
    if on is None or just.service_id is None:
        return False
    if just.asked == wanted.WAIT:
        span = waiting.read(just.said) or waiting.Span(on, on)
        asking.keep(draft, Booking(wanted.WAIT, "", just.service_id, just.professional_id, said=str(on)))
        _wait(draft, heard, just, replace(span, first_on=on, last_on=on, weekdays=frozenset()))
        return True
    local = at.astimezone(times.zone_of(draft.scene)) if at is not None else None
    if just.appointment_id is None or local is None or local.date() == on:
        return False
    said = f"{on} {'at' if draft.scene.language == 'en' else 'às'} {local:%H:%M}"
    _begin(draft, heard, Booking(wanted.MOVE, "which", appointment_id=just.appointment_id, said=said))
    return True


def without_old(state: State, now: datetime) -> State:
    """What was just done is forgotten after half an hour of silence: a day that is named then is a new thing."""
    is_old = state.last_message_at is not None and now - state.last_message_at >= _LASTS
    is_just = state.booking is not None and state.booking.kind == wanted.JUST
    return replace(state, booking=None) if is_old and is_just else state


def lasts(heard: Heard) -> bool:
    """Whether what was just done is still so after these words: a thank you, or something asked beside."""
    return heard.has(*_SOCIAL, *TOPICS)


def _is_moved(draft: Draft, heard: Heard, just: Booking, text: str, wish: Wish | None) -> bool:
    words = set(heard.tokens())
    if wish is None or not wish.choices or not words & (_INSTEAD | _NOT):
        return False
    if not plain.says_only(draft.scene, heard.tokens(), _INSTEAD | _NOT | _SAYS_WHEN):
        return False
    at = wanted.from_stamp(just.starts_at or "")
    if at is not None and not times.says_day(wish, _today(draft)):
        text = f"{at.astimezone(times.zone_of(draft.scene)):%Y-%m-%d} {text}"  # "melhor às 11": on its day
    _begin(draft, heard, Booking(wanted.MOVE, "which", appointment_id=just.appointment_id, said=text))
    return True


def _is_dropped(draft: Draft, heard: Heard, just: Booking, wish: Wish | None) -> bool:
    tokens = heard.tokens()
    known = wanted.SAYS[wanted.CANCEL] | _NOT | _NOT_AT_ALL
    is_short = (
        len([one for one in tokens if one not in _COURTESY]) <= _FEW and wish is None and not together.names_several(heard.text())
    )
    if not is_short or not wanted.says_cancel(tokens) or not plain.says_only(draft.scene, tokens, known):
        return False
    text = _SIGHS.sub("", heard.text()[:_MOST_SAID])
    if set(tokens_of(together.without_no(text))) & _NOT:  # "não cancela": it stays
        draft.note(Intent.BOOKING, heard)
        pressing.press(draft, Pressed("keep"))
        return True
    _begin(draft, heard, Booking(wanted.CANCEL, "which", appointment_id=just.appointment_id, said=heard.text()[:_MOST_SAID]))
    return True


def _begin(draft: Draft, heard: Heard, booking: Booking) -> None:
    draft.note(Intent.BOOKING, heard)
    draft.intents.append(f"booking_{booking.kind}")
    asking.keep(draft, booking)
    draft.deed = ReadOwn(booking.appointment_id)


def _waits_otherwise(draft: Draft, heard: Heard, just: Booking, text: str, wish: Wish | None) -> bool:
    """Other days or hours are wanted, and not only named in a goodbye or as those on which somebody cannot come. What is not said of them
    stays as it was joined."""
    tokens, plainly = set(heard.tokens()), fold(text)
    is_plain = plain.says_only(draft.scene, heard.tokens(), _SAYS_WHEN | _NOT | _INSTEAD)
    if wish is None or not wish.choices or not is_plain or just.service_id is None:
        return False
    if not tokens & _WANTS or _GOODBYE.search(plainly) or _UNABLE.search(plainly):
        return False
    span = waiting.read(just.said) or waiting.span_of(draft.scene, just.said)
    is_any = bool(tokens & _NO_MATTER)
    is_of_days = not times.says_day(wish, _today(draft)) and not (is_any and tokens & _DAY)
    if is_of_days:  # "só de manhã": of the days they wait for
        since, until = ("de", "a") if draft.scene.language != "en" else ("from", "to")
        days = f"{since} {span.first_on} {until} {span.last_on}" if span.first_on != span.last_on else str(span.first_on)
        text = f"{days}, {text}"
    booking = asking.keep(draft, Booking(wanted.WAIT, "", just.service_id, just.professional_id, said=text))
    asked = waiting.span_of(draft.scene, booking.said)
    days = asked.days()
    if is_of_days:
        days = span.days().within(Days(asked.first_on, asked.last_on)) or days
    elif all(
        one.days.weekdays and one.days.last is None for one in wish.choices
    ):  # "só às sextas": those of the days they wait for
        first = max(span.first_on, min(one.days.first for one in wish.choices))
        named = frozenset[int]().union(*(one.days.weekdays for one in wish.choices))
        if set(tokens_of(text)) & _NOT and not wish.is_any_day:  # "terça não pode": the others of those, and not all others
            named = (named & span.weekdays) or named
        days = tight(Days(first, span.last_on, named)) or days
    says_hours = any(one.parts for one in wish.choices) or (is_any and bool(tokens & _HOUR))
    hours = asked if says_hours else span
    _wait(draft, heard, just, replace(hours, first_on=days.first, last_on=days.last or days.first, weekdays=days.weekdays))
    return True


def _wait(draft: Draft, heard: Heard, just: Booking, span: waiting.Span) -> None:
    """They wait for this from now on; in the place of what they have where some of it is before that, and then for no day after it."""
    booking = draft.state.booking
    assert booking is not None
    draft.note(Intent.BOOKING, heard)
    draft.intents.append("booking_wait")
    instead = just.appointment_id
    if instead is not None and just.starts_at is not None and (at := wanted.from_stamp(just.starts_at)) is not None:
        own_on = at.astimezone(times.zone_of(draft.scene)).date()
        before = span.days().within(Days(min(span.first_on, own_on), own_on))
        if before is None:
            instead = None
        else:
            span = replace(span, first_on=before.first, last_on=before.last or before.first, weekdays=before.weekdays)
    wait = waiting.wanted_wait(draft.scene, booking)
    draft.deed = waiting.deed_of(wait.service_id, span, wait.store_id, wait.professional_id, instead)


def _today(draft: Draft) -> date:
    return draft.scene.now.astimezone(times.zone_of(draft.scene)).date()
