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
_TABLES = ("bookings_appointments", "bookings_series")


def upgrade() -> None:
    op.execute(f"ALTER TABLE bookings_series DROP CONSTRAINT {_NAME}")
    op.execute(f"ALTER TABLE bookings_series ADD CONSTRAINT {_NAME} CHECK (unit in ('day', 'week', 'month'))")


def downgrade() -> None:
    # What was agreed by months stays: its appointments are like any other, and only what was said of them is lost.
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE bookings_appointments SET series_id = NULL WHERE (tenant_id, series_id) IN"
               " (SELECT tenant_id, id FROM bookings_series WHERE unit = 'month')")  # fmt: skip
    op.execute("DELETE FROM bookings_series WHERE unit = 'month'")
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE bookings_series DROP CONSTRAINT {_NAME}")
    op.execute(f"ALTER TABLE bookings_series ADD CONSTRAINT {_NAME} CHECK (unit in ('day', 'week'))")
