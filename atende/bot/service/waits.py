"""The deeds of a turn about waiting: joining, leaving, and the answer to what was offered. Only what the person of this conversation
waits for can be named."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from atende.bookings.errors import WaitTooMany
from atende.bookings.models import Appointment, Wait, WaitOffer
from atende.bookings.queries import calendar
from atende.bookings.queries import waiting as reading
from atende.bookings.queries.calendar import Offer, Question
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import OfferOutcome, Span, Waiting, weekdays_of
from atende.bookings.service import waiting
from atende.bot.rules.deeds import AnswerOffer, HasOther, JoinWait, Kept, LeaveWait, NoLonger, Passed, ReadOffer, Refused, Waits
from atende.bot.service import belonging
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.inbox.service.held import Held
from atende.kit.refusal import NotFound

_DAY = timedelta(days=1)
_WHOSE = """
select contact_id from bookings_waits where tenant_id = $1 and id = $2
union all
select w.contact_id from bookings_wait_offers o join bookings_waits w on w.tenant_id = o.tenant_id and w.id = o.wait_id
where o.tenant_id = $1 and o.id = $2
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """The appointment that was offered is theirs; `is_new` is False when it had been before. `before`: where it was, that went there
    instead of being held."""

    appointment_id: uuid.UUID
    is_new: bool
    before: datetime | None = None


async def done(
    tx: Tx, held: Held, deed: JoinWait | LeaveWait | AnswerOffer | ReadOffer
) -> Waits | NoLonger | Passed | HasOther | Kept | Taken | Refused:
    """It was done. Refuses as `atende.bookings.service.waiting`, and `NotFound` for what is not
    this person's."""
    match deed:
        case JoinWait():
            return await _join(tx, held, deed)
        case LeaveWait(wait_id=None):
            return NoLonger(await waiting.leave_all(tx, held.contact_id))
        case LeaveWait():
            wait_id = await _ones_own(tx, held, deed.wait_id or "")
            before = await reading.one(tx, wait_id)
            await waiting.leave(tx, wait_id)
            return NoLonger(int(before is not None and before["state"] == Waiting.WAITING))
        case ReadOffer():
            made = await tx.session.get_one(WaitOffer, (tx.tenant_id, await _ones_own(tx, held, deed.offer_id)))
            is_held = made.outcome == OfferOutcome.OPEN and made.until > tx.now
            return Kept(await belonging.reread(tx, made.appointment_id), made.until, is_held)
        case AnswerOffer():
            offer_id = await _ones_own(tx, held, deed.offer_id)
            if deed.wants:
                return await _accepted(tx, offer_id, deed)
            row = await waiting.decline(tx, offer_id)
            return Passed(str(row.id), row.state == Waiting.WAITING)


async def _accepted(tx: Tx, offer_id: uuid.UUID, deed: AnswerOffer) -> Taken | HasOther:
    """It is theirs; or, where they have one of the service and did not say what becomes of it, still held, and they are asked."""
    made = await tx.session.get_one(WaitOffer, (tx.tenant_id, offer_id))
    is_new = made.outcome != OfferOutcome.TAKEN
    row = await tx.session.get_one(Wait, (tx.tenant_id, made.wait_id))
    if row.appointment_id is not None and deed.instead is None:  # said when they joined
        deed = replace(deed, instead=str(row.appointment_id))
    if deed.instead is not None:
        own_id = _named(deed.instead)
        own = await tx.session.get(Appointment, (tx.tenant_id, own_id))
        before = own.starts_at if own is not None else None
        row = await waiting.accept_instead(tx, offer_id, own_id)
        return Taken(row.id, is_new, before if row.id == own_id else None)
    may_be = made.outcome in (OfferOutcome.OPEN, OfferOutcome.RUN_OUT) and made.starts_at > tx.now
    is_asked = may_be and not deed.is_beside
    other = await waiting.beside(tx, offer_id) if is_asked else None
    if other is not None:
        return HasOther(await belonging.reread(tx, made.appointment_id), await belonging.reread(tx, other))
    return Taken((await waiting.accept(tx, offer_id)).id, is_new)


async def offered(tx: Tx, held: Held, offer_id: str) -> Appointment | None:
    """The appointment that was offered, if it was to this person."""
    try:
        made = await tx.session.get_one(WaitOffer, (tx.tenant_id, await _ones_own(tx, held, offer_id)))
    except NotFound:
        return None
    return await tx.session.get_one(Appointment, (tx.tenant_id, made.appointment_id))


async def never(tx: Tx, deed: JoinWait) -> str:
    """Why nothing could become free of what they would wait for: not to be booked yet or any more; closed on all of those days, whoever
    and wherever it would be; else only no such start, or not with that person ("none"). Empty where something could. Refuses
    `BookingNotFound`."""
    asked, span = await calendar.service(tx, uuid.UUID(deed.service_id)), span_of(deed)
    places = await calendar.places(tx, asked, _id(deed.store_id))
    zones = {place.store_id: place.zone for place in places}
    zone = places[0].zone if places else asked.zone
    since, until = (datetime.combine(on, time(), zone) for on in (span.first_on, span.last_on + _DAY))
    question = Question(asked.id, max(since, tx.now), until + _DAY, _id(deed.store_id), _id(deed.professional_id))

    def suits(found: Sequence[Offer]) -> bool:
        return any(span.suits(one.starts_at.astimezone(zones.get(one.store_id, asked.zone))) for one in found)

    if suits(await calendar.openings(tx, question, asked)):
        return ""
    if suits(await calendar.openings(tx, replace(question, as_staff=True), asked)):
        return "too_soon" if span.first_on <= (tx.now + asked.notice).astimezone(zone).date() else "too_far"
    # The whole days count here, their hours that are past and those of everybody: a minute that nothing begins at is no closed day.
    anywhere = Question(asked.id, since - _DAY, until + _DAY, as_staff=True)
    zones |= {place.store_id: place.zone for place in await calendar.places(tx, asked, None)}
    is_open = any(
        span.holds(one.starts_at.astimezone(zones.get(one.store_id, asked.zone)).date())
        for one in await calendar.openings(tx, anywhere, asked)
    )
    return "none" if is_open else "closed"


def span_of(deed: JoinWait) -> Span:
    """The starts that they would wait for."""
    hours = (None, None) if (deed.earliest, deed.latest) == (0, 24 * 60 - 1) else (_clock(deed.earliest), _clock(deed.latest))
    return Span(deed.first_on, deed.last_on, *hours, deed.weekdays)


async def _join(tx: Tx, held: Held, deed: JoinWait) -> Waits | Refused:
    """They wait, or (`wait_never`) would wait for nothing, and do not."""
    if reason := await never(tx, deed):
        return Refused("wait_never", reason)
    longing = waiting.Longing(
        held.contact_id,
        uuid.UUID(deed.service_id),
        span_of(deed),
        Source.BOT,
        _id(deed.store_id),
        _id(deed.professional_id),
        conversation_id=held.id,
        appointment_id=_named(deed.instead) if deed.instead else None,
    )
    try:
        row = await waiting.join(tx, longing)
    except WaitTooMany:  # only in the place of what they have, then, where it is plain what that is
        records = list(await contacts.records(tx, [await contacts.living_id(tx, held.contact_id)]))
        own_id = await waiting.only_one(tx, records, longing.service_id)
        own = await tx.session.get_one(Appointment, (tx.tenant_id, own_id)) if own_id else None
        if own is None or own.starts_at.astimezone(ZoneInfo(own.zone)).date() < deed.first_on:
            raise
        row = await waiting.join(tx, replace(longing, appointment_id=own.id))
    told = await reading.one(tx, row.id)
    assert told is not None
    return Waits(
        str(row.id),
        told["service_name"],
        row.first_on,
        row.last_on,
        _minute(row.earliest) if row.earliest else 0,
        _minute(row.latest) if row.latest else 24 * 60 - 1,
        weekdays_of(row.weekdays),
        await belonging.reread(tx, row.appointment_id) if row.appointment_id else None,
    )


async def _ones_own(tx: Tx, held: Held, text: str) -> uuid.UUID:
    """The wait or offer of that id, if it is this person's."""
    found = _named(text)
    whose = await tx.value(_WHOSE, tx.tenant_id, found)
    if whose is None or whose not in await contacts.records(tx, [await contacts.living_id(tx, held.contact_id)]):
        raise NotFound("no such thing")
    return found


def _named(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound("no such thing") from None


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None
