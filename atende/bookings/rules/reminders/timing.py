"""When an appointment is reminded of. Worked out anew from what holds each time it is asked, so that nothing that was planned once can
be stale: a start, by whose clock, since when it stands, and what was dealt with already are all there is to know.

A reminder is named by its *lead*: how many minutes before the start. Whole days are days of the clock of the place ("the day before, at
the same hour", also when clocks are changed in between), anything else is time that passes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = 1440  # minutes
_NEVER_LATER = timedelta(hours=2)
_NEWS = timedelta(hours=1)
_BEFORE_QUIET = timedelta(minutes=30)
_IN_HAND = timedelta(minutes=10)  # what was due so shortly before a change may not have been looked at yet


class Skipped(StrEnum):
    """Why a reminder is not sent although nothing failed."""

    BOOKED_LATE = "booked_late"  # its time was over, or nearly, when the appointment was made or moved there
    NOT_YET_ON = "not_yet_on"  # its time was over when reminders were switched on, or this one was added
    SUPERSEDED = "superseded"  # a nearer one is due as well, and says the same
    QUIET = "quiet"  # no time before the start is outside the quiet hours


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nobody is written to from `since` to `until`, by the clock of the place; past midnight when `until` is the earlier one."""

    since: time
    until: time

    def around(self, at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """The quiet stretch in which `at` lies, in UTC; None when it lies in none."""
        on = at.astimezone(zone).date()
        for day in (on - timedelta(days=1), on):
            begins = _instant(day, self.since, zone)
            ends = _instant(day + timedelta(days=self.until <= self.since), self.until, zone)
            if begins <= at < ends:
                return begins, ends
        return None


@dataclass(frozen=True, slots=True)
class Standing:
    """An appointment that will take place. `known_at`: since when it stands at this start; `on_since`: since when it is to be reminded of
    at these leads (None: always)."""

    starts_at: datetime
    zone: ZoneInfo
    known_at: datetime
    on_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done now: the lead of the reminder to be sent; those that are over, and why; one that is too late by no plan of
    ours; those that were to leave and have not; and when to look again (None: never)."""

    send: int | None = None
    skip: Mapping[int, Skipped] = field(default_factory=dict)
    missed: int | None = None
    stuck: Sequence[int] = ()
    look_at: datetime | None = None


def decide(
    standing: Standing,
    leads: Collection[int],
    done: Collection[int],
    quiet: Quiet | None,
    now: datetime,
    waiting: Collection[int] = (),
) -> Decision:
    """Of these leads, `done` are dealt with for this very start; of those, the messages of `waiting` have not left yet. At most one is
    sent, however many are due."""
    skip: dict[int, Skipped] = {}
    due: list[int] = []
    looks = [at for lead in waiting if (at := given_up(standing, lead)) > now]
    stuck = [lead for lead in waiting if given_up(standing, lead) <= now]
    for lead in sorted(set(leads) - set(done), reverse=True):
        at = planned(standing, lead, quiet)
        if at is None:
            skip[lead] = Skipped.QUIET
        elif any(nearer < lead for nearer in done):
            # Out of the quiet hours a nearer one can come to be the earlier one.
            skip[lead] = Skipped.SUPERSEDED
        elif at < standing.known_at + min(_NEWS, timedelta(minutes=lead)):
            skip[lead] = Skipped.BOOKED_LATE
        elif standing.on_since is not None and at < standing.on_since - _IN_HAND:
            skip[lead] = Skipped.NOT_YET_ON
        elif at > now:
            looks.append(at)
        else:
            due.append(lead)
    skip |= dict.fromkeys(due[:-1], Skipped.SUPERSEDED)
    send = due[-1] if due else None
    missed = None
    if send is not None and now > last_moment(standing, send):
        send, missed = None, send
    elif send is not None and quiet is not None and (stretch := quiet.around(now, standing.zone)) is not None:
        # It should have left before: it waits for the morning, where that is early enough.
        if stretch[1] <= last_moment(standing, send):
            looks.append(stretch[1])
            skip = {lead: why for lead, why in skip.items() if why is not Skipped.SUPERSEDED}
        else:
            skip[send] = Skipped.QUIET
        send = None
    return Decision(send, skip, missed, stuck, min(looks, default=None))


def planned(standing: Standing, lead: int, quiet: Quiet | None) -> datetime | None:
    """When this reminder goes out: its lead before the start; out of the quiet hours into the morning after them, where that is early
    enough, else into the evening before them. None when both are no use."""
    at = nominal(standing, lead)
    stretch = quiet.around(at, standing.zone) if quiet is not None else None
    if stretch is None:
        return at
    if stretch[1] <= last_moment(standing, lead):
        return stretch[1]
    evening = stretch[0] - _BEFORE_QUIET
    assert quiet is not None
    return None if quiet.around(evening, standing.zone) is not None else evening


def nominal(standing: Standing, lead: int) -> datetime:
    """Its lead before the start, quiet or not, in UTC."""
    if lead % DAY:
        return standing.starts_at.astimezone(UTC) - timedelta(minutes=lead)
    local = standing.starts_at.astimezone(standing.zone)
    return _instant(local.date() - timedelta(days=lead // DAY), local.time(), standing.zone, local.fold)


def last_moment(standing: Standing, lead: int) -> datetime:
    """After this it is no use any more: a quarter of its lead before the start, and two hours at most."""
    return standing.starts_at.astimezone(UTC) - min(timedelta(minutes=lead) / 4, _NEVER_LATER)


def given_up(standing: Standing, lead: int) -> datetime:
    """What was to leave and has not by then leaves no more: half as long before the start as it was still of use, in time to
    telephone."""
    left = standing.starts_at.astimezone(UTC) - last_moment(standing, lead)
    return last_moment(standing, lead) + left / 2


def is_clock_agreed(starts_at: datetime, zone: ZoneInfo, said_at: datetime) -> bool:
    """Whether the instant is still the local time that was agreed; it is not when a government moved its clocks meanwhile."""
    return starts_at.astimezone(zone).replace(tzinfo=None) == said_at


def leads_of(service_id: str, usual: Sequence[int], of_services: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """The service's own leads where it has some said (none is said, too), else the business's."""
    return of_services.get(service_id, usual)


def _instant(on: date, at: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    return datetime.combine(on, at.replace(fold=fold), tzinfo=zone).astimezone(UTC)
