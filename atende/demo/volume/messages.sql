-- The messages of these conversations, spread over their time, with a fact for each and the statuses of those sent; returns how many
-- rows, keys included. Ids are made as they would have been then: a UUIDv7 of the message's time, so that each lies in its month.
with talks as (
    select * from unnest(
        cast(:ids as uuid[]), cast(:cases as uuid[]), cast(:lasts as uuid[]), cast(:starts as timestamptz[]),
        cast(:ends as timestamptz[]), cast(:counts as int[])
    ) as t (id, case_id, last_id, starts, ends, length)
), lines as materialized (
    select id as conversation_id, case_id, last_id, i, i = length as is_last, i % 2 = 1 as is_inbound, i % 5 = 4 as is_unread,
        md5(id::text || i) as h, starts + (ends - starts) * (i::float8 / length) as at
    from talks, generate_series(1, length) as i
), timed as materialized (
    select *, lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '7' as ms from lines
), m as (
    insert into inbox_messages
        (tenant_id, id, conversation_id, connection_id, case_id, direction, author_kind, kind, text, external_id, occurred_at, tiebreak,
        status, status_at, created_at)
    select :tenant, case when is_last then last_id else (ms || left(h, 3) || 'a' || right(h, 15))::uuid end,
        conversation_id, :connection, case_id,
        case when is_inbound then 'in' else 'out' end, case when is_inbound then 'customer' else 'bot' end, 'text',
        (cast(:words as text[]))[1 + (i - 1) % array_length(cast(:words as text[]), 1)], 'wamid.' || h, at, 'wamid.' || h,
        case when is_inbound then 'received' when is_unread then 'delivered' else 'read' end,
        case when is_inbound then '{}'::jsonb else jsonb_build_object('sent', at, 'delivered', at + interval '1 second') end, at
    from timed order by at
    returning 1
), f as (
    insert into facts (tenant_id, id, name, subject_id, actor, payload, occurred_at)
    select :tenant, (ms || right(h, 3) || 'b' || left(h, 15))::uuid,
        case when is_inbound then 'inbox.message_received' else 'inbox.message_queued' end, conversation_id,
        case when is_inbound then 'system' else 'bot' end,
        case when is_inbound then
            jsonb_build_object('conversation_id', conversation_id, 'kind', 'text', 'connection_id', cast(:connection as uuid),
                'starts_bot', false)
        else jsonb_build_object('conversation_id', conversation_id, 'author_kind', 'bot') end, at
    from timed
    returning 1
), s as (
    insert into inbox_statuses (tenant_id, id, connection_id, external_id, status, occurred_at, created_at)
    select :tenant, (ms || left(h, 3) || place || right(h, 15))::uuid, :connection, 'wamid.' || h, word, at, at
    from timed, unnest(array['sent', 'delivered', 'read']) with ordinality as w (word, place)
    where not is_inbound and not (is_unread and word = 'read')
    returning 1
)
select 2 * (select count(*) from m) + (select count(*) from f) + (select count(*) from s)
