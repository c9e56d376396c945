"""Keyset pages: the place after which a list goes on, as an opaque word."""

import base64
import binascii
import json
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
