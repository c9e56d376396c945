"""Everybody and everything in the agenda has a colour: those that had none get one after the other of ten.

Revision ID: 0033
Revises: 0032
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# As `bookings.rules.colors` had them then.
_PALETTE = "'{#017cf0,#c86100,#a15ce3,#029226,#d74396,#128c8c,#e44142,#828201,#706cf6,#a4760e}'::text[]"
_TABLE = "bookings_resources"


def upgrade() -> None:
    # The previous version, still running, adds rows without: they are drawn without, and have one as soon as somebody chooses it.
    op.execute(f"ALTER TABLE {_TABLE} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        f"UPDATE {_TABLE} r SET color = ({_PALETTE})[1 + (o.n - 1) % 10] FROM ("  # noqa: S608 - words of ours
        "SELECT tenant_id, id, row_number() OVER (PARTITION BY tenant_id ORDER BY kind <> 'professional', position, no) AS n"
        f" FROM {_TABLE}) o WHERE o.tenant_id = r.tenant_id AND o.id = r.id AND r.color IS NULL"
    )
    op.execute(f"ALTER TABLE {_TABLE} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Colours stay: nobody can tell any more who chose them."""
