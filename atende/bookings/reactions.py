"""Something happened: a professional of the business is a resource of its agenda; an appointment is in the calendars outside of
whoever has it."""

from atende.bookings.events import BookingCancelled, BookingCreated, BookingRescheduled, OfAppointment
from atende.bookings.ports import TakenElsewhere
from atende.bookings.service import importing, setup
from atende.bookings.service.outside import flagging, writing
from atende.core.events import react
from atende.core.tenancy import Tx
from atende.integrations.ports import ParcelKind
from atende.integrations.service.opening import Opened, Waiting, handle_with
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


async def booking(tx: Tx, said: TakenElsewhere, parcel: Waiting) -> Opened:
    """Somebody took, moved or cancelled a booking elsewhere."""
    row = await importing.hear(tx, parcel.connection_id, said)
    return Opened(contact_id=row.contact_id, reason=row.problem)


def register() -> None:
    """Called by `wiring` once."""
    react(FactChanged, professional)
    handle_with(ParcelKind.BOOKING, booking)
    for fact in (BookingCreated, BookingRescheduled, BookingCancelled):
        react(fact, outside)
