"""People, the evidence of who they are, merges, and what they allowed."""

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.rows import Id, Instant, TenantRow, Word, belongs_to


class Contact(TenantRow):
    """A person. When `merged_into_id` is set the record is a shell that points to the living one."""

    __tablename__ = "contacts_contacts"

    name: Mapped[Word | None]
    name_source: Mapped[Word | None]  # page, provider, import, staff
    search_text: Mapped[Word] = mapped_column(server_default="")  # folded name, username and digits
    merged_into_id: Mapped[Id | None]

    __table_args__ = (
        belongs_to("contacts_contacts", "merged_into_id"),
        Index("ix_contacts_contacts_name", "tenant_id", "search_text"),
        Index(
            "ix_contacts_contacts_merged",
            "tenant_id",
            "merged_into_id",
            postgresql_where=text("merged_into_id is not null"),
        ),
    )


class Identity(TenantRow):
    """One piece of evidence: in `space` (phone, user_id, parent_user_id, username) this value means this contact.

    `value` is as first written, `match_key` equal for every equivalent form, `confirmed_value` the address the channel confirmed.
    One living row per key and tenant, whoever races."""

    __tablename__ = "contacts_identities"

    contact_id: Mapped[Id]
    space: Mapped[Word]
    value: Mapped[Word]
    match_key: Mapped[Word]
    confirmed_value: Mapped[Word | None]
    source: Mapped[Word]
    last_seen_at: Mapped[Instant]
    retired_at: Mapped[Instant | None]
    retired_reason: Mapped[Word | None]

    __table_args__ = (
        belongs_to("contacts_contacts", "contact_id"),
        CheckConstraint("space in ('phone', 'user_id', 'parent_user_id', 'username')", name="space"),
        Index(
            "uq_contacts_identities_living",
            "tenant_id",
            "space",
            "match_key",
            unique=True,
            postgresql_where=text("retired_at is null"),
        ),
        # A late event from before a change of number still belongs to whom the number belonged then.
        Index(
            "ix_contacts_identities_retired",
            "tenant_id",
            "space",
            "match_key",
            "retired_at",
            postgresql_where=text("retired_at is not null"),
        ),
        Index("ix_contacts_identities_contact", "tenant_id", "contact_id"),
    )


class Merge(TenantRow):
    """Two records turned out to be one person: why, when, and all that is needed to undo it."""

    __tablename__ = "contacts_merges"

    winner_id: Mapped[Id]
    loser_id: Mapped[Id]
    reason: Mapped[Word]
    evidence: Mapped[dict] = mapped_column(JSONB)
    moved: Mapped[dict] = mapped_column(JSONB)  # {"identities": [id, ...], "name": [before, after], "name_source": ...}
    actor: Mapped[Word]
    undone_at: Mapped[Instant | None]

    __table_args__ = (
        belongs_to("contacts_contacts", "winner_id"),
        belongs_to("contacts_contacts", "loser_id"),
        Index("ix_contacts_merges_winner", "tenant_id", "winner_id", "id"),
        Index("ix_contacts_merges_loser", "tenant_id", "loser_id", "id"),
    )


class Preference(TenantRow):
    """What a person allowed or refused, as an event: the newest per purpose holds."""

    __tablename__ = "contacts_preferences"

    contact_id: Mapped[Id]
    purpose: Mapped[Word]  # marketing
    state: Mapped[Word]  # granted, withdrawn
    source: Mapped[Word]
    stated_at: Mapped[Instant]

    __table_args__ = (
        belongs_to("contacts_contacts", "contact_id"),
        Index("ix_contacts_preferences_contact", "tenant_id", "contact_id", "purpose", "stated_at"),
    )
