"""Every conversation knows the months its messages lie in, so that a page of it asks no others; reactions, and the facts a
timeline tells, have an index of their own.

Revision ID: 0025
Revises: 0024
"""

from pathlib import Path

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n-- next\n"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX ix_facts_told")
    op.execute("DROP INDEX ix_inbox_messages_reactions")
    op.execute("DROP TRIGGER keep_months_of_moved ON inbox_messages")
    op.execute("DROP TRIGGER keep_months_of_new ON inbox_messages")
    op.execute("DROP FUNCTION inbox_keep_months_of_moved")
    op.execute("DROP FUNCTION inbox_keep_months_of_new")
    op.execute("DROP FUNCTION core_month_of")
    op.execute("ALTER TABLE inbox_conversations DROP COLUMN message_months")
