"""What people do about an appointment that a changed clock left at another local time than was agreed (`reclocking.standing`): put it back
to that, or agree on the hour that the clock shows."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from atende.bookings.errors import AppointmentMoved, BookingNotFound, OccasionShared, SlotOutside, SlotTaken, WrongState
from atende.bookings.events import BookingClockKept
from atende.bookings.models import LIVING, Appointment
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Question
from atende.bookings.queries.slots import lasting
from atende.bookings.rules.states import AHEAD, State
from atende.bookings.service import changing, reclocking, reserving
from atende.bookings.service.rows import found, locked, refuse_moved, resources_of
from atende.bookings.service.stating import about
from atende.core.tenancy import Tx

# In the history, with the local time that was agreed before and the clock of its place now: clock_kept:2026-11-26T10:00:America/Manaus
KEPT = "clock_kept"
_SHOWN = 6

_CLOCK = """
select coalesce(s.timezone, t.timezone) from bookings_appointments a join accounts_tenants t on t.id = a.tenant_id
left join accounts_stores s on s.tenant_id = a.tenant_id and s.id = a.store_id where a.tenant_id = $1 and a.id = $2
"""
_NAMED = """
join bookings_resources r on r.tenant_id = mine.tenant_id and r.id = mine.resource_id
left join knowledge_professionals w on w.tenant_id = r.tenant_id and w.id = r.professional_id
"""
# As `reclocking` looks whether anything is.
_IN_THE_WAY = f"""
select first.id, k.name, o.starts_at, o.ends_at, min(coalesce(w.name, r.name)) from bookings_claims mine {_NAMED}
join bookings_claims c on c.tenant_id = mine.tenant_id and c.resource_id = mine.resource_id and c.occasion_id <> mine.occasion_id
    and c.is_living and not c.is_overbooked and c.until > mine.since + $3::interval and c.since < mine.until + $3::interval
join bookings_occasions o on o.tenant_id = c.tenant_id and o.id = c.occasion_id
join knowledge_services k on k.tenant_id = o.tenant_id and k.id = o.service_id
left join lateral (select a.id from bookings_appointments a where a.tenant_id = o.tenant_id and a.occasion_id = o.id and a.{LIVING}
    order by a.seat_no limit 1) first on true
where mine.tenant_id = $1 and mine.occasion_id = $2 and mine.is_living and not mine.is_overbooked group by 1, 2, 3, 4
union all
select null, null, b.since, b.until, min(coalesce(w.name, r.name)) from bookings_claims mine {_NAMED}
join bookings_busy b on b.tenant_id = mine.tenant_id and b.resource_id = mine.resource_id and not b.is_own
    and b.until > mine.since + $3::interval and b.since < mine.until + $3::interval
where mine.tenant_id = $1 and mine.occasion_id = $2 and mine.is_living and not mine.is_overbooked group by b.since, b.until
order by 3, 4 limit {_SHOWN}
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Seen:
    """The appointment as whoever asks saw it: when it begins, the local time that was agreed, and the clock of its place."""

    starts_at: datetime
    said_at: datetime
    zone: str


async def put_back(tx: Tx, appointment_id: uuid.UUID, seen: Seen) -> None:
    """The appointment, with those who share its group, is when it was agreed. Refuses `AppointmentMoved` where it is not as it was seen,
    `WrongState`, `BookingNotFound` for what no changed clock moved, and what `reclocking.put_back` refuses, with the nearest free starts
    as `alternatives`; `SlotTaken` with what stands there as `in_the_way`, at most six: each with `appointment_id` and `service_name` (none
    for an event in a calendar outside), `resource_name`, `starts_at` and `ends_at`. States `BookingRescheduled` for each."""
    row = await found(tx, appointment_id)
    try:
        done = await reclocking.put_back(tx, row.occasion_id, partial(_clock_as_seen, tx, appointment_id, seen))
    except SlotTaken as why:
        one = (await reclocking.off(tx, row.occasion_id))[0]
        rows = await tx.fetch(_IN_THE_WAY, tx.tenant_id, row.occasion_id, one.moves_to - one.starts_at)
        raise SlotTaken(in_the_way=[_told(*each) for each in rows], **await _instead(tx, row, one.moves_to)) from why
    except (SlotOutside, OccasionShared) as why:
        moves_to = reclocking.agreed(seen.said_at, ZoneInfo(seen.zone), row.starts_at)
        why.params |= await _instead(tx, row, moves_to)
        raise
    if done is None:
        await _clock_as_seen(tx, appointment_id, seen)
        raise BookingNotFound("it is when it was agreed")


async def keep(tx: Tx, appointment_id: uuid.UUID, seen: Seen) -> None:
    """The appointment stays when it is, and what the clock of its place shows then is what is agreed from now on; that its customer said
    they will come at the other hour holds no more. It stands in its history. Refuses `AppointmentMoved` where it is not as it was seen,
    `WrongState`, of a hold, too, and `BookingNotFound` for what no changed clock moved. States `BookingClockKept`."""
    zone = await _clock_as_seen(tx, appointment_id, seen)
    row = await locked(tx, appointment_id)
    if row.state == State.HOLD:
        raise WrongState(state=row.state, wanted="kept")  # whoever holds it was offered the other hour
    before = row.said_at
    row.zone, row.said_at = zone, row.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    row.acknowledged_at = None
    await tx.session.flush()
    await reserving.record(tx, row, row.state, from_starts_at=row.starts_at, reason=f"{KEPT}:{before:%Y-%m-%dT%H:%M}:{zone}")
    await tx.emit(BookingClockKept(**await about(tx, row.id)), subject_id=row.id)


async def _clock_as_seen(tx: Tx, appointment_id: uuid.UUID, seen: Seen) -> str:
    """The clock of its place, where all is as it was seen; nobody changes the appointment before this transaction ends."""
    row = await locked(tx, appointment_id)
    if row.state not in AHEAD:
        raise WrongState(state=row.state, wanted="rescheduled")
    refuse_moved(row, seen.starts_at)
    zone = str(await tx.value(_CLOCK, tx.tenant_id, appointment_id))
    for field, was, now in (("was_agreed_local", seen.said_at, row.said_at), ("was_timezone", seen.zone, zone)):
        if was != now:
            stands = {"starts_at": row.starts_at.astimezone(UTC).isoformat(), "ends_at": row.ends_at.astimezone(UTC).isoformat()}
            raise AppointmentMoved(field=field, **stands)
    if row.zone == zone:  # as `reclocking.standing`: what a government moved is the operator's
        raise BookingNotFound("it is when it was agreed")
    return zone


async def _instead(tx: Tx, row: Appointment, wanted: datetime) -> dict[str, Any]:
    asked = await calendar.service(tx, row.service_id)
    had, able = await resources_of(tx, row.occasion_id), await calendar.resources(tx, asked)
    asked = lasting(asked, row.starts_at, row.ends_at, capacity=row.capacity)
    at = Question(
        asked.id, wanted, wanted + timedelta(seconds=1), row.store_id, changing.professional_of(had, able), as_staff=True
    )
    question = await changing.question_of_move(tx, row, at)
    return await reserving.instead(tx, question, wanted, asked, but=(row.starts_at, row.store_id))


def _told(
    appointment_id: uuid.UUID | None, service: str | None, starts_at: datetime, ends_at: datetime, resource: str
) -> dict[str, Any]:
    return {
        "appointment_id": str(appointment_id) if appointment_id else None,
        "service_name": service,
        "resource_name": resource,
        "starts_at": starts_at.astimezone(UTC).isoformat(),
        "ends_at": ends_at.astimezone(UTC).isoformat(),
    }
