"""An appointment's history says until when it lasted and whom it had; a professional may be somebody who signs in.

Revision ID: 0031
Revises: 0030
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE bookings_changes ADD COLUMN to_ends_at TIMESTAMP WITH TIME ZONE")
    op.execute("ALTER TABLE bookings_changes ADD COLUMN resource_ids UUID[] DEFAULT '{}' NOT NULL")
    op.execute("ALTER TABLE bookings_resources ADD COLUMN user_id UUID")
    op.execute(
        "ALTER TABLE bookings_resources ADD CONSTRAINT fk_bookings_resources_tenant_id_user_id"
        " FOREIGN KEY (tenant_id, user_id) REFERENCES accounts_memberships (tenant_id, user_id)"
    )
    op.execute(
        "ALTER TABLE bookings_resources ADD CONSTRAINT uq_bookings_resources_tenant_id_user_id UNIQUE (tenant_id, user_id)"
    )
    op.execute(
        "ALTER TABLE bookings_resources ADD CONSTRAINT ck_bookings_resources_user CHECK (user_id is null or kind = 'professional')"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE bookings_resources DROP COLUMN user_id")
    op.execute("ALTER TABLE bookings_changes DROP COLUMN resource_ids")
    op.execute("ALTER TABLE bookings_changes DROP COLUMN to_ends_at")
