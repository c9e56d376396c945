"""What a turn must ask or do in the agenda before it can speak, and what came of it. A deed is carried out in the turn's own
transaction; only its outcome is put into words, so that nothing is said that is not in a row."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class JoinWait:
    """The person waits for such a start to become free; minutes of the day, by the clock of the place; on these weekdays only (empty:
    all). `instead`: in the place of this appointment of theirs, which goes there."""

    service_id: str
    first_on: date
    last_on: date
    earliest: int
    latest: int
    store_id: str | None = None
    professional_id: str | None = None
    weekdays: frozenset[int] = frozenset()
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class FindTimes:
    """When can this service, and `then` others right after it, begin in `[since, until)`? `moving`: the appointment that gives its own time
    back; of a visit the whole. `waits`: what somebody could wait for who is offered none of these; whether that could ever be had is told
    with them."""

    service_id: str
    since: datetime
    until: datetime
    store_id: str | None = None
    professional_id: str | None = None
    moving: str | None = None
    then: tuple[str, ...] = ()
    waits: JoinWait | None = None


@dataclass(frozen=True, slots=True)
class TellLate:
    """The team knows that the person comes late to what they have today, by so many minutes (None: not said)."""

    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Reserve:
    """This start is the person's, or refused: found and reserved in one operation; with `then` other services right after it, all or
    none."""

    service_id: str
    starts_at: datetime
    store_id: str | None = None
    professional_id: str | None = None
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadOwn:
    """What does this person have from now on? `named` is told whatever else they have."""

    named: str | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """The person's own appointment will not take place; with `is_all` nor those that follow in its series, or the rest of its visit; nor
    `others` of theirs: all of them or none."""

    appointment_id: str
    is_all: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """The person's own appointment is at another time; with `is_all` those that follow in its series, or the rest of its visit, as well."""

    appointment_id: str
    starts_at: datetime
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The person comes to their own appointment, at this start."""

    appointment_id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class LeaveWait:
    """The person waits no more: for this, or (None) for nothing."""

    wait_id: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """The person takes what became free, or leaves it to who is next. `instead`: in the place of this appointment of theirs, which goes
    there; `is_beside`: in addition to what they have. Where neither is said and they have one of the service, they are asked."""

    offer_id: str
    wants: bool
    instead: str | None = None
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class ReadOffer:
    """Whether what became free is still kept for the person is looked up."""

    offer_id: str


Deed = FindTimes | Reserve | ReadOwn | Cancel | Move | Acknowledge | JoinWait | LeaveWait | AnswerOffer | ReadOffer | TellLate


@dataclass(frozen=True, slots=True)
class Free:
    """A start that can be had, on the clock of where it would be (`zone`, an IANA name); online at no store."""

    starts_at: datetime
    zone: str
    store_id: str | None = None


@dataclass(frozen=True, slots=True)
class TimesFound:
    """Every start of the stretch that was asked for, ascending. `never`: why none could be had of what `waits` names, however many are
    cancelled: closed, too_soon, too_far, or none (open then, but not so); empty where one could. `stands`: what is to be moved, where it is
    now, which is no start among these."""

    free: tuple[Free, ...]
    never: str = ""
    stands: "Booked | None" = None


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as its row says it: what is at no store is online. `people` are those of its resources who are professionals.
    `then`: what else is in its visit, `following`: what comes after it in its series."""

    id: str
    state: str
    service_id: str
    service_name: str
    starts_at: datetime
    zone: str
    store_id: str | None = None
    people: tuple[str, ...] = ()
    series_id: str | None = None
    visit_id: str | None = None
    then: "tuple[Booked, ...]" = ()
    following: "tuple[Booked, ...]" = ()
    is_online: bool = False

    @property
    def fact_id(self) -> str:
        return f"appointment:{self.id}"

    @property
    def fact_ids(self) -> tuple[str, ...]:
        """Of all that is told with it."""
        return tuple(one.fact_id for one in (self, *self.then, *self.following))


@dataclass(frozen=True, slots=True)
class OwnFound:
    """What this person has ahead, soonest first."""

    booked: tuple[Booked, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """It was done, and this is the row after it, with what went along. `is_new` is False when it had been so before. `before`: where a
    moved one was; `others`: what was done with it and belongs to something else."""

    booked: Booked
    is_new: bool = True
    before: datetime | None = None
    others: tuple[Booked, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done. `code` of the refusal, `reason` its own word, `number` its limit or minutes; `free` what could be had
    instead."""

    code: str
    reason: str = ""
    number: int = 0
    free: tuple[Free, ...] = ()
    service_id: str | None = None  # what it was about, where the deed does not say


@dataclass(frozen=True, slots=True)
class Waits:
    """The person waits, as the row says it; minutes of the day, and weekdays (empty: all). `own`: what would go there."""

    wait_id: str
    service_name: str
    first_on: date
    last_on: date
    earliest: int
    latest: int
    weekdays: frozenset[int] = frozenset()
    own: "Booked | None" = None

    @property
    def fact_id(self) -> str:
        return f"wait:{self.wait_id}"


@dataclass(frozen=True, slots=True)
class NoLonger:
    """The person waits no more; for how many things they did."""

    count: int


@dataclass(frozen=True, slots=True)
class Passed:
    """What was offered is left to who is next."""

    wait_id: str
    waits_on: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What was offered, and whether it is still kept for them (`is_held`) `until` then, or was."""

    offered: Booked
    until: datetime
    is_held: bool


@dataclass(frozen=True, slots=True)
class HasOther:
    """What is offered is held for them still, and they have `own` of the same service: instead of it, or beside it?"""

    offered: Booked
    own: Booked


@dataclass(frozen=True, slots=True)
class LateTold:
    """The team was told that the person comes late to this; `is_new` is False when it knew. `minutes` as said."""

    booked: Booked
    minutes: int | None
    is_new: bool = True


Outcome = TimesFound | OwnFound | Settled | Refused | Waits | NoLonger | Passed | HasOther | Kept | LateTold
DONE = (Settled, Waits, NoLonger, Passed, LateTold)  # something is as it was asked for
