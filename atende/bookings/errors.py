"""Refusals of bookings: what stands in the way, and what would be possible instead."""

from atende.kit.refusal import Conflict, Invalid, NotFound, Refusal


class BookingNotFound(NotFound):
    """No such service, resource or appointment here."""


class BookingInvalid(Invalid):
    """The service, plan or request cannot be kept as given; `field` says which part."""

    code = "booking_invalid"


class SlotTaken(Conflict):
    """Somebody else has that time, or it was never free. `alternatives`: the nearest free starts (ISO 8601, UTC), at most six."""

    code = "slot_taken"


class SlotOutside(Invalid):
    """Nobody may book that time by themselves: `reason` is too_soon, too_far or past."""

    code = "slot_outside"


class TooManyAppointments(Refusal):
    """This person has as many appointments ahead as the service allows (`limit`)."""

    code = "too_many_appointments"


class WrongState(Conflict):
    """The appointment is `state`, and from there it cannot become what was asked for."""

    code = "wrong_state"


class HoldExpired(Conflict):
    """The hold ran out and somebody else has the time meanwhile. `alternatives` as in `slot_taken`."""

    code = "hold_expired"


class NoticeTooShort(Refusal):
    """It is too late for the customer to cancel or move it by themselves: `minutes` before the start was the last moment."""

    code = "notice_too_short"


class BookingInUse(Conflict):
    """Appointments name it, so it cannot go; it can be switched off."""

    code = "booking_in_use"


class ConsentInvalid(Refusal):
    """The consent that was brought back is used, old, or somebody else's. It is asked for again."""

    code = "consent_invalid"


class ConsentIncomplete(Refusal):
    """The person did not consent to what is needed to keep their calendar in step."""

    code = "consent_incomplete"


class CalendarRefused(Refusal):
    """The calendar outside cannot be used now; `reason`: not_set_up, consent_gone, or what its vendor said."""

    code = "calendar_refused"
