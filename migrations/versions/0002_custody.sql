-- The statements of 0002_custody.py, in order.
CREATE TABLE integrations_tallies (
    tenant_id UUID NOT NULL,
    connection_id UUID NOT NULL,
    hour TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_integrations_tallies PRIMARY KEY (tenant_id, connection_id, hour, kind, what, reason)
)
-- next
CREATE TABLE integrations_tally_changes (
    tenant_id UUID NOT NULL,
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    connection_id UUID NOT NULL,
    hour TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    change BIGINT NOT NULL,
    CONSTRAINT pk_integrations_tally_changes PRIMARY KEY (tenant_id, seq)
)
-- next
CREATE TABLE integrations_replays (
    selection JSONB NOT NULL,
    requested_by TEXT NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    total BIGINT,
    unchanged BIGINT DEFAULT 0 NOT NULL,
    changed BIGINT DEFAULT 0 NOT NULL,
    failed BIGINT DEFAULT 0 NOT NULL,
    waiting_anyway BIGINT DEFAULT 0 NOT NULL,
    last_problem TEXT,
    reached_at TIMESTAMP WITH TIME ZONE,
    reached_id UUID,
    worked_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_integrations_replays PRIMARY KEY (tenant_id, id),
    CONSTRAINT ck_integrations_replays_state CHECK (state in ('waiting', 'running', 'done', 'stopped'))
)
-- next
CREATE INDEX ix_integrations_replays_under_way ON integrations_replays (worked_at) WHERE state in ('waiting', 'running')
-- next
CREATE INDEX ix_integrations_replays_newest ON integrations_replays (tenant_id, created_at, id)
-- next
CREATE INDEX ix_integrations_parcels_resting ON integrations_parcels (tenant_id, received_at, id)
    WHERE state in ('ignored', 'dead')
-- next
CREATE INDEX ix_integrations_parcels_contact ON integrations_parcels (tenant_id, contact_id, received_at, id)
    WHERE contact_id is not null
-- next
-- What a row counts for: received once, in the state it is in, and how often it was tried in vain and then again. Statement
-- triggers, so that a commit of hundreds of parcels counts once. They run as whoever writes the parcels, so behind the same wall.
-- There is none for DELETE: what came in stays counted when its raw event is dropped.
CREATE FUNCTION integrations_tally_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO atende.integrations_tally_changes (tenant_id, connection_id, hour, kind, what, reason, change)
    SELECT c.tenant_id, c.connection_id, c.hour, c.kind, c.what, c.reason, sum(c.n) FROM (
        SELECT r.tenant_id, r.connection_id, date_trunc('hour', r.received_at, 'UTC') AS hour, r.kind, w.what, w.reason, w.n AS n
        FROM new_rows r CROSS JOIN LATERAL (VALUES
            ('received', '', 1),
            (r.state, CASE WHEN r.state = 'waiting' THEN '' ELSE coalesce(r.reason, '') END, 1),
            ('retried', '', CASE WHEN r.state = 'dead' THEN greatest(r.attempts - 1, 0) ELSE r.attempts END)
        ) AS w(what, reason, n) WHERE w.n <> 0
    ) AS c GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END $$
-- next
CREATE FUNCTION integrations_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO atende.integrations_tally_changes (tenant_id, connection_id, hour, kind, what, reason, change)
    SELECT c.tenant_id, c.connection_id, c.hour, c.kind, c.what, c.reason, sum(c.n) FROM (
        SELECT r.tenant_id, r.connection_id, date_trunc('hour', r.received_at, 'UTC') AS hour, r.kind, w.what, w.reason, w.n AS n
        FROM new_rows r CROSS JOIN LATERAL (VALUES
            ('received', '', 1),
            (r.state, CASE WHEN r.state = 'waiting' THEN '' ELSE coalesce(r.reason, '') END, 1),
            ('retried', '', CASE WHEN r.state = 'dead' THEN greatest(r.attempts - 1, 0) ELSE r.attempts END)
        ) AS w(what, reason, n) WHERE w.n <> 0
        UNION ALL
        SELECT r.tenant_id, r.connection_id, date_trunc('hour', r.received_at, 'UTC') AS hour, r.kind, w.what, w.reason, w.n * -1 AS n
        FROM old_rows r CROSS JOIN LATERAL (VALUES
            ('received', '', 1),
            (r.state, CASE WHEN r.state = 'waiting' THEN '' ELSE coalesce(r.reason, '') END, 1),
            ('retried', '', CASE WHEN r.state = 'dead' THEN greatest(r.attempts - 1, 0) ELSE r.attempts END)
        ) AS w(what, reason, n) WHERE w.n <> 0
    ) AS c GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(c.n) <> 0;
    RETURN NULL;
END $$
-- next
CREATE TRIGGER tally_new AFTER INSERT ON integrations_parcels REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION integrations_tally_new()
-- next
CREATE TRIGGER tally_changed AFTER UPDATE ON integrations_parcels REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION integrations_tally_changed()
-- next
REVOKE ALL ON FUNCTION integrations_tally_new, integrations_tally_changed FROM PUBLIC
-- next
-- What stands already is counted once, here; for that the owner looks past the wall for the length of this transaction.
ALTER TABLE integrations_parcels NO FORCE ROW LEVEL SECURITY
-- next
INSERT INTO integrations_tallies (tenant_id, connection_id, hour, kind, what, reason, count)
SELECT c.tenant_id, c.connection_id, c.hour, c.kind, c.what, c.reason, sum(c.n) FROM (
    SELECT r.tenant_id, r.connection_id, date_trunc('hour', r.received_at, 'UTC') AS hour, r.kind, w.what, w.reason, w.n AS n
    FROM integrations_parcels r CROSS JOIN LATERAL (VALUES
        ('received', '', 1),
        (r.state, CASE WHEN r.state = 'waiting' THEN '' ELSE coalesce(r.reason, '') END, 1),
        ('retried', '', CASE WHEN r.state = 'dead' THEN greatest(r.attempts - 1, 0) ELSE r.attempts END)
    ) AS w(what, reason, n) WHERE w.n <> 0
) AS c GROUP BY 1, 2, 3, 4, 5, 6
-- next
ALTER TABLE integrations_parcels FORCE ROW LEVEL SECURITY
-- next
-- As before, and what was here already is counted too, in the same statement: no round trip more at the door.
CREATE OR REPLACE FUNCTION integrations_store_parcels(
    tenants uuid[], ids uuid[], connections uuid[], providers text[], kinds text[], keys text[], lanes text[],
    raws text[], correlations text[], received timestamptz
) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    one uuid;
BEGIN
    FOR one IN SELECT DISTINCT t FROM unnest(tenants) AS t LOOP
        PERFORM set_config('app.tenant_id', one::text, true);
        RETURN QUERY
            WITH given AS MATERIALIZED (
                SELECT u.* FROM unnest(tenants, ids, connections, providers, kinds, keys, lanes, raws, correlations)
                    WITH ORDINALITY AS u(t, i, c, p, k, d, l, r, x, n)
                WHERE u.t = one
            ), new AS (
                INSERT INTO integrations_parcel_keys AS e (tenant_id, connection_id, dedupe_key, parcel_id)
                SELECT g.t, g.c, g.d, g.i FROM given g ORDER BY g.n
                ON CONFLICT (tenant_id, connection_id, dedupe_key) DO NOTHING
                RETURNING e.parcel_id
            ), again AS (
                INSERT INTO integrations_tally_changes (tenant_id, connection_id, hour, kind, what, reason, change)
                SELECT g.t, g.c, date_trunc('hour', received, 'UTC'), g.k, 'again', '', count(*)
                FROM given g WHERE g.i NOT IN (SELECT parcel_id FROM new) GROUP BY g.t, g.c, g.k
            )
            INSERT INTO integrations_parcels AS p
                (tenant_id, id, connection_id, provider, kind, dedupe_key, lane, raw, correlation_id, received_at, due_at)
            SELECT g.t, g.i, g.c, g.p, g.k, g.d, g.l, g.r, g.x, received, received
            FROM given g WHERE g.i IN (SELECT parcel_id FROM new)
            ORDER BY g.n
            RETURNING p.id;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$
