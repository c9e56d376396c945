"""What just happened, for a screen that looks on: a ring in memory, read by cursor, live or by waiting."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

RING = 20_000


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. `message_id` names what to show; `data` holds what is not a message."""

    cursor: int
    kind: str
    number_id: str | None
    phone_id: str | None
    message_id: str | None
    data: dict[str, Any]


class Feed:
    """The last events. Cursors ascend also over restarts; one that is too old answers `reset`."""

    def __init__(self) -> None:
        self._first = self._last = time.time_ns() // 1000
        self._ring: deque[Happening] = deque(maxlen=RING)
        self._stirred = asyncio.Event()
        self.is_closing = False

    @property
    def cursor(self) -> int:
        """The newest event's cursor."""
        return self._last

    def tell(
        self,
        kind: str,
        number_id: str | None = None,
        phone_id: str | None = None,
        message_id: str | None = None,
        **data: Any,
    ) -> None:
        """Everybody who looks on learns of it."""
        self._last += 1
        if len(self._ring) == RING:
            self._first = self._ring[0].cursor
        self._ring.append(Happening(self._last, kind, number_id, phone_id, message_id, data))
        self._stirred.set()

    def close(self) -> None:
        """Those who wait return."""
        self.is_closing = True
        self._stirred.set()

    def after(self, cursor: int) -> tuple[bool, list[Happening]]:
        """Whether events between `cursor` and now are lost, and those that are here."""
        is_lost = cursor < self._first or cursor > self._last
        if is_lost:
            return True, []
        count = self._last - cursor
        if count <= 0:
            return False, []
        size = len(self._ring)
        return False, [self._ring[i] for i in range(max(0, size - count), size)]

    async def wait(self, cursor: int, seconds: float) -> None:
        """Return when there is something after `cursor`, when closing, or after `seconds`."""
        deadline = time.monotonic() + seconds
        while self._last <= cursor and not self.is_closing:
            left = deadline - time.monotonic()
            if left <= 0:
                return
            self._stirred = asyncio.Event() if self._stirred.is_set() else self._stirred
            try:
                async with asyncio.timeout(left):
                    await self._stirred.wait()
            except TimeoutError:
                return
