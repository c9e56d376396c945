"""What is written down while a talk is played: rows by table and facts, each with its time."""

import base64
import uuid
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from atende.bot.rules.facts import Facts
from atende.bot.rules.settings import BotSettings
from atende.core import events
from atende.inbox.ports import Channel
from atende.kit.facts import Fact
from atende.kit.ids import new_id

Row = dict[str, Any]


@dataclass(slots=True)
class House:
    """The business in which talks are played. `staff` by first name; `files` by (kind, name), filled while playing."""

    tenant_id: uuid.UUID
    connection_id: uuid.UUID
    now: datetime
    zone: tzinfo
    facts: Facts
    settings: BotSettings
    staff: dict[str, uuid.UUID]
    channel: Channel
    templates: dict[str, Row]
    files: dict[tuple[str, str], Row] = field(default_factory=dict)


@dataclass(slots=True)
class Sheets:
    """The rows of one talk by table, and its facts as rows."""

    tenant_id: uuid.UUID
    rows: dict[str, list[Row]] = field(default_factory=dict)
    facts: list[Row] = field(default_factory=list)

    def add(self, table: str, **values: Any) -> Row:
        """One more row of this table, with an id of its own unless one is given."""
        row = {"tenant_id": self.tenant_id, "id": new_id(), **values}
        self.rows.setdefault(table, []).append(row)
        return row

    def state(self, fact: Fact, at: datetime, subject_id: uuid.UUID | None, actor: str) -> None:
        """The fact was stated then."""
        self.facts.append(
            {
                "tenant_id": self.tenant_id,
                "id": new_id(),
                "name": fact.name,
                "subject_id": subject_id,
                "actor": actor,
                "payload": events.to_payload(fact),
                "correlation_id": "",
                "occurred_at": at,
            }
        )


def external_id() -> str:
    """An id like those the vendor gives to messages."""
    return "wamid." + base64.b64encode(b"demo" + uuid.uuid4().bytes).decode()
