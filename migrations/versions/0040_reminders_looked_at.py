"""A reminder keeps a sign of whom and what it names, and whether people have to look at it; those are found by an index of their own.

Revision ID: 0040
Revises: 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_NAME = "ix_bookings_reminders_open"


def upgrade() -> None:
    # What the version before writes meanwhile has no sign, and leaves by what that one asked; nor is it in anybody's list.
    op.execute("ALTER TABLE bookings_reminders ADD COLUMN said TEXT, ADD COLUMN is_open BOOLEAN DEFAULT false NOT NULL")
    op.execute(f"CREATE INDEX {_NAME} ON bookings_reminders (tenant_id, starts_at, id) WHERE is_open")


def downgrade() -> None:
    op.execute(f"DROP INDEX {_NAME}")
    op.execute("ALTER TABLE bookings_reminders DROP COLUMN is_open, DROP COLUMN said")
