"""Who wants to hear of an earlier time than the one they have: which of theirs goes there."""

from collections.abc import Sequence
from dataclasses import replace

from atende.bookings.rules.when import Days
from atende.bot.rules.booking import asking, plain, times, waiting, wanted
from atende.bot.rules.deeds import Booked, ReadOwn
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.state import Booking


def hear(draft: Draft, heard: Heard, booking: Booking, moving: Booking | None) -> None:
    """Who wants to wait, for this: where an earlier time than theirs is said, or a day while one of theirs is `moving`, what they have is
    looked for; else they wait as anybody does."""
    is_earlier = wanted.says_earlier(heard.tokens(), plain.named_words(draft.scene, heard.tokens()))
    own_id = moving.appointment_id if moving is not None else None
    if moving is not None and booking.service_id is None:
        booking = asking.keep(draft, replace(booking, service_id=moving.service_id))
    if not is_earlier and (own_id is None or not _names_day(draft, booking.said)):
        asking.resume(draft)
        return
    asking.keep(draft, replace(booking, asked=wanted.EARLIER, appointment_id=own_id))
    draft.deed = ReadOwn(own_id)  # in the place of what they have


def wait(draft: Draft, own: Sequence[Booked], booking: Booking) -> None:
    """They wait for a time before the one appointment that they have, of the service that was named if one was. As anybody waits where they
    have none, or several: then nobody knows which; and where no day that was named is before it, or which day is meant is to be asked."""
    mine = [one for one in own if one.id == booking.appointment_id] or [
        one for one in own if booking.service_id in (None, one.service_id) and one.series_id is None and one.visit_id is None
    ]
    plain = replace(booking, asked="", appointment_id=None)
    wish = times.wish_of(draft.scene, booking.said)
    is_open = wish is not None and bool(wish.unsure)
    if len(mine) != 1 or is_open or waiting.cannot_be(draft.scene, booking.said):
        _as_anybody(draft, plain)
        return
    one = mine[0]
    plain = replace(plain, service_id=one.service_id)
    there = times.zone_named(one.zone)
    today, on = draft.scene.now.astimezone(there).date(), one.starts_at.astimezone(there).date()
    span = waiting.span_of(draft.scene, booking.said)
    if wish is None or not wish.choices or not times.says_day(wish, today):
        span = replace(span, first_on=today, last_on=max(on, today))
    within = span.days().within(Days(today, on))
    if within is None:
        _as_anybody(draft, plain)
        return
    span = replace(span, first_on=within.first, last_on=within.last or within.first, weekdays=within.weekdays)
    asking.keep(draft, plain)
    draft.deed = waiting.deed_of(one.service_id, span, None if one.is_online else one.store_id, booking.professional_id, one.id)


def _as_anybody(draft: Draft, booking: Booking) -> None:
    asking.keep(draft, booking)
    asking.resume(draft)


def _names_day(draft: Draft, said: str) -> bool:
    wish = times.wish_of(draft.scene, said)
    today = draft.scene.now.astimezone(times.zone_of(draft.scene)).date()
    return wish is not None and (times.says_day(wish, today) or bool(wish.unsure))
