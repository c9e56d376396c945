"""Who has what is booked, and whose time it takes."""

import uuid
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, UUID, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from atende.bookings.models.setup import number
from atende.core.rows import Id, Instant, TenantRow, Word, belongs_to

LIVING = "state in ('hold', 'pending', 'confirmed', 'completed', 'no_show')"


class Occasion(TenantRow):
    """A stretch of time in which a service happens: of one person, or of as many as `capacity`. Its claims hold the resources as
    long as somebody has a place in it."""

    __tablename__ = "bookings_occasions"

    service_id: Mapped[Id]
    store_id: Mapped[Id | None]
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    capacity: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        belongs_to("bookings_services", "service_id"),
        belongs_to("accounts_stores", "store_id"),
        UniqueConstraint("tenant_id", "id", "capacity"),
        Index("ix_bookings_occasions_service", "tenant_id", "service_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="times"),
    )


class Claim(TenantRow):
    """An occasion has this resource from buffer to buffer. The database lets no two living ones overlap, whoever writes them; only
    what somebody overbooked on purpose stands beside the rule, and says so."""

    __tablename__ = "bookings_claims"

    occasion_id: Mapped[Id]
    resource_id: Mapped[Id]
    resource_no: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[Instant]
    until: Mapped[Instant]
    is_living: Mapped[bool] = mapped_column(Boolean, server_default=sql("true"))
    is_overbooked: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))

    __table_args__ = (
        belongs_to("bookings_occasions", "occasion_id"),
        ForeignKeyConstraint(
            ["tenant_id", "resource_id", "resource_no"],
            ["bookings_resources.tenant_id", "bookings_resources.id", "bookings_resources.no"],
        ),
        UniqueConstraint("tenant_id", "occasion_id", "resource_id"),
        # Core PostgreSQL has no index for equal numbers and overlapping times together; a range of one number stands in.
        ExcludeConstraint(
            (func.int8range(sql("resource_no"), sql("resource_no"), sql("'[]'")), "&&"),
            (func.tstzrange(sql("since"), sql("until")), "&&"),
            where=sql("is_living and not is_overbooked"),
            using="gist",
            name="ex_bookings_claims_overlap",
        ),
        CheckConstraint("since < until", name="times"),
        # Under row security no operator of ranges may use an index: what is taken is found by plain columns, and read from the
        # index alone.
        Index(
            "ix_bookings_claims_resource",
            *("tenant_id", "resource_id", "until", "since"),
            postgresql_include=["occasion_id"],
            postgresql_where=sql("is_living"),
        ),
    )


class Appointment(TenantRow):
    """One person's place in an occasion. `said_at` is the local time that was agreed: should a government change its clocks, that is
    what holds, and `starts_at` is wrong."""

    __tablename__ = "bookings_appointments"

    occasion_id: Mapped[Id]
    seat_no: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int] = mapped_column(Integer)
    service_id: Mapped[Id]
    store_id: Mapped[Id | None]
    contact_id: Mapped[Id]
    conversation_id: Mapped[Id | None]
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    zone: Mapped[Word]
    said_at: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    state: Mapped[Word]
    held_until: Mapped[Instant | None]
    source: Mapped[Word]
    client_id: Mapped[Id | None]  # the asker's own id: asked again, the same appointment
    note: Mapped[Word] = mapped_column(server_default="")
    price_cents: Mapped[int | None] = mapped_column(Integer)
    currency: Mapped[Word] = mapped_column(server_default="BRL")
    version: Mapped[int] = number(0)  # of times and state: SEQUENCE of its calendar entry
    series_id: Mapped[Id | None]  # it repeats
    visit_id: Mapped[Id | None]  # several services in a row are one visit
    settled_at: Mapped[Instant | None]  # when it came to its present state
    acknowledged_at: Mapped[Instant | None]  # the customer said that they will come; a trigger takes it back with the start
    # When to look whether it is to be reminded of. A trigger says "now" whenever it is made or changed, whoever writes it.
    remind_at: Mapped[Instant | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "occasion_id", "capacity"],
            ["bookings_occasions.tenant_id", "bookings_occasions.id", "bookings_occasions.capacity"],
        ),
        belongs_to("bookings_services", "service_id"),
        belongs_to("accounts_stores", "store_id"),
        belongs_to("contacts_contacts", "contact_id"),
        belongs_to("inbox_conversations", "conversation_id"),
        belongs_to("bookings_series", "series_id"),
        UniqueConstraint("tenant_id", "client_id"),
        Index("uq_bookings_appointments_seat", "tenant_id", "occasion_id", "seat_no", unique=True, postgresql_where=sql(LIVING)),
        Index("ix_bookings_appointments_series", "tenant_id", "series_id", postgresql_where=sql("series_id is not null")),
        Index("ix_bookings_appointments_visit", "tenant_id", "visit_id", postgresql_where=sql("visit_id is not null")),
        Index("ix_bookings_appointments_start", "tenant_id", "starts_at", "id"),
        Index("ix_bookings_appointments_contact", "tenant_id", "contact_id", "starts_at"),
        Index(
            "ix_bookings_appointments_missed",
            *("tenant_id", "contact_id", "starts_at"),
            postgresql_where=sql("state = 'no_show'"),
        ),
        Index("ix_bookings_appointments_service", "tenant_id", "service_id", "starts_at"),
        Index("ix_bookings_appointments_holds", "tenant_id", "held_until", postgresql_where=sql("state = 'hold'")),
        Index("ix_bookings_appointments_reminders", "tenant_id", "remind_at", postgresql_where=sql("remind_at is not null")),
        CheckConstraint(
            "state in ('hold', 'pending', 'confirmed', 'completed', 'cancelled', 'no_show', 'expired')", name="state"
        ),
        CheckConstraint("seat_no between 1 and capacity", name="seat"),
        CheckConstraint("(state = 'hold') = (held_until is not null)", name="held"),
        CheckConstraint("starts_at < ends_at", name="times"),
        CheckConstraint("source in ('bot', 'page', 'staff', 'api', 'import')", name="source"),
    )


class Change(TenantRow):
    """What became of an appointment, when, by whom and why; from its first state on."""

    __tablename__ = "bookings_changes"

    appointment_id: Mapped[Id]
    at: Mapped[Instant]
    actor: Mapped[Word]
    from_state: Mapped[Word | None]
    to_state: Mapped[Word]
    from_starts_at: Mapped[Instant | None]
    to_starts_at: Mapped[Instant]
    to_ends_at: Mapped[Instant | None]
    resource_ids: Mapped[list[uuid.UUID]] = mapped_column(
        ARRAY(UUID(as_uuid=True)), server_default=sql("'{}'")
    )  # whom it has now
    reason: Mapped[Word] = mapped_column(server_default="")
    is_overbooked: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))

    __table_args__ = (
        belongs_to("bookings_appointments", "appointment_id"),
        Index("ix_bookings_changes_appointment", "tenant_id", "appointment_id", "at", "id"),
    )


class ClockChange(TenantRow):
    """The business, or a store of it, goes by another clock since, and what was agreed by the old one is to be put back. Only ever added by
    those who change it; whoever has put back removes it. `due_at`: nobody is at it, or not any more."""

    __tablename__ = "bookings_clock_changes"

    due_at: Mapped[Instant]

    __table_args__ = (Index("ix_bookings_clock_changes_due", "due_at"),)
