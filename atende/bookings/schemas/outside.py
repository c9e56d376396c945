"""Calendars outside, over HTTP: never a token, an address that is a secret only when it is made."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, EmailStr, Field, StringConstraints

from atende.bookings.schemas.fields import In, Line, Url
from atende.core.wire import Clean

Detail = Literal["busy", "service", "name"]
Token = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[\x21-\x7e]+$")]


class ConsentIn(In):
    """Whose calendar is to be connected. `hint`: their account, offered on the consent page."""

    resource_id: uuid.UUID
    environment: Literal["live", "sandbox"] = "live"
    hint: EmailStr | None = None


class ConsentOut(BaseModel):
    """Where the browser goes now."""

    address: str


class ConsentBackIn(In):
    """What the browser brought back."""

    state: Token
    code: Token


class SubscribeIn(In):
    """A feed (iCalendar) whose events take a resource's time."""

    resource_id: uuid.UUID
    address: Url
    name: Line


class CalendarPatch(In):
    """Only what is given changes. `detail`: what entries say; `is_followed`: what is moved or deleted outside is so here, too."""

    name: Line | None = None
    detail: Detail | None = None
    is_followed: bool | None = None


External = Annotated[str, StringConstraints(min_length=1, max_length=300), Clean]


class ChoiceIn(In):
    """What the account's calendars are for, by their ids there. `written`: the one that appointments are put into, or none;
    `blocking`: those whose events take time."""

    written: External | None
    blocking: list[External] = Field(max_length=20)


class ChosenOut(BaseModel):
    """A calendar of the account. `role`: what the account may do in it, in Google's word; `is_listed`: the account has it still."""

    external_id: str
    name: str
    timezone: str
    is_primary: bool
    can_write: bool
    role: str
    is_listed: bool
    is_written: bool
    is_blocking: bool


class TellingOut(BaseModel):
    """By which changes are told; none: they are found by looking. `problem`: why there is none."""

    is_open: bool
    until: datetime | None
    last_told_at: datetime | None
    problem: str | None


class CalendarOut(BaseModel):
    """A calendar outside, and how far it is in step. `cursor_at`: up to when changes are known; `waiting`: entries to be written;
    `refused`: entries that it does not take. Neither written nor blocking: given up, and gone as soon as ours are out of it."""

    id: uuid.UUID
    resource_id: uuid.UUID
    provider: Literal["google", "ics"]
    environment: Literal["live", "sandbox"]
    account: str
    name: str
    detail: Detail
    is_written: bool
    is_blocking: bool
    is_followed: bool
    state: Literal["new", "ok", "failing", "broken"]
    reason: str | None
    failures: int
    failed_at: datetime | None
    has_cursor: bool
    cursor_at: datetime | None
    read_all_at: datetime | None
    last_written_at: datetime | None
    next_look_at: datetime | None
    unreadable: int
    waiting: int
    refused: int
    busy: int
    flags: int
    channel: TellingOut


class TakenBackOut(BaseModel):
    """It is connected no more. `is_taken_back`: the vendor knows; otherwise the person takes the consent back there."""

    is_taken_back: bool


class BusyOut(BaseModel):
    """A stretch that an event outside takes of a resource."""

    resource_id: uuid.UUID
    calendar_id: uuid.UUID
    since: datetime
    until: datetime


class FlagOut(BaseModel):
    """Something to look at: an appointment and a calendar outside disagree. `problem`: why it could not be followed."""

    id: uuid.UUID
    kind: Literal["conflict", "moved", "deleted"]
    appointment_id: uuid.UUID
    calendar_id: uuid.UUID | None
    starts_at: datetime
    ends_at: datetime
    timezone: str
    service_name: str
    contact_name: str | None
    outside_since: datetime | None
    outside_until: datetime | None
    raised_at: datetime
    settled_at: datetime | None
    outcome: Literal["gone", "kept", "followed"] | None
    problem: str | None


class BusyPage(BaseModel):
    """A page of what events outside take, by start; `next_cursor` leads to the later ones."""

    items: list[BusyOut]
    next_cursor: str | None


class FlagPage(BaseModel):
    """A page of what is to be looked at, newest first; `next_cursor` leads to the older ones."""

    items: list[FlagOut]
    next_cursor: str | None


class SettleIn(In):
    """keep: as it is here; follow: as it is outside."""

    how: Literal["keep", "follow"]
