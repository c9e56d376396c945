"""Who waits for a time may wait for it in the place of an appointment that they have.

Revision ID: 0047
Revises: 0046
"""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_TABLE = "bookings_waits"


def upgrade() -> None:
    # Nobody waits so yet, and there are few who wait: the key is compared at once. The previous version, while it still runs, takes them
    # for people who want one more: it offers them later times too, and who has as many as they may leaves the list with it.
    op.execute(f"ALTER TABLE {_TABLE} ADD COLUMN appointment_id UUID")
    op.execute(
        f"ALTER TABLE {_TABLE} ADD CONSTRAINT fk_bookings_waits_tenant_id_appointment_id FOREIGN KEY (tenant_id, appointment_id)"
        " REFERENCES bookings_appointments (tenant_id, id)"
    )


def downgrade() -> None:
    op.execute(f"ALTER TABLE {_TABLE} DROP COLUMN appointment_id")
