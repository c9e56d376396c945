-- The tables of the first version. Written once; later changes are migrations of their own.

CREATE TABLE accounts_agencies (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts_agencies PRIMARY KEY (id)
);

CREATE TABLE accounts_sign_in_attempts (
    key TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_accounts_sign_in_attempts PRIMARY KEY (key)
);

CREATE TABLE accounts_stores (
    name TEXT NOT NULL,
    phone TEXT,
    address JSONB DEFAULT '{}' NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    hours JSONB DEFAULT '{}' NOT NULL,
    position INTEGER DEFAULT 0 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts_stores PRIMARY KEY (tenant_id, id)
);

CREATE TABLE bot_settings (
    tenant_id UUID NOT NULL,
    settings JSONB NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by TEXT DEFAULT 'system' NOT NULL,
    CONSTRAINT pk_bot_settings PRIMARY KEY (tenant_id)
);

CREATE TABLE contacts_contacts (
    name TEXT,
    name_source TEXT,
    search_text TEXT DEFAULT '' NOT NULL,
    merged_into_id UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_contacts_contacts PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_contacts_contacts_tenant_id_merged_into_id FOREIGN KEY(tenant_id, merged_into_id) REFERENCES contacts_contacts (tenant_id, id)
);

CREATE INDEX ix_contacts_contacts_merged ON contacts_contacts (tenant_id, merged_into_id) WHERE merged_into_id is not null;

CREATE INDEX ix_contacts_contacts_name ON contacts_contacts (tenant_id, search_text);

CREATE TABLE facts (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    commit_no BIGINT DEFAULT greatest((pg_current_xact_id()::text)::bigint, (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint - 1) NOT NULL,
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    name TEXT NOT NULL,
    subject_id UUID,
    actor TEXT NOT NULL,
    payload JSONB NOT NULL,
    correlation_id TEXT DEFAULT '' NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_facts PRIMARY KEY (tenant_id, id)
);

CREATE INDEX ix_facts_subject ON facts (tenant_id, subject_id, commit_no, seq);

CREATE INDEX ix_facts_tail ON facts (commit_no, seq);

CREATE INDEX ix_facts_tenant_tail ON facts (tenant_id, commit_no, seq);

CREATE TABLE inbox_client_ids (
    tenant_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    client_id UUID NOT NULL,
    message_id UUID NOT NULL,
    CONSTRAINT pk_inbox_client_ids PRIMARY KEY (tenant_id, conversation_id, client_id)
);

CREATE TABLE inbox_external_ids (
    tenant_id UUID NOT NULL,
    connection_id UUID NOT NULL,
    external_id TEXT NOT NULL,
    message_id UUID NOT NULL,
    CONSTRAINT pk_inbox_external_ids PRIMARY KEY (tenant_id, connection_id, external_id)
);

CREATE TABLE inbox_files (
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT,
    source TEXT NOT NULL,
    external_id TEXT,
    external_until TIMESTAMP WITH TIME ZONE,
    external_connection_id UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_files PRIMARY KEY (tenant_id, id)
);

CREATE TABLE integrations_connections (
    provider TEXT NOT NULL,
    environment TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    number_id TEXT NOT NULL,
    account_id TEXT,
    verify_token TEXT NOT NULL,
    token_sealed BYTEA,
    app_secret_sealed BYTEA,
    state TEXT DEFAULT 'new' NOT NULL,
    state_reason TEXT,
    slowed_until TIMESTAMP WITH TIME ZONE,
    last_received_at TIMESTAMP WITH TIME ZONE,
    last_sent_at TIMESTAMP WITH TIME ZONE,
    checked_at TIMESTAMP WITH TIME ZONE,
    check_result JSONB,
    is_active BOOLEAN DEFAULT true NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_integrations_connections PRIMARY KEY (tenant_id, id),
    CONSTRAINT uq_integrations_connections_tenant_id_provider_number_id UNIQUE (tenant_id, provider, number_id)
);

CREATE TABLE integrations_data_keys (
    tenant_id UUID NOT NULL,
    key_no INTEGER NOT NULL,
    master_id TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_integrations_data_keys PRIMARY KEY (tenant_id, key_no)
);

CREATE TABLE integrations_parcel_keys (
    tenant_id UUID NOT NULL,
    connection_id UUID NOT NULL,
    dedupe_key TEXT NOT NULL,
    parcel_id UUID NOT NULL,
    CONSTRAINT pk_integrations_parcel_keys PRIMARY KEY (tenant_id, connection_id, dedupe_key)
);

CREATE INDEX ix_integrations_parcel_keys_age ON integrations_parcel_keys USING brin (parcel_id);

CREATE TABLE integrations_unrouted (
    id UUID NOT NULL,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL,
    number_id TEXT,
    account_id TEXT,
    dedupe_key TEXT NOT NULL,
    lane TEXT NOT NULL,
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    routed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_integrations_unrouted PRIMARY KEY (id),
    CONSTRAINT uq_integrations_unrouted_provider_dedupe_key UNIQUE (provider, dedupe_key)
);

CREATE INDEX ix_integrations_unrouted_account ON integrations_unrouted (account_id) WHERE routed_at is null;

CREATE INDEX ix_integrations_unrouted_number ON integrations_unrouted (number_id) WHERE routed_at is null;

CREATE TABLE knowledge_professionals (
    name TEXT NOT NULL,
    title TEXT,
    registration TEXT,
    specialty TEXT,
    position INTEGER DEFAULT 0 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_knowledge_professionals PRIMARY KEY (tenant_id, id)
);

CREATE TABLE knowledge_profiles (
    tenant_id UUID NOT NULL,
    about TEXT DEFAULT '' NOT NULL,
    website TEXT,
    instagram TEXT,
    payment_methods TEXT[] DEFAULT '{}' NOT NULL,
    plans TEXT[] DEFAULT '{}' NOT NULL,
    extra JSONB DEFAULT '[]' NOT NULL,
    CONSTRAINT pk_knowledge_profiles PRIMARY KEY (tenant_id)
);

CREATE TABLE knowledge_services (
    name TEXT NOT NULL,
    description TEXT,
    category TEXT,
    price_cents INTEGER,
    currency TEXT DEFAULT 'BRL' NOT NULL,
    price_note TEXT,
    duration_minutes INTEGER,
    position INTEGER DEFAULT 0 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_knowledge_services PRIMARY KEY (tenant_id, id)
);

CREATE TABLE accounts_tenants (
    id UUID NOT NULL,
    agency_id UUID,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    timezone TEXT DEFAULT 'America/Sao_Paulo' NOT NULL,
    locale TEXT DEFAULT 'pt-BR' NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts_tenants PRIMARY KEY (id),
    CONSTRAINT fk_accounts_tenants_agency_id FOREIGN KEY(agency_id) REFERENCES accounts_agencies (id),
    CONSTRAINT uq_accounts_tenants_slug UNIQUE (slug)
);

CREATE TABLE accounts_users (
    id UUID NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale TEXT DEFAULT 'pt-BR' NOT NULL,
    agency_id UUID,
    is_superuser BOOLEAN DEFAULT false NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    password_changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts_users PRIMARY KEY (id),
    CONSTRAINT fk_accounts_users_agency_id FOREIGN KEY(agency_id) REFERENCES accounts_agencies (id)
);

CREATE UNIQUE INDEX uq_accounts_users_email ON accounts_users (lower(email));

CREATE TABLE contacts_identities (
    contact_id UUID NOT NULL,
    space TEXT NOT NULL,
    value TEXT NOT NULL,
    match_key TEXT NOT NULL,
    confirmed_value TEXT,
    source TEXT NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    retired_reason TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_contacts_identities PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_contacts_identities_tenant_id_contact_id FOREIGN KEY(tenant_id, contact_id) REFERENCES contacts_contacts (tenant_id, id),
    CONSTRAINT ck_contacts_identities_space CHECK (space in ('phone', 'user_id', 'parent_user_id', 'username'))
);

CREATE INDEX ix_contacts_identities_contact ON contacts_identities (tenant_id, contact_id);

CREATE INDEX ix_contacts_identities_retired ON contacts_identities (tenant_id, space, match_key, retired_at) WHERE retired_at is not null;

CREATE UNIQUE INDEX uq_contacts_identities_living ON contacts_identities (tenant_id, space, match_key) WHERE retired_at is null;

CREATE TABLE contacts_merges (
    winner_id UUID NOT NULL,
    loser_id UUID NOT NULL,
    reason TEXT NOT NULL,
    evidence JSONB NOT NULL,
    moved JSONB NOT NULL,
    actor TEXT NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_contacts_merges PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_contacts_merges_tenant_id_winner_id FOREIGN KEY(tenant_id, winner_id) REFERENCES contacts_contacts (tenant_id, id),
    CONSTRAINT fk_contacts_merges_tenant_id_loser_id FOREIGN KEY(tenant_id, loser_id) REFERENCES contacts_contacts (tenant_id, id)
);

CREATE INDEX ix_contacts_merges_loser ON contacts_merges (tenant_id, loser_id, id);

CREATE INDEX ix_contacts_merges_winner ON contacts_merges (tenant_id, winner_id, id);

CREATE TABLE contacts_preferences (
    contact_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    stated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_contacts_preferences PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_contacts_preferences_tenant_id_contact_id FOREIGN KEY(tenant_id, contact_id) REFERENCES contacts_contacts (tenant_id, id)
);

CREATE INDEX ix_contacts_preferences_contact ON contacts_preferences (tenant_id, contact_id, purpose, stated_at);

CREATE TABLE inbox_amendments (
    connection_id UUID NOT NULL,
    external_id TEXT NOT NULL,
    original_external_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT,
    content JSONB DEFAULT '{}' NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_amendments PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_amendments_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id),
    CONSTRAINT uq_inbox_amendments_tenant_id_connection_id_external_id UNIQUE (tenant_id, connection_id, external_id)
);

CREATE INDEX ix_inbox_amendments_original ON inbox_amendments (tenant_id, connection_id, original_external_id);

CREATE TABLE inbox_conversations (
    connection_id UUID NOT NULL,
    contact_id UUID NOT NULL,
    store_id UUID,
    owner_kind TEXT DEFAULT 'bot' NOT NULL,
    owner_user_id UUID,
    owned_since TIMESTAMP WITH TIME ZONE NOT NULL,
    last_inbound_at TIMESTAMP WITH TIME ZONE,
    last_activity_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_message_id UUID,
    unread_count INTEGER DEFAULT 0 NOT NULL,
    waiting_since TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    overdue_at TIMESTAMP WITH TIME ZONE,
    handoff_reason TEXT,
    return_at TIMESTAMP WITH TIME ZONE,
    slowed_until TIMESTAMP WITH TIME ZONE,
    slow_steps INTEGER DEFAULT 0 NOT NULL,
    merged_into_id UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_conversations PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_conversations_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id),
    CONSTRAINT fk_inbox_conversations_tenant_id_contact_id FOREIGN KEY(tenant_id, contact_id) REFERENCES contacts_contacts (tenant_id, id),
    CONSTRAINT fk_inbox_conversations_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id),
    CONSTRAINT fk_inbox_conversations_tenant_id_merged_into_id FOREIGN KEY(tenant_id, merged_into_id) REFERENCES inbox_conversations (tenant_id, id),
    CONSTRAINT uq_inbox_conversations_tenant_id_connection_id_contact_id UNIQUE (tenant_id, connection_id, contact_id),
    CONSTRAINT ck_inbox_conversations_owner_kind CHECK (owner_kind in ('bot', 'person', 'nobody')),
    CONSTRAINT ck_inbox_conversations_owner_user CHECK ((owner_kind = 'person') = (owner_user_id is not null))
);

CREATE INDEX ix_inbox_conversations_activity ON inbox_conversations (tenant_id, last_activity_at, id);

CREATE INDEX ix_inbox_conversations_contact ON inbox_conversations (tenant_id, contact_id);

CREATE INDEX ix_inbox_conversations_due ON inbox_conversations (due_at) WHERE due_at is not null and waiting_since is not null and overdue_at is null;

CREATE INDEX ix_inbox_conversations_merged ON inbox_conversations (tenant_id, merged_into_id) WHERE merged_into_id is not null;

CREATE INDEX ix_inbox_conversations_owner ON inbox_conversations (tenant_id, owner_kind, owner_user_id, last_activity_at, id);

CREATE INDEX ix_inbox_conversations_return ON inbox_conversations (return_at) WHERE return_at is not null;

CREATE INDEX ix_inbox_conversations_waiting ON inbox_conversations (tenant_id, waiting_since, id) WHERE waiting_since is not null;

CREATE TABLE inbox_statuses (
    connection_id UUID NOT NULL,
    external_id TEXT NOT NULL,
    status TEXT NOT NULL,
    participant TEXT DEFAULT '' NOT NULL,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    callback TEXT,
    errors JSONB,
    pricing JSONB,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_statuses PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_statuses_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id),
    CONSTRAINT uq_inbox_statuses_tenant_id_connection_id_external_id_s_b626 UNIQUE (tenant_id, connection_id, external_id, status, participant)
);

CREATE TABLE inbox_templates (
    connection_id UUID NOT NULL,
    external_id TEXT,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    category TEXT,
    parameter_format TEXT DEFAULT 'POSITIONAL' NOT NULL,
    components JSONB NOT NULL,
    reason TEXT,
    synced_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_templates PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_templates_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id),
    CONSTRAINT uq_inbox_templates_tenant_id_connection_id_name_language UNIQUE (tenant_id, connection_id, name, language)
);

CREATE TABLE integrations_numbers (
    provider TEXT NOT NULL,
    connection_id UUID NOT NULL,
    number_id TEXT NOT NULL,
    account_id TEXT,
    tenant_id UUID NOT NULL,
    is_proven BOOLEAN DEFAULT false NOT NULL,
    app_secret_sealed BYTEA,
    CONSTRAINT pk_integrations_numbers PRIMARY KEY (provider, connection_id),
    CONSTRAINT fk_integrations_numbers_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX ix_integrations_numbers_account_id ON integrations_numbers (account_id);

CREATE UNIQUE INDEX uq_integrations_numbers_proven ON integrations_numbers (provider, number_id) WHERE is_proven;

CREATE TABLE integrations_parcels (
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    connection_id UUID NOT NULL,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    lane TEXT NOT NULL,
    raw TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    reason TEXT,
    attempts INTEGER DEFAULT 0 NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    handled_at TIMESTAMP WITH TIME ZONE,
    message_id UUID,
    contact_id UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_integrations_parcels PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_integrations_parcels_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id)
)
 PARTITION BY RANGE (id);

CREATE INDEX ix_integrations_parcels_due ON integrations_parcels (due_at) WHERE state = 'waiting';

CREATE INDEX ix_integrations_parcels_lane ON integrations_parcels (tenant_id, connection_id, lane, seq) INCLUDE (due_at, kind) WHERE state = 'waiting';

CREATE INDEX ix_integrations_parcels_received ON integrations_parcels (tenant_id, received_at, id);

CREATE TABLE knowledge_professional_services (
    tenant_id UUID NOT NULL,
    professional_id UUID NOT NULL,
    service_id UUID NOT NULL,
    CONSTRAINT pk_knowledge_professional_services PRIMARY KEY (tenant_id, professional_id, service_id),
    CONSTRAINT fk_knowledge_professional_services_tenant_id_professional_id FOREIGN KEY(tenant_id, professional_id) REFERENCES knowledge_professionals (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_knowledge_professional_services_tenant_id_service_id FOREIGN KEY(tenant_id, service_id) REFERENCES knowledge_services (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE knowledge_professional_stores (
    tenant_id UUID NOT NULL,
    professional_id UUID NOT NULL,
    store_id UUID NOT NULL,
    CONSTRAINT pk_knowledge_professional_stores PRIMARY KEY (tenant_id, professional_id, store_id),
    CONSTRAINT fk_knowledge_professional_stores_tenant_id_professional_id FOREIGN KEY(tenant_id, professional_id) REFERENCES knowledge_professionals (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_knowledge_professional_stores_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE knowledge_service_stores (
    tenant_id UUID NOT NULL,
    service_id UUID NOT NULL,
    store_id UUID NOT NULL,
    CONSTRAINT pk_knowledge_service_stores PRIMARY KEY (tenant_id, service_id, store_id),
    CONSTRAINT fk_knowledge_service_stores_tenant_id_service_id FOREIGN KEY(tenant_id, service_id) REFERENCES knowledge_services (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_knowledge_service_stores_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE accounts_memberships (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    role TEXT NOT NULL,
    permissions TEXT[] DEFAULT '{}' NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_accounts_memberships PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT ck_accounts_memberships_role CHECK (role in ('owner', 'staff', 'agency_staff', 'superuser')),
    CONSTRAINT fk_accounts_memberships_user_id FOREIGN KEY(user_id) REFERENCES accounts_users (id)
);

CREATE INDEX ix_accounts_memberships_user ON accounts_memberships (user_id);

CREATE TABLE accounts_sessions (
    id UUID NOT NULL,
    token_hash TEXT NOT NULL,
    csrf_token TEXT NOT NULL,
    user_id UUID NOT NULL,
    user_agent TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_accounts_sessions PRIMARY KEY (id),
    CONSTRAINT uq_accounts_sessions_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_accounts_sessions_user_id FOREIGN KEY(user_id) REFERENCES accounts_users (id) ON DELETE CASCADE
);

CREATE INDEX ix_accounts_sessions_user_id ON accounts_sessions (user_id);

CREATE TABLE bot_sessions (
    tenant_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    state JSONB DEFAULT '{}' NOT NULL,
    burst_started_at TIMESTAMP WITH TIME ZONE,
    burst_last_at TIMESTAMP WITH TIME ZONE,
    turn_due_at TIMESTAMP WITH TIME ZONE,
    attempts INTEGER DEFAULT 0 NOT NULL,
    last_turn_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_bot_sessions PRIMARY KEY (tenant_id, conversation_id),
    CONSTRAINT fk_bot_sessions_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id)
);

CREATE INDEX ix_bot_sessions_due ON bot_sessions (turn_due_at) WHERE turn_due_at is not null;

CREATE TABLE bot_turns (
    conversation_id UUID NOT NULL,
    input_message_ids JSONB NOT NULL,
    explanation JSONB NOT NULL,
    outcome TEXT NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bot_turns PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bot_turns_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id)
);

CREATE INDEX ix_bot_turns_conversation ON bot_turns (tenant_id, conversation_id, created_at);

CREATE TABLE inbox_cases (
    conversation_id UUID NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    opened_by TEXT NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_by TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_cases PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_cases_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id)
);

CREATE INDEX ix_inbox_cases_conversation ON inbox_cases (tenant_id, conversation_id, opened_at);

CREATE UNIQUE INDEX uq_inbox_cases_open ON inbox_cases (tenant_id, conversation_id) WHERE closed_at is null;

CREATE TABLE inbox_notes (
    conversation_id UUID NOT NULL,
    author_user_id UUID NOT NULL,
    body TEXT NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_notes PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_notes_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id)
);

CREATE INDEX ix_inbox_notes_conversation ON inbox_notes (tenant_id, conversation_id, created_at, id);

CREATE TABLE inbox_timeline_moves (
    merge_id UUID NOT NULL,
    from_conversation_id UUID NOT NULL,
    to_conversation_id UUID NOT NULL,
    message_ids JSONB NOT NULL,
    case_ids JSONB NOT NULL,
    note_ids JSONB NOT NULL,
    state JSONB NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_timeline_moves PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_timeline_moves_tenant_id_merge_id FOREIGN KEY(tenant_id, merge_id) REFERENCES contacts_merges (tenant_id, id),
    CONSTRAINT fk_inbox_timeline_moves_tenant_id_from_conversation_id FOREIGN KEY(tenant_id, from_conversation_id) REFERENCES inbox_conversations (tenant_id, id),
    CONSTRAINT fk_inbox_timeline_moves_tenant_id_to_conversation_id FOREIGN KEY(tenant_id, to_conversation_id) REFERENCES inbox_conversations (tenant_id, id)
);

CREATE INDEX ix_inbox_timeline_moves_merge ON inbox_timeline_moves (tenant_id, merge_id);

CREATE TABLE inbox_messages (
    conversation_id UUID NOT NULL,
    connection_id UUID NOT NULL,
    case_id UUID,
    direction TEXT NOT NULL,
    author_kind TEXT NOT NULL,
    author_user_id UUID,
    identity_id UUID,
    kind TEXT NOT NULL,
    text TEXT,
    content JSONB DEFAULT '{}' NOT NULL,
    external_id TEXT,
    client_id UUID,
    reply_to_external_id TEXT,
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tiebreak TEXT NOT NULL,
    is_late BOOLEAN DEFAULT false NOT NULL,
    is_history BOOLEAN DEFAULT false NOT NULL,
    edited_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    original_text TEXT,
    status TEXT NOT NULL,
    status_at JSONB DEFAULT '{}' NOT NULL,
    error JSONB,
    explanation JSONB,
    file_id UUID,
    media_state TEXT,
    media_due_at TIMESTAMP WITH TIME ZONE,
    media_attempts INTEGER DEFAULT 0 NOT NULL,
    send_no BIGINT GENERATED ALWAYS AS IDENTITY,
    send_due_at TIMESTAMP WITH TIME ZONE,
    attempts INTEGER DEFAULT 0 NOT NULL,
    correlation_id TEXT DEFAULT '' NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_messages PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_messages_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id),
    CONSTRAINT fk_inbox_messages_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id),
    CONSTRAINT fk_inbox_messages_tenant_id_case_id FOREIGN KEY(tenant_id, case_id) REFERENCES inbox_cases (tenant_id, id),
    CONSTRAINT fk_inbox_messages_tenant_id_file_id FOREIGN KEY(tenant_id, file_id) REFERENCES inbox_files (tenant_id, id),
    CONSTRAINT fk_inbox_messages_tenant_id_identity_id FOREIGN KEY(tenant_id, identity_id) REFERENCES contacts_identities (tenant_id, id),
    CONSTRAINT ck_inbox_messages_direction CHECK (direction in ('in', 'out'))
)
 PARTITION BY RANGE (id);

CREATE INDEX ix_inbox_messages_media_due ON inbox_messages (media_due_at) WHERE media_state = 'pending';

CREATE INDEX ix_inbox_messages_outbox ON inbox_messages (tenant_id, conversation_id, send_no) WHERE status in ('queued', 'sending', 'unknown');

CREATE INDEX ix_inbox_messages_place ON inbox_messages (tenant_id, conversation_id, occurred_at, tiebreak, id);

CREATE INDEX ix_inbox_messages_send_due ON inbox_messages (send_due_at) WHERE status = 'queued';

CREATE TABLE bot_pending_inputs (
    tenant_id UUID NOT NULL,
    message_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_bot_pending_inputs PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT fk_bot_pending_inputs_tenant_id_message_id FOREIGN KEY(tenant_id, message_id) REFERENCES inbox_messages (tenant_id, id),
    CONSTRAINT fk_bot_pending_inputs_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id)
);

CREATE INDEX ix_bot_pending_inputs_conversation ON bot_pending_inputs (tenant_id, conversation_id, received_at);

CREATE TABLE inbox_attempts (
    message_id UUID NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    code TEXT,
    detail TEXT,
    trace TEXT,
    external_id TEXT,
    settled_by TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_inbox_attempts PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_inbox_attempts_tenant_id_message_id FOREIGN KEY(tenant_id, message_id) REFERENCES inbox_messages (tenant_id, id),
    CONSTRAINT uq_inbox_attempts_tenant_id_message_id_number UNIQUE (tenant_id, message_id, number)
);

CREATE INDEX ix_inbox_attempts_lease ON inbox_attempts (lease_until) WHERE state = 'sending';
