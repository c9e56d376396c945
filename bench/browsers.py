"""(e) People who look on: how long from a webhook to their browsers, what a thousand of them cost, and what they cost the door."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import uvloop
from sqlalchemy import text

from atende.accounts.service import sessions
from atende.core import db
from atende.core.tenancy import Actor, Crossing, across_tenants, in_tenant
from atende.inbox.service import ownership
from bench.figures import Figure
from bench.load import fire
from tests.install import Business, Install
from tests.meta import Sender, message_body, request, say

STREAMS, OF_ONE = 1000, 20  # browsers connected in all, and of one business
RUNS = 3
RATE, SECONDS = 100, 10  # messages a second while they look on
LATE = 6  # seconds after which what has not arrived is missing
FEW = 50  # browsers while the door is measured
TURNS, SLICE = 3, 10.0  # turns at the door with and without them, of so many seconds a side
WARMING = 3.0  # seconds of the turn before them, which does not count
AT_MOST = 6000  # messages a second of a slice: more than the door takes


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """The way to the browsers as it is promised: people have the conversations, what customers write is filed and shown. Then the
    same while the bot answers each of them, which is another promise's work on the same processors. Then the door's rate with
    nobody and with 50 looking on; a worker opens what comes, so that there are facts to look at."""
    many = crowd(install, businesses)
    who = asyncio.run(listeners(many, OF_ONE))
    people = [Sender(many[n % len(many)], f"55719{n:08d}", None, f"Vista {n}") for n in range(200)]
    worker = install.parts["worker"]
    worker.start()
    try:
        fire(install.port, [request(message_body([say(one, "oi")]), install.secret) for one in people], connections=4)
        time.sleep(6)  # they are known and answered before it counts
        ways, memories, answered, arrivals = [], [], [], 0
        asyncio.run(_taken_over(install, many))
        for _ in range(RUNS):
            way, arrivals, memory = _way(install, people, who)
            ways.append(way)
            memories.append(memory)
        asyncio.run(_given_back(install, many))
        for _ in range(RUNS):
            answered.append(_way(install, people, who)[0])
            asyncio.run(_quiet(install))
        none, few = _door(install, businesses)
    finally:
        worker.stop()
    told = f"{STREAMS:,} streams of {len(many)} businesses, {RATE} messages a second, {arrivals:,} arrivals a run of {SECONDS} s"
    return [
        Figure("webhook to browser, p95", median(ways), "limit", 300, told, unit="ms", goal="≤ 1", runs=RUNS),
        Figure(
            "memory of the web process meanwhile",
            max(memories),
            "limit",
            150,
            "resident",
            unit="MB",
            goal="≤ 1",
            runs=RUNS,
            by="highest",
        ),
        Figure(
            "the same while the bot answers every message",
            median(answered),
            "limit",
            300,
            "webhook to browser, p95; on the same processors",
            unit="ms",
            runs=RUNS,
        ),
        door(none, few),
    ]


_crowd: list[Business] = []


def crowd(install: Install, businesses: list[Business]) -> list[Business]:
    """These and so many more that the streams are theirs; made once."""
    if not _crowd:
        more = STREAMS // OF_ONE - len(businesses)
        _crowd.extend([*businesses, *install.businesses(more, first=len(businesses))])
    return _crowd


def _way(install: Install, people: list[Sender], who: list[tuple[Business, str]]) -> tuple[float, int, float]:
    """Milliseconds of the slowest but a twentieth of all arrivals in browsers, from when the webhook was due; how many there were;
    MB of the web process at the end."""
    said = [say(people[n % len(people)], "bom dia") for n in range(RATE * SECONDS)]
    with looking(install, who) as ended:
        run = fire(install.port, [request(message_body([one]), install.secret) for one in said], connections=16, rate=RATE)
        time.sleep(LATE)  # whatever is late arrives too, and counts as late
        memory = resident(web_of(install))
        seen = ended()["seen"]
    own = asyncio.run(_own_ids(install, [one.id for one in said]))
    ways = sorted(at - (run["begun"] + n / RATE) for n, one in enumerate(said) for at in seen.get(str(own.get(one.id)), []))
    expected = len(said) * OF_ONE
    if len(ways) < expected * 0.999:
        lost = {word: len(seen.get(word, [])) for word in ("resets", "ended")}
        raise RuntimeError(f"{len(ways)} of {expected} arrived in browsers; streams: {lost}")
    return 1000 * ways[len(ways) * 95 // 100], len(ways), memory


async def _taken_over(install: Install, many: list[Business]) -> None:
    """Each business's owner has every conversation there."""
    for tenant_id, conversation_id, owner_id in await _conversations(install, many):
        async with in_tenant(tenant_id, Actor("user", owner_id, "owner")) as tx:
            await ownership.assume(tx, conversation_id)
    await db.dispose()


async def _given_back(install: Install, many: list[Business]) -> None:
    """The bot has every conversation again."""
    for tenant_id, conversation_id, owner_id in await _conversations(install, many):
        async with in_tenant(tenant_id, Actor("user", owner_id, "owner")) as tx:
            await ownership.return_to_bot(tx, conversation_id)
    await db.dispose()


async def _conversations(install: Install, many: list[Business]) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    connection = await install.administrator()
    try:
        rows = await connection.fetch(
            "select c.tenant_id, c.id, m.user_id from inbox_conversations c"
            " join accounts_memberships m on m.tenant_id = c.tenant_id and m.role = 'owner' where c.tenant_id = any($1)",
            [one.tenant_id for one in many],
        )
        return [(row[0], row[1], row[2]) for row in rows]
    finally:
        await connection.close()


def door(none: list[float], few: list[float]) -> Figure:
    """P9: the door's rates turn by turn, with nobody and with a few looking on. Whichever is faster, they may differ by a twentieth: a side
    that is much faster for being looked at says that something else was measured."""
    pairs = sorted(one / other for one, other in zip(few, none, strict=True))
    turns = f"{len(pairs)} turns of {SLICE:.0f} s a side in changing order, by turn {pairs[0]:.2f} to {pairs[-1]:.2f}"
    note = f"P9; messages, 64 connections; {turns}"
    return Figure(
        f"the door with {FEW} browsers looking on", median(few), "with none", median(none), note, goal="± 0.05", runs=len(pairs)
    )


def _door(install: Install, businesses: list[Business]) -> tuple[list[float], list[float]]:
    """Rates of the door turn by turn, without and with browsers. Who comes first changes with each turn, so that neither side always finds
    what the other has warmed, or filled."""
    who = asyncio.run(listeners(businesses, FEW // len(businesses)))
    rates: dict[int, list[float]] = {0: [], FEW: []}
    senders = [Sender(businesses[n % len(businesses)], f"55819{n:08d}", None, f"Porta {n}") for n in range(500)]
    for turn in range(TURNS + 1):
        seconds = SLICE if turn else WARMING
        for count in (0, FEW) if turn % 2 else (FEW, 0):
            asked = (request(message_body([say(senders[n % 500], "oi")]), install.secret) for n in range(int(AT_MOST * seconds)))
            with looking(install, who if count else []):
                run = fire(install.port, asked, seconds=seconds)
            asyncio.run(_quiet(install))
            if run["answered"] >= AT_MOST * seconds:
                raise RuntimeError("the door takes more than it was asked: AT_MOST is too little")
            if turn:
                rates[count].append(run["answered"] / run["seconds"])
    return rates[0], rates[FEW]


_OPEN = """
select exists (select from integrations_parcels where state = 'waiting')
    or exists (select from bot_sessions where turn_due_at <= now())
"""


async def _quiet(install: Install) -> None:
    """All that came in was opened and read by a turn, so that no run works on what another left."""
    connection = await install.administrator()
    try:
        while await connection.fetchval(_OPEN):
            await asyncio.sleep(0.3)
    finally:
        await connection.close()


async def listeners(businesses: list[Business], of_one: int) -> list[tuple[Business, str]]:
    """So many sessions in each business, each of its own: the business and the session's token."""
    found = []
    try:
        for one in businesses:
            async with across_tenants(Crossing.OPERATE) as session:
                user_id = await session.scalar(
                    text("select user_id from accounts_memberships where tenant_id = :t and role = 'owner'"), {"t": one.tenant_id}
                )
                assert user_id is not None
            for _ in range(of_one):
                async with across_tenants(Crossing.SIGN_IN) as session:
                    found.append((one, (await sessions.open_session(session, user_id)).token))
    finally:
        await db.dispose()
    return found


async def _own_ids(install: Install, ids: list[str]) -> dict[str, uuid.UUID]:
    connection = await install.administrator()
    try:
        rows = await connection.fetch("select external_id, message_id from inbox_external_ids where external_id = any($1)", ids)
        return {row["external_id"]: row["message_id"] for row in rows}
    finally:
        await connection.close()


def web_of(install: Install) -> psutil.Process:
    """The web process of this install."""
    process = install.parts["web"].process
    assert process is not None
    return psutil.Process(process.pid)


def resident(process: psutil.Process) -> float:
    """MB that the process holds in memory."""
    return process.memory_info().rss / 1024**2


@contextmanager
def looking(install: Install, who: list[tuple[Business, str]]) -> Iterator[Any]:
    """So many browsers are connected, in a process of their own; what is given tells what each message's arrivals were."""
    with tempfile.NamedTemporaryFile("w", prefix="atende-streams-", suffix=".json") as file:
        json.dump([(str(business.tenant_id), token) for business, token in who], file)
        file.flush()
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.browsers", str(install.port), file.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            if who and not process.stdout.readline().startswith("connected"):
                raise RuntimeError("the browsers did not connect")

            def ended() -> dict[str, Any]:
                return json.loads(process.communicate("\n", timeout=60)[0].splitlines()[-1])

            yield ended
        finally:
            process.kill()
            process.wait()


async def _stream(port: int, tenant_id: str, token: str, seen: dict[str, list[float]], connected: asyncio.Semaphore) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET /api/t/{tenant_id}/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
    writer.write(f"{head}Cookie: atende_session={token}\r\n\r\n".encode())
    first = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in first.split(b"\r\n", 1)[0]:
        raise RuntimeError(first[:100])
    connected.release()
    while line := await reader.readline():
        if line.startswith(b"event: reset"):
            seen.setdefault("resets", []).append(time.time())
        if b'"inbox.message_received"' in line:
            now = time.time()
            fact = json.loads(line.partition(b":")[2])
            seen.setdefault(str(fact["payload"]["message_id"]), []).append(now)
    seen.setdefault("ended", []).append(time.time())


async def _browsers(port: int, who: list[tuple[str, str]]) -> None:
    seen: dict[str, list[float]] = {}
    connected = asyncio.Semaphore(0)
    streams = []
    for tenant_id, token in who:
        streams.append(asyncio.create_task(_stream(port, tenant_id, token, seen, connected)))
        if len(streams) % 50 == 0:
            await asyncio.sleep(0.1)
    async with asyncio.timeout(90):
        for _ in who:
            await connected.acquire()
    print("connected", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps({"seen": seen}), flush=True)
    for stream in streams:
        stream.cancel()


if __name__ == "__main__":
    _port, _file = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as _runner:
        _runner.run(_browsers(int(_port), json.loads(Path(_file).read_text())))
