"""The project's public keys, kept for a while and learned anew when a token names one we do not know.

A key that the project adds is known at its first token, and one that it withdraws is gone within ten minutes: nobody has to
sign in again. Unknown names are no way to make us ask: at most one question in half a minute.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from atende.accounts.errors import VouchingAway
from atende.core import log
from atende.core.http import AddressRefused, FetchFailed, Guard

if TYPE_CHECKING:
    from joserfc import jwk

KEPT_SECONDS = 600  # Supabase's own edge keeps the document as long
ASK_AGAIN_SECONDS = 30
AFTER_FAILURE_SECONDS = 5
LASTING_SECONDS = 86400  # how long known keys serve while the project cannot be asked
MOST_BYTES = 65_536

_log = log.get("accounts")


class Keys:
    """The keys at one address. `fetch` brings the document, `now` is a clock that never goes back, in seconds."""

    def __init__(self, fetch: Callable[[], Awaitable[object]], now: Callable[[], float] = time.monotonic):
        self._fetch, self._now = fetch, now
        self._keys: dict[str, jwk.Key] = {}
        self._learned_at: float | None = None  # when the document last came
        self._may_ask_at = float("-inf")
        self._one_asks = asyncio.Lock()

    async def named(self, key_id: str) -> "jwk.Key | None":
        """The key of this name, or None when the project has no such key. Refuses `vouching_away` when that is not known."""
        is_known = key_id in self._keys and self._age() < LASTING_SECONDS
        if not is_known or (self._age() >= KEPT_SECONDS and not self._one_asks.locked()):
            await self._learn(key_id)
        if self._age() >= LASTING_SECONDS:
            raise VouchingAway(retry_after=AFTER_FAILURE_SECONDS)
        return self._keys.get(key_id)

    def _age(self) -> float:
        return float("inf") if self._learned_at is None else self._now() - self._learned_at

    async def _learn(self, key_id: str) -> None:
        from atende.providers.supabase import tokens

        async with self._one_asks:
            if self._age() < KEPT_SECONDS and key_id in self._keys:
                return  # somebody else asked while we waited
            if self._now() < self._may_ask_at:
                return
            self._may_ask_at = self._now() + ASK_AGAIN_SECONDS
            try:
                document = await self._fetch()
            except (FetchFailed, AddressRefused) as error:
                self._may_ask_at = self._now() + AFTER_FAILURE_SECONDS
                _log.warning("public_keys_unreachable", problem=error.params.get("problem"))
                return
            self._keys = tokens.public_keys(document)
            self._learned_at = self._now()
            _log.info("public_keys_learned", count=len(self._keys))


async def document(guard: Guard, url: str) -> object:
    """What stands at `url`, read as JSON. Raises `FetchFailed` and `AddressRefused`."""
    answer = await guard.fetch(url, max_bytes=MOST_BYTES)
    if answer.status != 200:
        raise FetchFailed(problem="status", http_status=answer.status)
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        raise FetchFailed(problem="malformed") from None
