"""What was seen from outside while the promises were tried, and how what was found is told."""

from dataclasses import dataclass, field

from tests.meta import Said


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the table: what was tried for a promise, what was found, and whether it holds (None: a figure only)."""

    promise: str
    tried: str
    found: str
    holds: bool | None
    example: str = ""


@dataclass(slots=True)
class History:
    """What was seen from outside, to be held against the database at the end: who said what, and what was acknowledged."""

    sent: dict[str, Said] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    poisoned: set[str] = field(default_factory=set)  # never to be opened
    posts: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    answered_at: list[float] = field(default_factory=list)  # instants of every 200, by the wall clock
