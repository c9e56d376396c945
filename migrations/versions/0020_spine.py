"""Through which door a nobody's event came; a month finds its rows in the default partition and takes them.

Revision ID: 0020
Revises: 0019
"""

from pathlib import Path

from alembic import op

from atende.core import wall

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE integrations_unrouted ADD COLUMN through_id UUID")
    # By which secret these were believed nobody knows any more: they name no door there is, so nobody is handed them.
    op.execute("UPDATE integrations_unrouted SET through_id = '00000000-0000-0000-0000-000000000000' WHERE routed_at IS NULL")
    op.execute("ALTER TABLE integrations_unrouted DROP CONSTRAINT uq_integrations_unrouted_provider_dedupe_key")
    op.execute(
        "ALTER TABLE integrations_unrouted ADD CONSTRAINT uq_integrations_unrouted_provider_through_id_dedupe_key"
        " UNIQUE NULLS NOT DISTINCT (provider, through_id, dedupe_key)"
    )
    # They stand with their business since; here nobody needs their words.
    op.execute("UPDATE integrations_unrouted SET raw = '' WHERE routed_at IS NOT NULL")
    op.execute(f"GRANT DELETE ON integrations_unrouted TO {wall.SYSTEM}")
    # A look for what is due goes from tenant to tenant and reads the first of each, however much waits.
    op.execute("DROP INDEX ix_integrations_parcels_due")
    for queue, which in (("live", "<>"), ("old", "=")):
        op.execute(
            f"CREATE INDEX ix_integrations_parcels_{queue} ON integrations_parcels (tenant_id, due_at)"
            f" WHERE state = 'waiting' AND kind {which} 'history'"
        )
    functions = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    walled = "\n".join(f"            EXECUTE format($w${one}$w$, child);" for one in wall.build("%1$I", app=""))
    for statement in functions.replace("            -- WALL", walled).split("\n-- next\n"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events of several doors may share a key by now; drop the column by hand")
