"""The clock's door: parcels that wait to be opened."""

from atende.core.config import settings
from atende.core.jobs import Stage
from atende.integrations.service import opening


def stages() -> list[Stage]:
    """What a worker does for this room."""
    return [Stage("parcels", opening.due, opening.open_lane, slots=settings().worker_slots)]
