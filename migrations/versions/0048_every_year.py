"""A closure may come every year: a holiday of the town.

Revision ID: 0048
Revises: 0047
"""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_TABLE = "bookings_closures"


def upgrade() -> None:
    # A constant default writes nothing anew, and a business has few closures. The previous version, while it still runs, adds some that
    # come once, and closes those that come every year in the first of them alone.
    op.execute(f"ALTER TABLE {_TABLE} ADD COLUMN every_year BOOLEAN DEFAULT false NOT NULL")
    op.execute(
        f"ALTER TABLE {_TABLE} ADD CONSTRAINT ck_bookings_closures_every_year CHECK (not every_year or last_on - first_on < 364)"
    )
    op.execute(f"CREATE INDEX ix_bookings_closures_yearly ON {_TABLE} (tenant_id) WHERE every_year")


def downgrade() -> None:
    op.execute(f"ALTER TABLE {_TABLE} DROP COLUMN every_year")
