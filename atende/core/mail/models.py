"""The outbox's row."""

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.core.rows import Id, Instant, Word
from atende.kit.ids import new_id


class Mail(Base):
    """A mail to write and send. Anybody may add one, only the worker's crossing reads them."""

    __tablename__ = "mails"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[Word]  # says who writes the letter
    recipient: Mapped[Word]
    params: Mapped[dict] = mapped_column(JSONB, server_default=text("'{}'"))
    status: Mapped[Word] = mapped_column(server_default="queued")
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    due_at: Mapped[Instant] = mapped_column(server_default=func.now())  # of one being sent: when its worker is given up
    problem: Mapped[Word | None]
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())
    sent_at: Mapped[Instant | None]

    __table_args__ = (
        CheckConstraint("status in ('queued', 'sending', 'sent', 'dropped', 'failed')", name="status"),
        Index("ix_mails_due", "due_at", postgresql_where=text("status in ('queued', 'sending')")),
        Index("ix_mails_created", "created_at"),
    )
