"""Bookings: what can be booked, whose time it takes, and who has it.

Revision ID: 0026
Revises: 0025
"""

from pathlib import Path

from alembic import op

from atende.core import wall

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# In the order in which they may be dropped.
_TABLES = ("changes", "appointments", "claims", "occasions", "closures", "plans", "needs", "resources", "services")
_SYSTEM = {"appointments": "SELECT (tenant_id, id, state, held_until)"}  # holds that have run out are swept


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n-- next\n"):
        op.execute(statement)
    for table in _TABLES:
        for statement in wall.build(f"bookings_{table}", system=_SYSTEM.get(table, "")):
            op.execute(statement)
    # Every professional there is can be given plans and services.
    op.execute("ALTER TABLE knowledge_professionals NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE bookings_resources NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "INSERT INTO bookings_resources (tenant_id, id, kind, professional_id, name, position, is_active)"
        " SELECT tenant_id, id, 'professional', id, name, position, is_active FROM knowledge_professionals"
    )
    op.execute("ALTER TABLE bookings_resources FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE knowledge_professionals FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE accounts_stores ADD COLUMN timezone TEXT")


def downgrade() -> None:
    op.execute("ALTER TABLE accounts_stores DROP COLUMN timezone")
    for table in _TABLES:
        op.execute(f"DROP TABLE bookings_{table}")
