"""(a) The door: verified, taken apart, routed to its tenant, duplicates known, durable before the 200; against a plain insert."""

import asyncio
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from statistics import median

from bench.figures import Figure
from bench.load import fire
from tests.cli.program import two_ports
from tests.install import Business, Install, Part
from tests.meta import Sender, message_body, request, say, status_body

RUNS = 3
REQUESTS = 8000  # each with one message or one status that nobody has seen
SECONDS = 6.0


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Messages and statuses a second through the real door, each in turns with the plain route. The worker must not run."""
    asyncio.run(
        _execute(install, "create table public.bench_bodies (id bigint generated always as identity primary key, body bytea)")
    )
    port = two_ports()
    words = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    plain = Part(
        [sys.executable, "-m", "uvicorn", "bench.plain:application", *words],
        {**os.environ, **install.env, "BENCH_DATABASE": install.server.url()},
        install.home / "plain.log",
    )
    plain.start()
    try:
        _await(port)
        doors, plains, statuses = [], [], []
        fire(install.port, _messages(install, businesses, 500))
        fire(port, _messages(install, businesses, 500))
        for _ in range(RUNS):
            doors.append(fire(install.port, _messages(install, businesses), seconds=SECONDS))
            plains.append(fire(port, _messages(install, businesses), seconds=SECONDS))
            statuses.append(fire(install.port, _statuses(install, businesses), seconds=SECONDS))
            asyncio.run(
                _execute(
                    install, "truncate public.bench_bodies; truncate atende.integrations_parcels, atende.integrations_parcel_keys"
                )
            )
    finally:
        plain.stop()
    return [
        Figure("messages through the door", _rate(doors), "a plain route, one insert each", _rate(plains), _times(doors)),
        Figure("statuses through the door", _rate(statuses), "a plain route, one insert each", _rate(plains), _times(statuses)),
    ]


def _messages(install: Install, businesses: list[Business], count: int = REQUESTS) -> list[bytes]:
    senders = [Sender(businesses[n % len(businesses)], f"55119{n:08d}", None, f"Pessoa {n}") for n in range(500)]
    return [request(message_body([say(senders[n % 500], "oi, tudo bem?")]), install.secret) for n in range(count)]


def _statuses(install: Install, businesses: list[Business]) -> list[bytes]:
    run = time.time_ns()
    return [
        request(
            status_body(businesses[n % len(businesses)], f"wamid.S{run}{n // 3}", word, f"55119{n % 500:08d}"), install.secret
        )
        for n in range(REQUESTS)
        for word in (("sent", "delivered", "read")[n % 3],)
    ]


def _rate(runs: list[dict]) -> float:
    return median(run["answered"] / run["seconds"] for run in runs)


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
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", data=b"x"), timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
