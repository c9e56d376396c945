"""Calendars outside: whose they are, how far they are in step, which of their events take time, and what people have to look at."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Computed, DateTime, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from atende.bookings.models.setup import number
from atende.core.rows import Id, Instant, TenantRow, Word, belongs_to


class Calendar(TenantRow):
    """A calendar outside of one resource. `secret` is the refresh token of its owner's consent, or the address of a feed that is
    subscribed to; both sealed.

    Of an account one calendar at most is written, and any number take the resource's time. One that does neither any more is
    forgotten as soon as nothing of ours that lies ahead stands in it.

    Work on it is done by whoever has the lease; `lease_id` fences off who lost it. What is due is one of three times: entries to
    write, changes to read, the channel to renew."""

    __tablename__ = "bookings_calendars"

    resource_id: Mapped[Id]
    provider: Mapped[Word]
    environment: Mapped[Word]
    account: Mapped[Word] = mapped_column(server_default="")  # whose it is, for people's eyes
    external_id: Mapped[Word]
    name: Mapped[Word] = mapped_column(server_default="")
    zone: Mapped[Word | None]
    detail: Mapped[Word] = mapped_column(server_default="service")  # what our entries say: busy, service, name
    is_written: Mapped[bool] = mapped_column(Boolean, server_default=sql("true"))  # our appointments are put into it
    is_blocking: Mapped[bool] = mapped_column(Boolean, server_default=sql("true"))  # its events take the resource's time
    is_followed: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))  # what is moved or deleted there is so here
    state: Mapped[Word] = mapped_column(server_default="new")
    reason: Mapped[Word | None]
    secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    access_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    access_until: Mapped[Instant | None]
    cursor: Mapped[Word | None]
    round_no: Mapped[int] = number(0)  # of the last time that everything was read
    read_all_at: Mapped[Instant | None]
    last_read_at: Mapped[Instant | None]
    last_written_at: Mapped[Instant | None]
    failed_at: Mapped[Instant | None]
    failures: Mapped[int] = number(0)  # in a row
    watch_problem: Mapped[Word | None]  # why changes are not told to us, only found by looking
    unreadable: Mapped[int] = number(0)  # events of the last reading that nobody here understood
    write_due_at: Mapped[Instant | None]
    read_due_at: Mapped[Instant | None]
    watch_due_at: Mapped[Instant | None]
    due_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), Computed("least(write_due_at, read_due_at, watch_due_at)", persisted=True)
    )
    lease_id: Mapped[Id | None]
    leased_until: Mapped[Instant | None]

    __table_args__ = (
        belongs_to("bookings_resources", "resource_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "resource_id", "provider", "external_id"),
        Index(
            "uq_bookings_calendars_written",
            *("tenant_id", "resource_id", "provider", "account"),
            unique=True,
            postgresql_where=sql("is_written"),
        ),
        Index("ix_bookings_calendars_turns", "tenant_id", "due_at", postgresql_where=sql("due_at is not null")),
        CheckConstraint("environment in ('live', 'sandbox')", name="environment"),
        CheckConstraint("detail in ('busy', 'service', 'name')", name="detail"),
        CheckConstraint("state in ('new', 'ok', 'failing', 'broken')", name="state"),
        CheckConstraint("state <> 'broken' or due_at is null", name="rests"),
    )


class Entry(TenantRow):
    """An appointment's entry in a calendar outside. `external_id` is worked out from what it is of, so that it can be written twice
    and is there once. `tried_*` is what a call that has not been recorded wrote; `out_*` what certainly stands there; `seen_*` what
    was last read."""

    __tablename__ = "bookings_calendar_entries"

    calendar_id: Mapped[Id]
    appointment_id: Mapped[Id]
    external_id: Mapped[Word]
    etag: Mapped[Word | None]
    digest: Mapped[Word | None]
    tried_since: Mapped[Instant | None]
    tried_until: Mapped[Instant | None]
    out_since: Mapped[Instant | None]
    out_until: Mapped[Instant | None]
    seen_since: Mapped[Instant | None]
    seen_until: Mapped[Instant | None]
    is_seen_gone: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))
    seen_etag: Mapped[Word | None]
    round_no: Mapped[int] = number(0)
    due_at: Mapped[Instant | None]
    failures: Mapped[int] = number(0)
    problem: Mapped[Word | None]

    __table_args__ = (
        belongs_to("bookings_calendars", "calendar_id", ondelete="CASCADE"),
        belongs_to("bookings_appointments", "appointment_id"),
        UniqueConstraint("tenant_id", "calendar_id", "appointment_id"),
        UniqueConstraint("tenant_id", "calendar_id", "external_id"),
        Index("ix_bookings_calendar_entries_appointment", "tenant_id", "appointment_id"),
        Index(
            "ix_bookings_calendar_entries_due", "tenant_id", "calendar_id", "due_at", postgresql_where=sql("due_at is not null")
        ),
    )


class Busy(TenantRow):
    """A stretch of a resource's time that an event outside takes. Of the event nothing else is kept, and its UID only
    as a hash. `is_own`: it is an appointment of
    this resource that another system took and wrote into the calendar too; it takes no time beside that."""

    __tablename__ = "bookings_busy"

    calendar_id: Mapped[Id]
    resource_id: Mapped[Id]
    external_id: Mapped[Word]
    since: Mapped[Instant]
    until: Mapped[Instant]
    round_no: Mapped[int] = number(0)
    uid_sign: Mapped[Word | None]
    is_own: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))

    __table_args__ = (
        belongs_to("bookings_calendars", "calendar_id", ondelete="CASCADE"),
        belongs_to("bookings_resources", "resource_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "calendar_id", "external_id"),
        Index("ix_bookings_busy_uid", "tenant_id", "uid_sign", postgresql_where=sql("uid_sign is not null")),
        Index("ix_bookings_busy_resource", "tenant_id", "resource_id", "until", "since"),
        CheckConstraint("since < until", name="times"),
    )


class CalendarChannel(TenantRow):
    """A way by which a calendar tells us that something changed. Of its secret only the hash is kept.

    `state`: asked (the call is, or was, under way), open, ending (to be stopped outside)."""

    __tablename__ = "bookings_calendar_channels"

    calendar_id: Mapped[Id]
    token_hash: Mapped[Word]
    resource_id: Mapped[Word | None]
    until: Mapped[Instant | None]
    state: Mapped[Word] = mapped_column(server_default="asked")
    last_told_at: Mapped[Instant | None]

    __table_args__ = (
        belongs_to("bookings_calendars", "calendar_id", ondelete="CASCADE"),
        Index("ix_bookings_calendar_channels_calendar", "tenant_id", "calendar_id"),
        CheckConstraint("state in ('asked', 'open', 'ending')", name="state"),
    )


class CalendarConsent(TenantRow):
    """Somebody went to consent and has not come back: what they must bring (only its hash), and what belongs to it. Used once."""

    __tablename__ = "bookings_calendar_consents"

    resource_id: Mapped[Id]
    user_id: Mapped[Id]
    provider: Mapped[Word]
    environment: Mapped[Word]
    state_hash: Mapped[Word]
    verifier_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[Instant]

    __table_args__ = (
        belongs_to("bookings_resources", "resource_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "state_hash"),
    )


class Flag(TenantRow):
    """Something between an appointment and a calendar outside that people have to look at. Nothing is freed or moved by it.

    `kind`: conflict (an event outside takes the same time), moved, deleted (its entry was, outside). `outcome`: gone (by itself),
    kept (as it is here), followed (it is here as outside)."""

    __tablename__ = "bookings_flags"

    kind: Mapped[Word]
    appointment_id: Mapped[Id]
    calendar_id: Mapped[Id | None]
    external_id: Mapped[Word]
    outside_since: Mapped[Instant | None]
    outside_until: Mapped[Instant | None]
    raised_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]
    outcome: Mapped[Word | None]
    settled_by: Mapped[Word | None]
    problem: Mapped[Word | None]  # why it could not be followed

    __table_args__ = (
        belongs_to("bookings_appointments", "appointment_id"),
        belongs_to("bookings_calendars", "calendar_id", ondelete="CASCADE"),
        Index(
            "uq_bookings_flags_open",
            *("tenant_id", "appointment_id", "calendar_id", "kind", "external_id"),
            unique=True,
            postgresql_where=sql("settled_at is null"),
        ),
        Index("ix_bookings_flags_raised", "tenant_id", "raised_at", "id"),
        CheckConstraint("kind in ('conflict', 'moved', 'deleted')", name="kind"),
        CheckConstraint("(settled_at is null) = (outcome is null)", name="settled"),
        CheckConstraint("outcome in ('gone', 'kept', 'followed')", name="outcome"),
    )
