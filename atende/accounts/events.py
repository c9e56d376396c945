"""What happened to businesses, stores and the people who work there."""

import uuid
from collections.abc import Callable
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
    """Name, kind, time zone, language or way of signing in of the business changed; `fields` says which, `requires_second_factor`
    what that is now when it is one of them."""

    name: ClassVar[str] = "accounts.tenant_changed"
    tenant_id: uuid.UUID
    fields: list[str]
    requires_second_factor: bool | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Fact):
    """Somebody is asked to join, or asked again."""

    name: ClassVar[str] = "accounts.invitation_sent"
    invitation_id: uuid.UUID
    role: str
    permissions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(Fact):
    """The invitation's links lead nowhere any more."""

    name: ClassVar[str] = "accounts.invitation_revoked"
    invitation_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Fact):
    """The person who was asked works here now."""

    name: ClassVar[str] = "accounts.invitation_accepted"
    invitation_id: uuid.UUID
    user_id: uuid.UUID


# The next two concern no tenant: they stand in the install's chain.


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMade(Fact):
    """An operator made an account; `agency_id` and `is_superuser` say what it comes with."""

    name: ClassVar[str] = "accounts.person_made"
    user_id: uuid.UUID
    agency_id: uuid.UUID | None
    is_superuser: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPolicyChanged(Fact):
    """The agency lets its people in only with a second factor, or no longer asks for one."""

    name: ClassVar[str] = "accounts.agency_policy_changed"
    agency_id: uuid.UUID
    requires_second_factor: bool


# Below: what happens to an account, which belongs to no tenant. A worker states each in every business the person works in
# (`service/happenings.py`), with the time it happened at; `SignedIn` in the install's chain alone.


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Fact):
    """The person has a new session; `method` says how: password, password+totp, password+recovery, password+passkey, passkey,
    invitation, outside."""

    name: ClassVar[str] = "accounts.signed_in"
    user_id: uuid.UUID
    method: str
    happened_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Fact):
    """Somebody gave a wrong password, code or passkey for this account; `method` says which of them."""

    name: ClassVar[str] = "accounts.sign_in_failed"
    user_id: uuid.UUID
    method: str
    happened_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Fact):
    """The person has another password, and sessions have ended; `method` says how: self, reset, invitation, operator."""

    name: ClassVar[str] = "accounts.password_changed"
    user_id: uuid.UUID
    method: str
    happened_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged(Fact):
    """The person signs in with another e-mail; `method` says how: self, operator, or by the former mailbox, undone (with the former
    one again), stopped (before it came true) or closed (the former one is another account's, so nobody signs in)."""

    name: ClassVar[str] = "accounts.email_changed"
    user_id: uuid.UUID
    method: str
    happened_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorChanged(Fact):
    """How the person proves who they are changed; `method` says how: totp_on, totp_off, codes_renewed, passkey_added,
    passkey_removed."""

    name: ClassVar[str] = "accounts.second_factor_changed"
    user_id: uuid.UUID
    method: str
    happened_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Fact):
    """The person ended sessions of theirs; `method` says which: one, others, all."""

    name: ClassVar[str] = "accounts.sessions_ended"
    user_id: uuid.UUID
    method: str
    happened_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Fact):
    """The person left: the session they left from has ended; `method` is self."""

    name: ClassVar[str] = "accounts.signed_out"
    user_id: uuid.UUID
    method: str
    happened_at: str


# Each has the same three fields.
HAPPENINGS: dict[str, Callable[..., Fact]] = {
    one.name: one
    for one in (SignedIn, SignInFailed, PasswordChanged, EmailChanged, SecondFactorChanged, SessionsEnded, SignedOut)
}
