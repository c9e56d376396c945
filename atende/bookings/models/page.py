"""The public page on which customers book by themselves, and what they said there."""

from sqlalchemy import Boolean, CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from atende.bookings.models.setup import number
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

    __table_args__ = (
        belongs_to("bookings_appointments", "appointment_id"),
        UniqueConstraint("tenant_id", "appointment_id"),
        Index("ix_bookings_guests_number", "tenant_id", "match_key", "consented_at"),
    )
