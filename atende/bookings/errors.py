"""Refusals of bookings: what stands in the way, and what would be possible instead."""

from typing import Any, cast

from atende.kit.refusal import Conflict, Invalid, NotFound, Refusal


class BookingNotFound(NotFound):
    """No such service, resource or appointment here."""


class BookingInvalid(Invalid):
    """The service, plan or request cannot be kept as given; `field` says which part."""

    code = "booking_invalid"


class SlotTaken(Conflict):
    """Somebody else has that time, or it was never free. `alternatives`: the nearest free starts, at most six, each with `starts_at` (ISO
    8601, UTC), `store_id` (none for online) and `timezone`, the clock of where it is. `free_until`: where something is to last longer,
    until when nobody else has the time. `in_the_way`: where something is to be put back, what is there (`righting.put_back`)."""

    code = "slot_taken"


def free_instead(refusal: Refusal) -> list[dict[str, Any]]:
    """The `alternatives` that a refusal names, as in `SlotTaken`; none where it names none."""
    return cast(list[dict[str, Any]], refusal.params.get("alternatives") or [])


class SlotOutside(Invalid):
    """Nobody may book that time by themselves: `reason` is too_soon, too_far or past."""

    code = "slot_outside"


class TooManyAppointments(Refusal):
    """This person has as many appointments ahead as the service allows (`limit`)."""

    code = "too_many_appointments"


class WaitTooMany(TooManyAppointments):
    """This person has as many appointments ahead as the service allows (`limit`): nothing that becomes free could be theirs. They can
    move one that they have."""

    code = "wait_too_many"


class WrongState(Conflict):
    """The appointment is `state`, and from there it cannot become what was asked for."""

    code = "wrong_state"


class AppointmentMoved(Conflict):
    """It is not where whoever asks saw it, or not as long: somebody changed it meanwhile, and what was worked out from the old time would
    undo that. `field` says what is another: was_starts_at, was_ends_at, was_agreed_local or was_timezone.
    `starts_at` and `ends_at`: where it is now (ISO 8601, UTC)."""

    code = "appointment_moved"


class HoldExpired(Conflict):
    """The hold ran out and somebody else has the time meanwhile. `alternatives` as in `slot_taken`."""

    code = "hold_expired"


class OccasionShared(Conflict):
    """Others have a place in the same group: how long it lasts is not one person's to change."""

    code = "occasion_shared"


class NoticeTooShort(Refusal):
    """It is too late for the customer to cancel or move it by themselves: `minutes` before the start was the last moment."""

    code = "notice_too_short"


class BookingInUse(Conflict):
    """Appointments name it, so it cannot go; it can be switched off."""

    code = "booking_in_use"


class PlansChanged(Conflict):
    """Somebody else wrote these plans meanwhile: see how they are now and write again. `version` is theirs."""

    code = "plans_changed"


class PageNotFound(NotFound):
    """There is no such page, it is switched off, or the link says nothing: nobody is told which."""


class PageRefused(Refusal):
    """It cannot be booked on the page for this person; somebody of the business can tell them more. Why is not said to strangers."""

    code = "page_refused"


class CoverUnfit(Invalid):
    """That cannot stand at the top of the page; `reason`: no_picture (JPEG, PNG or WebP), too_large, size."""

    code = "cover_unfit"


class TicketStale(Conflict):
    """The page was opened too long ago, or this very moment, or its work was not done: look at it again and repeat."""

    code = "ticket_stale"


class ConsentChanged(Conflict):
    """The words to agree to are others by now; `version` is theirs."""

    code = "consent_changed"


class AddressTaken(Conflict):
    """Another business has this slug or domain."""

    code = "address_taken"


class PageWritten(Conflict):
    """Somebody else wrote the page for the first time in the same moment: what they wrote is to be looked at before it is changed."""

    code = "page_written"


class DomainUnproven(Refusal):
    """The name service does not have the record `name` with `value` yet: nobody knows that the domain is the business's."""

    code = "domain_unproven"


class SeriesTaken(Conflict):
    """Not all of a series can be had, and none of it is. `refused`: those that cannot, each with `starts_at`, its `code` and
    `alternatives` as in `slot_taken`."""

    code = "series_taken"


class RestoreTooLate(Refusal):
    """It was cancelled more than `days` ago: who was told of that has made other plans, and it is booked anew."""

    code = "restore_too_late"


class NothingRestored(Conflict):
    """Nothing of what was cancelled together can be taken back. `refused`: each with `starts_at`, its `code` and `alternatives` as in
    `slot_taken`."""

    code = "nothing_restored"


class ImportSettled(Conflict):
    """Somebody has seen to that booking meanwhile: it has its appointment, or needs none."""

    code = "import_settled"


class OfferOver(Conflict):
    """What was offered to who waited was declined or withdrawn; somebody else may have it."""

    code = "offer_over"


class WaitNotEarlier(Refusal):
    """Nothing that is waited for, or offered, would be before the appointment in whose place it is to be."""

    code = "wait_not_earlier"


class OfferUnsaid(Refusal):
    """Who waits cannot be told of a time now; `reason`: no_conversation, bot_off, or talking (the bot is answering them
    this moment)."""

    code = "offer_unsaid"


class ConsentInvalid(Refusal):
    """The consent that was brought back is used, old, or somebody else's. It is asked for again."""

    code = "consent_invalid"


class ConsentIncomplete(Refusal):
    """The person did not consent to what is needed to keep their calendar in step."""

    code = "consent_incomplete"


class CalendarRefused(Refusal):
    """The calendar outside cannot be used now; `reason`: not_set_up, consent_gone, or what its vendor said."""

    code = "calendar_refused"
