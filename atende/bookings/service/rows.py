"""Appointments as they are read to be changed."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import select

from atende.bookings.errors import AppointmentMoved, BookingNotFound
from atende.bookings.models import LIVING, Appointment, Claim, Resource
from atende.core.tenancy import Tx

_SHARED = f"""
select exists (select from bookings_appointments where tenant_id = $1 and occasion_id = $2 and id <> $3
    and {LIVING})
"""  # noqa: S608 - our own words


async def found(tx: Tx, appointment_id: uuid.UUID) -> Appointment:
    """The appointment as it stands, for whoever locks its resources next. Refuses `BookingNotFound`."""
    row = await tx.session.get(Appointment, (tx.tenant_id, appointment_id))
    if row is None:
        raise BookingNotFound("no such appointment")
    return row


async def locked(tx: Tx, appointment_id: uuid.UUID) -> Appointment:
    """The appointment as it stands now, and nobody else changes it until this transaction ends. Refuses `BookingNotFound`."""
    row = await tx.session.get(
        Appointment, (tx.tenant_id, appointment_id), with_for_update={"key_share": True}, populate_existing=True
    )
    if row is None:
        raise BookingNotFound("no such appointment")
    return row


def refuse_moved(row: Appointment, was_starts_at: datetime | None, was_ends_at: datetime | None = None) -> None:
    """Refuses `AppointmentMoved` where the locked appointment does not begin at `was_starts_at` and end at `was_ends_at`, when whoever asks
    saw it; None: they do not say. `field` says which of the two is another."""
    for field, was, now in (("was_starts_at", was_starts_at, row.starts_at), ("was_ends_at", was_ends_at, row.ends_at)):
        if was is not None and was != now:
            stands = {"starts_at": row.starts_at.astimezone(UTC).isoformat(), "ends_at": row.ends_at.astimezone(UTC).isoformat()}
            raise AppointmentMoved(field=field, **stands)


async def resources_of(tx: Tx, occasion_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """What the occasion has or had, each with its kind."""
    rows = await tx.session.execute(
        select(Resource.id, Resource.kind)
        .join(Claim, (Claim.tenant_id == Resource.tenant_id) & (Claim.resource_id == Resource.id))
        .where(Claim.tenant_id == tx.tenant_id, Claim.occasion_id == occasion_id)
    )
    return {row.id: row.kind for row in rows}


async def is_shared(tx: Tx, row: Appointment) -> bool:
    """Whether others have a place in its occasion."""
    return await tx.value(_SHARED, tx.tenant_id, row.occasion_id, row.id)
