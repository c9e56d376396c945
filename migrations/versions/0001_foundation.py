"""The foundation: accounts, integrations, contacts, inbox, knowledge, bot, facts, and the wall around each.

Revision ID: 0001
Revises:
"""

from pathlib import Path

from alembic import op

from atende.core import wall

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The application role's verbs, and what the crossing role may touch: columns where a sweep needs no more.
WALLED: list[tuple[str, dict[str, str]]] = [
    ("accounts_stores", {}),
    ("accounts_memberships", {"system": "SELECT, INSERT, UPDATE, DELETE"}),
    ("integrations_connections", {}),
    ("integrations_parcels", {"system": "SELECT (tenant_id, id, connection_id, lane, kind, seq, state, due_at)"}),
    ("integrations_data_keys", {"app": "SELECT, INSERT, UPDATE", "system": "SELECT, INSERT"}),
    ("integrations_numbers", {"app": "", "system": "SELECT, INSERT, UPDATE, DELETE"}),
    ("contacts_contacts", {}),
    ("contacts_identities", {}),
    ("contacts_merges", {"app": "SELECT, INSERT, UPDATE"}),
    ("contacts_preferences", {"app": "SELECT, INSERT"}),
    ("inbox_conversations", {"system": "SELECT (tenant_id, id, return_at, due_at, waiting_since, overdue_at, owner_kind)"}),
    ("inbox_cases", {}),
    (
        "inbox_messages",
        {
            "system": "SELECT (tenant_id, id, conversation_id, connection_id, status, send_due_at, send_no,"
            " media_state, media_due_at)"
        },
    ),
    ("inbox_attempts", {"system": "SELECT (tenant_id, id, message_id, state, lease_until)"}),
    ("inbox_statuses", {}),
    ("inbox_amendments", {}),
    ("inbox_timeline_moves", {}),
    ("inbox_notes", {}),
    ("inbox_files", {}),
    ("inbox_templates", {}),
    ("knowledge_profiles", {}),
    ("knowledge_services", {}),
    ("knowledge_professionals", {}),
    ("knowledge_service_stores", {}),
    ("knowledge_professional_stores", {}),
    ("knowledge_professional_services", {}),
    ("bot_settings", {}),
    ("bot_sessions", {"system": "SELECT (tenant_id, conversation_id, turn_due_at)"}),
    ("bot_pending_inputs", {}),
    ("bot_turns", {}),
    ("facts", {"app": "SELECT, INSERT", "system": "SELECT"}),
]

# Rows that are nobody's in particular: no tenant, no row security, reached by crossings only.
CROSSING_ONLY = {
    "accounts_agencies": "SELECT, INSERT, UPDATE",
    "accounts_users": "SELECT, INSERT, UPDATE",
    "accounts_sessions": "SELECT, INSERT, UPDATE, DELETE",
    "accounts_sign_in_attempts": "SELECT, INSERT, UPDATE, DELETE",
    "integrations_unrouted": "SELECT, INSERT, UPDATE",
}

# Stores a batch of parcels of several tenants in one round trip, each under its own tenant's wall: security invoker, so the
# policies hold inside as they do outside. Returns the ids that were new.
STORE_PARCELS = """
CREATE FUNCTION integrations_store_parcels(
    tenants uuid[], ids uuid[], connections uuid[], providers text[], kinds text[], keys text[], lanes text[],
    raws text[], correlations text[], received timestamptz
) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    one uuid;
BEGIN
    FOR one IN SELECT DISTINCT t FROM unnest(tenants) AS t LOOP
        PERFORM set_config('app.tenant_id', one::text, true);
        RETURN QUERY
            INSERT INTO integrations_parcels AS p
                (tenant_id, id, connection_id, provider, kind, dedupe_key, lane, raw, correlation_id, received_at, due_at)
            SELECT u.t, u.i, u.c, u.p, u.k, u.d, u.l, u.r, u.x, received, received
            FROM unnest(tenants, ids, connections, providers, kinds, keys, lanes, raws, correlations)
                WITH ORDINALITY AS u(t, i, c, p, k, d, l, r, x, n)
            WHERE u.t = one
            ORDER BY u.n
            ON CONFLICT (tenant_id, connection_id, dedupe_key) DO NOTHING
            RETURNING p.id;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$
"""


def upgrade() -> None:
    tables = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in tables.split(";\n"):
        if (statement.strip() and not statement.strip().startswith("--")) or "CREATE" in statement:
            op.execute(statement)
    for table, verbs in WALLED:
        for statement in wall.build(table, **verbs):
            op.execute(statement)
    for statement in wall.build("accounts_tenants", column="id", app="SELECT, INSERT, UPDATE", system="SELECT, INSERT, UPDATE"):
        op.execute(statement)
    for table, verbs in CROSSING_ONLY.items():
        op.execute(f"REVOKE ALL ON {table} FROM PUBLIC")
        op.execute(f"GRANT {verbs} ON {table} TO {wall.SYSTEM}")
    op.execute(f"GRANT SELECT ON alembic_version TO {wall.APP}, {wall.SYSTEM}")  # `/ready` compares it
    op.execute(STORE_PARCELS)
    op.execute("REVOKE ALL ON FUNCTION integrations_store_parcels FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION integrations_store_parcels TO {wall.APP}")


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the foundation")
