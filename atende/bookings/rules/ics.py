"""One appointment as an entry of a calendar (RFC 5545). Times are instants in UTC: whoever opens it sees them by their own clock."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

MIME = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar is told. `version` grows with every change of time or state (SEQUENCE), so that an older copy never wins;
    `changed_at` is when it came to be so."""

    id: uuid.UUID
    version: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    is_cancelled: bool = False
    is_pending: bool = False


def uid(appointment_id: uuid.UUID) -> str:
    """The name of the entry in every calendar, for good."""
    return f"{appointment_id}@atende"


def event(entry: Entry) -> "Event":
    """The entry as it stands in a calendar of one or of many."""
    from icalendar import Event, vText  # here, so that no process holds its 3 MB before somebody asks

    made = Event()
    made.add("uid", uid(entry.id))
    made.add("sequence", entry.version)
    made.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    made.add("dtstart", entry.starts_at.astimezone(UTC))
    made.add("dtend", entry.ends_at.astimezone(UTC))
    made.add("status", "CANCELLED" if entry.is_cancelled else "TENTATIVE" if entry.is_pending else "CONFIRMED")
    made.add("summary", entry.summary)
    for name, value in (("description", entry.description), ("location", entry.location)):
        if value:
            made.add(name, value)
    if entry.url:
        made.add("url", vText(entry.url))
    return made


def calendar(entries: Sequence[Entry], *, name: str = "", method: str | None = None) -> bytes:
    """A file for calendars. Of one appointment `method` is PUBLISH, and CANCEL once it will not take place; a feed has none."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Atende//Bookings//PT")
    made.add("version", "2.0")
    if method:
        made.add("method", method)
    if name:
        made.add("x-wr-calname", name)
    for entry in entries:
        made.add_component(event(entry))
    return made.to_ical()


def one(entry: Entry) -> bytes:
    """The file for this appointment alone."""
    return calendar([entry], method="CANCEL" if entry.is_cancelled else "PUBLISH")
