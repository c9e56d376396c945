"""A booking that another system took is done by somebody else there: so it is here where that can be; else people look at it."""

import uuid

from atende.bookings.models import Appointment, Import
from atende.bookings.queries import calendar
from atende.bookings.service import changing, imported
from atende.bookings.service.imported import BOOKED, FLAGGED
from atende.bookings.service.rows import resources_of
from atende.core.tenancy import Tx
from atende.kit.refusal import Refusal

# Why it is not with whom it was given to there; with their e-mail behind it, so that it can be tried again: host_taken:bia@example.com
UNKNOWN, UNABLE, TAKEN = "host_unknown", "host_unable", "host_taken"
REASON = "reassigned"  # in the appointment's history

# Whoever signs in as the professional with that e-mail, or has a calendar of that account connected.
_WHOSE = """
select r.id from bookings_resources r where r.tenant_id = $1 and r.kind = 'professional' and r.is_active and (
    exists (select from accounts_memberships m where m.tenant_id = $1 and m.user_id = r.user_id and m.removed_at is null
        and lower(m.email) = lower($2))
    or exists (select from bookings_calendars c where c.tenant_id = $1 and c.resource_id = r.id and c.provider <> 'ics'
        and lower(c.account) = lower($2)))
limit 2
"""
_WAS = "select exists (select from bookings_changes where tenant_id = $1 and appointment_id = $2 and reason = $3)"


async def whose(tx: Tx, host: str) -> uuid.UUID | None:
    """The one professional who is meant by that e-mail."""
    found = await tx.fetch(_WHOSE, tx.tenant_id, host) if host else []
    return found[0][0] if len(found) == 1 else None


async def able(tx: Tx, host: str, service_id: uuid.UUID) -> uuid.UUID | None:
    """The same, where they do that service."""
    who = await whose(tx, host)
    return who if who in await calendar.resources(tx, await calendar.service(tx, service_id)) else None


def asked(problem: str | None) -> str | None:
    """To whom it is still to be given; None where nothing of that kind is to be looked at."""
    what, _, host = (problem or "").partition(":")
    return host if what in (UNKNOWN, UNABLE, TAKEN) else None


async def was_given(tx: Tx, row: Import) -> bool:
    """Whether it was given to somebody because of what was said there, or is still to be."""
    if row.appointment_id is None:
        return False
    return asked(row.problem) is not None or await tx.value(_WAS, tx.tenant_id, row.appointment_id, REASON)


async def hand_over(tx: Tx, row: Import, host: str) -> None:
    """The appointment is with the professional of that e-mail, when it is, or stands as it did and is flagged: nobody is known by it, they
    are not free then, or it cannot be theirs. What it was flagged for otherwise it stays flagged for. States `BookingRescheduled`."""
    assert row.appointment_id is not None
    problem = await _problem(tx, row, row.appointment_id, host)
    if row.state != BOOKED and asked(row.problem) is None:
        return
    if problem is None:
        imported.become(row, BOOKED)
    else:
        imported.become(row, FLAGGED, f"{problem}:{host}")


async def _problem(tx: Tx, row: Import, appointment_id: uuid.UUID, host: str) -> str | None:
    who = await whose(tx, host)
    if who is None:
        return UNKNOWN
    made = await tx.session.get_one(Appointment, (tx.tenant_id, appointment_id), populate_existing=True)
    if who in await resources_of(tx, made.occasion_id):
        return None
    # When people here have put it: that is not what was said.
    event = imported.event(row) if (made.starts_at, made.ends_at) == (row.starts_at, row.ends_at) else None
    try:
        async with tx.savepoint(row):
            await changing.reschedule(
                tx, made.id, made.starts_at, by=changing.BY_STAFF, professional_id=who, reason=REASON, event=event
            )
    except Refusal as refused:
        return TAKEN if refused.code == "slot_taken" else UNABLE
    return None
