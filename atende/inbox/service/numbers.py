"""What sending teaches about a receiving number: that it must slow down, or cannot send at all."""

import uuid
from datetime import timedelta

from sqlalchemy import update

from atende.core.tenancy import Tx
from atende.integrations.events import ConnectionChanged
from atende.integrations.models import Connection


async def slow(tx: Tx, connection_id: uuid.UUID, seconds: float | None) -> None:
    """Nothing leaves through the number for so long, at least a second."""
    until = tx.now + timedelta(seconds=max(1.0, seconds or 1.0))
    await tx.session.execute(
        update(Connection)
        .where(Connection.tenant_id == tx.tenant_id, Connection.id == connection_id)
        .where((Connection.slowed_until.is_(None)) | (Connection.slowed_until < until))
        .values(slowed_until=until)
        .execution_options(synchronize_session=False)
    )


async def fail(tx: Tx, connection_id: uuid.UUID, reason: str) -> None:
    """The number is failing until a check or a person says otherwise; nothing passes the gate. States `ConnectionChanged`."""
    changed = await tx.session.scalar(
        update(Connection)
        .where(
            Connection.tenant_id == tx.tenant_id,
            Connection.id == connection_id,
            Connection.state.not_in(("failing", "paused")),
        )
        .values(state="failing", state_reason=reason)
        .returning(Connection.id)
        .execution_options(synchronize_session=False)
    )
    if changed is not None:
        await tx.emit(
            ConnectionChanged(connection_id=connection_id, state="failing", reason=reason),
            subject_id=connection_id,
        )
