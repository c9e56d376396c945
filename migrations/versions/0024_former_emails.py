"""A former e-mail is nobody else's for as long as it can be taken back; when a check of an audit chain began; who takes a change of
e-mail back revokes API keys in the same moment.

Revision ID: 0024
Revises: 0023
"""

from alembic import op

from atende.core import wall

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Asked after the row stands: whoever wants an e-mail that is being given up waits for that at the unique index, and sees here what
# was written with it. Answered like an e-mail that is taken.
REFUSE = """
CREATE FUNCTION accounts_refuse_kept_email() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM atende.accounts_email_changes c
        WHERE lower(c.former) = lower(NEW.email) AND c.user_id <> NEW.id AND c.undone_at IS NULL AND c.former_until > now()
    ) THEN
        RAISE unique_violation USING
            MESSAGE = 'another account can have this e-mail back', CONSTRAINT = 'uq_accounts_users_email', TABLE = 'accounts_users';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute("ALTER TABLE accounts_email_changes ADD COLUMN former_until TIMESTAMP WITH TIME ZONE")
    op.execute(
        "UPDATE accounts_email_changes SET former_until = finished_at + interval '7 days'"
        " WHERE finished_at IS NOT NULL AND undone_at IS NULL"
    )
    op.execute(
        "CREATE INDEX ix_accounts_email_changes_former ON accounts_email_changes (lower(former)) WHERE former_until IS NOT NULL"
    )
    op.execute(REFUSE)
    op.execute("REVOKE ALL ON FUNCTION accounts_refuse_kept_email FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER refuse_kept_email_of_new AFTER INSERT ON accounts_users FOR EACH ROW"
        " EXECUTE FUNCTION accounts_refuse_kept_email()"
    )
    op.execute(
        "CREATE TRIGGER refuse_kept_email_of_changed AFTER UPDATE OF email ON accounts_users FOR EACH ROW"
        " WHEN (lower(OLD.email) <> lower(NEW.email)) EXECUTE FUNCTION accounts_refuse_kept_email()"
    )
    op.execute(f"GRANT UPDATE (revoked_at, revoked_by) ON accounts_api_keys TO {wall.SYSTEM}")
    op.execute("ALTER TABLE audit_verdicts ADD COLUMN began_at TIMESTAMP WITH TIME ZONE")


def downgrade() -> None:
    op.execute("ALTER TABLE audit_verdicts DROP COLUMN began_at")
    op.execute(f"REVOKE UPDATE (revoked_at, revoked_by) ON accounts_api_keys FROM {wall.SYSTEM}")
    op.execute("DROP TRIGGER refuse_kept_email_of_changed ON accounts_users")
    op.execute("DROP TRIGGER refuse_kept_email_of_new ON accounts_users")
    op.execute("DROP FUNCTION accounts_refuse_kept_email")
    op.execute("DROP INDEX ix_accounts_email_changes_former")
    op.execute("ALTER TABLE accounts_email_changes DROP COLUMN former_until")
