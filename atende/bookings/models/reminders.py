"""Whether and how a business reminds, and what became of each reminder."""

from datetime import time

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, Time, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.core.rows import Id, Instant, TenantRow, Word, belongs_to


class ReminderSettings(Base):
    """How a business reminds people of their appointments. Without a row it does not."""

    __tablename__ = "bookings_reminder_settings"

    tenant_id: Mapped[Id] = mapped_column(primary_key=True)
    is_on: Mapped[bool] = mapped_column(Boolean)
    leads: Mapped[list[int]] = mapped_column(ARRAY(Integer))  # minutes before the start
    of_services: Mapped[dict] = mapped_column(JSONB, server_default=sql("'{}'"))  # service -> leads of its own
    quiet_since: Mapped[time | None] = mapped_column(Time)  # by the clock of the place
    quiet_until: Mapped[time | None] = mapped_column(Time)
    has_buttons: Mapped[bool] = mapped_column(Boolean, server_default=sql("true"))
    language: Mapped[Word] = mapped_column(server_default="pt-BR")
    text: Mapped[Word] = mapped_column(server_default="")  # empty: ours
    templates: Mapped[list] = mapped_column(JSONB, server_default=sql("'[]'"))  # of each number, for closed windows
    offer_templates: Mapped[list] = mapped_column(JSONB, server_default=sql("'[]'"))  # the same for offers of the waiting list
    on_since: Mapped[Instant] = mapped_column(server_default=func.now())  # when it was switched on, or leads were changed
    updated_at: Mapped[Instant] = mapped_column(server_default=func.now())
    anew_from: Mapped[Instant | None]  # appointments that start then or later were not looked at by these settings yet

    __table_args__ = (
        Index("ix_bookings_reminder_settings_anew", "updated_at", postgresql_where=sql("anew_from is not null")),
        CheckConstraint("(quiet_since is null) = (quiet_until is null)", name="quiet"),
        CheckConstraint("language in ('pt-BR', 'en')", name="language"),
    )


class Reminder(TenantRow):
    """A reminder of an appointment at one start that has been dealt with: queued as a message (which then tells the rest), skipped,
    failed, or withdrawn because it was not true any more before it left. Of one lead and start there is one, whatever is withdrawn
    left out."""

    __tablename__ = "bookings_reminders"

    appointment_id: Mapped[Id]
    lead: Mapped[int] = mapped_column(Integer)  # minutes before the start
    starts_at: Mapped[Instant]  # the start that it was about
    at: Mapped[Instant]
    outcome: Mapped[Word]
    reason: Mapped[Word] = mapped_column(server_default="")
    conversation_id: Mapped[Id | None]
    message_id: Mapped[Id | None]  # no key: messages may leave with their month, what became of this stays
    said: Mapped[Word | None]  # a sign of whom and what it names, while it is queued: it leaves only while that is so
    is_open: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))  # it failed, and nobody has seen to it

    __table_args__ = (
        belongs_to("bookings_appointments", "appointment_id"),
        belongs_to("inbox_conversations", "conversation_id"),
        Index(
            "uq_bookings_reminders_once",
            *("tenant_id", "appointment_id", "lead", "starts_at"),
            unique=True,
            postgresql_where=sql("outcome <> 'withdrawn'"),
        ),
        Index("ix_bookings_reminders_appointment", "tenant_id", "appointment_id", "at"),
        Index("ix_bookings_reminders_message", "tenant_id", "message_id", postgresql_where=sql("message_id is not null")),
        Index(
            "ix_bookings_reminders_conversation",
            *("tenant_id", "conversation_id", "at"),
            postgresql_where=sql("conversation_id is not null"),
        ),
        Index("ix_bookings_reminders_open", "tenant_id", "starts_at", "id", postgresql_where=sql("is_open")),
        CheckConstraint("outcome in ('queued', 'skipped', 'failed', 'withdrawn')", name="outcome"),
        CheckConstraint("outcome not in ('queued', 'withdrawn') or message_id is not null", name="message"),
    )
