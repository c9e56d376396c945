"""Rows of bookings that another system took, as they are read to be changed and are changed: which one is meant, which it was before, what
it is here and what becomes of it."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import select

from atende.bookings.events import ImportFlagged
from atende.bookings.models import Appointment, Import, ImportRoute
from atende.bookings.ports import TakenElsewhere
from atende.bookings.queries.calendar import Event
from atende.bookings.rules.states import LIVING
from atende.contacts import service as contacts
from atende.contacts.errors import NoEvidence
from atende.core.tenancy import Tx
from atende.kit.ids import new_id

BOOKED, FLAGGED, ENDED, REPLACED, NOTED = "booked", "flagged", "ended", "replaced", "noted"
MOVE_ASKED = "move_asked"  # another time is asked for there, and nobody has said yes
_LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
_LONGEST = 50  # moves of one booking


async def hold(tx: Tx, connection_id: uuid.UUID, *ids: str) -> None:
    """Until the transaction ends nobody else hears of the bookings with these numbers."""
    for name in sorted({*ids}):
        await tx.fetch(_LOCK, f"{tx.tenant_id}/import:{connection_id}:{name}")


async def known(tx: Tx, connection_id: uuid.UUID, external_id: str) -> Import | None:
    """The booking of that number, which nobody else changes until this transaction ends."""
    wanted = select(Import).where(
        Import.tenant_id == tx.tenant_id, Import.connection_id == connection_id, Import.external_id == external_id
    )
    return await tx.session.scalar(wanted.with_for_update())


def new(tx: Tx, connection_id: uuid.UUID, external_id: str) -> Import:
    """A booking of which nothing was said by itself yet."""
    row = Import(
        tenant_id=tx.tenant_id, id=new_id(), connection_id=connection_id, external_id=external_id, state=NOTED,
        said_at=datetime.fromtimestamp(0, UTC), event_type="",
    )  # fmt: skip
    tx.session.add(row)
    return row


async def of_event(tx: Tx, row: Import) -> Import | None:
    """The one booking that this can only have been before, by its event in calendars."""
    if row.uid_sign is None or row.is_recurring:
        return None
    wanted = select(Import).where(
        Import.tenant_id == tx.tenant_id, Import.connection_id == row.connection_id, Import.uid_sign == row.uid_sign,
        Import.id != row.id, Import.state.in_([BOOKED, FLAGGED]), Import.appointment_id.is_not(None), ~Import.is_recurring,
        Import.said_at <= row.said_at,
    )  # fmt: skip
    seat = row.external_id.partition("#")[2]
    found = [one for one in await tx.session.scalars(wanted.with_for_update()) if one.external_id.partition("#")[2] == seat]
    return found[0] if len(found) == 1 else None


async def in_question(tx: Tx, row: Import) -> str | None:
    """The number of the booking that people are asked about because this is wanted instead of it."""
    wanted = select(Import.external_id).where(
        Import.tenant_id == tx.tenant_id, Import.connection_id == row.connection_id, Import.replaced_by == row.external_id,
        Import.state == FLAGGED, Import.problem == MOVE_ASKED,
    )  # fmt: skip
    return await tx.session.scalar(wanted.limit(1))


async def is_off(tx: Tx, appointment_id: uuid.UUID) -> bool:
    """Whether the appointment will not take place: it cannot be moved or handed on."""
    made = await tx.session.get_one(Appointment, (tx.tenant_id, appointment_id), populate_existing=True)
    return made.state not in LIVING


async def last(tx: Tx, row: Import) -> Import:
    """What came of the booking after every move that is known of it."""
    for _ in range(_LONGEST):
        then = row.replaced_by if row.state == REPLACED else None  # what is only asked for instead is not it
        following = await known(tx, row.connection_id, then) if then else None
        if following is None:
            break
        row = following
    return row


def become(row: Import, state: str, problem: str | None = None) -> None:
    """It stands there, flagged with that problem or with none."""
    row.state, row.problem = state, problem


async def tell(tx: Tx, row: Import) -> None:
    """States `ImportFlagged` of one that people have to look at; of what stands behind a problem's word nothing."""
    if row.state == FLAGGED:
        await tx.emit(ImportFlagged(import_id=row.id, problem=(row.problem or "").partition(":")[0]), subject_id=row.id)


def event(row: Import) -> Event | None:
    """The booking as an event in calendars."""
    assert row.starts_at is not None
    assert row.ends_at is not None
    return Event(row.uid_sign, row.starts_at, row.ends_at) if row.uid_sign else None


async def route(tx: Tx, connection_id: uuid.UUID, event_types: tuple[str, ...]) -> ImportRoute | None:
    """What a booking of that kind is here, by its most exact name; else what every other one is."""
    rows = await tx.session.scalars(
        select(ImportRoute).where(
            ImportRoute.tenant_id == tx.tenant_id,
            ImportRoute.connection_id == connection_id,
            ImportRoute.event_type.in_([*event_types, ""]),
        )
    )
    known = {route.event_type: route for route in rows}
    return next((known[one] for one in (*event_types, "") if one in known), None)


async def person(tx: Tx, said: TakenElsewhere) -> uuid.UUID | None:
    """Whoever fills a form that everybody may fill in proves nothing: nobody known is called otherwise because of it."""
    try:
        return await contacts.claimed(tx, said.phone or "", said.name or "", seen_at=said.at)
    except NoEvidence:
        return await contacts.add_by_name(tx, said.name, source="import") if said.name else None
