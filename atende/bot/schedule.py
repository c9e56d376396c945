"""The clock's door: bursts that are complete."""

from atende.bot.service import pending, retention, turns
from atende.core.config import settings
from atende.core.jobs import Stage


def stages() -> list[Stage]:
    """What a worker does for this room."""
    return [Stage("turns", pending.due, turns.answer, slots=settings().worker_slots)]


# A month's turns go with its messages.
leave = retention.leave
