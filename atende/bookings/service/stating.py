"""What every fact of an appointment says of it, so that whoever hears it can say when and where without reading back."""

import uuid
from typing import Any

from atende.core.tenancy import Tx

# Who does it also where it was cancelled: what the claims held is known by then, free or not.
_ABOUT = """
select a.id as appointment_id, a.contact_id, a.service_id, a.starts_at, a.ends_at, a.store_id, a.zone as timezone,
    a.said_at as local_start, (select r.id from bookings_claims c
        join bookings_resources r on r.tenant_id = c.tenant_id and r.id = c.resource_id and r.kind = 'professional'
        where c.tenant_id = $1 and c.occasion_id = a.occasion_id order by c.resource_no limit 1) as professional_id
from bookings_appointments a where a.tenant_id = $1 and a.id = $2
"""


async def about(tx: Tx, appointment_id: uuid.UUID) -> dict[str, Any]:
    """The appointment as it was last written down, by the names of `OfAppointment`."""
    row = await tx.row(_ABOUT, tx.tenant_id, appointment_id)
    assert row is not None
    return dict(row)
