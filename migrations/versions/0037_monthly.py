"""Appointments may repeat every month.

Revision ID: 0037
Revises: 0036
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_NAME = "ck_bookings_series_unit"


def upgrade() -> None:
    op.execute(f"ALTER TABLE bookings_series DROP CONSTRAINT {_NAME}")
    op.execute(f"ALTER TABLE bookings_series ADD CONSTRAINT {_NAME} CHECK (unit in ('day', 'week', 'month'))")


def downgrade() -> None:
    # What was agreed by months stays: its appointments are like any other, and only what was said of them is lost.
    op.execute("UPDATE bookings_appointments SET series_id = NULL WHERE (tenant_id, series_id) IN"
               " (SELECT tenant_id, id FROM bookings_series WHERE unit = 'month')")  # fmt: skip
    op.execute("DELETE FROM bookings_series WHERE unit = 'month'")
    op.execute(f"ALTER TABLE bookings_series DROP CONSTRAINT {_NAME}")
    op.execute(f"ALTER TABLE bookings_series ADD CONSTRAINT {_NAME} CHECK (unit in ('day', 'week'))")
