"""Fields that several of these shapes have."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from atende.core.wire import Clean

Line = Annotated[str, Clean, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, Clean, StringConstraints(strip_whitespace=True, max_length=1000)]
Url = Annotated[str, Clean, StringConstraints(max_length=500, pattern=r"^https://[^\s]+$")]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
State = Literal["hold", "pending", "confirmed", "completed", "no_show", "cancelled", "expired"]


class In(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
