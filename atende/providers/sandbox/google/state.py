"""Whose calendars there are and what is in them: kept in the twin's file, one document a thing."""

import asyncio
import base64
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..store import Store

TOKEN_SECONDS = 3599
CODE_SECONDS = 600
TOLD_SECONDS = 180 * 86_400  # of a series that is deleted the events of so long are told of one by one


@dataclass(slots=True)
class Code:
    """A consent on its way back, good once."""

    value: str
    account: str
    client_id: str
    redirect_uri: str
    challenge: str
    scopes: list[str]
    until: float
    gives_refresh: bool


@dataclass(slots=True)
class Token:
    """An access or refresh token; of access tokens `until` is their end."""

    value: str
    kind: str
    account: str
    client_id: str
    scopes: list[str]
    until: float | None = None


@dataclass(slots=True)
class Shelf:
    """A calendar. `seq` counts its changes; sync tokens from before `forgotten` are of no use any more. `role`: what its account may do
    in it, for it may be somebody else's."""

    id: str
    account: str
    summary: str
    zone: str
    is_primary: bool = True
    seq: int = 0
    forgotten: int = 0
    role: str = "owner"
    is_hidden: bool = False


@dataclass(slots=True)
class Event:
    """An event as it stands; `seq` is the calendar's count at its last change. `body` is what the API shows."""

    calendar: str
    id: str
    seq: int
    body: dict[str, Any]


@dataclass(slots=True)
class Channel:
    """Where changes of a calendar are told."""

    id: str
    calendar: str
    account: str
    address: str
    token: str
    resource_id: str
    until: float
    number: int = 0


@dataclass(slots=True)
class Trouble:
    """Something that goes wrong on demand, so many times: server_error, rate_limit, drop_answer, drop_push, refuse_push,
    unauthorized, gone, hang (no answer until the troubles are ended). `of` is a method of HTTP, or nothing for any."""

    kind: str
    count: int
    of: str | None = None


@dataclass
class State:
    """Everything of Google's twin. `changed` is called with each calendar whose content changed."""

    store: Store
    now: Callable[[], float]
    changed: Callable[[str], None] = lambda _calendar: None
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    shelves: dict[str, Shelf] = field(default_factory=dict)
    events: dict[str, dict[str, Event]] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)  # what hangs waits for it

    def load(self) -> None:
        """Memory equals the file."""
        self.codes, self.troubles = {}, []
        self.tokens = {d["value"]: Token(**d) for d in self.store.docs("g_token")}
        self.shelves = {d["id"]: Shelf(**d) for d in self.store.docs("g_shelf")}
        self.channels = {d["id"]: Channel(**d) for d in self.store.docs("g_channel")}
        self.events = {id_: {} for id_ in self.shelves}
        for d in self.store.docs("g_event"):
            if d["calendar"] in self.events:
                self.events[d["calendar"]][d["id"]] = Event(**d)

    # -- people --------------------------------------------------------------------------------------------------

    def account(self, email: str, zone: str = "America/Sao_Paulo") -> Shelf:
        """The person has an account with a primary calendar."""
        if email not in self.shelves:
            self.keep_shelf(Shelf(email, email, email, zone))
            self.events[email] = {}
        return self.shelves[email]

    def another(self, account: str, name: str, zone: str = "America/Sao_Paulo") -> Shelf:
        """The person has a calendar of that name beside their primary one."""
        known = next((one for one in self.shelves.values() if (one.account, one.summary) == (account, name)), None)
        if known is not None:
            return known
        made = Shelf(f"{secrets.token_hex(16)}@group.calendar.google.com", account, name, zone, is_primary=False)
        self.events[made.id] = {}
        self.keep_shelf(made)
        return made

    def drop_shelf(self, shelf_id: str) -> None:
        """Its owner deleted the calendar; its channels end."""
        del self.shelves[shelf_id], self.events[shelf_id]
        self.store.remove("g_shelf", shelf_id)
        for one in [one.id for one in self.channels.values() if one.calendar == shelf_id]:
            self.drop_channel(one)

    def keep_shelf(self, shelf: Shelf) -> None:
        """The calendar stands like this."""
        self.shelves[shelf.id] = shelf
        self.store.put("g_shelf", shelf.id, asdict(shelf))

    def token(self, kind: str, account: str, client_id: str, scopes: list[str], seconds: float | None = None) -> Token:
        """A new token of theirs."""
        prefix = "ya29.twin-" if kind == "access" else "1//0twin-"
        made = Token(
            prefix + secrets.token_urlsafe(24), kind, account, client_id, scopes, self.now() + seconds if seconds else None
        )
        self.tokens[made.value] = made
        self.store.put("g_token", made.value, asdict(made))
        return made

    def drop_tokens(self, wanted: Callable[[Token], bool]) -> int:
        """Those tokens open nothing any more; how many."""
        gone = [one.value for one in self.tokens.values() if wanted(one)]
        for value in gone:
            del self.tokens[value]
            self.store.remove("g_token", value)
        return len(gone)

    # -- events --------------------------------------------------------------------------------------------------

    def put(self, calendar: str, event_id: str, body: dict[str, Any]) -> Event:
        """The event stands like this, and whoever follows the calendar is told."""
        shelf = self.shelves[calendar]
        shelf.seq += 1
        self.keep_shelf(shelf)
        known = self.events[calendar].get(event_id)
        stamp = datetime.fromtimestamp(self.now(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        body = {
            "kind": "calendar#event",
            **body,
            "etag": f'"{3580000000000000 + shelf.seq * 2}"',
            "id": event_id,
            "htmlLink": f"https://www.google.com/calendar/event?eid={event_id[:40]}",
            "created": known.body.get("created", stamp) if known else stamp,
            "updated": stamp,
            "creator": {"email": shelf.account},
            "organizer": {"email": shelf.account, "self": True},
            "iCalUID": body.get("iCalUID") or f"{event_id}@google.com",
            "sequence": known.body.get("sequence", 0) + 1 if known else 0,
            "reminders": {"useDefault": True},
            "eventType": body.get("eventType", "default"),
        }
        event = self.events[calendar][event_id] = Event(calendar, event_id, shelf.seq, body)
        self.store.put("g_event", f"{calendar} {event_id}", asdict(event))
        self.changed(calendar)
        return event

    def end_series(self, calendar: str, name: str, *, is_told_each: bool) -> None:
        """No event of the series is there any more, and whoever follows the calendar is told of some of them, or of the series."""
        for one in [one for one in self.events[calendar].values() if one.body.get("recurringEventId") == name]:
            since = datetime.fromisoformat(one.body["start"]["dateTime"]).timestamp()
            if is_told_each and since < self.now() + TOLD_SECONDS:
                self.put(calendar, one.id, {**one.body, "status": "cancelled"})
            else:
                del self.events[calendar][one.id]
                self.store.remove("g_event", f"{calendar} {one.id}")
        if not is_told_each:
            self.put(calendar, name, {"status": "cancelled"})

    def sync_token(self, shelf: Shelf, asked: str) -> str:
        """What brings the changes after now; it holds for the same parameters only."""
        return base64.urlsafe_b64encode(json.dumps([shelf.id, shelf.seq, asked]).encode()).decode().rstrip("=")

    def read_sync_token(self, shelf: Shelf, token: str, asked: str) -> int | None:
        """After which change it stands; None when that is not known any more."""
        try:
            of, seq, params = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        except (ValueError, TypeError):
            return None
        is_good = of == shelf.id and isinstance(seq, int) and params == asked and shelf.forgotten <= seq <= shelf.seq
        return seq if is_good else None

    # -- channels, troubles --------------------------------------------------------------------------------------

    def keep_channel(self, channel: Channel) -> None:
        """The channel stands like this."""
        self.channels[channel.id] = channel
        self.store.put("g_channel", channel.id, asdict(channel))

    def drop_channel(self, channel_id: str) -> None:
        """Nothing is told there any more."""
        self.channels.pop(channel_id, None)
        self.store.remove("g_channel", channel_id)

    def strikes(self, kind: str, of: str | None = None) -> bool:
        """Whether that goes wrong now; one use is spent."""
        for trouble in self.troubles:
            if trouble.kind == kind and trouble.of in (None, of):
                trouble.count -= 1
                if trouble.count <= 0:
                    self.troubles.remove(trouble)
                return True
        return False

    async def hang(self) -> None:
        """Nothing comes until the troubles are ended."""
        await self.over.wait()

    def calm(self) -> None:
        """No trouble is left."""
        self.troubles.clear()
        self.over.set()
        self.over = asyncio.Event()

    def ours(self, account: str) -> Iterable[Shelf]:
        """The account's calendars, the primary one last, as nobody promised an order."""
        return sorted((one for one in self.shelves.values() if one.account == account), key=lambda one: (one.is_primary, one.id))
