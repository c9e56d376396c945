"""How fast one may send: per number, per number and person, per hour on management calls. In memory; times
in seconds."""

from collections import deque

PAIR_SECONDS = 6.0
PAIR_BURST = 45


class Limits:
    """What was used recently. A refused call uses nothing."""

    def __init__(self) -> None:
        self._sent: dict[str, deque[float]] = {}
        self._pairs: dict[tuple[str, str], float] = {}
        self._hours: dict[str, deque[float]] = {}

    def clear(self) -> None:
        """Nothing was used."""
        self._sent.clear()
        self._pairs.clear()
        self._hours.clear()

    def count(self, number_id: str, at: float) -> None:
        """One message in or out counts towards the number's throughput."""
        self._window(number_id, at).append(at)

    def _window(self, number_id: str, at: float) -> deque[float]:
        window = self._sent.setdefault(number_id, deque())
        while window and window[0] <= at - 1:
            window.popleft()
        return window

    def has_throughput(self, number_id: str, per_second: float | None, at: float) -> bool:
        """Whether another message fits into the second that ends now."""
        return per_second is None or len(self._window(number_id, at)) < per_second

    def take_pair(self, number_id: str, phone_id: str, at: float) -> bool:
        """One message per 6 s on average with up to 45 in a burst, borrowed from the future; False uses
        nothing."""
        due = max(self._pairs.get((number_id, phone_id), at), at)
        if due - at > PAIR_SECONDS * (PAIR_BURST - 1):
            return False
        self._pairs[number_id, phone_id] = due + PAIR_SECONDS
        return True

    def take_call(self, key: str, per_hour: int, at: float) -> bool:
        """One management call; False when the hour's calls are used up."""
        window = self._hours.setdefault(key, deque())
        while window and window[0] <= at - 3600:
            window.popleft()
        if len(window) >= per_hour:
            return False
        window.append(at)
        return True
