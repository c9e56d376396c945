"""Who came to a booking that another system took, as it was said there: its appointment is missed or completed, or people look at it."""

import uuid

from atende.bookings.models import Appointment, Import
from atende.bookings.ports import CameElsewhere
from atende.bookings.queries import imports
from atende.bookings.rules.states import State
from atende.bookings.service import changing, imported
from atende.bookings.service.imported import BOOKED, ENDED, FLAGGED, REPLACED
from atende.core.tenancy import Tx
from atende.integrations.errors import Ignored, RetryLater
from atende.kit.refusal import Refusal

ABSENT = "absent"  # said there of one that cannot be missed here (yet)


async def hear(tx: Tx, connection_id: uuid.UUID, said: CameElsewhere, *, is_last: bool) -> Import:
    """Whoever stayed away has missed their appointment; who did not after all has been there, and so has everybody of whom nothing was said
    once the time of the booking and the appointment's is over. What cannot be missed is flagged. A booking that is not known, and one that
    is not over by our clock, may be a moment later (`RetryLater`); the last time (`is_last`) nothing is to be done (`Ignored`), as with
    what was said before and with what does not take place. States the appointment's facts, and `ImportFlagged`."""
    await imported.hold(tx, connection_id, said.id)
    rows = await _meant(tx, connection_id, said)
    if not rows:
        raise Ignored("unknown_booking") if is_last else RetryLater("unknown_booking")
    why: str | None = None
    done: Import | None = None
    is_early = False
    for row, is_absent in rows:
        reason = await (_over(tx, row) if is_absent is None else _say(tx, row, said, is_absent=is_absent))
        is_early |= reason == "not_over"
        done, why = (done or row, why) if reason is None else (done, reason)
    if is_early and not is_last:
        raise RetryLater("not_over")  # of a group for all of them
    if done is None:
        raise Ignored(why or "over")
    await tx.session.flush()
    return done


async def again(tx: Tx, row: Import) -> None:
    """Whoever stayed away has missed the appointment that the import has, or it is flagged (still)."""
    await _miss(tx, row)


async def _meant(tx: Tx, connection_id: uuid.UUID, said: CameElsewhere) -> list[tuple[Import, bool | None]]:
    """Each booking, or place in it, with what was said of whoever has it; None: nothing."""
    one = await imported.known(tx, connection_id, said.id)
    if one is not None:
        everybody = [*said.guests.values()]
        if said.is_over:  # of guests that somebody brought nothing follows
            return [(one, True if everybody and all(everybody) else None)]
        return [(one, all(everybody))]
    taken = {row.external_id.partition("#")[2]: row for row in await imports.seats(tx, connection_id, said.id)}
    await imported.hold(tx, connection_id, *(row.external_id for row in taken.values()))
    for row in taken.values():
        await tx.session.refresh(row, with_for_update=True)
    if said.is_over:
        return [(row, True if said.guests.get(seat) else None) for seat, row in taken.items()]
    return [(taken[seat], is_absent) for seat, is_absent in said.guests.items() if seat in taken]


async def _say(tx: Tx, row: Import, said: CameElsewhere, *, is_absent: bool) -> str | None:
    """None when it is so here, or flagged; else why nothing is to be done."""
    if said.is_over:
        return "absent"  # and told so by a word of its own
    if row.state in (ENDED, REPLACED):
        return "over"
    if said.at < row.said_at:
        return "older"
    if row.appointment_id is None:
        return row.state  # people look at it, or have
    row.said_at = said.at
    if is_absent:
        await _miss(tx, row)
        await imported.tell(tx, row)
    else:
        await _came(tx, row)
    return None


async def _made(tx: Tx, row: Import) -> Appointment:
    assert row.appointment_id is not None
    return await tx.session.get_one(Appointment, (tx.tenant_id, row.appointment_id), populate_existing=True)


async def _miss(tx: Tx, row: Import) -> None:
    made = await _made(tx, row)
    is_ours = row.state == BOOKED or row.problem == ABSENT
    try:
        async with tx.savepoint(row):
            await changing.miss(tx, made.id)
    except Refusal:
        if is_ours:
            imported.become(row, FLAGGED, ABSENT)
        return
    if is_ours:
        imported.become(row, BOOKED)


async def _came(tx: Tx, row: Import) -> None:
    """That somebody stayed away was a mistake: they were there, also where nobody here heard of the mistake; of what has not begun there
    is nothing to say."""
    made = await _made(tx, row)
    if row.problem == ABSENT:
        imported.become(row, BOOKED)
    if made.state in (State.NO_SHOW, State.CONFIRMED) and made.starts_at <= tx.now:
        await changing.complete(tx, made.id)


async def _over(tx: Tx, row: Import) -> str | None:
    """Only the clock says so: whom people here or there have marked as absent stays that."""
    if row.appointment_id is None or row.state != BOOKED:
        return row.state
    made = await _made(tx, row)
    if made.state != State.CONFIRMED:
        return "over"
    if made.ends_at > tx.now:
        return "not_over"
    await changing.complete(tx, made.id)
    return None
