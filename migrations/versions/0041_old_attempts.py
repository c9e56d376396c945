"""Attempts that are long past are found by an index of their own: whoever guesses fills this table, and each guess looks for them.

Revision ID: 0041
Revises: 0040
"""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_NAME = "ix_accounts_sign_in_attempts_last_at"


def upgrade() -> None:
    # Of the last day at most: sign-ins wait for moments.
    op.execute(f"CREATE INDEX {_NAME} ON accounts_sign_in_attempts (last_at)")


def downgrade() -> None:
    op.execute(f"DROP INDEX {_NAME}")
