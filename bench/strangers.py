"""Whether the time of an answer tells that an account exists (S21): medians for one that does and one that does not, in turns."""

import asyncio
import statistics
import time
import uuid

import httpx

from bench.figures import Figure
from tests.install import Business, Install

SIGN_INS = 240  # of each kind; few enough that nobody is slowed down
RESETS = 30
MOST_APART = 5.0  # milliseconds between the medians (S21)
_OWNERS = "dona{}@exemplo.example"  # as `tests.install` calls them


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Of each kind of question the two rates, and how far the medians lie apart."""
    known = [_OWNERS.format(n) for n in range(len(businesses))]
    return asyncio.run(_measure(f"http://127.0.0.1:{install.port}", known))


async def _measure(url: str, known: list[str]) -> list[Figure]:
    guess = {"password": "palpite numero 1"}
    return [
        *await _compare(url, "wrong passwords for an account", "/api/auth/sign-in", known, SIGN_INS, guess),
        *await _compare(url, "new passwords asked for", "/api/auth/forgotten", known, RESETS, {}),
    ]


async def _compare(url: str, what: str, path: str, known: list[str], count: int, body: dict[str, str]) -> list[Figure]:
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for n in range(count):
        # Each address asks a few times only, as people do. Which of the two comes first changes from turn to turn.
        transport = httpx.AsyncHTTPTransport(local_address=f"127.1.{n % 2}.{n // 4 + 1}")
        async with httpx.AsyncClient(base_url=url, transport=transport, headers={"Origin": url}, timeout=30) as browser:
            await browser.get("/health")  # the connection is made
            for is_known in (n % 2 == 0, n % 2 == 1):
                email = known[n % len(known)] if is_known else f"{uuid.uuid4().hex[:8]}@exemplo.example"
                begun = time.perf_counter()
                answer = await browser.post(path, json={"email": email, **body})
                seconds[is_known].append(time.perf_counter() - begun)
                assert answer.status_code in (401, 202), answer.text
    return told_apart(what, statistics.median(seconds[True]), statistics.median(seconds[False]))


def told_apart(what: str, known: float, unknown: float) -> list[Figure]:
    """The two medians, in seconds, as rates, and their difference against the most that may be told."""
    apart = abs(known - unknown) * 1000
    return [
        Figure(what, 1 / known, "the same, no such account", 1 / unknown, "medians of its requests, asked in turns", runs=1),
        Figure(f"{what}: Δ of the medians", apart, "limit", MOST_APART, f"S21; {apart:.2f} ms", "ms", goal="≤ 1", runs=1),
    ]
