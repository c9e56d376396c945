"""Appointments that repeat, and several services in a row, over HTTP."""

import uuid
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field, model_validator

from atende.bookings.rules.repeating import MOST, MOST_SERVICES, Unit
from atende.bookings.schemas.appointments import AppointmentOut
from atende.bookings.schemas.fields import In, Words
from atende.core.wire import Instant


class RepeatIn(In):
    """Every so many days, weeks or months (on the same date, or the last one of a shorter month): so many in all, or until a date."""

    every: int = Field(1, ge=1, le=365)
    unit: Unit = Unit.WEEK
    count: int | None = Field(None, ge=2, le=MOST)
    until: date | None = None

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if (self.count is None) == (self.until is None):
            raise ValueError("either so many, or until a date")
        return self


class SeriesIn(In):
    """Who wants what, from when on, and how often. `or_none`: all of them or none; else those that can be. `client_id`: the asker's own id;
    asked again, the same series. `import_id`: as of one appointment; it is the first of them."""

    service_id: uuid.UUID
    starts_at: Instant
    contact_id: uuid.UUID
    store_id: uuid.UUID | None = None
    professional_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None
    import_id: uuid.UUID | None = None
    note: Words = ""
    repeat: RepeatIn
    or_none: bool = True


class RestIn(In):
    """To when the first of them goes; those after it go as many dates away, to the same local time. `was_starts_at`: when the first began
    as whoever asks saw it."""

    starts_at: Instant
    professional_id: uuid.UUID | None = None
    reason: Words = ""
    or_none: bool = True
    was_starts_at: Instant | None = None


class AlternativeOut(BaseModel):
    """A free start, where (no store: online) and by which clock."""

    starts_at: datetime
    store_id: uuid.UUID | None
    timezone: str


class RefusedOut(BaseModel):
    """One of them that cannot be, why, and what is free instead."""

    starts_at: datetime
    code: str
    alternatives: list[AlternativeOut]


class ForeseenOut(BaseModel):
    """One date of a series: it could be had now (`code` null), or why not and what is free instead."""

    starts_at: datetime
    code: str | None
    alternatives: list[AlternativeOut]


class SeriesStartsOut(BaseModel):
    """What a series would come to now, by start. `professional_id`: who would have all of it."""

    items: list[ForeseenOut]
    professional_id: uuid.UUID | None


class SeriesOut(BaseModel):
    """All appointments of a series, by start, and those of the request that could not be."""

    id: uuid.UUID
    items: list[AppointmentOut]
    refused: list[RefusedOut]


class RestoredOut(BaseModel):
    """Those that stand as they did before they were cancelled, by start, and those that could not be taken back."""

    items: list[AppointmentOut]
    refused: list[RefusedOut]


class PartIn(In):
    """One of the services, with this professional or anybody."""

    service_id: uuid.UUID
    professional_id: uuid.UUID | None = None


class VisitIn(In):
    """Who wants which services one after the other, from when on. `client_id`: the asker's own id; asked again, the same visit.
    `import_id`: as of one appointment; it is the first of them."""

    parts: list[PartIn] = Field(min_length=2, max_length=MOST_SERVICES)
    starts_at: Instant
    contact_id: uuid.UUID
    store_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None
    import_id: uuid.UUID | None = None
    note: Words = ""


class VisitMoveIn(In):
    """To when the visit goes. `was_starts_at`: when it began as whoever asks saw it."""

    starts_at: Instant
    reason: Words = ""
    was_starts_at: Instant | None = None


class VisitOut(BaseModel):
    """All appointments of a visit, by start."""

    id: uuid.UUID
    items: list[AppointmentOut]


class StartOut(AlternativeOut):
    """When a visit can begin; `local_start` is what the clock of where it is shows then."""

    local_start: datetime


class StartsOut(BaseModel):
    """When all services could be had in a row, ascending, each start once for each store."""

    items: list[StartOut]
