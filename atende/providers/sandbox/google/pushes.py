"""Posts that tell of changes: empty, named by headers, tried again where Google tries again."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx

from atende.core import log

from .state import Channel, State

logger = log.get("sandbox")
_AGAIN = (0.2, 0.5, 1.0, 2.0)  # seconds; Google's own are longer
_RETRIED = (500, 502, 503, 504)


class Pushes:
    """What is told of every calendar. Nothing is kept: a post that is lost is lost, as it may be with Google."""

    def __init__(self, state: State):
        self._state = state
        self._tasks: set[asyncio.Task[None]] = set()
        self.counts: Counter[str] = Counter()
        state.changed = self.changed

    def changed(self, calendar: str) -> None:
        """Every channel of the calendar is told."""
        now = self._state.now()
        for channel in list(self._state.channels.values()):
            if channel.until <= now:
                self._state.drop_channel(channel.id)
            elif channel.calendar == calendar:
                self.tell(channel, "exists")

    def tell(self, channel: Channel, what: str) -> None:
        """One post, soon."""
        channel.number += 1
        self._state.keep_channel(channel)
        if self._state.strikes("drop_push"):
            self.counts["dropped"] += 1
            return
        task = asyncio.get_running_loop().create_task(self._post(channel.address, self._headers(channel, what)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _headers(self, channel: Channel, what: str) -> dict[str, str]:
        headers = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": format_datetime(datetime.fromtimestamp(channel.until, UTC), usegmt=True),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-URI": f"https://www.googleapis.com/calendar/v3/calendars/{channel.calendar}/events?alt=json",
            "X-Goog-Resource-State": what,
            "X-Goog-Message-Number": str(channel.number),
            "User-Agent": "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)",
        }
        return headers | ({"X-Goog-Channel-Token": channel.token} if channel.token else {})

    async def _post(self, address: str, headers: dict[str, str]) -> None:
        await self._state.store.committed()
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            for wait in (*_AGAIN, None):
                try:
                    status = (await client.post(address, headers=headers)).status_code
                except httpx.HTTPError:
                    status = 503
                if status not in _RETRIED or wait is None:
                    self.counts["delivered" if status < 300 else "refused"] += 1
                    return
                await asyncio.sleep(wait)

    async def close(self) -> None:
        """Nothing is posted any more."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
