"""A tenant's bot settings, each person's place in the talk, and the turns that were taken."""

from sqlalchemy import Index, PrimaryKeyConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.core.rows import Id, Instant, TenantRow, Word, belongs_to


class BotSettings(Base):
    """How a tenant's bot speaks and decides; read anew at every turn. `settings` is `bot.schemas.BotSettings` as JSON."""

    __tablename__ = "bot_settings"

    tenant_id: Mapped[Id] = mapped_column(primary_key=True)
    settings: Mapped[dict] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    updated_at: Mapped[Instant] = mapped_column(server_default=func.now())
    updated_by: Mapped[Word] = mapped_column(server_default="system")


class BotSession(Base):
    """Where one conversation (so: one tenant, channel account and person) stands with the bot, and when its next turn is due."""

    __tablename__ = "bot_sessions"

    tenant_id: Mapped[Id]
    conversation_id: Mapped[Id]
    state: Mapped[dict] = mapped_column(JSONB, server_default=text("'{}'"))
    burst_started_at: Mapped[Instant | None]
    burst_last_at: Mapped[Instant | None]
    turn_due_at: Mapped[Instant | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    last_turn_at: Mapped[Instant | None]

    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "conversation_id"),
        belongs_to("inbox_conversations", "conversation_id"),
        Index("ix_bot_sessions_turns", "tenant_id", "turn_due_at", postgresql_where=text("turn_due_at is not null")),
    )


class PendingInput(Base):
    """An inbound message that no turn has read yet."""

    __tablename__ = "bot_pending_inputs"

    tenant_id: Mapped[Id]
    message_id: Mapped[Id]
    conversation_id: Mapped[Id]
    received_at: Mapped[Instant]

    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "message_id"),
        belongs_to("inbox_messages", "message_id"),
        belongs_to("inbox_conversations", "conversation_id"),
        Index("ix_bot_pending_inputs_conversation", "tenant_id", "conversation_id", "received_at"),
    )


class Turn(TenantRow):
    """One turn of the bot: what it read, what it decided and why, how it ended."""

    __tablename__ = "bot_turns"

    conversation_id: Mapped[Id]
    input_message_ids: Mapped[list] = mapped_column(JSONB)
    explanation: Mapped[dict] = mapped_column(JSONB)
    outcome: Mapped[Word]  # answered, acted, handed_off, silent, superseded, failed

    __table_args__ = (
        belongs_to("inbox_conversations", "conversation_id"),
        Index("ix_bot_turns_conversation", "tenant_id", "conversation_id", "created_at"),
    )
