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


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretWritten(Fact):
    """A connection's token or app secret (`which`) was given, replaced, or with `is_removed` taken away. Never its value."""

    name: ClassVar[str] = "integrations.secret_written"
    connection_id: uuid.UUID
    which: str
    is_removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKeyRenewed(Fact):
    """The business's secrets are sealed by a new data key."""

    name: ClassVar[str] = "integrations.data_key_renewed"
    key_no: int
    resealed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKeyChanged(Fact):
    """Every data key of the install is wrapped by this master key."""

    name: ClassVar[str] = "integrations.master_key_changed"
    master_id: str
    rewrapped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnroutedRead(Fact):
    """An operator looked at an event that is nobody's, as it came. Of the install, not of a tenant."""

    name: ClassVar[str] = "integrations.unrouted_read"
    unrouted_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayStarted(Fact):
    """Somebody asked for parcels to be opened once more."""

    name: ClassVar[str] = "integrations.replay_started"
    replay_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayEnded(Fact):
    """A replay is through, or was stopped."""

    name: ClassVar[str] = "integrations.replay_ended"
    replay_id: uuid.UUID
    state: str
    changed: int
    failed: int
