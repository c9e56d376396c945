"""The customer says that they will come."""

import uuid
from datetime import datetime

from atende.bookings.errors import BookingNotFound, WrongState
from atende.bookings.events import BookingAcknowledged
from atende.bookings.models import Appointment
from atende.bookings.rules.options import pressed as option
from atende.bookings.rules.states import State
from atende.bookings.service.stating import about
from atende.core.tenancy import Tx
from atende.kit.refusal import Refusal

_ACKNOWLEDGE = """
update bookings_appointments set acknowledged_at = $3 where tenant_id = $1 and id = $2 and acknowledged_at is null returning id
"""
_PRESSED = "select content->>'id' from inbox_messages where tenant_id = $1 and id = $2"
# Whoever was merged into a person is that person.
_THEIRS = """
with recursive person (id) as (
    select $3::uuid union select c.id from contacts_contacts c join person p on c.merged_into_id = p.id where c.tenant_id = $1
)
select true from bookings_appointments where tenant_id = $1 and id = $2 and contact_id in (select id from person)
"""


async def acknowledge(tx: Tx, appointment_id: uuid.UUID, starts_at: datetime) -> bool:
    """The customer comes to this appointment at this start; whether that is new. States `BookingAcknowledged` when it is. Refuses
    `BookingNotFound`, and `WrongState` for one that is not ahead, or not at that start any more."""
    row = await tx.session.get(
        Appointment, (tx.tenant_id, appointment_id), with_for_update={"key_share": True}, populate_existing=True
    )
    if row is None:
        raise BookingNotFound("no such appointment")
    if row.state not in (State.PENDING, State.CONFIRMED) or row.starts_at != starts_at or row.starts_at <= tx.now:
        raise WrongState(state=row.state, wanted="acknowledged")
    if not await tx.fetch(_ACKNOWLEDGE, tx.tenant_id, row.id, tx.now):
        return False
    await tx.emit(BookingAcknowledged(**await about(tx, row.id)), subject_id=row.id)
    return True


async def pressed(tx: Tx, message_id: uuid.UUID, contact_id: uuid.UUID) -> None:
    """What the button of this message confirmed is confirmed, when it is this person's and still so; any other button is left to whoever
    answers."""
    tapped = option(await tx.value(_PRESSED, tx.tenant_id, message_id) or "")
    if tapped is None or tapped.verb != "confirm" or tapped.starts_at is None:
        return
    try:
        appointment_id = uuid.UUID(tapped.subject)
    except ValueError:
        return
    if not await tx.value(_THEIRS, tx.tenant_id, appointment_id, contact_id):
        return
    try:
        await acknowledge(tx, appointment_id, tapped.starts_at)
    except Refusal:
        return  # it is told by whoever answers: moved, cancelled or over
