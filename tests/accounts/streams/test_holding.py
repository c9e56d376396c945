"""What a stream may hold on to, and what never ends it or keeps it silent. Over real HTTP."""

import asyncio
import socket
import time
import uuid
from types import SimpleNamespace

import httpx
import pytest

from atende.accounts.events import StoreChanged, TenantChanged
from atende.accounts.service import sessions
from atende.core import live as facts
from atende.core.tenancy import Crossing, across_tenants, in_tenant
from atende.core.web import connections
from atende.inbox.routes import live
from tests.accounts.conftest import Clinic
from tests.accounts.streams.conftest import LONG, Listener

EVERY = "accounts.store_changed"  # everybody is told


async def _change_store(clinic: Clinic, *names: str) -> None:
    async with in_tenant(clinic.tenant.id) as tx:
        await tx.emit(StoreChanged(store_id=uuid.uuid4(), fields=list(names)))


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ALLOWED_EVERY", 0.2)
    monkeypatch.setattr(live, "PING_EVERY", 0.1)
    monkeypatch.setattr(live, "_TICK", 0.05)


@pytest.mark.parametrize("wonders", ["as it does now and then", "over a fact about its business"])
async def test_pings_go_out_while_a_right_is_asked_for_and_facts_do_not(often, clinic, person, monkeypatch, wonders):
    ask, asking, goes_on = live.still_allowed, asyncio.Event(), asyncio.Event()

    async def slow(accesses, *any_of):
        asking.set()
        await goes_on.wait()
        return await ask(accesses, *any_of)

    if wonders != "as it does now and then":
        monkeypatch.setattr(live, "ALLOWED_EVERY", 3600)
    one = await person(clinic, "inbox")
    said: list[str] = []
    async with asyncio.timeout(LONG), one.client.stream("GET", f"{one.url}/live") as answer:
        lines = answer.aiter_lines()
        async for line in lines:
            if line.startswith("event: ready"):
                break
        monkeypatch.setattr(live, "still_allowed", slow)
        monkeypatch.setattr(live, "_LATEST", 0)
        if wonders != "as it does now and then":
            async with in_tenant(clinic.tenant.id) as tx:
                await tx.emit(TenantChanged(tenant_id=clinic.tenant.id, fields=["name"]), subject_id=clinic.tenant.id)
        await asking.wait()
        await _change_store(clinic)
        async for line in lines:
            said.append(line)
            if said.count(": ping") == 5:
                break
        assert not any(line.startswith("event:") for line in said), "nothing is told on what is not known"
        monkeypatch.setattr(live, "_LATEST", 5)
        goes_on.set()
        async for line in lines:
            if EVERY in line:
                break


async def test_what_is_odd_about_one_ends_that_one_and_the_others_hear_on(often, clinic, person, program, monkeypatch):
    one, *others = [await person(clinic, "inbox") for _ in range(4)] + [await program(clinic, "inbox:read")]
    ask = live.still_allowed

    async def odd(accesses, *any_of):
        if any(getattr(access.principal, "user_id", None) == one.user_id for access in accesses):
            raise KeyError("a row that nobody expected")
        return await ask(accesses, *any_of)

    async with asyncio.timeout(LONG), asyncio.TaskGroup() as group:
        hears = group.create_task(one.listen())
        hear_on = [group.create_task(other.listen(until=EVERY)) for other in others]
        for listener in (one, *others):
            await listener.has_begun.wait()
        monkeypatch.setattr(live, "still_allowed", odd)
        await hears
        assert not any(task.done() for task in hear_on)
        await _change_store(clinic)
    assert all(other.heard[-1][0] == EVERY for other in others)


async def test_a_database_that_is_away_is_not_asked_about_each_of_them(monkeypatch):
    asked: list[int] = []
    told: list[object] = []

    async def away(accesses, *_):
        asked.append(len(accesses))
        raise ConnectionError("away")

    monkeypatch.setattr(live, "still_allowed", away)
    await live._ask([SimpleNamespace(access=n, answered=lambda now, _: told.append(now)) for n in range(8)])  # type: ignore[misc]
    assert (asked, told) == ([8], [None] * 8)


@pytest.mark.parametrize("who", ["person", "program"])
async def test_one_session_or_key_has_so_many_streams_and_gets_a_place_back(clinic, person, program, monkeypatch, who):
    monkeypatch.setattr(live, "MOST", 3)

    async def made() -> Listener:
        return await (person(clinic, "inbox") if who == "person" else program(clinic, "inbox:read"))

    one, other = await made(), await made()
    windows = [Listener(one.client, one.url) for _ in range(4)]
    *first, late = windows
    async with asyncio.timeout(LONG):
        hearing = [asyncio.create_task(window.listen()) for window in first]
        for window in first:
            await window.has_begun.wait()
        refused = await one.client.get(f"{one.url}/live")
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_streams")
        assert int(refused.headers["Retry-After"]) == refused.json()["error"]["params"]["retry_after"] > 0
        hearing.append(asyncio.create_task(other.listen()))
        await other.has_begun.wait()
        hearing[0].cancel()
        while live._open[one.key_id or one.user_id] == 3:  # the server sees it go a moment later
            await asyncio.sleep(0.01)
        hearing.append(asyncio.create_task(late.listen()))
        await late.has_begun.wait()
        for task in hearing:
            task.cancel()
        await asyncio.gather(*hearing, return_exceptions=True)
        while live._open:
            await asyncio.sleep(0.01)


async def test_one_person_has_so_many_streams_however_often_they_sign_in(clinic, person, monkeypatch):
    monkeypatch.setattr(live, "MOST", 2)
    monkeypatch.setattr(live, "MOST_OF_PERSON", 3)
    one, beside = await person(clinic, "inbox"), await person(clinic, "inbox")
    async with across_tenants(Crossing.SIGN_IN) as session:
        again = await sessions.open_session(session, one.user_id)
    async with httpx.AsyncClient(base_url=one.client.base_url, headers={"Cookie": f"atende_session={again.token}"}) as elsewhere:
        windows = [Listener(client, one.url) for client in (one.client, one.client, elsewhere, beside.client)]
        async with asyncio.timeout(LONG):
            hearing = [asyncio.create_task(window.listen()) for window in windows]
            for window in windows:
                await window.has_begun.wait()
            refused = await elsewhere.get(f"{one.url}/live")
            assert (refused.status_code, refused.json()["error"]["params"]["most"]) == (429, 3)
            for task in hearing:
                task.cancel()
            await asyncio.gather(*hearing, return_exceptions=True)
            while live._open:
                await asyncio.sleep(0.01)


async def test_nothing_is_told_on_an_answer_that_was_too_old_when_it_came(clinic, person, owner, monkeypatch):
    """Somebody's right ends while the answer from before is under way, for longer than an answer is good."""
    monkeypatch.setattr(live, "ALLOWED_EVERY", 3600)
    monkeypatch.setattr(live, "_LATEST", 0.2)
    one, ask, asked = await person(clinic, "inbox"), live.still_allowed, []

    async def slow(accesses, *any_of):
        found, begun = await ask(accesses, *any_of), time.monotonic()
        asked.append(found)
        if len(asked) == 1:
            assert (await owner.delete(f"{one.url}/team/{one.user_id}")).status_code == 204
            while time.monotonic() < begun + live._LATEST:
                await asyncio.sleep(0.05)
        return found

    hears = asyncio.create_task(one.listen())
    async with asyncio.timeout(LONG):
        await one.has_begun.wait()
        await asyncio.sleep(live._LATEST)
        monkeypatch.setattr(live, "still_allowed", slow)
        await _change_store(clinic)
        await hears
    assert EVERY not in [name for name, _ in one.heard]
    assert ([None not in found for found in asked], asked[-1]) == ([True, False], [None])


async def test_a_stream_that_cannot_begin_keeps_no_place(clinic, person, monkeypatch):
    one = await person(clinic, "inbox")

    async def away(*_):
        raise ConnectionError("away")

    monkeypatch.setattr(live._TAIL, "join", away)
    assert (await one.client.get(f"{one.url}/live")).status_code == 503
    assert not live._open


async def test_a_reader_that_breaks_sends_its_listeners_away_and_they_miss_nothing(clinic, person, monkeypatch):
    one = await person(clinic, "inbox")
    async with asyncio.timeout(LONG):
        async with one.client.stream("GET", f"{one.url}/live") as answer:
            lines = answer.aiter_lines()
            place = await _first_id(lines)
            with monkeypatch.context() as broken:

                async def breaks(*_):
                    raise TypeError("a fault of ours")

                broken.setattr(facts, "asked_across_tenants", breaks)
                broken.setattr(facts, "_AGAIN", 0)
                async for _ in lines:  # until it ends, as an answer does
                    pass
        await _change_store(clinic)
        async with one.client.stream("GET", f"{one.url}/live", headers={"Last-Event-ID": place}) as answer:
            async for line in answer.aiter_lines():
                assert line != "event: reset"
                if EVERY in line:
                    break


async def _first_id(lines) -> str:
    async for line in lines:
        if line.startswith("id: "):
            return line.removeprefix("id: ")
    raise AssertionError("it ended")


@pytest.mark.parametrize("seen_by", ["the stream", "the system"])
async def test_whoever_takes_nothing_is_cut_off_and_what_waits_for_them_is_forgotten(
    server, clinic, person, monkeypatch, seen_by
):
    monkeypatch.setattr(*((live, "_UNTAKEN", 1) if seen_by == "the stream" else (connections, "UNTAKEN", 1)))
    monkeypatch.setattr(live, "_FAREWELL", 0.1)
    one = await person(clinic, "inbox")
    host, _, port = server.removeprefix("http://").partition(":")
    loop = asyncio.get_running_loop()
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        taker.setblocking(False)
        async with asyncio.timeout(LONG):
            await loop.sock_connect(taker, (host, int(port)))
            head = f"GET {one.url}/live HTTP/1.1\r\nHost: x\r\nCookie: {one.client.headers['Cookie']}\r\n\r\n"
            await loop.sock_sendall(taker, head.encode())
            while b"event: ready" not in await loop.sock_recv(taker, 4096):
                pass
            while live._open:  # more than any system takes for somebody who reads nothing
                await _change_store(clinic, *["x" * 100_000] * 10)
            with pytest.raises(ConnectionResetError):
                await _all_of(taker)


async def _all_of(taker: socket.socket) -> None:
    while await asyncio.get_running_loop().sock_recv(taker, 65536):
        pass
