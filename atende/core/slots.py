"""How many lanes of a stage one worker works side by side, where it is more than one."""

from typing import Literal

from atende.core.config import settings


def slots(kind: Literal["calls", "groups", "transfers", "rows"]) -> int:
    """Of lanes of this kind. One tenant takes half of them at most (`core.jobs`), so that two would be one at a time for it."""
    measure = settings().worker_slots
    return {
        "calls": 2 * measure,  # each mostly waits for a provider's answer
        "groups": max(2, measure // 4),  # up to 32 lanes share one; more at once only wait for each other
        "transfers": 8,  # a file or a letter, as long as the other side takes
        "rows": 4,  # a short transaction of ours
    }[kind]
