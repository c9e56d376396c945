"""Appointments that repeat."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, Integer, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.rows import Id, TenantRow, Word, belongs_to


class Series(TenantRow):
    """What was agreed of appointments that repeat: `said_at` of the first, every so many days, weeks or months, so many or until a
    date. Each of them is an appointment like any other, and may be moved or cancelled alone."""

    __tablename__ = "bookings_series"

    contact_id: Mapped[Id]
    service_id: Mapped[Id]
    said_at: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[Word]
    every: Mapped[int] = mapped_column(Integer)
    unit: Mapped[Word]
    count: Mapped[int | None] = mapped_column(Integer)
    until: Mapped[date | None] = mapped_column(Date)
    client_id: Mapped[Id | None]  # the asker's own id: asked again, the same series
    refused: Mapped[list] = mapped_column(JSONB, server_default=sql("'[]'"))  # those that could not be, as it was answered

    __table_args__ = (
        belongs_to("contacts_contacts", "contact_id"),
        belongs_to("bookings_services", "service_id"),
        UniqueConstraint("tenant_id", "client_id"),
        CheckConstraint("unit in ('day', 'week', 'month')", name="unit"),
        CheckConstraint("every between 1 and 365", name="every"),
        CheckConstraint("count is not null or until is not null", name="ends"),
    )
