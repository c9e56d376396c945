"""Accounts in full: mails, tickets, second factors, passkeys, invitations, what happened to accounts.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

from atende.core import wall

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Safe while the previous version runs: every new column has a default or may be empty.
COLUMNS = """
ALTER TABLE accounts_agencies ADD COLUMN requires_second_factor BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE accounts_tenants ADD COLUMN requires_second_factor BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE accounts_sessions
    ADD COLUMN address_prefix TEXT,
    ADD COLUMN has_second_factor BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN confirmed_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now();
"""

TABLES = """
CREATE TABLE accounts_tickets (
    token_hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    user_id UUID,
    data JSONB DEFAULT '{}' NOT NULL,
    failures INTEGER DEFAULT 0 NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts_tickets PRIMARY KEY (token_hash),
    CONSTRAINT fk_accounts_tickets_user_id FOREIGN KEY(user_id) REFERENCES accounts_users (id) ON DELETE CASCADE
);
CREATE INDEX ix_accounts_tickets_expires_at ON accounts_tickets (expires_at);
CREATE INDEX ix_accounts_tickets_user_id ON accounts_tickets (user_id);
CREATE TABLE accounts_totps (
    user_id UUID NOT NULL,
    master_id TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    last_step BIGINT DEFAULT 0 NOT NULL,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts_totps PRIMARY KEY (user_id),
    CONSTRAINT fk_accounts_totps_user_id FOREIGN KEY(user_id) REFERENCES accounts_users (id) ON DELETE CASCADE
);
CREATE TABLE accounts_recovery_codes (
    user_id UUID NOT NULL,
    code_hash TEXT NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_accounts_recovery_codes PRIMARY KEY (user_id, code_hash),
    CONSTRAINT fk_accounts_recovery_codes_user_id FOREIGN KEY(user_id) REFERENCES accounts_users (id) ON DELETE CASCADE
);
CREATE TABLE accounts_passkeys (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    credential_id BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    sign_count BIGINT NOT NULL,
    transports TEXT[] DEFAULT '{}' NOT NULL,
    name TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_accounts_passkeys PRIMARY KEY (id),
    CONSTRAINT fk_accounts_passkeys_user_id FOREIGN KEY(user_id) REFERENCES accounts_users (id) ON DELETE CASCADE,
    CONSTRAINT uq_accounts_passkeys_credential_id UNIQUE (credential_id)
);
CREATE INDEX ix_accounts_passkeys_user_id ON accounts_passkeys (user_id);
CREATE TABLE accounts_invitations (
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    permissions TEXT[] DEFAULT '{}' NOT NULL,
    invited_by UUID,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts_invitations PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_accounts_invitations_role CHECK (role in ('owner', 'staff'))
);
CREATE UNIQUE INDEX uq_accounts_invitations_pending ON accounts_invitations (tenant_id, lower(email))
    WHERE accepted_at is null and revoked_at is null;
CREATE TABLE accounts_happenings (
    id UUID NOT NULL,
    user_id UUID,
    name TEXT NOT NULL,
    payload JSONB DEFAULT '{}' NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_accounts_happenings PRIMARY KEY (id),
    CONSTRAINT fk_accounts_happenings_user_id FOREIGN KEY(user_id) REFERENCES accounts_users (id) ON DELETE CASCADE
);
CREATE INDEX ix_accounts_happenings_untold ON accounts_happenings (occurred_at) WHERE told_at is null;
CREATE INDEX ix_accounts_happenings_user_id ON accounts_happenings (user_id);
CREATE TABLE mails (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    params JSONB DEFAULT '{}' NOT NULL,
    status TEXT DEFAULT 'queued' NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    problem TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_mails PRIMARY KEY (id),
    CONSTRAINT ck_mails_status CHECK (status in ('queued', 'sending', 'sent', 'dropped', 'failed'))
);
CREATE INDEX ix_mails_created ON mails (created_at);
CREATE INDEX ix_mails_due ON mails (due_at) WHERE status in ('queued', 'sending');
"""

# Rows that are nobody's in particular: no tenant, no row security, reached by crossings only.
CROSSING_ONLY = {
    "accounts_tickets": "SELECT, INSERT, UPDATE, DELETE",
    "accounts_totps": "SELECT, INSERT, UPDATE, DELETE",
    "accounts_recovery_codes": "SELECT, INSERT, UPDATE, DELETE",
    "accounts_passkeys": "SELECT, INSERT, UPDATE, DELETE",
    "accounts_happenings": "SELECT, INSERT, UPDATE, DELETE",
    "mails": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    for statement in (COLUMNS + TABLES).split(";\n"):
        if statement.strip():
            op.execute(statement)
    for statement in wall.build("accounts_invitations"):
        op.execute(statement)
    for table, verbs in CROSSING_ONLY.items():
        op.execute(f"REVOKE ALL ON {table} FROM PUBLIC")
        op.execute(f"GRANT {verbs} ON {table} TO {wall.SYSTEM}")
    op.execute(f"GRANT INSERT ON mails TO {wall.APP}")  # a verb of a tenant writes to somebody; it reads no mail


def downgrade() -> None:
    raise NotImplementedError("a backup is the way back")
