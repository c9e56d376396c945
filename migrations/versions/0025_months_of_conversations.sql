ALTER TABLE inbox_conversations ADD COLUMN IF NOT EXISTS message_months DATE[] DEFAULT '{}' NOT NULL
-- next
-- The month (UTC) an id was made in, by its first day: that of the partition its row lies in. An id that
-- was not made by the time, and says some year that no calendar has, is of the year 9000, with all that come after it.
CREATE OR REPLACE FUNCTION core_month_of(id uuid) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN least(date '9000-01-01', date_trunc('month',
        to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0) AT TIME ZONE 'UTC')::date)
-- next
REVOKE ALL ON FUNCTION core_month_of FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION core_month_of TO atende_app, atende_system
-- next
-- A conversation knows the months of its messages, whoever writes them. After the statement, because one that stores a message may
-- change its conversation, too; a row is written only for the first message of a month. Months are added and never taken away: one
-- too many costs a look, one too few would hide messages.
CREATE OR REPLACE FUNCTION inbox_keep_months_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE atende.inbox_conversations c
    SET message_months = ARRAY(SELECT unnest(c.message_months) UNION SELECT unnest(n.months) ORDER BY 1)
    FROM (
        SELECT tenant_id, conversation_id, array_agg(DISTINCT atende.core_month_of(id)) AS months FROM new_rows GROUP BY 1, 2
    ) AS n
    WHERE c.tenant_id = n.tenant_id AND c.id = n.conversation_id AND NOT c.message_months @> n.months;
    RETURN NULL;
END $$
-- next
CREATE OR REPLACE FUNCTION inbox_keep_months_of_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE atende.inbox_conversations c
    SET message_months = ARRAY(SELECT unnest(c.message_months) UNION SELECT atende.core_month_of(NEW.id) ORDER BY 1)
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.conversation_id AND NOT atende.core_month_of(NEW.id) = ANY (c.message_months);
    RETURN NULL;
END $$
-- next
REVOKE ALL ON FUNCTION inbox_keep_months_of_new, inbox_keep_months_of_moved FROM PUBLIC
-- next
CREATE OR REPLACE TRIGGER keep_months_of_new AFTER INSERT ON inbox_messages REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION inbox_keep_months_of_new()
-- next
CREATE OR REPLACE TRIGGER keep_months_of_moved AFTER UPDATE OF conversation_id ON inbox_messages FOR EACH ROW
    WHEN (OLD.conversation_id <> NEW.conversation_id) EXECUTE FUNCTION inbox_keep_months_of_moved()
-- next
CREATE INDEX IF NOT EXISTS ix_inbox_messages_reactions ON inbox_messages (tenant_id, conversation_id) WHERE kind = 'reaction'
-- next
CREATE INDEX IF NOT EXISTS ix_facts_told ON facts (tenant_id, subject_id, commit_no, seq) WHERE name IN ('inbox.ownership_changed', 'inbox.case_opened', 'inbox.case_closed', 'inbox.timelines_joined',
    'inbox.timelines_split', 'inbox.handoff_requested', 'inbox.handoff_overdue', 'inbox.timeline_rehomed')
