"""The wire of custody: sums, events, what they became, replays."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from atende.core.wire import Clean

State = Literal["waiting", "done", "ignored", "dead"]
Kind = Literal[
    "message", "status", "echo", "history", "identity", "preference", "contact", "account", "error", "unknown", "malformed"
]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200), Clean]


class Sums(BaseModel):
    """`received` (each once) = `done` + `ignored` + `dead` + `waiting` + `missing`; `again` came though it was here already."""

    received: int
    again: int
    done: int
    ignored: int
    dead: int
    waiting: int
    retried: int
    missing: int


class NumberSums(BaseModel):
    """One receiving number."""

    connection_id: uuid.UUID
    name: str
    phone: str
    environment: str
    sums: Sums


class KindSums(BaseModel):
    """One kind of event."""

    kind: str
    sums: Sums


class DaySums(BaseModel):
    """One day of the business's calendar."""

    day: date
    sums: Sums


class ReasonCount(BaseModel):
    """How often one kind ended in one state for one reason."""

    state: str
    kind: str
    reason: str
    count: int


class Custody(BaseModel):
    """What came in on these days and what became of it."""

    first: date
    last: date
    timezone: str
    total: Sums
    numbers: list[NumberSums]
    kinds: list[KindSums]
    reasons: list[ReasonCount]
    days: list[DaySums]


class BecameMessage(BaseModel):
    """The message an event made or moved, and where it stands."""

    id: uuid.UUID
    conversation_id: uuid.UUID
    direction: str
    kind: str
    preview: str | None
    status: str
    at: datetime


class BecameContact(BaseModel):
    """Whom an event is about."""

    id: uuid.UUID
    name: str | None


class CustodyEvent(BaseModel):
    """One event: what it is, how it ended and what it became."""

    id: uuid.UUID
    connection_id: uuid.UUID
    provider: str
    kind: str
    state: State
    reason: str | None
    attempts: int
    received_at: datetime
    handled_at: datetime | None
    message: BecameMessage | None
    contact: BecameContact | None


class CustodyEvents(BaseModel):
    """Some events, newest first, and where the list goes on. `raw_days`: for how long this install keeps events as they came, at
    least."""

    items: list[CustodyEvent]
    next_cursor: str | None
    raw_days: int


class CustodyEventWhole(CustodyEvent):
    """An event as it came, too. `is_hidden`: what it says is not shown to who asks, because they may not read conversations."""

    raw: Any
    is_hidden: bool
    dedupe_key: str
    correlation_id: str


class Delay(BaseModel):
    """Work that is late: what customers wrote and is not shown yet, what the bot owes them, or what they were not sent yet.
    `seconds`: how long the oldest of it waits past its time."""

    what: Literal["incoming", "answers", "outgoing"]
    count: int
    seconds: int


class Delays(BaseModel):
    """`is_working`: some worker does its rounds. Nothing late and somebody at work is how it always should be."""

    is_working: bool
    late: list[Delay]


class ReplayIn(BaseModel):
    """Which events are opened once more: those of these days, or one, narrowed by whatever else is given."""

    model_config = ConfigDict(extra="forbid")

    first: date | None = None
    last: date | None = None
    event_id: uuid.UUID | None = None
    connection_id: uuid.UUID | None = None
    contact_id: uuid.UUID | None = None
    conversation_id: uuid.UUID | None = None
    message_id: uuid.UUID | None = None
    state: State | None = None
    kind: Kind | None = None
    reason: Reason | None = None
    retried: bool = False


class ReplayOut(BaseModel):
    """How far a replay is, and what it changed. `total` is known once it has begun."""

    id: uuid.UUID
    state: Literal["waiting", "running", "done", "stopped"]
    selection: dict[str, Any]
    total: int | None
    unchanged: int
    changed: int
    failed: int
    waiting_anyway: int
    last_problem: str | None
    created_at: datetime
    ended_at: datetime | None


class Replays(BaseModel):
    """The last replays, newest first."""

    items: list[ReplayOut]


class UnroutedReason(BaseModel):
    """How many are nobody's for one reason; `routed` of them found their owner since."""

    reason: str
    count: int
    routed: int
    last_received_at: datetime


class UnroutedOut(BaseModel):
    """One event that is nobody's."""

    id: uuid.UUID
    provider: str
    kind: str
    number_id: str | None
    account_id: str | None
    reason: str
    received_at: datetime
    routed_at: datetime | None


class UnroutedPage(BaseModel):
    """Some of them, newest first, and how many there are by reason."""

    items: list[UnroutedOut]
    next_cursor: str | None
    reasons: list[UnroutedReason]


class UnroutedWhole(UnroutedOut):
    """One of them as it came."""

    raw: Any
