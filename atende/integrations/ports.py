"""What integrations need from a vendor: a door that verifies and unpacks what the vendor posts to us."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class ParcelKind(enum.StrEnum):
    """What one item of a vendor's body is about; it decides which room opens it."""

    MESSAGE = "message"  # a customer wrote
    STATUS = "status"  # what became of something we sent
    ECHO = "echo"  # a person answered from the phone app
    HISTORY = "history"  # an old message handed over on connecting
    IDENTITY = "identity"  # somebody's number or id changed
    PREFERENCE = "preference"  # a customer's marketing choice
    CONTACT = "contact"  # the phone app's address book
    BOOKING = "booking"  # somebody took, moved or cancelled a booking elsewhere
    ACCOUNT = "account"  # templates, quality, limits, account state
    ERROR = "error"  # the vendor reports a fault of its own
    UNKNOWN = "unknown"  # a kind nobody here knows yet; kept raw
    MALFORMED = "malformed"  # not readable as what it claims to be; kept raw


@dataclass(frozen=True, slots=True)
class Parcel:
    """One item of a vendor's body, ready to be stored and opened later.

    `number_id` is the vendor's id of our receiving number, `account_id` that of the business account that holds it;
    either may be missing. `dedupe_key` is equal for every redelivery of the same item and different for anything else.
    `lane` names whose order matters (the person, as the vendor identifies them); items of one lane are opened one at a
    time in arrival order. `raw` is ASCII JSON that `Door.open` reads alone, without the rest of the body. `problem` is a
    stable word (`message_id_missing`, `unknown_field`, ...) when the item cannot be opened; it becomes the outcome's reason.
    """

    kind: ParcelKind
    number_id: str | None
    account_id: str | None
    dedupe_key: str
    lane: str
    raw: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One step of a two-way check of a connection. `code` keys the sentence in the catalogues (pt-BR and en)."""

    code: str  # token, number, account, subscription, webhook, send, receive ...
    ok: bool
    problem: str | None = None  # stable word when not ok
    detail: str | None = None  # the vendor's own words, shown on demand
    params: dict[str, Any] = field(default_factory=dict)


class Door(Protocol):
    """How one vendor's webhooks are believed and taken apart. Pure: no database, no network."""

    provider: str
    is_by_address: bool  # what is posted names no number of ours: whose it is says a connection's own address

    def verify(self, body: bytes, headers: Mapping[str, str], secrets: Iterable[bytes]) -> bool:
        """True when the raw body carries a valid signature by one of `secrets`; constant time in each comparison."""
        ...

    def unpack(self, body: bytes) -> list[Parcel]:
        """Every item of the body, never only the first; never raises: what cannot be read becomes a MALFORMED parcel."""
        ...

    def open(self, kind: ParcelKind, raw: str) -> Any:
        """The parcel as a value of `inbox.ports` (or contacts' and integrations' own); raises `ValueError` with a stable
        word when it cannot be understood."""
        ...

    def keys_of(self, external_id: str) -> list[str]:
        """The dedupe keys of every parcel that may be about the message with this id of the vendor's: itself and its statuses."""
        ...
