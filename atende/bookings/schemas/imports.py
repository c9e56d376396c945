"""Bookings taken elsewhere, over HTTP."""

import uuid
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from atende.bookings.schemas.fields import In, Line
from atende.core.wire import Clean


class RouteIn(In):
    """What a kind of booking is here. `event_type`: Cal.com's number or word for it; empty is every other one."""

    event_type: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Clean] = ""
    service_id: uuid.UUID
    professional_id: uuid.UUID | None = None
    store_id: uuid.UUID | None = None


class RoutesIn(In):
    """All of them."""

    routes: list[RouteIn] = Field(max_length=100)


class KindOut(BaseModel):
    """A kind of booking as Cal.com has it. What it is here says the route whose `event_type` is its `id` or, failing that, its `slug`."""

    id: str
    slug: str
    title: str
    minutes: int | None


class SourceIn(In):
    """A new source."""

    name: Line = "Cal.com"


class AskingIn(In):
    """How the source is asked for its bookings. `api_key`: Cal.com's (cal_...), or null for the one before; `address`: of its API, where
    somebody has a Cal.com of their own."""

    api_key: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[\x21-\x7e]+$")] | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^(https?://[^\s]+)?$"), Clean] = ""


class AskingOut(BaseModel):
    """How far what the source lists is known here; never its key. `reason`: why it could not be asked."""

    address: str
    state: Literal["new", "ok", "failing", "broken"]
    reason: str | None
    last_asked_at: datetime | None
    next_at: datetime | None


class SourceOut(BaseModel):
    """Where Cal.com posts to. `secret` is shown once, when it is made."""

    id: uuid.UUID
    name: str
    is_active: bool
    webhook_url: str
    secret: str | None = None
    last_received_at: datetime | None
    routes: list[RouteIn]
    flagged: int
    asked: AskingOut | None = None


class ImportOut(BaseModel):
    """A booking taken elsewhere that people have to look at; `problem` says why."""

    id: uuid.UUID
    connection_id: uuid.UUID
    event_type: str
    state: Literal["booked", "flagged", "ended", "replaced", "noted"]
    problem: str | None
    appointment_id: uuid.UUID | None
    contact_name: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    said_at: datetime


class ImportPage(BaseModel):
    """A page of bookings that people have to look at, by start; `next_cursor` leads to the later ones."""

    items: list[ImportOut]
    next_cursor: str | None


class ImportSettleIn(In):
    """again: it is tried once more; set_aside: it needs nothing here; booked: somebody made the appointment `appointment_id` of it."""

    how: Literal["again", "set_aside", "booked"]
    appointment_id: uuid.UUID | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.how == "booked") != (self.appointment_id is not None):
            raise ValueError("an appointment is named where it was booked, and only there")
        return self
