"""What is free and who has it, over HTTP."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from atende.bookings.schemas.fields import In, State, Words
from atende.bookings.schemas.reminders import ReceiptOut, ReminderOut
from atende.core.wire import Instant


class BookedNameOut(BaseModel):
    """A record by its name."""

    id: uuid.UUID
    name: str


class SlotStoreOut(BookedNameOut):
    """A store, and the clock that it goes by."""

    timezone: str


class TakenOut(BookedNameOut):
    """A professional, a room or a piece of equipment that an appointment takes."""

    kind: Literal["professional", "room", "equipment"]


class SlotOut(BaseModel):
    """A time at which a service can begin; any of these professionals can do it."""

    starts_at: datetime
    store_id: uuid.UUID | None
    professional_ids: list[uuid.UUID]
    places: int


class SlotsOut(BaseModel):
    """What is free, ascending, each start once for each store; `timezone` is the clock of the business. `stores` and `professionals`: those
    that `items` name."""

    items: list[SlotOut]
    timezone: str
    stores: list[SlotStoreOut]
    professionals: list[BookedNameOut]


class AppointmentIn(In):
    """Who wants what when. `client_id`: the asker's own id; asked again, the same appointment. `import_id`: the booking taken
    elsewhere that people had to look at, whose appointment it is from now on. `overbook` is for people of the team and names who does
    it, where somebody does; rooms and equipment are taken too, those that are free first. `reason`: why it is made so, for its history."""

    service_id: uuid.UUID
    starts_at: Instant
    contact_id: uuid.UUID
    store_id: uuid.UUID | None = None
    professional_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None
    import_id: uuid.UUID | None = None
    note: Words = ""
    reason: Words = ""
    hold: bool = False
    overbook: bool = False


class RescheduleIn(In):
    """To when; and with whom, at which store, in which room or with which equipment if that is another. `overbook` is for people of the
    team. `was_starts_at`: when it began as whoever asks saw it; moved meanwhile, it stays where it is (`appointment_moved`)."""

    starts_at: Instant
    professional_id: uuid.UUID | None = None
    store_id: uuid.UUID | None = None
    resource_ids: list[uuid.UUID] = Field(default_factory=list, max_length=8)
    overbook: bool = False
    reason: Words = ""
    was_starts_at: Instant | None = None


class ResizeIn(In):
    """Until when it lasts. `overbook` is for people of the team. `was_starts_at` and `was_ends_at`: when it began and ended as whoever asks
    saw it; moved, or made longer or shorter meanwhile, it stays as it is (`appointment_moved`)."""

    ends_at: Instant
    overbook: bool = False
    reason: Words = ""
    was_starts_at: Instant | None = None
    was_ends_at: Instant | None = None


class ReasonIn(In):
    """Why."""

    reason: Words = ""


class ChangeOut(BaseModel):
    """One line of an appointment's history. `actor_name`: the colleague's, or the key's. `resources`: what it has had from then on."""

    at: datetime
    actor: str
    actor_name: str | None
    from_state: State | None
    to_state: State
    from_starts_at: datetime | None
    to_starts_at: datetime
    to_ends_at: datetime | None
    resources: list[TakenOut]
    reason: str
    is_overbooked: bool


class OverlapOut(BaseModel):
    """Something else that the same customer has at that time."""

    id: uuid.UUID
    state: State
    service_name: str
    store_name: str | None
    professional_name: str | None
    guest_name: str | None
    starts_at: datetime
    ends_at: datetime


class OverlapsOut(BaseModel):
    """What a customer has then, by start; the first 20."""

    items: list[OverlapOut]


class AppointmentOut(BaseModel):
    """One person's appointment. `timezone` is the clock it is kept by (its store's), `local_start` what that clock shows then. People
    with the same `occasion_id` are in one group; appointments with the same `series_id` repeat, those with the same `visit_id` are services
    in a row. `acknowledged_at`: when the customer said that they will come. `overlaps`: what else its customer has at that time; it refuses
    nothing."""

    id: uuid.UUID
    occasion_id: uuid.UUID
    state: State
    service_id: uuid.UUID
    service_name: str
    store_id: uuid.UUID | None
    store_name: str | None
    contact_id: uuid.UUID
    contact_name: str | None
    conversation_id: uuid.UUID | None
    starts_at: datetime
    ends_at: datetime
    timezone: str
    local_start: datetime
    resource_ids: list[uuid.UUID]
    resources: list[TakenOut]
    held_until: datetime | None
    source: Literal["bot", "page", "staff", "api", "import"]
    note: str
    price_cents: int | None
    currency: str
    is_overbooked: bool
    acknowledged_at: datetime | None
    guest_name: str | None = None  # as whoever booked on the page called themselves
    series_id: uuid.UUID | None
    visit_id: uuid.UUID | None
    history: list[ChangeOut] | None = None
    reminders: list[ReminderOut] | None = None
    receipt: ReceiptOut | None = None
    overlaps: list[OverlapOut] | None = None


class AppointmentPage(BaseModel):
    """A page of appointments by start; `next_cursor` leads to the later ones."""

    items: list[AppointmentOut]
    next_cursor: str | None


class MissedOut(BaseModel):
    """How often somebody did not come, and when what they last missed began; none where they missed nothing."""

    count: int
    last_at: datetime | None


class OfCustomer(BaseModel):
    """What a customer has ahead, soonest first, what they last had, latest first, and what they missed."""

    ahead: list[AppointmentOut]
    past: list[AppointmentOut]
    missed: MissedOut
