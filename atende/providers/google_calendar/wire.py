"""Google's events in our words and ours in theirs. Pure; one event that cannot be read spoils no page."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from atende.bookings.ports import CalendarTrouble, Changes, Channel, Entry, Seen, Shelf, Tokens, Trouble, uid_sign

REFERENCE = "atende"  # the private property that our entries carry
_NO_TIME = frozenset({"workingLocation", "birthday"})  # kinds of events in which nobody is busy


def changes(said: Mapping[str, Any], *, is_everything: bool) -> Changes:
    """A page of `events.list`."""
    items, zone = said.get("items", []), said.get("timeZone")
    page, cursor = said.get("nextPageToken"), said.get("nextSyncToken")
    if not isinstance(items, list) or (page is None and not isinstance(cursor, str)):
        raise CalendarTrouble(Trouble.UNREADABLE, "no_page")
    known = zone_of(zone)
    events = [event for item in items if (event := seen(item, known)) is not None]
    return Changes(
        events,
        page if isinstance(page, str) else None,
        cursor if page is None else None,
        is_everything,
        known.key if known else None,
    )


def zone_of(name: Any) -> ZoneInfo | None:
    """The time zone, if there is one of that name."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name and len(name) < 64 else None
    except (ValueError, OSError, KeyError):  # the last: no zone of that name
        return None


def seen(item: Any, zone: ZoneInfo | None) -> Seen | None:
    """One event; None for what is none. What takes no time (free, declined, a place of work) has no times that matter."""
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not 0 < len(item["id"]) <= 1024:
        return None
    event_id, etag = item["id"], item.get("etag")
    etag = etag if isinstance(etag, str) and len(etag) < 200 else None
    if "\x00" in event_id:
        return None
    if item.get("status") == "cancelled":
        return Seen(event_id, etag, is_gone=True, is_of_series=bool(item.get("recurringEventId")))
    try:
        since, until = _at(item.get("start"), zone), _at(item.get("end"), zone)
    except (ValueError, OverflowError, TypeError, KeyError):
        return Seen(event_id, etag, is_unreadable=True)
    if since > until:
        return Seen(event_id, etag, is_unreadable=True)
    uid = item.get("iCalUID")
    sign = uid_sign(uid) if isinstance(uid, str) and 0 < len(uid) < 1024 else None
    return Seen(event_id, etag, is_busy=_is_busy(item), since=since, until=until, reference=_reference(item), uid=sign)


def _is_busy(item: Mapping[str, Any]) -> bool:
    if item.get("transparency") == "transparent" or item.get("eventType") in _NO_TIME:
        return False
    guests = item.get("attendees")
    mine = [g for g in guests if isinstance(g, dict) and g.get("self")] if isinstance(guests, list) else []
    return not any(g.get("responseStatus") == "declined" for g in mine)


def _reference(item: Mapping[str, Any]) -> str | None:
    properties = item.get("extendedProperties")
    private = properties.get("private") if isinstance(properties, dict) else None
    found = private.get(REFERENCE) if isinstance(private, dict) else None
    return found if isinstance(found, str) and len(found) < 200 else None


def _at(said: Any, zone: ZoneInfo | None) -> datetime:
    """An instant. Whole days are those of the calendar's zone and begin when the day does, also where midnight does not exist."""
    if not isinstance(said, dict):
        raise ValueError("no time")
    if isinstance(said.get("dateTime"), str):
        found = datetime.fromisoformat(said["dateTime"])
        if found.tzinfo is None:
            own = zone_of(said.get("timeZone")) or zone
            if own is None:
                raise ValueError("no zone")
            found = found.replace(tzinfo=own)
    else:
        found = datetime.combine(date.fromisoformat(said["date"]), time(), zone_of(said.get("timeZone")) or zone or UTC)
    if not 1970 < found.year < 2200:
        raise ValueError("out of range")
    return found.astimezone(UTC)


def event(entry: Entry) -> dict[str, Any]:
    """An entry of ours, whole: what stood there before, a cancellation too, is written over."""
    return {
        "id": entry.id,
        "status": "confirmed",
        "summary": entry.title,
        "description": entry.description,
        "location": entry.location,
        "start": _local(entry.since, entry.zone),
        "end": _local(entry.until, entry.zone),
        "transparency": "opaque",
        "extendedProperties": {"private": {REFERENCE: entry.reference}},
    }


def _local(at: datetime, zone: str) -> dict[str, str]:
    return {"dateTime": at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds"), "timeZone": zone}


def etag(said: Mapping[str, Any]) -> str:
    """The version of what was written."""
    if not isinstance(said.get("etag"), str):
        raise CalendarTrouble(Trouble.UNREADABLE, "no_etag")
    return said["etag"]


def tokens(said: Mapping[str, Any]) -> Tokens:
    """What a consent, or its renewal, gives."""
    access, refresh, seconds = said.get("access_token"), said.get("refresh_token"), said.get("expires_in")
    if not isinstance(access, str) or not access or not isinstance(seconds, int) or seconds <= 0:
        raise CalendarTrouble(Trouble.UNREADABLE, "no_token")
    scopes = frozenset(str(said.get("scope", "")).split())
    return Tokens(access, min(seconds, 86_400), refresh if isinstance(refresh, str) and refresh else None, scopes)


_READ = frozenset({"owner", "writer", "reader", "freeBusyReader"})


def shelves(said: Mapping[str, Any]) -> tuple[list[Shelf], str | None]:
    """Calendars of the account on this page that can be read, and which page comes next."""
    items, page = said.get("items", []), said.get("nextPageToken")
    if not isinstance(items, list) or not isinstance(page, str | None):
        raise CalendarTrouble(Trouble.UNREADABLE, "no_list")
    found = [
        Shelf(
            item["id"],
            str(item.get("summaryOverride") or item.get("summary") or item["id"])[:200],
            zone.key if (zone := zone_of(item.get("timeZone"))) else "UTC",
            item.get("primary") is True,
            item.get("accessRole") in ("owner", "writer"),
            str(item["accessRole"]),
        )
        for item in items
        if isinstance(item, dict) and isinstance(item.get("id"), str) and 0 < len(item["id"]) < 300 and "\x00" not in item["id"]
        if item.get("accessRole") in _READ and item.get("deleted") is not True
    ]
    return found, page or None


def channel(said: Mapping[str, Any]) -> Channel:
    """A channel that was opened; its end is milliseconds, as text."""
    until, resource_id = said.get("expiration"), said.get("resourceId")
    if not isinstance(resource_id, str) or not str(until).isdecimal() or len(str(until)) > 14:
        raise CalendarTrouble(Trouble.UNREADABLE, "no_channel")
    return Channel(resource_id, datetime.fromtimestamp(int(str(until)) / 1000, UTC))
