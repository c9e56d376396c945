-- People of a Supabase project appear in Atende as they sign up, when both live in one database.
--
-- Run it once after `atende db upgrade`, as the project's `postgres` (the SQL editor); running it again brings it up to date.
-- It reads id, e-mail, and whether that is confirmed; never raw_user_meta_data, which people write themselves.
--
--   sign-up           an account with this e-mail, without a password and without any business, and the identity that opens it;
--                     the identity opens nothing before the e-mail is confirmed; no account with an e-mail that another one changed
--                     in the last days and can have back
--   an account is     joined by the same e-mail only when that is confirmed and the account has no other way in (password, passkey,
--   there already     agency, superuser, another identity); else its owner links the identity while signed in to Atende
--   new e-mail        the account follows once it is confirmed, unless it has a password or somebody else has that e-mail, or can
--                     have it back
--   ban               sign-ins begun before its end open nothing, at once
--   deletion          identity and sessions are gone; the account stays, with no way in
--
-- A failure here never stops a sign-up: it is a warning in PostgreSQL's log, and the first token of the person tries again.

DO $install$
DECLARE
    owner_name text := (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'atende');
    installer text := current_user;
BEGIN
    IF owner_name IS NULL THEN
        RAISE EXCEPTION 'there is no schema atende in this database: run `atende db upgrade` first';
    END IF;
    EXECUTE format('SET LOCAL ROLE %I', owner_name);

    CREATE OR REPLACE FUNCTION atende.accounts_mirror_auth_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $function$
    DECLARE
        -- Read by name and not by column: Supabase promises nothing but the key.
        is_gone boolean := TG_OP = 'DELETE';
        given jsonb := to_jsonb(CASE WHEN is_gone THEN OLD ELSE NEW END);
        before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
        who text := given ->> 'id';
        address text := lower(btrim(coalesce(given ->> 'email', '')));
        address_before text := lower(btrim(coalesce(before ->> 'email', '')));
        has_confirmed boolean := (given ->> 'email_confirmed_at') IS NOT NULL;
        account uuid;
    BEGIN
        SELECT user_id INTO account FROM atende.accounts_outside_identities WHERE provider = 'supabase' AND subject = who;

        IF is_gone THEN
            DELETE FROM atende.accounts_sessions WHERE user_id = account;
            DELETE FROM atende.accounts_outside_identities WHERE provider = 'supabase' AND subject = who;
            RETURN NULL;
        END IF;

        IF account IS NULL THEN
            IF address = '' OR (given ->> 'is_anonymous') = 'true' THEN
                RETURN NULL;
            END IF;
            INSERT INTO atende.accounts_users (id, email, name, password_hash)
            VALUES (who::uuid, address, split_part(address, '@', 1), '!')
            ON CONFLICT DO NOTHING
            RETURNING id INTO account;
            IF account IS NULL AND has_confirmed THEN
                SELECT u.id INTO account FROM atende.accounts_users u
                WHERE lower(u.email) = address AND u.is_active AND u.password_hash = '!'
                    AND NOT u.is_superuser AND u.agency_id IS NULL
                    AND NOT EXISTS (SELECT FROM atende.accounts_outside_identities i WHERE i.user_id = u.id)
                    AND NOT EXISTS (SELECT FROM atende.accounts_passkeys k WHERE k.user_id = u.id)
                FOR UPDATE;
            END IF;
            IF account IS NOT NULL THEN
                INSERT INTO atende.accounts_outside_identities (provider, subject, user_id, is_confirmed, email)
                VALUES ('supabase', who, account, has_confirmed, address)
                ON CONFLICT DO NOTHING;
                UPDATE atende.accounts_users u SET email_confirmed_at = now()
                WHERE has_confirmed AND u.id = account AND u.email_confirmed_at IS NULL AND u.password_hash = '!';
            END IF;
            RETURN NULL;
        END IF;

        UPDATE atende.accounts_outside_identities SET email = nullif(address, '')
        WHERE provider = 'supabase' AND subject = who AND email IS DISTINCT FROM nullif(address, '');
        IF has_confirmed THEN
            IF address <> '' AND address <> address_before THEN
                UPDATE atende.accounts_users u SET email = address
                WHERE u.id = account AND lower(u.email) = address_before AND u.password_hash = '!'
                    AND NOT EXISTS (SELECT FROM atende.accounts_users o WHERE lower(o.email) = address AND o.id <> account)
                    AND NOT EXISTS (
                        SELECT FROM atende.accounts_email_changes c
                        WHERE lower(c.former) = address AND c.user_id <> account AND c.undone_at IS NULL AND c.former_until > now()
                    );
            END IF;
            UPDATE atende.accounts_outside_identities i SET is_confirmed = true
            FROM atende.accounts_users u
            WHERE i.provider = 'supabase' AND i.subject = who AND NOT i.is_confirmed
                AND u.id = i.user_id AND lower(u.email) = address;
            UPDATE atende.accounts_users u SET email_confirmed_at = now()
            WHERE u.id = account AND u.email_confirmed_at IS NULL AND u.password_hash = '!' AND lower(u.email) = address;
        END IF;
        IF (given ->> 'banned_until')::timestamptz > now() THEN
            UPDATE atende.accounts_outside_identities SET not_before = (given ->> 'banned_until')::timestamptz
            WHERE provider = 'supabase' AND subject = who;
            DELETE FROM atende.accounts_sessions WHERE user_id = account;
        ELSIF (before ->> 'banned_until')::timestamptz > now() THEN
            UPDATE atende.accounts_outside_identities SET not_before = now()
            WHERE provider = 'supabase' AND subject = who;
        END IF;
        RETURN NULL;
    EXCEPTION WHEN OTHERS THEN
        RAISE WARNING 'atende: the user % was not mirrored: % (%)', who, SQLERRM, SQLSTATE;
        RETURN NULL;
    END
    $function$;

    REVOKE ALL ON FUNCTION atende.accounts_mirror_auth_user() FROM PUBLIC;
    -- Whoever makes the trigger must see the function; whoever fires it need not.
    EXECUTE format('GRANT USAGE ON SCHEMA atende TO %I', installer);
    EXECUTE format('GRANT EXECUTE ON FUNCTION atende.accounts_mirror_auth_user() TO %I', installer);
    EXECUTE format('SET LOCAL ROLE %I', installer);

    CREATE OR REPLACE TRIGGER atende_mirror AFTER INSERT OR UPDATE OR DELETE ON auth.users
        FOR EACH ROW EXECUTE FUNCTION atende.accounts_mirror_auth_user();

    EXECUTE format('SET LOCAL ROLE %I', owner_name);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION atende.accounts_mirror_auth_user() FROM %I', installer);
    IF NOT pg_has_role(installer, owner_name, 'USAGE') THEN
        EXECUTE format('REVOKE USAGE ON SCHEMA atende FROM %I', installer);
    END IF;
    EXECUTE format('SET LOCAL ROLE %I', installer);
END
$install$;

-- Those who signed up before appear too: an update that changes nothing passes them through the trigger.
UPDATE auth.users SET id = id;
