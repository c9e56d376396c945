"""What a person missed is found by an index of its own.

Revision ID: 0039
Revises: 0038
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_NAME = "ix_bookings_appointments_missed"


def upgrade() -> None:
    # One look at the appointments, of which few were missed: bookings wait that long. Made concurrently, it would wait for whoever
    # else waits to migrate, and they for it.
    op.execute(f"CREATE INDEX {_NAME} ON bookings_appointments (tenant_id, contact_id, starts_at) WHERE state = 'no_show'")


def downgrade() -> None:
    op.execute(f"DROP INDEX {_NAME}")
