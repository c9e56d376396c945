"""What is drawn from a seed: who books what, for when and where, and what becomes of it."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

DAY = 1440
GRID = timedelta(minutes=30)  # time runs in such steps: starts, and what is due of them, lie on it
# Zones whose clocks are changed, by an hour, by half of one, at midnight, north and south; and one whose clock is not.
ZONES = (
    "America/New_York", "Europe/Lisbon", "America/Santiago", "Australia/Lord_Howe", "Pacific/Auckland", "America/Havana", "Asia/Beirut",
    "America/Sao_Paulo", "Africa/Cairo",
)  # fmt: skip
# Of each service how long before it is reminded of, minutes; of each business when nobody is written to.
LEADS = ((DAY, 120), (2 * DAY, DAY, 60), (12 * 60, 30), (23 * 60, 90), (DAY,), (DAY, 120, 30), (120,))
QUIETS = (None, (time(22), time(7)), (time(21), time(8)), None, (time(23, 30), time(1, 30)))


@dataclass(slots=True)
class Booking:
    """One appointment and what happens to it; ids are known before anything is."""

    seed: int
    business: int
    service: int
    zone: ZoneInfo
    start: datetime
    known_at: datetime
    acts: list[tuple[datetime, str, datetime]]  # when, what, and the start it is moved to
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    contact_id: uuid.UUID = field(default_factory=uuid.uuid4)
    conversation_id: uuid.UUID = field(default_factory=uuid.uuid4)
    is_confirmed: bool = True
    is_touched: bool = False
    over: list[tuple[datetime, set[str]]] = field(default_factory=list)  # starts it left, and the calls that were claimed before

    @property
    def said_at(self) -> datetime:
        """The start by the clock of the place."""
        return self.start.astimezone(self.zone).replace(tzinfo=None)

    @property
    def leads(self) -> tuple[int, ...]:
        """How long before the start it is to be reminded of."""
        return LEADS[self.service]


def booking(seed: int, now: datetime) -> Booking:
    """The life of this seed, around the next change of its zone's clock."""
    dice = random.Random(seed)
    zone = ZoneInfo(dice.choice(ZONES))
    start = _start(dice, zone, now)
    known_at = start - timedelta(hours=dice.uniform(1.5, 60))
    acts = []
    for _ in range(dice.choice((0, 0, 0, 1, 2, 3))):
        what = dice.choices(("cancel", "move", "restore"), (30, 50, 20))[0]
        to = dice.choice((start, _start(dice, zone, now), start + timedelta(days=1)))
        acts.append((known_at + timedelta(hours=dice.uniform(0, 60)), what, to))
    return Booking(seed, seed % len(QUIETS), dice.randrange(len(LEADS)), zone, start, known_at, sorted(acts))


def _start(dice: random.Random, zone: ZoneInfo, now: datetime) -> datetime:
    on = change_of(zone.key, now.date()) + timedelta(days=dice.randint(-1, 1))
    local = datetime.combine(on, time(dice.randrange(24), dice.choice((0, 30))), zone)
    return local.astimezone(UTC)


def on_grid(at: datetime) -> datetime:
    """That time, or the next on the grid."""
    step = GRID.total_seconds()
    return datetime.fromtimestamp(-(-at.timestamp() // step) * step, UTC)


@cache
def change_of(zone: str, since: date) -> date:
    """The next day, a week on at least, on which this clock is changed; a month on where it never is."""
    place = ZoneInfo(zone)
    for days in range(7, 400):
        on = since + timedelta(days=days)
        noon, next_noon = (datetime.combine(one, time(12), place) for one in (on, on + timedelta(days=1)))
        if noon.utcoffset() != next_noon.utcoffset():
            return on + timedelta(days=1)
    return since + timedelta(days=30)
