"""The agenda as a feed, over HTTP."""

import uuid
from datetime import datetime
from typing import Self

from pydantic import BaseModel, model_validator

from atende.bookings.schemas.fields import In
from atende.bookings.schemas.outside import Detail


class FeedIn(In):
    """Whose agenda: a resource's, a store's, or everybody's. `detail`: what an entry says; unsaid, what it said before, and of one that
    was none before when somebody is busy."""

    resource_id: uuid.UUID | None = None
    store_id: uuid.UUID | None = None
    detail: Detail | None = None

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if self.resource_id is not None and self.store_id is not None:
            raise ValueError("a resource or a store")
        return self


class FeedOut(BaseModel):
    """A feed. `address` is shown once, when it is made; `hint` is how its secret begins."""

    id: uuid.UUID
    resource_id: uuid.UUID | None
    store_id: uuid.UUID | None
    detail: Detail
    hint: str
    renewed_at: datetime
    last_read_at: datetime | None
    address: str | None = None
