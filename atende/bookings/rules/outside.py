"""Between an appointment and its entry in a calendar outside: how the entry is called, what it says, and what is to be made of what
is seen there. Atende is where an appointment stands; what people do to its entry outside is shown to people, never taken silently."""

import base64
import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Events are kept from the day before until then: slots are not offered later than that either.
BEHIND, AHEAD = timedelta(days=1), timedelta(days=800)

Times = tuple[datetime, datetime]


class Detail(StrEnum):
    """How much of an appointment somebody reads who sees only its entry."""

    BUSY = "busy"
    SERVICE = "service"
    NAME = "name"


class Verdict(StrEnum):
    """What is to be made of an entry that was seen outside."""

    AS_IT_WAS = "as_it_was"
    AGREED = "agreed"  # it was changed there, and is so here too by now
    MOVED = "moved"
    DELETED = "deleted"


def entry_id(tenant_id: uuid.UUID, calendar: str, resource_id: uuid.UUID, appointment_id: uuid.UUID) -> str:
    """The id of a resource's entry in that calendar: always the same, and nobody else's, should two of them share the calendar. Google
    takes a to v and digits only."""
    made = hashlib.sha256(f"atende:{tenant_id}:{calendar}:{resource_id}:{appointment_id}".encode()).digest()[:20]
    return base64.b32hexencode(made).decode().lower()


def reference(tenant_id: uuid.UUID, appointment_id: uuid.UUID) -> str:
    """What an entry of ours carries, by which it is known again when its row is lost."""
    return f"{tenant_id}/{appointment_id}"


def read_reference(text: str | None, tenant_id: uuid.UUID) -> uuid.UUID | None:
    """The appointment that is meant, if it is one of this tenant."""
    of, _, which = (text or "").partition("/")
    try:
        return uuid.UUID(which) if uuid.UUID(of) == tenant_id else None
    except ValueError:
        return None


def digest(*words: object) -> str:
    """A short sign of what an entry says: written again only when it differs."""
    return hashlib.sha256("\x1f".join(str(word) for word in words).encode()).hexdigest()[:32]


def title(detail: Detail, service: str, name: str | None) -> str:
    """What an entry is called. The person's name stands in it only where the business wants that."""
    if detail is Detail.BUSY:
        return "Ocupado"
    return f"{service} - {name}" if detail is Detail.NAME and name else service


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands. `wanted`: the appointment's times, None when it is not to be there; `out`: what we certainly wrote last;
    `seen`: what was read last, None when it was gone."""

    wanted: Times | None
    out: Times | None
    seen: Times | None


def verdict(entry: Standing) -> Verdict:
    """What somebody did to it outside since we wrote it. What nobody touched is as it was, however far it is from what is wanted."""
    if entry.out is None or entry.seen == entry.out or entry.wanted is None:
        return Verdict.AS_IT_WAS
    if entry.seen is None:
        return Verdict.DELETED
    return Verdict.AGREED if entry.seen == entry.wanted else Verdict.MOVED


def kept(now: datetime, since: datetime | None, until: datetime | None) -> Times | None:
    """The part of an event that matters to what can be booked; None when there is none."""
    if since is None or until is None or since >= until:
        return None
    since, until = max(since, now - BEHIND), min(until, now + AHEAD)
    return (since, until) if since < until else None


def later(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    return min(timedelta(minutes=30), timedelta(seconds=5) * 2 ** min(failures, 10))
