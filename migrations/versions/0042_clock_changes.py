"""Whose clock was changed, until what was agreed by the old one is put back.

Revision ID: 0042
Revises: 0041
"""

from alembic import op

from atende.core import wall

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE bookings_clock_changes (
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_clock_changes PRIMARY KEY (tenant_id, id)
)
"""


def upgrade() -> None:
    op.execute(_TABLE)
    op.execute("CREATE INDEX ix_bookings_clock_changes_due ON bookings_clock_changes (due_at)")
    for statement in wall.build("bookings_clock_changes", system="SELECT (tenant_id, due_at)"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE bookings_clock_changes")
