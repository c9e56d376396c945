"""(a) The door: verified, taken apart, routed to its tenant, duplicates known, durable before the 200; against pywa and a plain insert."""

import asyncio
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.figures import Figure
from bench.load import fire
from tests.cli.program import two_ports
from tests.install import Business, Install, Part
from tests.meta import Sender, message_body, request, say, status_body

RUNS = 3
REQUESTS = 40_000  # each with one message or one status that nobody has seen
PEAK, PEAK_SECONDS = 4000, 10  # requests a second: promise P2
STORED_WITHIN = 120.0  # seconds after the last answer, for who answers first and stores then

_OURS, _PLAIN, _PYWA = "atende.integrations_parcels", "public.bench_bodies", "public.bench_messages"


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Messages and statuses stored a second through the real door, in turns with the rivals': until the last one's row is there. The
    worker must not run."""
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
        doors, plains, pywas, statuses, peaks = [], [], [], [], []
        for table, one in ((_OURS, install.port), (_PLAIN, port), (_PYWA, other)):
            _stored(install, table, one, _messages(install, businesses, 500))
        for _ in range(RUNS):
            doors.append(_stored(install, _OURS, install.port, _messages(install, businesses)))
            plains.append(_stored(install, _PLAIN, port, _messages(install, businesses)))
            pywas.append(_stored(install, _PYWA, other, _messages(install, businesses)))
            statuses.append(_stored(install, _OURS, install.port, _statuses(install, businesses)))
            peaks.append(_stored(install, _OURS, install.port, _mixed(install, businesses), rate=PEAK, connections=256))
            asyncio.run(_execute(install, f"truncate {_PLAIN}, {_PYWA}, {_OURS}, atende.integrations_parcel_keys"))
    finally:
        for rival in rivals:
            rival.stop()
    plain, peak = "a plain route, one insert each", median(run["p99_ms"] for run in peaks)
    refused = sum(run["refused"] for run in peaks)
    answered = f"{median(run['answered'] / run['seconds'] for run in peaks):,.0f} a second answered, {refused} refused"
    middle = median(run["p50_ms"] for run in peaks)
    return [
        Figure("messages through the door", _rate(doors), "pywa, one insert each", _rate(pywas), _times(doors), goal="≥ 1.3"),
        Figure("messages through the door", _rate(doors), plain, _rate(plains), "the same runs", goal="≥ 0.5"),
        Figure("statuses through the door", _rate(statuses), plain, _rate(plains), _times(statuses)),
        Figure("p50 at 1,000 messages and 3,000 statuses a second", middle, "limit", 25.0, answered, unit="ms", goal="≤ 1"),
        Figure("p99 of the same", peak, "limit", 250.0, "the door alone; nothing is opened meanwhile", unit="ms", goal="≤ 1"),
    ]


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
