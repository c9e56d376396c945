"""What listening costs the web process, in its own seconds of processor: little moved by whoever else is at work on the machine, so
it may be asked at any time (`python -m bench streams`; it is no part of the table). Facts are written straight into the database, as
fast as 100 messages a second would state them. What it is compared with was measured by it on two cores of an AMD EPYC."""

import asyncio
import time
import uuid

import psutil

from bench import browsers
from bench.figures import Figure
from tests.install import Business, Install

STEPS, EACH = 100, 3  # transactions a second, and what each states
SECONDS, CALM = 10, 10

_STATE = """
insert into facts (tenant_id, id, name, subject_id, actor, payload, occurred_at)
select $1, gen_random_uuid(), 'inbox.message_received', $2::uuid, 'customer', jsonb_build_object(
    'message_id', gen_random_uuid(), 'conversation_id', $2::uuid, 'contact_id', gen_random_uuid(), 'connection_id',
    gen_random_uuid(), 'kind', 'text', 'starts_bot', true), now()
from generate_series(1, $3::int)
"""


def measure(install: Install, businesses: list[Business]) -> list[Figure]:
    """Processor time of one arrival in one browser, of a second of nothing, and memory, with 1,000 streams open."""
    many = browsers.crowd(install, businesses)
    who = asyncio.run(browsers.listeners(many, browsers.OF_ONE))
    web = browsers.web_of(install)
    empty = browsers.resident(web)
    with browsers.looking(install, who) as looking:
        time.sleep(2)
        opened = browsers.resident(web)
        begun = _spent(web)
        time.sleep(CALM)
        calm = (_spent(web) - begun) / CALM
        begun, since = _spent(web), time.monotonic()
        asyncio.run(_state(install, [one.tenant_id for one in many]))
        time.sleep(2)
        spent = _spent(web) - begun - calm * (time.monotonic() - since)
        full = browsers.resident(web)
        seen = looking()["seen"]
    stated = STEPS * EACH * SECONDS
    arrived = sum(len(at) for word, at in seen.items() if word not in ("resets", "ended"))
    if arrived < stated * browsers.OF_ONE:
        raise RuntimeError(f"{arrived} of {stated * browsers.OF_ONE} arrived; resets: {len(seen.get('resets', []))}")
    before = "before streams shared what they send"
    return [
        Figure(
            "processor time of one arrival in a browser",
            1e6 * spent / arrived,
            before,
            90,
            f"{arrived:,} arrivals",
            unit="µs",
            runs=1,
        ),
        Figure(
            "processor time of a second of calm", 1000 * calm, before, 434, f"{browsers.STREAMS:,} streams", unit="ms", runs=1
        ),
        Figure(
            "memory of one stream",
            1024 * (opened - empty) / browsers.STREAMS,
            before,
            62,
            f"{empty:.0f} MB without",
            unit="kB",
            runs=1,
        ),
        Figure("memory of the web process after it", full, before, 203, "resident", unit="MB", runs=1),
    ]


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


async def _state(install: Install, tenants: list[uuid.UUID]) -> None:
    connection = await install.administrator()
    begun = time.monotonic()
    try:
        for n in range(STEPS * SECONDS):
            await connection.execute(_STATE, tenants[n % len(tenants)], uuid.uuid4(), EACH)
            await asyncio.sleep(max(0.0, (n + 1) / STEPS - (time.monotonic() - begun)))
    finally:
        await connection.close()
