"""Whoever is about to drop a month tries for a moment only to hold it: everything new queues up behind that, as behind the drop.

Revision ID: 0043
Revises: 0042
"""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER FUNCTION core_hold_partition(text) SET lock_timeout = '200ms'")


def downgrade() -> None:
    op.execute("ALTER FUNCTION core_hold_partition(text) SET lock_timeout = '3s'")
