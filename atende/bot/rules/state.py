"""Where a person stands in the talk: small, immutable, kept as JSON between turns."""

import enum
import hashlib
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

VERSION = 1
LIFE = timedelta(hours=24)
REMEMBERED_ANSWERS = 60
TIMES_THE_SAME = 2
_NEWER = frozenset({"others", "repeats"})  # of a booking: refused by the version that does not know them


class Step(enum.StrEnum):
    """Where in the talk a person is."""

    NEW = "new"
    CHOOSING_STORE = "choosing_store"
    TALKING = "talking"
    HANDED_OFF = "handed_off"


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment that is talked of. `kind`: book, move, cancel, own, confirm or unsure; wait for one that may become free; just for
    what was booked or is waited for since (`asked`: book or wait). `asked`: what was asked for last: service, store, when, day (of two that
    the words leave open), which (of several appointments), sure or scope (only this one, or what belongs to it). `said`: the words about
    when; `starts_at`: the start to be confirmed (a stamp). `then`: services wanted right after the first; `is_all`: with what belongs to
    it; `others`: appointments that are cancelled along. `repeats`: it was wanted as a habit."""

    kind: str = "book"
    asked: str = ""
    service_id: str | None = None
    professional_id: str | None = None
    appointment_id: str | None = None
    starts_at: str | None = None
    said: str = ""
    then: tuple[str, ...] = ()
    is_all: bool = False
    others: tuple[str, ...] = ()
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """`answers` are hashes of what was said, oldest first; `offered` the ids last shown, so that "2" means the second;
    `pending` what was asked before the store was known; `asked` a yes/no question left open ("handoff")."""

    step: Step = Step.NEW
    language: str | None = None
    store_id: str | None = None
    unknown_count: int = 0
    answers: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    asked: str | None = None
    greeted_at: datetime | None = None
    last_message_at: datetime | None = None
    booking: Booking | None = None

    def times_said(self, text: str) -> int:
        return self.answers.count(_hash(text))

    def may_say(self, text: str) -> bool:
        """Whether saying this once more would still be less than three times."""
        return self.times_said(text) < TIMES_THE_SAME

    def having_said(self, *texts: str | None) -> "State":
        said = tuple(_hash(t) for t in texts if t)
        return replace(self, answers=(self.answers + said)[-REMEMBERED_ANSWERS:])

    def restarted(self) -> "State":
        """At the beginning again, store forgotten; the language and what was said stay known."""
        return State(
            language=self.language,
            answers=self.answers,
            greeted_at=self.greeted_at,
            last_message_at=self.last_message_at,
        )


def to_json(state: State) -> dict[str, Any]:
    """The JSON that `from_json` reads back to an equal state, with the version that wrote it. What an older program does not know stands
    in it only where it says something: while both run, that one still reads the rest."""
    data: dict[str, Any] = {"version": VERSION, **asdict(state)}
    for key, value in data.items():
        if isinstance(value, tuple):
            data[key] = list(value)
        elif isinstance(value, datetime):
            data[key] = value.isoformat()
    data["step"] = state.step.value
    if state.booking is not None:
        empty = asdict(Booking())
        data["booking"] = {key: one for key, one in data["booking"].items() if key not in _NEWER or one != empty[key]}
    return data


def from_json(data: dict[str, Any] | None) -> State:
    """The state kept; a new one when there is none, or when it was written by another version and cannot be read."""
    if not data or data.get("version") != VERSION:
        return State()
    known = {f.name: data[f.name] for f in fields(State) if f.name in data}
    try:
        known["step"] = Step(known.get("step", "new"))
        for key in ("answers", "offered", "pending"):
            known[key] = tuple(str(v) for v in known.get(key) or ())
        for key in ("greeted_at", "last_message_at"):
            known[key] = datetime.fromisoformat(known[key]) if known.get(key) else None
        talked = known.get("booking")
        several = {name: tuple((talked or {}).get(name) or ()) for name in ("then", "others")}
        known["booking"] = Booking(**{**talked, **several}) if talked else None
        return State(**known)
    except (TypeError, ValueError):
        return State()


def expired(state: State, now: datetime) -> bool:
    """24 hours after the last message: the talk begins anew, store choice included."""
    return state.last_message_at is not None and now - state.last_message_at >= LIFE


def _hash(text: str) -> str:
    return hashlib.blake2s(" ".join(text.split()).casefold().encode("utf-8", "ignore"), digest_size=6).hexdigest()
