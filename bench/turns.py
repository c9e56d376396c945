"""(b) Turns of the bot from end to end: through the door, opened, answered, handed to the twin; the same statements alone."""

import asyncio
import os
import re
import subprocess
import time
import uuid
from collections.abc import Iterable
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
from tests.meta import Sender, message_body, request, say

RUNS = 3
MESSAGES = 1500  # each from a person who never wrote before: ten seconds and more of them
PACE, PACED = 20, 200  # messages a second and in all, for the time one takes
AT_WORK = 200  # messages after which a worker has planned its statements on the connections it needs
KILL_EVERY = 2  # seconds
_DEATHS = (
    f"two workers, one killed with kill -9 every {KILL_EVERY} s and started again; {PACE} new people a second come all the while"
)
CLIENTS = 8
SECONDS = 5
_END = ";\n"


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Turns a second, in turns with pgbench. Web and twin run; the worker is started and stopped here."""
    text = asyncio.run(_heard(install, businesses[0]))
    file = install.home / "way.sql"
    file.write_text(text)
    ours, theirs, opened, fresh, paced = [], [], [], [], []
    for number in range(RUNS):
        answered, taken_in = _turns(install, businesses, number)
        ours.append(answered)
        opened.append(taken_in)
        times = _paced(install, businesses, number, AT_WORK + PACED, kills=False)
        fresh.append(_p95(times[:AT_WORK]))
        paced.append(_p95(times[AT_WORK:]))
        theirs.append(_pgbench(file))
    oldest = max(_paced(install, businesses, RUNS, PACED, kills=True))
    base, killed = (_beside_deaths(install, businesses, RUNS + 1 + kills, kills=kills) for kills in (False, True))
    same = f"pgbench, the same {text.count(_END)} statements"
    note = f"{MESSAGES} new people, one worker; of each its statuses come back meanwhile"
    told = (
        f"from when the webhook was due to the vendor's answer, {PACE} new people a second; the worker is at work for ten seconds"
    )
    return [
        Figure("turns of the bot, end to end", median(ours), "goal", 150, note, goal="≥ 1"),
        Figure("turns of the bot, end to end", median(ours), same, median(theirs), "the same runs"),
        Figure("conversations filed, end to end", median(opened), "turns of the bot", median(ours), "the same runs"),
        Figure("a turn's way, p95", median(paced), "limit", 150, told, unit="ms", goal="≤ 1"),
        Figure(
            "the same in a worker's first ten seconds",
            median(fresh),
            "limit",
            150,
            "connections plan anew",
            unit="ms",
            goal="≤ 1",
        ),
        Figure("oldest message after kill -9 of the worker", oldest, "limit", 30, "started again at once", unit="s", goal="≤ 1"),
        Figure("answered while workers are killed", killed, "nobody killed", base, _DEATHS, goal="≥ 0.95"),
    ]


def _p95(times: list[float]) -> float:
    """Milliseconds that 19 of 20 stay below."""
    return 1000 * sorted(times)[len(times) * 95 // 100]


def _paced(install: Install, businesses: list[Business], number: int, count: int, *, kills: bool) -> list[float]:
    """Seconds that each of so many messages was on its way, a worker having just begun; with `kills` it is killed amid them and started
    again."""
    people = [
        Sender(businesses[n % len(businesses)], f"55{41 + number}9{n:08d}", None, f"Pessoa {number} {n}") for n in range(count)
    ]
    said = [say(one, "oi") for one in people]
    worker = _started(install)
    asked = [request(message_body([one]), install.secret) for one in said]
    with ThreadPoolExecutor(1) as beside:
        firing = beside.submit(fire, install.port, asked, connections=16, rate=PACE)
        if kills:  # here and not beside: a process ends with the thread that started it
            time.sleep(count / PACE / 2)
            worker.kill()
            worker.start()
        run = firing.result()
    try:
        asyncio.run(_rates(install, run["begun"], len(said)))
        ends = asyncio.run(_ends(install, [one.id for one in said]))
    finally:
        worker.stop()
    return [ends[one.id] - (run["begun"] + n / PACE) for n, one in enumerate(said)]


def _beside_deaths(install: Install, businesses: list[Business], number: int, *, kills: bool) -> float:
    """Messages a second from the first one's being due to the last answer, with two workers of which, with `kills`, one after the
    other is killed every two seconds and started again."""
    said = [say(Sender(businesses[n % 10], f"55{41 + number}9{n:08d}", None, f"Pessoa {number} {n}"), "oi") for n in range(PACED)]
    first = _started(install)
    workers = [first, Part(first.command, first.env, install.home / "worker-2.log")]
    workers[1].start()
    try:
        with ThreadPoolExecutor(1) as beside:
            asked = [request(message_body([one]), install.secret) for one in said]
            firing = beside.submit(fire, install.port, asked, connections=16, rate=PACE)
            for turn in range(int(PACED / PACE / KILL_EVERY) if kills else 0):
                time.sleep(KILL_EVERY)
                workers[turn % 2].kill()
                workers[turn % 2].start()
            run = firing.result()
        return asyncio.run(_rates(install, run["begun"], len(said)))[0]
    finally:
        for worker in workers:
            worker.stop()


async def _ends(install: Install, ids: list[str]) -> dict[str, float]:
    """When the answer to each of these messages was recorded as taken by the vendor."""
    connection = await install.administrator()
    try:
        rows = await connection.fetch(
            "select e.external_id, min(a.ended_at) as ended from inbox_external_ids e"
            " join inbox_messages m on m.tenant_id = e.tenant_id and m.id = e.message_id"
            " join inbox_messages o on o.tenant_id = m.tenant_id and o.conversation_id = m.conversation_id and o.direction = 'out'"
            " join inbox_attempts a on a.tenant_id = o.tenant_id and a.message_id = o.id and a.state = 'accepted'"
            " where e.external_id = any($1) group by 1",
            ids,
        )
        return {row["external_id"]: row["ended"].timestamp() for row in rows}
    finally:
        await connection.close()


def _started(install: Install) -> Part:
    """The worker runs and has reached its database."""
    worker = install.parts["worker"]
    beat = install.home / "worker.beat"
    beat.unlink(missing_ok=True)
    worker.start()
    while not beat.exists():
        time.sleep(0.05)
    return worker


def _turns(install: Install, businesses: list[Business], number: int) -> tuple[float, float]:
    people = [
        Sender(businesses[n % len(businesses)], f"55{11 + number}9{n:08d}", None, f"Pessoa {number} {n}") for n in range(MESSAGES)
    ]
    said = [say(one, "oi") for one in people]
    worker = _started(install)
    begun = time.time()
    fire(install.port, [request(message_body([one]), install.secret) for one in said], connections=16)
    try:
        return asyncio.run(_rates(install, begun, len(said)))
    finally:
        worker.stop()


async def _rates(install: Install, begun: float, people: int) -> tuple[float, float]:
    """Turns and opened messages a second since then: each person is answered with one message, or shown as one of whom nobody knows
    (a worker that was killed between claiming and calling), which is told to people and never sent again."""
    connection = await install.administrator()
    since = datetime.fromtimestamp(begun, UTC)
    try:
        deadline = time.monotonic() + 150
        while True:
            # A cheap question, because it shares the machine with what it measures.
            row = await connection.fetchrow(
                "select count(*) as n, max(ended_at) filter (where state = 'accepted') as answered from inbox_attempts"
                " where state in ('accepted', 'unknown') and ended_at >= $1",
                since,
            )
            assert row is not None  # it counts
            if row["n"] >= people:
                break
            if time.monotonic() > deadline:
                raise RuntimeError(f"{row['n']} of {people} answered in 150 s")
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
