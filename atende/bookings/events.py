"""What became true of bookings. `subject_id` of a fact about an appointment is the appointment."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from atende.kit.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAppointment:
    """Which appointment it became true of, as it stands then: until when, at which store (none: online) and with whom (none: nobody in
    particular). `timezone`: the clock it is kept by; `local_start`: what that one was said to show when it begins, without an offset."""

    appointment_id: uuid.UUID
    contact_id: uuid.UUID
    service_id: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    store_id: uuid.UUID | None
    professional_id: uuid.UUID | None
    timezone: str
    local_start: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCreated(OfAppointment, Fact):
    """Somebody has an appointment: confirmed, or pending until the business says yes. A hold is not one yet."""

    name: ClassVar[str] = "bookings.booking_created"
    state: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Fact):
    """Whoever booked on the page agreed to this version of its words, which stand with the appointment as they were shown. `subject_id` is
    the contact."""

    name: ClassVar[str] = "bookings.consent_given"
    appointment_id: uuid.UUID
    contact_id: uuid.UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingConfirmed(OfAppointment, Fact):
    """The business said yes, or it needed no yes."""

    name: ClassVar[str] = "bookings.booking_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRescheduled(OfAppointment, Fact):
    """The same appointment is at another time, lasts longer or shorter, or is with somebody else."""

    name: ClassVar[str] = "bookings.booking_rescheduled"
    from_starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled(OfAppointment, Fact):
    """It will not take place; its time is free."""

    name: ClassVar[str] = "bookings.booking_cancelled"
    by: str  # customer, staff or system


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRestored(OfAppointment, Fact):
    """It was cancelled by mistake and takes place after all, at its time and with whom it was."""

    name: ClassVar[str] = "bookings.booking_restored"
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCompleted(OfAppointment, Fact):
    """It took place."""

    name: ClassVar[str] = "bookings.booking_completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingNoShow(OfAppointment, Fact):
    """The customer did not come."""

    name: ClassVar[str] = "bookings.booking_no_show"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingReminded(OfAppointment, Fact):
    """The reminder that goes out `lead` minutes before the start stands queued; what becomes of it is told by its message."""

    name: ClassVar[str] = "bookings.booking_reminded"
    lead: int
    message_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingNotReminded(OfAppointment, Fact):
    """The reminder could not be sent, or did not arrive: somebody has to telephone. `reason` says why."""

    name: ClassVar[str] = "bookings.booking_not_reminded"
    lead: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingReminderSettled(OfAppointment, Fact):
    """Somebody of the team saw to it that the customer knows, or that nothing has to be done: no reminder of it waits for people."""

    name: ClassVar[str] = "bookings.booking_reminder_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingAcknowledged(OfAppointment, Fact):
    """The customer said that they will come."""

    name: ClassVar[str] = "bookings.booking_acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRunningLate(OfAppointment, Fact):
    """The customer said that they will come late, by so many minutes (None: not said)."""

    name: ClassVar[str] = "bookings.booking_running_late"
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingClockKept(OfAppointment, Fact):
    """It stays when it is, though the clock of its place shows another local time there than was agreed: that one is agreed now."""

    name: ClassVar[str] = "bookings.booking_clock_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingReceiptSettled(OfAppointment, Fact):
    """Whoever booked on the page is being told of it in WhatsApp (queued), or is not (skipped, withdrawn) and why."""

    name: ClassVar[str] = "bookings.booking_receipt_settled"
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingSetupChanged(Fact):
    """What can be booked, or when, was changed. `kind`: service, resource, plan, closure, reminders, page, import, or clock (another holds,
    and what was agreed by the one before was put back, as far as it can be)."""

    name: ClassVar[str] = "bookings.booking_setup_changed"
    kind: str
    record_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitJoined(Fact):
    """Somebody waits for a time to become free, or for other days than before."""

    name: ClassVar[str] = "bookings.wait_joined"
    wait_id: uuid.UUID
    contact_id: uuid.UUID
    service_id: uuid.UUID
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitLeft(Fact):
    """They wait no more. `reason`: booked, left, over (the days have passed) or unanswered."""

    name: ClassVar[str] = "bookings.wait_left"
    wait_id: uuid.UUID
    contact_id: uuid.UUID
    service_id: uuid.UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitOffered(Fact):
    """A time that became free is held for who waits, and they are told."""

    name: ClassVar[str] = "bookings.wait_offered"
    wait_id: uuid.UUID
    offer_id: uuid.UUID
    contact_id: uuid.UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitOfferSettled(Fact):
    """What came of an offer: taken, declined, run_out, unsaid or withdrawn."""

    name: ClassVar[str] = "bookings.wait_offer_settled"
    wait_id: uuid.UUID
    offer_id: uuid.UUID
    outcome: str


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
