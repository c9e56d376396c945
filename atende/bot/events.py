"""What the bot did."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from atende.kit.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaken(Fact):
    """The bot read a burst and acted. `outcome` is answered, acted (an appointment was made or changed), handed_off, silent or failed."""

    name: ClassVar[str] = "bot.turn_taken"
    turn_id: uuid.UUID
    conversation_id: uuid.UUID
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged(Fact):
    """How the bot speaks and decides is another from the next turn on."""

    name: ClassVar[str] = "bot.settings_changed"
    version: int
