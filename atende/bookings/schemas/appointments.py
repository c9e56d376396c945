"""What is free and who has it, over HTTP."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel

from atende.bookings.schemas.fields import In, State, Words


class SlotOut(BaseModel):
    """A time at which a service can begin; any of these professionals can do it."""

    starts_at: datetime
    store_id: uuid.UUID | None
    professional_ids: list[uuid.UUID]
    places: int


class SlotsOut(BaseModel):
    """What is free, ascending; `timezone` is the clock of the business."""

    items: list[SlotOut]
    timezone: str


class AppointmentIn(In):
    """Who wants what when. `client_id`: the asker's own id; asked again, the same appointment. `overbook` is for people of the team and
    names who does it."""

    service_id: uuid.UUID
    starts_at: AwareDatetime
    contact_id: uuid.UUID
    store_id: uuid.UUID | None = None
    professional_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None
    note: Words = ""
    hold: bool = False
    overbook: bool = False


class RescheduleIn(In):
    """To when, and with whom if it is somebody else."""

    starts_at: AwareDatetime
    professional_id: uuid.UUID | None = None
    reason: Words = ""


class ReasonIn(In):
    """Why."""

    reason: Words = ""


class ChangeOut(BaseModel):
    """One line of an appointment's history."""

    at: datetime
    actor: str
    from_state: State | None
    to_state: State
    from_starts_at: datetime | None
    to_starts_at: datetime
    reason: str
    is_overbooked: bool


class AppointmentOut(BaseModel):
    """One person's appointment. `timezone` is the clock it is kept by, `local_start` what that clock shows then."""

    id: uuid.UUID
    state: State
    service_id: uuid.UUID
    service_name: str
    store_id: uuid.UUID | None
    contact_id: uuid.UUID
    contact_name: str | None
    conversation_id: uuid.UUID | None
    starts_at: datetime
    ends_at: datetime
    timezone: str
    local_start: datetime
    resource_ids: list[uuid.UUID]
    held_until: datetime | None
    source: Literal["bot", "page", "staff", "api", "import"]
    note: str
    price_cents: int | None
    currency: str
    is_overbooked: bool
    guest_name: str | None = None  # as whoever booked on the page called themselves
    history: list[ChangeOut] | None = None


class AppointmentPage(BaseModel):
    """A page of appointments by start; `next_cursor` leads to the later ones."""

    items: list[AppointmentOut]
    next_cursor: str | None
