"""Buckets of tokens: how often somebody may still ask.

Revision ID: 0017
Revises: 0016
"""

from alembic import op

from atende.core import wall

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE UNLOGGED TABLE limits_buckets (
            key TEXT NOT NULL,
            tokens DOUBLE PRECISION NOT NULL,
            granted INTEGER NOT NULL,
            at TIMESTAMP WITH TIME ZONE NOT NULL,
            CONSTRAINT pk_limits_buckets PRIMARY KEY (key)
        ) WITH (fillfactor = 50)
        """
    )
    op.execute("CREATE INDEX ix_limits_buckets_at ON limits_buckets (at)")
    op.execute("REVOKE ALL ON limits_buckets FROM PUBLIC")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON limits_buckets TO {wall.SYSTEM}")


def downgrade() -> None:
    op.execute("DROP TABLE limits_buckets")
