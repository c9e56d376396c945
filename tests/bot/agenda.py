"""An agenda laid out by the test: what comes of each deed of a talk in the pure engine."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from atende.bot.rules.deeds import Booked, Deed, FindTimes, Free, Outcome, OwnFound, ReadOwn, TimesFound
from atende.bot.rules.engine import conclude, decide
from atende.bot.rules.facts import Facts
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.state import from_json, to_json
from atende.bot.rules.turn import HandOff, Item, SendButtons, SendList, Turn, TurnInput
from tests.bot.clinic import CLINIC, Talk, shown_by

SP = "America/Sao_Paulo"


def opened(facts: Facts, *ids: str) -> Facts:
    return replace(facts, has_agenda=True, services=tuple(replace(s, is_bookable=not ids or s.id in ids) for s in facts.services))


CLEANING = opened(CLINIC, "v1")
ALL = opened(CLINIC)
HERS = Booked("a1", "confirmed", "v1", "Limpeza de pele", datetime(2026, 11, 26, 13, 0, tzinfo=UTC), SP, "s1", ("Ana Souza",))
LATER = replace(HERS, id="a2", starts_at=datetime(2026, 11, 30, 18, 0, tzinfo=UTC))


def at_(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour + 3, minute, tzinfo=UTC)


def free(*starts: datetime) -> TimesFound:
    return TimesFound(tuple(Free(at, SP, "s1") for at in starts))


WEEK = free(*(at_(day, hour) for day in (24, 25, 26, 27) for hour in (8, 9, 10, 11, 14, 15, 16)))


@dataclass
class Agenda(Talk):
    """A talk whose deeds end in what the test lays out: outcomes by the kind of deed, the last one kept for ever."""

    facts: Facts = CLEANING
    settings: BotSettings = field(default_factory=lambda: BotSettings(language="pt-BR"))
    outcomes: dict[type[Deed], Outcome] = field(default_factory=lambda: {FindTimes: WEEK, ReadOwn: OwnFound((HERS,))})
    deeds: list[Deed] = field(default_factory=list)
    looks: Callable[[FindTimes], TimesFound] | None = None
    phone: str | None = None

    def sends(self, *items: Item) -> str:
        self.now += timedelta(seconds=20)
        given_ = TurnInput(items, self.now, self.settings, self.name, phone=self.phone)
        turn = decide(from_json(to_json(self.state)), given_, self.facts)
        while turn.deed is not None:
            self.deeds.append(turn.deed)
            is_look = self.looks is not None and isinstance(turn.deed, FindTimes)
            outcome = self.looks(turn.deed) if is_look else self.outcomes[type(turn.deed)]
            turn = conclude(turn, outcome, given_, self.facts)
        self.state, self.last = turn.state, turn
        self.handed_off += sum(isinstance(a, HandOff) for a in turn.actions)
        return "\n".join(shown_by(turn))

    def options(self) -> dict[str, str]:
        assert self.last is not None
        return shown_options(self.last)

    def taps(self, title: str) -> str:
        return self.presses(next(id_ for title_, id_ in self.options().items() if title_.startswith(title)), title)


def shown_options(turn: Turn) -> dict[str, str]:
    found = {}
    for action in turn.actions:
        if isinstance(action, SendList):
            found |= {row.title: row.id for row in action.rows}
        elif isinstance(action, SendButtons):
            found |= {button.title: button.id for button in action.buttons}
    return found
