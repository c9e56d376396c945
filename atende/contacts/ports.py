"""What contacts exchange with rooms above: the evidence of who somebody is goes in, who it was comes out."""

import uuid
from dataclasses import dataclass, field
from typing import Protocol


class Sender(Protocol):
    """Anything that carries evidence; `inbox.ports.Sender` does, without this room knowing that one."""

    @property
    def phone(self) -> str | None: ...
    @property
    def user_id(self) -> str | None: ...
    @property
    def parent_user_id(self) -> str | None: ...
    @property
    def username(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A person as one event identifies them. `phone` is as typed or as the vendor wrote it, `user_id` the business-scoped id."""

    phone: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """Two records that are one person's now; what hangs on the loser belongs to the winner."""

    winner_id: uuid.UUID
    loser_id: uuid.UUID
    merge_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Recognized:
    """Who it was. `identity_id` is the evidence that decided; `merges` were found on the way, in the order they were made."""

    contact_id: uuid.UUID
    identity_id: uuid.UUID
    merges: list[Merged] = field(default_factory=list)
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be written to: `phone` with a leading plus, `user_id` as the vendor gave it; either may be missing."""

    phone: str | None
    user_id: str | None
