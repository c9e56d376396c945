"""Something happened: a professional of the business is a resource of its agenda; an appointment is in the calendars outside of
whoever has it."""

from atende.bookings.events import BookingCancelled, BookingCreated, BookingRescheduled, OfAppointment
from atende.bookings.service import setup
from atende.bookings.service.outside import flagging, writing
from atende.core.events import react
from atende.core.tenancy import Tx
from atende.knowledge.events import FactChanged


async def professional(tx: Tx, fact: FactChanged) -> None:
    """Whom customers come to see can be given plans and appointments."""
    if fact.kind == "professional" and fact.record_id is not None:
        await setup.follow_professional(tx, fact.record_id)


async def outside(tx: Tx, fact: OfAppointment) -> None:
    """Its entries in calendars outside are due, and what was flagged because of where it was is looked at again."""
    await writing.follow(tx, fact.appointment_id)
    if not isinstance(fact, BookingCreated):
        await flagging.look_again(tx, fact.appointment_id)


def register() -> None:
    """Called by `wiring` once."""
    react(FactChanged, professional)
    for fact in (BookingCreated, BookingRescheduled, BookingCancelled):
        react(fact, outside)
