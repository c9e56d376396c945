"""The clock's door: bursts that are complete."""

from atende.bot.service import pending, retention, turns
from atende.core.config import settings
from atende.core.jobs import Stage


def stages() -> list[Stage]:
    """What a worker does for this room."""
    slots = settings().worker_slots
    return [
        Stage(
            "turns",
            pending.due,
            turns.answer,
            slots=max(2, slots // 4),
            handle_together=turns.answer_together,
            together=turns.TOGETHER,
        )
    ]


# A month's turns go with its messages.
leave = retention.leave
