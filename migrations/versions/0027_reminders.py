"""Reminders: how a business reminds, what became of each reminder, and when to look at an appointment again.

It builds an index on appointments in one transaction, which writing waits for: 0026, which made that table, was never released without
this one, so there is nobody's appointment in it yet.

Revision ID: 0027
Revises: 0026
"""

from alembic import op

from atende.core import wall

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_SETTINGS = """
CREATE TABLE bookings_reminder_settings (
    tenant_id UUID NOT NULL,
    is_on BOOLEAN NOT NULL,
    leads INTEGER[] NOT NULL,
    of_services JSONB DEFAULT '{}' NOT NULL,
    quiet_since TIME WITHOUT TIME ZONE,
    quiet_until TIME WITHOUT TIME ZONE,
    has_buttons BOOLEAN DEFAULT true NOT NULL,
    language TEXT DEFAULT 'pt-BR' NOT NULL,
    text TEXT DEFAULT '' NOT NULL,
    templates JSONB DEFAULT '[]' NOT NULL,
    on_since TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_reminder_settings PRIMARY KEY (tenant_id),
    CONSTRAINT ck_bookings_reminder_settings_quiet CHECK ((quiet_since is null) = (quiet_until is null)),
    CONSTRAINT ck_bookings_reminder_settings_language CHECK (language in ('pt-BR', 'en'))
)
"""
_REMINDERS = """
CREATE TABLE bookings_reminders (
    appointment_id UUID NOT NULL,
    lead INTEGER NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    conversation_id UUID,
    message_id UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_reminders PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_reminders_tenant_id_appointment_id FOREIGN KEY(tenant_id, appointment_id)
        REFERENCES bookings_appointments (tenant_id, id),
    CONSTRAINT fk_bookings_reminders_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id)
        REFERENCES inbox_conversations (tenant_id, id),
    CONSTRAINT ck_bookings_reminders_outcome CHECK (outcome in ('queued', 'skipped', 'failed', 'withdrawn')),
    CONSTRAINT ck_bookings_reminders_message CHECK (outcome not in ('queued', 'withdrawn') or message_id is not null)
)
"""
# Whatever is asked of a reminder is asked of the row as it is then; this only says that it changed. What was said of one start is not
# said of another.
_FOLLOW = """
CREATE FUNCTION bookings_remind_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.starts_at <> OLD.starts_at THEN
        NEW.acknowledged_at := NULL;
    END IF;
    NEW.remind_at := CASE WHEN NEW.state = 'confirmed' THEN now() END;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute(_SETTINGS)
    op.execute(_REMINDERS)
    op.execute(
        "CREATE UNIQUE INDEX uq_bookings_reminders_once ON bookings_reminders (tenant_id, appointment_id, lead, starts_at)"
        " WHERE outcome <> 'withdrawn'"
    )
    op.execute("CREATE INDEX ix_bookings_reminders_appointment ON bookings_reminders (tenant_id, appointment_id, at)")
    op.execute(
        "CREATE INDEX ix_bookings_reminders_message ON bookings_reminders (tenant_id, message_id) WHERE message_id IS NOT NULL"
    )
    op.execute(
        "CREATE INDEX ix_bookings_reminders_conversation ON bookings_reminders (tenant_id, conversation_id, at)"
        " WHERE conversation_id IS NOT NULL"
    )
    for table in ("bookings_reminder_settings", "bookings_reminders"):
        for statement in wall.build(table):
            op.execute(statement)
    op.execute("ALTER TABLE bookings_appointments ADD COLUMN acknowledged_at TIMESTAMP WITH TIME ZONE")
    op.execute("ALTER TABLE bookings_appointments ADD COLUMN remind_at TIMESTAMP WITH TIME ZONE")
    op.execute("CREATE INDEX ix_bookings_appointments_remind ON bookings_appointments (remind_at) WHERE remind_at IS NOT NULL")
    op.execute(f"GRANT SELECT (remind_at) ON bookings_appointments TO {wall.SYSTEM}")
    op.execute(_FOLLOW)
    op.execute("REVOKE ALL ON FUNCTION bookings_remind_anew FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER remind_anew BEFORE INSERT OR UPDATE OF starts_at, state, service_id, conversation_id, contact_id, zone, said_at"
        " ON bookings_appointments FOR EACH ROW EXECUTE FUNCTION bookings_remind_anew()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER remind_anew ON bookings_appointments")
    op.execute("DROP FUNCTION bookings_remind_anew")
    op.execute("DROP INDEX ix_bookings_appointments_remind")
    op.execute("ALTER TABLE bookings_appointments DROP COLUMN remind_at")
    op.execute("ALTER TABLE bookings_appointments DROP COLUMN acknowledged_at")
    op.execute("DROP TABLE bookings_reminders")
    op.execute("DROP TABLE bookings_reminder_settings")
