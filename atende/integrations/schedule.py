"""The clock's door: parcels that wait to be opened."""

from atende.core.config import settings
from atende.core.jobs import Stage
from atende.integrations.service import opening, receive


def stages() -> list[Stage]:
    """What a worker does for this room."""
    return [
        Stage("parcels", opening.due, opening.open_lane, slots=settings().worker_slots),
        Stage("unrouted", receive.owners_due, receive.hand_over, slots=1, busy=1.0, idle=10.0),
    ]
