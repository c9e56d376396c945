"""Fields that several of these shapes have."""

from datetime import UTC, datetime, time
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

from atende.core.wire import Clean


def _near(at: datetime) -> datetime:
    if not datetime(2000, 1, 1, tzinfo=UTC) <= at <= datetime(2200, 1, 1, tzinfo=UTC):
        raise ValueError("of this century or the next")
    return at


def _of_the_place(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("by the clock of the place, without an offset")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(_near)]
LocalTime = Annotated[time, AfterValidator(_of_the_place)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Clean]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), Clean]
Url = Annotated[str, StringConstraints(max_length=500, pattern=r"^https://[^\s]+$"), Clean]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
State = Literal["hold", "pending", "confirmed", "completed", "no_show", "cancelled", "expired"]


class In(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
