"""The wire of connections. Secrets go in and never come out."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, SecretStr, StringConstraints

from atende.core.wire import Clean

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Clean]
Id = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z]{1,64}$")]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


class In(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class ConnectionIn(In):
    """A new connection."""

    provider: Literal["meta_whatsapp"] = "meta_whatsapp"
    environment: Literal["live", "sandbox"] = "live"
    name: Line
    phone: Phone
    number_id: Id | None = None
    account_id: Id | None = None
    token: SecretStr | None = None
    app_secret: SecretStr | None = None


class ConnectionPatch(In):
    """Only what is given changes; an empty secret removes it."""

    name: Line | None = None
    phone: Phone | None = None
    account_id: Id | None = None
    token: SecretStr | None = None
    app_secret: SecretStr | None = None
    is_active: bool | None = None


class CheckOut(BaseModel):
    """A two-way check: each step, in order, with its stable word."""

    ok: bool
    steps: list[dict[str, Any]]
    checked_at: datetime


class ConnectionOut(BaseModel):
    """A connection as it stands."""

    id: uuid.UUID
    provider: str
    environment: str
    name: str
    phone: str
    number_id: str
    account_id: str | None
    state: str
    state_reason: str | None
    last_received_at: datetime | None
    last_sent_at: datetime | None
    checked_at: datetime | None
    check: CheckOut | None
    has_token: bool
    has_app_secret: bool
    is_active: bool
    webhook_url: str
    verify_token: str


class Connections(BaseModel):
    """All connections of a business."""

    items: list[ConnectionOut]
