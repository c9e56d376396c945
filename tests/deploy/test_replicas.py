"""Two web processes and two workers behind HAProxy: live on both, and replaced one by one under load without a failed request
(R10). The figure form, 200 requests a second, is `make replicas`."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from atende.accounts.service import passwords
from tests import database as databases
from tests.deploy.collector import Collector, collecting
from tests.deploy.replicas import TOLD, WEB, WORKERS, Listener, Load, Replicas
from tests.flows.install import PASSWORD, Business, found_business, operator_of, sign, some_number, text, until

RATE = 5.0  # requests a second: what matters here is that none fails, whatever the machine
_AFTER = {"web-1": {"ATENDE_DRAIN_SECONDS": "0"}}  # how the one that takes its place will leave: it is what must be noticed


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture
async def replicas(tmp_path, collector: Collector) -> AsyncIterator[Replicas]:
    traces = {"ATENDE_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}", "OTEL_BSP_SCHEDULE_DELAY": "200"}
    made = Replicas(databases.clone(tmp_path / "home"), tmp_path, traces)
    try:
        await made.open()
        yield made
    finally:
        await made.close()
        databases.drop(made.database)


@pytest.fixture
async def business(replicas: Replicas) -> AsyncIterator[Business]:
    operator = await operator_of(replicas, await passwords.hash_password(PASSWORD))
    made = await found_business(replicas, operator, "clinic")
    yield made
    await operator.client.aclose()
    await made.owner.client.aclose()


async def _is_on(business: Business, is_on: bool) -> None:
    await business.api("PUT", "bot", json={**await business.api("GET", "bot"), "is_on": is_on})


async def _received(replicas: Replicas, business: Business) -> set[str]:
    said = "select id::text from facts where tenant_id = $1 and name = 'inbox.message_received'"
    return {row[0] for row in await replicas.sql(said, uuid.UUID(business.id))}


async def _is_one_trace(replicas: Replicas, business: Business, collector: Collector) -> None:
    """A message is followed from HAProxy's id through the door, a worker, the bot's turn and the send; and its words are not."""
    correlation, sender = uuid.uuid4(), some_number()
    raw = json.dumps(business.body(text("quero marcar uma tulipa amarela", sender=sender))).encode()
    headers = {"content-type": "application/json", "x-hub-signature-256": sign(raw), "x-request-id": str(correlation)}
    async with replicas.http() as client:
        assert (await client.post(f"{replicas.url}/hooks/whatsapp", content=raw, headers=headers)).status_code == 200
    wanted = {"door": "atende-web", "parcel.open": "atende-worker", "turn": "atende-worker", "send": "atende-worker"}
    await until(lambda: _all([collector.of(correlation.hex) == wanted]), what="the whole way as one trace")
    for words in ("tulipa", sender.lstrip("+")):
        assert not any(words.encode() in body for body in collector.raw)


@pytest.mark.timeout(900)  # ten processes start in it; how long that takes is the machine's affair
async def test_replicas_are_replaced_one_by_one_and_nobody_notices(replicas: Replicas, business: Business, collector: Collector):
    await _is_one_trace(replicas, business, collector)
    before = await _received(replicas, business)
    await _is_on(business, False)  # answers to the load, and their reports, would only be more of the same
    bases = [f"http://127.0.0.1:{port}" for port in replicas.ports.values()]
    listeners = [Listener(business, base) for base in (*bases, replicas.url, replicas.url)]
    tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
    stop = asyncio.Event()
    load = Load(business)
    try:
        await until(lambda: _all(listener.connected for listener in listeners), what="four open streams")
        tasks.append(loading := asyncio.create_task(load.run(RATE, stop)))
        await until(lambda: _all(listener.facts for listener in listeners), what="a fact on each stream")
        await until(lambda: _all([load.written]), what="a note")
        for web, worker in zip(WEB, WORKERS, strict=True):
            await asyncio.gather(replicas.renew(web, load, _AFTER.get(web, {})), replicas.renew(worker))
        stop.set()
        await loading
        assert load.failed == []
        assert all(replicas.under_way.values()), "nothing was under way at one that left, so it could break nothing"
        assert replicas.noticed == dict.fromkeys(WEB, TOLD)
        assert await load.noted() == dict.fromkeys(load.written, 1)
        await business.settled()
        stored = await replicas.sql(
            "select external_id, count(*) from inbox_messages where tenant_id = $1 and direction = 'in' and text = 'oi' group by 1",
            uuid.UUID(business.id),
        )
        assert dict(map(tuple, stored)) == dict.fromkeys(load.acknowledged, 1)
        everything = await _received(replicas, business) - before
        for listener, task in zip(listeners, tasks, strict=False):
            assert not task.done(), task.exception()
            assert len(listener.facts) == len(set(listener.facts)), "a fact was told twice"
            assert listener.connected > 1, "its process was replaced, so it came back"
            if listener.url.startswith(replicas.url):
                # The others waited for their own process; what they missed meanwhile may have been too much to tell one by one.
                await until(lambda one=listener: _all([everything <= set(one.facts)]), what="every fact, across the restarts")
                assert listener.cuts == [], "it was sent elsewhere, not cut off"
        await _is_noticed_when_one_does_not_drain(replicas, load)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for listener in listeners:
            await listener.client.aclose()


async def _is_noticed_when_one_does_not_drain(replicas: Replicas, load: Load) -> None:
    """Else what was found above would say nothing of how a process leaves: one closes its door before HAProxy knows it from it, the other
    one does not finish what is under way."""
    await replicas.leave("web-1")
    assert replicas.noticed["web-1"] != TOLD
    await replicas.leave("web-2", load, is_cut=True)
    assert replicas.noticed["web-2"] == TOLD, "it drained, and was cut off only then"
    assert load.failed


async def _all(found) -> bool:
    return all(found)
