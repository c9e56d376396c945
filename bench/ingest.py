"""(a) The door: verified, taken apart, routed to its tenant, duplicates known, durable before the 200; against pywa and a plain insert.
And the same until every message stands in its conversation."""

import asyncio
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from statistics import median
from typing import Any

from atende.bot.service import settings as bot
from atende.core import db
from atende.core.tenancy import OPERATOR, in_tenant
from bench.figures import Figure
from bench.load import fire
from bench.turns import new_people, started
from tests.cli.program import two_ports
from tests.install import Business, Install, Part
from tests.meta import Sender, message_body, request, say, status_body

RUNS = 3
REQUESTS = 40_000  # each with one message or one status that nobody has seen
OF_PLAIN = 80_000  # of the plain route, which takes twice as many in the time
FILED = 5000  # messages of people who never wrote before, each a contact and a conversation
PEAK, PEAK_SECONDS = 4000, 10  # requests a second: promise P2
STORED_WITHIN = 120.0  # seconds after the last answer, for who answers first and stores then

_OURS, _PLAIN, _PYWA = "atende.integrations_parcels", "public.bench_bodies", "public.bench_messages"
_EMPTY = f"truncate {_PLAIN}, {_PYWA}, {_OURS}, atende.integrations_parcel_keys"


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Messages and statuses stored a second through the real door, in turns with the rivals': until the last one's row is there. The
    worker runs only while what is filed is measured."""
    asyncio.run(
        _execute(install, "create table public.bench_bodies (id bigint generated always as identity primary key, body bytea)")
    )
    port, other = two_ports(), two_ports()
    rivals = [_rival(install, "plain", port), _rival(install, "pywa_rival", other)]
    try:
        for rival in rivals:
            rival.start()
        for one in (port, other):
            _await(one)
        silent = _silent(install)
        filed, doors, plains, pywas, statuses, peaks = [], [], [], [], [], []
        for table, one in ((_OURS, install.port), (_PLAIN, port), (_PYWA, other)):
            _stored(install, table, one, _messages(install, businesses, 500))
        asyncio.run(_execute(install, _EMPTY))  # nothing waits that a worker would open
        for _ in range(RUNS):
            filed.append(_filed(install, silent))
            doors.append(_stored(install, _OURS, install.port, _messages(install, businesses)))
            plains.append(_stored(install, _PLAIN, port, _messages(install, businesses, OF_PLAIN)))
            pywas.append(_stored(install, _PYWA, other, _messages(install, businesses)))
            statuses.append(_stored(install, _OURS, install.port, _statuses(install, businesses)))
            peaks.append(_stored(install, _OURS, install.port, _mixed(install, businesses), rate=PEAK, connections=256))
            asyncio.run(_execute(install, _EMPTY))
    finally:
        for rival in rivals:
            rival.stop()
    plain, peak = "a plain route, one insert each", median(run["p99_ms"] for run in peaks)
    refused = sum(run["refused"] for run in peaks)
    answered = f"{median(run['answered'] / run['seconds'] for run in peaks):,.0f} a second answered, {refused} refused"
    middle = median(run["p50_ms"] for run in peaks)
    told = (
        f"P1 with all that comes after the 200: contact, conversation, message, bot off; {FILED:,} new people, one worker, from the first"
        " request until the last message stands in its conversation; no goal"
    )
    return [
        Figure(
            "messages through the door",
            _rate(doors),
            "pywa, one insert each",
            _rate(pywas),
            f"P1; {_times(doors)}",
            goal="≥ 1.3",
            runs=RUNS,
        ),
        Figure("messages through the door", _rate(doors), plain, _rate(plains), "P1; the same runs", goal="≥ 0.5", runs=RUNS),
        Figure("messages filed in their conversations", median(filed), "pywa, one insert each", _rate(pywas), told, runs=RUNS),
        Figure("statuses through the door", _rate(statuses), plain, _rate(plains), _times(statuses), runs=RUNS),
        Figure(
            "p50 at 1,000 messages and 3,000 statuses a second",
            middle,
            "limit",
            25.0,
            f"P2; {answered}",
            unit="ms",
            goal="≤ 1",
            runs=RUNS,
        ),
        Figure(
            "p99 of the same",
            peak,
            "limit",
            250.0,
            "P2; the door alone; nothing is opened meanwhile",
            unit="ms",
            goal="≤ 1",
            runs=RUNS,
        ),
    ]


def _silent(install: Install) -> list[Business]:
    """Businesses whose bot is off."""
    found = install.businesses(10, first=800)

    async def silence() -> None:
        try:
            for one in found:
                async with in_tenant(one.tenant_id, OPERATOR) as tx:
                    await bot.write(tx, {"is_on": False})
        finally:
            await db.dispose()

    asyncio.run(silence())
    return found


def _filed(install: Install, businesses: list[Business]) -> float:
    """Messages filed a second, from the first request until the last one stands in its conversation."""
    asked = [request(message_body([one]), install.secret) for one in new_people(businesses, FILED)]
    worker = started(install)
    try:
        before = asyncio.run(_in_conversations(install, businesses))
        begun = fire(install.port, asked)["begun"]
        deadline = time.monotonic() + STORED_WITHIN
        while (found := asyncio.run(_in_conversations(install, businesses)))[0] - before[0] < FILED:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{found[0] - before[0]} of {FILED} messages were filed")
            time.sleep(0.2)
    finally:
        worker.stop()
    return FILED / (found[1] - begun)


async def _in_conversations(install: Install, businesses: list[Business]) -> tuple[int, float]:
    """How many messages stand in a conversation of theirs, and when the last one was filed (wall clock)."""
    connection = await install.administrator()
    try:
        row = await connection.fetchrow(_FILED, [one.tenant_id for one in businesses])
        assert row is not None  # it counts
        return row["count"], row["at"]
    finally:
        await connection.close()


_FILED = """
select (select count(*) from inbox_messages m
        join inbox_conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
        where m.tenant_id = any($1) and m.direction = 'in') as count,
    (select coalesce(extract(epoch from max(handled_at)), 0)::float from integrations_parcels
        where tenant_id = any($1) and kind = 'message') as at
"""


def _stored(install: Install, table: str, port: int, requests: list[bytes], **how: Any) -> dict[str, Any]:
    """What `fire` found, and in `stored` the seconds until that table had a row more for each request; refuses a run that lost one."""
    before = asyncio.run(_count(install, table))
    run = fire(port, requests, **how)
    deadline, stored = time.monotonic() + STORED_WITHIN, run["seconds"]  # whoever stores before it answers has all by now
    while (rows := asyncio.run(_count(install, table)) - before) < len(requests):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{table} has {rows} rows of {len(requests)} requests that were answered 200")
        time.sleep(0.02)
        stored = time.time() - run["begun"]
    return {**run, "stored": stored}


async def _count(install: Install, table: str) -> int:
    connection = await install.administrator()
    try:
        return int(await connection.fetchval(f"select count(*) from {table}") or 0)
    finally:
        await connection.close()


def _rival(install: Install, module: str, port: int) -> Part:
    words = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    own = {"BENCH_DATABASE": install.server.url(), "BENCH_SECRET": install.secret.decode()}
    return Part(
        [sys.executable, "-m", "uvicorn", f"bench.{module}:application", *words],
        {**os.environ, **install.env, **own},
        install.home / f"{module}.log",
    )


def _mixed(install: Install, businesses: list[Business]) -> list[bytes]:
    """Of four requests one is a message and three are statuses."""
    messages = iter(_messages(install, businesses, PEAK * PEAK_SECONDS // 4))
    statuses = iter(_statuses(install, businesses, PEAK * PEAK_SECONDS * 3 // 4))
    return [next(statuses) if n % 4 else next(messages) for n in range(PEAK * PEAK_SECONDS)]


def _messages(install: Install, businesses: list[Business], count: int = REQUESTS) -> list[bytes]:
    senders = [Sender(businesses[n % len(businesses)], f"55119{n:08d}", f"BR.{10**19 + n}", f"Pessoa {n}") for n in range(500)]
    return [request(message_body([say(senders[n % 500], "oi, tudo bem?")]), install.secret) for n in range(count)]


def _statuses(install: Install, businesses: list[Business], count: int = REQUESTS) -> list[bytes]:
    run = time.time_ns()
    return [
        request(
            status_body(businesses[n % len(businesses)], f"wamid.S{run}{n // 3}", word, f"55119{n % 500:08d}"), install.secret
        )
        for n in range(count)
        for word in (("sent", "delivered", "read")[n % 3],)
    ]


def _rate(runs: list[dict]) -> float:
    return median(run["answered"] / run["stored"] for run in runs)


def _times(runs: list[dict]) -> str:
    return f"p50 {median(r['p50_ms'] for r in runs):.0f} ms, p99 {median(r['p99_ms'] for r in runs):.0f} ms, 64 connections"


async def _execute(install: Install, statement: str) -> None:
    connection = await install.administrator()
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _await(port: int) -> None:
    is_there: Callable[[], bool] = lambda: _answers(port)  # noqa: E731
    deadline = time.monotonic() + 30
    while not is_there():
        if time.monotonic() > deadline:
            raise RuntimeError("the plain route does not start")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
