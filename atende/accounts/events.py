"""What happened to businesses, stores and the people who work there."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from atende.kit.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantCreated(Fact):
    """A business exists, with its first store. Rooms above give it what they keep for every business."""

    name: ClassVar[str] = "accounts.tenant_created"
    tenant_id: uuid.UUID
    agency_id: uuid.UUID | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantChanged(Fact):
    """Name, kind, time zone or language of the business changed; `fields` says which."""

    name: ClassVar[str] = "accounts.tenant_changed"
    tenant_id: uuid.UUID
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAdded(Fact):
    """The business has one more store."""

    name: ClassVar[str] = "accounts.store_added"
    store_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreChanged(Fact):
    """Something about a store changed; `fields` says what."""

    name: ClassVar[str] = "accounts.store_changed"
    store_id: uuid.UUID
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRemoved(Fact):
    """The store is gone for good."""

    name: ClassVar[str] = "accounts.store_removed"
    store_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded(Fact):
    """A person works here now."""

    name: ClassVar[str] = "accounts.member_added"
    user_id: uuid.UUID
    role: str
    permissions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged(Fact):
    """Role, permissions or name of a person who works here changed."""

    name: ClassVar[str] = "accounts.member_changed"
    user_id: uuid.UUID
    role: str
    permissions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRemoved(Fact):
    """A person no longer works here."""

    name: ClassVar[str] = "accounts.member_removed"
    user_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset(Fact):
    """Somebody in charge gave a person a new password; all their sessions have ended."""

    name: ClassVar[str] = "accounts.password_reset"
    user_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCreated(Fact):
    """A program may come in with a new API key; `expires_at` is an ISO instant or None."""

    name: ClassVar[str] = "accounts.key_created"
    key_id: uuid.UUID
    label: str
    scopes: list[str]
    expires_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Fact):
    """The API key opens nothing any more."""

    name: ClassVar[str] = "accounts.key_revoked"
    key_id: uuid.UUID
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLinked(Fact):
    """A sign-in at a service elsewhere opens the person's account from now on; `how`: by the person, or by e-mail."""

    name: ClassVar[str] = "accounts.identity_linked"
    user_id: uuid.UUID
    provider: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityUnlinked(Fact):
    """A sign-in at a service elsewhere opens the person's account no more."""

    name: ClassVar[str] = "accounts.identity_unlinked"
    user_id: uuid.UUID
    provider: str
