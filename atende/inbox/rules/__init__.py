"""Decisions of the inbox on plain values: who may speak, where a status may go, how fast. No database, network or clock."""

from atende.inbox.rules.speaking import Author, AuthorKind, Standing, may_send, window_closes_at
from atende.inbox.rules.status import advance

__all__ = ["Author", "AuthorKind", "Standing", "advance", "may_send", "window_closes_at"]
