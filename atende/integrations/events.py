"""What became true of connections."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from atende.kit.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionChanged(Fact):
    """A connection was made, changed, paused or checked."""

    name: ClassVar[str] = "integrations.connection_changed"
    connection_id: uuid.UUID
    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelDied(Fact):
    """A parcel was tried five times and rests with its reason until somebody replays it."""

    name: ClassVar[str] = "integrations.parcel_died"
    parcel_id: uuid.UUID
    kind: str
    reason: str
