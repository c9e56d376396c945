"""What is said right after something was done: another day for what was just booked ("ah não, melhor sexta"), that it is not wanted after
all, other days for the waiting list that was just joined. Only what has no other word in it."""

import re
from datetime import date

from atende.bookings.rules.when import Wish
from atende.bot.rules.booking import asking, plain, times, together, waiting, wanted
from atende.bot.rules.deeds import ReadOwn
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import TOPICS, Intent
from atende.bot.rules.state import Booking
from atende.bot.rules.words import word_set

_SIGHS = re.compile(
    r"^\s*(?:a+h+|i+h+|h[mu]+m*|o+ps|opa|eita|putz|poxa|nossa|desculpa|desculpe|pera|oh)\b[\s,.!]*", re.IGNORECASE
)
_INSTEAD = word_set(
    "melhor prefiro preferia preferiria verdade mudei ideia pensando bem troca trocar muda mudar passa passar "
    "invez vez instead rather better"
)
_NOT = word_set("nao no not nem")
_SAYS_WHEN = word_set("pode ser seria serve serviria so mesmo tanto faz prefiro melhor preferencia periodo manhas tardes")
_SOCIAL = (Intent.THANKS, Intent.ACK, Intent.YES, Intent.BYE, Intent.GREETING)
_FEW, _MOST_WORDS, _MOST_SAID = 4, 12, 300


def goes_on(draft: Draft, heard: Heard, just: Booking) -> bool:
    """Whether these words go on with what was just done; then a deed follows."""
    tokens = heard.tokens()
    if heard.pressed or heard.unread or not tokens or len(tokens) > _MOST_WORDS:
        return False
    text = together.without_no(_SIGHS.sub("", heard.text()[:_MOST_SAID]))
    wish = times.wish_of(draft.scene, text)
    if just.asked == wanted.WAIT:
        return _waits_otherwise(draft, heard, just, text, wish)
    return just.appointment_id is not None and (
        _is_moved(draft, heard, just, text, wish) or _is_dropped(draft, heard, just, wish)
    )


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
    is_short = len(tokens) <= _FEW and wish is None and not together.names_several(tokens)
    if (
        not is_short
        or not wanted.says_cancel(tokens)
        or not plain.says_only(draft.scene, tokens, wanted.SAYS[wanted.CANCEL] | _NOT)
    ):
        return False
    _begin(draft, heard, Booking(wanted.CANCEL, "which", appointment_id=just.appointment_id, said=heard.text()[:_MOST_SAID]))
    return True


def _begin(draft: Draft, heard: Heard, booking: Booking) -> None:
    draft.note(Intent.BOOKING, heard)
    draft.intents.append(f"booking_{booking.kind}")
    asking.keep(draft, booking)
    draft.deed = ReadOwn(booking.appointment_id)


def _waits_otherwise(draft: Draft, heard: Heard, just: Booking, text: str, wish: Wish | None) -> bool:
    is_plain = plain.says_only(draft.scene, heard.tokens(), _SAYS_WHEN | _NOT | _INSTEAD)
    if wish is None or not wish.choices or not is_plain or just.service_id is None:
        return False
    if not times.says_day(wish, _today(draft)):  # "só de manhã": of the days they wait for
        span = waiting.span_of(draft.scene, just.said)
        since, until = ("de", "a") if draft.scene.language != "en" else ("from", "to")
        days = f"{since} {span.first_on} {until} {span.last_on}" if span.first_on != span.last_on else str(span.first_on)
        text = f"{days}, {text}"
    draft.note(Intent.BOOKING, heard)
    draft.intents.append("booking_wait")
    asking.keep(draft, Booking(wanted.WAIT, "", just.service_id, just.professional_id, said=text))
    waiting.join(draft)
    return True


def _today(draft: Draft) -> date:
    return draft.scene.now.astimezone(times.zone_of(draft.scene)).date()
