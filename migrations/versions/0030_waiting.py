"""Who waits for a time to become free, what they were offered, and what became free.

Revision ID: 0030
Revises: 0029
"""

from pathlib import Path

from alembic import op

from atende.core import wall

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# In the order in which they may be dropped, with what is swept across tenants.
_TABLES = {
    "wait_offers": "SELECT (tenant_id, check_at)",
    "waits": "SELECT (tenant_id, state, look_at)",
    "freed": "SELECT (tenant_id, at)",
}


def upgrade() -> None:
    op.execute("ALTER TABLE bookings_services ADD COLUMN offer_minutes INTEGER DEFAULT 30 NOT NULL")
    op.execute("ALTER TABLE bookings_services ADD CONSTRAINT ck_bookings_services_offer CHECK (offer_minutes between 5 and 720)")
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n-- next\n"):
        op.execute(statement)
    for table, system in _TABLES.items():
        for statement in wall.build(f"bookings_{table}", system=system):
            op.execute(statement)


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"DROP TABLE bookings_{table}")
    op.execute("ALTER TABLE bookings_services DROP COLUMN offer_minutes")
