"""Which calendars of an account are written and which take time; bookings elsewhere that are asked for, and known again in calendars.

Revision ID: 0035
Revises: 0033
"""

from alembic import op

from atende.core import wall

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None


_ASKINGS = """
CREATE TABLE bookings_askings (
    connection_id UUID NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT 'new' NOT NULL,
    reason TEXT,
    failures INTEGER DEFAULT 0 NOT NULL,
    since TIMESTAMP WITH TIME ZONE,
    all_at TIMESTAMP WITH TIME ZONE,
    last_asked_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_askings PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_askings_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id)
        REFERENCES integrations_connections (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_bookings_askings_tenant_id_connection_id UNIQUE (tenant_id, connection_id),
    CONSTRAINT ck_bookings_askings_state CHECK (state in ('new', 'ok', 'failing', 'broken')),
    CONSTRAINT ck_bookings_askings_rests CHECK (state <> 'broken' or due_at is null)
)
"""


def upgrade() -> None:
    op.execute("ALTER TABLE bookings_calendars ADD COLUMN is_blocking BOOLEAN DEFAULT true NOT NULL")
    op.execute(
        "CREATE UNIQUE INDEX uq_bookings_calendars_written ON bookings_calendars (tenant_id, resource_id, provider, account)"
        " WHERE is_written"
    )
    op.execute("ALTER TABLE bookings_busy ADD COLUMN uid_sign TEXT, ADD COLUMN is_own BOOLEAN DEFAULT false NOT NULL")
    op.execute("ALTER TABLE bookings_imports ADD COLUMN uid_sign TEXT, ADD COLUMN is_recurring BOOLEAN DEFAULT false NOT NULL")
    for table, column, index in (
        ("busy", "uid_sign", "uid"),
        ("imports", "uid_sign", "uid"),
        ("imports", "appointment_id", "appointment"),
    ):
        op.execute(
            f"CREATE INDEX ix_bookings_{table}_{index} ON bookings_{table} (tenant_id, {column}) WHERE {column} is not null"
        )
    op.execute(_ASKINGS)
    op.execute("CREATE INDEX ix_bookings_askings_due ON bookings_askings (due_at) WHERE due_at is not null")
    for statement in wall.build("bookings_askings", system="SELECT (tenant_id, connection_id, due_at)"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE bookings_askings")
    for index in ("busy_uid", "imports_uid", "imports_appointment"):
        op.execute(f"DROP INDEX ix_bookings_{index}")
    op.execute("ALTER TABLE bookings_imports DROP COLUMN uid_sign, DROP COLUMN is_recurring")
    op.execute("ALTER TABLE bookings_busy DROP COLUMN uid_sign, DROP COLUMN is_own")
    op.execute("DROP INDEX uq_bookings_calendars_written")
    op.execute("ALTER TABLE bookings_calendars DROP COLUMN is_blocking")
