"""Rows of the same content are found by an index: whether anybody still has it is asked whenever an old file goes.

Revision ID: 0045
Revises: 0044
"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_NAME = "ix_inbox_files_sha256"


def upgrade() -> None:
    # Files are few beside messages: one look at them.
    op.execute(f"CREATE INDEX {_NAME} ON inbox_files (tenant_id, sha256)")


def downgrade() -> None:
    op.execute(f"DROP INDEX {_NAME}")
