"""Who waits for a time may wait for some days of the week only.

Revision ID: 0046
Revises: 0045
"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_TABLE = "bookings_waits"


def upgrade() -> None:
    # Without a default, so nothing is written anew; those that are there, and those that the previous version still adds, are of any day.
    op.execute(f"ALTER TABLE {_TABLE} ADD COLUMN weekdays SMALLINT")
    op.execute(f"ALTER TABLE {_TABLE} ADD CONSTRAINT ck_bookings_waits_weekdays CHECK (weekdays between 1 and 127)")


def downgrade() -> None:
    op.execute(f"ALTER TABLE {_TABLE} DROP COLUMN weekdays")
