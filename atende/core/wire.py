"""What every room's wire has in common: text that can be stored, cleaned before it is measured, and moments that can be kept."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from atende.kit.text import clean


def _clean(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


# NUL and lone surrogates are gone before any length is looked at, so that nothing but such characters counts as empty. It stands last
# of the annotations, `Annotated[str, StringConstraints(...), Clean]`: before them, lengths would be taken of what is not stripped yet.
Clean = BeforeValidator(_clean)


def _near(at: datetime) -> datetime:
    if not datetime(2000, 1, 1, tzinfo=UTC) <= at <= datetime(2200, 1, 1, tzinfo=UTC):
        raise ValueError("of this century or the next")
    return at


# At the edges of the calendar nothing can be reckoned with, and what has an offset there is no value for the database.
Instant = Annotated[AwareDatetime, AfterValidator(_near)]
