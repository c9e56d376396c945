"""How fast: the vendor's limits per number and per pair, back-off between attempts, and the lease of a call."""

from dataclasses import dataclass
from datetime import timedelta

# A worker that has not begun its call this long after claiming must not begin it; half of it remains for the call.
LEASE = timedelta(seconds=30)
CALL_WITHIN = timedelta(seconds=10)
# How long later messages of a conversation wait for one whose fate is unknown (promises, section 2).
UNKNOWN_WINDOW = timedelta(seconds=120)

MAX_TRIES = 5

# One number to one person: one message per 6 s on average, 45 at once (whatsapp-cloud, section 6).
PAIR_RATE = 1 / 6
PAIR_BURST = 45


def back_off(tries: int, asked: float | None = None) -> timedelta:
    """How long to wait before the next attempt after `tries` failed ones: what the vendor asked for, at least 2, 4, 8, 16 s."""
    return timedelta(seconds=max(asked or 0.0, min(300.0, 2.0**tries)))


def pair_back_off(steps: int) -> timedelta:
    """After the vendor's pair limit (131056): 4^n seconds, n counted from 1, at most an hour."""
    return timedelta(seconds=min(3600.0, 4.0 ** max(1, steps)))


@dataclass(slots=True)
class Bucket:
    """Tokens that come back at `rate` a second, up to `burst`. Instants are seconds of any steady clock."""

    rate: float
    burst: float
    tokens: float
    at: float

    @classmethod
    def full(cls, rate: float, burst: float, now: float) -> "Bucket":
        return cls(rate, burst, burst, now)

    def take(self, now: float, patience: float = 0.0) -> tuple[bool, float]:
        """Whether a token was taken, and the seconds until it is good (until there would be one, when not). It is taken when
        it is good within `patience` seconds."""
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = max(self.at, now)
        wait = max(0.0, (1.0 - self.tokens) / self.rate)
        if wait > patience + 1e-9:
            return False, wait
        self.tokens -= 1.0
        return True, wait

    def give_back(self) -> None:
        """The token was not used after all."""
        self.tokens = min(self.burst, self.tokens + 1.0)
