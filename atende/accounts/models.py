"""Agencies, tenants, stores, people who work there and their sessions."""

import uuid

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core import clock
from atende.core.db import Base
from atende.core.rows import Id, Instant, TenantRow, Word
from atende.kit.ids import new_id

# The beginning of a password's hash that says algorithm and parameters. Statements say it letter for letter, or find no index.
HASH_KIND = r"substring(password_hash, '^(\$(2[aby]\$\d\d|argon2[id]{1,2}\$(v=\d+\$)?[^$]{1,60})\$)')"


class Agency(Base):
    """A company that runs tenants for its clients. No tenant's row: reached by crossings only."""

    __tablename__ = "accounts_agencies"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[Word]
    requires_second_factor: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())


class Tenant(Base):
    """One business. The wall compares its own `id`."""

    __tablename__ = "accounts_tenants"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    agency_id: Mapped[Id | None] = mapped_column(ForeignKey("accounts_agencies.id"))
    slug: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[Word]
    kind: Mapped[Word]  # clinic, restaurant, other
    timezone: Mapped[Word] = mapped_column(server_default="America/Sao_Paulo")
    locale: Mapped[Word] = mapped_column(server_default="pt-BR")
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    requires_second_factor: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())


class Store(TenantRow):
    """A place where a tenant serves people. `address` and `hours` are the shapes of `knowledge.rules`."""

    __tablename__ = "accounts_stores"

    name: Mapped[Word]
    phone: Mapped[Word | None]
    address: Mapped[dict] = mapped_column(JSONB, server_default=text("'{}'"))
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)
    hours: Mapped[dict] = mapped_column(JSONB, server_default=text("'{}'"))
    timezone: Mapped[Word | None]  # where it is another than the business's
    position: Mapped[int] = mapped_column(server_default=text("0"))
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))


class User(Base):
    """A person who signs in; may work for several tenants. No tenant's row: reached by crossings only."""

    __tablename__ = "accounts_users"

    # Teams see it, and it tells them nothing: an id that says when it was made would say how old the account is.
    id: Mapped[Id] = mapped_column(primary_key=True, default=uuid.uuid4)
    email: Mapped[Word]
    name: Mapped[Word]
    password_hash: Mapped[Word]
    locale: Mapped[Word] = mapped_column(server_default="pt-BR")
    agency_id: Mapped[Id | None] = mapped_column(ForeignKey("accounts_agencies.id"))
    is_superuser: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    password_changed_at: Mapped[Instant] = mapped_column(default=clock.now, server_default=func.now())
    # When the person showed that the mailbox is theirs, or an operator vouched for it; until then the e-mail is only claimed.
    email_confirmed_at: Mapped[Instant | None]
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())

    __table_args__ = (
        Index("uq_accounts_users_email", func.lower(text("email")), unique=True),
        Index("ix_accounts_users_hash_kind", literal_column(HASH_KIND)),
    )


class Membership(Base):
    """A person's place in one tenant. Name and e-mail are kept here too, so that a tenant's screens read only its own rows."""

    __tablename__ = "accounts_memberships"

    tenant_id: Mapped[Id]
    user_id: Mapped[Id] = mapped_column(ForeignKey("accounts_users.id"))
    role: Mapped[Word]  # owner, staff, agency_staff, superuser
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    name: Mapped[Word]
    email: Mapped[Word]
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())
    removed_at: Mapped[Instant | None]  # of who works here no more
    removed_by: Mapped[Id | None]  # a person; None when an operator did it

    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "user_id"),
        CheckConstraint("role in ('owner', 'staff', 'agency_staff', 'superuser')", name="role"),
        Index("ix_accounts_memberships_user", "user_id"),
    )


class Session(Base):
    """A sign-in. Only the hash of its token is kept. No tenant's row: reached by crossings only."""

    __tablename__ = "accounts_sessions"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[Word]
    csrf_token: Mapped[Word]
    user_id: Mapped[Id] = mapped_column(ForeignKey("accounts_users.id", ondelete="CASCADE"), index=True)
    user_agent: Mapped[Word | None]
    address_prefix: Mapped[Word | None]  # the network it began from, never the whole address
    has_second_factor: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    confirmed_at: Mapped[Instant] = mapped_column(server_default=func.now())  # when the person last proved who they are
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[Instant] = mapped_column(server_default=func.now())
    expires_at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("token_hash"),)


class SignInAttempt(Base):
    """Failed sign-ins, and mails asked for, per account and address, for slowing down guessing. No tenant's row."""

    __tablename__ = "accounts_sign_in_attempts"

    key: Mapped[Word] = mapped_column(primary_key=True)  # hash of the e-mail or of the address
    failures: Mapped[int]
    last_at: Mapped[Instant] = mapped_column(index=True)  # each attempt clears what is long past


class ApiKey(TenantRow):
    """A program's way in, for one tenant. Only the hash of the key is kept; `hint` is its beginning, for people.

    It may what its `scopes` say ("inbox:read", "inbox:write", ...) and never more than who made it may today."""

    __tablename__ = "accounts_api_keys"

    name: Mapped[Word]
    hint: Mapped[Word]
    key_hash: Mapped[Word]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_by: Mapped[Id]
    expires_at: Mapped[Instant | None]
    last_used_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    revoked_by: Mapped[Id | None]

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "created_by"], ["accounts_memberships.tenant_id", "accounts_memberships.user_id"]),
        UniqueConstraint("key_hash"),
    )


class Ticket(Base):
    """The right to do one thing once, for whoever holds the token: finish a sign-in, choose a new password, accept an
    invitation. Only the token's hash is kept. No tenant's row: reached by crossings only."""

    __tablename__ = "accounts_tickets"

    token_hash: Mapped[Word] = mapped_column(primary_key=True)
    purpose: Mapped[Word]
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("accounts_users.id", ondelete="CASCADE"), index=True)
    data: Mapped[dict] = mapped_column(JSONB, server_default=text("'{}'"))
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    expires_at: Mapped[Instant] = mapped_column(index=True)
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())


class EmailChange(Base):
    """A person asked to sign in with another e-mail: what they asked, whether it came true, whether it was taken back by whoever
    reads the former mailbox. Its links are tickets. No tenant's row: reached by crossings only."""

    __tablename__ = "accounts_email_changes"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)  # later ones are greater
    user_id: Mapped[Id] = mapped_column(ForeignKey("accounts_users.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[Id]  # that asked; the change is good while it lasts
    former: Mapped[Word]
    email: Mapped[Word]
    asked_at: Mapped[Instant] = mapped_column(index=True)
    finished_at: Mapped[Instant | None]
    undone_at: Mapped[Instant | None]
    # As long as a link can take a change back that came true, no other account has the former e-mail: a trigger sees to it.
    former_until: Mapped[Instant | None]

    __table_args__ = (
        Index(
            "ix_accounts_email_changes_former",
            func.lower(text("former")),
            postgresql_where=text("former_until is not null"),
        ),
    )


class Totp(Base):
    """A person's authenticator app. The secret is sealed by a key of its own, which the master key wraps."""

    __tablename__ = "accounts_totps"

    user_id: Mapped[Id] = mapped_column(ForeignKey("accounts_users.id", ondelete="CASCADE"), primary_key=True)
    master_id: Mapped[Word]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))  # of the newest code that was taken
    confirmed_at: Mapped[Instant | None]
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())


class RecoveryCode(Base):
    """One of the codes for whoever lost their second factor; 80 random bits, so one plain hash is enough."""

    __tablename__ = "accounts_recovery_codes"

    user_id: Mapped[Id] = mapped_column(ForeignKey("accounts_users.id", ondelete="CASCADE"))
    code_hash: Mapped[Word]
    used_at: Mapped[Instant | None]

    __table_args__ = (PrimaryKeyConstraint("user_id", "code_hash"),)


class Passkey(Base):
    """A WebAuthn credential of a person: what only their device or password manager can sign for."""

    __tablename__ = "accounts_passkeys"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[Id] = mapped_column(ForeignKey("accounts_users.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    name: Mapped[Word]
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())
    last_used_at: Mapped[Instant | None]


class Invitation(TenantRow):
    """Somebody is asked to join a business. Its links are tickets; what they are good for is decided by this row."""

    __tablename__ = "accounts_invitations"

    email: Mapped[Word]
    role: Mapped[Word]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    invited_by: Mapped[Id | None]
    sent_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    accepted_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]

    __table_args__ = (
        CheckConstraint("role in ('owner', 'staff')", name="role"),
        Index(
            "uq_accounts_invitations_pending",
            "tenant_id",
            func.lower(text("email")),
            unique=True,
            postgresql_where=text("accepted_at is null and revoked_at is null"),
        ),
    )


class Happening(Base):
    """Something that happened to an account, which belongs to no tenant: told as a fact in each business of the person
    later, by a worker, so that a sign-in costs the same whoever it is. No tenant's row: reached by crossings only."""

    __tablename__ = "accounts_happenings"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("accounts_users.id", ondelete="CASCADE"), index=True)
    name: Mapped[Word]
    payload: Mapped[dict] = mapped_column(JSONB, server_default=text("'{}'"))
    occurred_at: Mapped[Instant]
    told_at: Mapped[Instant | None]

    __table_args__ = (Index("ix_accounts_happenings_untold", "occurred_at", postgresql_where=text("told_at is null")),)


class OutsideIdentity(Base):
    """Who a person is at a service that signs people in elsewhere. No tenant's row: reached by crossings only, and written by
    the trigger of deploy/supabase where such a service shares the database."""

    __tablename__ = "accounts_outside_identities"

    id: Mapped[Id] = mapped_column(primary_key=True, default=new_id, server_default=text("gen_random_uuid()"))
    provider: Mapped[Word]
    subject: Mapped[Word]  # their id there
    user_id: Mapped[Id] = mapped_column(ForeignKey("accounts_users.id", ondelete="CASCADE"), index=True)
    email: Mapped[Word | None]  # theirs there when last seen, for them to recognize it by; decides nothing
    is_confirmed: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))  # false: their e-mail there is not yet
    linked_by: Mapped[Word] = mapped_column(server_default="email")  # the e-mail that is confirmed there, or the person
    not_before: Mapped[Instant | None]  # sign-ins begun earlier are refused: the person signed out here
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("provider", "subject"),
        UniqueConstraint("user_id", "provider"),
        CheckConstraint("linked_by in ('email', 'person')", name="linked_by"),
    )


class GatewayToken(Base):
    """A session's token for apps beside us on the same domain: good for being told who is signed in, for nothing else. It ends
    with its session. No tenant's row: reached by crossings only."""

    __tablename__ = "accounts_gateway_tokens"

    session_id: Mapped[Id] = mapped_column(ForeignKey("accounts_sessions.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[Word]
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())

    __table_args__ = (UniqueConstraint("token_hash"),)
