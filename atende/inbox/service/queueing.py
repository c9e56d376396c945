"""Waiting for a person: since when, by when somebody should have taken it, and why."""

from datetime import datetime, timedelta

from atende.inbox.models import Conversation
from atende.inbox.service.held import Held

# When nothing else says by when: what a customer in a chat takes for "soon".
WITHIN = timedelta(minutes=10)

LATE = "late"  # the message came too late for the bot, and the customer still waits
CANNOT_SEND = "cannot_send"  # the bot's answer could not leave
RETURNED = "auto_return"  # a person had it and left the customer's last words unanswered
NOT_REMINDED = "not_reminded"  # somebody has to be told of their appointment by telephone
RUNNING_LATE = "running_late"  # the customer comes late to what they have today, and whoever expects them has to know
UNANSWERED = (LATE, CANNOT_SEND, RETURNED)  # over as soon as the bot answers after all


def wait(row: Conversation | Held, now: datetime, *, due_at: datetime | None = None, reason: str | None = None) -> None:
    """It waits for a person (since before, if it did) and somebody should take it by `due_at`; when that is over is told anew."""
    row.waiting_since = row.waiting_since or now
    row.due_at = due_at or row.due_at or now + WITHIN
    row.overdue_at = None
    row.handoff_reason = reason or row.handoff_reason


def wait_no_more(row: Conversation | Held) -> None:
    """Nobody waits here."""
    row.waiting_since = row.due_at = row.overdue_at = row.handoff_reason = None
