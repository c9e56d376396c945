"""What the agenda's screen asks beside appointments: whom they can be for, and when somebody works."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, NaiveDatetime, StringConstraints

from atende.bookings.schemas.appointments import MissedOut
from atende.bookings.schemas.fields import In, Line
from atende.core.wire import Clean, Instant


class CustomerOut(BaseModel):
    """Somebody who wrote to the business. `phone_end`: the last four digits of their number."""

    id: uuid.UUID
    name: str | None
    phone_end: str | None
    conversation_id: uuid.UUID | None
    missed: MissedOut


class CustomerIn(In):
    """A customer who is new, as somebody of the team types them; the number with its area."""

    name: Line
    phone: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Clean]


class RegisteredOut(CustomerOut):
    """Whose number it is. `is_known`: they were known by it before, and are called as before."""

    is_known: bool


class SpanOut(BaseModel):
    """From one instant to another."""

    since: datetime
    until: datetime


class WorkingOut(BaseModel):
    """When one resource works."""

    resource_id: uuid.UUID
    spans: list[SpanOut]


class ClosedOut(SpanOut):
    """Nothing is offered then: of everybody, of a store, or of one resource. `kind`: a closure, a holiday, or a date on which a store
    does not open."""

    store_id: uuid.UUID | None
    resource_id: uuid.UUID | None
    kind: Literal["closure", "holiday", "exception"]
    reason: str


class AgendaHoursOut(BaseModel):
    """Working time of everybody, and what is closed."""

    items: list[WorkingOut]
    closed: list[ClosedOut]


class OffClockOut(BaseModel):
    """An appointment ahead that is not at the local time that was agreed, because the clock of its place was changed, and could not be put
    back. `agreed_local`: what was agreed, without an offset; `timezone`: the clock of its place now."""

    appointment_id: uuid.UUID
    starts_at: datetime
    timezone: str
    agreed_local: datetime
    service_name: str
    contact_name: str | None


class OffClockIn(In):
    """The appointment as whoever asks saw it, as `OffClockOut` tells it: is it another by now, it stays as it is (`appointment_moved`)."""

    was_starts_at: Instant
    was_agreed_local: NaiveDatetime
    was_timezone: Line
