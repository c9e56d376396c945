"""What happened to people's records. The subject of each fact, in the facts table, is the living contact's id."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from atende.kit.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCreated(Fact):
    """Somebody unknown until now has a record; `spaces` are the kinds of evidence it began with."""

    name: ClassVar[str] = "contacts.contact_created"
    contact_id: uuid.UUID
    source: str
    spaces: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRenamed(Fact):
    """The name shown for a person is another now; `source` is provider, staff or import."""

    name: ClassVar[str] = "contacts.contact_renamed"
    contact_id: uuid.UUID
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAdded(Fact):
    """A known person has one more piece of evidence."""

    name: ClassVar[str] = "contacts.identity_added"
    contact_id: uuid.UUID
    identity_id: uuid.UUID
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRetired(Fact):
    """A piece of evidence no longer speaks for this person: number_changed, user_id_changed or username_moved."""

    name: ClassVar[str] = "contacts.identity_retired"
    contact_id: uuid.UUID
    identity_id: uuid.UUID
    space: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsMerged(Fact):
    """Two records are one person's; the loser's points to the winner's. What hangs on the loser follows by reactions."""

    name: ClassVar[str] = "contacts.contacts_merged"
    merge_id: uuid.UUID
    winner_id: uuid.UUID
    loser_id: uuid.UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(Fact):
    """The two records are two people's again, each with the evidence and name it had."""

    name: ClassVar[str] = "contacts.merge_undone"
    merge_id: uuid.UUID
    winner_id: uuid.UUID
    loser_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceStated(Fact):
    """A person allowed (granted) or refused (withdrawn) messages of a purpose."""

    name: ClassVar[str] = "contacts.preference_stated"
    contact_id: uuid.UUID
    purpose: str
    state: str
