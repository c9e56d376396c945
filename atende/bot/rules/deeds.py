"""What a turn must ask or do in the agenda before it can speak, and what came of it. A deed is carried out in the turn's own
transaction; only its outcome is put into words, so that nothing is said that is not in a row."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FindTimes:
    """When can this service begin in `[since, until)`? `moving`: the appointment that gives its own time back."""

    service_id: str
    since: datetime
    until: datetime
    store_id: str | None = None
    professional_id: str | None = None
    moving: str | None = None


@dataclass(frozen=True, slots=True)
class Reserve:
    """This start is the person's, or refused: found and reserved in one operation."""

    service_id: str
    starts_at: datetime
    store_id: str | None = None
    professional_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOwn:
    """What does this person have from now on?"""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The person's own appointment will not take place."""

    appointment_id: str


@dataclass(frozen=True, slots=True)
class Move:
    """The person's own appointment is at another time."""

    appointment_id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The person comes to their own appointment, at this start."""

    appointment_id: str
    starts_at: datetime


Deed = FindTimes | Reserve | ReadOwn | Cancel | Move | Acknowledge


@dataclass(frozen=True, slots=True)
class Free:
    """A start that can be had, on the clock of where it would be (`zone`, an IANA name)."""

    starts_at: datetime
    zone: str
    store_id: str | None = None


@dataclass(frozen=True, slots=True)
class TimesFound:
    """Every start of the stretch that was asked for, ascending."""

    free: tuple[Free, ...]


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as its row says it; `people` are those of its resources who are professionals."""

    id: str
    state: str
    service_id: str
    service_name: str
    starts_at: datetime
    zone: str
    store_id: str | None = None
    people: tuple[str, ...] = ()

    @property
    def fact_id(self) -> str:
        return f"appointment:{self.id}"


@dataclass(frozen=True, slots=True)
class OwnFound:
    """What this person has ahead, soonest first."""

    booked: tuple[Booked, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """It was done, and this is the row after it. `is_new` is False when it had been so before. `before`: where a moved one was."""

    booked: Booked
    is_new: bool = True
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done. `code` of the refusal, `reason` its own word, `number` its limit or minutes; `free` what could be had
    instead."""

    code: str
    reason: str = ""
    number: int = 0
    free: tuple[Free, ...] = ()


Outcome = TimesFound | OwnFound | Settled | Refused
