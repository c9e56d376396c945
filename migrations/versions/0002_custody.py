"""Custody: what came in is counted by the database itself, for longer than it is kept; replays; what people look for in parcels.

Revision ID: 0002
Revises: 0001
"""

from pathlib import Path

from alembic import op

from atende.core import wall

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WALLED: list[tuple[str, dict[str, str]]] = [
    ("integrations_tallies", {"app": "SELECT, INSERT, UPDATE"}),
    ("integrations_tally_changes", {"app": "SELECT, INSERT, DELETE", "system": "SELECT (tenant_id)"}),
    ("integrations_replays", {"app": "SELECT, INSERT, UPDATE", "system": "SELECT (tenant_id, id, state, worked_at)"}),
]


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n-- next\n"):
        op.execute(statement)
    for table, verbs in WALLED:
        for statement in wall.build(table, **verbs):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no going back from counting; drop the three tables and both triggers by hand")
