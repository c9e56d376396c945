"""The wire of contacts: a person with their evidence, and the merges that made their record."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from atende.contacts.models import Contact, Identity, Merge
from atende.contacts.rules import NAME_LIMIT
from atende.kit.text import clean


class IdentityOut(BaseModel):
    """One piece of evidence, as first written; `confirmed_value` is the address the channel confirmed."""

    id: uuid.UUID
    space: str
    value: str
    confirmed_value: str | None
    source: str
    last_seen_at: datetime
    retired_at: datetime | None
    retired_reason: str | None

    @classmethod
    def of(cls, row: Identity) -> "IdentityOut":
        return cls.model_validate(row, from_attributes=True)


class ContactOut(BaseModel):
    """A person. `marketing` is what they last said about marketing messages, None when never asked."""

    id: uuid.UUID
    name: str | None
    name_source: str | None
    phone: str | None
    user_id: str | None
    username: str | None
    marketing: str | None
    created_at: datetime
    identities: list[IdentityOut]

    @classmethod
    def of(
        cls, row: Contact, evidence: list[Identity], *, phone: str | None, user_id: str | None, marketing: str | None
    ) -> "ContactOut":
        """`evidence` is most recently seen first."""
        usernames = [i.value for i in evidence if i.space == "username" and i.retired_at is None]
        return cls(
            id=row.id,
            name=row.name,
            name_source=row.name_source,
            phone=phone,
            user_id=user_id,
            username=usernames[0] if usernames else None,
            marketing=marketing,
            created_at=row.created_at,
            identities=[IdentityOut.of(i) for i in evidence],
        )


class ContactPatch(BaseModel):
    """`name` None gives the naming back to the person's own profile."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, AfterValidator(clean), Field(max_length=NAME_LIMIT)] | None


class MergeIn(BaseModel):
    """The record that is the same person as the one in the address."""

    model_config = ConfigDict(extra="forbid")

    contact_id: uuid.UUID


class MergeOut(BaseModel):
    """Two records that are, or were, one person's: why, by whom, and whether it was undone."""

    id: uuid.UUID
    winner_id: uuid.UUID
    loser_id: uuid.UUID
    reason: str
    evidence: dict[str, Any]
    actor: str
    created_at: datetime
    undone_at: datetime | None

    @classmethod
    def of(cls, row: Merge) -> "MergeOut":
        return cls.model_validate(row, from_attributes=True)
