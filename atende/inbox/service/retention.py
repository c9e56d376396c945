"""Old messages go with the month they were stored in, and with them what was said about them: attempts, statuses, edits and files."""

import asyncio
import uuid
from datetime import datetime

from sqlalchemy import text

from atende.core import log, partitions, storage
from atende.core.tenancy import SYSTEM, Crossing, across_tenants, in_tenant
from atende.kit.ids import NIL, first_id

# What was said of the messages of a part, whenever it was said. `offset 0`: by their index, whatever PostgreSQL thinks of how many.
_OF_MESSAGES = """
with part as materialized (
    select id, connection_id, external_id from inbox_messages where tenant_id = $1 and id > $2 and id < $3 order by id limit $4
), attempts as (
    delete from inbox_attempts where tenant_id = $1 and message_id = any(array(select id from part))
), statuses as (
    delete from inbox_statuses where tenant_id = $1 and id = any(array(
        select s.id from part p cross join lateral (
            select id from inbox_statuses
            where tenant_id = $1 and connection_id = p.connection_id and external_id = p.external_id offset 0
        ) s))
), amendments as (
    delete from inbox_amendments where tenant_id = $1 and id = any(array(
        select s.id from part p cross join lateral (
            select id from inbox_amendments
            where tenant_id = $1 and connection_id = p.connection_id and original_external_id = p.external_id offset 0
        ) s))
)
select id from part order by id desc limit 1
"""
# And what is as old and of no message that stays.
_OF_NONE = """
with part as materialized (
    select id, connection_id, {of} as external_id from {table} where tenant_id = $1 and id > $2 and id < $3 order by id limit $4
), gone as (
    delete from {table} where tenant_id = $1 and id = any(array(select p.id from part p where not exists (
        select 1 from inbox_external_ids e join inbox_messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
        where e.tenant_id = $1 and e.connection_id = p.connection_id and e.external_id = p.external_id offset 0)))
)
select id from part order by id desc limit 1
"""
_OLD = [
    _OF_NONE.format(table=table, of=of)
    for table, of in (("inbox_statuses", "external_id"), ("inbox_amendments", "original_external_id"))
]
_TENANTS = text("select id from accounts_tenants")
# Those of a part that go are locked from here on: nobody sends one of them meanwhile.
_FILES = """
with part as materialized (
    select id, sha256 from inbox_files where tenant_id = $1 and id > $2 and id < $3 order by id limit $4
), gone as (
    delete from inbox_files where tenant_id = $1 and id = any(array(select p.id from part p where not exists (
        select 1 from inbox_messages m where m.tenant_id = $1 and m.file_id = p.id offset 0)))
    returning id
)
select p.id, p.sha256, p.id in (select id from gone) from part p order by p.id
"""
_STILL_KEPT = "select distinct sha256 from inbox_files where tenant_id = $1 and sha256 = any($2::text[])"
_FILES_AT_ONCE = 200  # of a slow disk, too, that is moments

_log = log.get("inbox")


async def leave(since: datetime, until: datetime) -> None:
    """Nothing is said any more of a message whose id was made between these times: no attempt to send it, no status, no edit or
    withdrawal. Their keys stay: what came once came once."""
    for tenant_id in await partitions.tenants_of("inbox_messages", since, until):
        await partitions.part_by_part(tenant_id, _OF_MESSAGES, since, until)
        for statement in _OLD:
            await partitions.part_by_part(tenant_id, statement, None, until)
        _log.info("words_about_old_messages_forgotten", tenant_id=str(tenant_id))


async def forget_files(_since: datetime, until: datetime) -> None:
    """Files from before `until` that no message has any more are gone, and their bytes unless another row has the same."""
    async with across_tenants(Crossing.SWEEP) as session:
        tenants = list(await session.scalars(_TENANTS))
    for tenant_id in tenants:
        count, after = 0, NIL
        while after is not None:
            after, gone = await _forget_some(tenant_id, after, until)
            count += gone
        if count:
            _log.info("files_forgotten", tenant_id=str(tenant_id), count=count)


async def _forget_some(tenant_id: uuid.UUID, after: uuid.UUID, until: datetime) -> tuple[uuid.UUID | None, int]:
    """The last file of the next part, None when there is none, and how many of it are gone. The bytes go before the rows do: whoever is
    killed between leaves rows, which go the next time, and no bytes of which nobody knows."""
    async with in_tenant(tenant_id, SYSTEM) as tx:
        part = await tx.fetch(_FILES, tenant_id, after, first_id(until), _FILES_AT_ONCE)
        gone = {sha256 for _, sha256, is_gone in part if is_gone}
        kept = {row[0] for row in await tx.fetch(_STILL_KEPT, tenant_id, list(gone))} if gone else set()
        for sha256 in gone - kept:
            await asyncio.to_thread(storage.remove, storage.path_of(tenant_id, sha256))
    return (part[-1][0] if part else None), sum(is_gone for *_, is_gone in part)
