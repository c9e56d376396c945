"""Old messages go with the month they were stored in, and with them what was said about them: attempts, statuses, edits and files."""

import asyncio
from datetime import datetime

from sqlalchemy import text

from atende.core import log, storage
from atende.core.tenancy import SYSTEM, Crossing, Tx, across_tenants, in_tenant
from atende.kit.ids import first_id

_OF_MONTH = text("select distinct tenant_id from inbox_messages where id >= :since and id < :until")
# In parts, each a transaction of its own: live events of every business wait for whoever writes (decision 4).
_PART = 5000
_ATTEMPTS = text(
    "delete from inbox_attempts where tenant_id = :tenant and id in (select id from inbox_attempts"
    " where tenant_id = :tenant and message_id >= :since and message_id < :until limit :part)"
)
# Of a message that goes, whenever it was said; and what is as old and of no message that stays.
_SAID_OF = """
    delete from {table} where tenant_id = :tenant and id in (
        select s.id from {table} s join inbox_messages m on s.connection_id = m.connection_id and s.{of} = m.external_id
        where s.tenant_id = :tenant and m.tenant_id = :tenant and m.id >= :since and m.id < :until limit :part)
"""
_SAID_OF_NONE = """
    delete from {table} where tenant_id = :tenant and id in (
        select s.id from {table} s where s.tenant_id = :tenant and s.id < :until and not exists (
            select 1 from inbox_external_ids e join inbox_messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
            where e.tenant_id = :tenant and e.connection_id = s.connection_id and e.external_id = s.{of}) limit :part)
"""
_SAID = [
    text(statement.format(table=table, of=of))
    for table, of in (("inbox_statuses", "external_id"), ("inbox_amendments", "original_external_id"))
    for statement in (_SAID_OF, _SAID_OF_NONE)
]
_TENANTS = text("select id from accounts_tenants")
_FILES = text(
    "delete from inbox_files f where f.tenant_id = :tenant and f.id < :until and not exists ("
    " select 1 from inbox_messages m where m.tenant_id = :tenant and m.file_id = f.id) returning f.sha256"
)
_STILL_KEPT = text("select distinct sha256 from inbox_files where tenant_id = :tenant and sha256 = any(:those)")

_log = log.get("inbox")


async def leave(since: datetime, until: datetime) -> None:
    """Nothing is said any more of a message whose id was made between these times: no attempt to send it, no status, no edit or
    withdrawal. Their keys stay: what came once came once."""
    bounds = {"since": first_id(since), "until": first_id(until)}
    async with across_tenants(Crossing.SWEEP) as session:
        await session.execute(text("set local statement_timeout = '15min'"))
        tenants = list(await session.scalars(_OF_MONTH, bounds))
    for tenant_id in tenants:
        named = {"tenant": tenant_id, "part": _PART, **bounds}
        for statement in (_ATTEMPTS, *_SAID):
            values = {key: named[key] for key in statement.compile().params}
            more = True
            while more:
                async with in_tenant(tenant_id, SYSTEM) as tx:
                    await _takes_its_time(tx)
                    gone = await tx.session.execute(statement, values)
                more = gone.rowcount == _PART  # type: ignore[attr-defined]
        _log.info("words_about_old_messages_forgotten", tenant_id=str(tenant_id))


async def forget_files(_since: datetime, until: datetime) -> None:
    """Files from before `until` that no message has any more are gone, and their bytes unless another row has the same."""
    bound = first_id(until)
    async with across_tenants(Crossing.SWEEP) as session:
        tenants = list(await session.scalars(_TENANTS))
    for tenant_id in tenants:
        async with in_tenant(tenant_id, SYSTEM) as tx:
            await _takes_its_time(tx)
            gone = set(await tx.session.scalars(_FILES, {"tenant": tenant_id, "until": bound}))
        if not gone:
            continue
        async with in_tenant(tenant_id, SYSTEM) as tx:
            kept = set(await tx.session.scalars(_STILL_KEPT, {"tenant": tenant_id, "those": list(gone)}))
        for sha256 in gone - kept:
            await asyncio.to_thread(storage.remove, storage.path_of(tenant_id, sha256))
        _log.info("files_forgotten", tenant_id=str(tenant_id), count=len(gone))


async def _takes_its_time(tx: Tx) -> None:
    await tx.session.execute(text("set local statement_timeout = '15min'"))
