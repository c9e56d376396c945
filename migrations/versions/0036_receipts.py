"""Receipts of what was booked on the public page, the page's cover, and templates for offers of the waiting list.

Revision ID: 0036
Revises: 0035
"""

from alembic import op

from atende.core import wall

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_RECEIPTS = """
CREATE TABLE bookings_receipts (
    appointment_id UUID NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT DEFAULT 'waiting' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    look_at TIMESTAMP WITH TIME ZONE,
    said_version INTEGER,
    message_id UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_receipts PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_receipts_tenant_id_appointment_id FOREIGN KEY(tenant_id, appointment_id)
        REFERENCES bookings_appointments (tenant_id, id),
    CONSTRAINT uq_bookings_receipts_tenant_id_appointment_id UNIQUE (tenant_id, appointment_id),
    CONSTRAINT ck_bookings_receipts_outcome CHECK (outcome in ('waiting', 'queued', 'skipped', 'withdrawn')),
    CONSTRAINT ck_bookings_receipts_look CHECK (look_at is null or outcome = 'waiting'),
    CONSTRAINT ck_bookings_receipts_message CHECK (outcome <> 'queued' or (message_id is not null and said_version is not null))
)
"""
_COVERS = """
CREATE TABLE bookings_page_covers (
    tenant_id UUID NOT NULL,
    mime TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    content BYTEA NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_page_covers PRIMARY KEY (tenant_id),
    CONSTRAINT ck_bookings_page_covers_mime CHECK (mime in ('image/jpeg', 'image/png', 'image/webp')),
    CONSTRAINT ck_bookings_page_covers_size CHECK (octet_length(content) between 1 and 524288)
)
"""


def upgrade() -> None:
    op.execute(_RECEIPTS)
    op.execute("CREATE INDEX ix_bookings_receipts_look ON bookings_receipts (look_at) WHERE look_at IS NOT NULL")
    op.execute("CREATE INDEX ix_bookings_receipts_at ON bookings_receipts (tenant_id, at)")
    op.execute(
        "CREATE INDEX ix_bookings_receipts_message ON bookings_receipts (tenant_id, message_id) WHERE message_id IS NOT NULL"
    )
    op.execute(_COVERS)
    for statement in (
        *wall.build("bookings_receipts", system="SELECT (tenant_id, id, look_at)"),
        *wall.build("bookings_page_covers"),
    ):
        op.execute(statement)
    op.execute("ALTER TABLE bookings_guests ADD COLUMN receipt_text TEXT")
    op.execute(
        "ALTER TABLE bookings_pages ADD COLUMN sends_receipts BOOLEAN DEFAULT false NOT NULL,"
        " ADD COLUMN receipt_templates JSONB DEFAULT '[]' NOT NULL"
    )
    op.execute("ALTER TABLE bookings_reminder_settings ADD COLUMN offer_templates JSONB DEFAULT '[]' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE bookings_reminder_settings DROP COLUMN offer_templates")
    op.execute("ALTER TABLE bookings_pages DROP COLUMN sends_receipts, DROP COLUMN receipt_templates")
    op.execute("ALTER TABLE bookings_guests DROP COLUMN receipt_text")
    op.execute("DROP TABLE bookings_page_covers")
    op.execute("DROP TABLE bookings_receipts")
