"""Who waits for a time to become free: what suits them, and what came of what they were offered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

LONGEST = timedelta(days=366)  # a wait reaches no further ahead
MOST = 500  # of a business are looked at in one go, those that have waited longest
UNANSWERED = 3  # offers that nobody answered, after which the next one is asked instead for good
AGAIN = timedelta(minutes=10)  # a wait is looked at that often, whatever is heard of
UNSAID_AGAIN = timedelta(hours=1)  # a time that could not be said is offered again to the same person
CHECK = timedelta(minutes=1)  # and an offer that is open
BUSY = timedelta(minutes=10)  # so long somebody who is talking to the bot is not interrupted
_WEEK = 7
_ALL = (1 << _WEEK) - 1


class Waiting(StrEnum):
    """Where a wait stands; `over`: its days have passed."""

    WAITING = "waiting"
    BOOKED = "booked"
    LEFT = "left"
    OVER = "over"
    UNANSWERED = "unanswered"


class OfferOutcome(StrEnum):
    """What came of an offer."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    RUN_OUT = "run_out"
    UNSAID = "unsaid"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Span:
    """Starts that would suit: dates, and a part of each day, by the clock of the place; on these weekdays only
    (0 is Monday; empty: all)."""

    first_on: date
    last_on: date
    earliest: time | None = None
    latest: time | None = None
    weekdays: frozenset[int] = frozenset()

    def holds(self, on: date) -> bool:
        """Whether that date is one of them."""
        return self.first_on <= on <= self.last_on and (not self.weekdays or on.weekday() in self.weekdays)

    def has_day(self, today: date) -> bool:
        """Whether any date from today on is one of them."""
        first = max(self.first_on, today)
        return any(self.holds(first + timedelta(days=n)) for n in range(_WEEK))

    def suits(self, local: datetime) -> bool:
        """Whether an appointment that starts at this local time is one of them."""
        at = local.time()
        within = (self.earliest is None or at >= self.earliest) and (self.latest is None or at <= self.latest)
        return within and self.holds(local.date())


def mask_of(weekdays: Iterable[int]) -> int | None:
    """The weekdays as a wait's row keeps them; None for all of them, and for none named."""
    mask = sum(1 << one for one in set(weekdays))
    return None if mask in (0, _ALL) else mask


def weekdays_of(mask: int | None) -> frozenset[int]:
    """The weekdays of a wait's row; empty: all."""
    return frozenset() if mask in (None, _ALL) else frozenset(n for n in range(_WEEK) if mask >> n & 1)


def outcome_of(state: str, held_until: datetime | None, now: datetime) -> OfferOutcome:
    """What came of an offer, from where its appointment stands now."""
    if state == "hold":
        return OfferOutcome.OPEN if held_until is not None and held_until > now else OfferOutcome.RUN_OUT
    if state == "expired":
        return OfferOutcome.RUN_OUT
    return OfferOutcome.WITHDRAWN if state == "cancelled" else OfferOutcome.TAKEN
