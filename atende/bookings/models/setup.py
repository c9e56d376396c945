"""What can be booked, and what it takes."""

from datetime import date, time

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Time,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.rows import Id, TenantRow, Word, belongs_to


def number(default: int) -> Mapped[int]:
    return mapped_column(Integer, server_default=sql(str(default)))


class BookableService(TenantRow):
    """How a service of the business is booked; `id` is the service's own (`knowledge_services`). Minutes, unless the name says
    otherwise. None of a limit means no limit."""

    __tablename__ = "bookings_services"

    duration: Mapped[int] = mapped_column(Integer)
    before: Mapped[int] = number(0)  # kept free ahead of each appointment
    after: Mapped[int] = number(0)
    step: Mapped[int] = number(15)
    grid: Mapped[Word] = mapped_column(server_default="clock")
    notice: Mapped[int] = number(60)  # nobody books later than this before the start
    horizon_days: Mapped[int] = number(60)
    capacity: Mapped[int] = number(1)  # people in one occasion
    place: Mapped[Word] = mapped_column(server_default="store")
    needs_professional: Mapped[bool] = mapped_column(Boolean, server_default=sql("true"))
    needs_approval: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))  # pending until somebody says yes
    daily_limit: Mapped[int | None] = mapped_column(Integer)
    contact_limit: Mapped[int | None] = mapped_column(Integer)  # appointments ahead that one person may have
    cancel_notice: Mapped[int] = number(0)  # until when before the start the customer may cancel by themselves
    reschedule_notice: Mapped[int] = number(0)
    hold_minutes: Mapped[int] = number(10)
    offer_minutes: Mapped[int] = number(30)  # that long what became free is kept for who waited for it
    is_public: Mapped[bool] = mapped_column(Boolean, server_default=sql("true"))  # on the booking page, and offered by the bot
    form_url: Mapped[Word | None]

    __table_args__ = (
        belongs_to("knowledge_services", "id", ondelete="CASCADE"),
        CheckConstraint("duration between 5 and 1440", name="duration"),
        CheckConstraint("before between 0 and 480 and after between 0 and 480", name="buffers"),
        CheckConstraint("step between 5 and 480", name="step"),
        CheckConstraint("capacity between 1 and 500", name="capacity"),
        CheckConstraint("grid in ('clock', 'opening')", name="grid"),
        CheckConstraint("place in ('store', 'online')", name="place"),
        CheckConstraint("offer_minutes between 5 and 720", name="offer"),
    )


class Resource(TenantRow):
    """Somebody or something that one appointment at a time can have. A professional is the one of `knowledge_professionals`."""

    __tablename__ = "bookings_resources"

    no: Mapped[int] = mapped_column(BigInteger, Identity(always=True))  # one number for the constraint that nothing overlaps
    kind: Mapped[Word]
    professional_id: Mapped[Id | None]
    user_id: Mapped[Id | None]  # who signs in as this professional: the agenda they open is their own
    name: Mapped[Word]
    store_id: Mapped[Id | None]
    color: Mapped[Word | None]
    daily_limit: Mapped[int | None] = mapped_column(Integer)
    position: Mapped[int] = number(0)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=sql("true"))

    __table_args__ = (
        belongs_to("knowledge_professionals", "professional_id", ondelete="CASCADE"),
        belongs_to("accounts_stores", "store_id"),
        ForeignKeyConstraint(["tenant_id", "user_id"], ["accounts_memberships.tenant_id", "accounts_memberships.user_id"]),
        UniqueConstraint("tenant_id", "professional_id"),
        UniqueConstraint("tenant_id", "user_id"),
        UniqueConstraint("tenant_id", "id", "no"),
        CheckConstraint("kind in ('professional', 'room', 'equipment')", name="kind"),
        CheckConstraint("(kind = 'professional') = (professional_id is not null)", name="professional"),
        CheckConstraint("user_id is null or kind = 'professional'", name="user"),
    )


class Need(TenantRow):
    """A service takes one of the resources that stand under the same `need_no`, beside its professional."""

    __tablename__ = "bookings_needs"

    service_id: Mapped[Id]
    need_no: Mapped[int] = mapped_column(Integer)
    resource_id: Mapped[Id]

    __table_args__ = (
        belongs_to("bookings_services", "service_id", ondelete="CASCADE"),
        belongs_to("bookings_resources", "resource_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "service_id", "resource_id"),
    )


class Plan(TenantRow):
    """When a resource works at a store (None: wherever it is), by local time; `hours` is the shape of `knowledge.rules`. A plan with
    dates takes the place of those without on its days. A resource without any plan works as its store is open."""

    __tablename__ = "bookings_plans"

    resource_id: Mapped[Id]
    store_id: Mapped[Id | None]
    hours: Mapped[dict] = mapped_column(JSONB)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)  # the last day

    __table_args__ = (
        belongs_to("bookings_resources", "resource_id", ondelete="CASCADE"),
        belongs_to("accounts_stores", "store_id"),
        Index("ix_bookings_plans_resource", "tenant_id", "resource_id"),
        CheckConstraint("valid_until is null or valid_from is null or valid_from <= valid_until", name="valid"),
    )


class Closure(TenantRow):
    """Days, or hours of each of them, on which nothing is offered: of everybody, of a store, or of one resource (a holiday of the
    town, a vacation). Local time; no times means the whole day. `every_year`: the same days of the years that follow, too
    (`knowledge.rules.hours.yearly`, which says what becomes of 29 February)."""

    __tablename__ = "bookings_closures"

    store_id: Mapped[Id | None]
    resource_id: Mapped[Id | None]
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    since: Mapped[time | None] = mapped_column(Time)
    until: Mapped[time | None] = mapped_column(Time)
    reason: Mapped[Word] = mapped_column(server_default="")
    every_year: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))

    __table_args__ = (
        belongs_to("accounts_stores", "store_id"),
        belongs_to("bookings_resources", "resource_id", ondelete="CASCADE"),
        Index("ix_bookings_closures_last_on", "tenant_id", "last_on"),
        Index("ix_bookings_closures_yearly", "tenant_id", postgresql_where=sql("every_year")),
        CheckConstraint("first_on <= last_on", name="days"),
        CheckConstraint("not every_year or last_on - first_on < 364", name="every_year"),
        CheckConstraint("(since is null) = (until is null) and (since is null or since < until)", name="times"),
    )
