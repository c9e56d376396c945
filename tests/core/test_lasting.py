"""Answers that last: what decided about them has ended before they are told, and few are decided at a time."""

import asyncio
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI
from starlette.types import Receive, Send

from atende.core.web import answers, lasting
from atende.core.web.ground import Ground
from atende.core.web.lasting import may_last


class Stream(lasting.Lasting):
    media_type = "text/event-stream"

    def __init__(self, happened: list[str], gate: asyncio.Event | None = None):
        super().__init__({"X-Own": "kept"})
        self.happened, self.gate = happened, gate

    async def begin(self) -> None:
        self.happened.append("begins")
        if self.gate is not None:
            await self.gate.wait()

    async def last(self, receive: Receive, send: Send) -> None:
        self.happened.append("told")
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": False})

    def forgo(self) -> None:
        self.happened.append("forgone")


def _client(stream, fails: BaseException | None = None) -> tuple[httpx.AsyncClient, list[str]]:
    happened: list[str] = []
    api = FastAPI()
    answers.install(api)

    async def held():
        yield
        happened.append("let go")
        if fails is not None:
            raise fails

    @api.get("/api/t/x/live", response_class=Stream, status_code=200)
    async def _live(_held: Annotated[None, Depends(held)]) -> Stream:
        return stream(happened)

    async def nobody(_scope) -> bool:
        return False

    transport = httpx.ASGITransport(app=Ground(api, nobody), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://atende.test"), happened


async def test_it_is_told_when_everything_that_decided_has_ended():
    client, happened = _client(Stream)
    async with client:
        answer = await client.get("/api/t/x/live")
    assert (answer.status_code, answer.text, answer.headers["X-Own"]) == (200, "data: 1\n\n", "kept")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "X-Request-Id" in answer.headers, "it stands on the ground as any answer"
    assert happened == ["begins", "let go", "told"]


async def test_one_that_cannot_begin_is_answered_as_any_error():
    class Away(Stream):
        async def begin(self) -> None:
            raise ConnectionError("away")

    client, happened = _client(Away)
    async with client:
        answer = await client.get("/api/t/x/live")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert happened == [], "and it is not told"


async def test_one_whose_route_breaks_after_it_began_is_forgone():
    client, happened = _client(Stream, fails=RuntimeError("late"))
    async with client:
        answer = await client.get("/api/t/x/live")
    assert answer.status_code == 500
    assert happened == ["begins", "let go", "forgone"]


async def test_of_a_crowd_few_are_decided_at_a_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lasting, "_gate", asyncio.Semaphore(3))
    gate = asyncio.Event()
    client, happened = _client(lambda happened: Stream(happened, gate))
    async with client, asyncio.timeout(60), asyncio.TaskGroup() as group:
        asked = [group.create_task(client.get("/api/t/x/live")) for _ in range(10)]
        while happened.count("begins") < 3:
            await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
        assert happened == ["begins"] * 3
        gate.set()
    assert [one.result().status_code for one in asked] == [200] * 10


def test_only_a_stream_of_a_business_stands_at_the_gate():
    def may(method: str, path: str) -> bool:
        return may_last({"type": "http", "method": method, "path": path})

    assert may("GET", "/api/t/x/live")
    assert not any(
        (may("PATCH", "/api/t/x/team/live"), may("GET", "/api/t/x/team/live"), may("POST", "/api/t/x/live"), may("GET", "/live"))
    )


class Untaken(Stream):
    async def last(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        raise lasting.TakesNothing


@pytest.mark.parametrize("can_cut", [True, False])
async def test_one_that_nobody_takes_is_cut_where_the_server_can_and_is_no_error(can_cut: bool):
    happened: list[str] = []
    scope = {lasting.CUT: lambda: happened.append("cut")} if can_cut else {}
    said = iter(({"type": "http.request"}, {"type": "http.disconnect"}))

    async def receive():
        happened.append("asks")
        return next(said)

    async def send(_message) -> None:
        happened.append("told")

    await lasting.told(Untaken([]), scope, receive, send)
    assert happened == (["told", "cut", "asks", "asks"] if can_cut else ["told"])


def test_one_that_lacks_a_part_is_none():
    class Partly(lasting.Lasting):
        async def begin(self) -> None:
            pass

    with pytest.raises(TypeError, match="forgo"):
        Partly({})  # type: ignore[abstract]
