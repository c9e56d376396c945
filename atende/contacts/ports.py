"""What contacts take in from rooms above: the evidence of who somebody is, as one event of a channel (or a person) gives it."""

from dataclasses import dataclass
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
