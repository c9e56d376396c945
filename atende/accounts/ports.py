"""What accounts need from a service that signs people in elsewhere: somebody's word about who holds a token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a token proves. Nothing here that decides can be set by the person who holds it."""

    subject: str  # the person's id at the provider
    session: str  # which of their sign-ins there
    begun_at: datetime | None  # when that sign-in began; a renewed token is of the same one. None: not said
    issued_at: datetime
    expires_at: datetime
    has_second_factor: bool
    proved_at: datetime | None  # when they last proved who they are; a token that was only renewed is no proof
    email: str | None = None  # as the token says it, to be shown to this person; what decides is asked of the provider


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways a browser can sign in there; `name` is what people call it."""

    method: str
    name: str


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

    @property
    def issuer(self) -> str | None:
        """Who issues its tokens, as people may read it; None when it is off."""
        ...

    @property
    def ways(self) -> tuple[Way, ...]:
        """How a browser may sign in there, in the operator's order; empty when it is sent nowhere."""
        ...

    def address(self, method: str, *, challenge: str, back: str) -> str:
        """Where a browser goes to sign in; it comes to `back` with a code, which only the verifier of `challenge` redeems (RFC 7636)."""
        ...

    async def redeem(self, code: str, verifier: str) -> str:
        """The token for such a code, once. Refuses `outside_unfinished`, and `vouching_away`."""
        ...
