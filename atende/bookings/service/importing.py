"""Bookings that another system took (Cal.com): each is an appointment here, once, whatever comes twice, late or in another order; what
cannot be one as it stands is flagged for people, and frees or moves nothing."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import select

from atende.bookings.errors import BookingInvalid, BookingNotFound, ImportSettled, WrongState
from atende.bookings.models import Appointment, Import, ImportRoute
from atende.bookings.ports import Said, TakenElsewhere
from atende.bookings.queries import calendar, imports
from atende.bookings.queries.calendar import Event
from atende.bookings.rules.states import AHEAD, LIVING, Source, State
from atende.bookings.service import amending, attending, changing, hosting, imported, reserving
from atende.bookings.service.imported import BOOKED, ENDED, FLAGGED, MOVE_ASKED, NOTED, REPLACED, become, tell
from atende.bookings.service.outside import matching
from atende.bookings.service.rows import locked
from atende.core.tenancy import Tx
from atende.integrations.errors import Ignored
from atende.kit.refusal import Refusal

Booked = TypeVar("Booked")
# Whether the appointment is what was asked for with that id: alone, as one of a series or of a visit.
_IS_OF = """
select exists (select from bookings_appointments a left join bookings_series s on s.tenant_id = a.tenant_id and s.id = a.series_id
where a.tenant_id = $1 and a.id = $2 and (a.client_id = $3 or a.visit_id = $3 or s.client_id = $3))
"""


async def hear(tx: Tx, connection_id: uuid.UUID, said: TakenElsewhere) -> Import:
    """What was said of the booking holds here: it is an appointment (source import), at its new time, cancelled; or flagged with the
    reason. Said before, or older than what is known, it changes nothing (`Ignored`). States `ImportFlagged` beside the appointment's
    facts."""
    # Created and moved may be opened beside each other where the vendor gave them no common name.
    await imported.hold(tx, connection_id, said.id, said.replaces or said.id)
    row = await imported.known(tx, connection_id, said.id)
    if row is not None and said.said is Said.REASSIGNED:
        return await _reassign(tx, row, said)
    is_over = said.said in (Said.CANCELLED, Said.REJECTED)
    # What is over stays so, whenever it is told; but who gave up their seat may take it again.
    if row is not None and said.at < row.said_at and (said.is_seat or not is_over):
        # All is known of it but, of a move that a later word has overtaken, which one it was before.
        former = await imported.known(tx, connection_id, said.replaces) if said.said is Said.MOVED and said.replaces else row
        if former is row or (former is not None and former.state == REPLACED):
            raise Ignored("older")
        await _follow_up(tx, row, said)
        return row
    is_again = row is not None and row.state == ENDED and said.is_seat and said.said is Said.CREATED and said.at > row.said_at
    if is_again and row is not None:
        row.appointment_id = None
    elif row is not None and row.state in (ENDED, REPLACED) and not is_over:
        if said.replaces is None:
            raise Ignored("over")
        await _follow_up(tx, row, said)
        return row
    if row is not None and row.state == REPLACED:
        raise Ignored("over")
    # Told once more, by another of its webhooks or when it is asked for: what people here made of it since stands.
    is_moved = row is None or (row.starts_at, row.ends_at) != (said.starts_at, said.ends_at)
    left = row.problem if row is not None and _is_left(row) and not (is_moved and row.problem == attending.ABSENT) else None
    is_news = row is None or (row.state != BOOKED and left is None) or is_moved
    if row is not None and (row.state, is_moved) == (NOTED, False) and row.contact_id is not None and not is_over:
        raise Ignored("set_aside")  # of a mere request nobody is known
    was_asked = row is not None and row.state == NOTED
    row = row or imported.new(tx, connection_id, said.id)
    row.said_at, row.starts_at, row.ends_at = max(said.at, row.said_at), said.starts_at, said.ends_at
    row.uid_sign, row.is_recurring = said.uid or row.uid_sign, said.is_recurring
    row.event_type = said.event_types[0] if said.event_types else ""
    replaces = said.replaces or (await imported.in_question(tx, row) if was_asked else None)
    if is_over:
        if replaces:
            await _take_over(tx, row, replaces)
        await _end(tx, row, said.reason)
        if not said.is_seat:
            await _end_seats(tx, row, said)
    elif said.said is Said.REQUESTED:
        if row.appointment_id is None:
            become(row, NOTED)
            if is_moved:  # told once more of the same, it is asked about no more
                await _ask_about(tx, row, replaces)
    elif replaces or was_asked:
        await _move(tx, row, replaces, said, is_news=is_news)
    else:
        await _book(tx, row, said, is_news=is_news)
    if left is not None and row.state == BOOKED and row.appointment_id is not None:
        await _see_to(tx, row, left)
    await tx.session.flush()
    await matching.look(tx, [row.uid_sign])
    await tell(tx, row)
    return row


def _is_left(row: Import) -> bool:
    """Whether who does it or who came is what people have to look at: its time is not."""
    return row.problem == attending.ABSENT or hosting.asked(row.problem) is not None


async def _see_to(tx: Tx, row: Import, problem: str) -> None:
    """The appointment is with whom it was given to, or missed, or flagged with that (still)."""
    host = hosting.asked(problem)
    await (attending.again(tx, row) if host is None else hosting.hand_over(tx, row, host))


async def _reassign(tx: Tx, row: Import, said: TakenElsewhere) -> Import:
    """Somebody else does a booking that is known, or what came of it."""
    if row.state == REPLACED:
        row = await imported.last(tx, row)  # told late: it holds for what came of it, unless that was given to somebody since
        is_older = await hosting.was_given(tx, row)
    else:
        is_older = said.at < row.said_at
        row.said_at = max(said.at, row.said_at)
    if is_older or row.state not in (BOOKED, FLAGGED):
        raise Ignored("older" if is_older else "over")
    if row.appointment_id is None:
        await _seat(tx, row, said.event_types, said.host)  # they may be free
    if row.appointment_id is not None:
        await hosting.hand_over(tx, row, said.host)
    await tx.session.flush()
    await matching.look(tx, [row.uid_sign])
    await tell(tx, row)
    return row


async def try_again(tx: Tx, import_id: uuid.UUID) -> Import:
    """The flagged booking is tried once more: its kind may be known by now, its time free. It stays flagged when it cannot be kept.
    Refuses one that is not flagged."""
    row = await _flagged(tx, import_id)
    assert row.starts_at is not None
    if row.appointment_id is not None and row.problem is not None and _is_left(row):
        await _see_to(tx, row, row.problem)
    elif row.appointment_id is not None:
        await _shift(tx, row, row.appointment_id)
    else:
        await _seat(tx, row, (row.event_type,))
    await tx.session.flush()
    await matching.look(tx, [row.uid_sign])
    return row


async def set_aside(tx: Tx, import_id: uuid.UUID) -> Import:
    """Somebody looked at it: it needs nothing here. An appointment that it has stays as it is. Refuses one that is not flagged."""
    row = await _flagged(tx, import_id)
    become(row, BOOKED if row.appointment_id is not None else NOTED)
    await tx.session.flush()
    return row


async def booked_by_hand(tx: Tx, import_id: uuid.UUID, appointment_id: uuid.UUID) -> Import:
    """Somebody made this appointment of it: what is said of the booking from now on is said of that. Again it changes nothing. Refuses
    an import that has another or is not flagged, and an appointment that will not take place or is another booking's."""
    row = await tx.session.get(Import, (tx.tenant_id, import_id), with_for_update=True, populate_existing=True)
    if row is not None and row.state == BOOKED and row.appointment_id == appointment_id:
        return row
    row = await _flagged(tx, import_id)
    if row.appointment_id is not None:
        raise BookingInvalid("it has an appointment", field="import_id")
    await reserving.lock_of(tx, appointment_id)
    made = await locked(tx, appointment_id)
    if State(made.state) not in AHEAD:
        raise BookingInvalid("not an appointment that this booking can be", field="appointment_id")
    await _refuse_others(tx, appointment_id)
    row.appointment_id = made.id
    become(row, BOOKED)
    await tx.session.flush()
    await matching.look(tx, [row.uid_sign])
    return row


async def by_hand(
    tx: Tx,
    import_id: uuid.UUID | None,
    wish: reserving.Wish,
    book: Callable[[reserving.Wish], Awaitable[Booked]],
    first: Callable[[Booked], uuid.UUID],
) -> Booked:
    """What `book` books of this wish, and its `first` appointment is the booking's from now on: one deed, so that of two people who
    book it at once one does. The booking's own event in calendars outside takes no time beside it. Asked again with the same `client_id`
    it is what `book` returns again; of no import (None) it is what `book` does. Refuses `BookingNotFound`, `ImportSettled` for a
    booking that somebody has seen to, `BookingInvalid` for a hold, and what `book` refuses; then nothing is booked."""
    if import_id is None:
        return await book(wish)
    if wish.hold:
        raise BookingInvalid("a booking is kept, not held", field="hold")
    if wish.conversation_id is not None:
        await reserving.hold_conversation(tx, wish.conversation_id)
    row = await tx.session.get(Import, (tx.tenant_id, import_id), with_for_update=True, populate_existing=True)
    if row is None:
        raise BookingNotFound("no such import", field="import_id")
    if row.appointment_id is not None and await tx.value(_IS_OF, tx.tenant_id, row.appointment_id, wish.client_id):
        return await book(wish)
    if row.state != FLAGGED or row.appointment_id is not None:
        raise ImportSettled(field="import_id")
    made = await book(replace(wish, event=imported.event(row)))
    await _refuse_others(tx, first(made))
    row.appointment_id = first(made)
    become(row, BOOKED)
    await tx.session.flush()
    await matching.look(tx, [row.uid_sign])
    return made


async def _refuse_others(tx: Tx, appointment_id: uuid.UUID) -> None:
    others = select(Import.id).where(
        Import.tenant_id == tx.tenant_id, Import.appointment_id == appointment_id, Import.state.in_([BOOKED, FLAGGED])
    )
    if await tx.session.scalar(others.limit(1)) is not None:
        raise BookingInvalid("not an appointment that this booking can be", field="appointment_id")


async def _flagged(tx: Tx, import_id: uuid.UUID) -> Import:
    row = await tx.session.get(Import, (tx.tenant_id, import_id), with_for_update=True, populate_existing=True)
    if row is None:
        raise BookingNotFound("no such import")
    if row.state != FLAGGED:
        raise BookingInvalid("there is nothing to look at", field="import_id")
    return row


async def _book(tx: Tx, row: Import, said: TakenElsewhere, *, is_news: bool) -> None:
    if row.appointment_id is not None:
        # The same booking at other times: its move was told to nobody, or as no move.
        if is_news:
            await _shift(tx, row, row.appointment_id)
        return
    row.contact_id = row.contact_id or await imported.person(tx, said)
    await _seat(tx, row, said.event_types, said.host)
    if said.said is Said.REASSIGNED and row.appointment_id is not None:
        await hosting.hand_over(tx, row, said.host)


async def _seat(tx: Tx, row: Import, event_types: tuple[str, ...], host: str = "") -> None:
    assert row.starts_at is not None
    route = await imported.route(tx, row.connection_id, event_types)
    if route is None:
        become(row, FLAGGED, "no_route")
        return
    if row.contact_id is None:
        become(row, FLAGGED, "nobody")
        return
    event, said_once = imported.event(row), f"{row.external_id} {row.said_at.isoformat()}"
    try:
        async with tx.savepoint(row):
            given = await hosting.able(tx, host, route.service_id) if host else None
            professional_id = given or route.professional_id or await _host(tx, route, event)
            wish = reserving.Wish(
                route.service_id, row.starts_at, row.contact_id, Source.IMPORT, route.store_id, professional_id,
                client_id=uuid.uuid5(row.connection_id, said_once), ends_at=row.ends_at, event=event,
            )  # fmt: skip
            made = await reserving.reserve(tx, wish)
    except Refusal as refused:
        become(row, FLAGGED, refused.code)
        return
    row.appointment_id = made.id
    become(row, BOOKED)


async def _host(tx: Tx, route: ImportRoute, event: Event | None) -> uuid.UUID | None:
    """In whose calendar it was written, if they do that service."""
    host = await matching.whose(tx, event) if event is not None else None
    return host if host in await calendar.resources(tx, await calendar.service(tx, route.service_id)) else None


async def _ask_about(tx: Tx, row: Import, replaces: str | None) -> None:
    """Somebody wants this instead of what they have, which stands until that is answered there, and is shown to people meanwhile."""
    by_name = await imported.known(tx, row.connection_id, replaces) if replaces else None
    before = by_name or await imported.of_event(tx, row)
    if (
        before is None
        or before.state != BOOKED
        or before.appointment_id is None
        or await imported.is_off(tx, before.appointment_id)
    ):
        return
    before.replaced_by, before.said_at = row.external_id, max(row.said_at, before.said_at)
    become(before, FLAGGED, MOVE_ASKED)
    await tx.session.flush()
    await tell(tx, before)


async def _move(tx: Tx, row: Import, replaces: str | None, said: TakenElsewhere, *, is_news: bool) -> None:
    before = await imported.known(tx, row.connection_id, replaces) if replaces else None
    left = before.problem if before is not None and hosting.asked(before.problem) else None  # who was absent then may come now
    had = (await _take_over(tx, row, replaces)).appointment_id if replaces else None
    if row.appointment_id is None and had is None and (lost := await imported.of_event(tx, row)) is not None:
        # Nobody told what came between; the event in calendars is the same all along.
        row.appointment_id, row.contact_id, lost.replaced_by = lost.appointment_id, lost.contact_id, row.external_id
        become(lost, REPLACED)
        await tx.session.flush()
    if row.appointment_id is None:
        await _book(tx, row, said, is_news=is_news)
    elif is_news:
        await _shift(tx, row, row.appointment_id)
    if left is not None and row.state == BOOKED and row.appointment_id is not None:
        await _see_to(tx, row, left)


async def _take_over(tx: Tx, row: Import, replaces: str) -> Import:
    """What the booking had before it was called otherwise is its own; of two appointments the one before is given up."""
    before = await imported.known(tx, row.connection_id, replaces)
    if before is None:
        before = imported.new(tx, row.connection_id, replaces)
    if before is row:
        return before
    is_others = before.state == REPLACED and before.replaced_by not in (None, row.external_id)
    had, is_ahead = None if is_others else before.appointment_id, before.state in (BOOKED, FLAGGED)
    if had is not None and not is_ahead and await imported.is_off(tx, had):
        had = None  # given up there before another time was found: that one is booked anew
    if row.appointment_id is not None and is_ahead and had not in (None, row.appointment_id):
        assert had is not None
        if not await _give_up(tx, before, had, "import"):
            await tell(tx, before)
            return before
    row.appointment_id = row.appointment_id or had
    row.contact_id = row.contact_id or before.contact_id
    before.replaced_by = row.external_id
    become(before, REPLACED)
    await tx.session.flush()
    return before


async def _end_seats(tx: Tx, row: Import, said: TakenElsewhere) -> None:
    """With the whole booking every place in it is over."""
    for seat in await imports.seats(tx, row.connection_id, said.id):
        if seat.said_at <= said.at:
            seat.said_at = said.at
            await _end(tx, seat, said.reason)
            await tell(tx, seat)


async def _follow_up(tx: Tx, row: Import, said: TakenElsewhere) -> None:
    """A move, or a wish for one, that is told after what came of it: the booking before it gives what it has to the last of them, or up."""
    assert said.replaces is not None
    before = await imported.known(tx, row.connection_id, said.replaces) or imported.new(tx, row.connection_id, said.replaces)
    had, before.replaced_by = before.appointment_id, row.external_id
    if had is not None and before.state == ENDED and await imported.is_off(tx, had):
        had = None
    become(before, REPLACED)
    await tx.session.flush()
    last = await imported.last(tx, row)
    if had is None or had == last.appointment_id:
        return
    if last.state == FLAGGED and last.appointment_id is None and last.starts_at is not None:
        last.appointment_id = had
        await _shift(tx, last, had)
    else:
        await _give_up(tx, before, had, "import")


async def _shift(tx: Tx, row: Import, appointment_id: uuid.UUID) -> None:
    """The appointment is when the booking is, from start to end, or stands where it did and is flagged."""
    assert row.starts_at is not None
    assert row.ends_at is not None
    made = await tx.session.get_one(Appointment, (tx.tenant_id, appointment_id), populate_existing=True)
    if made.starts_at == row.starts_at and made.state in LIVING and (made.ends_at == row.ends_at or made.capacity > 1):
        become(row, BOOKED)
        return
    if made.state in (State.COMPLETED, State.NO_SHOW) and made.starts_at != row.starts_at:
        row.appointment_id = None  # that one is over: at another time it is another one
        await _seat(tx, row, (row.event_type,))
        return
    if made.state not in AHEAD:
        become(row, FLAGGED, WrongState.code)  # also where no other time is asked of it: it does not take place
        return
    try:
        async with tx.savepoint(row):
            await amending.become(tx, appointment_id, row.starts_at, row.ends_at, reason="import", event=imported.event(row))
    except Refusal as refused:
        become(row, FLAGGED, refused.code)
    else:
        become(row, BOOKED)


async def _end(tx: Tx, row: Import, reason: str) -> None:
    await tx.session.flush()
    if row.appointment_id is None or await _give_up(tx, row, row.appointment_id, reason or "import"):
        become(row, ENDED)


async def _give_up(tx: Tx, row: Import, appointment_id: uuid.UUID, reason: str) -> bool:
    """The appointment is cancelled; False when it cannot be any more, which is flagged."""
    made = await tx.session.get_one(Appointment, (tx.tenant_id, appointment_id), populate_existing=True)
    if made.state == State.CANCELLED:
        return True
    try:
        async with tx.savepoint(row):
            await changing.cancel(tx, appointment_id, by=changing.BY_STAFF, reason=reason)
    except Refusal as refused:
        become(row, FLAGGED, refused.code)
        return False
    return True
