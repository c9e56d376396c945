"""Which history of this install the database tells. A restored copy begins another one: places in the old are void in it."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.core.rows import Instant
from atende.kit.ids import new_id


class History(Base):
    """One beginning: the first start, or a restore. The newest row is the history that goes on."""

    __tablename__ = "histories"

    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True, default=new_id)
    began_at: Mapped[Instant] = mapped_column(server_default=func.clock_timestamp())


NEWEST = select(History.id).order_by(History.began_at.desc(), History.id.desc()).limit(1)


def mark(history_id: uuid.UUID) -> str:
    """A short word for it, as cursors carry it."""
    return history_id.hex[-8:]
