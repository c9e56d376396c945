"""Who waits for a time to become free, over HTTP."""

import uuid
from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from atende.bookings.schemas.fields import In, LocalTime, Words
from atende.core.wire import Instant

Weekday = Annotated[int, Field(ge=0, le=6, description="0 is Monday")]
WaitState = Literal["waiting", "booked", "left", "over", "unanswered"]


class WaitIn(In):
    """Who would come for what: a start on one of these dates, not before `earliest` and not after `latest` by the store's clock;
    `weekdays`: of these only (empty: any). `appointment_id`: in the place of this one of theirs, which goes there; then only a time
    before it is offered, and how many a person may have does not matter."""

    contact_id: uuid.UUID
    service_id: uuid.UUID
    store_id: uuid.UUID | None = None
    professional_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    first_on: date
    last_on: date
    earliest: LocalTime | None = None
    latest: LocalTime | None = None
    weekdays: list[Weekday] = Field(default=[], max_length=7)
    note: Words = ""
    appointment_id: uuid.UUID | None = None


class HandOfferIn(In):
    """Which start somebody of the team offers to who waits, and at which store."""

    starts_at: Instant
    store_id: uuid.UUID | None = None


class WaitOfferOut(BaseModel):
    """A time that became free and was held for who waits, and what came of it. `store_id`: where its appointment is (none: online);
    `timezone` is the clock of that place, `local_start` what it shows then."""

    id: uuid.UUID
    appointment_id: uuid.UUID
    starts_at: datetime
    store_id: uuid.UUID | None
    timezone: str
    local_start: datetime
    offered_at: datetime
    until: datetime
    outcome: Literal["open", "taken", "declined", "run_out", "unsaid", "withdrawn"]
    settled_at: datetime | None


class WaitOut(BaseModel):
    """Somebody who waits, or waited. `weekdays`: for these only (empty: any). `appointment_id`: what they have, and would go there, and
    when it begins. `unreached`: why the last offer could not be said in the chat."""

    id: uuid.UUID
    state: WaitState
    contact_id: uuid.UUID
    contact_name: str | None
    conversation_id: uuid.UUID | None
    service_id: uuid.UUID
    service_name: str
    store_id: uuid.UUID | None
    professional_id: uuid.UUID | None
    first_on: date
    last_on: date
    earliest: time | None
    latest: time | None
    weekdays: list[Weekday]
    appointment_id: uuid.UUID | None
    appointment_starts_at: datetime | None
    source: str
    note: str
    since: datetime
    settled_at: datetime | None
    unreached: str | None
    offers: list[WaitOfferOut]


class WaitPage(BaseModel):
    """A page of those who wait, the longest waiting first."""

    items: list[WaitOut]
    next_cursor: str | None
