"""What happened: the base of every fact a verb states."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that became true, in the past tense, with ids instead of objects.

    `name` is `<room>.<past_tense>`; it is what the facts table, automations, webhooks and browsers see.
    Every field must be JSON-able by `core.events.to_payload` (str, int, bool, None, UUID, datetime, enums, lists of those).
    """

    name: ClassVar[str]
