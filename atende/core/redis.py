"""Redis, where the operator has one (ATENDE_REDIS_URL): for what several hosts share and nobody needs to keep.

It is never needed. One that does not answer within a quarter of a second is left alone for two seconds, and whoever asked
takes the way without it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from atende.core import log
from atende.core.config import settings

if TYPE_CHECKING:
    from redis.asyncio import Redis

T = TypeVar("T")
TIMEOUT = 0.25  # seconds
REST = 2.0

_log = log.get("core")


class Away(Exception):
    """There is no Redis, or it does not answer now."""


class Shared:
    """One connection pool to the Redis at `url`, and when it may be asked again. `failures` is what its client raises."""

    def __init__(self, url: str):
        # Imported by whoever has one: with what it brings along it costs a process 8 MB.
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
        from redis.exceptions import RedisError

        self.failures = (RedisError, OSError, TimeoutError)
        self.client: Redis = Redis.from_url(
            url,
            socket_connect_timeout=TIMEOUT,
            socket_timeout=TIMEOUT,
            max_connections=50,
            health_check_interval=5,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._rests_until = float("-inf")

    async def ask(self, work: "Callable[[Redis], Awaitable[T]]") -> T:
        """What `work` brings. Raises `Away`."""
        if time.monotonic() < self._rests_until:
            raise Away
        try:
            async with asyncio.timeout(2 * TIMEOUT):
                return await work(self.client)
        except self.failures as error:
            _log.warning("redis_away", error=type(error).__name__)
            self._rests_until = time.monotonic() + REST
            raise Away from error


_shared: dict[str, Shared] = {}


def shared() -> Shared | None:
    """The Redis of the settings, None when they name none."""
    given = settings().redis_url
    if given is None:
        return None
    url = given.get_secret_value()
    if url not in _shared:
        _shared[url] = Shared(url)
    return _shared[url]


def name(of: str) -> str:
    """A key or channel of this install, so that several can share one Redis."""
    return f"{settings().redis_prefix}:{of}"


async def close() -> None:
    """Every connection is closed."""
    while _shared:
        _url, one = _shared.popitem()
        await one.client.aclose()
