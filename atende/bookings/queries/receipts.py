"""What became of the message that somebody who booked on the page was sent."""

import uuid
from datetime import datetime
from typing import Any

from atende.core.tenancy import Tx

_STATE = """
select r.outcome, r.reason, r.at, m.status, m.status_at, m.error->>'word' as word from bookings_receipts r
left join inbox_messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
where r.tenant_id = $1 and r.appointment_id = $2
"""


async def of_appointment(tx: Tx, appointment_id: uuid.UUID) -> dict[str, Any] | None:
    """The appointment's receipt: its message tells how far it came. None where nobody asked for one."""
    row = await tx.row(_STATE, tx.tenant_id, appointment_id)
    if row is None:
        return None
    state, at, reason = row["outcome"], row["at"], row["reason"]
    if state == "queued":
        status = row["status"] or "sent"  # its month is gone; it was not withdrawn
        state = {"sending": "queued", "played": "read", "dropped": "withdrawn"}.get(status, status)
        stamp = (row["status_at"] or {}).get(status)
        at = datetime.fromisoformat(stamp) if stamp else at
        reason = row["word"] or "" if state == "failed" else ""
    return {"state": state, "at": at, "reason": reason}
