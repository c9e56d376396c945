"""The arithmetic of the chain, on plain values: what an entry is, and the hash that ties it to the one before it."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody did: `action` is a fact's name or a word of the same form, `detail` plain values without any secret.

    `is_once`: the entry is left out when its chain holds one with this `id` already."""

    id: uuid.UUID
    at: datetime
    action: str
    actor_kind: str
    actor_id: uuid.UUID | None = None
    actor_role: str | None = None
    subject_id: uuid.UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    address: str | None = None
    agent: str | None = None
    correlation_id: str = ""
    is_once: bool = False


FIELDS = (
    "id", "at", "action", "actor_kind", "actor_id", "actor_role", "subject_id", "detail", "address", "agent", "correlation_id",
)  # fmt: skip


def beginning(chain_id: uuid.UUID) -> bytes:
    """The hash before a chain's first entry."""
    return hashlib.sha256(f"atende audit {chain_id}".encode()).digest()


def following(before: bytes, chain_id: uuid.UUID, no: int, entry: Any) -> bytes:
    """The hash of `entry` (anything that has `FIELDS`) as number `no` of its chain, after an entry whose hash is `before`."""
    text = json.dumps({"chain": str(chain_id), "no": no, **values(entry)}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(before + text.encode()).digest()


def values(entry: Any) -> dict[str, Any]:
    """What a hash covers of an entry, as JSON has it."""
    return {name: _plain(getattr(entry, name)) for name in FIELDS}


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
