"""Fields that several of these shapes have."""

from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from atende.bookings.rules.forms import PLACE, is_filled_by_id
from atende.core.wire import Clean


def _of_the_place(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("by the clock of the place, without an offset")
    return at


def _of_a_form(url: str) -> str:
    if not is_filled_by_id(url):
        raise ValueError(f"the one place it may have is {PLACE}, behind the name of the site")
    return url


LocalTime = Annotated[time, AfterValidator(_of_the_place)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Clean]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), Clean]
Url = Annotated[str, StringConstraints(max_length=500, pattern=r"^https://[^\s]+$"), Clean]
FormUrl = Annotated[Url, AfterValidator(_of_a_form)]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
State = Literal["hold", "pending", "confirmed", "completed", "no_show", "cancelled", "expired"]


class In(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
