"""How often the stories met what they are there for: several at once in one transaction, and something that came between."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from atende.inbox.rules.pacing import LEASE
from tests.simulation.stage import BAD, ZERO, Plot
from tests.simulation.verdict import Rows

# What each crowd is drawn for; a run that meets one of them never shows nothing about it.
NAMES = (
    "turns in one transaction",
    "ends in one transaction",
    "people's messages opened in one transaction",
    "a worker died between a shared turn and the end of its calls",
    "a worker was told to stop while it was calling",
    "a person took over between a shared turn and the end of its call",
    "one of several due turns could not be taken",
    "one of several people's messages could not be opened",
    "a business was served while another one waited",
)


def met(one: Plot, rows: Rows, before: int) -> Counter[str]:
    """By name: how often it happened in this seed while its story ran, which is in transactions numbered below `before`.

    Who shared a transaction is told by the rows themselves: each knows the number of the one that wrote it."""
    turns = _shared(((row.xmin, row.conversation_id) for row in rows.turns), before)
    ends = [row for row in rows.attempts if row.state == "accepted" and row.settled_by == "answer"]
    opened = [row for row in rows.parcels if row.kind == "message" and row.state == "done"]
    speaking = {str(row.id) for row in rows.turns if row.xmin in turns}
    said = {m.id: m for m in rows.messages if m.author_kind == "bot" and (m.explanation or {}).get("turn_id") in speaking}
    calls = [row for row in rows.attempts if row.message_id in said and row.number == 1]
    bad_turns = [row for row in rows.turns if str(row.conversation_id).split("-")[3] == BAD]
    dead = [row for row in rows.parcels if row.state == "dead"]
    counts = (
        len(turns),
        len(_shared(((row.xmin, row.message_id) for row in ends), before)),
        len(_shared(((row.xmin, (row.connection_id, row.lane)) for row in opened), before)),
        sum(row.settled_by == "sweep" for row in calls),
        sum(calling > 0 for calling in one.stops),
        sum(_took_over(one, row, said[row.message_id].conversation_id) for row in calls),
        len(bad_turns) if len(rows.turns) > len(bad_turns) else 0,
        len(dead) if opened else 0,
        one.beside,
    )
    return Counter(dict(zip(NAMES, counts, strict=True)))


def _shared(written: Iterable[tuple[int, Any]], before: int) -> set[int]:
    """Transactions that wrote of more than one."""
    about: dict[int, set[Any]] = defaultdict(set)
    for transaction, what in written:
        if transaction < before:
            about[transaction].add(what)
    return {transaction for transaction, whats in about.items() if len(whats) > 1}


def _took_over(one: Plot, attempt: Any, conversation_id: uuid.UUID) -> bool:
    begun = (attempt.lease_until - ZERO).total_seconds() - LEASE.total_seconds()
    ended = (attempt.ended_at - ZERO).total_seconds() if attempt.ended_at else begun
    return any(begun < at < ended for at, _ in one.takeovers.get(conversation_id, ()))
