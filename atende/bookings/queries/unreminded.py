"""Of which appointments ahead nobody could be reminded, so that people have to see to it."""

from typing import Any

from sqlalchemy import text

from atende.core import paging
from atende.core.tenancy import Tx

MOST = 500

# One line of an appointment: the nearest reminder that failed, unless a nearer one reached them, or they said that they will come.
_FAILED = """
select r.id, r.appointment_id, r.lead, r.at, coalesce(nullif(r.reason, ''), m.error->>'word', '') as reason, r.conversation_id,
    a.starts_at, a.zone as timezone, k.name as service_name, p.name as contact_name
from bookings_reminders r
join bookings_appointments a on a.tenant_id = r.tenant_id and a.id = r.appointment_id and a.starts_at = r.starts_at
join knowledge_services k on k.tenant_id = a.tenant_id and k.id = a.service_id
join contacts_contacts p on p.tenant_id = a.tenant_id and p.id = a.contact_id
left join inbox_messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
where r.tenant_id = :tenant and r.is_open and r.starts_at > :now and (r.outcome = 'failed' or m.status = 'failed')
    and a.state = 'confirmed' and a.acknowledged_at is null
    and not exists (select from bookings_reminders n
        left join inbox_messages o on o.tenant_id = n.tenant_id and o.id = n.message_id
        where n.tenant_id = :tenant and n.appointment_id = r.appointment_id and n.starts_at = r.starts_at and n.lead < r.lead
            and (n.outcome = 'failed' and n.is_open or n.outcome = 'queued' and (n.is_open and o.status = 'failed'
                or o.status in ('sent', 'delivered', 'read', 'played'))))
"""


async def failed(tx: Tx, *, cursor: str | None = None, limit: int = MOST) -> tuple[list[dict[str, Any]], str | None]:
    """Appointments ahead whose customer was not reminded and nobody has seen to it, by start, and where the list goes on. Refuses a cursor
    of another list."""
    values: dict[str, Any] = {"tenant": tx.tenant_id, "now": tx.now, "limit": limit + 1}
    where = ""
    if cursor:
        where = " and (r.starts_at, r.id) > (:at, :last)"
        values["at"], values["last"] = paging.decode_moment(cursor)
    sql = f"{_FAILED}{where} order by r.starts_at, r.id limit :limit"
    rows = [dict(row) for row in (await tx.session.execute(text(sql), values)).mappings()]
    if len(rows) <= limit:
        return rows, None
    rows.pop()
    return rows, paging.encode_moment(rows[-1]["starts_at"], rows[-1]["id"])
