"""The e-mail that a person has at a service elsewhere, so that they recognize it in their list.

Revision ID: 0019
Revises: 0017
"""

from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The table is small (one row a person who signs in elsewhere) and the column empty: no rewrite, no wait.
    op.execute("ALTER TABLE accounts_outside_identities ADD COLUMN email TEXT")


def downgrade() -> None:
    op.execute("ALTER TABLE accounts_outside_identities DROP COLUMN email")
