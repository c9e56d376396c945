"""Conversations, cases, messages, attempts to send, statuses, notes, files and templates."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Identity, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.core.events import FactRow
from atende.core.rows import BY_MONTH, Id, Instant, TenantRow, Word, belongs_to

# What of a conversation's facts its timeline tells; the rest is told by the messages themselves.
TOLD = (
    "inbox.ownership_changed",
    "inbox.case_opened",
    "inbox.case_closed",
    "inbox.timelines_joined",
    "inbox.timelines_split",
    "inbox.handoff_requested",
    "inbox.handoff_overdue",
    "inbox.timeline_rehomed",
)
# A conversation's other facts are one or more for each message: a page would read as many to find these few.
Index(
    "ix_facts_told",
    FactRow.tenant_id,
    FactRow.subject_id,
    FactRow.commit_no,
    FactRow.seq,
    postgresql_where=FactRow.name.in_(TOLD),
)


class Conversation(TenantRow):
    """The one timeline of a person on one receiving number, and who answers in it now.

    `owner_kind` is bot, person (then `owner_user_id`) or nobody. `last_inbound_at` is the vendor's time of the person's last live
    message and the only thing that opens the 24-hour window. After a merge the emptied timeline points to the living one."""

    __tablename__ = "inbox_conversations"

    connection_id: Mapped[Id]
    contact_id: Mapped[Id]
    store_id: Mapped[Id | None]
    owner_kind: Mapped[Word] = mapped_column(server_default="bot")
    owner_user_id: Mapped[Id | None]
    owned_since: Mapped[Instant]
    last_inbound_at: Mapped[Instant | None]
    last_activity_at: Mapped[Instant]
    last_message_id: Mapped[Id | None]
    unread_count: Mapped[int] = mapped_column(server_default=sql("0"))
    waiting_since: Mapped[Instant | None]  # the person waits for somebody to take it
    due_at: Mapped[Instant | None]  # by when somebody should have
    overdue_at: Mapped[Instant | None]  # when it was told that nobody had
    handoff_reason: Mapped[Word | None]
    return_at: Mapped[Instant | None]  # the bot takes over again then, unless a person gives a sign
    slowed_until: Mapped[Instant | None]  # pair limit
    slow_steps: Mapped[int] = mapped_column(server_default=sql("0"))
    merged_into_id: Mapped[Id | None]
    # First days of the months in which ids of its messages were made, and maybe a few more; kept by triggers of `inbox_messages`.
    message_months: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default=sql("'{}'"))

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id"),
        belongs_to("contacts_contacts", "contact_id"),
        belongs_to("accounts_stores", "store_id"),
        belongs_to("inbox_conversations", "merged_into_id"),
        UniqueConstraint("tenant_id", "connection_id", "contact_id"),
        CheckConstraint("owner_kind in ('bot', 'person', 'nobody')", name="owner_kind"),
        CheckConstraint("(owner_kind = 'person') = (owner_user_id is not null)", name="owner_user"),
        Index("ix_inbox_conversations_activity", "tenant_id", "last_activity_at", "id"),
        Index("ix_inbox_conversations_owner", "tenant_id", "owner_kind", "owner_user_id", "last_activity_at", "id"),
        Index(
            "ix_inbox_conversations_waiting",
            "tenant_id",
            "waiting_since",
            "id",
            postgresql_where=sql("waiting_since is not null"),
        ),
        Index(
            "ix_inbox_conversations_overdue",
            "tenant_id",
            "due_at",
            postgresql_where=sql("due_at is not null and waiting_since is not null and overdue_at is null"),
        ),
        Index(
            "ix_inbox_conversations_returns",
            "tenant_id",
            "return_at",
            postgresql_where=sql("return_at is not null and owner_kind <> 'bot' and waiting_since is null"),
        ),
        Index("ix_inbox_conversations_contact", "tenant_id", "contact_id"),
        Index(
            "ix_inbox_conversations_merged",
            "tenant_id",
            "merged_into_id",
            postgresql_where=sql("merged_into_id is not null"),
        ),
    )


class Case(TenantRow):
    """A marked stretch of a timeline, from the first word to "done". At most one is open."""

    __tablename__ = "inbox_cases"

    conversation_id: Mapped[Id]
    opened_at: Mapped[Instant]
    opened_by: Mapped[Word]
    closed_at: Mapped[Instant | None]
    closed_by: Mapped[Word | None]

    __table_args__ = (
        belongs_to("inbox_conversations", "conversation_id"),
        Index(
            "uq_inbox_cases_open",
            "tenant_id",
            "conversation_id",
            unique=True,
            postgresql_where=sql("closed_at is null"),
        ),
        Index("ix_inbox_cases_conversation", "tenant_id", "conversation_id", "opened_at"),
    )


class Message(TenantRow):
    """One message of a timeline, in or out. Its place is `(occurred_at, tiebreak)`: the vendor's time, then a key that every
    arrival order gives alike.

    `status` of an outbound one: queued, sending, sent, delivered, read, played, failed, unknown (nobody can say whether it went),
    dropped (the gate let it go no further). Partitioned by the month in which it was stored, which its id says."""

    __tablename__ = "inbox_messages"

    conversation_id: Mapped[Id]
    connection_id: Mapped[Id]
    case_id: Mapped[Id | None]
    direction: Mapped[Word]  # in, out
    author_kind: Mapped[Word]  # customer, bot, user, phone_app, system
    author_user_id: Mapped[Id | None]
    identity_id: Mapped[Id | None]  # by which evidence the customer was recognized: undoing a merge sorts by it
    kind: Mapped[Word]
    text: Mapped[Word | None]
    content: Mapped[dict] = mapped_column(JSONB, server_default=sql("'{}'"))
    external_id: Mapped[Word | None]
    client_id: Mapped[Id | None]  # the sender's own id of this message: the same one again is the same message
    reply_to_external_id: Mapped[Word | None]
    occurred_at: Mapped[Instant]
    tiebreak: Mapped[Word]
    is_late: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))
    is_history: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))
    edited_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    original_text: Mapped[Word | None]
    status: Mapped[Word]  # received for inbound
    status_at: Mapped[dict] = mapped_column(JSONB, server_default=sql("'{}'"))
    error: Mapped[dict | None] = mapped_column(JSONB)
    explanation: Mapped[dict | None] = mapped_column(JSONB)  # what the bot did and why
    file_id: Mapped[Id | None]
    media_state: Mapped[Word | None]  # pending, done, failed
    media_due_at: Mapped[Instant | None]
    media_attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    send_no: Mapped[int] = mapped_column(BigInteger, Identity(always=True))  # order of sending within a conversation
    # While queued: when it may leave. While sending or unknown: until when later messages wait for it.
    send_due_at: Mapped[Instant | None]
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    correlation_id: Mapped[Word] = mapped_column(server_default="")  # the chain of work it came from, for the logs

    __table_args__ = (
        belongs_to("inbox_conversations", "conversation_id"),
        belongs_to("integrations_connections", "connection_id"),
        belongs_to("inbox_cases", "case_id"),
        belongs_to("inbox_files", "file_id"),
        belongs_to("contacts_identities", "identity_id"),
        CheckConstraint("direction in ('in', 'out')", name="direction"),
        Index("ix_inbox_messages_place", "tenant_id", "conversation_id", "occurred_at", "tiebreak", "id"),
        Index("ix_inbox_messages_reactions", "tenant_id", "conversation_id", postgresql_where=sql("kind = 'reaction'")),
        Index("ix_inbox_messages_send", "tenant_id", "send_due_at", postgresql_where=sql("status = 'queued'")),
        Index(
            "ix_inbox_messages_outbox",
            "tenant_id",
            "conversation_id",
            "send_no",
            postgresql_where=sql("status in ('queued', 'sending', 'unknown')"),
        ),
        Index("ix_inbox_messages_media", "tenant_id", "media_due_at", postgresql_where=sql("media_state = 'pending'")),
        Index("ix_inbox_messages_file", "tenant_id", "file_id", postgresql_where=sql("file_id is not null")),
        BY_MONTH,
    )


class ExternalId(Base):
    """Which message a vendor's id stands for: what makes a message unique, because a key of a partitioned table has to hold the
    id by which it is partitioned. Triggers of `inbox_messages` keep it; it outlives a message that retention removed."""

    __tablename__ = "inbox_external_ids"

    tenant_id: Mapped[Id]
    connection_id: Mapped[Id]
    external_id: Mapped[Word]
    message_id: Mapped[Id]

    __table_args__ = (PrimaryKeyConstraint("tenant_id", "connection_id", "external_id"),)


class ClientId(Base):
    """Which message a sender's own id stands for in a conversation; kept by triggers of `inbox_messages`, like `ExternalId`."""

    __tablename__ = "inbox_client_ids"

    tenant_id: Mapped[Id]
    conversation_id: Mapped[Id]
    client_id: Mapped[Id]
    message_id: Mapped[Id]

    __table_args__ = (PrimaryKeyConstraint("tenant_id", "conversation_id", "client_id"),)


class Attempt(TenantRow):
    """One call to the vendor, committed before it is made; its id travels with the call and comes back in the statuses.

    `state`: sending (until `lease_until`), accepted, not_sent, refused, unknown."""

    __tablename__ = "inbox_attempts"

    message_id: Mapped[Id]
    number: Mapped[int]
    state: Mapped[Word]
    lease_until: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    code: Mapped[Word | None]
    detail: Mapped[Word | None]
    trace: Mapped[Word | None]
    external_id: Mapped[Word | None]
    settled_by: Mapped[Word | None]  # answer, status, sweep

    __table_args__ = (
        belongs_to("inbox_messages", "message_id"),
        UniqueConstraint("tenant_id", "message_id", "number"),
        Index("ix_inbox_attempts_leases", "tenant_id", "lease_until", postgresql_where=sql("state = 'sending'")),
    )


class Status(TenantRow):
    """One status the vendor reported, whether or not its message is known here yet."""

    __tablename__ = "inbox_statuses"

    connection_id: Mapped[Id]
    external_id: Mapped[Word]
    status: Mapped[Word]
    participant: Mapped[Word] = mapped_column(server_default="")
    occurred_at: Mapped[Instant]
    callback: Mapped[Word | None]
    errors: Mapped[list | None] = mapped_column(JSONB)
    pricing: Mapped[dict | None] = mapped_column(JSONB)

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id"),
        UniqueConstraint("tenant_id", "connection_id", "external_id", "status", "participant"),
    )


class Amendment(TenantRow):
    """An edit or withdrawal of a message, kept also when it arrives before what it amends."""

    __tablename__ = "inbox_amendments"

    connection_id: Mapped[Id]
    external_id: Mapped[Word]
    original_external_id: Mapped[Word]
    kind: Mapped[Word]  # edit, revoke
    text: Mapped[Word | None]
    content: Mapped[dict] = mapped_column(JSONB, server_default=sql("'{}'"))
    occurred_at: Mapped[Instant]

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id"),
        UniqueConstraint("tenant_id", "connection_id", "external_id"),
        Index("ix_inbox_amendments_original", "tenant_id", "connection_id", "original_external_id"),
    )


class TimelineMove(TenantRow):
    """Which rows a merge of two people moved from one timeline to the other; all that undoing needs."""

    __tablename__ = "inbox_timeline_moves"

    merge_id: Mapped[Id]
    from_conversation_id: Mapped[Id]
    to_conversation_id: Mapped[Id]
    message_ids: Mapped[list] = mapped_column(JSONB)
    case_ids: Mapped[list] = mapped_column(JSONB)
    note_ids: Mapped[list] = mapped_column(JSONB)
    # Both timelines' own columns before, the joined one's after, and what else undoing has to put back.
    state: Mapped[dict] = mapped_column(JSONB)
    undone_at: Mapped[Instant | None]

    __table_args__ = (
        belongs_to("contacts_merges", "merge_id"),
        belongs_to("inbox_conversations", "from_conversation_id"),
        belongs_to("inbox_conversations", "to_conversation_id"),
        Index("ix_inbox_timeline_moves_merge", "tenant_id", "merge_id"),
    )


class Note(TenantRow):
    """A private remark. No outbound path reads this table."""

    __tablename__ = "inbox_notes"

    conversation_id: Mapped[Id]
    author_user_id: Mapped[Id]
    body: Mapped[Word]

    __table_args__ = (
        belongs_to("inbox_conversations", "conversation_id"),
        Index("ix_inbox_notes_conversation", "tenant_id", "conversation_id", "created_at", "id"),
    )


class File(TenantRow):
    """A stored file, by content. `mime` is what the bytes are, `name` only what somebody called it."""

    __tablename__ = "inbox_files"

    mime: Mapped[Word]
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    sha256: Mapped[Word]
    name: Mapped[Word | None]
    source: Mapped[Word]  # upload, channel
    external_id: Mapped[Word | None]  # the vendor's id after uploading
    external_until: Mapped[Instant | None]
    external_connection_id: Mapped[Id | None]  # the number it was uploaded for

    __table_args__ = (Index("ix_inbox_files_sha256", "tenant_id", "sha256"),)


class Template(TenantRow):
    """An approved-message template of a business account, as the vendor last described it."""

    __tablename__ = "inbox_templates"

    connection_id: Mapped[Id]
    external_id: Mapped[Word | None]
    name: Mapped[Word]
    language: Mapped[Word]
    status: Mapped[Word]
    category: Mapped[Word | None]
    parameter_format: Mapped[Word] = mapped_column(server_default="POSITIONAL")
    components: Mapped[list] = mapped_column(JSONB)
    reason: Mapped[Word | None]
    synced_at: Mapped[Instant]

    __table_args__ = (
        belongs_to("integrations_connections", "connection_id"),
        UniqueConstraint("tenant_id", "connection_id", "name", "language"),
    )
