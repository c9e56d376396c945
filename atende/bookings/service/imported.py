"""Rows of bookings that another system took, as they are read to be changed: which one is meant, and which it was before."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import select

from atende.bookings.models import Appointment, Import
from atende.bookings.rules.states import LIVING
from atende.core.tenancy import Tx
from atende.kit.ids import new_id

BOOKED, FLAGGED, ENDED, REPLACED, NOTED = "booked", "flagged", "ended", "replaced", "noted"
MOVE_ASKED = "move_asked"  # another time is asked for there, and nobody has said yes


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
