"""Connections, the numbers they answer for, sealed secrets, and parcels."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.core.rows import BY_MONTH, Id, Instant, TenantRow, Word, belongs_to
from atende.kit.ids import new_id


class Connection(TenantRow):
    """A tenant's account with a vendor: one receiving number. Secrets are sealed by the tenant's data key."""

    __tablename__ = "integrations_connections"

    provider: Mapped[Word]
    environment: Mapped[Word]  # live, sandbox
    name: Mapped[Word]
    phone: Mapped[Word]  # with a plus, for people
    number_id: Mapped[Word]  # the vendor's id of the number
    account_id: Mapped[Word | None]  # the vendor's id of the business account
    verify_token: Mapped[Word]
    token_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    app_secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[Word] = mapped_column(server_default="new")  # new, ok, failing, paused
    state_reason: Mapped[Word | None]
    slowed_until: Mapped[Instant | None]  # the vendor asked the whole number to wait
    last_received_at: Mapped[Instant | None]
    last_sent_at: Mapped[Instant | None]
    checked_at: Mapped[Instant | None]
    check_result: Mapped[dict | None] = mapped_column(JSONB)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    publish_due_at: Mapped[Instant | None]  # when the door's copy (`Number`) is made sure of

    __table_args__ = (
        UniqueConstraint("tenant_id", "provider", "number_id"),
        Index(
            "ix_integrations_connections_unsure",
            "tenant_id",
            "publish_due_at",
            postgresql_where=text("publish_due_at is not null"),
        ),
    )


class Number(Base):
    """Which tenant owns a receiving number. Answers one question, for crossings only.

    Routed once it is proven, and then unique over the whole install, because a number has one owner; before that only the
    connection's own address knows it."""

    __tablename__ = "integrations_numbers"

    provider: Mapped[Word] = mapped_column(primary_key=True)
    connection_id: Mapped[Id] = mapped_column(primary_key=True)
    number_id: Mapped[Word]
    account_id: Mapped[Word | None] = mapped_column(index=True)
    tenant_id: Mapped[Id]
    is_proven: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    app_secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id", ondelete="CASCADE"),
        Index(
            "uq_integrations_numbers_proven",
            "provider",
            "number_id",
            unique=True,
            postgresql_where=text("is_proven"),
        ),
    )


class Parcel(TenantRow):
    """One item a vendor posted: raw, stored once, opened in its lane's order, ending in a named outcome.

    `state`: waiting, done, ignored (with reason), dead (tried too often, with reason; can be replayed). Partitioned by the month in
    which its id was made, so that raw events are dropped and not deleted."""

    __tablename__ = "integrations_parcels"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    connection_id: Mapped[Id]
    provider: Mapped[Word]
    kind: Mapped[Word]
    dedupe_key: Mapped[Word]
    lane: Mapped[Word]
    raw: Mapped[Word]
    correlation_id: Mapped[Word]
    received_at: Mapped[Instant]
    state: Mapped[Word] = mapped_column(server_default="waiting")
    reason: Mapped[Word | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    due_at: Mapped[Instant] = mapped_column(server_default=func.now())
    handled_at: Mapped[Instant | None]
    message_id: Mapped[Id | None]
    contact_id: Mapped[Id | None]

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id"),
        # Of each parcel one of the two, so that a tenant's next are found however long its other queue is.
        Index(
            "ix_integrations_parcels_live",
            "tenant_id",
            "due_at",
            postgresql_where=text("state = 'waiting' and kind <> 'history'"),
        ),
        Index(
            "ix_integrations_parcels_old",
            "tenant_id",
            "due_at",
            postgresql_where=text("state = 'waiting' and kind = 'history'"),
        ),
        Index(
            "ix_integrations_parcels_lane",
            "tenant_id",
            "connection_id",
            "lane",
            "seq",
            postgresql_include=["due_at", "kind"],
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_integrations_parcels_received", "tenant_id", "received_at", "id"),
        # What a person looks for among millions: what did not simply become something, and what is one customer's.
        Index(
            "ix_integrations_parcels_resting",
            "tenant_id",
            "received_at",
            "id",
            postgresql_where=text("state in ('ignored', 'dead')"),
        ),
        Index(
            "ix_integrations_parcels_contact",
            "tenant_id",
            "contact_id",
            "received_at",
            "id",
            postgresql_where=text("contact_id is not null"),
        ),
        BY_MONTH,
    )


class ParcelKey(Base):
    """That an item was received once. It outlives its parcel, so that a body posted again after the raw events of its month were
    dropped is still known. Written by `integrations_store_parcels` in the statement that stores the parcel."""

    __tablename__ = "integrations_parcel_keys"

    tenant_id: Mapped[Id]
    connection_id: Mapped[Id]
    dedupe_key: Mapped[Word]
    parcel_id: Mapped[Id]

    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "connection_id", "dedupe_key"),
        # Ids ascend with time, so a block range index finds what is old and costs next to nothing to keep.
        Index("ix_integrations_parcel_keys_age", "parcel_id", postgresql_using="brin"),
    )


class Unrouted(Base):
    """A verified item that belongs to no tenant (unknown number, unreadable body): kept with its reason, never guessed.

    When its number gets an owner later it is handed over then, once. `through_id` is the connection by whose own app's secret it
    was believed: it says nothing about anybody else's numbers. None is the install's own."""

    __tablename__ = "integrations_unrouted"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    provider: Mapped[Word]
    kind: Mapped[Word]
    number_id: Mapped[Word | None]
    account_id: Mapped[Word | None]
    dedupe_key: Mapped[Word]
    lane: Mapped[Word]
    reason: Mapped[Word]
    raw: Mapped[Word]
    correlation_id: Mapped[Word]
    received_at: Mapped[Instant] = mapped_column(server_default=func.now())
    routed_at: Mapped[Instant | None]
    # No foreign key: a connection that is removed must not turn its events into the install's.
    through_id: Mapped[Id | None]

    __table_args__ = (
        UniqueConstraint("provider", "through_id", "dedupe_key", postgresql_nulls_not_distinct=True),
        Index("ix_integrations_unrouted_number", "number_id", postgresql_where=text("routed_at is null")),
        Index("ix_integrations_unrouted_account", "account_id", postgresql_where=text("routed_at is null")),
    )


class DataKey(Base):
    """A tenant's data key, wrapped by the master key whose id it names."""

    __tablename__ = "integrations_data_keys"

    tenant_id: Mapped[Id]
    key_no: Mapped[int]
    master_id: Mapped[Word]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())

    __table_args__ = (PrimaryKeyConstraint("tenant_id", "key_no"),)


class Tally(Base):
    """How many parcels of one kind a number has, by the hour (UTC) in which they came; kept longer than the parcels themselves.

    `what`: `received` (stored, counted once), `again` (came when it was here already), one of the parcels' states (how many are
    in it now), `retried` (tries that failed and were followed by another). The database counts by itself: triggers on
    `integrations_parcels`, and `integrations_store_parcels` for what came again."""

    __tablename__ = "integrations_tallies"

    tenant_id: Mapped[Id]
    connection_id: Mapped[Id]
    hour: Mapped[Instant]
    kind: Mapped[Word]
    what: Mapped[Word]
    reason: Mapped[Word]  # of the states ignored, dead and, sometimes, done; else empty
    count: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (PrimaryKeyConstraint("tenant_id", "connection_id", "hour", "kind", "what", "reason"),)


class TallyChange(Base):
    """What a transaction changed in the tallies. Only ever added to, so that no two transactions wait for each other's count;
    a worker folds these rows into the tallies, and whoever asks adds both up in one statement."""

    __tablename__ = "integrations_tally_changes"

    tenant_id: Mapped[Id]
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    connection_id: Mapped[Id]
    hour: Mapped[Instant]
    kind: Mapped[Word]
    what: Mapped[Word]
    reason: Mapped[Word]
    change: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (PrimaryKeyConstraint("tenant_id", "seq"),)


class Replay(TenantRow):
    """Parcels that ended are opened once more, in the order they came: how far that is, and what it changed.

    `state`: waiting, running, done, stopped. Of the parcels so far: `unchanged` (all was there), `changed` (ended otherwise now),
    `failed` (could not be opened; as before), `waiting_anyway` (had not ended)."""

    __tablename__ = "integrations_replays"

    selection: Mapped[dict] = mapped_column(JSONB)
    requested_by: Mapped[Word]
    state: Mapped[Word] = mapped_column(server_default="waiting")
    total: Mapped[int | None] = mapped_column(BigInteger)  # counted when it starts
    unchanged: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    changed: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    failed: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    waiting_anyway: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    last_problem: Mapped[Word | None]  # why the last that failed did
    reached_at: Mapped[Instant | None]  # the place in the order up to which it is done: when received,
    reached_id: Mapped[Id | None]  # and which
    worked_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]

    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'done', 'stopped')", name="state"),
        Index("ix_integrations_replays_under_way", "worked_at", postgresql_where=text("state in ('waiting', 'running')")),
        Index("ix_integrations_replays_newest", "tenant_id", "created_at", "id"),
    )
