"""What was said before goes on: a time without a day is of the day that was talked of."""

from dataclasses import replace
from datetime import datetime

from atende.bookings.rules.when import Choice, Part, Wish, echo
from atende.bot.rules.booking import times, together, wanted
from atende.bot.rules.draft import Draft
from atende.bot.rules.state import Booking

_MOST_SAID = 300
_MOST_CHOICES = 12


def going_on(draft: Draft, booking: Booking, text: str) -> str:
    """These words, with the day of what was offered, or else said, before, where they name none: "10h não dá" refuses that hour of it
    and not the day, "só à tarde" is its afternoon instead of its morning."""
    scene = draft.scene
    now = scene.now.astimezone(times.zone_of(scene))
    said = together.without_no(text)
    wish = times.wish_of(scene, said) or times.wish_of(scene, text)
    if wish is None or not wish.choices or wish.problems or wish.is_any_day or times.says_day(wish, now.date()):
        return text
    before = times.wish_of(scene, booking.said)
    offered = _offered(draft, booking)
    if offered is not None:
        days = times.wish_of(scene, f"{offered.astimezone(now.tzinfo):%Y-%m-%d}")
        before = replace(days, refused=before.refused if before else ()) if days else before
    days = (before.unsure or before.choices) if before is not None else ()  # of two days an hour chooses none
    if before is None or not days:
        return text
    both = tuple(_both(one, two, wish.refused) for one in days for two in wish.choices)
    combined = Wish(tuple(dict.fromkeys(both))[:_MOST_CHOICES], refused=(*before.refused, *wish.refused))
    words = _said(combined, echo(combined, now, scene.language), scene.language)
    again = times.wish_of(scene, words)
    is_same = again is not None and (again.choices, again.refused) == (combined.choices, combined.refused)
    return words if is_same and len(words) <= _MOST_SAID else text


def _offered(draft: Draft, booking: Booking) -> datetime | None:
    """The one start that was offered or asked about; None where there were several."""
    if booking.asked == "when":
        shown = [one.starts_at for one in map(wanted.pressed, draft.state.offered) if one and one.starts_at]
        return shown[0] if len(shown) == 1 else None
    return wanted.from_stamp(booking.starts_at or "") if booking.asked in ("sure", "scope") else None


def _both(before: Choice, now: Choice, refused: tuple[int, ...]) -> Choice:
    """The days of the one at the times of the other: within the times said before where that can be, else instead of them."""
    spans = tuple(part for part in before.parts if not part.is_exact)
    if now.parts:
        within = tuple(both for two in now.parts for one in spans if (both := two.within(one)) is not None)
        parts: tuple[Part, ...] = within or now.parts
    else:
        parts = tuple(part for part in before.parts if not (part.is_exact and part.start in refused))
    return Choice(before.days, tuple(dict.fromkeys(parts)), now.pick or before.pick)


def _said(wish: Wish, words: str, language: str) -> str:
    but = ", except at" if language == "en" else ", menos às"
    return words + "".join(f"{but} {minute // 60:02}:{minute % 60:02}" for minute in dict.fromkeys(wish.refused))
