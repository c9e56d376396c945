-- Who waits for a time to become free, what they were offered, and what became free.
CREATE TABLE bookings_waits (
    contact_id UUID NOT NULL,
    conversation_id UUID,
    service_id UUID NOT NULL,
    store_id UUID,
    professional_id UUID,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    earliest TIME WITHOUT TIME ZONE,
    latest TIME WITHOUT TIME ZONE,
    source TEXT NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    look_at TIMESTAMP WITH TIME ZONE NOT NULL,
    unreached TEXT,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_waits PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_waits_tenant_id_contact_id FOREIGN KEY(tenant_id, contact_id) REFERENCES contacts_contacts (tenant_id, id),
    CONSTRAINT fk_bookings_waits_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id),
    CONSTRAINT fk_bookings_waits_tenant_id_service_id FOREIGN KEY(tenant_id, service_id) REFERENCES bookings_services (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_waits_tenant_id_store_id FOREIGN KEY(tenant_id, store_id) REFERENCES accounts_stores (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_waits_tenant_id_professional_id FOREIGN KEY(tenant_id, professional_id) REFERENCES knowledge_professionals (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_bookings_waits_state CHECK (state in ('waiting', 'booked', 'left', 'over', 'unanswered')),
    CONSTRAINT ck_bookings_waits_source CHECK (source in ('bot', 'page', 'staff', 'api')),
    CONSTRAINT ck_bookings_waits_days CHECK (first_on <= last_on),
    CONSTRAINT ck_bookings_waits_times CHECK (earliest is null or latest is null or earliest <= latest)
)
-- next
CREATE INDEX ix_bookings_waits_look ON bookings_waits (look_at) WHERE state = 'waiting'
-- next
CREATE INDEX ix_bookings_waits_listed ON bookings_waits (tenant_id, since, id)
-- next
CREATE INDEX ix_bookings_waits_since ON bookings_waits (tenant_id, since, id) WHERE state = 'waiting'
-- next
CREATE UNIQUE INDEX uq_bookings_waits_person ON bookings_waits (tenant_id, contact_id, service_id) WHERE state = 'waiting'
-- next
CREATE TABLE bookings_wait_offers (
    wait_id UUID NOT NULL,
    appointment_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    message_id UUID,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT DEFAULT 'open' NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    check_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_wait_offers PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_bookings_wait_offers_tenant_id_wait_id FOREIGN KEY(tenant_id, wait_id) REFERENCES bookings_waits (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_bookings_wait_offers_tenant_id_appointment_id FOREIGN KEY(tenant_id, appointment_id) REFERENCES bookings_appointments (tenant_id, id),
    CONSTRAINT fk_bookings_wait_offers_tenant_id_conversation_id FOREIGN KEY(tenant_id, conversation_id) REFERENCES inbox_conversations (tenant_id, id),
    CONSTRAINT ck_bookings_wait_offers_outcome CHECK (outcome in ('open', 'taken', 'declined', 'run_out', 'unsaid', 'withdrawn')),
    CONSTRAINT ck_bookings_wait_offers_check CHECK ((outcome = 'open') = (check_at is not null))
)
-- next
CREATE INDEX ix_bookings_wait_offers_check ON bookings_wait_offers (check_at) WHERE check_at is not null
-- next
CREATE INDEX ix_bookings_wait_offers_wait ON bookings_wait_offers (tenant_id, wait_id, offered_at)
-- next
CREATE UNIQUE INDEX uq_bookings_wait_offers_open ON bookings_wait_offers (tenant_id, wait_id) WHERE outcome = 'open'
-- next
CREATE TABLE bookings_freed (
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason TEXT NOT NULL,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_bookings_freed PRIMARY KEY (tenant_id, id)
)
-- next
CREATE INDEX ix_bookings_freed_at ON bookings_freed (at)
