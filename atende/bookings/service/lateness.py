"""The customer says that they will come late."""

import uuid

from atende.bookings.errors import WrongState
from atende.bookings.events import BookingRunningLate
from atende.bookings.rules.states import State
from atende.bookings.service import reserving
from atende.bookings.service.rows import locked
from atende.bookings.service.stating import about
from atende.core.tenancy import Tx

LATE = "late"  # in the history, with the minutes that were said: late:15
_LAST = """
select reason from bookings_changes where tenant_id = $1 and appointment_id = $2 and to_starts_at = $3
    and (reason = $4 or reason like $4 || ':%') order by at desc, id desc limit 1
"""


async def say(tx: Tx, appointment_id: uuid.UUID, minutes: int | None = None) -> bool:
    """That they come so many minutes late (None: not said) stands in the appointment's history; whether that is new. States
    `BookingRunningLate` when it is. Refuses `BookingNotFound`, and `WrongState` for one that does not take place or is over."""
    row = await locked(tx, appointment_id)
    if row.state not in (State.PENDING, State.CONFIRMED) or row.ends_at <= tx.now:
        raise WrongState(state=row.state, wanted=LATE)
    reason = LATE if minutes is None else f"{LATE}:{minutes}"
    before = await tx.value(_LAST, tx.tenant_id, row.id, row.starts_at, LATE)
    if before is not None and (minutes is None or before == reason):
        return False
    settled_at = row.settled_at
    await reserving.record(tx, row, row.state, from_starts_at=row.starts_at, reason=reason)
    row.settled_at = settled_at  # it is in the state in which it was
    await tx.session.flush()
    await tx.emit(BookingRunningLate(**await about(tx, row.id), minutes=minutes), subject_id=row.id)
    return True
