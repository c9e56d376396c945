"""The wall between tenants, as statements: what a migration runs for each new table.

Without a tenant set, any use of a tenant's table by the application role is an error, never an empty answer.
"""

APP = "atende_app"
SYSTEM = "atende_system"

# Raises when no tenant is set: after a transaction that set one, the setting is '' and '' is no UUID.
CURRENT = "(select current_setting('app.tenant_id')::uuid)"


def build(table: str, *, column: str = "tenant_id", app: str = "SELECT, INSERT, UPDATE, DELETE", system: str = "") -> list[str]:
    """Row security enabled and forced on `table`; the application role sees the current tenant's rows only and has the verbs
    in `app`; the crossing role has the verbs in `system` on all rows, or nothing."""
    # The first half names no column: read by an index an empty table is an error too. Read from end to end it is an empty
    # answer, because PostgreSQL asks the wall of each row it comes to, and there is none.
    wall = f"{CURRENT} is not null and {column} = {CURRENT}"
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"REVOKE ALL ON {table} FROM PUBLIC",
        f"CREATE POLICY wall ON {table} FOR ALL TO {APP} USING ({wall}) WITH CHECK ({wall})",
    ]
    if app:
        statements.append(f"GRANT {app} ON {table} TO {APP}")
    if system:
        statements.append(f"CREATE POLICY crossing ON {table} FOR ALL TO {SYSTEM} USING (true) WITH CHECK (true)")
        statements.append(f"GRANT {system} ON {table} TO {SYSTEM}")
    return statements
