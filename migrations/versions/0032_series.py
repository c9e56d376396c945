"""Appointments that repeat, and services in a row that are one visit.

It reads appointments in one transaction, for a foreign key and two indexes, which writing waits for: none of 0026 to here was ever
released without this one, so there is nobody's appointment in them yet.

Revision ID: 0032
Revises: 0031
"""

from alembic import op

from atende.core import wall

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE bookings_series (
            contact_id UUID NOT NULL,
            service_id UUID NOT NULL,
            said_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
            zone TEXT NOT NULL,
            every INTEGER NOT NULL,
            unit TEXT NOT NULL,
            count INTEGER,
            until DATE,
            client_id UUID,
            tenant_id UUID NOT NULL,
            id UUID NOT NULL,
            created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
            CONSTRAINT pk_bookings_series PRIMARY KEY (tenant_id, id),
            CONSTRAINT fk_bookings_series_tenant_id_contact_id FOREIGN KEY(tenant_id, contact_id)
                REFERENCES contacts_contacts (tenant_id, id),
            CONSTRAINT fk_bookings_series_tenant_id_service_id FOREIGN KEY(tenant_id, service_id)
                REFERENCES bookings_services (tenant_id, id),
            CONSTRAINT uq_bookings_series_tenant_id_client_id UNIQUE (tenant_id, client_id),
            CONSTRAINT ck_bookings_series_unit CHECK (unit in ('day', 'week')),
            CONSTRAINT ck_bookings_series_every CHECK (every between 1 and 365),
            CONSTRAINT ck_bookings_series_ends CHECK (count is not null or until is not null)
        )
        """
    )
    for statement in wall.build("bookings_series"):
        op.execute(statement)
    op.execute("ALTER TABLE bookings_appointments ADD COLUMN series_id UUID, ADD COLUMN visit_id UUID")
    op.execute(
        "ALTER TABLE bookings_appointments ADD CONSTRAINT fk_bookings_appointments_tenant_id_series_id"
        " FOREIGN KEY (tenant_id, series_id) REFERENCES bookings_series (tenant_id, id)"
    )
    for column in ("series", "visit"):
        op.execute(
            f"CREATE INDEX ix_bookings_appointments_{column} ON bookings_appointments (tenant_id, {column}_id)"
            f" WHERE {column}_id is not null"
        )


def downgrade() -> None:
    op.execute("ALTER TABLE bookings_appointments DROP COLUMN series_id, DROP COLUMN visit_id")
    op.execute("DROP TABLE bookings_series")
