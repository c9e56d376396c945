"""The clock's door: messages to send, lapsed attempts, files to fetch, waits that are over, templates to list, and
what of it all is old."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from atende.core.config import settings
from atende.core.jobs import Stage
from atende.core.partitions import Retention
from atende.core.slots import slots
from atende.inbox.service import deliver, media, ownership, retention, templates, waiting


def stages() -> list[Stage]:
    """What a worker does for this room."""
    return [
        Stage("send", deliver.due, deliver.deliver, slots=slots("calls")),
        Stage("attempts", deliver.lapsed, deliver.give_up_waiting, slots=slots("rows"), busy=0.2, idle=1.0),
        Stage("media", media.due, media.fetch, slots=slots("transfers"), busy=0.1, idle=0.5),
        Stage("returns", ownership.returns_due, ownership.take_back, slots=slots("rows"), busy=0.5, idle=2.0),
        Stage("overdue", waiting.due, waiting.tell, slots=slots("rows"), busy=0.5, idle=5.0),
        Stage("templates", templates.due, templates.refresh, slots=1, busy=1.0, idle=30.0),
    ]


def messages_kept(*also: Callable[[datetime, datetime], Awaitable[None]]) -> Retention:
    """Messages stay for ever unless an operator sets how long, and never less long than the raw events they were made of; a month
    with one that is still to be sent or fetched stays. What other rooms keep of a month's messages goes by `also`."""
    months, raw = settings().message_months, timedelta(days=settings().raw_days)

    async def leave(since: datetime, until: datetime) -> None:
        for one in (retention.leave, *also):
            await one(since, until)

    return Retention(
        "inbox_messages",
        None if months is None else max(timedelta(days=31 * months), raw),
        unfinished="status in ('queued', 'sending') or media_state = 'pending'",
        leaving=("inbox_attempts",),
        leave=leave,
        gone=retention.forget_files,
    )
