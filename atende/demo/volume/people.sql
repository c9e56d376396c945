-- People with a phone each, their conversations and cases; returns how many rows.
with talks as (
    select * from unnest(
        cast(:ids as uuid[]), cast(:contacts as uuid[]), cast(:cases as uuid[]), cast(:lasts as uuid[]), cast(:starts as timestamptz[]),
        cast(:ends as timestamptz[]), cast(:owners as text[])
    ) with ordinality as t (id, contact_id, case_id, last_id, starts, ends, owner, place)
), p as (
    insert into contacts_contacts (tenant_id, id, name, name_source, search_text, created_at)
    select :tenant, contact_id, n, 'provider', lower(n), starts
    from talks, lateral (
        select (cast(:names as text[]))[1 + place % array_length(cast(:names as text[]), 1)] || ' ' || left(md5(contact_id::text), 6)
    ) as x (n)
    returning 1
), i as (
    insert into contacts_identities (tenant_id, id, contact_id, space, value, match_key, source, last_seen_at)
    select :tenant, gen_random_uuid(), contact_id, 'phone', '+' || digits, digits, 'provider', ends
    from talks, lateral (
        select '55' || (11 + place % 80) || '9' || lpad((cast(:block as bigint) * 20000 + place)::text, 8, '0')
    ) as x (digits)
    returning 1
), c as (
    insert into inbox_conversations
        (tenant_id, id, connection_id, contact_id, owner_kind, owned_since, last_inbound_at, last_activity_at, last_message_id,
        waiting_since, created_at)
    select :tenant, id, :connection, contact_id, owner, starts, ends, ends, last_id, case when owner = 'nobody' then ends end, starts
    from talks
    returning 1
), k as (
    insert into inbox_cases (tenant_id, id, conversation_id, opened_at, opened_by, closed_at, closed_by)
    select :tenant, case_id, id, starts, 'customer', case when place % 20 > 0 then ends end, case when place % 20 > 0 then 'system' end
    from talks
    returning 1
)
select (select count(*) from p) + (select count(*) from i) + (select count(*) from c) + (select count(*) from k)
