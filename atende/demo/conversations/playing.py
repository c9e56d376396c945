"""A talk played through: its lines become messages, ownership, cases, statuses and facts, with the times they would have had."""

import random
import uuid
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from atende.bot.events import TurnTaken
from atende.bot.rules import engine
from atende.bot.rules import state as states
from atende.bot.rules.hearing import SILENT_KINDS
from atende.bot.rules.turn import HandOff, Item, SetStore, TurnInput
from atende.bot.service.doing import draft_of, due_by
from atende.demo.conversations.doing import Desk
from atende.demo.conversations.reading import Line, Talk
from atende.demo.conversations.sheets import House, Row
from atende.inbox.events import HandoffRequested
from atende.kit.ids import new_id

_EARLIEST = timedelta(seconds=40)  # nothing is said later than this before the loading moment


def play(talk: Talk, house: House) -> Desk:
    """The talk as it would stand now. One that would reach past this moment begins so much (in whole days, when it was written
    for a day) earlier; on a day without staff one with staff in it is played on the working day before.

    Raises `ValueError` for a line that could not have happened, such as free text out of the window."""
    start = _start(talk, house)
    played = _Player(talk, house, start).run()
    late = played.ends_at - (house.now - _EARLIEST)
    if late > timedelta():
        back = late if talk.start.startswith("-") else timedelta(days=late.days + 1)
        played = _Player(talk, house, start - back).run()
    return played


def _start(talk: Talk, house: House) -> datetime:
    if talk.start.startswith("-"):
        return house.now - timedelta(minutes=int(talk.start.strip("-m")))
    days, clock = talk.start.split()
    day = house.now.astimezone(house.zone).date() - timedelta(days=int(days.removesuffix("d")))
    has_staff = any(line.who for line in talk.lines)
    closed = (5, 6) if house.facts.business.kind == "clinic" else ()
    while has_staff and day.weekday() in closed:
        day -= timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(clock), house.zone)


class _Player:
    """One run through a talk."""

    def __init__(self, talk: Talk, house: House, start: datetime):
        self.talk = talk
        self.house = house
        self.random = random.Random(f"{talk.name}{talk.address}")  # noqa: S311 - the same talk, the same pauses
        self.desk = Desk(talk, house, start)
        self.at = start
        self.state = states.State()
        self.burst: list[Row] = []
        self.options: dict[str, tuple[str, str, str | None]] = {}

    def run(self) -> Desk:
        """Every line in order; what the bot answers comes between them by itself."""
        for line in self.talk.lines:
            if line.kind != "says" or line.who:
                self._turn()
            try:
                getattr(self, f"_{line.kind}")(line)
            except (KeyError, AssertionError) as error:
                raise ValueError(f"{self.talk.name}: {line.words!r} could not have happened: {error}") from error
        self._turn()
        self.desk.end(self.state)
        return self.desk

    def _wait(self, low: float, high: float) -> datetime:
        self.at += timedelta(seconds=round(self.random.uniform(low, high), 3))
        return self.at

    def _says(self, line: Line) -> None:
        if line.who:
            if self.desk.owner_user_id != self.house.staff[line.who]:
                self.desk.assume(line.who, self._wait(20, 60))
            at = self._wait(15, 30 + len(line.words) * 0.4)
            self.desk.staff_says(line.who, line.words, at, is_reply=line.is_reply)
            return
        at = self._wait(3, 16) if self.burst else self._wait(15, 70)
        self.burst.append(self.desk.customer_says(line.words, at, is_reply=line.is_reply))

    def _taps(self, line: Line) -> None:
        if line.words not in self.options:  # the bot had no need to offer it; people then write it
            self.burst.append(self.desk.customer_says(line.words.lower(), self._wait(3, 16)))
            return
        option_id, kind, description = self.options[line.words]
        content: Row = {"id": option_id, "title": line.words}
        if description:
            content["description"] = description
        self.burst.append(self.desk.customer_taps(kind, line.words, content, self._wait(5, 25)))

    def _reacts(self, line: Line) -> None:
        self.desk.reacts(line.who, line.words, self._wait(8, 40))

    def _note(self, line: Line) -> None:
        self.desk.note(line.who, line.words, self._wait(15, 45))

    def _pause(self, line: Line) -> None:
        words = line.words.split()
        if words[0].startswith("+"):
            day = self.at.astimezone(self.house.zone).date() + timedelta(days=int(words[0].strip("+d")))
            self.at = datetime.combine(day, time.fromisoformat(words[1]), self.house.zone)
            return
        unit = {"m": "minutes", "h": "hours", "s": "seconds"}[words[0][-1]]
        self.at += timedelta(**{unit: int(words[0][:-1])})

    def _does(self, line: Line) -> None:
        verb, _, rest = line.words.partition(" ")
        at = self._wait(2, 12)
        getattr(self.desk, f"do_{verb}")(rest.strip(), at)

    def _turn(self) -> None:
        """What the real bot decides on the burst that waits."""
        burst, self.burst = self.burst, []
        readable = [m for m in burst if m["kind"] not in SILENT_KINDS]
        if self.desk.owner_kind != "bot" or not burst or not readable:
            return
        at = self.at = self.at + timedelta(seconds=round(self.random.uniform(1.3, 2.9), 3))
        before = states.State() if states.expired(self.state, at) else self.state
        items = tuple(_item(m) for m in burst)
        turn = engine.decide(
            before, TurnInput(items, at, self.house.settings, person_name=self.desk.person_name), self.house.facts
        )
        turn_id = new_id()
        explanation = {**turn.explanation.to_json(), "turn_id": str(turn_id)}
        said: list[uuid.UUID] = []
        outcome = "silent"
        for action in turn.actions:
            if isinstance(action, SetStore):
                self.desk.conversation["store_id"] = uuid.UUID(action.store_id)
                continue
            why: Row = {**explanation, "fact_ids": list(action.fact_ids)}
            if isinstance(action, HandOff):
                self._hand_off(action, at)
                outcome = "handed_off"
                if action.text_if_done:
                    said.append(self.desk.bot_says("text", action.text_if_done, {}, {**why, "is_notice": True}, at))
                continue
            draft = draft_of(action, why)
            words = draft.text or draft.content.get("body")
            said.append(self.desk.bot_says(draft.kind.value, words, draft.content, why, at))
            self._remember(draft.content)
            outcome = "answered" if outcome == "silent" else outcome
        self.state = replace(turn.state, last_message_at=at)
        self.desk.sheets.add(
            "bot_turns",
            id=turn_id,
            conversation_id=self.desk.id,
            input_message_ids=[str(m["id"]) for m in burst],
            explanation={**explanation, "message_ids": [str(one) for one in said], "state_before": states.to_json(before)},
            outcome=outcome,
            created_at=at,
        )
        self.desk.sheets.state(TurnTaken(turn_id=turn_id, conversation_id=self.desk.id, outcome=outcome), at, self.desk.id, "bot")

    def _hand_off(self, action: HandOff, at: datetime) -> None:
        self.desk.change("nobody", None, action.reason, at, "bot")
        self.desk.conversation |= {
            "waiting_since": at,
            "due_at": due_by(self.house.facts, self.house.settings, at),
            "handoff_reason": action.reason,
        }
        self.desk.sheets.state(HandoffRequested(conversation_id=self.desk.id, reason=action.reason), at, self.desk.id, "bot")

    def _remember(self, content: dict[str, Any]) -> None:
        for button in content.get("buttons", []):
            self.options[button["title"]] = (button["id"], "button", None)
        for section in content.get("sections", []):
            for row in section["rows"]:
                self.options[row["title"]] = (row["id"], "list", row.get("description"))


def _item(row: Row) -> Item:
    content = row["content"]
    return Item(
        id=str(row["id"]),
        kind=row["kind"],
        text=row["text"],
        option_id=content.get("id") if row["kind"] in ("button", "list") else None,
        latitude=content.get("latitude"),
        longitude=content.get("longitude"),
        sent_at=row["occurred_at"],
    )
