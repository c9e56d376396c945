"""Deciding whether somebody may ask once more, mostly without asking anybody.

A process takes tokens from the shared bucket a few at a time (a twentieth of what may come at once), so that a busy asker costs one
question in many; and it remembers who has none, so that a flood costs none at all.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from prometheus_client import Counter

from atende.core import log
from atende.core.limits.stores import InDatabase, InProcess, InRedis, Limit, Store, Unkept, hashed

REFUSED = Counter("atende_limit_refused_total", "Requests refused because somebody asked too often", ["kind"])
KEPT_SECONDS = 5.0  # tokens that were taken and not used are given up after so long
UNKEPT_SECONDS = 2.0  # a store that was away is not asked for so long
_MOST = 50_000

_log = log.get("core")


@dataclass(slots=True)
class _Purse:
    tokens: int = 0
    until: float = 0.0
    none_until: float = 0.0


@dataclass(slots=True)
class _Asked:
    """A question to a store that is under way, and how many wait for its answer."""

    is_answered: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0


class Limiter:
    """Limits of one process. `stores` are asked in their order, the first that answers decides; the last must always answer."""

    def __init__(self, stores: Sequence[Store], now: Callable[[], float] = time.monotonic):
        self._stores, self._now = stores, now
        self._away: dict[int, float] = {}
        self._purses: dict[str, _Purse] = {}
        self._asking: dict[str, _Asked] = {}

    async def take(self, kind: str, key: str, limit: Limit | None) -> float:
        """0 when `key` may ask, else the seconds until it may again. No limit: always 0."""
        if limit is None:
            return 0.0
        name = hashed(kind, key)
        if (wait := self._from_purse(kind, name)) is not None:
            return wait
        former: _Asked | None = None
        # One of those who come at once asks for all: each would take a few tokens, and the last find none while the first keep them.
        while (asked := self._asking.get(name)) is not None:
            asked.waiting += 1
            try:
                await asked.is_answered.wait()
            finally:
                asked.waiting -= 1
            if (wait := self._from_purse(kind, name)) is not None:
                return wait
            former = asked
        want = max(limit.burst // 20, former.waiting + 1 if former else 1)
        asked = self._asking[name] = _Asked()
        try:
            taken = await self._ask(name, limit, min(limit.burst, want))
        finally:
            del self._asking[name]
            asked.is_answered.set()
        if len(self._purses) >= _MOST:
            self._purses.clear()
        purse, now = self._purses.setdefault(name, _Purse()), self._now()
        if taken.granted < 1:
            purse.tokens, purse.none_until = 0, now + taken.wait
            REFUSED.labels(kind).inc()
            return max(taken.wait, 0.001)
        purse.tokens, purse.until = taken.granted - 1, now + KEPT_SECONDS
        return 0.0

    def _from_purse(self, kind: str, name: str) -> float | None:
        """As `take` where no store need be asked, else None."""
        purse, now = self._purses.get(name), self._now()
        if purse is not None:
            if purse.none_until > now:
                REFUSED.labels(kind).inc()
                return purse.none_until - now
            if purse.tokens > 0 and purse.until > now:
                purse.tokens -= 1
                return 0.0
        return None

    def known_wait(self, kind: str, key: str) -> float:
        """The seconds until `key` may ask again as far as this process knows, 0 when it knows of nothing; nothing is counted."""
        purse = self._purses.get(hashed(kind, key))
        wait = purse.none_until - self._now() if purse is not None else 0.0
        if wait > 0:
            REFUSED.labels(kind).inc()
        return max(0.0, wait)

    async def _ask(self, name: str, limit: Limit, want: int):
        for place, store in enumerate(self._stores):
            if self._away.get(place, 0.0) > self._now():
                continue
            try:
                return await store.take(name, limit, want)
            except Unkept as error:
                self._away[place] = self._now() + UNKEPT_SECONDS
                if error.__cause__ is not None:
                    _log.warning("limits_kept_elsewhere", store=type(store).__name__, error=type(error.__cause__).__name__)
        raise AssertionError("the last store always answers")


_limiter = Limiter((InRedis(), InDatabase(), InProcess()))


async def take(kind: str, key: str, per_minute: int) -> float:
    """As `Limiter.take`, by the limiter of this process."""
    return await _limiter.take(kind, key, Limit.per_minute(per_minute))


async def take_hourly(kind: str, key: str, count: int) -> float:
    """The same of a limit so low that it is one by the hour, all of it at once if need be; 0 is no limit."""
    return await _limiter.take(kind, key, Limit(count / 3600, count) if count > 0 else None)


async def take_daily(kind: str, key: str, count: int) -> float:
    """The same by the day; 0 is no limit."""
    return await _limiter.take(kind, key, Limit(count / 86_400, count) if count > 0 else None)


def known_wait(kind: str, key: str) -> float:
    """As `Limiter.known_wait`, by the limiter of this process."""
    return _limiter.known_wait(kind, key)
