"""Which calendars of an account are written and which take time.

Revision ID: 0035
Revises: 0033
"""

from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE bookings_calendars ADD COLUMN is_blocking BOOLEAN DEFAULT true NOT NULL")
    op.execute(
        "CREATE UNIQUE INDEX uq_bookings_calendars_written ON bookings_calendars (tenant_id, resource_id, provider, account)"
        " WHERE is_written"
    )


def downgrade() -> None:
    op.execute("DROP INDEX uq_bookings_calendars_written")
    op.execute("ALTER TABLE bookings_calendars DROP COLUMN is_blocking")
