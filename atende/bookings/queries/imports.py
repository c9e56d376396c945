"""Bookings taken elsewhere: where they come in, and which of them people have to look at."""

import uuid
from typing import Any

from sqlalchemy import func, select, text

from atende.bookings.errors import BookingNotFound
from atende.bookings.models import Import, ImportRoute
from atende.core.tenancy import Tx

_IMPORTS = text("""
select i.id, i.connection_id, i.event_type, i.state, i.problem, i.appointment_id, p.name as contact_name, i.starts_at, i.ends_at,
    i.said_at
from bookings_imports i left join contacts_contacts p on p.tenant_id = i.tenant_id and p.id = i.contact_id
where i.tenant_id = :tenant and (i.state = 'flagged' or i.id = :only) and (cast(:only as uuid) is null or i.id = :only)
order by i.starts_at, i.id limit 500
""")
_LIVING = ("booked", "flagged", "noted")


async def imports(tx: Tx, only: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """Those that people have to look at, by start; the first 500. Or one, whatever became of it."""
    rows = await tx.session.execute(_IMPORTS, {"tenant": tx.tenant_id, "only": only})
    return [dict(row) for row in rows.mappings()]


async def one(tx: Tx, import_id: uuid.UUID) -> dict[str, Any]:
    """One of them; refuses `BookingNotFound`."""
    found = await imports(tx, import_id)
    if not found:
        raise BookingNotFound("no such import")
    return found[0]


async def routes(tx: Tx, connection_id: uuid.UUID) -> list[ImportRoute]:
    """What each kind of booking is here."""
    mine = select(ImportRoute).where(ImportRoute.tenant_id == tx.tenant_id, ImportRoute.connection_id == connection_id)
    return list(await tx.session.scalars(mine.order_by(ImportRoute.event_type)))


async def flagged(tx: Tx, connection_id: uuid.UUID) -> int:
    """How many people have to look at."""
    mine = (Import.tenant_id == tx.tenant_id, Import.connection_id == connection_id, Import.state == "flagged")
    return await tx.session.scalar(select(func.count()).select_from(Import).where(*mine)) or 0


async def seats(tx: Tx, connection_id: uuid.UUID, booking: str) -> list[Import]:
    """The places in that booking elsewhere that are not known to be over, by their numbers."""
    wanted = select(Import).where(
        Import.tenant_id == tx.tenant_id, Import.connection_id == connection_id, Import.state.in_(_LIVING),
        Import.external_id.startswith(f"{booking}#", autoescape=True),
    )  # fmt: skip
    return list(await tx.session.scalars(wanted.order_by(Import.external_id)))


async def has_seats(tx: Tx, connection_id: uuid.UUID) -> bool:
    """Whether any that lies ahead is a place in a booking elsewhere."""
    wanted = select(Import.id).where(
        Import.tenant_id == tx.tenant_id, Import.connection_id == connection_id, Import.state.in_(_LIVING),
        Import.external_id.contains("#"), Import.ends_at > tx.now,
    )  # fmt: skip
    return await tx.session.scalar(wanted.limit(1)) is not None
