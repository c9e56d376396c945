"""A database that is there and says nothing: whoever posts is asked to come again, and nothing is held up once it is back."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from asyncpg.transaction import Transaction

from atende.core.config import settings
from atende.integrations import door
from atende.integrations.service import install, receive
from atende.providers.meta_whatsapp.signature import sign
from tests.integrations.postbox import Postbox, new_postbox
from tests.meta import message_body, say


@pytest.fixture
async def postbox(database) -> Postbox:
    return await new_postbox()


@pytest.fixture
async def stuck(database) -> AsyncIterator[Transaction]:
    """A transaction in whose way every commit of the door is, until it is rolled back."""
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    held = admin.transaction()
    await held.start()
    await admin.execute("lock table integrations_parcel_keys in exclusive mode")
    yield held
    await admin.close()


async def _received(postbox: Postbox) -> int:
    return (await postbox.counts()).get(("message", "received", ""), 0)


async def test_a_commit_that_hears_nothing_gives_up_and_gives_its_connection_back(
    postbox: Postbox, stuck: Transaction, monkeypatch: pytest.MonkeyPatch
):
    body = message_body([say(postbox.sender(), "oi")])
    with monkeypatch.context() as patched:
        patched.setattr(receive, "_PATIENCE", 0.2)
        for _ in range(2 * settings().database_pool):
            with pytest.raises(TimeoutError):
                await postbox.post(body)
    await stuck.rollback()
    await postbox.post(body)
    assert await _received(postbox) == 1


async def test_the_door_answers_503_when_the_database_says_nothing(
    postbox: Postbox, stuck: Transaction, monkeypatch: pytest.MonkeyPatch
):
    body = message_body([say(postbox.sender(), "oi")])
    headers = {"x-hub-signature-256": sign(body, install.app_secret()), "content-type": "application/json"}

    async def knock() -> int:
        transport = httpx.ASGITransport(door.application)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
            return (await client.post("/hooks/whatsapp", content=body, headers=headers)).status_code

    with monkeypatch.context() as patched:
        patched.setattr(door, "PATIENCE", 0.5)
        assert await knock() == 503
    await stuck.rollback()
    assert await knock() == 200
    assert await _received(postbox) == 1


async def test_more_than_can_be_stored_in_time_is_refused_at_once(postbox: Postbox, monkeypatch: pytest.MonkeyPatch):
    many, one, another = (message_body([say(postbox.sender(), "oi") for _ in range(n)]) for n in (5, 1, 1))
    monkeypatch.setattr(receive, "_MOST", 5)
    with monkeypatch.context() as patched:
        patched.setattr(receive, "_AT_ONCE", 0)
        first = asyncio.create_task(postbox.post(many))
        async with asyncio.timeout(60):
            while receive._commit()._size < 5:
                await asyncio.sleep(0.01)
        with pytest.raises(receive.Overloaded):
            await postbox.post(one)
    receive._commit()._start()
    await first
    await postbox.post(another)
    assert await _received(postbox) == 6


async def test_who_went_away_while_waiting_is_not_stored(postbox: Postbox, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patched:
        patched.setattr(receive, "_AT_ONCE", 0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await postbox.post(message_body([say(postbox.sender(), "oi")]))
    receive._commit()._start()
    await postbox.post(message_body([say(postbox.sender(), "olá")]))
    assert await _received(postbox) == 1
    assert receive._commit()._size == 0
