"""Who a person is at a service that signs people in elsewhere.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

from atende.core import wall

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE accounts_outside_identities (
            id UUID DEFAULT gen_random_uuid() NOT NULL,
            provider TEXT NOT NULL,
            subject TEXT NOT NULL,
            user_id UUID NOT NULL,
            is_confirmed BOOLEAN DEFAULT true NOT NULL,
            not_before TIMESTAMP WITH TIME ZONE,
            created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
            CONSTRAINT pk_accounts_outside_identities PRIMARY KEY (id),
            CONSTRAINT uq_accounts_outside_identities_provider_subject UNIQUE (provider, subject),
            CONSTRAINT uq_accounts_outside_identities_user_id_provider UNIQUE (user_id, provider),
            CONSTRAINT fk_accounts_outside_identities_user_id FOREIGN KEY (user_id)
                REFERENCES accounts_users (id) ON DELETE CASCADE
        )
        """
    )
    op.execute("CREATE INDEX ix_accounts_outside_identities_user_id ON accounts_outside_identities (user_id)")
    op.execute("REVOKE ALL ON accounts_outside_identities FROM PUBLIC")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_outside_identities TO {wall.SYSTEM}")


def downgrade() -> None:
    op.execute("DROP TABLE accounts_outside_identities")
