"""Who waits for an earlier time of what they have: which appointment goes there, and whether a time is before it still."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from atende.bookings.errors import BookingNotFound, OfferOver, WaitNotEarlier
from atende.bookings.models import Appointment, Wait
from atende.bookings.queries.calendar import Service
from atende.bookings.rules.states import State
from atende.bookings.rules.waiting import Span
from atende.bookings.service import changing
from atende.core.tenancy import Tx

_STANDING = (State.PENDING, State.CONFIRMED)
# Of what they wait to move nothing is left to move: it was cancelled, took place, or has begun.
_OVER = """
select w.id from bookings_waits w join bookings_appointments a on a.tenant_id = w.tenant_id and a.id = w.appointment_id
where w.tenant_id = $1 and w.state = 'waiting' and (a.state not in ('pending', 'confirmed') or a.starts_at <= $2)
"""


async def checked(
    tx: Tx, appointment_id: uuid.UUID, asked: Service, records: Collection[uuid.UUID], span: Span, today: date
) -> Appointment:
    """The appointment of theirs that would go to an earlier time of this span. Refuses `BookingNotFound` for what is not theirs, of
    another service, over, or one of several services in a row; `NoticeTooShort` where they may not move it by themselves any more, and
    `WaitNotEarlier` where none of the days is before it."""
    row = await tx.session.get(Appointment, (tx.tenant_id, appointment_id), populate_existing=True)
    if row is None or row.contact_id not in records or row.service_id != asked.id or row.visit_id is not None:
        raise BookingNotFound("no such appointment of theirs", field="appointment_id")
    if State(row.state) not in _STANDING or row.starts_at <= tx.now:
        raise BookingNotFound("no such appointment of theirs", field="appointment_id")
    changing.refuse_late(tx.now, row, asked.reschedule_notice)
    if max(span.first_on, today) > row.starts_at.astimezone(ZoneInfo(row.zone)).date():
        raise WaitNotEarlier
    return row


async def is_before(tx: Tx, wait: Wait, starts_at: datetime) -> bool:
    """Whether a start is before what would go there, as that stands now; so is any where nothing would."""
    if wait.appointment_id is None:
        return True
    row = await tx.session.get_one(Appointment, (tx.tenant_id, wait.appointment_id), populate_existing=True)
    return State(row.state) in _STANDING and tx.now < row.starts_at and starts_at < row.starts_at


async def refuse_unmovable(tx: Tx, wait: Wait, starts_at: datetime, asked: Service) -> None:
    """Refuses `WaitNotEarlier` for a start that is not before what would go there, and `NoticeTooShort` where they may not move that by
    themselves any more: nothing is offered that they could not take."""
    if not await is_before(tx, wait, starts_at):
        raise WaitNotEarlier
    if wait.appointment_id is not None:
        row = await tx.session.get_one(Appointment, (tx.tenant_id, wait.appointment_id))
        changing.refuse_late(tx.now, row, asked.reschedule_notice)


async def refuse_later(tx: Tx, wait: Wait, starts_at: datetime) -> None:
    """Refuses `OfferOver` where what would go there is gone, or there by then."""
    if not await is_before(tx, wait, starts_at):
        raise OfferOver


async def over(tx: Tx) -> list[uuid.UUID]:
    """Who waits to move what cannot be moved any more."""
    return [row[0] for row in await tx.fetch(f"{_OVER} order by w.id limit 200", tx.tenant_id, tx.now)]


async def is_over(tx: Tx, wait_id: uuid.UUID) -> bool:
    """Whether this one does, as it stands now: the row is locked by the caller."""
    return bool(await tx.fetch(f"{_OVER} and w.id = $3", tx.tenant_id, tx.now, wait_id))
