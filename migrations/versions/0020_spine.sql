-- As before, and a month whose rows lie in the default partition already takes them from there, if they are few and nobody is in the
-- way; else it is left out with a warning, its rows stay where they are, and it is tried again.
CREATE OR REPLACE FUNCTION core_make_partitions(since timestamptz, until timestamptz) RETURNS SETOF text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = atende, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC' AS $$
DECLARE
    parent text;
    child text;
    month timestamptz;
BEGIN
    IF since < '2009-01-01' OR until > now() + interval '14 months' OR since > until THEN
        RAISE EXCEPTION 'no partitions are made from % to %', since, until USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('atende.partitions'));
    FOR parent IN SELECT relname FROM pg_class WHERE relkind = 'p' AND relnamespace = 'atende'::regnamespace ORDER BY 1 LOOP
        FOR month IN SELECT generate_series(date_trunc('month', since), until, interval '1 month') LOOP
            child := parent || to_char(month, '_YYYY_MM');
            CONTINUE WHEN to_regclass(child) IS NOT NULL;
            -- Made beside the table and attached to it, which waits for nobody who reads or writes the others.
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', child, parent);
            -- WALL
            BEGIN
                EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                    parent, child, core_first_id(month), core_first_id(month + interval '1 month'));
                RETURN NEXT child;
            EXCEPTION WHEN check_violation THEN
                BEGIN
                    PERFORM core_take_from_default(parent, child, core_first_id(month), core_first_id(month + interval '1 month'));
                    RETURN NEXT child;
                EXCEPTION WHEN check_violation OR lock_not_available THEN
                    RAISE WARNING '% is left out, its rows stay in the default partition: %', child, SQLERRM;
                    EXECUTE format('DROP TABLE %I', child);
                END;
            END;
        END LOOP;
    END LOOP;
END $$
-- next
-- The rows of a month move from the default partition to its own, which is attached then. Nobody but the function above may call it.
-- Deleting a row that something points to would be refused, so for the length of this the default partition stands by itself.
CREATE FUNCTION core_take_from_default(parent text, child text, first uuid, beyond uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = atende, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
    fallback text := parent || '_default';
    most CONSTANT integer := 20000;
    there integer;
BEGIN
    -- The owner looks past the wall for as long as nobody else can look at all.
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', fallback);
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', child);
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %I WHERE id >= %L AND id < %L LIMIT %s) AS r', fallback, first, beyond, most + 1)
        INTO there;
    IF there > most THEN
        RAISE EXCEPTION 'more than % rows', most USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, fallback);
    EXECUTE format('INSERT INTO %I SELECT * FROM %I WHERE id >= %L AND id < %L', child, fallback, first, beyond);
    EXECUTE format('DELETE FROM %I WHERE id >= %L AND id < %L', fallback, first, beyond);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', fallback);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', child);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, first, beyond);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I DEFAULT', parent, fallback);
END $$
-- next
REVOKE ALL ON FUNCTION core_take_from_default FROM PUBLIC
-- next
-- As before, and due by the database's clock where that of the host at the door is ahead. Whoever stores the same keys at the same moment takes them in the same order, so that one waits for the other and
-- never each for each. Parcels stand in the order they came all the same.
CREATE OR REPLACE FUNCTION integrations_store_parcels(
    tenants uuid[], ids uuid[], connections uuid[], providers text[], kinds text[], keys text[], lanes text[],
    raws text[], correlations text[], received timestamptz
) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    one uuid;
BEGIN
    FOR one IN SELECT DISTINCT t FROM unnest(tenants) AS t ORDER BY t LOOP
        PERFORM set_config('app.tenant_id', one::text, true);
        RETURN QUERY
            WITH given AS MATERIALIZED (
                SELECT u.* FROM unnest(tenants, ids, connections, providers, kinds, keys, lanes, raws, correlations)
                    WITH ORDINALITY AS u(t, i, c, p, k, d, l, r, x, n)
                WHERE u.t = one
            ), new AS (
                INSERT INTO integrations_parcel_keys AS e (tenant_id, connection_id, dedupe_key, parcel_id)
                SELECT g.t, g.c, g.d, g.i FROM given g ORDER BY g.c, g.d, g.n
                ON CONFLICT (tenant_id, connection_id, dedupe_key) DO NOTHING
                RETURNING e.parcel_id
            ), again AS (
                INSERT INTO integrations_tally_changes (tenant_id, connection_id, hour, kind, what, reason, change)
                SELECT g.t, g.c, date_trunc('hour', received, 'UTC'), g.k, 'again', '', count(*)
                FROM given g WHERE g.i NOT IN (SELECT parcel_id FROM new) GROUP BY g.t, g.c, g.k
            )
            INSERT INTO integrations_parcels AS p
                (tenant_id, id, connection_id, provider, kind, dedupe_key, lane, raw, correlation_id, received_at, due_at)
            SELECT g.t, g.i, g.c, g.p, g.k, g.d, g.l, g.r, g.x, received, least(received, now())
            FROM given g WHERE g.i IN (SELECT parcel_id FROM new)
            ORDER BY g.n
            RETURNING p.id;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$
-- next
-- Everything new queues up behind whoever waits to take a partition off its table, so that is tried for a moment only.
ALTER FUNCTION core_drop_partition(text) SET lock_timeout = '200ms'
