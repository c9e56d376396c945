"""What every tenant's row has: the tenant leading its key, and keys between rows that carry the tenant."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, ForeignKeyConstraint, PrimaryKeyConstraint, Text, func
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.kit.ids import new_id

Id = Annotated[uuid.UUID, mapped_column(UUID(as_uuid=True))]
Word = Annotated[str, mapped_column(Text)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Json = Annotated[dict, mapped_column(JSONB)]


# Last among a table's arguments: rows lie in partitions by the month in which their id was made (`core.partitions`).
BY_MONTH = {"postgresql_partition_by": "RANGE (id)"}


class TenantRow(Base):
    """A row of one tenant: primary key `(tenant_id, id)`, behind the wall."""

    __abstract__ = True

    tenant_id: Mapped[Id] = mapped_column(UUID(as_uuid=True), nullable=False)
    id: Mapped[Id] = mapped_column(UUID(as_uuid=True), nullable=False, default=new_id)
    created_at: Mapped[Instant] = mapped_column(DateTime(timezone=True), nullable=False, server_default=func.now())

    def __init_subclass__(cls, **kwargs: object) -> None:
        if "__tablename__" in cls.__dict__:
            own = cls.__dict__.get("__table_args__", ())
            cls.__table_args__ = (PrimaryKeyConstraint("tenant_id", "id"), *own)
        super().__init_subclass__(**kwargs)


def belongs_to(table: str, columns: str | Sequence[str], *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key to `(tenant_id, id)` of `table`, so that no row can point at another tenant's."""
    column = columns if isinstance(columns, str) else columns[0]
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete, name=None)
