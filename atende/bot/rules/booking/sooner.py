"""Who wants to hear of an earlier time than the one they have: which of theirs goes there."""

from collections.abc import Sequence
from dataclasses import replace

from atende.bookings.rules.when import Days
from atende.bot.rules.booking import asking, times, waiting
from atende.bot.rules.deeds import Booked
from atende.bot.rules.draft import Draft
from atende.bot.rules.state import Booking


def wait(draft: Draft, own: Sequence[Booked], booking: Booking) -> None:
    """They wait for a time before the one appointment that they have, of the service that was named if one was; where they have none, or
    several, as anybody waits: then nobody knows which."""
    mine = [one for one in own if one.id == booking.appointment_id] or [
        one for one in own if booking.service_id in (None, one.service_id) and one.series_id is None and one.visit_id is None
    ]
    plain = replace(booking, asked="", appointment_id=None)
    if len(mine) != 1 or waiting.cannot_be(draft.scene, booking.said):
        asking.keep(draft, plain)
        asking.resume(draft)
        return
    one = mine[0]
    there = times.zone_named(one.zone)
    today, on = draft.scene.now.astimezone(there).date(), one.starts_at.astimezone(there).date()
    wish = times.wish_of(draft.scene, booking.said)
    span = waiting.span_of(draft.scene, booking.said)
    if wish is None or not wish.choices or not times.says_day(wish, today):
        span = replace(span, first_on=today, last_on=max(on, today))
    within = span.days().within(Days(today, on))
    if within is not None:
        span = replace(span, first_on=within.first, last_on=within.last or within.first, weekdays=within.weekdays)
    asking.keep(draft, replace(plain, service_id=one.service_id))
    draft.deed = waiting.deed_of(one.service_id, span, None if one.is_online else one.store_id, booking.professional_id, one.id)
