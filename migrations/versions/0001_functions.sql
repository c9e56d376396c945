-- Functions and triggers of the first version. Those with their owner's rights are listed in tests/house/test_wall.py.
-- next

-- Stores a batch of parcels of several tenants in one round trip, each under its own tenant's wall: security invoker, so the
-- policies hold inside as they do outside. What was received before, also when its parcel is long dropped, is not stored again.
-- Returns the ids that were new.
CREATE FUNCTION integrations_store_parcels(
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
-- next
REVOKE ALL ON FUNCTION integrations_store_parcels FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION integrations_store_parcels TO atende_app
-- next

-- A message's keys, whoever writes it. An insert whose vendor's id is known stores nothing and returns no row, as ON CONFLICT DO
-- NOTHING would; any other key that is taken is a unique violation. Keys of removed messages stay: what came once came once.
CREATE FUNCTION inbox_keep_message_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.external_id IS NOT NULL THEN
            INSERT INTO atende.inbox_external_ids (tenant_id, connection_id, external_id, message_id)
            VALUES (NEW.tenant_id, NEW.connection_id, NEW.external_id, NEW.id) ON CONFLICT DO NOTHING;
            IF NOT FOUND THEN
                RETURN NULL;
            END IF;
        END IF;
        IF NEW.client_id IS NOT NULL THEN
            INSERT INTO atende.inbox_client_ids (tenant_id, conversation_id, client_id, message_id)
            VALUES (NEW.tenant_id, NEW.conversation_id, NEW.client_id, NEW.id);
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.connection_id, NEW.external_id) IS DISTINCT FROM (OLD.connection_id, OLD.external_id) THEN
        DELETE FROM atende.inbox_external_ids
        WHERE tenant_id = OLD.tenant_id AND connection_id = OLD.connection_id AND external_id = OLD.external_id;
        IF NEW.external_id IS NOT NULL THEN
            INSERT INTO atende.inbox_external_ids (tenant_id, connection_id, external_id, message_id)
            VALUES (NEW.tenant_id, NEW.connection_id, NEW.external_id, NEW.id);
        END IF;
    END IF;
    IF (NEW.conversation_id, NEW.client_id) IS DISTINCT FROM (OLD.conversation_id, OLD.client_id) THEN
        DELETE FROM atende.inbox_client_ids
        WHERE tenant_id = OLD.tenant_id AND conversation_id = OLD.conversation_id AND client_id = OLD.client_id;
        IF NEW.client_id IS NOT NULL THEN
            INSERT INTO atende.inbox_client_ids (tenant_id, conversation_id, client_id, message_id)
            VALUES (NEW.tenant_id, NEW.conversation_id, NEW.client_id, NEW.id);
        END IF;
    END IF;
    RETURN NEW;
END $$
-- next
REVOKE ALL ON FUNCTION inbox_keep_message_keys FROM PUBLIC
-- next
CREATE TRIGGER keep_keys_of_new BEFORE INSERT ON inbox_messages FOR EACH ROW
    WHEN (NEW.external_id IS NOT NULL OR NEW.client_id IS NOT NULL) EXECUTE FUNCTION inbox_keep_message_keys()
-- next
CREATE TRIGGER keep_keys_of_changed BEFORE UPDATE OF external_id, connection_id, client_id, conversation_id ON inbox_messages
    FOR EACH ROW
    WHEN (OLD.external_id IS DISTINCT FROM NEW.external_id OR OLD.connection_id <> NEW.connection_id
        OR OLD.client_id IS DISTINCT FROM NEW.client_id OR OLD.conversation_id <> NEW.conversation_id)
    EXECUTE FUNCTION inbox_keep_message_keys()
-- next

-- The smallest id that can be made at a time: the first 48 bits of a UUIDv7 are milliseconds.
CREATE FUNCTION core_first_id(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
-- next
REVOKE ALL ON FUNCTION core_first_id FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION core_first_id TO atende_app, atende_system
-- next

-- Every month (UTC) from one time to another has its partition in every table that lies in partitions, each behind the wall by
-- itself: nobody is granted anything on it, so its rows are reached through the table alone. Owner's rights: the working roles
-- may create nothing. Returns the names of the new ones.
CREATE FUNCTION core_make_partitions(since timestamptz, until timestamptz) RETURNS SETOF text LANGUAGE plpgsql
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
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                parent, child, core_first_id(month), core_first_id(month + interval '1 month'));
            RETURN NEXT child;
        END LOOP;
    END LOOP;
END $$
-- next
REVOKE ALL ON FUNCTION core_make_partitions FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION core_make_partitions TO atende_system
-- next

-- Until the transaction ends nobody adds to this partition of a month, changes it or points to its rows; reading goes on.
CREATE FUNCTION core_hold_partition(part text) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = atende, pg_temp SET lock_timeout = '3s' AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_inherits WHERE inhrelid = to_regclass(part)) OR part !~ '_\d{4}_\d\d$' THEN
        RAISE EXCEPTION '% is no partition of a month', part USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('LOCK TABLE %I IN EXCLUSIVE MODE', part);
END $$
-- next
REVOKE ALL ON FUNCTION core_hold_partition FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION core_hold_partition TO atende_system
-- next

-- The partition of a month and all in it are gone. Whoever calls it has looked that nobody needs it; that its newest row is a
-- week old at least is looked at here. Owner's rights: the working roles may drop nothing.
CREATE FUNCTION core_drop_partition(part text) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = atende, pg_temp SET lock_timeout = '3s' SET timezone = 'UTC' AS $$
DECLARE
    parent regclass;
BEGIN
    SELECT inhparent INTO parent FROM pg_inherits WHERE inhrelid = to_regclass(part);
    IF parent IS NULL OR part !~ '_\d{4}_\d\d$' THEN
        RAISE EXCEPTION '% is no partition of a month', part USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_timestamp(right(part, 7), 'YYYY_MM') + interval '1 month 7 days' > now() THEN
        RAISE EXCEPTION '% is too young', part USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('ALTER TABLE %s DETACH PARTITION %I', parent, part);
    EXECUTE format('DROP TABLE %I', part);
END $$
-- next
REVOKE ALL ON FUNCTION core_drop_partition FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION core_drop_partition TO atende_system
