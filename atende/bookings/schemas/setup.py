"""What can be booked and what it takes, over HTTP."""

import uuid
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from atende.bookings.rules.slots import Grid
from atende.bookings.schemas.fields import Color, FormUrl, In, Line, LocalTime
from atende.core.wire import Clean


class NeedIn(In):
    """One of these rooms or pieces of equipment is taken."""

    resource_ids: list[uuid.UUID] = Field(min_length=1, max_length=100)


class BookableIn(In):
    """How a service is booked. Minutes, unless the name says otherwise. `form_url`: what whoever booked is asked to fill in before; a place
    `{{agendamento}}` in it is filled with the appointment's id, and it has no other."""

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
    offer_minutes: int = Field(30, ge=5, le=720)
    is_public: bool = True
    form_url: FormUrl | None = None


class BookableOut(BookableIn):
    """A service as it is booked, with what the business says of it, and who does it."""

    service_id: uuid.UUID
    name: str
    price_cents: int | None
    currency: str
    is_active: bool
    professional_ids: list[uuid.UUID]
    form_url: str | None = None  # as it was kept: before places were known it could be any


class ResourceIn(In):
    """A room or a piece of equipment; professionals are here by themselves. Without a colour one is chosen that few others have."""

    kind: Literal["room", "equipment"]
    name: Line
    store_id: uuid.UUID | None = None
    color: Color | None = None
    daily_limit: int | None = Field(None, ge=1, le=500)
    position: int = Field(0, ge=0, le=10_000)
    is_active: bool = True


class ResourcePatch(In):
    """Only what is given changes; a colour of none is chosen again. A professional's name and activity are those of the team's facts.
    `user_id`: the colleague who signs in as this professional."""

    user_id: uuid.UUID | None = None
    name: Line | None = None
    store_id: uuid.UUID | None = None
    color: Color | None = None
    daily_limit: int | None = Field(None, ge=1, le=500)
    position: int | None = Field(None, ge=0, le=10_000)
    is_active: bool | None = None


class PlanIn(In):
    """When a resource works at a store (none: at any), in the shape of opening hours, by local time. One with dates takes the place of
    those without on its days."""

    store_id: uuid.UUID | None = None
    hours: dict[str, Any]
    valid_from: date | None = None
    valid_until: date | None = None


class PlansIn(In):
    """All plans of a resource; none means that it works as its store is open. `version`: of the plans that whoever writes has seen;
    none writes whatever they are by now."""

    plans: list[PlanIn] = Field(max_length=50)
    version: Annotated[str, StringConstraints(max_length=64), Clean] | None = None


class ResourceOut(BaseModel):
    """Somebody or something that one appointment at a time can have. `plans_version`: another one whenever its plans are others."""

    id: uuid.UUID
    kind: Literal["professional", "room", "equipment"]
    name: str
    title: str | None
    user_id: uuid.UUID | None
    store_id: uuid.UUID | None
    color: str | None
    daily_limit: int | None
    position: int
    is_active: bool
    plans: list[PlanIn]
    plans_version: str


class ClosureIn(In):
    """Nothing is offered on these days, or in these hours of each of them: of everybody, a store or one resource. `every_year`: on the
    same days of the years that follow, too; 29 February is the 28th where there is none."""

    store_id: uuid.UUID | None = None
    resource_id: uuid.UUID | None = None
    first_on: date
    last_on: date
    since: LocalTime | None = None
    until: LocalTime | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), Clean] = ""
    every_year: bool = False


class ClosureOut(ClosureIn):
    """A closure that is kept."""

    id: uuid.UUID
