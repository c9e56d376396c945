"""What was seen from outside while the promises were tried, and how what was found is told."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.meta import Line, Said


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the table: what was tried for a promise, what was found, and whether it holds (None: a figure only)."""

    promise: str
    tried: str
    found: str
    holds: bool | None
    example: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one post that was not answered 200 was answered (0: nothing came), by the wall clock. `since`: when its connection
    was made."""

    since: float
    begun: float
    ended: float
    status: int


@dataclass(slots=True)
class History:
    """What was seen from outside, to be held against the database at the end: who said what, and what was acknowledged."""

    sent: dict[str, Said] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    poisoned: set[str] = field(default_factory=set)  # never to be opened
    posts: int = 0
    not_taken: list[Answer] = field(default_factory=list)  # every answer other than 200
    answered_at: list[float] = field(default_factory=list)  # instants of every 200, by the wall clock

    async def post(self, line: Line, whole: bytes, said: Sequence[Said]) -> bool:
        """Whether this one post was answered 200; either way it is remembered."""
        self.posts += 1
        begun = time.time()
        status = await line.post(whole)
        if status == 200:
            self.acknowledged.update(one.id for one in said)
            self.answered_at.append(time.time())
            return True
        self.not_taken.append(Answer(min(line.since, begun), begun, time.time(), status))
        return False
