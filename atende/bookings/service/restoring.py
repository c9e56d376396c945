"""What was cancelled with one press is taken back with one: the rest of a series, a visit, or one alone.

Each is restored as one is by itself (`amending.restore`), under the lock of all that any of them had."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from atende.bookings.errors import BookingNotFound, NothingRestored, RestoreTooLate, SlotOutside, WrongState, free_instead
from atende.bookings.models import Appointment
from atende.bookings.rules.states import State
from atende.bookings.service import amending, combined, series
from atende.bookings.service.series import Refused
from atende.core.tenancy import Tx
from atende.kit.refusal import Refusal

# Whoever was told that they have it no more has made other plans by then; and the desk books anew.
WITHIN = timedelta(days=7)
_STANDS = (State.PENDING, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Those that stand as they did, and those that could not be taken back."""

    done: list[uuid.UUID]
    refused: list[Refused]


async def together(tx: Tx, appointment_id: uuid.UUID) -> Outcome:
    """This one, and whatever of its series or visit was cancelled in the same moment, stands as it did before; what cannot is told, with
    what is free instead. Asked again it changes nothing. States `BookingRestored` of each. Refuses `BookingNotFound`, `WrongState` for
    one that was not cancelled, `RestoreTooLate` after seven days, and `NothingRestored` when none can be."""
    one = await tx.session.get(Appointment, (tx.tenant_id, appointment_id))
    if one is None:
        raise BookingNotFound("no such appointment")
    await series.lock_together(tx, await _family(tx, one))
    rows = [row for row in await _family(tx, one) if row.settled_at == one.settled_at]
    if one.state in _STANDS:
        return Outcome([row.id for row in rows if row.state in _STANDS], [])
    if one.state != State.CANCELLED:
        raise WrongState(state=one.state, wanted="restored")
    if one.settled_at is None or one.settled_at < tx.now - WITHIN:
        raise RestoreTooLate(days=WITHIN.days)
    done: list[uuid.UUID] = []
    refused: list[Refused] = []
    for row in rows:
        if row.state != State.CANCELLED:
            continue
        starts_at = row.starts_at
        try:
            if starts_at <= tx.now:
                raise SlotOutside(field="starts_at", reason="past")
            async with tx.savepoint(row):
                done.append((await amending.restore(tx, row.id)).id)
        except Refusal as refusal:
            refused.append(Refused(starts_at, refusal.code, free_instead(refusal)))
    if not done:
        raise NothingRestored(refused=[one.to_json() for one in refused])
    return Outcome(done, refused)


async def _family(tx: Tx, one: Appointment) -> Sequence[Appointment]:
    if one.series_id is not None:
        return await series.members(tx, one.series_id)
    return [one] if one.visit_id is None else await combined.members(tx, one.visit_id)
