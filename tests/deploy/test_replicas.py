"""Two web processes and two workers behind HAProxy: live on both, and replaced one by one under load without a failed request
(R10). The figure form, 200 requests a second, is `python -m tests.deploy`."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest

from atende.accounts.service import passwords
from tests import database as databases
from tests.deploy.replicas import WEB, WORKERS, Listener, Load, Replicas
from tests.flows.install import PASSWORD, Business, found_business, operator_of, until

RATE = 12.0  # requests a second: what matters here is that none fails, whatever the machine


@pytest.fixture
async def replicas(tmp_path) -> AsyncIterator[Replicas]:
    made = Replicas(databases.clone(tmp_path / "home"), tmp_path)
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
    settings = await made.api("GET", "bot")
    await made.api("PUT", "bot", json={**settings, "is_on": False})  # answers and their reports would only be more of the same
    yield made
    await operator.client.aclose()
    await made.owner.client.aclose()


async def test_replicas_are_replaced_one_by_one_and_nobody_notices(replicas: Replicas, business: Business):
    bases = [f"http://127.0.0.1:{port}" for port in replicas.ports.values()]
    listeners = [Listener(business, base) for base in (*bases, replicas.url, replicas.url)]
    tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
    stop = asyncio.Event()
    load = Load(business)
    try:
        await until(lambda: _all(listener.connected for listener in listeners), what="four open streams")
        tasks.append(loading := asyncio.create_task(load.run(RATE, stop)))
        await until(lambda: _all(listener.facts for listener in listeners), what="a fact on each stream")
        for pair in zip(WEB, WORKERS, strict=True):
            await asyncio.gather(*(replicas.renew(name) for name in pair))
        stop.set()
        await loading
        assert load.broken == []
        assert set(load.statuses) == {200}
        await business.settled()
        stored = await replicas.sql(
            "select external_id, count(*) from inbox_messages where tenant_id = $1 and direction = 'in' group by 1",
            uuid.UUID(business.id),
        )
        assert dict(map(tuple, stored)) == dict.fromkeys(load.acknowledged, 1)
        said = await replicas.sql(
            "select id::text from facts where tenant_id = $1 and name = 'inbox.message_received'", uuid.UUID(business.id)
        )
        everything = {row[0] for row in said}
        for listener, task in zip(listeners, tasks, strict=False):
            assert not task.done(), task.exception()
            assert len(listener.facts) == len(set(listener.facts)), "a fact was told twice"
            assert listener.connected > 1, "its process was replaced, so it came back"
            if listener.url.startswith(replicas.url):
                # The others waited for their own process; what they missed meanwhile may have been too much to tell one by one.
                await until(lambda one=listener: _all([everything <= set(one.facts)]), what="every fact, across the restarts")
                assert listener.cuts == [], "it was sent elsewhere, not cut off"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for listener in listeners:
            await listener.client.aclose()


async def _all(found) -> bool:
    return all(found)
