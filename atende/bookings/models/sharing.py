"""The agenda as others read it, and bookings that others take for us."""

from sqlalchemy import Boolean, CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from atende.bookings.models.setup import number
from atende.core.rows import Id, Instant, TenantRow, Word, belongs_to


class Feed(TenantRow):
    """An address at which anybody who knows it reads the agenda of a resource, a store, or of everybody (iCalendar). Of its secret
    only the hash is kept. `detail`: what an entry says (busy, service, name)."""

    __tablename__ = "bookings_feeds"

    resource_id: Mapped[Id | None]
    store_id: Mapped[Id | None]
    token_hash: Mapped[Word]
    hint: Mapped[Word]
    detail: Mapped[Word] = mapped_column(server_default="busy")
    renewed_at: Mapped[Instant]
    last_read_at: Mapped[Instant | None]

    __table_args__ = (
        belongs_to("bookings_resources", "resource_id", ondelete="CASCADE"),
        belongs_to("accounts_stores", "store_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "token_hash"),
        Index("uq_bookings_feeds_of", *("tenant_id", "resource_id", "store_id"), unique=True, postgresql_nulls_not_distinct=True),
        CheckConstraint("resource_id is null or store_id is null", name="of_one"),
        CheckConstraint("detail in ('busy', 'service', 'name')", name="detail"),
    )


class ImportRoute(TenantRow):
    """What a kind of booking taken elsewhere is here: its service, and whose time it takes. `event_type` is the vendor's word or
    number for it; empty is every other one."""

    __tablename__ = "bookings_import_routes"

    connection_id: Mapped[Id]
    event_type: Mapped[Word]
    service_id: Mapped[Id]
    professional_id: Mapped[Id | None]
    store_id: Mapped[Id | None]

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id", ondelete="CASCADE"),
        belongs_to("bookings_services", "service_id", ondelete="CASCADE"),
        belongs_to("knowledge_professionals", "professional_id", ondelete="CASCADE"),
        belongs_to("accounts_stores", "store_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "connection_id", "event_type"),
    )


class Asking(TenantRow):
    """A source of bookings is also asked for them, should its webhooks not come. Its key is the connection's token. `since`: what was
    changed there up to then is known here."""

    __tablename__ = "bookings_askings"

    connection_id: Mapped[Id]
    address: Mapped[Word] = mapped_column(server_default="")  # of its API; empty: the vendor's own
    state: Mapped[Word] = mapped_column(server_default="new")
    reason: Mapped[Word | None]
    failures: Mapped[int] = number(0)
    since: Mapped[Instant | None]
    all_at: Mapped[Instant | None]
    last_asked_at: Mapped[Instant | None]
    due_at: Mapped[Instant | None]

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "connection_id"),
        Index("ix_bookings_askings_turns", "tenant_id", "due_at", postgresql_where=sql("due_at is not null")),
        CheckConstraint("state in ('new', 'ok', 'failing', 'broken')", name="state"),
        CheckConstraint("state <> 'broken' or due_at is null", name="rests"),
    )


class Import(TenantRow):
    """A booking that was taken elsewhere, by its number there, and what became of it here. `state`: booked, flagged (with the problem
    that people have to look at), ended (cancelled or refused there), replaced (it is another one since), noted (known by a later
    word of it only). `said_at`: when what is known was said; older words of it change nothing."""

    __tablename__ = "bookings_imports"

    connection_id: Mapped[Id]
    external_id: Mapped[Word]
    event_type: Mapped[Word] = mapped_column(server_default="")
    state: Mapped[Word]
    problem: Mapped[Word | None]
    appointment_id: Mapped[Id | None]
    contact_id: Mapped[Id | None]
    starts_at: Mapped[Instant | None]
    ends_at: Mapped[Instant | None]
    said_at: Mapped[Instant]
    replaced_by: Mapped[Word | None]
    uid_sign: Mapped[Word | None]  # of the event that it is in calendars
    is_recurring: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id", ondelete="CASCADE"),
        belongs_to("bookings_appointments", "appointment_id"),
        belongs_to("contacts_contacts", "contact_id"),
        UniqueConstraint("tenant_id", "connection_id", "external_id"),
        Index("ix_bookings_imports_uid", "tenant_id", "uid_sign", postgresql_where=sql("uid_sign is not null")),
        Index(
            "ix_bookings_imports_appointment", "tenant_id", "appointment_id", postgresql_where=sql("appointment_id is not null")
        ),
        Index("ix_bookings_imports_flagged", "tenant_id", "starts_at", postgresql_where=sql("state = 'flagged'")),
        CheckConstraint("state in ('booked', 'flagged', 'ended', 'replaced', 'noted')", name="state"),
        CheckConstraint("(state = 'flagged') = (problem is not null)", name="problem"),
    )
