"""What is due is found by tenant and then by its time, so that a look for it reads the first few of each and not all that wait.

Revision ID: 0044
Revises: 0043
"""

import time

from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_PATIENCE = 2  # seconds
_TRIES = 150  # ten minutes
_LOCKED = "55P03"  # lock_not_available

# Table, the index there was, the one that takes its place, what rows are due by, and which wait.
_INDEXES = (
    ("inbox_messages", "send_due", "send", "send_due_at", "status = 'queued'", None),
    ("inbox_messages", "media_due", "media", "media_due_at", "media_state = 'pending'", None),
    ("inbox_attempts", "lease", "leases", "lease_until", "state = 'sending'", None),
    (
        "inbox_conversations", "return", "returns", "return_at",
        "return_at IS NOT NULL AND owner_kind <> 'bot' AND waiting_since IS NULL", "return_at IS NOT NULL",
    ),
    (
        "inbox_conversations", "due", "overdue", "due_at",
        "due_at IS NOT NULL AND waiting_since IS NOT NULL AND overdue_at IS NULL", None,
    ),
    ("bot_sessions", "due", "turns", "turn_due_at", "turn_due_at IS NOT NULL", None),
    ("bookings_appointments", "held", "holds", "held_until", "state = 'hold'", None),
    ("bookings_appointments", "remind", "reminders", "remind_at", "remind_at IS NOT NULL", None),
    ("bookings_receipts", "look", "turns", "look_at", "look_at IS NOT NULL", None),
    ("bookings_calendars", "due", "turns", "due_at", "due_at IS NOT NULL", None),
    ("bookings_askings", "due", "turns", "due_at", "due_at IS NOT NULL", None),
    ("integrations_connections", "publish", "unsure", "publish_due_at", "publish_due_at IS NOT NULL", None),
)  # fmt: skip


def upgrade() -> None:
    # Each statement commits by itself, because messages and conversations are read from end to end, and can be made once more. What
    # the previous version asks by time alone it finds by the new ones, too: few rows wait.
    with op.get_context().autocommit_block():
        op.execute("GRANT SELECT (seq) ON integrations_tally_changes TO atende_system")
        for table, old, new, due, waits, _ in _INDEXES:
            op.execute(f"CREATE INDEX IF NOT EXISTS ix_{table}_{new} ON {table} (tenant_id, {due}) WHERE {waits}")
            _drop(f"ix_{table}_{old}")


def _drop(index: str) -> None:
    """Who waits to drop an index of a table lets nobody else at the table meanwhile: not for longer than a moment at a time, should a
    backup be reading it."""
    op.execute(f"SET lock_timeout = '{_PATIENCE}s'")
    for left in reversed(range(_TRIES)):
        try:
            op.execute(f"DROP INDEX IF EXISTS {index}")
            break
        except DBAPIError as error:
            if not left or getattr(error.orig, "sqlstate", None) != _LOCKED:
                raise
            time.sleep(_PATIENCE)
    op.execute("SET lock_timeout = 0")


def downgrade() -> None:
    for table, old, new, due, waits, before in _INDEXES:
        op.execute(f"CREATE INDEX ix_{table}_{old} ON {table} ({due}) WHERE {before or waits}")
        op.execute(f"DROP INDEX ix_{table}_{new}")
    op.execute("REVOKE SELECT (seq) ON integrations_tally_changes FROM atende_system")
