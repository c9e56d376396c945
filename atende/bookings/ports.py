"""What the agenda needs of a calendar outside, in our own words. A vendor's folder under `providers` speaks it.

Everything here may be called again with the same values: an entry has an id that we choose, so a call whose answer was lost
makes no second one."""

import enum
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from atende.integrations.ports import Parcel


class Trouble(enum.StrEnum):
    """Why a calendar did not do what was asked of it; each asks for something else to be done."""

    CURSOR_GONE = "cursor_gone"  # it knows no more what we have seen: read everything anew
    UNAUTHORIZED = "unauthorized"  # the access token holds no more: refresh once
    REVOKED = "revoked"  # the person's consent is gone: only they can give it again
    FORBIDDEN = "forbidden"  # not allowed, or the calendar is not theirs
    TAKEN = "taken"  # an entry with this id is, or was, there
    CHANGED = "changed"  # somebody changed the entry since we last saw it
    GONE = "gone"  # no such entry or channel (any more)
    VANISHED = "vanished"  # the calendar itself is not there (any more), or not for them
    BUSY = "busy"  # too many calls: later
    AWAY = "away"  # no answer, or a fault of its own: later
    REFUSED = "refused"  # what was sent cannot be kept, however often it is sent
    UNREADABLE = "unreadable"  # the answer is none that we understand


PASSING = frozenset({Trouble.BUSY, Trouble.AWAY, Trouble.UNREADABLE})


class CalendarTrouble(Exception):
    """The call failed. `detail` is a short word for people who look into it, never anything of an event."""

    def __init__(self, trouble: Trouble, detail: str = "", retry_after: float | None = None):
        super().__init__(f"{trouble}: {detail}")
        self.trouble, self.detail, self.retry_after = trouble, detail, retry_after


@dataclass(frozen=True, slots=True)
class Grant:
    """With what a call is made. `secret` is an access token, or the address of a feed that is subscribed to."""

    environment: str  # live, sandbox
    secret: str = field(repr=False)
    zone: str | None = None  # by which clock times without one are read


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a consent gives. `seconds` is how long `access` holds; `refresh` comes with the first consent only."""

    access: str = field(repr=False)
    seconds: int
    refresh: str | None = field(default=None, repr=False)
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A calendar of the account. `zone` is a name of the time zone database; `role` the vendor's word for what they may do in it."""

    id: str
    name: str
    zone: str
    is_primary: bool
    can_write: bool
    role: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as it is outside now. Without times: it is gone, or it takes no time. `is_unreadable`: it is there, but not
    understood; what was known of it holds. `is_of_series`: with it others of its series may be gone of which nothing is said."""

    id: str
    etag: str | None = None
    is_gone: bool = False
    is_busy: bool = False
    since: datetime | None = None
    until: datetime | None = None
    reference: str | None = None  # what we wrote into our own entries
    is_unreadable: bool = False
    uid: str | None = None  # `uid_sign` of its iCalendar UID, by which one event is known wherever it is read
    is_of_series: bool = False


def uid_sign(uid: str) -> str:
    """An event's iCalendar UID as it is kept: compared, never shown."""
    return hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of what is there, or of what changed since the cursor. `cursor` comes with the last page; `next_page` with others."""

    events: Sequence[Seen]
    next_page: str | None = None
    cursor: str | None = None
    is_everything: bool = False  # what is not on these pages is not there any more
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment as it stands in a calendar outside. `zone` is the clock it was agreed by."""

    id: str
    title: str
    since: datetime
    until: datetime
    zone: str
    reference: str
    description: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """How long a calendar will tell us of changes, and what it calls the channel's subject."""

    resource_id: str
    until: datetime


class Calendars(Protocol):
    """A vendor of calendars. Every call raises `CalendarTrouble` and nothing else."""

    provider: str

    async def changes(self, grant: Grant, calendar: str, cursor: str | None, page: str | None) -> Changes:
        """A page of everything (no cursor), or of what changed since. `CURSOR_GONE` when it cannot say, `VANISHED` when there is no
        such calendar (any more)."""
        ...


class OwnedCalendars(Calendars, Protocol):
    """One whose owner consents to our reading and writing."""

    def consent_address(self, environment: str, *, state: str, challenge: str, back_to: str, hint: str | None) -> str:
        """Where the person's browser goes to consent; it comes back with `state`. `LookupError` when this install may not ask."""
        ...

    async def exchange(self, environment: str, *, code: str, verifier: str, back_to: str) -> Tokens:
        """What the consent gives, once. `REVOKED` for a code that is used, old or somebody else's."""
        ...

    async def refresh(self, environment: str, refresh: str) -> Tokens:
        """A new access token. `REVOKED` when the consent is gone."""
        ...

    async def revoke(self, environment: str, refresh: str) -> None:
        """The consent is gone."""
        ...

    def may_write(self, scopes: frozenset[str]) -> bool:
        """Whether what the person ticked is enough to keep a calendar in step."""
        ...

    async def shelves(self, grant: Grant) -> list[Shelf]:
        """All of the account's calendars, the primary one first."""
        ...

    async def make_sure(self, grant: Grant, calendar: str) -> None:
        """The calendar is there; `VANISHED` when it is not, and what else keeps it from being read."""
        ...

    async def read(self, grant: Grant, calendar: str, event_id: str) -> Seen:
        """One event as it is now; gone ones too. `GONE` when there never was one."""
        ...

    async def insert(self, grant: Grant, calendar: str, entry: Entry) -> str:
        """The entry is there; its etag. `TAKEN` when its id is, or was."""
        ...

    async def replace(self, grant: Grant, calendar: str, entry: Entry, etag: str | None) -> str:
        """The entry is like this, also when it was deleted; its etag. With an etag only if it is as we saw it (`CHANGED`)."""
        ...

    async def remove(self, grant: Grant, calendar: str, event_id: str) -> None:
        """The entry is not there; again changes nothing."""
        ...

    async def watch(self, grant: Grant, calendar: str, *, channel: str, token: str, address: str) -> Channel:
        """From now on changes are told at `address`, with that channel and token."""
        ...

    async def stop(self, grant: Grant, *, channel: str, resource_id: str) -> None:
        """The channel tells nothing any more; again changes nothing."""
        ...


class Said(enum.StrEnum):
    """What became of a booking elsewhere."""

    CREATED = "created"
    REQUESTED = "requested"  # its business has not said yes there
    REJECTED = "rejected"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REASSIGNED = "reassigned"  # somebody else does it there


@dataclass(frozen=True, slots=True)
class TakenElsewhere:
    """A booking that another system took. `replaces`: what it was called before it was moved, also where it is over since; `at`: when this
    was said."""

    said: Said
    id: str
    at: datetime
    starts_at: datetime
    ends_at: datetime
    event_types: tuple[str, ...]  # by which its kind may be known here, most exact first
    replaces: str | None = None
    name: str | None = None
    phone: str | None = field(default=None, repr=False)
    reason: str = ""
    uid: str | None = None  # `uid_sign` of the event that this is in calendars; moved, it keeps it
    is_recurring: bool = False  # others of its series have the same
    host: str = field(default="", repr=False)  # the e-mail of who does it, where that is what is said

    @property
    def is_seat(self) -> bool:
        """Whether it is one place among others of the same booking; who gave it up may take it again."""
        return "#" in self.id


@dataclass(frozen=True, slots=True)
class CameElsewhere:
    """Who came to a booking that another system took. `guests`: of each of whom something is said, by their place in it, whether they
    stayed away; `is_over`: that its time is over is all that is said, and of whom it says nothing came."""

    id: str
    at: datetime
    guests: Mapping[str, bool]
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Which bookings are wanted: those changed, or made, after `since`; without it all that begin after `ahead`."""

    ahead: datetime
    since: datetime | None = None
    is_made: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of bookings, each a parcel as a webhook would have brought it; `next_page` when there is another. `seats`: of each booking
    that has places every one that is taken, as it was `at`, by its own clock; who gave one up is told by nothing else."""

    parcels: Sequence[Parcel]
    next_page: int | None = None
    seats: Mapping[str, frozenset[str]] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of booking as its system has it: its number and its word there, by either of which a booking may be known."""

    id: str
    slug: str
    title: str
    minutes: int | None = None


class BookingLists(Protocol):
    """A vendor whose bookings can be asked for, should its webhooks not come. Raises `CalendarTrouble` and nothing else."""

    provider: str
    address: str  # where its API is, unless somebody has one of their own

    async def listed(self, address: str, key: str, asked: Asked, page: int) -> Listed:
        """A page of them, in the order in which they were made."""
        ...

    async def kinds(self, address: str, key: str) -> list[Kind]:
        """What can be booked there, by title."""
        ...
