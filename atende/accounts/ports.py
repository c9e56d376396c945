"""What accounts need from a service that signs people in elsewhere: somebody's word about who holds a token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a token proves. Nothing here can be set by the person who holds it."""

    subject: str  # the person's id at the provider
    session: str  # which of their sign-ins there
    begun_at: datetime | None  # when that sign-in began; a renewed token is of the same one. None: not said
    issued_at: datetime
    expires_at: datetime
    has_second_factor: bool
    proved_at: datetime | None  # when they last proved who they are; a token that was only renewed is no proof


class Voucher(Protocol):
    """A service elsewhere where people sign in. `provider` is its word in our rows."""

    provider: str

    @property
    def is_on(self) -> bool:
        """Whether this install takes its tokens."""
        ...

    async def vouch(self, token: str, now: datetime) -> Vouched:
        """Whose token this is. Refuses `token_refused`, and `vouching_away` when it cannot be asked right now."""
        ...

    async def confirmed_email(self, token: str) -> str | None:
        """The e-mail that the provider itself says this person has confirmed, asked anew; None when it says none, or when
        this install has no way to ask. Refuses `vouching_away`."""
        ...
