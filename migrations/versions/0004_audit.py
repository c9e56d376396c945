"""The audit log: entries that nobody changes or deletes, and where each chain of them ends.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from atende.core import wall

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UUID = postgresql.UUID(as_uuid=True)


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("no", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("actor_id", UUID),
        sa.Column("actor_role", sa.Text),
        sa.Column("subject_id", UUID),
        sa.Column("detail", postgresql.JSONB, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("agent", sa.Text),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_audit_entries"),
        sa.UniqueConstraint("tenant_id", "no", name="uq_audit_entries_tenant_id_no"),
    )
    for word, columns in {
        "actor": ["tenant_id", "actor_id", "no"],
        "subject": ["tenant_id", "subject_id", "no"],
        "action": ["tenant_id", "action", "no"],
    }.items():
        op.create_index(f"ix_audit_entries_{word}", "audit_entries", columns)
    op.create_table(
        "audit_heads",
        sa.Column("tenant_id", UUID, primary_key=True),
        sa.Column("last_no", sa.BigInteger, nullable=False),
        sa.Column("last_hash", sa.LargeBinary, nullable=False),
    )
    # Appended to and read, never changed: no role that serves requests has UPDATE or DELETE on an entry (S28).
    for statement in wall.build("audit_entries", app="SELECT, INSERT", system="SELECT, INSERT"):
        op.execute(statement)
    for statement in wall.build("audit_heads", app="SELECT, INSERT, UPDATE", system="SELECT, INSERT, UPDATE"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_heads")
    op.drop_table("audit_entries")
