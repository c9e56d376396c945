"""What must never come of a season, and how many of each."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from tests.simulation.season.drawn import DAY, GRID, QUIETS, Booking, on_grid

Outages = list[tuple[datetime, datetime]]

_APPOINTMENTS = "select id, state, starts_at, remind_at from bookings_appointments"
_REMINDERS = """
select r.appointment_id, r.lead, r.starts_at, r.at, r.outcome, r.reason, m.status,
    array(select a.id from inbox_attempts a where a.message_id = m.id) as attempts
from bookings_reminders r left join inbox_messages m on m.id = r.message_id order by r.at
"""


_SOON = 2 * GRID  # a reminder leaves within this


class Found:
    """What the database and Meta say at the end. `counts` by outcome and reason; `broken` sentences. `judged`: of `untouched` bookings
    those of which every reminder was held to its hour; `on_time`: reminders that were."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.broken: list[str] = []
        self.untouched = self.judged = self.on_time = 0


async def judge(url: str, bookings: list[Booking], calls: list[str], outages: Outages, ended: datetime) -> Found:
    """Every booking judged."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set search_path = atende")
        rows = {row["id"]: row for row in await connection.fetch(_APPOINTMENTS)}
        reminders: dict[uuid.UUID, list[Any]] = defaultdict(list)
        for row in await connection.fetch(_REMINDERS):
            reminders[row["appointment_id"]].append(row)
    finally:
        await connection.close()
    had: dict[str, list[datetime]] = defaultdict(list)
    for line in calls:
        told = json.loads(line)
        had[told["attempt"]].append(datetime.fromisoformat(told["at"]))
    found = Found()
    found.counts["calls"] = sum(map(len, had.values()))
    for one in bookings:
        mine = reminders[one.id]
        found.counts.update(f"{row['outcome']} {row['status'] or row['reason']}".strip() for row in mine)
        found.broken += [f"seed {one.seed}: {what}" for what in _broken(one, rows[one.id], mine, had, outages, ended)]
        if one.is_confirmed and one.start < ended and not one.is_touched:
            due = [lead for lead in one.leads if _is_known_in_time(one, lead)]
            hours = [lead for lead in due if _is_held_to_its_hour(one, lead, outages)]
            found.untouched += 1
            found.on_time += len(hours)
            found.judged += hours == due and all(_must_be_dealt_with(one, lead, outages) for lead in one.leads)
    return found


def _broken(
    one: Booking, row: Any, mine: list[Any], had: dict[str, list[datetime]], outages: Outages, ended: datetime
) -> Iterator[str]:
    if (row["state"] == "confirmed", row["starts_at"]) != (one.is_confirmed, one.start):
        yield f"stands as {row['state']} at {row['starts_at']}"
    received: Counter[tuple[datetime, int]] = Counter()
    for r in mine:
        times = [at for attempt in r["attempts"] for at in had[str(attempt)]]
        received[r["starts_at"], r["lead"]] += len(times)
        if times and r["outcome"] == "withdrawn":
            yield "withdrawn, and the customer has it"
        if r["outcome"] == "queued" and r["status"] in ("queued", "sending", "dropped") and r["starts_at"] < ended:
            yield f"stands as queued while its message is {r['status']}"
        yield from _at_its_hour(one, r, times)
    if twice := [key for key, count in received.items() if count > 1]:
        yield f"reminded more than once: {twice}"
    living = Counter((r["starts_at"], r["lead"]) for r in mine if r["outcome"] != "withdrawn")
    if max(living.values(), default=0) > 1:
        yield "dealt with twice for one start"
    yield from _never_after(one, mine, had)
    yield from _left_out(one, mine, outages, ended)


def _at_its_hour(one: Booking, r: Any, times: list[datetime]) -> Iterator[str]:
    if r["outcome"] not in ("queued", "withdrawn"):
        return
    due = _hour(one, r["starts_at"], r["lead"])
    if r["at"] < due and not _is_quiet(one, due):
        yield f"reminded at {r['at']}, before {due}"
    if any(at >= r["starts_at"] for at in times):
        yield "reminded after the start"
    if _is_quiet(one, r["at"]):
        yield f"decided at {r['at'].astimezone(one.zone).time()}, which is quiet"


def _hour(one: Booking, start: datetime, lead: int) -> datetime:
    """So long before the start: whole days by the clock of the place, anything else as time that passes."""
    if lead % DAY:
        return start - timedelta(minutes=lead)
    local = start.astimezone(one.zone)
    return (local - timedelta(days=lead // DAY)).replace(tzinfo=one.zone, fold=local.fold).astimezone(UTC)


def _is_quiet(one: Booking, at: datetime) -> bool:
    quiet, local = QUIETS[one.business], at.astimezone(one.zone).time()
    if quiet is None:
        return False
    return quiet[0] <= local < quiet[1] if quiet[0] < quiet[1] else local >= quiet[0] or local < quiet[1]


def _never_after(one: Booking, mine: list[Any], had: dict[str, list[datetime]]) -> Iterator[str]:
    """Nothing of a start is claimed after it stopped being so for good."""
    for start, over in dict(one.over).items():
        if one.is_confirmed and one.start == start:
            continue
        for r in mine:
            late = [
                attempt for attempt in map(str, r["attempts"]) if r["starts_at"] == start and attempt not in over and had[attempt]
            ]
            if late:
                yield f"reminded of {start}, which was not so any more"


def _left_out(one: Booking, mine: list[Any], outages: Outages, ended: datetime) -> Iterator[str]:
    if not one.is_confirmed or one.start >= ended:
        return
    dealt = {r["lead"]: r for r in mine if r["starts_at"] == one.start and r["outcome"] != "withdrawn"}
    if strange := dealt.keys() - set(one.leads):
        yield f"dealt with {strange}, of which nobody spoke"
    if missing := {lead for lead in one.leads if lead not in dealt and _must_be_dealt_with(one, lead, outages)}:
        yield f"nobody dealt with {missing}"
    if one.is_touched:
        return
    for lead in dealt.keys() & set(one.leads):
        due, r = _hour(one, one.start, lead), dealt[lead]
        if _is_known_in_time(one, lead) and _is_held_to_its_hour(one, lead, outages) and not _is_in_time(r, due):
            yield f"{lead} minutes before, at {due}: {r['outcome']} {r['reason']} at {r['at']}"


def _must_be_dealt_with(one: Booking, lead: int, outages: Outages) -> bool:
    """Once it was due and the booking stood as it does, somebody was there before the start."""
    stood = max([one.known_at, *(act[0] for act in one.acts if act[0] < one.start)]) + GRID
    at = on_grid(max(_hour(one, one.start, lead), stood))
    while at < one.start:
        if not _was_nobody_there(outages, at, at):
            return True
        at += GRID
    return False


def _is_known_in_time(one: Booking, lead: int) -> bool:
    """Not booked when its hour was over, or nearly; and not at the hour of a nearer one, as where a day has 23 hours."""
    due, long = _hour(one, one.start, lead), timedelta(hours=1) if lead >= 60 else timedelta(minutes=lead)
    is_other = any(_hour(one, one.start, other) == due for other in one.leads if other < lead)
    return due - one.known_at >= long + GRID and not is_other


def _is_held_to_its_hour(one: Booking, lead: int, outages: Outages) -> bool:
    """Somebody was there then, and neither it nor a nearer one is moved by a quiet hour."""
    due = _hour(one, one.start, lead)
    hours = [due, due + _SOON, *(_hour(one, one.start, other) for other in one.leads if other < lead)]
    return not any(_is_quiet(one, at) for at in hours) and not _was_nobody_there(outages, due, due + GRID)


def _was_nobody_there(outages: Outages, since: datetime, until: datetime) -> bool:
    return any(begins <= until and ends > since for begins, ends in outages)


def _is_in_time(r: Any, due: datetime) -> bool:
    """Sent at that hour; or Meta could not be reached until it was of no use."""
    return r["at"] - due < _SOON and (r["outcome"] == "queued" or bool(r["attempts"]))
