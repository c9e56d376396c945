"""What visitors of the public page may take: the free times of a stretch, or only the days of a month that have any."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from atende.bookings.errors import BookingNotFound
from atende.bookings.queries import calendar, slots
from atende.bookings.queries import page as asked
from atende.bookings.queries.calendar import Question
from atende.bookings.schemas.visits import FreeDayOut, FreeDaysOut, FreeOut
from atende.bookings.service import visiting
from atende.core.tenancy import Tx
from atende.knowledge.rules.hours import first_instant


async def times(tx: Tx, question: Question) -> FreeOut:
    """When visitors can have it. Refuses `PageNotFound`, and `BookingNotFound` for what is not for them."""
    await _open(tx, question.service_id)
    found = await slots.starts(tx, question)
    return FreeOut(items=found.items, timezone=found.timezone, stores=found.stores)


async def times_for(tx: Tx, appointment_id: uuid.UUID, since: datetime, until: datetime) -> FreeOut:
    """To when this appointment could be moved: its own time counts as free, and stays out."""
    row = await visiting.found(tx, appointment_id)
    found = await slots.starts(tx, Question(row.service_id, since, until), appointment_id=row.id)
    return FreeOut(items=found.items, timezone=found.timezone, stores=found.stores)


async def days(
    tx: Tx, service_id: uuid.UUID, month: str, *, store_id: uuid.UUID | None, professional_id: uuid.UUID | None
) -> FreeDaysOut:
    """On which days of the month, by the store's clock (online: the business's), visitors can have it. Refuses as `times` does."""
    service = await _open(tx, service_id)
    store = next((one for one in await asked.stores(tx) if one.id == store_id and not service.is_online), None)
    zone = ZoneInfo((store and store.timezone) or (await asked.business(tx)).timezone)
    since, until = _stretch(month, zone, tx.now)
    found = await slots.starts(tx, Question(service_id, since, until, store_id, professional_id))
    return _by_day((one.starts_at for one in found.items), zone)


async def days_for(tx: Tx, appointment_id: uuid.UUID, month: str) -> FreeDaysOut:
    """To which days of the month, by the appointment's own clock, it could be moved."""
    row = await visiting.found(tx, appointment_id)
    zone = ZoneInfo(row.zone)
    since, until = _stretch(month, zone, tx.now)
    found = await slots.starts(tx, Question(row.service_id, since, until), appointment_id=row.id)
    return _by_day((one.starts_at for one in found.items), zone)


async def _open(tx: Tx, service_id: uuid.UUID) -> calendar.Service:
    await asked.shown(tx)
    service = await calendar.service(tx, service_id)
    if not service.is_open:
        raise BookingNotFound("no such service can be booked", field="service_id")
    return service


def _stretch(month: str, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """What is left of the month; nothing of one that is over."""
    year, number = int(month[:4]), int(month[5:])
    first, after = date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
    since, until = (first_instant(datetime.combine(on, time()), zone) for on in (first, after))
    since = max(since, now)
    return since, max(since, until)


def _by_day(starts: Iterable[datetime], zone: ZoneInfo) -> FreeDaysOut:
    found: dict[date, FreeDayOut] = {}
    for at in sorted(starts):
        on = at.astimezone(zone).date()
        day = found.setdefault(on, FreeDayOut(on=on, first_at=at, last_at=at))
        day.last_at = at
    return FreeDaysOut(items=list(found.values()), timezone=zone.key)
