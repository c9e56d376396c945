"""When a person's e-mail was proved to be theirs, and who linked an identity elsewhere.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE accounts_users ADD COLUMN email_confirmed_at TIMESTAMP WITH TIME ZONE")
    # Operators made these and vouched for them. Of all others it is not known: they go on as they are, and prove it when they
    # next join a business or choose a password by mail.
    op.execute(
        "UPDATE accounts_users u SET email_confirmed_at = u.created_at WHERE u.is_superuser OR u.agency_id IS NOT NULL"
        " OR (u.password_hash = '!' AND EXISTS"
        " (SELECT FROM accounts_outside_identities i WHERE i.user_id = u.id AND i.is_confirmed))"
    )
    # Of those there are it is not known who linked them, so they are taken for the kind that a reset ends.
    op.execute("ALTER TABLE accounts_outside_identities ADD COLUMN linked_by TEXT NOT NULL DEFAULT 'person'")
    op.execute("ALTER TABLE accounts_outside_identities ALTER COLUMN linked_by SET DEFAULT 'email'")
    op.execute(
        "ALTER TABLE accounts_outside_identities ADD CONSTRAINT ck_accounts_outside_identities_linked_by"
        " CHECK (linked_by in ('email', 'person'))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE accounts_outside_identities DROP COLUMN linked_by")
    op.execute("ALTER TABLE accounts_users DROP COLUMN email_confirmed_at")
