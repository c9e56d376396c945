"""What one person has at the same time: nobody can be in two places, and families book by one number. So it is told and never refused."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from atende.bookings.rules.states import LONGEST
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx

MOST = 20

# Under row security only plain columns find rows by an index: what could reach into the first stretch begins a day before it at most.
_OVERLAPS = text(
    """
    select a.id, a.state, a.starts_at, a.ends_at, k.name as service_name, s.name as store_name,
        (select w.name from bookings_claims c
            join bookings_resources r on r.tenant_id = c.tenant_id and r.id = c.resource_id
            join knowledge_professionals w on w.tenant_id = r.tenant_id and w.id = r.professional_id
            where c.tenant_id = a.tenant_id and c.occasion_id = a.occasion_id order by c.resource_no limit 1) as professional_name,
        (select g.name from bookings_guests g where g.tenant_id = a.tenant_id and g.appointment_id = a.id) as guest_name
    from bookings_appointments a
    join knowledge_services k on k.tenant_id = a.tenant_id and k.id = a.service_id
    left join accounts_stores s on s.tenant_id = a.tenant_id and s.id = a.store_id
    where a.tenant_id = :tenant and a.contact_id = any(:records) and a.starts_at > :first and a.starts_at < :last
        and a.state in ('hold', 'pending', 'confirmed') and (a.held_until is null or a.held_until > :now)
        and (cast(:besides as uuid) is null or a.id <> :besides)
        and exists (select from unnest(cast(:starts as timestamptz[]), cast(:ends as timestamptz[])) as t (since, until)
            where a.starts_at < t.until and a.ends_at > t.since)
    order by a.starts_at, a.id limit :most
    """
)


async def of_person(
    tx: Tx, contact_id: uuid.UUID, starts: Sequence[datetime], lasting: timedelta, *, besides: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """What this person has (hold, pending or confirmed) at any of these times, each as long; by start, the first 20. Holds that ran out are
    nothing any more; `besides`: the appointment that is asked about, which is not told."""
    if not starts:
        return []
    records = await contacts.records(tx, [await contacts.living_id(tx, contact_id)])
    values = {
        "tenant": tx.tenant_id, "records": list(records), "now": tx.now, "besides": besides, "most": MOST, "starts": list(starts),
        "ends": [at + lasting for at in starts], "first": min(starts) - LONGEST, "last": max(starts) + lasting,
    }  # fmt: skip
    return [dict(row) for row in (await tx.session.execute(_OVERLAPS, values)).mappings()]
