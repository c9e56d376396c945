"""The buckets that are kept in PostgreSQL. Unlogged: after a crash they are full again, which harms nobody."""

from sqlalchemy import Double, Integer
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.core.rows import Instant, Word


class Bucket(Base):
    """What one asker has left. `key` is a hash; no tenant's row: reached by crossings only."""

    __tablename__ = "limits_buckets"

    key: Mapped[Word] = mapped_column(primary_key=True)
    tokens: Mapped[float] = mapped_column(Double)
    granted: Mapped[int] = mapped_column(Integer)  # to whoever asked last
    at: Mapped[Instant] = mapped_column(index=True)

    __table_args__ = ({"prefixes": ["UNLOGGED"]},)
