"""Who has what: appointments of a stretch of time, of a person, one with its history."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import text

from atende.bookings.errors import BookingNotFound
from atende.core import paging
from atende.core.tenancy import Tx
from atende.kit.refusal import Invalid

_COLUMNS = """
select a.id, a.state, a.service_id, k.name as service_name, a.store_id, a.contact_id, p.name as contact_name, a.conversation_id,
    a.starts_at, a.ends_at, a.zone as timezone, a.said_at as local_start, a.held_until, a.source, a.note, a.price_cents, a.currency,
    array(select c.resource_id from bookings_claims c where c.tenant_id = a.tenant_id and c.occasion_id = a.occasion_id
        order by c.resource_no) as resource_ids,
    exists (select from bookings_claims c where c.tenant_id = a.tenant_id and c.occasion_id = a.occasion_id and c.is_overbooked)
        as is_overbooked,
    (select g.name from bookings_guests g where g.tenant_id = a.tenant_id and g.appointment_id = a.id) as guest_name
from bookings_appointments a
join knowledge_services k on k.tenant_id = a.tenant_id and k.id = a.service_id
join contacts_contacts p on p.tenant_id = a.tenant_id and p.id = a.contact_id
"""
_HISTORY = text(
    "select at, actor, from_state, to_state, from_starts_at, to_starts_at, reason, is_overbooked from bookings_changes"
    " where tenant_id = :tenant and appointment_id = :id order by at, id limit 500"
)
# Whoever was merged into this person is this person.
_PERSON = (
    "with recursive person (id) as (select id from contacts_contacts where tenant_id = :tenant and id = :contact"
    " union select c.id from contacts_contacts c join person p on c.merged_into_id = p.id where c.tenant_id = :tenant)"
)


async def between(
    tx: Tx,
    since: datetime,
    until: datetime,
    *,
    resource_ids: Collection[uuid.UUID] = (),
    store_id: uuid.UUID | None = None,
    states: Collection[str] = (),
    cursor: str | None = None,
    limit: int = 200,
) -> tuple[list[dict[str, Any]], str | None]:
    """Appointments that begin in `[since, until)`, by start, and where the list goes on. Refuses a cursor of another list."""
    values: dict[str, Any] = {"tenant": tx.tenant_id, "since": since, "until": until, "limit": limit + 1}
    where = "a.tenant_id = :tenant and a.starts_at >= :since and a.starts_at < :until"
    if store_id is not None:
        where, values["store"] = where + " and a.store_id = :store", store_id
    if states:
        where, values["states"] = where + " and a.state = any(:states)", list(states)
    if resource_ids:
        where += (
            " and exists (select from bookings_claims c where c.tenant_id = :tenant and c.occasion_id = a.occasion_id"
            " and c.resource_id = any(:resources))"
        )
        values["resources"] = list(resource_ids)
    if cursor:
        at, last = paging.decode(cursor, 2)
        try:
            values |= {"at": datetime.fromisoformat(at), "last": uuid.UUID(last)}
        except ValueError:
            raise Invalid("not a cursor of this list", field="cursor") from None
        where += " and (a.starts_at, a.id) > (:at, :last)"
    rows = await _read(tx, f"{_COLUMNS} where {where} order by a.starts_at, a.id limit :limit", values)
    if len(rows) <= limit:
        return rows, None
    rows = rows[:limit]
    return rows, paging.encode(rows[-1]["starts_at"].isoformat(), rows[-1]["id"])


async def one(tx: Tx, appointment_id: uuid.UUID) -> dict[str, Any]:
    """One appointment with its history. Refuses `BookingNotFound`."""
    rows = await _read(
        tx, f"{_COLUMNS} where a.tenant_id = :tenant and a.id = :id", {"tenant": tx.tenant_id, "id": appointment_id}
    )
    if not rows:
        raise BookingNotFound("no such appointment")
    history = await tx.session.execute(_HISTORY, {"tenant": tx.tenant_id, "id": appointment_id})
    return rows[0] | {"history": [dict(row) for row in history.mappings()]}


async def of_person(tx: Tx, contact_id: uuid.UUID, *, since: datetime, limit: int = 20) -> list[dict[str, Any]]:
    """What this person has from then on, soonest first; what was cancelled or ran out is not among it."""
    return await _read(
        tx,
        f"{_PERSON} {_COLUMNS} where a.tenant_id = :tenant and a.contact_id in (select id from person)"  # noqa: S608 - our own words
        " and a.starts_at >= :since"
        " and a.state in ('hold', 'pending', 'confirmed', 'completed', 'no_show') order by a.starts_at, a.id limit :limit",
        {"tenant": tx.tenant_id, "contact": contact_id, "since": since, "limit": limit},
    )


async def _read(tx: Tx, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in (await tx.session.execute(text(sql), values)).mappings()]
