"""Something happened: a professional of the business is a resource of its agenda; a clock was changed; a reminder left, failed or was
answered; what becomes free is looked at for whoever waits; an appointment is in the calendars outside of whoever has it."""

from atende.accounts.events import StoreChanged, TenantChanged
from atende.bookings.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingCreated,
    BookingRescheduled,
    BookingRestored,
    BookingSetupChanged,
    OfAppointment,
)
from atende.bookings.ports import CameElsewhere, TakenElsewhere
from atende.bookings.service import (
    acknowledging,
    answering,
    attending,
    freeing,
    importing,
    receipts,
    reclocking,
    reminding,
    setup,
    waiting,
)
from atende.bookings.service.outside import flagging, matching, writing
from atende.core.events import react
from atende.core.tenancy import Tx
from atende.inbox.events import MessageReceived, MessageStatusChanged, TimelinesJoined, TimelinesSplit
from atende.inbox.service import provisos
from atende.integrations.ports import ParcelKind
from atende.integrations.service.opening import MAX_ATTEMPTS, Opened, Waiting, handle_with
from atende.knowledge.events import FactChanged


async def professional(tx: Tx, fact: FactChanged) -> None:
    """Whom customers come to see can be given plans and appointments."""
    if fact.kind == "professional" and fact.record_id is not None:
        await setup.follow_professional(tx, fact.record_id)


async def message_moved(tx: Tx, fact: MessageStatusChanged) -> None:
    """The message of a reminder or a receipt was dropped or failed; what else becomes of it is read from the message."""
    await reminding.message_ended(tx, fact)
    await receipts.message_ended(tx, fact)


async def changed(tx: Tx, fact: BookingCancelled | BookingRescheduled) -> None:
    """Of what was booked there is nothing to be told any more; what only lasts longer or is with somebody else is told as it is."""
    starts_at = fact.starts_at if isinstance(fact, BookingRescheduled) else None
    await receipts.outdated(tx, fact.appointment_id, starts_at=starts_at)


async def pressed(tx: Tx, fact: MessageReceived) -> None:
    """A button was pressed: who confirms has confirmed, and who waited has what they were offered, whoever answers in the conversation
    and whatever is said next."""
    if fact.kind != "button":
        return
    await acknowledging.pressed(tx, fact.message_id, fact.contact_id)
    if not fact.starts_bot:
        await answering.pressed(tx, fact.message_id, fact.contact_id)


async def joined(tx: Tx, fact: TimelinesJoined) -> None:
    """Where a reminder is answered is where its message is now."""
    await reminding.moved(tx, fact.from_conversation_id, fact.to_conversation_id)


async def split(tx: Tx, fact: TimelinesSplit) -> None:
    """It goes back with its message."""
    await reminding.followed(tx, fact.message_ids, fact.to_conversation_id)


async def clock_changed(tx: Tx, fact: StoreChanged | TenantChanged) -> None:
    """What was agreed by the clock as it was is put back to the local time that was agreed."""
    if "timezone" in fact.fields:
        await reclocking.changed(tx)


async def became_free(tx: Tx, fact: BookingCancelled | BookingRescheduled | BookingSetupChanged) -> None:
    """A time may be free that was not."""
    await freeing.freed(tx, type(fact).name)


async def outside(tx: Tx, fact: OfAppointment) -> None:
    """Its entries in calendars outside are due, and what was flagged because of where it was is looked at again."""
    await writing.follow(tx, fact.appointment_id)
    if not isinstance(fact, BookingCreated):
        await matching.look_at(tx, fact.appointment_id)
        await flagging.look_again(tx, fact.appointment_id)


async def booking(tx: Tx, said: TakenElsewhere | CameElsewhere, parcel: Waiting) -> Opened:
    """Somebody took, moved, handed on or cancelled a booking elsewhere, or came to it or not."""
    if isinstance(said, CameElsewhere):
        row = await attending.hear(tx, parcel.connection_id, said, is_last=parcel.attempts >= MAX_ATTEMPTS - 1)
    else:
        row = await importing.hear(tx, parcel.connection_id, said)
    return Opened(contact_id=row.contact_id, reason=(row.problem or "").partition(":")[0] or None)


def register() -> None:
    """Called by `wiring` once."""
    react(FactChanged, professional)
    react(MessageStatusChanged, message_moved)
    react(MessageReceived, pressed)
    react(TimelinesJoined, joined)
    react(TimelinesSplit, split)
    react(BookingConfirmed, receipts.approved)
    react(BookingCancelled, changed)
    react(BookingRescheduled, changed)
    provisos.ask(reminding.PROVISO, reminding.still_holds)
    provisos.ask(receipts.PROVISO, receipts.still_holds)
    provisos.ask(waiting.PROVISO, waiting.still_offered)
    for kind in (BookingCancelled, BookingRescheduled, BookingSetupChanged):
        react(kind, became_free)
    for kind in (StoreChanged, TenantChanged):
        react(kind, clock_changed)
    handle_with(ParcelKind.BOOKING, booking)
    for fact in (BookingCreated, BookingRescheduled, BookingCancelled, BookingRestored):
        react(fact, outside)
