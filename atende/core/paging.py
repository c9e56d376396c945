"""Keyset pages: the place after which a list goes on, as an opaque word."""

import base64
import binascii
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from atende.kit.refusal import Invalid


def encode(*place: Any) -> str:
    """The place as a word for a URL; instants and ids go in as text."""
    plain = [value if isinstance(value, str | int) else str(value) for value in place]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(cursor: str, length: int, *, field: str = "cursor") -> list[str]:
    """The place's parts as text; refuses (`Invalid`) a word that did not come from `encode` with as many parts."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or len(parts) != length or not all(isinstance(p, str | int) for p in parts):
        raise Invalid("not a cursor of this list", field=field)
    return [str(part) for part in parts]


def encode_moment(at: datetime | None, row_id: uuid.UUID) -> str:
    """The place after this row in a list that goes by a moment, or by none, and an id."""
    return encode(at.isoformat() if at else "", row_id)


def decode_moment(cursor: str) -> tuple[datetime, uuid.UUID]:
    """The moment and the id of `encode_moment`. Refuses (`Invalid`) a word that did not come from there."""
    at, row_id = decode_moment_or_none(cursor)
    if at is None:
        raise Invalid("not a cursor of this list", field="cursor")
    return at, row_id


def decode_moment_or_none(cursor: str) -> tuple[datetime | None, uuid.UUID]:
    """The same for a list in which some have no moment."""
    at, last = decode(cursor, 2)
    try:
        # At the edges of the calendar an offset leaves it.
        return datetime.fromisoformat(at).astimezone(UTC) if at else None, uuid.UUID(last)
    except (ValueError, OverflowError):
        raise Invalid("not a cursor of this list", field="cursor") from None
