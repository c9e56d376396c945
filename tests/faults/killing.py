"""R1, R7, R11: kill -9 of web, worker and PostgreSQL at random under a stream of messages; and a worker that nobody starts again."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable

from tests.faults.ground import Ground
from tests.faults.history import Verdict
from tests.faults.killer import Killer
from tests.faults.stopping import stream as steady
from tests.faults.stream import Stream, people
from tests.faults.verdict import DOOR_LIMIT, WORKER_LIMIT, Waited, held_up, meanwhile, recoveries, strange_answers


def left_alone(ground: Ground) -> list[Verdict]:
    """R7: one of two workers is killed in the midst of its work and not started again; the other one does what it held."""
    ground.quiet(60)
    fault = ground.fault("slow_answer", params={"ms": 1000})
    begun = time.time()
    with steady(ground, ground.businesses[:4], 8.0):
        ground.until(lambda: len(ground.sql("select 1 from inbox_attempts where state = 'sending'")) > 2, "calls under way", 60)
        ground.install.parts["worker"].kill()
        time.sleep(60.0 if ground.full else 12.0)
    waited = _waited(ground, begun, WORKER_LIMIT + 10)
    ground.struck(fault)
    ground.install.start("worker")
    left = ground.quiet(120)
    late = [one for one in waited if one.seconds > WORKER_LIMIT]
    worst = max((one.seconds for one in waited), default=float("inf"))
    found = f"{len(waited)} messages, each opened {worst:.1f} s after it came at the latest"
    example = late[0].told if late else str(left or "")
    return [Verdict("R7", "one of two workers killed, and left so", found, bool(waited) and not late and not left, example)]


def killed(ground: Ground, *, kills: int, rate: float, pauses: tuple[float, float]) -> list[Verdict]:
    """One web and one worker, killed again and again, PostgreSQL too; whoever was killed is started again."""
    ground.only_one_of_each()
    install, dice, history = ground.install, ground.dice, ground.history
    senders = people(ground.businesses, 3000 if ground.full else 600, dice)
    stream = Stream(install.port, install.secret, rate, senders, random.Random(dice.random()), history=history)
    before = len(history.not_taken)
    sending = threading.Thread(target=lambda: asyncio.run(stream.run()))
    sending.start()
    killer = Killer(install, dice)
    begun = time.time()
    try:
        time.sleep(2)
        killer.run(kills, pauses)
    finally:
        stream.stopping = True
        sending.join()
    ended = time.time()
    waited = _waited(ground, begun, 600)
    reports = _reports(ground, begun)
    left = ground.quiet(600)
    lost = _lost(ground)
    worst = max((one.seconds - _away(killer, one) for one in waited), default=float("inf"))
    left_lying = held_up(waited, killer, reports)
    longest = left_lying[0][0] if left_lying else float("inf")
    late = [one for seconds, one in left_lying if seconds > WORKER_LIMIT]
    if not ground.full:  # at this rate there is no queue to wait in
        late += [one for one in waited if one.seconds > WORKER_LIMIT + _away(killer, one)]
    not_taken = history.not_taken[before:]
    strange = strange_answers(killer, not_taken)
    doors = recoveries(killer, history.answered_at, not_taken)
    died = dict(killer.deaths)
    words = dict(Counter(kill.victim for kill in killer.kills))
    refused = dict(sorted(Counter(one.status for one in not_taken).items()))
    away = max(killer.starts["postgres"], default=0.0)
    start = max(killer.starts["worker"], default=float("inf"))
    watched = ", ".join(f"{seconds:.1f}" for seconds in doors)
    return [
        Verdict(
            "R1",
            f"{kills} kill -9 ({words}) in {ended - begun:.0f} s at {rate:.0f} messages a second",
            f"{len(history.acknowledged)} acknowledged so far, {len(lost)} lost; answers that were not 200: {refused}",
            bool(waited) and not lost and not left,
            str(lost[:3] or left or ""),
        ),
        Verdict(
            "R7",
            "of these the worker",
            f"at work again after {start:.1f} s at the latest; of {len(waited)} messages none was left lying for more than"
            f" {longest:.1f} s while its turn had come, and each was opened {worst:.1f} s after it came at the latest, without the time"
            f" that there was no worker or no database; {len(late)} too late",
            bool(waited) and not late and start <= WORKER_LIMIT,
            meanwhile(late[0], [*waited, *reports], killer) if late else "",
        ),
        Verdict(
            "R11",
            "of these PostgreSQL",
            f"away {away:.1f} s at most; after the {len(doors)} kills with a pause behind them nothing but 200 after {watched} s;"
            f" 503 {refused.get(503, 0)} times, {len(strange)} other answers while the web ran; nobody ended by itself: {not died}",
            bool(doors) and max(doors) <= DOOR_LIMIT and not strange and not died,
            str(died or (strange and strange[0]) or ""),
        ),
    ]


def _away(killer: Killer, one: Waited) -> float:
    return killer.was_away(one.came_at, one.opened_at, "worker", "postgres")


def _waited(ground: Ground, since: float, seconds: float) -> list[Waited]:
    """Every acknowledged message that came since then, once all are opened or `seconds` later: then what is not is late."""
    deadline = time.time() + seconds
    while ground.sql(_NOT_OPENED, since) and time.time() < deadline:
        time.sleep(0.5)
    return _acknowledged(ground, ground.sql(_OPENED, since))


_NOT_OPENED = (
    "select 1 from integrations_parcels where state = 'waiting' and kind = 'message' and received_at >= to_timestamp($1)"
    " and handled_at is null limit 1"
)
# A lane's turn comes by the oldest of what is opened of it together, which may be a report.
_OPENED = """
select * from (
    select tenant_id, connection_id, lane, kind, dedupe_key, attempts, extract(epoch from received_at)::float8 as came_at,
        extract(epoch from handled_at)::float8 as opened_at,
        extract(epoch from min(received_at) over (partition by tenant_id, connection_id, lane, handled_at))::float8 as turn_at
    from integrations_parcels where received_at >= to_timestamp($1)
) as p where kind = 'message'
"""


_REPORTS = """
select min(id::text) as id, tenant_id, connection_id, lane, extract(epoch from min(received_at))::float8 as came_at,
    extract(epoch from handled_at)::float8 as opened_at
from integrations_parcels where received_at >= to_timestamp($1) and handled_at is not null
group by tenant_id, connection_id, lane, handled_at having not bool_or(kind = 'message')
"""


def _reports(ground: Ground, since: float) -> list[Waited]:
    """What was opened without a message: it has its turn among them."""
    return [
        Waited(
            row["id"], row["came_at"], row["opened_at"], business=row["tenant_id"], lane=f"{row['connection_id']}:{row['lane']}"
        )
        for row in ground.sql(_REPORTS, since)
    ]


def _acknowledged(ground: Ground, rows: Iterable) -> list[Waited]:
    known = {row["dedupe_key"].removeprefix("m:"): row for row in rows}
    acknowledged = ground.history.acknowledged
    return [
        Waited(
            id_,
            row["came_at"],
            row["opened_at"] or float("inf"),
            row["attempts"],
            row["tenant_id"],
            f"{row['connection_id']}:{row['lane']}",
            row["turn_at"] if row["opened_at"] is not None else None,
        )
        for id_, row in known.items()
        if id_ in acknowledged
    ]


def _lost(ground: Ground) -> list[str]:
    ids = list(ground.history.acknowledged)
    stored = {
        row[0]
        for row in ground.sql("select external_id from inbox_messages where external_id = any($1) and direction = 'in'", ids)
    }
    return [one for one in ids if one not in stored]
