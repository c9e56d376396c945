"""What the agenda's screen asks beside appointments: whom they can be for, and when somebody works."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class CustomerOut(BaseModel):
    """Somebody who wrote to the business. `phone_end`: the last four digits of their number."""

    id: uuid.UUID
    name: str | None
    phone_end: str | None
    conversation_id: uuid.UUID | None


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
