"""What goes into a turn and what comes out of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from atende.bot.rules.deeds import Deed
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.state import State


@dataclass(frozen=True, slots=True)
class Item:
    """One inbound message. `kind` is a word of `inbox.ports.MessageKind`; `text` what was written, pressed or captioned (or, for
    a voice note, transcribed); `option_id` the id of the button or list row pressed."""

    id: str
    kind: str = "text"
    text: str | None = None
    option_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reminded:
    """The reminder that was sent here last, of an appointment that is still ahead. `is_last`: nothing was said to the person since, so that
    "sim" answers it."""

    appointment_id: str
    starts_at: datetime
    is_last: bool


@dataclass(frozen=True, slots=True)
class TurnInput:
    """One burst, in order, and what surrounds it. `now` is aware. `is_staffed` says whether people are at work now and
    `staffed_at` when they are next; left None, the store's opening hours say it. `language_hint` is pt-BR or en. `phone` is the
    person's number (E.164): it tells by which clock they may live."""

    items: tuple[Item, ...]
    now: datetime
    settings: BotSettings = field(default_factory=BotSettings)
    person_name: str | None = None
    language_hint: str | None = None
    is_staffed: bool | None = None
    staffed_at: datetime | None = None
    reminded: Reminded | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A button or a row. `id` at most 200 characters, `title` at most 20 (button) or 24 (row), `description` at most 72."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class SendText:
    """At most 4,096 characters; `fact_ids` name the records behind every statement in it."""

    text: str
    fact_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SendButtons:
    """Body at most 1,024 characters, one to three buttons with different titles."""

    body: str
    buttons: tuple[Option, ...]
    fact_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SendList:
    """Body at most 4,096 characters, `button` at most 20, one to ten rows."""

    body: str
    button: str
    rows: tuple[Option, ...]
    fact_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SendLocation:
    """A pin on the map, with a name and an address of at most 200 characters."""

    latitude: float
    longitude: float
    name: str
    address: str
    fact_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOff:
    """Give the conversation to a person, then say `text_if_done` if that succeeded and `text_if_failed` if it did not; never
    before. None means that nothing is said (it was said already, or it must stay silent)."""

    reason: str
    text_if_done: str | None
    text_if_failed: str | None
    fact_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetStore:
    """The person's store is this one from now on (also remembered in the state)."""

    store_id: str


Action = SendText | SendButtons | SendList | SendLocation | HandOff | SetStore


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the turn is as it is, for the people who read along."""

    intents: tuple[str, ...]
    step_from: str
    step_to: str
    fact_ids: tuple[str, ...] = ()
    language: str = "pt-BR"
    matched: tuple[str, ...] = ()
    item_ids: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()  # what was asked or done in the agenda, and what came of it

    def to_json(self) -> dict[str, Any]:
        return {
            "intent": self.intents[0] if self.intents else None,
            "intents": list(self.intents),
            "state_from": self.step_from,
            "state_to": self.step_to,
            "fact_ids": list(self.fact_ids),
            "language": self.language,
            "matched": list(self.matched),
            "item_ids": list(self.item_ids),
            **({"deeds": list(self.deeds)} if self.deeds else {}),
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """The next state and what to do, in order. With a `deed` it is not at its end: the deed is carried out and its outcome given to
    `engine.conclude`."""

    state: State
    actions: tuple[Action, ...]
    explanation: Explanation
    deed: Deed | None = None
    has_acted: bool = False  # an appointment is as it was asked for: whatever is said next, that was done
