"""The door's copy of a connection is made sure of a moment after each change; which message has a file is found by an index.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

from atende.core import wall

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE integrations_connections ADD COLUMN publish_due_at TIMESTAMP WITH TIME ZONE")
    op.execute(
        "CREATE INDEX ix_integrations_connections_publish ON integrations_connections (publish_due_at)"
        " WHERE publish_due_at IS NOT NULL"
    )
    op.execute(f"CREATE POLICY crossing ON integrations_connections FOR ALL TO {wall.SYSTEM} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT (tenant_id, id, publish_due_at) ON integrations_connections TO {wall.SYSTEM}")
    op.execute("CREATE INDEX ix_inbox_messages_file ON inbox_messages (tenant_id, file_id) WHERE file_id IS NOT NULL")


def downgrade() -> None:
    op.execute("DROP INDEX ix_inbox_messages_file")
    op.execute("DROP POLICY crossing ON integrations_connections")
    op.execute("ALTER TABLE integrations_connections DROP COLUMN publish_due_at")
    op.execute(f"REVOKE ALL ON integrations_connections FROM {wall.SYSTEM}")
