"""Where buckets are kept. Each takes up to `want` tokens at once and says how many it gave and, with none, how long to wait."""

import hashlib
import random
import time
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from atende.core import redis
from atende.core.tenancy import Crossing, across_tenants


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, and `rate` a second over time."""

    rate: float
    burst: int

    @classmethod
    def per_minute(cls, count: int) -> "Limit | None":
        """So many a minute, a quarter of them at once; None for 0, which is no limit."""
        return cls(count / 60, max(1, count // 4)) if count > 0 else None


@dataclass(frozen=True, slots=True)
class Taken:
    """Tokens that were given, and seconds until there is one when there were none."""

    granted: int
    wait: float


class Store(Protocol):
    """Keeps buckets. Raises `Unkept` when it cannot now."""

    async def take(self, key: str, limit: Limit, want: int) -> Taken: ...


class Unkept(Exception):
    """The store cannot be asked now."""


def hashed(kind: str, key: str) -> str:
    """What stands in a store of who asks: nobody's address or key in clear."""
    return hashlib.sha256(f"{kind}\n{key}".encode()).hexdigest()[:40]


def _taken(granted: int, left: float, limit: Limit) -> Taken:
    return Taken(granted, 0.0 if granted else max(0.0, (1 - left) / limit.rate))


class InProcess:
    """Buckets of this process alone: what is left when neither Redis nor PostgreSQL answers."""

    MOST = 50_000

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}

    async def take(self, key: str, limit: Limit, want: int) -> Taken:
        """As `Store` says; it is never away."""
        now = time.monotonic()
        left, at = self._buckets.get(key, (float(limit.burst), now))
        left = min(limit.burst, left + (now - at) * limit.rate)
        granted = min(want, int(left))
        if len(self._buckets) >= self.MOST:
            self._buckets.clear()
        self._buckets[key] = (left - granted, now)
        return _taken(granted, left - granted, limit)


_BURST, _RATE, _WANT = "cast(:burst as double precision)", "cast(:rate as double precision)", "cast(:want as integer)"
_PASSED = "greatest(0, extract(epoch from statement_timestamp() - b.at))::double precision"
_REFILLED = f"least({_BURST}, b.tokens + {_PASSED} * {_RATE})"
_GRANTED = f"least({_WANT}, floor({_REFILLED})::integer)"
# One statement, so that processes that take at the same moment follow each other on the row.
_TAKE = text(
    "insert into limits_buckets as b (key, tokens, granted, at)"  # noqa: S608 - our own words
    f" values (:key, {_BURST} - {_WANT}, {_WANT}, statement_timestamp())"
    f" on conflict (key) do update set granted = {_GRANTED}, tokens = {_REFILLED} - {_GRANTED},"
    " at = greatest(b.at, statement_timestamp())"
    " returning b.granted, b.tokens"
)
_HOUR = 3600
_SLOW = "day:"  # before the key of a bucket that takes longer than an hour to be full again
_FORGET = text(
    "delete from limits_buckets where key in (select key from limits_buckets"  # noqa: S608 - our own words
    " where at < statement_timestamp() - interval '1 hour'"
    f" and (key not like '{_SLOW}%' or at < statement_timestamp() - interval '1 day') limit 500 for update skip locked)"
)


class InDatabase:
    """Buckets in PostgreSQL, for all processes of the install. Those that nobody asked for in an hour are forgotten, or
    in a day where they fill that slowly."""

    async def take(self, key: str, limit: Limit, want: int) -> Taken:
        """As `Store` says."""
        key = f"{_SLOW}{key}" if limit.burst > limit.rate * _HOUR else key
        given = {"key": key, "burst": float(limit.burst), "rate": limit.rate, "want": min(want, limit.burst)}
        try:
            async with across_tenants(Crossing.LIMIT) as session:
                granted, left = (await session.execute(_TAKE, given)).one()
                if random.random() < 0.002:  # noqa: S311 - nothing is kept secret by it
                    await session.execute(_FORGET)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise Unkept from error
        return _taken(granted, left, limit)


_SCRIPT = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local rate, burst, want = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = burst
if kept[1] then
    tokens = math.min(burst, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * rate)
end
local granted = math.max(0, math.min(want, math.floor(tokens)))
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens - granted), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return {granted, string.format('%.6f', tokens - granted)}
"""


class InRedis:
    """Buckets in the operator's Redis, for all hosts. They are gone by themselves once they would be full."""

    async def take(self, key: str, limit: Limit, want: int) -> Taken:
        """As `Store` says; without a Redis it is always away."""
        shared = redis.shared()
        if shared is None:
            raise Unkept
        words = (redis.name(f"limit:{key}"), str(limit.rate), str(limit.burst), str(want))
        try:
            granted, left = await shared.ask(lambda client: client.eval(_SCRIPT, 1, *words))  # type: ignore[arg-type]
        except redis.Away as error:
            raise Unkept from error
        return _taken(int(granted), float(left), limit)
