"""Identifiers that sort by the time they were made."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): unique everywhere, ascending within this process."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
