"""What goes in and out over HTTP about how a person proves who they are."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, StringConstraints

from atende.accounts import rules
from atende.accounts.models import Invitation, Passkey, Session
from atende.accounts.rules import devices
from atende.accounts.schemas import Email, In, Name, Password, storable

Token = Annotated[SecretStr, Field(min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(storable)]
# Whatever the browser's passkey API made; it is read by the WebAuthn library only.
Credential = Annotated[dict[str, Any], Field(max_length=20)]


class SecondStep(BaseModel):
    """The password was right; a second factor is asked for. `ticket` goes with it."""

    ticket: str
    methods: list[Literal["totp", "recovery", "passkey"]]


class SecondFactorIn(In):
    ticket: Token
    code: Code


class TicketIn(In):
    ticket: Token | None = None


class ChallengeOut(BaseModel):
    """`options` are for `navigator.credentials`, in the JSON form of the WebAuthn standard; `ticket` comes back with the answer."""

    ticket: str
    options: dict[str, Any]


class CredentialIn(In):
    ticket: Token
    credential: Credential


class NewPasskeyIn(CredentialIn):
    name: Name


class PasskeyPatch(In):
    name: Name


class ForgottenIn(In):
    email: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254), AfterValidator(storable)]


class NewPasswordIn(In):
    token: Token
    password: Password


class TokenIn(In):
    token: Token


class EmailIn(In):
    email: Email
    password: Password


class EmailOut(BaseModel):
    email: str


class WaysIn(BaseModel):
    """How many of each open the account, or act in its name, besides its password."""

    passkeys: int
    apps: int
    recovery_codes: int
    identities: int
    keys: int


class EmailUndone(BaseModel):
    """The e-mail that signs in again, or still; `reset_token` is good for choosing a new password. What else opened the account:
    `removed`, and `left` because it is older than what was undone."""

    email: str
    reset_token: str
    removed: WaysIn
    left: WaysIn


class ConfirmIn(In):
    password: Password


class CodeIn(In):
    code: Code


class TotpOut(BaseModel):
    """For an authenticator app: the secret to type, its address, and a QR code of that address as a data URI (SVG)."""

    secret: str
    address: str
    qr: str


class RecoveryCodes(BaseModel):
    """Shown this once; only their hashes are kept."""

    codes: list[str]


class PasskeyOut(BaseModel):
    id: uuid.UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, row: Passkey) -> Self:
        return cls.model_validate(row, from_attributes=True)


class SessionOut(BaseModel):
    """A device that is signed in. `device` is browser and system; `address_prefix` the network it began from."""

    id: uuid.UUID
    device: str | None
    address_prefix: str | None
    has_second_factor: bool
    created_at: datetime
    last_seen_at: datetime
    is_current: bool

    @classmethod
    def of(cls, row: Session, current: uuid.UUID) -> Self:
        return cls(
            id=row.id,
            device=devices.device(row.user_agent),
            address_prefix=row.address_prefix,
            has_second_factor=row.has_second_factor,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_current=row.id == current,
        )


class Sessions(BaseModel):
    items: list[SessionOut]
    next_cursor: str | None = None


class SigningIn(BaseModel):
    """How a person signs in. `confirmed_until`: until then they may change it without proving again who they are."""

    has_totp: bool
    recovery_codes_left: int
    passkeys: list[PasskeyOut]
    confirmed_until: datetime


class EndSessionsIn(In):
    keep_this: bool = True


class InvitationIn(In):
    email: Email
    role: Literal["owner", "staff"] = "staff"
    permissions: list[rules.Permission] | None = None


class InvitationOut(BaseModel):
    id: uuid.UUID
    email: str
    role: rules.Role
    permissions: list[str]
    invited_by: str | None
    sent_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, row: Invitation, names: dict[uuid.UUID, str]) -> Self:
        return cls(
            id=row.id,
            email=row.email,
            role=rules.Role(row.role),
            permissions=list(row.permissions),
            invited_by=names.get(row.invited_by) if row.invited_by else None,
            sent_at=row.sent_at,
            expires_at=row.expires_at,
        )


class InvitationMade(InvitationOut):
    """An invitation that was sent. `link`: to be handed over by whoever sent it, shown this once, where the install can send no
    mail."""

    link: str | None

    @classmethod
    def handing(cls, made: InvitationOut, link: str | None) -> Self:
        return cls(**made.model_dump(), link=link)


class Invitations(BaseModel):
    """`are_mailed`: invitations leave by mail; else whoever invites hands their links over."""

    items: list[InvitationOut]
    are_mailed: bool
    next_cursor: str | None = None


class SeenInvitation(BaseModel):
    """An invitation as its reader sees it."""

    business: str
    slug: str
    email: str
    role: rules.Role
    invited_by: str | None
    expires_at: datetime

    @classmethod
    def of(cls, seen: object) -> Self:
        return cls.model_validate(seen, from_attributes=True)


class AcceptIn(In):
    """By somebody without an account: it is made with this name and password."""

    token: Token
    name: Name
    password: Password


class PolicyIn(In):
    requires_second_factor: bool


class PolicyOut(BaseModel):
    requires_second_factor: bool


class PolicyReach(PolicyOut):
    """`people_without`: how many have no second factor yet, and stay outside while one is asked for."""

    people_without: int
