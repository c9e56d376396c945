CREATE TABLE bookings_calendars (
    resource_id UUID NOT NULL,
    provider TEXT NOT NULL,
    environment TEXT NOT NULL,
    account TEXT DEFAULT '' NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    zone TEXT,
    detail TEXT DEFAULT 'service' NOT NULL,
    is_written BOOLEAN DEFAULT true NOT NULL,
    is_followed BOOLEAN DEFAULT false NOT NULL,
    state TEXT DEFAULT 'new' NOT NULL,
    reason TEXT,
    secret_sealed BYTEA,
    access_sealed BYTEA,
    access_until TIMESTAMP WITH TIME ZONE,
    cursor TEXT,
    round_no INTEGER DEFAULT 0 NOT NULL,
    read_all_at TIMESTAMP WITH TIME ZONE,
    last_read_at TIMESTAMP WITH TIME ZONE,
    last_written_at TIMESTAMP WITH TIME ZONE,
    failed_at TIMESTAMP WITH TIME ZONE,
    failures INTEGER DEFAULT 0 NOT NULL,
    watch_problem TEXT,
    unreadable INTEGER DEFAULT 0 NOT NULL,
    write_due_at TIMESTAMP WITH TIME ZONE,
    read_due_at TIMESTAMP WITH TIME ZONE,
    watch_due_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE GENERATED ALWAYS AS (least(write_due_at, read_due_at, watch_due_at)) STORED,
    lease_id UUID,
    leased_until TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_calendars PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_calendars_tenant_id_resource_id FOREIGN KEY(tenant_id, resource_id) REFERENCES bookings_resources (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_bookings_calendars_tenant_id_resource_id_provider_ex_b1f3 UNIQUE (tenant_id, resource_id, provider, external_id),
    CONSTRAINT ck_bookings_calendars_environment CHECK (environment in ('live', 'sandbox')),
    CONSTRAINT ck_bookings_calendars_detail CHECK (detail in ('busy', 'service', 'name')),
    CONSTRAINT ck_bookings_calendars_state CHECK (state in ('new', 'ok', 'failing', 'broken')),
    CONSTRAINT ck_bookings_calendars_rests CHECK (state <> 'broken' or due_at is null)
)
-- next
CREATE INDEX ix_bookings_calendars_due ON bookings_calendars (due_at) WHERE due_at is not null
-- next
CREATE TABLE bookings_calendar_entries (
    calendar_id UUID NOT NULL,
    appointment_id UUID NOT NULL,
    external_id TEXT NOT NULL,
    etag TEXT,
    digest TEXT,
    tried_since TIMESTAMP WITH TIME ZONE,
    tried_until TIMESTAMP WITH TIME ZONE,
    out_since TIMESTAMP WITH TIME ZONE,
    out_until TIMESTAMP WITH TIME ZONE,
    seen_since TIMESTAMP WITH TIME ZONE,
    seen_until TIMESTAMP WITH TIME ZONE,
    is_seen_gone BOOLEAN DEFAULT false NOT NULL,
    seen_etag TEXT,
    round_no INTEGER DEFAULT 0 NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    failures INTEGER DEFAULT 0 NOT NULL,
    problem TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_calendar_entries PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_calendar_entries_tenant_id_calendar_id FOREIGN KEY(tenant_id, calendar_id) REFERENCES bookings_calendars (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_calendar_entries_tenant_id_appointment_id FOREIGN KEY(tenant_id, appointment_id) REFERENCES bookings_appointments (tenant_id, id),
    CONSTRAINT uq_bookings_calendar_entries_tenant_id_calendar_id_appo_2997 UNIQUE (tenant_id, calendar_id, appointment_id),
    CONSTRAINT uq_bookings_calendar_entries_tenant_id_calendar_id_external_id UNIQUE (tenant_id, calendar_id, external_id)
)
-- next
CREATE INDEX ix_bookings_calendar_entries_appointment ON bookings_calendar_entries (tenant_id, appointment_id)
-- next
CREATE INDEX ix_bookings_calendar_entries_due ON bookings_calendar_entries (tenant_id, calendar_id, due_at) WHERE due_at is not null
-- next
CREATE TABLE bookings_busy (
    calendar_id UUID NOT NULL,
    resource_id UUID NOT NULL,
    external_id TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    round_no INTEGER DEFAULT 0 NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_busy PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_busy_tenant_id_calendar_id FOREIGN KEY(tenant_id, calendar_id) REFERENCES bookings_calendars (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_busy_tenant_id_resource_id FOREIGN KEY(tenant_id, resource_id) REFERENCES bookings_resources (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_bookings_busy_tenant_id_calendar_id_external_id UNIQUE (tenant_id, calendar_id, external_id),
    CONSTRAINT ck_bookings_busy_times CHECK (since < until)
)
-- next
CREATE INDEX ix_bookings_busy_resource ON bookings_busy (tenant_id, resource_id, until, since)
-- next
CREATE TABLE bookings_calendar_channels (
    calendar_id UUID NOT NULL,
    token_hash TEXT NOT NULL,
    resource_id TEXT,
    until TIMESTAMP WITH TIME ZONE,
    state TEXT DEFAULT 'asked' NOT NULL,
    last_told_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_calendar_channels PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_calendar_channels_tenant_id_calendar_id FOREIGN KEY(tenant_id, calendar_id) REFERENCES bookings_calendars (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_bookings_calendar_channels_state CHECK (state in ('asked', 'open', 'ending'))
)
-- next
CREATE INDEX ix_bookings_calendar_channels_calendar ON bookings_calendar_channels (tenant_id, calendar_id)
-- next
CREATE TABLE bookings_calendar_consents (
    resource_id UUID NOT NULL,
    user_id UUID NOT NULL,
    provider TEXT NOT NULL,
    environment TEXT NOT NULL,
    state_hash TEXT NOT NULL,
    verifier_sealed BYTEA NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_calendar_consents PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_calendar_consents_tenant_id_resource_id FOREIGN KEY(tenant_id, resource_id) REFERENCES bookings_resources (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_bookings_calendar_consents_tenant_id_state_hash UNIQUE (tenant_id, state_hash)
)
-- next
CREATE TABLE bookings_flags (
    kind TEXT NOT NULL,
    appointment_id UUID NOT NULL,
    calendar_id UUID,
    external_id TEXT NOT NULL,
    outside_since TIMESTAMP WITH TIME ZONE,
    outside_until TIMESTAMP WITH TIME ZONE,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    outcome TEXT,
    settled_by TEXT,
    problem TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_flags PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_flags_tenant_id_appointment_id FOREIGN KEY(tenant_id, appointment_id) REFERENCES bookings_appointments (tenant_id, id),
    CONSTRAINT fk_bookings_flags_tenant_id_calendar_id FOREIGN KEY(tenant_id, calendar_id) REFERENCES bookings_calendars (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_bookings_flags_kind CHECK (kind in ('conflict', 'moved', 'deleted')),
    CONSTRAINT ck_bookings_flags_settled CHECK ((settled_at is null) = (outcome is null)),
    CONSTRAINT ck_bookings_flags_outcome CHECK (outcome in ('gone', 'kept', 'followed'))
)
-- next
CREATE INDEX ix_bookings_flags_raised ON bookings_flags (tenant_id, raised_at, id)
-- next
CREATE UNIQUE INDEX uq_bookings_flags_open ON bookings_flags (tenant_id, appointment_id, calendar_id, kind, external_id) WHERE settled_at is null
-- next
CREATE TABLE bookings_feeds (
    resource_id UUID,
    store_id UUID,
    token_hash TEXT NOT NULL,
    hint TEXT NOT NULL,
    detail TEXT DEFAULT 'busy' NOT NULL,
    renewed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_read_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_feeds PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_feeds_tenant_id_resource_id FOREIGN KEY(tenant_id, resource_id) REFERENCES bookings_resources (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_feeds_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_bookings_feeds_tenant_id_token_hash UNIQUE (tenant_id, token_hash),
    CONSTRAINT ck_bookings_feeds_of_one CHECK (resource_id is null or store_id is null),
    CONSTRAINT ck_bookings_feeds_detail CHECK (detail in ('busy', 'service', 'name'))
)
-- next
CREATE UNIQUE INDEX uq_bookings_feeds_of ON bookings_feeds (tenant_id, resource_id, store_id) NULLS NOT DISTINCT
-- next
CREATE TABLE bookings_import_routes (
    connection_id UUID NOT NULL,
    event_type TEXT NOT NULL,
    service_id UUID NOT NULL,
    professional_id UUID,
    store_id UUID,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_import_routes PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_import_routes_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_import_routes_tenant_id_service_id FOREIGN KEY(tenant_id, service_id) REFERENCES bookings_services (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_import_routes_tenant_id_professional_id FOREIGN KEY(tenant_id, professional_id) REFERENCES knowledge_professionals (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_import_routes_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_bookings_import_routes_tenant_id_connection_id_event_type UNIQUE (tenant_id, connection_id, event_type)
)
-- next
CREATE TABLE bookings_imports (
    connection_id UUID NOT NULL,
    external_id TEXT NOT NULL,
    event_type TEXT DEFAULT '' NOT NULL,
    state TEXT NOT NULL,
    problem TEXT,
    appointment_id UUID,
    contact_id UUID,
    starts_at TIMESTAMP WITH TIME ZONE,
    ends_at TIMESTAMP WITH TIME ZONE,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    replaced_by TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_imports PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_imports_tenant_id_connection_id FOREIGN KEY(tenant_id, connection_id) REFERENCES integrations_connections (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_imports_tenant_id_appointment_id FOREIGN KEY(tenant_id, appointment_id) REFERENCES bookings_appointments (tenant_id, id),
    CONSTRAINT fk_bookings_imports_tenant_id_contact_id FOREIGN KEY(tenant_id, contact_id) REFERENCES contacts_contacts (tenant_id, id),
    CONSTRAINT uq_bookings_imports_tenant_id_connection_id_external_id UNIQUE (tenant_id, connection_id, external_id),
    CONSTRAINT ck_bookings_imports_state CHECK (state in ('booked', 'flagged', 'ended', 'replaced', 'noted')),
    CONSTRAINT ck_bookings_imports_problem CHECK ((state = 'flagged') = (problem is not null))
)
-- next
CREATE INDEX ix_bookings_imports_flagged ON bookings_imports (tenant_id, starts_at) WHERE state = 'flagged'
