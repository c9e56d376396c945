"""What can be pressed about appointments: the ids of buttons and rows carry all that they mean."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Pressed:
    """An option of ours: `verb` is service, day, at, others, move, cancel, confirm, to, sure, sureall, drop, dropall, keep, wait, unwait,
    accept, swap, both or pass; `span` is what would suit who waits."""

    verb: str
    subject: str = ""
    starts_at: datetime | None = None
    store_id: str | None = None
    professional_id: str | None = None
    span: str = ""


def option_id(
    verb: str,
    subject: str = "",
    starts_at: datetime | None = None,
    store_id: str | None = None,
    professional_id: str | None = None,
) -> str:
    """The id that `pressed` reads back."""
    if starts_at is None:
        return f"book:{verb}:{subject}"
    return f"book:{verb}:{subject}:{stamp(starts_at)}:{store_id or '-'}:{professional_id or '-'}"


def pressed(option: str) -> Pressed | None:
    """What the id of a button or row means; None when it is none of ours, or cannot be read."""
    kind, *rest = option.split(":")
    if kind != "book" or not rest:
        return None
    verb, subject, at, store, professional = (*rest, "", "", "", "")[:5] if len(rest) < 5 else rest[:5]
    span, at = (at, "") if verb == "wait" else ("", at)
    starts_at = from_stamp(at) if at else None
    if at and starts_at is None:
        return None
    return Pressed(
        verb, subject, starts_at, None if store in ("", "-") else store, None if professional in ("", "-") else professional, span
    )


def stamp(at: datetime) -> str:
    """An instant to the minute, in UTC, without a colon."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M")


def from_stamp(text: str) -> datetime | None:
    """The instant; None when it is no stamp."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
