"""Which history the database tells: one row for the first start, one more for each restore.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from atende.core import wall

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "histories",
        sa.Column("id", postgresql.UUID(as_uuid=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_histories"),
    )
    op.execute("INSERT INTO histories (id) VALUES (gen_random_uuid())")
    op.execute("REVOKE ALL ON histories FROM PUBLIC")
    op.execute(f"GRANT SELECT ON histories TO {wall.SYSTEM}")


def downgrade() -> None:
    op.drop_table("histories")
