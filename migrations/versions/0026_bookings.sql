-- What can be booked, whose time it takes, and who has it.
CREATE TABLE bookings_resources (
    no BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    professional_id UUID,
    name TEXT NOT NULL,
    store_id UUID,
    color TEXT,
    daily_limit INTEGER,
    position INTEGER DEFAULT 0 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_resources PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_resources_tenant_id_professional_id FOREIGN KEY(tenant_id, professional_id) REFERENCES knowledge_professionals (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_resources_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id),
    CONSTRAINT uq_bookings_resources_tenant_id_professional_id UNIQUE (tenant_id, professional_id),
    CONSTRAINT uq_bookings_resources_tenant_id_id_no UNIQUE (tenant_id, id, no),
    CONSTRAINT ck_bookings_resources_kind CHECK (kind in ('professional', 'room', 'equipment')),
    CONSTRAINT ck_bookings_resources_professional CHECK ((kind = 'professional') = (professional_id is not null))
)
-- next
CREATE TABLE bookings_services (
    duration INTEGER NOT NULL,
    before INTEGER DEFAULT 0 NOT NULL,
    after INTEGER DEFAULT 0 NOT NULL,
    step INTEGER DEFAULT 15 NOT NULL,
    grid TEXT DEFAULT 'clock' NOT NULL,
    notice INTEGER DEFAULT 60 NOT NULL,
    horizon_days INTEGER DEFAULT 60 NOT NULL,
    capacity INTEGER DEFAULT 1 NOT NULL,
    place TEXT DEFAULT 'store' NOT NULL,
    needs_professional BOOLEAN DEFAULT true NOT NULL,
    needs_approval BOOLEAN DEFAULT false NOT NULL,
    daily_limit INTEGER,
    contact_limit INTEGER,
    cancel_notice INTEGER DEFAULT 0 NOT NULL,
    reschedule_notice INTEGER DEFAULT 0 NOT NULL,
    hold_minutes INTEGER DEFAULT 10 NOT NULL,
    is_public BOOLEAN DEFAULT true NOT NULL,
    form_url TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_services PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_services_tenant_id_id FOREIGN KEY(tenant_id, id) REFERENCES knowledge_services (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_bookings_services_duration CHECK (duration between 5 and 1440),
    CONSTRAINT ck_bookings_services_buffers CHECK (before between 0 and 480 and after between 0 and 480),
    CONSTRAINT ck_bookings_services_step CHECK (step between 5 and 480),
    CONSTRAINT ck_bookings_services_capacity CHECK (capacity between 1 and 500),
    CONSTRAINT ck_bookings_services_grid CHECK (grid in ('clock', 'opening')),
    CONSTRAINT ck_bookings_services_place CHECK (place in ('store', 'online'))
)
-- next
CREATE TABLE bookings_closures (
    store_id UUID,
    resource_id UUID,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    since TIME WITHOUT TIME ZONE,
    until TIME WITHOUT TIME ZONE,
    reason TEXT DEFAULT '' NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_closures PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_closures_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id),
    CONSTRAINT fk_bookings_closures_tenant_id_resource_id FOREIGN KEY(tenant_id, resource_id) REFERENCES bookings_resources (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_bookings_closures_days CHECK (first_on <= last_on),
    CONSTRAINT ck_bookings_closures_times CHECK ((since is null) = (until is null) and (since is null or since < until))
)
-- next
CREATE INDEX ix_bookings_closures_last_on ON bookings_closures (tenant_id, last_on)
-- next
CREATE TABLE bookings_needs (
    service_id UUID NOT NULL,
    need_no INTEGER NOT NULL,
    resource_id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_needs PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_needs_tenant_id_service_id FOREIGN KEY(tenant_id, service_id) REFERENCES bookings_services (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_needs_tenant_id_resource_id FOREIGN KEY(tenant_id, resource_id) REFERENCES bookings_resources (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT uq_bookings_needs_tenant_id_service_id_resource_id UNIQUE (tenant_id, service_id, resource_id)
)
-- next
CREATE TABLE bookings_occasions (
    service_id UUID NOT NULL,
    store_id UUID,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    capacity INTEGER NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_occasions PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_occasions_tenant_id_service_id FOREIGN KEY(tenant_id, service_id) REFERENCES bookings_services (tenant_id, id),
    CONSTRAINT fk_bookings_occasions_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id),
    CONSTRAINT uq_bookings_occasions_tenant_id_id_capacity UNIQUE (tenant_id, id, capacity),
    CONSTRAINT ck_bookings_occasions_times CHECK (starts_at < ends_at)
)
-- next
CREATE INDEX ix_bookings_occasions_service ON bookings_occasions (tenant_id, service_id, starts_at)
-- next
CREATE TABLE bookings_plans (
    resource_id UUID NOT NULL,
    store_id UUID,
    hours JSONB NOT NULL,
    valid_from DATE,
    valid_until DATE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_plans PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_plans_tenant_id_resource_id FOREIGN KEY(tenant_id, resource_id) REFERENCES bookings_resources (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_plans_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id),
    CONSTRAINT ck_bookings_plans_valid CHECK (valid_until is null or valid_from is null or valid_from <= valid_until)
)
-- next
CREATE INDEX ix_bookings_plans_resource ON bookings_plans (tenant_id, resource_id)
-- next
CREATE TABLE bookings_appointments (
    occasion_id UUID NOT NULL,
    seat_no INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    service_id UUID NOT NULL,
    store_id UUID,
    contact_id UUID NOT NULL,
    conversation_id UUID,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    zone TEXT NOT NULL,
    said_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    held_until TIMESTAMP WITH TIME ZONE,
    source TEXT NOT NULL,
    client_id UUID,
    note TEXT DEFAULT '' NOT NULL,
    price_cents INTEGER,
    currency TEXT DEFAULT 'BRL' NOT NULL,
    version INTEGER DEFAULT 0 NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_appointments PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_appointments_tenant_id_occasion_id_capacity FOREIGN KEY(tenant_id, occasion_id, capacity) REFERENCES bookings_occasions (tenant_id, id, capacity),
    CONSTRAINT fk_bookings_appointments_tenant_id_service_id FOREIGN KEY(tenant_id, service_id) REFERENCES bookings_services (tenant_id, id),
    CONSTRAINT fk_bookings_appointments_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id),
    CONSTRAINT fk_bookings_appointments_tenant_id_contact_id FOREIGN KEY(tenant_id, contact_id) REFERENCES contacts_contacts (tenant_id, id),
    CONSTRAINT fk_bookings_appointments_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id),
    CONSTRAINT uq_bookings_appointments_tenant_id_client_id UNIQUE (tenant_id, client_id),
    CONSTRAINT ck_bookings_appointments_state CHECK (state in ('hold', 'pending', 'confirmed', 'completed', 'cancelled', 'no_show', 'expired')),
    CONSTRAINT ck_bookings_appointments_seat CHECK (seat_no between 1 and capacity),
    CONSTRAINT ck_bookings_appointments_held CHECK ((state = 'hold') = (held_until is not null)),
    CONSTRAINT ck_bookings_appointments_times CHECK (starts_at < ends_at),
    CONSTRAINT ck_bookings_appointments_source CHECK (source in ('bot', 'page', 'staff', 'api', 'import'))
)
-- next
CREATE INDEX ix_bookings_appointments_contact ON bookings_appointments (tenant_id, contact_id, starts_at)
-- next
CREATE INDEX ix_bookings_appointments_held ON bookings_appointments (held_until) WHERE state = 'hold'
-- next
CREATE INDEX ix_bookings_appointments_service ON bookings_appointments (tenant_id, service_id, starts_at)
-- next
CREATE INDEX ix_bookings_appointments_start ON bookings_appointments (tenant_id, starts_at, id)
-- next
CREATE UNIQUE INDEX uq_bookings_appointments_seat ON bookings_appointments (tenant_id, occasion_id, seat_no) WHERE state in ('hold', 'pending', 'confirmed', 'completed', 'no_show')
-- next
CREATE TABLE bookings_claims (
    occasion_id UUID NOT NULL,
    resource_id UUID NOT NULL,
    resource_no BIGINT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    is_living BOOLEAN DEFAULT true NOT NULL,
    is_overbooked BOOLEAN DEFAULT false NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_claims PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_claims_tenant_id_occasion_id FOREIGN KEY(tenant_id, occasion_id) REFERENCES bookings_occasions (tenant_id, id),
    CONSTRAINT fk_bookings_claims_tenant_id_resource_id_resource_no FOREIGN KEY(tenant_id, resource_id, resource_no) REFERENCES bookings_resources (tenant_id, id, no),
    CONSTRAINT uq_bookings_claims_tenant_id_occasion_id_resource_id UNIQUE (tenant_id, occasion_id, resource_id),
    CONSTRAINT ex_bookings_claims_overlap EXCLUDE USING gist (int8range(resource_no, resource_no, '[]') WITH &&, tstzrange(since, until) WITH &&) WHERE (is_living and not is_overbooked),
    CONSTRAINT ck_bookings_claims_times CHECK (since < until)
)
-- next
CREATE INDEX ix_bookings_claims_resource ON bookings_claims (tenant_id, resource_id, until, since) INCLUDE (occasion_id) WHERE is_living
-- next
CREATE TABLE bookings_changes (
    appointment_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    from_starts_at TIMESTAMP WITH TIME ZONE,
    to_starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    is_overbooked BOOLEAN DEFAULT false NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_changes PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_changes_tenant_id_appointment_id FOREIGN KEY(tenant_id, appointment_id) REFERENCES bookings_appointments (tenant_id, id)
)
-- next
CREATE INDEX ix_bookings_changes_appointment ON bookings_changes (tenant_id, appointment_id, at, id)
