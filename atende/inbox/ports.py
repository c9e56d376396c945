"""What the inbox needs from a channel, in our own words: what comes in, what goes out, and how a send may end."""

import enum
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class MessageKind(enum.StrEnum):
    """Every kind of message a timeline can hold. `content` (a dict) per kind is given in the comment."""

    TEXT = "text"  # {}
    IMAGE = "image"  # {media: Media, caption?}; Media = {external_id?, file_id?, mime, sha256?, url?, filename?, size?}
    VIDEO = "video"  # {media, caption?}
    AUDIO = "audio"  # {media, is_voice}
    DOCUMENT = "document"  # {media, caption?}
    STICKER = "sticker"  # {media, is_animated}
    LOCATION = "location"  # {latitude, longitude, name?, address?, url?}
    CONTACTS = "contacts"  # {contacts: [{name, phones: [{phone, wa_id?, type?}], emails, org?}], origin?}
    REACTION = "reaction"  # {message_external_id, emoji | null}; null takes it back
    BUTTON = "button"  # a template's quick reply or an interactive button was pressed: {id, title}
    LIST = "list"  # a list row was chosen: {id, title, description?}
    FORM = "form"  # a Flow was answered: {name, response: object | null, raw?}
    ORDER = "order"  # {catalog_id, text?, items: [{product_id, quantity, price, currency}]}
    INTERACTIVE = "interactive"  # outbound only: {type: buttons | list | location_request | cta_url, header?, body, footer?, ...}
    TEMPLATE = "template"  # outbound only: {name, language, components, preview}
    SYSTEM = "system"  # something the platform says in the timeline: {type, ...}
    UNSUPPORTED = "unsupported"  # {code, title, type?}


@dataclass(frozen=True, slots=True)
class Sender:
    """A person as the vendor identifies them in one event; at least one of `phone` and `user_id` is set.

    `phone` is digits without a plus, exactly as the vendor wrote it; `user_id` the business-scoped id (BSUID)."""

    phone: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A customer's message. `sent_at` is the vendor's clock (UTC), None when unreadable. `text` is what was written, pressed
    or captioned; NUL and lone surrogates are already gone from every string."""

    external_id: str
    sender: Sender
    sent_at: datetime | None
    kind: MessageKind
    text: str | None = None
    content: dict[str, Any] = field(default_factory=dict)
    reply_to: str | None = None
    group_id: str | None = None
    is_forwarded: bool = False
    referral: dict[str, Any] | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """A customer changed (`message`) or withdrew (`message` None) what they had written."""

    external_id: str
    sender: Sender
    sent_at: datetime | None
    original_external_id: str
    message: InboundMessage | None


@dataclass(frozen=True, slots=True)
class EchoedMessage:
    """A person of the business wrote to `to` from the phone app (or did so in the past, when `is_history`).

    `from_customer` is True for history lines that the customer wrote."""

    external_id: str
    to: Sender
    sent_at: datetime | None
    kind: MessageKind
    text: str | None
    content: dict[str, Any]
    is_history: bool = False
    from_customer: bool = False
    status: str | None = None


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """What became of a message we sent. `status` is accepted, sent, delivered, read, played, failed or a word unknown here."""

    external_id: str
    status: str
    at: datetime | None
    recipient: Sender
    callback: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    pricing: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """The vendor says a person's number or id is another now. `external_id` is the event's own id."""

    external_id: str
    old: Sender
    new: Sender
    at: datetime | None
    kind: str  # number_changed, user_id_changed, security_code_changed


@dataclass(frozen=True, slots=True)
class AccountNotice:
    """A management event of the business account: `field` as the vendor names it, `value` as it came."""

    field: str
    value: dict[str, Any]
    number_id: str | None = None
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class PreferenceChange:
    """A customer chose whether to receive a kind of message. `value` is stop, resume, signup or a word unknown here."""

    person: Sender
    category: str  # marketing_messages, ...
    value: str
    at: datetime | None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class AddressBookChange:
    """The phone app's own address book gained (or renamed) somebody, or lost them when `is_removed`."""

    person: Sender
    is_removed: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class VendorFault:
    """The vendor reports faults of its own that belong to no single message. `errors`: {code, title, detail} each."""

    errors: list[dict[str, Any]]
    number_id: str | None = None
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A connection as a provider needs it for one call: where, as whom, with what right. Never logged."""

    base_url: str
    api_version: str
    number_id: str
    account_id: str | None
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message to send. `phone` carries a leading plus; when both are set the phone wins. `content` is as in `MessageKind`
    with outbound forms: INTERACTIVE buttons {type: "buttons", body, header?, footer?, buttons: [{id, title}]}, list {type:
    "list", body, button, header?, footer?, sections: [{title?, rows: [{id, title, description?}]}]}, location_request {body},
    cta_url {body, title, url}, contact_request {body}, flow {body, flow: {flow_id, flow_cta, ...}}; media {media:
    {external_id}}; TEMPLATE {name, language, components}. `callback` is our attempt id."""

    phone: str | None
    user_id: str | None
    kind: MessageKind
    text: str | None
    content: dict[str, Any]
    callback: str
    reply_to: str | None = None


class SendState(enum.StrEnum):
    ACCEPTED = "accepted"  # the vendor has it; `external_id` set
    NOT_SENT = "not_sent"  # certainly did not reach the person, worth another try after `retry_after`
    REFUSED = "refused"  # certainly not sent, and trying again would not help
    UNKNOWN = "unknown"  # nobody can say: never resent by itself


class Blame(enum.StrEnum):
    """What a refusal says about the rest of the world: which key to slow or pause."""

    NONE = "none"
    NUMBER = "number"  # throughput of our number: slow everything on it
    PAIR = "pair"  # this number to this person: slow this conversation
    CONNECTION = "connection"  # token, permission, account: stop sending, tell the tenant
    TEMPLATE = "template"
    PERSON = "person"  # this person cannot be reached (now)


@dataclass(frozen=True, slots=True)
class SendResult:
    """How one call ended. `code` is the vendor's error code as text; `detail` the vendor's words; seconds in `retry_after`."""

    state: SendState
    external_id: str | None = None
    wa_id: str | None = None
    user_id: str | None = None
    is_held: bool = False
    code: str | None = None
    detail: str | None = None
    blame: Blame = Blame.NONE
    retry_after: float | None = None
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What the vendor says of a stored file; `size` in bytes."""

    url: str
    mime: str
    sha256: str | None
    size: int | None


class Channel(Protocol):
    """How messages leave through one vendor. No method opens a database; every call has a time-out."""

    provider: str

    async def aclose(self) -> None:
        """Every connection of this process to the vendor is closed."""
        ...

    def blame(self, code: str | None) -> Blame:
        """What a failed status's code says about the rest of the world, as `SendResult.blame` does for a send."""
        ...

    def check(self, message: Outbound) -> None:
        """Refuse (`inbox.errors.ContentInvalid`, with the field) what the vendor's lengths and counts would not take."""
        ...

    async def send(self, account: Account, message: Outbound) -> SendResult:
        """One call, never raises for what the vendor or the network does: every end is a `SendResult`."""
        ...

    async def mark_read(self, account: Account, external_id: str, *, typing: bool) -> bool:
        """The customer sees the ticks (and "typing…" for up to 25 s when `typing`); False when the vendor would not."""
        ...

    async def upload(self, account: Account, data: bytes, mime: str, filename: str) -> str:
        """The vendor holds the file for 30 days; returns its media id. Raises `inbox.errors.MediaFailed`."""
        ...

    async def media_info(self, account: Account, external_id: str) -> MediaInfo: ...

    def download(self, account: Account, info: MediaInfo) -> AsyncIterator[bytes]:
        """The file in pieces; the token goes to the vendor's hosts only."""
        ...

    async def check_connection(self, account: Account) -> list:
        """The outward half of the two-way check: a list of `integrations.ports.CheckStep`."""
        ...

    async def templates(self, account: Account) -> list[dict[str, Any]]:
        """All message templates of the account, every page."""
        ...

    def template_slots(self, definition: Mapping[str, Any]) -> list[Any]:
        """Every value a template definition asks for: objects with key, kind, name, example and is_needed."""
        ...

    def fill_template(self, definition: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The components of the send call. Refuses `inbox.errors.ContentInvalid`, naming every missing value."""
        ...

    def match_template(self, definition: Mapping[str, Any], components: list[dict[str, Any]]) -> None:
        """Refuses `inbox.errors.ContentInvalid` unless these components carry exactly what the definition asks for."""
        ...

    def preview_template(self, definition: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """What the customer will read, byte for byte: {header?, body, footer?, buttons}."""
        ...
