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
    ("integrations_parcel_keys", {"app": "SELECT, INSERT, DELETE", "system": "SELECT (tenant_id, parcel_id)"}),
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
    ("inbox_external_ids", {}),
    ("inbox_client_ids", {}),
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
    ("bot_pending_inputs", {"system": "SELECT (tenant_id, message_id)"}),
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

# In partitions by the month of their id (docs/decisions/0010-partitions-by-id.md). The default one takes what no month was made for.
BY_MONTH = ("inbox_messages", "integrations_parcels")


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
    for table in BY_MONTH:
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
        for statement in wall.build(f"{table}_default", app=""):
            op.execute(statement)
    functions = Path(__file__).with_name("0001_functions.sql").read_text(encoding="utf-8")
    walled = "\n".join(f"        EXECUTE format($w${one}$w$, child);" for one in wall.build("%1$I", app=""))
    for statement in functions.replace("        -- WALL", walled).split("\n-- next\n"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the foundation")
