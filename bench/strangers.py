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
_OWNERS = "dona{}@exemplo.example"  # as `tests.install` calls them


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Two figures; the note of each has the difference of the medians in milliseconds."""
    known = [_OWNERS.format(n) for n in range(len(businesses))]
    return asyncio.run(_measure(f"http://127.0.0.1:{install.port}", known))


async def _measure(url: str, known: list[str]) -> list[Figure]:
    return [
        await _compare(
            url, "wrong passwords for an account", "/api/auth/sign-in", known, SIGN_INS, {"password": "palpite numero 1"}
        ),
        await _compare(url, "new passwords asked for", "/api/auth/forgotten", known, RESETS, {}),
    ]


async def _compare(url: str, what: str, path: str, known: list[str], count: int, body: dict[str, str]) -> Figure:
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
    ours, theirs = statistics.median(seconds[True]), statistics.median(seconds[False])
    return Figure(what, 1 / ours, "the same, no such account", 1 / theirs, f"Δ of the medians {abs(ours - theirs) * 1000:.2f} ms")
