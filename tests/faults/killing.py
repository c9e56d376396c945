"""R1, R7, R11: kill -9 of web, worker and PostgreSQL at random under a stream of messages."""

import asyncio
import random
import threading
import time
from collections import Counter

from tests.faults.ground import Ground
from tests.faults.history import Verdict
from tests.faults.killer import Killer
from tests.faults.stream import Stream, people
from tests.faults.verdict import DOOR_LIMIT, WORKER_LIMIT, longest


def killed(ground: Ground, *, kills: int, rate: float, pauses: tuple[float, float]) -> list[Verdict]:
    """One web and one worker, killed again and again, PostgreSQL too; whoever was killed is started again."""
    ground.only_one_of_each()
    install, dice, history = ground.install, ground.dice, ground.history
    senders = people(ground.businesses, 3000 if ground.full else 600, dice)
    stream = Stream(install.port, install.secret, rate, senders, random.Random(dice.random()), history=history)
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
    left = ground.quiet(600)
    lost = _lost(ground)
    handled = sorted(
        row[0].timestamp() for row in ground.sql("select handled_at from integrations_parcels where handled_at is not null")
    )
    door = longest(killer, sorted(history.answered_at), spared="worker")
    work = longest(killer, handled, spared="web")
    died = dict(killer.deaths)
    who = dict(Counter(name for _, name in killer.kills))
    refused = dict(sorted(history.refused.items()))
    seconds = time.time() - begun
    return [
        Verdict(
            "R1",
            f"{kills} kill -9 ({who}) in {seconds:.0f} s at {rate:.0f} messages a second",
            f"{len(history.acknowledged)} acknowledged so far, {len(lost)} lost; answers that were not 200: {refused}",
            not lost and not left,
            str(lost[:3] or left or ""),
        ),
        Verdict(
            "R7", "of these the worker", f"opening goes on {work:.1f} s after it is back at the latest", work <= WORKER_LIMIT
        ),
        Verdict(
            "R11",
            "of these PostgreSQL",
            f"away {max(killer.recovered, default=0.0):.1f} s at most, 200 again {door:.1f} s after it at the latest,"
            f" {history.refused.get(503, 0)} times 503 meanwhile, nobody ended by itself: {not died}",
            door <= DOOR_LIMIT and not died,
            str(died or ""),
        ),
    ]


def _lost(ground: Ground) -> list[str]:
    ids = list(ground.history.acknowledged)
    stored = {
        row[0]
        for row in ground.sql("select external_id from inbox_messages where external_id = any($1) and direction = 'in'", ids)
    }
    return [one for one in ids if one not in stored]
