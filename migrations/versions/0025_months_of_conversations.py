"""Every conversation knows the months its messages lie in, so that a page of it asks no others; reactions, and the facts a
timeline tells, have an index of their own.

Revision ID: 0025
Revises: 0024
"""

from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_PARTS = text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'inbox_messages'::regclass ORDER BY 1")
_DEFAULT = "inbox_messages_default"
_LOOKED_PAST = ("inbox_messages", _DEFAULT, "inbox_conversations")


def upgrade() -> None:
    # Each statement commits by itself: the previous version goes on working, and as one transaction they would keep every conversation
    # locked while a large install's messages are read. So each can be made once more, after a try that was cut short.
    with op.get_context().autocommit_block():
        for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n-- next\n"):
            op.execute(statement)
        _look_back()


def _look_back() -> None:
    """What stood before the triggers is looked at once, a month at a time."""
    for table in _LOOKED_PAST:  # by the owner, whom nobody who works here can become
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    # First what may move into a month's partition meanwhile, and never comes back.
    op.execute(_note(_DEFAULT, "true"))
    for part in op.get_bind().execute(_PARTS).scalars().all():
        if part != _DEFAULT:
            year, month = map(int, part[-7:].split("_"))
            since, until = (f"core_first_id(timestamptz '{y}-{m:02}-01 UTC')" for y, m in ((year, month), _next(year, month)))
            op.execute(_note("inbox_messages", f"id >= {since} AND id < {until}"))
    for table in _LOOKED_PAST:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _next(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)


def _note(table: str, which: str) -> str:
    return (
        "UPDATE inbox_conversations c"  # noqa: S608 - names and months of ours
        " SET message_months = ARRAY(SELECT unnest(c.message_months) UNION SELECT unnest(n.months) ORDER BY 1) FROM ("
        " SELECT tenant_id, conversation_id, array_agg(DISTINCT core_month_of(id)) AS months"
        f" FROM {table} WHERE {which} GROUP BY 1, 2) AS n"
        " WHERE c.tenant_id = n.tenant_id AND c.id = n.conversation_id AND NOT c.message_months @> n.months"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_facts_told")
    op.execute("DROP INDEX ix_inbox_messages_reactions")
    op.execute("DROP TRIGGER keep_months_of_moved ON inbox_messages")
    op.execute("DROP TRIGGER keep_months_of_new ON inbox_messages")
    op.execute("DROP FUNCTION inbox_keep_months_of_moved")
    op.execute("DROP FUNCTION inbox_keep_months_of_new")
    op.execute("DROP FUNCTION core_month_of")
    op.execute("ALTER TABLE inbox_conversations DROP COLUMN message_months")
