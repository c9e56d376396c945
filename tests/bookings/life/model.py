"""What the agenda should be, kept in lists and worked out one start at a time. Nothing in here is the product's."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
OPENS, CLOSES = time(0), time(6)  # every day, by the store's clock; clocks are changed in these hours
LIVING = {"hold", "pending", "confirmed", "completed", "no_show"}
AHEAD = {"hold", "pending", "confirmed"}


@dataclass(frozen=True)
class Service:
    """How it is booked; minutes."""

    name: str
    by: tuple[str, ...]
    rooms: tuple[str, ...] = ()
    duration: int = 60
    before: int = 0
    after: int = 0
    step: int = 30
    notice: int = 60
    horizon: int = 20  # days
    capacity: int = 1
    needs_approval: bool = False
    limit: int | None = None  # of one person
    cancel_notice: int = 0
    reschedule_notice: int = 0
    hold: int = 10


SERVICES = {
    one.name: one
    for one in (
        Service("consulta", ("Ana", "Beto"), after=15, cancel_notice=60, reschedule_notice=120, limit=2),
        Service("cirurgia", ("Ana", "Beto"), rooms=("Sala",), duration=45, before=15, step=15, needs_approval=True),
        Service("grupo", ("Ana",), step=60, capacity=2, notice=0),
    )
}


@dataclass
class Kept:
    """An appointment as it should be."""

    id: uuid.UUID
    person: str
    service: Service
    source: str
    start: datetime
    state: str
    occasion: uuid.UUID
    held_until: datetime | None
    has_moved: bool = False
    history: list[tuple[str | None, str, datetime | None, datetime]] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    beside: frozenset[uuid.UUID] = frozenset()  # occasions over which it lay when it was cancelled

    def step(self, state: str, *facts: str, start: datetime | None = None) -> None:
        """It comes to this state, or moves, and this is told of it."""
        before = self.state if self.history else None
        self.history.append((before, state, self.start if start else None, start or self.start))
        self.start, self.state = start or self.start, state
        self.held_until = self.held_until if state == "hold" else None
        self.facts += facts


@dataclass
class Occasion:
    """What an occasion claims."""

    service: Service
    start: datetime
    resources: frozenset[str]
    lasts: int  # minutes
    is_put: bool = False  # there by somebody who said so, whatever was taken
    overbooked: frozenset[str] = frozenset()  # resources that others may have, too


@dataclass
class Closure:
    """A day, or an hour of it, of everybody or of one resource."""

    id: uuid.UUID
    on: date
    resource: str | None
    hours: tuple[time, time] | None


@dataclass
class Model:
    """Everything there should be."""

    zone: ZoneInfo  # the store's
    home: ZoneInfo  # the business's, by which its customers' horizon is counted
    now: datetime
    kept: dict[uuid.UUID, Kept] = field(default_factory=dict)
    occasions: dict[uuid.UUID, Occasion] = field(default_factory=dict)
    closures: list[Closure] = field(default_factory=list)
    same: dict[str, str] = field(default_factory=dict)  # who was merged into whom
    asked: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)  # the asker's own id -> appointment

    def person(self, name: str) -> str:
        """Who that is, merges followed."""
        while name in self.same:
            name = self.same[name]
        return name

    def is_over(self, one: Kept) -> bool:
        """Whether it is a hold whose time ran out, swept or not."""
        return one.state == "hold" and one.held_until is not None and one.held_until <= self.now

    def is_alive(self, one: Kept) -> bool:
        """Whether it keeps its place."""
        return one.state in LIVING and not self.is_over(one)

    def people(self, occasion: uuid.UUID) -> list[Kept]:
        """Who has a place in it."""
        return [one for one in self.kept.values() if one.occasion == occasion and self.is_alive(one)]

    def midnight(self, on: date) -> datetime:
        return datetime.combine(on, OPENS, self.zone)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def refuses_outside(self, service: Service, start: datetime) -> bool:
        """Whether customers may not begin then by themselves."""
        if start < self.now + service.notice * MINUTE:
            return True
        today = self.now.astimezone(self.home).date()
        return start.astimezone(self.home).date() > today + timedelta(days=service.horizon)

    def has_too_many(self, person: str, service: Service, besides: uuid.UUID | None = None) -> bool:
        """Whether this person has as many ahead as one may have."""
        if service.limit is None:
            return False
        ahead = [
            one
            for one in self.kept.values()
            if self.person(one.person) == self.person(person)
            and one.service is service
            and one.state in AHEAD
            and self.is_alive(one)
            and one.start > self.now
            and one.id != besides
        ]
        return len(ahead) >= service.limit

    def joinable(self, service: Service, start: datetime, who: str | None, besides: uuid.UUID | None = None) -> bool:
        """Whether a group of this start has a place."""
        return service.capacity > 1 and any(
            occasion.service is service
            and occasion.start == start
            and id_ != besides
            and (who is None or who in occasion.resources)
            and 0 < len(self.people(id_)) < service.capacity
            for id_, occasion in self.occasions.items()
        )

    def candidates(
        self, service: Service, start: datetime, who: str | None, giving: uuid.UUID | None = None, lasts: int | None = None
    ) -> list[list[str]]:
        """Of each need those who are free; an empty list where the grid or the opening hours have no such start. `lasts`: another length
        than the service's, minutes."""
        local = self.local(start)
        if local.second or (local.hour * 60 + local.minute) % service.step:
            return [[]]
        groups = [[one for one in service.by if who in (None, one)], *([list(service.rooms)] if service.rooms else [])]
        return [[one for one in group if self.is_free(one, service, start, giving, lasts)] for group in groups]

    def can_begin(
        self, service: Service, start: datetime, who: str | None, giving: uuid.UUID | None = None, lasts: int | None = None
    ) -> bool:
        """Whether a place can be had: in a group, or with everybody who is needed; `giving`: this occasion gives its time back."""
        return self.joinable(service, start, who, giving) or all(self.candidates(service, start, who, giving, lasts))

    def is_free(self, resource: str, service: Service, start: datetime, giving: uuid.UUID | None, lasts: int | None) -> bool:
        """Whether this one works then and nobody has them."""
        lasts = lasts or service.duration
        end = start + lasts * MINUTE
        on = self.local(start).date()
        if start < self.midnight(on) or end > datetime.combine(on, CLOSES, self.zone):
            return False
        for closure in self.closures:
            if closure.resource in (None, resource):
                first, last = closure.hours or (time(0), time(23, 59, 59))
                since, until = (datetime.combine(closure.on, one, self.zone) for one in (first, last))
                if start < until and end > since:
                    return False
        mine = Occasion(service, start, frozenset({resource}), lasts)
        return not any(
            id_ != giving and self.is_over_another(mine, other) for id_, other in self.occasions.items() if self.people(id_)
        )

    def is_over_another(self, one: Occasion, other: Occasion) -> bool:
        """Whether both take the same of somebody."""
        (since, until), (others_since, others_until) = self.reach(one), self.reach(other)
        return bool(one.resources & other.resources) and since < others_until and until > others_since

    def those_over(self, id_: uuid.UUID) -> frozenset[uuid.UUID]:
        """Living occasions that take something which this one has, or had."""
        mine = self.occasions[id_]
        return frozenset(
            other
            for other, one in self.occasions.items()
            if other != id_ and self.people(other) and self.is_over_another(mine, one)
        )

    def is_taken_after(self, id_: uuid.UUID, lasts: int) -> bool:
        """Whether some of the time that it would take in addition, were it so long, is taken."""
        mine = self.occasions[id_]
        until = self.reach(mine)[1]
        longer = until + (lasts - mine.lasts) * MINUTE
        return any(
            other != id_
            and self.people(other)
            and one.resources & mine.resources
            and self.reach(one)[0] < longer
            and self.reach(one)[1] > until
            for other, one in self.occasions.items()
        )

    def lasts(self, one: Kept) -> int:
        """How long it stays when it goes elsewhere; a group is as long as the service."""
        return self.occasions[one.occasion].lasts if one.service.capacity == 1 else one.service.duration

    def reach(self, one: Occasion) -> tuple[datetime, datetime]:
        """From buffer to buffer."""
        return one.start - one.service.before * MINUTE, one.start + (one.lasts + one.service.after) * MINUTE

    def who_has(self, one: Kept) -> str:
        """The professional of it."""
        return next(name for name in self.occasions[one.occasion].resources if name in ("Ana", "Beto"))
