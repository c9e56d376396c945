"""What a series was refused stands with it, and what was pressed of an offer; settings of reminders are followed in batches; who else goes
by a consent can be asked.

Revision ID: 0038
Revises: 0037
"""

from alembic import op

from atende.core import wall

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_CALENDARS = "SELECT (provider, environment, account, state)"  # whether another business of the install goes by the same consent
_SETTINGS = "SELECT (tenant_id, updated_at, anew_from)"


def upgrade() -> None:
    op.execute("ALTER TABLE bookings_series ADD COLUMN refused JSONB DEFAULT '[]' NOT NULL")
    op.execute("ALTER TABLE bookings_wait_offers ADD COLUMN answer TEXT")
    op.execute(
        "ALTER TABLE bookings_wait_offers ADD CONSTRAINT ck_bookings_wait_offers_answer CHECK (answer in ('accept', 'pass'))"
    )
    op.execute("ALTER TABLE bookings_reminder_settings ADD COLUMN anew_from TIMESTAMP WITH TIME ZONE")
    op.execute(
        "CREATE INDEX ix_bookings_reminder_settings_anew ON bookings_reminder_settings (updated_at) WHERE anew_from IS NOT NULL"
    )
    op.execute(f"CREATE POLICY crossing ON bookings_reminder_settings FOR ALL TO {wall.SYSTEM} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT {_SETTINGS} ON bookings_reminder_settings TO {wall.SYSTEM}")
    op.execute(f"GRANT {_CALENDARS} ON bookings_calendars TO {wall.SYSTEM}")


def downgrade() -> None:
    op.execute(f"REVOKE {_CALENDARS} ON bookings_calendars FROM {wall.SYSTEM}")
    op.execute(f"REVOKE {_SETTINGS} ON bookings_reminder_settings FROM {wall.SYSTEM}")
    op.execute("DROP POLICY crossing ON bookings_reminder_settings")
    op.execute("DROP INDEX ix_bookings_reminder_settings_anew")
    op.execute("ALTER TABLE bookings_reminder_settings DROP COLUMN anew_from")
    op.execute("ALTER TABLE bookings_wait_offers DROP COLUMN answer")
    op.execute("ALTER TABLE bookings_series DROP COLUMN refused")
