"""The wire of bookings: what can be booked, when, and who has it."""

import uuid
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from atende.bookings.rules.slots import Grid
from atende.core.wire import Clean

Line = Annotated[str, Clean, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, Clean, StringConstraints(strip_whitespace=True, max_length=1000)]
Url = Annotated[str, Clean, StringConstraints(max_length=500, pattern=r"^https://[^\s]+$")]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
State = Literal["hold", "pending", "confirmed", "completed", "no_show", "cancelled", "expired"]


class In(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class NeedIn(In):
    """One of these rooms or pieces of equipment is taken."""

    resource_ids: list[uuid.UUID] = Field(min_length=1, max_length=100)


class BookableIn(In):
    """How a service is booked. Minutes, unless the name says otherwise."""

    duration: int = Field(ge=5, le=1440)
    before: int = Field(0, ge=0, le=480)
    after: int = Field(0, ge=0, le=480)
    step: int = Field(15, ge=5, le=480)
    grid: Grid = Grid.CLOCK
    notice: int = Field(60, ge=0, le=60 * 24 * 60)
    horizon_days: int = Field(60, ge=1, le=730)
    capacity: int = Field(1, ge=1, le=500)
    place: Literal["store", "online"] = "store"
    needs_professional: bool = True
    needs: list[NeedIn] = Field(default_factory=list, max_length=8)
    needs_approval: bool = False
    daily_limit: int | None = Field(None, ge=1, le=1000)
    contact_limit: int | None = Field(None, ge=1, le=100)
    cancel_notice: int = Field(0, ge=0, le=60 * 24 * 30)
    reschedule_notice: int = Field(0, ge=0, le=60 * 24 * 30)
    hold_minutes: int = Field(10, ge=1, le=120)
    is_public: bool = True
    form_url: Url | None = None


class BookableOut(BookableIn):
    """A service as it is booked, with what the business says of it."""

    service_id: uuid.UUID
    name: str
    price_cents: int | None
    currency: str
    is_active: bool


class ResourceIn(In):
    """A room or a piece of equipment; professionals are here by themselves."""

    kind: Literal["room", "equipment"]
    name: Line
    store_id: uuid.UUID | None = None
    color: Color | None = None
    daily_limit: int | None = Field(None, ge=1, le=500)
    position: int = Field(0, ge=0, le=10_000)
    is_active: bool = True


class ResourcePatch(In):
    """Only what is given changes. A professional's name and activity are those of the team's facts."""

    name: Line | None = None
    store_id: uuid.UUID | None = None
    color: Color | None = None
    daily_limit: int | None = Field(None, ge=1, le=500)
    position: int | None = Field(None, ge=0, le=10_000)
    is_active: bool | None = None


class PlanIn(In):
    """When a resource works at a store (none: at any), in the shape of opening hours, by local time."""

    store_id: uuid.UUID | None = None
    hours: dict[str, Any]
    valid_from: date | None = None
    valid_until: date | None = None


class PlansIn(In):
    """All plans of a resource; none means that it works as its store is open."""

    plans: list[PlanIn] = Field(max_length=50)


class ResourceOut(BaseModel):
    """Somebody or something that one appointment at a time can have."""

    id: uuid.UUID
    kind: Literal["professional", "room", "equipment"]
    name: str
    title: str | None
    store_id: uuid.UUID | None
    color: str | None
    daily_limit: int | None
    position: int
    is_active: bool
    plans: list[PlanIn]


class ClosureIn(In):
    """Nothing is offered on these days, or in these hours of each of them: of everybody, a store or one resource."""

    store_id: uuid.UUID | None = None
    resource_id: uuid.UUID | None = None
    first_on: date
    last_on: date
    since: time | None = None
    until: time | None = None
    reason: Annotated[str, Clean, StringConstraints(strip_whitespace=True, max_length=120)] = ""


class ClosureOut(ClosureIn):
    """A closure that is kept."""

    id: uuid.UUID


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
    history: list[ChangeOut] | None = None


class AppointmentPage(BaseModel):
    """A page of appointments by start; `next_cursor` leads to the later ones."""

    items: list[AppointmentOut]
    next_cursor: str | None
