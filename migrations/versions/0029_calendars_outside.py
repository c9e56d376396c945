"""Calendars outside: Google's and subscribed ones, the agenda as a feed, bookings that others take for us.

Revision ID: 0029
Revises: 0028
"""

from pathlib import Path

from alembic import op

from atende.core import wall

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# In the order in which they may be dropped.
_TABLES = (
    "imports", "import_routes", "feeds", "flags", "calendar_consents", "calendar_channels", "busy", "calendar_entries", "calendars",
)  # fmt: skip
_SYSTEM = {"calendars": "SELECT (tenant_id, id, due_at, leased_until)"}  # which calendars have something to be done


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n-- next\n"):
        op.execute(statement)
    for table in _TABLES:
        for statement in wall.build(f"bookings_{table}", system=_SYSTEM.get(table, "")):
            op.execute(statement)


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"DROP TABLE bookings_{table}")
