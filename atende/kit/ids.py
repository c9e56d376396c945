"""Identifiers that sort by the time they were made."""

import uuid
from datetime import datetime

import uuid_utils


def new_id() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): unique everywhere, ascending within this process."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


NIL = uuid.UUID(int=0)


def first_id(at: datetime) -> uuid.UUID:
    """The smallest identifier that can be made at `at` (to the millisecond): ids before it are older."""
    return uuid.UUID(int=int(at.timestamp() * 1000) << 80)
