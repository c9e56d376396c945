"""Cal.com's bookings as its API (v2) lists them, for webhooks that never came: each becomes what its webhook would have said."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from atende.bookings.ports import Asked, CalendarTrouble, Kind, Listed, Said, Trouble
from atende.core.config import settings
from atende.core.http import AddressRefused, Fetched, FetchFailed, Guard
from atende.integrations.ports import Parcel, ParcelKind
from atende.providers.calcom import PROVIDER
from atende.providers.calcom.wire import named, seat_of

ADDRESS = "https://api.cal.com/v2"
VERSION = "2026-02-25"  # of the bookings' endpoints; 2024-08-13 lists them in the same shape
KINDS_VERSION = "2024-06-14"  # of the event types'
PAGE = 100
SECONDS = 20.0
LARGEST = 8 * 1024 * 1024

_SAID = {"accepted": Said.CREATED, "pending": Said.REQUESTED, "rejected": Said.REJECTED, "cancelled": Said.CANCELLED}
# What is kept of a booking; not how to enter the room of a video call, nor what was answered besides a number.
_KEPT = (
    "uid", "status", "start", "end", "eventTypeId", "createdAt", "updatedAt", "icsUid", "rescheduledFromUid", "rescheduledToUid",
    "cancellationReason", "recurringBookingUid",
)  # fmt: skip
_MOST_KINDS = 500
_PHONES = ("attendeePhoneNumber", "smsReminderNumber", "phone")


class CalcomLists:
    """The port `BookingLists`."""

    provider = PROVIDER
    address = ADDRESS

    async def listed(self, address: str, key: str, asked: Asked, page: int) -> Listed:
        """`GET /bookings`, whatever their state, a hundred at a time."""
        which = {"afterStart": _iso(asked.ahead)}
        if asked.since is not None:
            which = {("afterCreatedAt" if asked.is_made else "afterUpdatedAt"): _iso(asked.since)}
        query = {**which, "sortCreated": "asc", "take": str(PAGE), "skip": str(page * PAGE)}
        answer = await _fetch(f"{address}/bookings?{urlencode(query)}", key)
        said = _json(answer)
        items = said.get("data")
        if said.get("status") != "success" or not isinstance(items, list):
            raise CalendarTrouble(Trouble.UNREADABLE, "no_list")
        pages = said.get("pagination")
        has_next = pages.get("hasNextPage") is True if isinstance(pages, dict) else len(items) >= PAGE
        known = [item for item in items if isinstance(item, dict)]
        parcels = [parcel for item in known for parcel in parcels_of(item)]
        return Listed(parcels, page + 1 if has_next and items else None, dict(map(seats_of, known)), _said_at(answer))

    async def kinds(self, address: str, key: str) -> list[Kind]:
        """`GET /event-types`: those of whom the key is, hidden ones too; a team's are not among them."""
        said = _json(await _fetch(f"{address}/event-types", key, KINDS_VERSION))
        items = said.get("data")
        if said.get("status") != "success" or not isinstance(items, list):
            raise CalendarTrouble(Trouble.UNREADABLE, "no_list")
        found = [kind for one in items if isinstance(one, dict) and (kind := kind_of(one)) is not None]
        return sorted(found[:_MOST_KINDS], key=lambda one: (one.title.casefold(), one.id))


def parcels_of(item: Mapping[str, Any]) -> Iterator[Parcel]:
    """One for a booking, or for each of its seats. Nothing for one that was moved and of which its next one says so."""
    uid, said = item.get("uid"), _SAID.get(str(item.get("status")))
    if not isinstance(uid, str) or not 0 < len(uid) <= 200 or said is None:
        return
    replaces = item.get("rescheduledFromUid")
    if said is Said.CANCELLED and item.get("rescheduledToUid"):
        if not replaces:
            return
        said = Said.MOVED  # on the way from one to the next
    elif said is Said.CREATED and replaces:
        said = Said.MOVED
    kind, guests = item.get("eventType"), item.get("attendees")
    kept = {name: item.get(name) for name in _KEPT} | {"slug": kind.get("slug") if isinstance(kind, dict) else None}
    everybody = [one for one in guests if isinstance(one, dict)] if isinstance(guests, list) else []
    seats = [one for one in everybody if one.get("seatUid")]
    changed = "|".join(str(item.get(one)) for one in ("updatedAt", "createdAt", "start", "end"))
    lane = str(item.get("icsUid") or uid)[:200]
    for guest in seats or everybody[:1] or [{}]:
        seat = seat_of(guest) if guest in seats else None
        answers = guest.get("bookingFieldsResponses") if seat else item.get("bookingFieldsResponses")
        phones = [guest.get("phoneNumber"), *(answers.get(name) for name in _PHONES if isinstance(answers, dict))]
        tree = {"listed": kept | {"said": said, "seat": seat, "name": guest.get("name"), "phones": phones}}
        key = f"p:{said}:{uid}:{seat or ''}:{changed}"
        key = key if len(key) < 400 else f"h:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"
        yield Parcel(ParcelKind.BOOKING, None, None, _clean(key), _clean(lane), json.dumps(tree))


def kind_of(item: Mapping[str, Any]) -> Kind | None:
    """An event type; None for what has no number."""
    id_, slug, title, minutes = (item.get(name) for name in ("id", "slug", "title", "lengthInMinutes"))
    if not isinstance(id_, int) or isinstance(id_, bool) or id_ < 0:
        return None
    slug = _clean(slug)[:200] if isinstance(slug, str) else ""
    title = _clean(title)[:200].strip() if isinstance(title, str) else ""
    return Kind(str(id_), slug, title or slug or str(id_), minutes if isinstance(minutes, int) and 0 < minutes < 10_000 else None)


def seats_of(item: Mapping[str, Any]) -> tuple[str, frozenset[str]]:
    """The booking, and each place that is taken in it; none where it has no places, takes place no more, or does not say who comes."""
    uid, guests = item.get("uid"), item.get("attendees")
    if not isinstance(uid, str) or item.get("status") not in ("accepted", "pending") or not isinstance(guests, list):
        return "", frozenset()
    return uid, frozenset(named(uid, seat_of(one)) for one in guests if isinstance(one, dict) and one.get("seatUid"))


def _said_at(answer: Fetched) -> datetime | None:
    """When it was said, by the clock of who said it."""
    said = {name.lower(): value for name, value in answer.headers.items()}.get("date", "")
    try:
        found = parsedate_to_datetime(said)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _clean(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def _fetch(url: str, key: str, version: str = VERSION) -> Fetched:
    headers = {"cal-api-version": version, "Accept": "application/json", "User-Agent": "Atende"}
    # The twin's own address and no other place of this machine or its neighbours.
    guard = Guard((settings().sandbox_url,) if url.startswith(f"{settings().sandbox_url}/") else ())
    try:
        answer = await guard.fetch(
            url, headers=headers, secret_headers={"Authorization": f"Bearer {key}"}, max_bytes=LARGEST, seconds=SECONDS
        )
    except (FetchFailed, AddressRefused) as failed:
        raise CalendarTrouble(Trouble.AWAY, str(failed.params.get("problem", "unreachable"))) from failed
    if answer.status < 300:
        return answer
    known = {401: Trouble.REVOKED, 403: Trouble.FORBIDDEN, 404: Trouble.VANISHED, 429: Trouble.BUSY}
    trouble = Trouble.AWAY if answer.status >= 500 else known.get(answer.status, Trouble.REFUSED)
    after = {name.lower(): value for name, value in answer.headers.items()}.get("retry-after", "")
    raise CalendarTrouble(trouble, str(answer.status), float(after) if after.isdecimal() and len(after) < 6 else None)


def _json(answer: Fetched) -> dict[str, Any]:
    try:
        said = json.loads(answer.content)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise CalendarTrouble(Trouble.UNREADABLE, "no_json")
    return said
