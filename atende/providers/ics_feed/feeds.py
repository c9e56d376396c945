"""A feed as the agenda asks for a calendar: everything each time it changed."""

import asyncio
import contextlib
import hashlib
import json
import sys
from datetime import datetime, timedelta

from atende.bookings.ports import CalendarTrouble, Changes, Grant, Seen, Trouble
from atende.core import clock
from atende.core.http import AddressRefused, FetchFailed, Guard, check

LARGEST = 5 * 1024 * 1024
SECONDS = 20.0
_BEHIND, _AHEAD = timedelta(days=2), timedelta(days=400)


class IcsFeeds:
    """The port `Calendars`. Only https, only public addresses, also after redirects."""

    provider = "ics"

    def __init__(self, guard: Guard | None = None, schemes: tuple[str, ...] = ("https",)):
        self._guard, self._schemes = guard or Guard(), schemes

    async def changes(self, grant: Grant, calendar: str, cursor: str | None, page: str | None) -> Changes:
        """Everything, or nothing when the file is as it was (`cursor`: its etag and a digest)."""
        etag, _, digest = (cursor or "").rpartition(" ")
        headers = {"Accept": "text/calendar", "User-Agent": "Atende", **({"If-None-Match": etag} if etag else {})}
        try:
            answer = await self._guard.fetch(
                grant.secret,
                headers=headers,
                max_bytes=LARGEST,
                seconds=SECONDS,
                may_visit=lambda url: url.scheme in self._schemes,
            )
        except AddressRefused as refused:
            # What stands in the address is so for good; where it leads may be put right there.
            trouble = Trouble.FORBIDDEN if self._never(grant.secret) else Trouble.AWAY
            raise CalendarTrouble(trouble, f"address_{refused.params.get('problem')}") from refused
        except FetchFailed as failed:
            raise CalendarTrouble(Trouble.AWAY, str(failed.params.get("problem"))) from failed
        if answer.status == 304 and cursor:
            return Changes([], cursor=cursor)
        if answer.status != 200:
            raise CalendarTrouble(Trouble.AWAY, str(answer.status))
        now = hashlib.sha256(answer.content).hexdigest()[:32]
        said = {name.lower(): value for name, value in answer.headers.items()}.get("etag", "")
        mark = f"{said if len(said) < 200 and ' ' not in said else ''} {now}"
        if cursor and now == digest:
            return Changes([], cursor=mark)
        return Changes(await expanded(answer.content, grant.zone or "UTC"), cursor=mark, is_everything=True)

    def _never(self, address: str) -> bool:
        try:
            return check(address).scheme not in self._schemes
        except AddressRefused:
            return True


async def expanded(content: bytes, zone: str) -> list[Seen]:
    """The file's events, made by a process that is ended when it takes too long. Raises `CalendarTrouble`."""
    now = clock.now()
    given = [(now - _BEHIND).isoformat(), (now + _AHEAD).isoformat(), zone]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "atende.providers.ics_feed.expanding", *given,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            out, _ = await process.communicate(content)
    except TimeoutError:
        raise CalendarTrouble(Trouble.UNREADABLE, "too_slow") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode == 3:
        raise CalendarTrouble(Trouble.UNREADABLE, out.decode("ascii", "replace")[:40])
    if process.returncode != 0:
        raise CalendarTrouble(Trouble.UNREADABLE, "too_much" if process.returncode in (-9, -24) else "not_readable")
    return [
        Seen(
            event_id,
            is_busy=is_busy,
            since=datetime.fromisoformat(since),
            until=datetime.fromisoformat(until),
            uid=event_id.partition(".")[0],
        )
        if since is not None
        else Seen(event_id, is_unreadable=True)
        for event_id, since, until, is_busy in json.loads(out)
    ]
