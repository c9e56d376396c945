"""A calendar file on stdin becomes its events on stdout, recurring ones one by one: `python -m atende.providers.ics_feed.expanding <since>
<until> <zone>`. A process of its own; it limits itself before it reads a byte."""

import hashlib
import json
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

CPU_SECONDS = 10  # as many events as may be found take three or four, and more where the processor is shared
MEMORY = 1024 * 1024 * 1024  # address space; the interpreter with its libraries takes a quarter of it
MOST_EVENTS = 5000  # in the file
MOST_FOUND = 20_000  # with every recurrence
_ONCE = ("UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE", "STATUS", "TRANSP")  # as RFC 5545 has it
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_MOST_TIMES = (("BYSECOND", 1), ("BYMINUTE", 1), ("BYHOUR", 24))  # in one rule


class Unfit(Exception):
    """The file is not read; a stable word says why."""


def expand(content: bytes, since: datetime, until: datetime, zone: ZoneInfo) -> list[list[Any]]:
    """Of each event in `[since, until)`: id, start, end (ISO, UTC; none: not readable) and whether it takes time. Floating times and
    whole days are those of `zone`. Raises `Unfit`."""
    import icalendar
    import recurring_ical_events

    if b"BEGIN:VCALENDAR" not in content[:4096].upper():
        raise Unfit("no_calendar")
    if not content.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise Unfit("cut")  # what is missing is not gone
    if content.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise Unfit("too_many_events")
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, RecursionError):
        raise Unfit("not_readable") from None
    found: dict[str, list[Any]] = {}
    for calendar in calendars:
        for event in _taken_out(calendar):
            row = _unreadable(event)
            found[row[0]] = row
        for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(since, until):
            for row in _row(event, zone):
                found[row[0]] = row
            if len(found) > MOST_FOUND:
                raise Unfit("too_many_events")
    return list(found.values())


def _taken_out(calendar: Any) -> list[Any]:
    """The events that cannot be read; they spoil no other."""
    broken = [one for one in calendar.subcomponents if one.name == "VEVENT" and _is_broken(one)]
    calendar.subcomponents = [one for one in calendar.subcomponents if not any(one is other for other in broken)]
    return broken


def _is_broken(event: Any) -> bool:
    lacks = bool(event.errors) or event.get("DTSTART") is None or any(isinstance(event.get(name), list) for name in _ONCE)
    return lacks or _is_too_often(event)


def _is_too_often(event: Any) -> bool:
    """Several times an hour, or every hour: no appointment is, and finding them all is work without end."""
    rules = event.get("RRULE") or []
    return any(
        str((rule.get("FREQ") or [""])[0]).upper() in _TOO_OFTEN
        or any(len(rule.get(name) or []) > most for name, most in _MOST_TIMES)
        for rule in (rules if isinstance(rules, list) else [rules])
    )


def _unreadable(event: Any) -> list[Any]:
    return [_sign(event), None, None, False]


def _sign(event: Any) -> str:
    """Of all that has the event's UID. What takes time is called by it, a dot, and when: so it is known of what cannot be read."""
    name = event.get("UID", "")
    return _hash(str(name[0]) if isinstance(name, list) and name else str(name))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


def _row(event: Any, zone: ZoneInfo) -> Iterator[list[Any]]:
    begins, ends = event.get("DTSTART"), event.get("DTEND")
    if begins is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    since = _at(begins.dt, zone)
    until = _at(ends.dt, zone) if ends is not None else since
    if since == until and not isinstance(begins.dt, datetime):  # a day that ends on itself, as some write it, is that day
        until = _at(begins.dt + timedelta(days=1), zone)
    if since >= until or not 1970 < since.year < 2200:
        return
    name = f"{_sign(event)}.{_hash(f'{since.isoformat()}|{until.isoformat()}')}"
    is_busy = str(event.get("TRANSP", "OPAQUE")).upper() != "TRANSPARENT"
    yield [name, since.isoformat(), until.isoformat(), is_busy]


def _at(said: Any, zone: ZoneInfo) -> datetime:
    if isinstance(said, datetime):
        return (said if said.tzinfo else said.replace(tzinfo=zone)).astimezone(UTC)
    assert isinstance(said, date)
    return datetime.combine(said, time(), zone).astimezone(UTC)


def main(given: list[str]) -> int:
    """Reads, writes, and says by its status how it went: 0, or 3 with the word why not."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    since, until = (datetime.fromisoformat(word) for word in given[:2])
    try:
        found = expand(sys.stdin.buffer.read(), since, until, ZoneInfo(given[2]))
    except Unfit as problem:
        sys.stdout.write(str(problem))
        return 3
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
