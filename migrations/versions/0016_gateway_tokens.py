"""Tokens of sessions for apps beside us on the same domain.

Revision ID: 0016
Revises: 0007
"""

from alembic import op

from atende.core import wall

revision = "0016"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE accounts_gateway_tokens (
            session_id UUID NOT NULL,
            token_hash TEXT NOT NULL,
            created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
            CONSTRAINT pk_accounts_gateway_tokens PRIMARY KEY (session_id),
            CONSTRAINT uq_accounts_gateway_tokens_token_hash UNIQUE (token_hash),
            CONSTRAINT fk_accounts_gateway_tokens_session_id FOREIGN KEY (session_id)
                REFERENCES accounts_sessions (id) ON DELETE CASCADE
        )
        """
    )
    op.execute("REVOKE ALL ON accounts_gateway_tokens FROM PUBLIC")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_gateway_tokens TO {wall.SYSTEM}")


def downgrade() -> None:
    op.execute("DROP TABLE accounts_gateway_tokens")
