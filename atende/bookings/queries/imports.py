"""Bookings taken elsewhere: where they come in, and which of them people have to look at."""

import uuid
from typing import Any

from sqlalchemy import func, select, text

from atende.bookings.errors import BookingNotFound
from atende.bookings.models import Import, ImportRoute
from atende.core import paging
from atende.core.tenancy import Tx

MOST = 500

_IMPORTS = """
select i.id, i.connection_id, i.event_type, i.state, i.problem, i.appointment_id, p.name as contact_name, i.starts_at, i.ends_at,
    i.said_at
from bookings_imports i left join contacts_contacts p on p.tenant_id = i.tenant_id and p.id = i.contact_id
where i.tenant_id = :tenant
"""
_LIVING = ("booked", "flagged", "noted")


async def imports(tx: Tx, *, cursor: str | None = None, limit: int = MOST) -> tuple[list[dict[str, Any]], str | None]:
    """Those that people have to look at, by start, last those that have none, and where the list goes on. Refuses a cursor of another
    list."""
    values: dict[str, Any] = {"tenant": tx.tenant_id, "limit": limit + 1}
    where = "and i.state = 'flagged'"
    if cursor:
        at, values["last"] = paging.decode_moment_or_none(cursor)
        if at is None:
            where += " and i.starts_at is null and i.id > :last"
        else:
            where, values["at"] = where + " and (i.starts_at is null or (i.starts_at, i.id) > (:at, :last))", at
    sql = f"{_IMPORTS} {where} order by i.starts_at nulls last, i.id limit :limit"
    rows = [dict(row) for row in (await tx.session.execute(text(sql), values)).mappings()]
    if len(rows) <= limit:
        return rows, None
    rows.pop()
    return rows, paging.encode_moment(rows[-1]["starts_at"], rows[-1]["id"])


async def one(tx: Tx, import_id: uuid.UUID) -> dict[str, Any]:
    """One of them, whatever became of it; refuses `BookingNotFound`."""
    rows = await tx.session.execute(text(f"{_IMPORTS} and i.id = :id"), {"tenant": tx.tenant_id, "id": import_id})
    found = rows.mappings().first()
    if found is None:
        raise BookingNotFound("no such import")
    return dict(found)


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
