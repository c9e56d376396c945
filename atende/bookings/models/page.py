"""The public page on which customers book by themselves, what they said there, and what they were told of it."""

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, LargeBinary, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.bookings.models.setup import number
from atende.core.db import Base
from atende.core.rows import Id, Instant, Json, TenantRow, Word, belongs_to


class Page(TenantRow):
    """The page of a business; one row a tenant. `slug` and, once the name service says that it is theirs, `domain` are its addresses in
    the whole install. Texts are by language; what is not written is said in our words."""

    __tablename__ = "bookings_pages"

    is_on: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))
    slug: Mapped[Word]
    domain: Mapped[Word | None]
    domain_verified_at: Mapped[Instant | None]
    language: Mapped[Word] = mapped_column(server_default="pt-BR")
    color: Mapped[Word | None]
    intro: Mapped[Json] = mapped_column(server_default=sql("'{}'"))
    consent: Mapped[Json] = mapped_column(server_default=sql("'{}'"))
    consent_version: Mapped[int] = number(1)
    sends_receipts: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))
    receipt_templates: Mapped[list] = mapped_column(JSONB, server_default=sql("'[]'"))  # of each number, for closed windows

    __table_args__ = (
        UniqueConstraint("tenant_id"),
        UniqueConstraint("slug"),
        Index("uq_bookings_pages_domain", "domain", unique=True, postgresql_where=sql("domain_verified_at is not null")),
        CheckConstraint("language in ('pt-BR', 'en')", name="language"),
    )


class Guest(TenantRow):
    """What somebody said of themselves when they booked on the page, and the words they agreed to. Nobody proved any of it: whose
    the number is knows the contact, what was typed stands here."""

    __tablename__ = "bookings_guests"

    appointment_id: Mapped[Id]
    name: Mapped[Word]
    phone: Mapped[Word]  # as typed
    match_key: Mapped[Word]  # equal for every way to write the number
    language: Mapped[Word]
    consent_version: Mapped[int]
    consent_text: Mapped[Word]
    consented_at: Mapped[Instant]
    receipt_text: Mapped[Word | None]  # the words by which they asked for a receipt; none: they did not

    __table_args__ = (
        belongs_to("bookings_appointments", "appointment_id"),
        UniqueConstraint("tenant_id", "appointment_id"),
        Index("ix_bookings_guests_number", "tenant_id", "match_key", "consented_at"),
    )


class Receipt(TenantRow):
    """What somebody who booked on the page is told in WhatsApp, if they asked for it: the appointment with its link, once. It waits
    until the business has said yes (`look_at`: when it is looked at next), then stands queued as a message, which tells the rest; or it
    was skipped and why; or withdrawn, because the appointment was cancelled or moved before it left."""

    __tablename__ = "bookings_receipts"

    appointment_id: Mapped[Id]
    starts_at: Mapped[Instant]  # as it was booked
    outcome: Mapped[Word] = mapped_column(server_default="waiting")
    reason: Mapped[Word] = mapped_column(server_default="")
    at: Mapped[Instant]  # when it came to that; of one that waits, since when it could be sent
    look_at: Mapped[Instant | None]
    said_version: Mapped[int | None] = mapped_column(Integer)  # the appointment's, as it was told
    message_id: Mapped[Id | None]  # no key: messages may leave with their month, what became of this stays

    __table_args__ = (
        belongs_to("bookings_appointments", "appointment_id"),
        UniqueConstraint("tenant_id", "appointment_id"),
        Index("ix_bookings_receipts_turns", "tenant_id", "look_at", postgresql_where=sql("look_at is not null")),
        Index("ix_bookings_receipts_at", "tenant_id", "at"),
        Index("ix_bookings_receipts_message", "tenant_id", "message_id", postgresql_where=sql("message_id is not null")),
        CheckConstraint("outcome in ('waiting', 'queued', 'skipped', 'withdrawn')", name="outcome"),
        CheckConstraint("look_at is null or outcome = 'waiting'", name="look"),
        CheckConstraint("outcome <> 'queued' or (message_id is not null and said_version is not null)", name="message"),
    )


class PageCover(Base):
    """The picture at the top of the page, and of its address where that is shared. Small, and so beside the page's words."""

    __tablename__ = "bookings_page_covers"

    tenant_id: Mapped[Id] = mapped_column(primary_key=True)
    mime: Mapped[Word]
    sha256: Mapped[Word]
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[Instant] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("mime in ('image/jpeg', 'image/png', 'image/webp')", name="mime"),
        CheckConstraint("octet_length(content) between 1 and 524288", name="size"),
    )
