"""Where bookings that are taken elsewhere come in: a connection with an address and a secret of its own, and what each kind of booking
is here."""

import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import delete

from atende.bookings.errors import BookingInvalid, BookingNotFound
from atende.bookings.events import BookingSetupChanged
from atende.bookings.models import BookableService, ImportRoute
from atende.bookings.queries import calendar
from atende.bookings.schemas.imports import RouteIn
from atende.bookings.service import asking, reserving
from atende.core.tenancy import Tx
from atende.integrations import queries as integrations
from atende.integrations.models import Connection
from atende.integrations.service import connections
from atende.kit.ids import new_id

PROVIDER = "calcom"


async def open_source(tx: Tx, *, name: str) -> tuple[Connection, str]:
    """Cal.com can post its bookings: the connection, and its secret, which is shown this once."""
    secret = secrets.token_urlsafe(32)
    return await connections.open_door(tx, provider=PROVIDER, name=name, secret=secret), secret


async def renew_secret(tx: Tx, connection_id: uuid.UUID) -> tuple[Connection, str]:
    """What is posted is believed by this secret, and by the one before no more."""
    await found(tx, connection_id)
    secret = secrets.token_urlsafe(32)
    return await connections.change(tx, connection_id, {"app_secret": secret, "is_active": True}), secret


async def close_source(tx: Tx, connection_id: uuid.UUID) -> None:
    """Nothing is taken in or asked for any more; what came stays."""
    await found(tx, connection_id)
    await asking.end(tx, connection_id)
    await connections.change(tx, connection_id, {"app_secret": "", "is_active": False})


async def found(tx: Tx, connection_id: uuid.UUID) -> Connection:
    """The connection; refuses `BookingNotFound` for one that takes no bookings in."""
    row = await tx.session.get(Connection, (tx.tenant_id, connection_id))
    if row is None or row.provider != PROVIDER:
        raise BookingNotFound("no such source of bookings", field="connection_id")
    return row


async def write_routes(tx: Tx, connection_id: uuid.UUID, routes: Sequence[RouteIn]) -> None:
    """What each kind of booking is here, exactly these. Refuses what is not here, and a kind that is named twice. States
    `BookingSetupChanged`."""
    await found(tx, connection_id)
    if len({one.event_type for one in routes}) < len(routes):
        raise BookingInvalid("each kind once", field="routes")
    mine = (ImportRoute.tenant_id == tx.tenant_id, ImportRoute.connection_id == connection_id)
    await tx.session.execute(delete(ImportRoute).where(*mine))
    for one in routes:
        if await tx.session.get(BookableService, (tx.tenant_id, one.service_id)) is None:
            raise BookingNotFound("no such service can be booked", field="service_id")
        asked = await calendar.service(tx, one.service_id)
        if one.store_id is not None:
            await calendar.places(tx, asked, one.store_id)
        if one.professional_id is not None:
            await reserving.refuse_unable(tx, one.professional_id, asked)
        tx.session.add(ImportRoute(tenant_id=tx.tenant_id, id=new_id(), connection_id=connection_id, **one.model_dump()))
    await tx.session.flush()
    await tx.emit(BookingSetupChanged(kind="import", record_id=connection_id), subject_id=connection_id)


async def sources(tx: Tx) -> list[Connection]:
    """Where bookings come in, oldest first."""
    return await integrations.connections(tx, PROVIDER)
