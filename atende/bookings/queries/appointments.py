"""Who has what: appointments of a stretch of time, of a person, one with its history."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB

from atende.bookings.errors import BookingNotFound
from atende.bookings.models import LIVING
from atende.bookings.queries import overlaps, receipts, reminders
from atende.bookings.rules.states import AHEAD, State
from atende.core import paging
from atende.core.tenancy import Tx

_COLUMNS = """
select a.id, a.occasion_id, a.state, a.service_id, k.name as service_name, a.store_id, s.name as store_name,
    a.contact_id, p.name as contact_name, a.conversation_id,
    a.starts_at, a.ends_at, a.zone as timezone, a.said_at as local_start, a.held_until, a.source, a.note, a.price_cents, a.currency,
    a.series_id, a.visit_id, a.acknowledged_at, t.resource_ids, t.resources, t.is_overbooked,
    (select g.name from bookings_guests g where g.tenant_id = a.tenant_id and g.appointment_id = a.id) as guest_name
from bookings_appointments a
join knowledge_services k on k.tenant_id = a.tenant_id and k.id = a.service_id
join contacts_contacts p on p.tenant_id = a.tenant_id and p.id = a.contact_id
left join accounts_stores s on s.tenant_id = a.tenant_id and s.id = a.store_id
cross join lateral (
    select coalesce(array_agg(c.resource_id order by c.resource_no), '{}') as resource_ids,
        coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'name', coalesce(w.name, r.name)) order by c.resource_no), '[]')
            as resources,
        coalesce(bool_or(c.is_overbooked), false) as is_overbooked
    from bookings_claims c join bookings_resources r on r.tenant_id = c.tenant_id and r.id = c.resource_id
    left join knowledge_professionals w on w.tenant_id = r.tenant_id and w.id = r.professional_id
    where c.tenant_id = a.tenant_id and c.occasion_id = a.occasion_id
) t
"""
# Who: a colleague by the name they have or had here, a program by its key's.
_HISTORY = text(
    """
    -- Apart, for under row security what is made of a row finds no other by an index.
    with told as materialized (
        select h.*, case when starts_with(h.actor, 'user:') then cast(substr(h.actor, 6) as uuid) end as user_id,
            case when starts_with(h.actor, 'key:') then cast(substr(h.actor, 5) as uuid) end as key_id
        from bookings_changes h where h.tenant_id = :tenant and h.appointment_id = :id order by h.at, h.id limit 500
    )
    select h.at, h.actor, coalesce(m.name, y.name) as actor_name, h.from_state, h.to_state, h.from_starts_at, h.to_starts_at,
        h.to_ends_at, h.reason, h.is_overbooked,
        (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'name', coalesce(w.name, r.name)) order by r.no), '[]')
            from bookings_resources r
            left join knowledge_professionals w on w.tenant_id = r.tenant_id and w.id = r.professional_id
            where r.tenant_id = :tenant and r.id = any(h.resource_ids)) as resources
    from told h
    left join accounts_memberships m on m.tenant_id = :tenant and m.user_id = h.user_id
    left join accounts_api_keys y on y.tenant_id = :tenant and y.id = h.key_id
    order by h.at, h.id
    """
).columns(resources=JSONB)
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
    service_ids: Collection[uuid.UUID] = (),
    states: Collection[str] = (),
    cursor: str | None = None,
    limit: int = 200,
) -> tuple[list[dict[str, Any]], str | None]:
    """Appointments that begin in `[since, until)`, by start, and where the list goes on. Of a store: what is there, and what is online,
    which takes the time of people who are there. Refuses a cursor of another list."""
    values: dict[str, Any] = {"tenant": tx.tenant_id, "since": since, "until": until, "limit": limit + 1}
    where = "a.tenant_id = :tenant and a.starts_at >= :since and a.starts_at < :until"
    if store_id is not None:
        where, values["store"] = where + " and (a.store_id = :store or a.store_id is null)", store_id
    if service_ids:
        where, values["services"] = where + " and a.service_id = any(:services)", list(service_ids)
    if states:
        where, values["states"] = where + " and a.state = any(:states)", list(states)
    if resource_ids:
        where += (
            " and exists (select from bookings_claims c where c.tenant_id = :tenant and c.occasion_id = a.occasion_id"
            " and c.resource_id = any(:resources))"
        )
        values["resources"] = list(resource_ids)
    if cursor:
        values["at"], values["last"] = paging.decode_moment(cursor)
        where += " and (a.starts_at, a.id) > (:at, :last)"
    rows = await _read(tx, f"{_COLUMNS} where {where} order by a.starts_at, a.id limit :limit", values)
    if len(rows) <= limit:
        return rows, None
    rows = rows[:limit]
    return rows, paging.encode_moment(rows[-1]["starts_at"], rows[-1]["id"])


async def one(tx: Tx, appointment_id: uuid.UUID, *, in_full: bool = True) -> dict[str, Any]:
    """One appointment, `in_full` with its history, reminders, receipt, and what else its customer has then. Refuses `BookingNotFound`."""
    rows = await _read(
        tx, f"{_COLUMNS} where a.tenant_id = :tenant and a.id = :id", {"tenant": tx.tenant_id, "id": appointment_id}
    )
    if not rows:
        raise BookingNotFound("no such appointment")
    if not in_full:
        return rows[0]
    history = await tx.session.execute(_HISTORY, {"tenant": tx.tenant_id, "id": appointment_id})
    told = await reminders.of_appointment(tx, rows[0] | {"zone": rows[0]["timezone"]})
    receipt = await receipts.of_appointment(tx, appointment_id)
    whole = {"history": [dict(row) for row in history.mappings()], "reminders": told, "receipt": receipt}
    return rows[0] | whole | {"overlaps": await _besides(tx, rows[0])}


async def _besides(tx: Tx, row: dict[str, Any]) -> list[dict[str, Any]]:
    if State(row["state"]) not in AHEAD:
        return []
    lasting = row["ends_at"] - row["starts_at"]
    return await overlaps.of_person(tx, row["contact_id"], [row["starts_at"]], lasting, besides=row["id"])


async def last_of_person(tx: Tx, contact_id: uuid.UUID, *, until: datetime, limit: int = 5) -> list[dict[str, Any]]:
    """What this person had that began before then, the latest first; what was cancelled, too, but no hold that ran out."""
    return await _read(
        tx,
        f"{_PERSON} {_COLUMNS} where a.tenant_id = :tenant and a.contact_id in (select id from person)"  # noqa: S608 - our own words
        " and a.starts_at < :until and a.state <> 'expired' order by a.starts_at desc, a.id desc limit :limit",
        {"tenant": tx.tenant_id, "contact": contact_id, "until": until, "limit": limit},
    )


async def of_person(tx: Tx, contact_id: uuid.UUID, *, since: datetime, limit: int = 20) -> list[dict[str, Any]]:
    """What this person has from then on, soonest first; what was cancelled or ran out is not among it."""
    return await _read(
        tx,
        f"{_PERSON} {_COLUMNS} where a.tenant_id = :tenant and a.contact_id in (select id from person)"  # noqa: S608 - our own words
        f" and a.starts_at >= :since and a.{LIVING} order by a.starts_at, a.id limit :limit",
        {"tenant": tx.tenant_id, "contact": contact_id, "since": since, "limit": limit},
    )


async def _read(tx: Tx, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in (await tx.session.execute(text(sql).columns(resources=JSONB), values)).mappings()]
