"""Who gets an appointment when it does not matter to the customer."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

R = TypeVar("R")


def fairest(free: Sequence[R], booked: Mapping[R, int], assigned: Mapping[R, float]) -> R:
    """The one with the least booked time that day; of several the one whose last appointment was given out longest ago (never is
    longest), then the first. `booked`: seconds. `assigned`: when, as seconds since 1970, and 0 or nothing for never, or not lately."""
    return min(free, key=lambda one: (booked.get(one, 0), assigned.get(one, 0.0)))
