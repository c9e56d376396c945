"""The clock's door: bursts that are complete, and what became free for whoever waits."""

from atende.bot.service import backfill, pending, retention, turns
from atende.core.jobs import Stage
from atende.core.slots import slots


def stages() -> list[Stage]:
    """What a worker does for this room."""
    return [
        Stage(
            "turns",
            pending.due,
            turns.answer,
            slots=slots("groups"),
            handle_together=turns.answer_together,
            together=turns.TOGETHER,
        ),
        backfill.stage(),
    ]


# A month's turns go with its messages.
leave = retention.leave
