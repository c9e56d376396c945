"""(b) Turns of the bot from end to end: through the door, opened, answered, handed to the twin; the same statements alone."""

import asyncio
import itertools
import os
import re
import subprocess
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from atende import wiring
from atende.core import db
from atende.core.db import APP_ROLE, role_url
from atende.core.postgres.binaries import program
from bench.figures import Figure
from bench.load import fire
from bench.script import script
from tests.flows.way import walk
from tests.install import Business, Install, Part
from tests.meta import Said, Sender, message_body, request, say

RUNS = 3
MESSAGES = 2000  # each from a person who never wrote before: ten seconds and more of them
PACE, PACED = 20, 200  # messages a second and in all, for the time one takes
AT_WORK = 200  # messages after which a worker has planned its statements on the connections it needs
CLIENTS = 8
SECONDS = 10
WITHIN = 150.0  # seconds in which everybody must be answered
_END = ";\n"

_serials = itertools.count()


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Turns a second, in turns with pgbench. Web and twin run; the worker is started and stopped here."""
    text = asyncio.run(_heard(install, businesses[0]))
    file = install.home / "way.sql"
    file.write_text(text)
    ours, theirs, opened, fresh, steady = [], [], [], [], []
    for _ in range(RUNS):
        answered, taken_in = _turns(install, businesses)
        ours.append(answered)
        opened.append(taken_in)
        times = _ways(install, businesses)
        fresh.append(_p95(times[:AT_WORK]))
        steady.append(_p95(times[AT_WORK:]))
        theirs.append(_pgbench(file))
    note = f"{MESSAGES} new people, one worker; of each its statuses come back meanwhile"
    told = (
        f"from when the webhook was due to the vendor's answer, {PACE} new people a second; the worker is at work for ten seconds"
    )
    turns, filed, known = median(ours), median(opened), median(theirs)
    return [
        Figure("turns of the bot, end to end", turns, "goal", 150, note, goal="≥ 1", runs=RUNS),
        Figure(
            "turns of the bot, end to end",
            turns,
            f"pgbench, the same {text.count(_END)} statements",
            known,
            "the same runs",
            runs=RUNS,
        ),
        Figure("conversations filed, end to end", filed, "turns of the bot", turns, "the same runs", runs=RUNS),
        Figure("a turn's way, p95", median(steady), "limit", 150, told, unit="ms", goal="≤ 1", runs=RUNS),
        Figure(
            "the same in a worker's first ten seconds",
            median(fresh),
            "limit",
            150,
            "connections plan anew",
            unit="ms",
            goal="≤ 1",
            runs=RUNS,
        ),
    ]


def _p95(times: list[float]) -> float:
    """Milliseconds that 19 of 20 stay below."""
    return 1000 * sorted(times)[len(times) * 95 // 100]


def new_people(businesses: list[Business], count: int) -> list[Said]:
    """The first message of so many people who never wrote to any of them."""
    return [
        say(Sender(businesses[n % len(businesses)], f"55419{next(_serials):08d}", None, f"Pessoa {n}"), "oi")
        for n in range(count)
    ]


def started(install: Install) -> Part:
    """The worker runs and has reached its database."""
    worker = install.parts["worker"]
    beat = install.home / "worker.beat"
    beat.unlink(missing_ok=True)
    worker.start()
    while not beat.exists():
        time.sleep(0.05)
    return worker


def _turns(install: Install, businesses: list[Business]) -> tuple[float, float]:
    worker = started(install)
    try:
        return burst(install, businesses, MESSAGES)
    finally:
        worker.stop()


def burst(install: Install, businesses: list[Business], people: int) -> tuple[float, float]:
    """Turns and opened messages a second of so many new people who write at once; workers run."""
    asked = [request(message_body([one]), install.secret) for one in new_people(businesses, people)]
    run = fire(install.port, asked, connections=16)
    return asyncio.run(_rates(install, run["begun"], people))


def _ways(install: Install, businesses: list[Business]) -> list[float]:
    """Seconds that each message was on its way, a worker having just begun."""
    said = new_people(businesses, AT_WORK + PACED)
    worker = started(install)
    try:
        begun = paced(install, said, PACE)
        ends = asyncio.run(answers(install, [one.id for one in said]))
    finally:
        worker.stop()
    if len(ends) < len(said):
        raise RuntimeError(f"{len(said) - len(ends)} of {len(said)} were never answered, and nobody was killed")
    return [ends[one.id] - (begun + n / PACE) for n, one in enumerate(said)]


def paced(install: Install, said: list[Said], pace: float, meanwhile: Callable[[], None] = lambda: None) -> float:
    """The nth message was due n/`pace` seconds after what is given (wall clock). `meanwhile` runs here and not beside: a process ends
    with the thread that started it."""
    asked = [request(message_body([one]), install.secret) for one in said]
    with ThreadPoolExecutor(1) as beside:
        firing = beside.submit(fire, install.port, asked, connections=32, rate=pace)
        meanwhile()
        return firing.result()["begun"]


_ANSWERS = """
select e.external_id, min(a.ended_at) filter (where a.state = 'accepted') as ended from inbox_external_ids e
join inbox_messages m on m.tenant_id = e.tenant_id and m.id = e.message_id
join inbox_messages o on o.tenant_id = m.tenant_id and o.conversation_id = m.conversation_id and o.direction = 'out'
join inbox_attempts a on a.tenant_id = o.tenant_id and a.message_id = o.id
where e.external_id = any($1) group by 1
"""
_STILL = 5  # seconds


async def answers(install: Install, ids: list[str]) -> dict[str, float]:
    """When the answer to each of these messages was recorded as taken by the vendor. One is missing when a worker was killed between
    claiming the answer and recording what became of it: nobody knows whether it was sent, people are told, and it is not sent again. It is
    found by every answer having been called for, and none more being taken for a while."""
    connection = await install.administrator()
    deadline, changed, found = time.monotonic() + WITHIN, time.monotonic(), {}
    try:
        while True:
            rows = await connection.fetch(_ANSWERS, ids)
            now = {row["external_id"]: row["ended"].timestamp() for row in rows if row["ended"] is not None}
            if len(now) > len(found):
                changed = time.monotonic()
            found = now
            if len(found) == len(ids) or (len(rows) == len(ids) and time.monotonic() - changed > _STILL):
                return found
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(found)} of {len(ids)} answered {WITHIN:.0f} s later")
            await asyncio.sleep(0.5)
    finally:
        await connection.close()


async def _rates(install: Install, begun: float, people: int) -> tuple[float, float]:
    """Turns and opened messages a second since then: each person is answered with one message, which the vendor took."""
    connection = await install.administrator()
    since = datetime.fromtimestamp(begun, UTC)
    try:
        deadline = time.monotonic() + WITHIN
        while True:
            # A cheap question, because it shares the machine with what it measures.
            row = await connection.fetchrow(
                "select count(*) as n, max(ended_at) as answered from inbox_attempts where state = 'accepted' and ended_at >= $1",
                since,
            )
            assert row is not None  # it counts
            if row["n"] >= people:
                break
            if time.monotonic() > deadline:
                raise RuntimeError(f"{row['n']} of {people} answered in {WITHIN:.0f} s")
            await asyncio.sleep(0.25)
        opened = await connection.fetchval(
            "select max(handled_at) from integrations_parcels where kind = 'message' and received_at >= $1", since
        )
        assert opened is not None
        return people / (row["answered"].timestamp() - begun), people / (opened.timestamp() - begun)
    finally:
        await connection.close()


async def _heard(install: Install, business: Business) -> str:
    """One message's way in this process, and the script of what it asked. The business's facts are known, as they are mostly."""
    wiring.wire()
    try:
        await walk(say(Sender(business, "5511900000001", None, "Primeira"), "oi"))
        said = say(Sender(business, "5511900000002", None, "Segunda"), "oi")
        way = await walk(said)
    finally:
        await wiring.close()
        await db.dispose()
    number = "(random() * 99999999999)::bigint::text"
    # Every message of this script is a new person's, so that clients do not queue for one conversation.
    fresh = {said.id: "'wamid.' || gen_random_uuid()::text", "5511900000002": f"'55119' || lpad({number}, 11, '0')"}
    for found in _external_ids(way.delivered.all):
        fresh[found] = "'wamid.' || gen_random_uuid()::text"
    return script(way, fresh, await _kept(install, business))


def _external_ids(statements: Iterable[Any]) -> set[str]:
    return {x for one in statements for x in re.findall(r"wamid\.[\w=+/-]+", str(one.parameters))}


async def _kept(install: Install, business: Business) -> set[uuid.UUID]:
    connection = await install.administrator()
    try:
        stores = await connection.fetch("select id from accounts_stores where tenant_id = $1", business.tenant_id)
    finally:
        await connection.close()
    return {business.tenant_id, business.connection_id, *(row["id"] for row in stores)}


def _pgbench(file: Path) -> float:
    """Scripts a second, durable, as the application's role behind the same wall."""
    url = role_url(APP_ROLE)
    where = {"PGHOST": str(url.query["host"]), "PGUSER": url.username or "", "PGPASSWORD": url.password or ""}
    words = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(SECONDS), "-f", str(file), url.database or ""]
    done = subprocess.run(
        [str(program("pgbench")), *words], env={**os.environ, **where}, capture_output=True, text=True, check=False
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or found is None or "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError((done.stdout + done.stderr)[-1500:])
    return float(found[1])
