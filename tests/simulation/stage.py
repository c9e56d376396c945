"""One seed's story before anything happens: what kind it is, who is in it, and all that is then seen of it from outside."""

import random
import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from atende.kit import ids
from tests.simulation.vendor import LATE, QUICK, SLOW, Line
from tests.simulation.world import World

ACCOUNT = "104512345678901"
PROVIDER = "meta_whatsapp"
# When every seed begins, a Wednesday at noon in São Paulo: always the same day, for weekdays, months and the words for them are part of a
# story, and a seed that is kept is to tell the same one whenever it is played.
ZERO = datetime(2026, 3, 11, 15, tzinfo=UTC)
KINDS = {"arrive": 36, "send": 50, "answer": 11, "talk": 3, "crowd": 2}
WORDS = ("oi", "qual o horário de atendimento?", "onde fica?", "menu", "quero falar com um atendente", "quanto custa a consulta?")
BAD_WORDS = "veneno"  # no message that says this can be stored


FIRST = int(ZERO.timestamp() * 1000)  # identifiers begin with the milliseconds of the day they are made, which partitions go by


class Ids:
    """Identifiers of one seed: ascending, alike in every run, and told apart by the seed in their last 48 bits."""

    def __init__(self, seed: int):
        self.seed, self._count = seed, 0

    def uuid7(self) -> uuid.UUID:
        """The next one."""
        self._count += 1
        return uuid.UUID(int=(FIRST + self._count << 80) | (7 << 76) | (2 << 62) | self.seed)

    def bad(self) -> uuid.UUID:
        """The next one, with `BAD` in it: no turn of a conversation of that name can be written down."""
        return uuid.UUID(int=self.uuid7().int | _BAD << 48)


_BAD = 0xEE
BAD = f"80{_BAD:x}"  # the fourth group of such an identifier


def seed_of(id_: uuid.UUID) -> int:
    """Which seed made this identifier."""
    return id_.int & (2**48 - 1)


def ids_from(source: Ids) -> None:
    """From here on the product's new identifiers come from there."""
    ids.uuid_utils = source  # type: ignore[assignment]


def now(world: World) -> datetime:
    """The simulated instant."""
    return ZERO + timedelta(seconds=world.time())


@dataclass(slots=True)
class Person:
    """A customer of a business, who writes to one of its numbers. Without a conversation they never wrote before."""

    tenant_id: uuid.UUID
    phone: str
    line: Line
    connection_id: uuid.UUID
    conversation_id: uuid.UUID | None
    owner: str
    is_bad: bool = False  # one thing they say cannot be taken in, or not be answered
    user_id: str | None = None  # Meta's id of them, which it tells beside the phone
    contact_id: uuid.UUID | None = None


@dataclass(slots=True)
class Plot:
    """One seed: what kind of story, who is in it, and all that was seen of it from outside."""

    seed: int
    kind: str
    dice: random.Random
    ids: Ids
    ana: uuid.UUID
    people: list[Person]
    starts_due: bool = False  # a crowd's turns are due when it begins; otherwise they write
    said: dict[str, tuple[Person, str]] = field(default_factory=dict)  # by its id: who wrote what
    acknowledged: set[str] = field(default_factory=set)
    reported: set[tuple[str, str]] = field(default_factory=set)  # statuses acknowledged: (message of Meta's, status)
    # By conversation: a person has it from, until it may be the bot's again.
    takeovers: dict[uuid.UUID, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    asked_again: dict[uuid.UUID, int] = field(default_factory=dict)  # messages a person had sent once more
    written: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)  # what people wrote: their own id of it, and where
    answered: set[uuid.UUID] = field(default_factory=set)  # of these the ones that were confirmed to them
    is_calm: bool = True  # no process died or was held, and no connection was lost
    passed_over: list[str] = field(default_factory=list)  # businesses that waited while another was served twice
    beside: int = 0  # slots that a business was given while another one waited for its first
    reminded: Any = None  # `reminding.Told`, of a story about a reminder
    stops: list[int] = field(default_factory=list)  # for each worker that was told to stop: calls that it was waiting for

    @property
    def first(self) -> Person:
        """Whom most stories are about."""
        return self.people[0]

    @property
    def lines(self) -> dict[str, Line]:
        """The business's numbers of this seed, by Meta's id."""
        return {one.line.number_id: one.line for one in self.people}

    @property
    def tenants(self) -> dict[uuid.UUID, uuid.UUID]:
        """Whose each of their connections is."""
        return {one.connection_id: one.tenant_id for one in self.people}

    def tenant_of(self, conversation_id: uuid.UUID) -> uuid.UUID:
        """Whose customer talks there."""
        return next(one.tenant_id for one in self.people if one.conversation_id == conversation_id)

    @property
    def connections(self) -> dict[str, uuid.UUID]:
        """What we call them."""
        return {one.line.number_id: one.connection_id for one in self.people}


def plot(seed: int, tenants: list[uuid.UUID], kind: str | None = None) -> Plot:
    """The story of this seed, before anything happens."""
    dice, own = random.Random(seed), Ids(seed)
    drawn = dice.choices([*KINDS], [*KINDS.values()])[0]
    kind = kind or drawn
    line = Line(seed, f"11{seed:013d}", random.Random(seed + 1), lambda _: None)
    if kind == "crowd":
        people, starts_due = _crowd(dice, own, tenants, line)
        return Plot(seed, kind, dice, own, own.uuid7(), people, starts_due)
    is_known = kind != "arrive" or dice.random() < 0.85
    owner = "nobody" if kind == "arrive" and dice.random() < 0.85 else "bot"
    has_other = kind == "arrive" and dice.random() < 0.15
    first = Person(tenants[0], f"55119{seed % 10**8:08d}", line, own.uuid7(), own.uuid7() if is_known else None, owner)
    ana = own.uuid7()
    # A second person, who writes to the same number at the same time.
    other = [replace(first, phone=f"55219{seed % 10**8:08d}", conversation_id=None)] if has_other else []
    return Plot(seed, kind, dice, own, ana, [first, *other])


def _crowd(dice: random.Random, own: Ids, tenants: list[uuid.UUID], line: Line) -> tuple[list[Person], bool]:
    """Several people of one business or of some who are due at once, mostly on a day on which Meta is quick."""
    seed = own.seed
    is_slow = dice.random() < 0.3
    line.ends, line.late = (SLOW, LATE[2:]) if is_slow else (QUICK, LATE)
    starts_due = is_slow or dice.random() < 0.5
    numbers = {own.uuid7(): (tenants[0], line)}
    for tenant_id in dice.choice(([], [], [], [], tenants[:1], tenants[1:2], tenants[1:], tenants[1:])):
        # What they see is seen together.
        numbers[own.uuid7()] = tenant_id, replace(line, number_id=f"1{1 + len(numbers)}{seed:013d}")
    bad = dice.choice((0, 0, 1))  # of three crowds one has somebody in it who fails
    people = []
    for place in range(dice.choice((4, 5, 6, 9) if is_slow else (2, 3, 3, 4, 4, 5, 6, 9))):
        connection_id = dice.choice([*numbers])
        is_bad = place + 1 == bad
        is_known = starts_due or dice.random() < 0.7
        name = (own.bad() if is_bad and starts_due else own.uuid7()) if is_known else None
        owner = "nobody" if not starts_due and is_known and dice.random() < 0.2 else "bot"
        phone = f"55{11 + place}9{seed % 10**8:08d}"
        user_id = f"BR.{10**19 + 16 * seed + place}" if dice.random() < 0.4 else None
        people.append(Person(*_at(numbers, connection_id, phone), name, owner, is_bad, user_id))
    if people[-1].conversation_id is None:
        # The last one writes to all numbers, and was never heard of before.
        last = people[-1]
        others = [_at(numbers, one, last.phone) for one in numbers if one != last.connection_id]
        people += [Person(*where, None, last.owner, last.is_bad, last.user_id) for where in others]
    dice.shuffle(people)
    return people, starts_due


def _at(numbers: dict[uuid.UUID, tuple[uuid.UUID, Line]], id_: uuid.UUID, phone: str) -> tuple[uuid.UUID, str, Line, uuid.UUID]:
    tenant_id, line = numbers[id_]
    return tenant_id, phone, line, id_
