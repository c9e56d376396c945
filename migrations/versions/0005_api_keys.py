"""API keys of a tenant, and the grants by which an operator changes the keys that seal secrets.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from atende.core import wall

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UUID = postgresql.UUID(as_uuid=True)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "accounts_api_keys",
        sa.Column("tenant_id", UUID, nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("key_hash", sa.Text, nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("created_by", UUID, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("last_used_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.Column("revoked_by", UUID),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_accounts_api_keys"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["accounts_memberships.tenant_id", "accounts_memberships.user_id"],
            name="fk_accounts_api_keys_tenant_id_created_by",
        ),
        sa.UniqueConstraint("key_hash", name="uq_accounts_api_keys_key_hash"),
    )
    # Looked up before the tenant is known, by its hash; the crossing role notes when it was used and changes nothing else.
    verbs = {"app": "SELECT, INSERT, UPDATE", "system": "SELECT, UPDATE (last_used_at)"}
    for statement in wall.build("accounts_api_keys", **verbs):
        op.execute(statement)
    op.execute(f"GRANT UPDATE (master_id, wrapped), DELETE ON integrations_data_keys TO {wall.SYSTEM}")


def downgrade() -> None:
    op.execute(f"REVOKE UPDATE (master_id, wrapped), DELETE ON integrations_data_keys FROM {wall.SYSTEM}")
    op.drop_table("accounts_api_keys")
