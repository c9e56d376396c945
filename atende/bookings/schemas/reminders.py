"""How a business reminds, and what became of reminders, over HTTP."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from atende.bookings.schemas.fields import In, LocalTime
from atende.core.wire import Clean

Lead = Annotated[int, Field(ge=15, le=60 * 24 * 14)]
Leads = Annotated[list[Lead], Field(max_length=5)]
Text = Annotated[str, StringConstraints(max_length=900), Clean]
Value = Annotated[str, StringConstraints(max_length=300), Clean]
Name = Annotated[str, StringConstraints(min_length=1, max_length=512), Clean]


class OfServiceIn(In):
    """This service is reminded of so many minutes before the start; none: not at all."""

    service_id: uuid.UUID
    leads: Leads


class TemplateIn(In):
    """The template of a number for people who did not write within 24 hours. `values` by slot, with places such as `{{nome}}`."""

    connection_id: uuid.UUID
    name: Name
    language: Name
    values: Annotated[dict[Name, Value], Field(max_length=20)]


Templates = Annotated[list[TemplateIn], Field(max_length=20)]


class ReminderSettingsIn(In):
    """`leads`: minutes before the start; whole days keep the hour of the clock. From `quiet_since` to `quiet_until`, by the clock of the
    place, nobody is reminded, nor offered a time that became free. An empty `text` is the usual one. `offer_templates`: of such offers."""

    is_on: bool
    leads: Leads
    services: Annotated[list[OfServiceIn], Field(max_length=500)] = Field(default_factory=list)
    quiet_since: LocalTime | None = None
    quiet_until: LocalTime | None = None
    has_buttons: bool = True
    language: Literal["pt-BR", "en"] = "pt-BR"
    text: Text = ""
    templates: Templates = Field(default_factory=list)
    offer_templates: Templates = Field(default_factory=list)


class ReminderSettingsOut(ReminderSettingsIn):
    """What holds. `on_since`: when it was switched on, or its leads were changed; `usual_text` is what is said where the business has no
    text of its own, `places` what a text may ask for, `offer_places` what an offer's template may."""

    on_since: datetime | None
    usual_text: str
    places: list[str]
    offer_places: list[str]


class ReminderOut(BaseModel):
    """One reminder of an appointment. `at`: when it goes or went out, or was given up; `starts_at`: the start that it was about."""

    lead: int
    starts_at: datetime
    at: datetime
    state: Literal["scheduled", "queued", "sent", "delivered", "read", "answered", "unknown", "skipped", "withdrawn", "failed"]
    state_at: datetime | None
    reason: str
    conversation_id: uuid.UUID | None


class FailedReminderOut(BaseModel):
    """An appointment ahead whose customer was not reminded; `reason` says why, `at` when that was known. `conversation_id`: where they can
    be written to, if anywhere."""

    id: uuid.UUID
    appointment_id: uuid.UUID
    lead: int
    at: datetime
    reason: str
    conversation_id: uuid.UUID | None
    starts_at: datetime
    timezone: str
    service_name: str
    contact_name: str | None


class FailedReminderPage(BaseModel):
    """A page of them, by start; `next_cursor` leads to the later ones."""

    items: list[FailedReminderOut]
    next_cursor: str | None


class ReceiptOut(BaseModel):
    """What became of the message that somebody who booked on the page asked for. `waiting`: it goes out shortly, or once the business
    has said yes. `at`: when it came to that."""

    state: Literal["waiting", "queued", "sent", "delivered", "read", "unknown", "skipped", "withdrawn", "failed"]
    at: datetime
    reason: str
