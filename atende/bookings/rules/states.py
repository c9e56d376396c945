"""What may become of an appointment."""

from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where an appointment stands. `hold` keeps the time for somebody who is deciding; `pending` waits for the business's yes."""

    HOLD = "hold"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Source(StrEnum):
    """Through which door it came."""

    BOT = "bot"
    PAGE = "page"
    STAFF = "staff"
    API = "api"
    IMPORT = "import"


# Those that keep a place and their resources' time; what is over keeps it, too, so that nothing is booked into the past.
LIVING = frozenset({State.HOLD, State.PENDING, State.CONFIRMED, State.COMPLETED, State.NO_SHOW})
AHEAD = frozenset({State.HOLD, State.PENDING, State.CONFIRMED})

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=1)  # an appointment lasts

_MAY = {
    State.HOLD: {State.PENDING, State.CONFIRMED, State.CANCELLED, State.EXPIRED},
    State.PENDING: {State.CONFIRMED, State.CANCELLED},
    State.CONFIRMED: {State.COMPLETED, State.NO_SHOW, State.CANCELLED},
    # A mistake of the desk can be put right: who was marked as absent came after all.
    State.COMPLETED: {State.NO_SHOW},
    State.NO_SHOW: {State.COMPLETED},
    State.CANCELLED: set(),
    State.EXPIRED: set(),
}


def may_become(state: State, wanted: State) -> bool:
    """Whether an appointment goes from one to the other."""
    return wanted in _MAY[state]


def may_move(state: State) -> bool:
    """Whether its time may be changed."""
    return state in AHEAD


def may_restore(was: State) -> bool:
    """Whether a cancellation may be taken back, by what the appointment was before: nobody was told of a hold."""
    return was in (State.PENDING, State.CONFIRMED)


def last_moment(starts_at: datetime, notice_minutes: int) -> datetime:
    """Until when a customer may cancel or move it by themselves."""
    return starts_at - timedelta(minutes=notice_minutes)
