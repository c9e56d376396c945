"""How calendars outside stand, what their events take, and what people have to look at."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import text

from atende.bookings.errors import BookingNotFound
from atende.core import paging
from atende.core.tenancy import Tx

MOST = 500

_CALENDARS = """
select c.id, c.resource_id, c.provider, c.environment, c.account, c.name, c.detail, c.is_written, c.is_blocking, c.is_followed, c.state,
    c.reason, c.failures, c.failed_at, c.cursor is not null as has_cursor, c.last_read_at as cursor_at, c.read_all_at, c.last_written_at,
    c.due_at as next_look_at, c.unreadable, c.watch_problem,
    (select count(*) from bookings_calendar_entries e where e.tenant_id = c.tenant_id and e.calendar_id = c.id
        and e.due_at is not null) as waiting,
    (select count(*) from bookings_calendar_entries e where e.tenant_id = c.tenant_id and e.calendar_id = c.id
        and e.problem is not null) as refused,
    (select count(*) from bookings_busy b where b.tenant_id = c.tenant_id and b.calendar_id = c.id and b.until > :now
        and not b.is_own) as busy,
    (select count(*) from bookings_flags f where f.tenant_id = c.tenant_id and f.calendar_id = c.id
        and f.settled_at is null) as flags,
    h.until as channel_until, h.last_told_at
from bookings_calendars c left join lateral (
    select until, last_told_at from bookings_calendar_channels h where h.tenant_id = c.tenant_id and h.calendar_id = c.id
        and h.state = 'open' and h.until > :now order by until desc limit 1
) h on true
where c.tenant_id = :tenant and (cast(:only as uuid) is null or c.id = :only)
order by c.created_at, c.id limit :most
"""
# Nobody named: whoever there is, each found by their own part of the index, which begins with whose time it is.
_BUSY = """
select id, resource_id, calendar_id, since, until from bookings_busy
where tenant_id = :tenant and since < :until and until > :since and not is_own
"""
_OF_THESE = " and resource_id = any(:resources)"
_OF_EVERYBODY = " and resource_id in (select id from bookings_resources where tenant_id = :tenant)"
_FLAGS = """
select f.id, f.kind, f.appointment_id, f.calendar_id, a.starts_at, a.ends_at, a.zone as timezone, k.name as service_name,
    p.name as contact_name, f.outside_since, f.outside_until, f.raised_at, f.settled_at, f.outcome, f.problem
from bookings_flags f
join bookings_appointments a on a.tenant_id = f.tenant_id and a.id = f.appointment_id
join knowledge_services k on k.tenant_id = a.tenant_id and k.id = a.service_id
join contacts_contacts p on p.tenant_id = a.tenant_id and p.id = a.contact_id
where f.tenant_id = :tenant
"""


async def calendars(tx: Tx, only: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """Calendars outside in the order they were connected, each with its state; nothing of their secrets."""
    values = {"tenant": tx.tenant_id, "now": tx.now, "only": only, "most": MOST}
    rows = (await tx.session.execute(text(_CALENDARS), values)).mappings()
    return [_shown(dict(row)) for row in rows]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    until = row.pop("channel_until")
    told = {"last_told_at": row.pop("last_told_at"), "problem": row.pop("watch_problem")}
    return row | {"channel": {"is_open": until is not None, "until": until, **told}}


async def calendar(tx: Tx, calendar_id: uuid.UUID) -> dict[str, Any]:
    """One of them; refuses `BookingNotFound`."""
    found = await calendars(tx, calendar_id)
    if not found:
        raise BookingNotFound("no such calendar")
    return found[0]


async def busy(
    tx: Tx,
    since: datetime,
    until: datetime,
    resource_ids: Collection[uuid.UUID] = (),
    *,
    cursor: str | None = None,
    limit: int = MOST,
) -> tuple[list[dict[str, Any]], str | None]:
    """What events outside take of these resources (none named: of all) in `[since, until)`, by start, and where the list goes on. Refuses a
    cursor of another list."""
    values: dict[str, Any] = {"tenant": tx.tenant_id, "since": since, "until": until, "limit": limit + 1}
    where = _OF_EVERYBODY
    if resource_ids:
        where, values["resources"] = _OF_THESE, list(resource_ids)
    if cursor:
        where += " and (since, id) > (:at, :last)"
        values["at"], values["last"] = paging.decode_moment(cursor)
    return await _page(tx, f"{_BUSY} {where} order by since, id limit :limit", values, "since")


async def flags(
    tx: Tx, *, of: uuid.UUID | None = None, is_settled: bool = False, cursor: str | None = None, limit: int = MOST
) -> tuple[list[dict[str, Any]], str | None]:
    """What is to be looked at, newest first, of one appointment if named, and where the list goes on; with `is_settled` what was, too.
    Refuses a cursor of another list."""
    values: dict[str, Any] = {"tenant": tx.tenant_id, "limit": limit + 1}
    where = "" if is_settled else " and f.settled_at is null"
    if of is not None:
        where, values["of"] = where + " and f.appointment_id = :of", of
    if cursor:
        where += " and (f.raised_at, f.id) < (:at, :last)"
        values["at"], values["last"] = paging.decode_moment(cursor)
    return await _page(tx, f"{_FLAGS} {where} order by f.raised_at desc, f.id desc limit :limit", values, "raised_at")


async def flag(tx: Tx, flag_id: uuid.UUID) -> dict[str, Any]:
    """One of them, settled or not; refuses `BookingNotFound`."""
    found = (
        (await tx.session.execute(text(f"{_FLAGS} and f.id = :id"), {"tenant": tx.tenant_id, "id": flag_id})).mappings().first()
    )
    if found is None:
        raise BookingNotFound("no such flag")
    return dict(found)


async def _page(tx: Tx, sql: str, values: dict[str, Any], by: str) -> tuple[list[dict[str, Any]], str | None]:
    rows = [dict(row) for row in (await tx.session.execute(text(sql), values)).mappings()]
    if len(rows) < values["limit"]:
        return rows, None
    rows.pop()
    return rows, paging.encode_moment(rows[-1][by], rows[-1]["id"])
