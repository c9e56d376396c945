"""A connection as a transaction found it, as a plain value: for paths that read one for every message and change none."""

import uuid
from dataclasses import dataclass, fields
from datetime import datetime

from atende.core.tenancy import Tx
from atende.kit.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Standing:
    """The columns of `models.Connection` that say whether and how something can leave through it."""

    id: uuid.UUID
    provider: str
    environment: str
    number_id: str
    account_id: str | None
    token_sealed: bytes | None
    state: str
    is_active: bool
    slowed_until: datetime | None


_COLUMNS = ", ".join(one.name for one in fields(Standing))
_ONE = f"select {_COLUMNS} from integrations_connections where tenant_id = $1 and id = $2"  # noqa: S608 - our own words


async def standing(tx: Tx, connection_id: uuid.UUID) -> Standing:
    """The connection as it stands, read once for this transaction. Refuses with `NotFound`."""
    found = tx.held.get((Standing, connection_id))
    if found is None:
        row = await tx.row(_ONE, tx.tenant_id, connection_id)
        if row is None:
            raise NotFound("no such connection")
        found = tx.held[Standing, connection_id] = Standing(*row)
    return found
