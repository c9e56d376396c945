"""What became true of bookings. `subject_id` of a fact about an appointment is the appointment."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from atende.kit.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAppointment:
    """Which appointment it became true of, as it stands then."""

    appointment_id: uuid.UUID
    contact_id: uuid.UUID
    service_id: uuid.UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCreated(OfAppointment, Fact):
    """Somebody has an appointment: confirmed, or pending until the business says yes. A hold is not one yet."""

    name: ClassVar[str] = "bookings.booking_created"
    state: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingConfirmed(OfAppointment, Fact):
    """The business said yes, or it needed no yes."""

    name: ClassVar[str] = "bookings.booking_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRescheduled(OfAppointment, Fact):
    """The same appointment is at another time, or with somebody else."""

    name: ClassVar[str] = "bookings.booking_rescheduled"
    from_starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled(OfAppointment, Fact):
    """It will not take place; its time is free."""

    name: ClassVar[str] = "bookings.booking_cancelled"
    by: str  # customer, staff or system


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCompleted(OfAppointment, Fact):
    """It took place."""

    name: ClassVar[str] = "bookings.booking_completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingNoShow(OfAppointment, Fact):
    """The customer did not come."""

    name: ClassVar[str] = "bookings.booking_no_show"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingSetupChanged(Fact):
    """What can be booked, or when, was changed. `kind`: service, resource, plan or closure."""

    name: ClassVar[str] = "bookings.booking_setup_changed"
    kind: str
    record_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged(Fact):
    """A calendar outside was connected, set otherwise, or connected no more; broken: its owner's consent is gone. `state`: new, set,
    broken, removed."""

    name: ClassVar[str] = "bookings.calendar_changed"
    calendar_id: uuid.UUID
    resource_id: uuid.UUID
    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFlagged(Fact):
    """An appointment and a calendar outside disagree, and people have to look at it. `kind`: conflict, moved, deleted."""

    name: ClassVar[str] = "bookings.booking_flagged"
    flag_id: uuid.UUID
    appointment_id: uuid.UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFlagSettled(Fact):
    """There is nothing to look at any more. `outcome`: gone, kept, followed."""

    name: ClassVar[str] = "bookings.booking_flag_settled"
    flag_id: uuid.UUID
    appointment_id: uuid.UUID
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRenewed(Fact):
    """The agenda is read at a new address, and at the one before no more; with `is_removed` at none."""

    name: ClassVar[str] = "bookings.feed_renewed"
    feed_id: uuid.UUID
    is_removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFlagged(Fact):
    """A booking taken elsewhere could not be kept here as it is; people have to look at it. `problem` says why."""

    name: ClassVar[str] = "bookings.import_flagged"
    import_id: uuid.UUID
    problem: str
