"""Who waits for a time to become free, and what they were offered."""

from datetime import date, time

from sqlalchemy import CheckConstraint, Date, Index, SmallInteger, Time
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.rows import Id, Instant, TenantRow, Word, belongs_to


class Wait(TenantRow):
    """Somebody would come if a time became free: a start on one of these dates, not before `earliest` and not after `latest` by the
    store's clock; of `weekdays` only, where given (the sum of 1 for Monday, 2 for Tuesday, to 64 for Sunday). Who has waited longest is
    offered it first; `look_at` is when it is looked for at the latest, whatever happens."""

    __tablename__ = "bookings_waits"

    contact_id: Mapped[Id]
    conversation_id: Mapped[Id | None]
    service_id: Mapped[Id]
    store_id: Mapped[Id | None]
    professional_id: Mapped[Id | None]
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    earliest: Mapped[time | None] = mapped_column(Time)
    latest: Mapped[time | None] = mapped_column(Time)
    weekdays: Mapped[int | None] = mapped_column(SmallInteger)
    appointment_id: Mapped[Id | None]  # which of theirs would go there: then only an earlier time is one
    source: Mapped[Word]
    note: Mapped[Word] = mapped_column(server_default="")
    since: Mapped[Instant]
    state: Mapped[Word] = mapped_column(server_default="waiting")
    settled_at: Mapped[Instant | None]
    look_at: Mapped[Instant]
    unreached: Mapped[Word | None]  # why the last offer could not be said in the chat

    __table_args__ = (
        belongs_to("contacts_contacts", "contact_id"),
        belongs_to("inbox_conversations", "conversation_id"),
        belongs_to("bookings_services", "service_id", ondelete="CASCADE"),
        belongs_to("accounts_stores", "store_id", ondelete="CASCADE"),
        belongs_to("knowledge_professionals", "professional_id", ondelete="CASCADE"),
        belongs_to("bookings_appointments", "appointment_id"),
        Index(
            "uq_bookings_waits_person",
            *("tenant_id", "contact_id", "service_id"),
            unique=True,
            postgresql_where=sql("state = 'waiting'"),
        ),
        Index("ix_bookings_waits_listed", "tenant_id", "since", "id"),
        Index("ix_bookings_waits_since", "tenant_id", "since", "id", postgresql_where=sql("state = 'waiting'")),
        Index("ix_bookings_waits_look", "look_at", postgresql_where=sql("state = 'waiting'")),
        CheckConstraint("state in ('waiting', 'booked', 'left', 'over', 'unanswered')", name="state"),
        CheckConstraint("source in ('bot', 'page', 'staff', 'api')", name="source"),
        CheckConstraint("first_on <= last_on", name="days"),
        CheckConstraint("earliest is null or latest is null or earliest <= latest", name="times"),
        CheckConstraint("weekdays between 1 and 127", name="weekdays"),
    )


class WaitOffer(TenantRow):
    """A time that became free and is held for who waits, until `until`. `outcome`: open, taken, declined, run_out (nobody answered),
    unsaid (it could not be said), withdrawn (who waited left, or the team gave the time away)."""

    __tablename__ = "bookings_wait_offers"

    wait_id: Mapped[Id]
    appointment_id: Mapped[Id]
    conversation_id: Mapped[Id]
    message_id: Mapped[Id | None]
    starts_at: Mapped[Instant]
    offered_at: Mapped[Instant]
    until: Mapped[Instant]
    outcome: Mapped[Word] = mapped_column(server_default="open")
    settled_at: Mapped[Instant | None]
    check_at: Mapped[Instant | None]  # when an open one is looked at next
    answer: Mapped[Word | None]  # what was pressed while the bot had not the word

    __table_args__ = (
        belongs_to("bookings_waits", "wait_id", ondelete="CASCADE"),
        belongs_to("bookings_appointments", "appointment_id"),
        belongs_to("inbox_conversations", "conversation_id"),
        Index("uq_bookings_wait_offers_open", "tenant_id", "wait_id", unique=True, postgresql_where=sql("outcome = 'open'")),
        Index("ix_bookings_wait_offers_wait", "tenant_id", "wait_id", "offered_at"),
        Index("ix_bookings_wait_offers_check", "check_at", postgresql_where=sql("check_at is not null")),
        CheckConstraint(
            "outcome in ('open', 'taken', 'declined', 'run_out', 'unsaid', 'withdrawn')",
            name="outcome",
        ),
        CheckConstraint("(outcome = 'open') = (check_at is not null)", name="check"),
        CheckConstraint("answer in ('accept', 'pass')", name="answer"),
    )


class Freed(TenantRow):
    """Something became free, and whoever waits is to be looked for. Only ever added by those who free it, so that they wait for
    nobody; whoever has looked removes it."""

    __tablename__ = "bookings_freed"

    at: Mapped[Instant]
    reason: Mapped[Word]

    __table_args__ = (Index("ix_bookings_freed_at", "at"),)
