"""What must hold in every database of every install, walked on the live one: promises R2 to R5, S1 to S5 and S28.

Each invariant is a query that returns its violations; none may. Tenant questions run under each tenant's wall, and carry the tenant in
every join and group all the same: so they hold of a database sharded by tenant.
"""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from atende.accounts.models import Tenant
from atende.core import rotation
from atende.core.audit import verifying
from atende.core.db import app_engine
from atende.core.roles import role_problems
from atende.core.tenancy import OPERATOR, Crossing, across_tenants, in_tenant
from atende.core.transaction import Line
from atende.reports import agenda

# Every function that runs with its owner's rights, and unique keys that may lack the tenant, with the reason.
DEFINER_FUNCTIONS = {
    "core_make_partitions": "makes partitions by the month, each behind the wall; moves their rows there from the default one",
    "core_hold_partition": "locks a partition of a month; reads and writes no row",
    "core_drop_partition": "drops a partition of a month; reads no row",
}
KEYS_WITHOUT_TENANT = {
    "integrations_numbers": "a receiving number has one owner in the whole install; crossings only",
    "accounts_api_keys": "a key opens one business, found before it is known which",
    "bookings_pages": "an address on the internet shows one page, found before it is known whose",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant and what was found: `violations` is 0 when it holds; `example` names one that does not."""

    promise: str
    statement: str
    violations: int
    example: str | None = None


# What is counted in the months whose raw events are still there, and the same from the events themselves.
_COUNTED_AND_THERE = """
    with kept as (
        select min(make_timestamptz(left(month, 4)::int, right(month, 2)::int, 1, 0, 0, 0, 'UTC')) as since
        from (select right(c.relname, 7) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'integrations_parcels'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$') as months
    ), counted as (
        select tenant_id, connection_id, hour, kind, what, reason, sum(n) as n from (
            select tenant_id, connection_id, hour, kind, what, reason, count as n from integrations_tallies
            union all select tenant_id, connection_id, hour, kind, what, reason, change from integrations_tally_changes
        ) as t, kept where hour >= kept.since and what <> 'again' group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0
    ), there as (
        select tenant_id, connection_id, date_trunc('hour', received_at, 'UTC') as hour, kind, w.what, w.reason, sum(w.n) as n
        from integrations_parcels r cross join kept cross join lateral (values
            ('received', '', 1),
            (r.state, case when r.state = 'waiting' then '' else coalesce(r.reason, '') end, 1),
            ('retried', '', case when r.state = 'dead' then greatest(r.attempts - 1, 0) else r.attempts end)
        ) as w(what, reason, n) where w.n <> 0 and r.received_at >= kept.since group by 1, 2, 3, 4, 5, 6
    )
    select concat_ws(' ', connection_id, hour, kind, what, reason, coalesce(counted.n, 0), 'counted',
        coalesce(there.n, 0), 'there') as example
    from counted full join there using (tenant_id, connection_id, hour, kind, what, reason) where counted.n is distinct from there.n
"""
_SUMS = """
    select concat_ws(' ', connection_id, hour, kind) as example from (
        select tenant_id, connection_id, hour, kind, what, count as n from integrations_tallies
        union all select tenant_id, connection_id, hour, kind, what, change from integrations_tally_changes
    ) as t group by tenant_id, connection_id, hour, kind
    having sum(case what when 'received' then n when 'again' then 0 when 'retried' then 0 else -n end) <> 0
"""

_TENANT: list[tuple[str, str, str]] = [
    (
        "R2",
        "a provider's message id stands once per receiving number",
        "select external_id as example from inbox_messages where external_id is not null"
        " group by tenant_id, connection_id, external_id having count(*) > 1",
    ),
    (
        "R2",
        "every provider's message id leads to its message, and no message lacks its key",
        "select m.external_id as example from inbox_messages m left join inbox_external_ids e"
        " on e.tenant_id = m.tenant_id and e.connection_id = m.connection_id and e.external_id = m.external_id"
        " where m.external_id is not null and e.message_id is distinct from m.id",
    ),
    (
        "R2",
        "a customer's message was read by one turn of the bot at most",
        "select input as example from bot_turns, jsonb_array_elements_text(input_message_ids) as input"
        " where outcome not in ('failed', 'superseded') group by tenant_id, input having count(*) > 1",
    ),
    (
        "R2",
        "a message was accepted by the provider once, unless a person asked for another try",
        "select a.message_id::text as example from inbox_attempts a where a.state = 'accepted'"
        " group by a.tenant_id, a.message_id having count(distinct a.external_id) > 1"
        " and count(*) filter (where a.settled_by = 'person') = 0",
    ),
    (
        "R3",
        "no message stands behind the furthest status that was reported of it",
        "select m.id::text as example from inbox_messages m join inbox_statuses s"
        " on s.tenant_id = m.tenant_id and s.connection_id = m.connection_id and s.external_id = m.external_id"
        " where m.direction = 'out' and s.status in ('sent', 'delivered', 'read', 'played')"
        " and array_position(array['queued','sending','unknown','failed','sent','delivered','read','played'], m.status)"
        " < array_position(array['queued','sending','unknown','failed','sent','delivered','read','played'], s.status)"
        " and not (m.status = 'failed' and s.status = 'sent')",
    ),
    (
        "R3",
        "within a lane nothing was opened before what came earlier",
        "select id::text as example from ("
        "  select id, handled_at, attempts, lag(handled_at) over (partition by tenant_id, connection_id, lane order by seq) as before,"
        "    lag(attempts) over (partition by tenant_id, connection_id, lane order by seq) as tries"
        "  from integrations_parcels where handled_at is not null) as p"
        " where before > handled_at and tries = 0",
    ),
    (
        "R3",
        "at most one case is open per timeline",
        "select conversation_id::text as example from inbox_cases where closed_at is null"
        " group by tenant_id, conversation_id having count(*) > 1",
    ),
    (
        "R4",
        "every parcel has a named outcome, and a reason when nothing came of it",
        "select id::text as example from integrations_parcels"
        " where state not in ('waiting', 'done', 'ignored', 'dead')"
        " or (state in ('ignored', 'dead') and coalesce(reason, '') = '')",
    ),
    (
        "R4",
        "every message parcel that was stored has its message",
        "select p.id::text as example from integrations_parcels p"
        " left join inbox_messages m on m.tenant_id = p.tenant_id and m.id = p.message_id"
        " where p.kind in ('message', 'echo', 'history') and p.state = 'done' and p.message_id is not null and m.id is null"
        # Its month, which its id says, is still there.
        " and to_regclass('inbox_messages_' || to_char(core_month_of(p.message_id), 'YYYY_MM')) is not null",
    ),
    ("R4", "everything that was received is done, ignored, dead or waiting, counted for ever", _SUMS),
    ("R4", "what is counted is what is there, as far back as raw events are kept", _COUNTED_AND_THERE),
    (
        "R4",
        "nothing waits that is overdue by five minutes",
        "select id::text as example from integrations_parcels where state = 'waiting' and due_at < now() - interval '5 minutes'",
    ),
    (
        "R13",
        "every message and every raw event lies in the partition of its month",
        "select id::text as example from inbox_messages where tableoid = 'inbox_messages_default'::regclass"
        " union all select id::text from integrations_parcels where tableoid = 'integrations_parcels_default'::regclass",
    ),
    (
        "R13",
        "a conversation knows every month its messages lie in, so that none is left out of a page",
        "select m.id::text as example from inbox_messages m join inbox_conversations c"
        " on c.tenant_id = m.tenant_id and c.id = m.conversation_id where not core_month_of(m.id) = any(c.message_months)",
    ),
    (
        "R6",
        "what waits for the bot has a turn that will come",
        "select p.message_id::text as example from bot_pending_inputs p left join bot_sessions s"
        " on s.tenant_id = p.tenant_id and s.conversation_id = p.conversation_id where s.turn_due_at is null",
    ),
    *agenda.TENANT,
    (
        "R5",
        "a message stands in a timeline of its own receiving number",
        "select m.id::text as example from inbox_messages m join inbox_conversations c"
        " on c.tenant_id = m.tenant_id and c.id = m.conversation_id where c.connection_id <> m.connection_id",
    ),
    (
        "R5",
        "a message stands with the person it came from, merges followed",
        "with recursive living(tenant_id, id, target) as ("
        "  select tenant_id, id, id from contacts_contacts where merged_into_id is null"
        "  union all select c.tenant_id, c.id, l.target from contacts_contacts c"
        "   join living l on l.tenant_id = c.tenant_id and l.id = c.merged_into_id)"
        " select m.id::text as example from integrations_parcels p"
        " join inbox_messages m on m.tenant_id = p.tenant_id and m.id = p.message_id"
        " join inbox_conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id"
        " join living a on a.tenant_id = p.tenant_id and a.id = p.contact_id"
        " join living b on b.tenant_id = c.tenant_id and b.id = c.contact_id"
        " where p.state = 'done' and p.kind in ('message', 'echo', 'history') and a.target <> b.target"
        " and not exists (select 1 from contacts_merges g where g.tenant_id = p.tenant_id"
        "   and g.undone_at is not null and p.contact_id in (g.winner_id, g.loser_id))",
    ),
    (
        "R5",
        "a living piece of evidence belongs to a living person",
        "select i.id::text as example from contacts_identities i join contacts_contacts c"
        " on c.tenant_id = i.tenant_id and c.id = i.contact_id"
        " where i.retired_at is null and c.merged_into_id is not null",
    ),
    (
        "R5",
        "a case and its messages are of one timeline",
        "select m.id::text as example from inbox_messages m join inbox_cases c"
        " on c.tenant_id = m.tenant_id and c.id = m.case_id where c.conversation_id <> m.conversation_id",
    ),
]

_OURS = "n.nspname = current_schema()"

_CATALOGUE: list[tuple[str, str, str]] = [
    (
        "R13",
        "this month and the next have their partition in every table that lies in partitions",
        "select c.relname || to_char(month, '_YYYY_MM') as example from pg_class c join pg_namespace n on n.oid = c.relnamespace,"
        " generate_series(date_trunc('month', now() at time zone 'UTC'), now() at time zone 'UTC' + interval '1 month',"
        "   interval '1 month') as month"
        f" where {_OURS} and c.relkind = 'p' and to_regclass(c.relname || to_char(month, '_YYYY_MM')) is null",
    ),
    (
        "S1",
        "every table with tenant_id has row security enabled and forced",
        "select c.relname as example from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped"
        f" where {_OURS} and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)",
    ),
    (
        "S1",
        "every policy says what may be read and what may be written",
        f"select p.polname || ' on ' || c.relname as example from pg_policy p join pg_class c on c.oid = p.polrelid"
        f" join pg_namespace n on n.oid = c.relnamespace where {_OURS}"
        " and (p.polqual is null or p.polwithcheck is null)",
    ),
    (
        "S1",
        "every table with tenant_id has a policy",
        "select c.relname as example from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped"
        f" where {_OURS} and c.relkind in ('r', 'p')"
        " and not exists (select 1 from pg_policy p where p.polrelid = c.oid)",
    ),
    (
        "S4",
        "every foreign key between tenants' tables carries the tenant",
        "select k.conname as example from pg_constraint k join pg_class c on c.oid = k.conrelid"
        " join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'tenant_id' and not a.attisdropped"
        " join pg_attribute b on b.attrelid = k.confrelid and b.attname = 'tenant_id' and not b.attisdropped"
        f" where {_OURS} and k.contype = 'f' and not (a.attnum = any(k.conkey) and b.attnum = any(k.confkey))",
    ),
    (
        "S4",
        "every unique key of a tenant's table carries the tenant",
        "select i.relname as example from pg_index x join pg_class i on i.oid = x.indexrelid"
        " join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped"
        f" where {_OURS} and x.indisunique and not (a.attnum = any(x.indkey::int2[]))"
        " and not c.relname = any(:allowed_keys)",
    ),
    (
        "S5",
        "every view runs with its caller's rights",
        f"select c.relname as example from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        f" where {_OURS} and c.relkind = 'v'"
        " and not coalesce('security_invoker=true' = any(c.reloptions), false)",
    ),
    (
        "S5",
        "every function with its owner's rights is on the list and has a fixed search_path",
        f"select p.proname as example from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {_OURS}"
        " and p.prosecdef and not (p.proname = any(:allowed_functions)"
        "   and exists (select 1 from unnest(coalesce(p.proconfig, '{}')) as s where s like 'search_path=%'))",
    ),
]


async def walk() -> AsyncIterator[Finding]:
    """Every invariant with what was found, the catalogue's first."""
    async with app_engine().connect() as connection:
        problems = await role_problems(connection)
        yield Finding("S2", "the application's role has no power", len(problems), next(iter(problems), None))
        violations, example = 0, None
        for table in await connection.scalars(
            text(
                "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped"
                f" where {_OURS} and c.relkind in ('r', 'p')"
                " and has_table_privilege(c.oid, 'select') order by 1"
            )
        ):
            if not await _refuses_without_tenant(str(table)):
                violations, example = violations + 1, str(table)
        yield Finding("S3", "without a tenant every tenant's table is an error", violations, example)
        for promise, statement, query in _CATALOGUE:
            yield await _count(connection, promise, statement, query)
    async with across_tenants(Crossing.OPERATE) as session:
        tenants = list(await session.scalars(select(Tenant.id)))
    for promise, statement, query in _TENANT:
        total, example = 0, None
        for tenant_id in tenants:
            found = await _in(tenant_id, promise, statement, query)
            total += found.violations
            example = example or (f"{tenant_id}: {found.example}" if found.example else None)
        yield Finding(promise, statement, total, example)
    moved, example = 0, None
    for tenant_id in tenants:
        found = await agenda.off_the_clock(tenant_id)
        moved += len(found)
        example = example or (f"{tenant_id}: {found[0]}" if found else None)
    yield Finding(
        "R17", "every appointment ahead begins when it was said, by the clock of its place as it is known today", moved, example
    )
    shut = [one async for one in rotation.unopened()]
    yield Finding("S25", "every data key opens with the master keys of this install", len(shut), next(iter(shut), None))
    broken = [verdict async for verdict in verifying.verify_all() if verdict.problem]
    first = f"{broken[0].chain_id}: entry {broken[0].no} {broken[0].problem}" if broken else None
    yield Finding(
        "S28", "the audit log was only ever added to: every chain holds from its beginning to its end", len(broken), first
    )


async def _refuses_without_tenant(table: str) -> bool:
    # By an index the wall is asked before anything is read; a scan from end to end asks it of each row, so of none when the
    # table has none just now.
    line = await Line.open(app_engine(), first="set local enable_seqscan = off")
    try:
        await line.fetch(f"select 1 from {table} limit 1")
    except DBAPIError:
        return True
    finally:
        await line.roll_back()
    return False


async def _in(tenant_id: uuid.UUID, promise: str, statement: str, query: str) -> Finding:
    async with in_tenant(tenant_id, OPERATOR) as tx:
        # An operator waits for it, and of millions of messages it takes longer than anything that serves people may.
        await tx.session.execute(text("set local statement_timeout = 0"))
        return await _count(tx.session, promise, statement, query)


async def _count(connection, promise: str, statement: str, query: str) -> Finding:
    values = {}
    if ":allowed_keys" in query:
        values["allowed_keys"] = list(KEYS_WITHOUT_TENANT)
    if ":allowed_functions" in query:
        values["allowed_functions"] = list(DEFINER_FUNCTIONS)
    row = (
        await connection.execute(
            text(f"select count(*), min(example::text) from ({query}) as violations"),
            values,
        )
    ).one()
    return Finding(promise, statement, row[0], row[1])
