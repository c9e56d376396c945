"""Calls to Google, or to its twin, and what a refusal means to us."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from atende.bookings.ports import CalendarTrouble, Trouble
from atende.core.config import settings
from atende.core.http import AddressRefused, Fetched, FetchFailed, Guard

SECONDS = 20.0
LARGEST = 16 * 1024 * 1024  # a page of 2,500 events with long texts

# The twin's one client. It is no secret: it opens nothing but the twin.
SANDBOX_CLIENT = ("atende-sandbox.apps.googleusercontent.com", "atende-sandbox")


@dataclass(frozen=True, slots=True)
class Place:
    """Where Google is: itself, or its twin."""

    consent: str
    token: str
    revoke: str
    api: str
    client_id: str
    client_secret: str
    allowed: tuple[str, ...] = ()


def place(environment: str) -> Place:
    """Where to call; `LookupError` when this install has no client of its own there."""
    if environment == "sandbox":
        base = f"{settings().sandbox_url}/google"
        urls = (f"{base}/o/oauth2/v2/auth", f"{base}/token", f"{base}/revoke", f"{base}/calendar/v3")
        return Place(*urls, *SANDBOX_CLIENT, allowed=(settings().sandbox_url,))
    client_id, secret = settings().google_client_id, settings().google_client_secret
    if not client_id or secret is None:
        raise LookupError("no client of Google's is set up")
    return Place(
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com/revoke",
        "https://www.googleapis.com/calendar/v3",
        client_id,
        secret.get_secret_value(),
    )


def place_or_refuse(environment: str) -> Place:
    """The same for calls of a worker: a client that is gone is no reason to lose the consent."""
    try:
        return place(environment)
    except LookupError:
        raise CalendarTrouble(Trouble.AWAY, "not_set_up") from None


async def form(environment: str, which: str, values: Mapping[str, str]) -> dict[str, Any]:
    """An answer of the token or revoke address."""
    here = place_or_refuse(environment)
    given = {"client_id": here.client_id, "client_secret": here.client_secret, **values}
    address = here.token if which == "token" else here.revoke
    answer = await _fetch(here, address, "POST", urlencode(given).encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    said = _json(answer)
    if answer.status < 300:
        return said
    error = str(said.get("error", ""))
    if error in ("invalid_grant", "invalid_token"):
        raise CalendarTrouble(Trouble.REVOKED, error)
    raise _passing(answer) or CalendarTrouble(Trouble.REFUSED, error[:60] or str(answer.status))


async def call(
    environment: str,
    token: str,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Any = None,
    etag: str | None = None,
) -> dict[str, Any]:
    """An answer of the Calendar API; every failure is a `CalendarTrouble`."""
    here = place_or_refuse(environment)
    url = f"{here.api}{path}" + (f"?{urlencode(query)}" if query else "")
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if etag:
        headers["If-Match"] = etag
    content = json.dumps(body).encode() if body is not None else None
    answer = await _fetch(here, url, method, content, headers, token)
    if answer.status < 300:
        return _json(answer) if answer.content.strip() else {}
    raise trouble_of(answer)


async def _fetch(
    here: Place, url: str, method: str, content: bytes | None, headers: Mapping[str, str], token: str | None = None
) -> Fetched:
    secret = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        return await Guard(here.allowed).fetch(
            url, method=method, headers=headers, secret_headers=secret, content=content, max_bytes=LARGEST, seconds=SECONDS
        )
    except (FetchFailed, AddressRefused) as failed:
        raise CalendarTrouble(Trouble.AWAY, str(failed.params.get("problem", "unreachable"))) from failed


def _json(answer: Fetched) -> dict[str, Any]:
    try:
        said = json.loads(answer.content or b"{}")
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict):
        return said
    if answer.status < 300:
        raise CalendarTrouble(Trouble.UNREADABLE, "no_json")
    return {}


_LATER = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "calendarUsageLimitsExceeded"})


def trouble_of(answer: Fetched) -> CalendarTrouble:
    """What a refusal of the Calendar API means."""
    if (passing := _passing(answer)) is not None:
        return passing
    error = _json(answer).get("error")
    errors = error.get("errors") if isinstance(error, dict) else None
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    reason = str(first.get("reason", ""))[:60]
    if answer.status == 403 and reason in _LATER:
        return CalendarTrouble(Trouble.BUSY, reason, _retry_after(answer))
    if answer.status == 410 and reason in ("fullSyncRequired", "updatedMinTooLongAgo"):
        return CalendarTrouble(Trouble.CURSOR_GONE, reason)
    if reason.startswith("push."):
        # Also with 401, where only the address of the channel is meant: the token and the calendar are as good as before.
        return CalendarTrouble(Trouble.REFUSED, reason)
    known = {
        401: Trouble.UNAUTHORIZED, 403: Trouble.FORBIDDEN, 404: Trouble.GONE, 409: Trouble.TAKEN, 410: Trouble.GONE,
        412: Trouble.CHANGED,
    }  # fmt: skip
    return CalendarTrouble(known.get(answer.status, Trouble.REFUSED), reason or str(answer.status))


def _passing(answer: Fetched) -> CalendarTrouble | None:
    if answer.status == 429:
        return CalendarTrouble(Trouble.BUSY, "429", _retry_after(answer))
    if answer.status >= 500:
        return CalendarTrouble(Trouble.AWAY, str(answer.status), _retry_after(answer))
    return None


def _retry_after(answer: Fetched) -> float | None:
    said = {name.lower(): value for name, value in answer.headers.items()}.get("retry-after", "")
    return min(float(said), 3600.0) if said.isdecimal() and len(said) < 8 else None
