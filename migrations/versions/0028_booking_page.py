"""The public page on which customers book, and what they said there.

Revision ID: 0028
Revises: 0027
"""

from alembic import op

from atende.core import wall

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_PAGES = """
CREATE TABLE bookings_pages (
    is_on BOOLEAN DEFAULT false NOT NULL,
    slug TEXT NOT NULL,
    domain TEXT,
    domain_verified_at TIMESTAMP WITH TIME ZONE,
    language TEXT DEFAULT 'pt-BR' NOT NULL,
    color TEXT,
    intro JSONB DEFAULT '{}' NOT NULL,
    consent JSONB DEFAULT '{}' NOT NULL,
    consent_version INTEGER DEFAULT 1 NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_pages PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_bookings_pages_tenant_id UNIQUE (tenant_id),
    CONSTRAINT uq_bookings_pages_slug UNIQUE (slug),
    CONSTRAINT ck_bookings_pages_language CHECK (language in ('pt-BR', 'en'))
)
"""
_DOMAIN = "CREATE UNIQUE INDEX uq_bookings_pages_domain ON bookings_pages (domain) WHERE domain_verified_at is not null"
_GUESTS = """
CREATE TABLE bookings_guests (
    appointment_id UUID NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    match_key TEXT NOT NULL,
    language TEXT NOT NULL,
    consent_version INTEGER NOT NULL,
    consent_text TEXT NOT NULL,
    consented_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_guests PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_guests_tenant_id_appointment_id FOREIGN KEY(tenant_id, appointment_id)
        REFERENCES bookings_appointments (tenant_id, id),
    CONSTRAINT uq_bookings_guests_tenant_id_appointment_id UNIQUE (tenant_id, appointment_id)
)
"""
_NUMBER = "CREATE INDEX ix_bookings_guests_number ON bookings_guests (tenant_id, match_key, consented_at)"


def upgrade() -> None:
    for statement in (_PAGES, _DOMAIN, _GUESTS, _NUMBER):
        op.execute(statement)
    # Which business an address belongs to is asked before any is known.
    addresses = "SELECT (tenant_id, slug, is_on, domain, domain_verified_at)"
    for statement in (*wall.build("bookings_pages", system=addresses), *wall.build("bookings_guests")):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE bookings_guests")
    op.execute("DROP TABLE bookings_pages")
