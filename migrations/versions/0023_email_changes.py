"""Changes of e-mail are kept until they can be undone no more; when somebody was removed from a business, and by whom; what the
newest check of an audit chain found; which kinds of password hashes accounts have is found by an index.

Revision ID: 0023
Revises: 0022
"""

from alembic import op

from atende.core import wall

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE accounts_email_changes (
            id UUID NOT NULL,
            user_id UUID NOT NULL,
            session_id UUID NOT NULL,
            former TEXT NOT NULL,
            email TEXT NOT NULL,
            asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
            finished_at TIMESTAMP WITH TIME ZONE,
            undone_at TIMESTAMP WITH TIME ZONE,
            CONSTRAINT pk_accounts_email_changes PRIMARY KEY (id),
            CONSTRAINT fk_accounts_email_changes_user_id FOREIGN KEY (user_id) REFERENCES accounts_users (id) ON DELETE CASCADE
        )
        """
    )
    op.execute("CREATE INDEX ix_accounts_email_changes_user_id ON accounts_email_changes (user_id)")
    op.execute("CREATE INDEX ix_accounts_email_changes_asked_at ON accounts_email_changes (asked_at)")
    op.execute("REVOKE ALL ON accounts_email_changes FROM PUBLIC")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_email_changes TO {wall.SYSTEM}")
    op.execute("ALTER TABLE accounts_memberships ADD COLUMN removed_at TIMESTAMP WITH TIME ZONE, ADD COLUMN removed_by UUID")
    op.execute(
        """
        CREATE TABLE audit_verdicts (
            tenant_id UUID NOT NULL,
            checked_at TIMESTAMP WITH TIME ZONE NOT NULL,
            entries BIGINT NOT NULL,
            problem TEXT,
            problem_no BIGINT,
            CONSTRAINT pk_audit_verdicts PRIMARY KEY (tenant_id)
        )
        """
    )
    for statement in wall.build("audit_verdicts", app="", system="SELECT, INSERT, UPDATE"):
        op.execute(statement)
    kind = r"substring(password_hash, '^(\$(2[aby]\$\d\d|argon2[id]{1,2}\$(v=\d+\$)?[^$]{1,60})\$)')"
    op.execute(f"CREATE INDEX ix_accounts_users_hash_kind ON accounts_users ({kind})")


def downgrade() -> None:
    op.execute("DROP INDEX ix_accounts_users_hash_kind")
    op.execute("DROP TABLE audit_verdicts")
    op.execute("ALTER TABLE accounts_memberships DROP COLUMN removed_by, DROP COLUMN removed_at")
    op.execute("DROP TABLE accounts_email_changes")
