"""A running twin on a free port, a receiver of its webhooks, and a small business with one customer."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from atende.providers.sandbox.server import Twin, build_server, create_app

SECRET, VERIFY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "meu-token-secreto"
WABA, NUMBER, TOKEN = "104512345678901", "110098765432101", "EAAtoken"
PAYLOADS = Path(__file__).parents[1] / "meta_whatsapp" / "payloads"


@dataclass
class Receiver:
    """A tiny webhook receiver. `answers` gives the statuses to answer in turn, then 200 for ever."""

    address: str = ""
    posts: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            piece = await receive()
            if piece["type"] == "http.disconnect":
                return
            body, more = body + piece.get("body", b""), piece.get("more_body", False)
        status, said = 200, b""
        if scope["method"] == "GET":
            query = httpx.QueryParams(scope["query_string"].decode())
            is_right = query.get("hub.mode") == "subscribe" and query.get("hub.verify_token") == VERIFY
            status, said = (200, query["hub.challenge"].encode()) if is_right else (403, b"")
        else:
            status = self.answers.pop(0) if self.answers else 200
            if status == 200:
                self.posts.append(body)
                self.headers.append({k.decode(): v.decode() for k, v in scope["headers"]})
                self.stirred.set()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": said})

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Every change received, in order."""
        return [change for body in self.posts for entry in json.loads(body)["entry"] for change in entry["changes"]]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Every `messages`, `statuses`, ... element received."""
        return [one for change in self.changes for one in change["value"].get(kind, [])]

    async def until(self, done: Callable[[], Any]) -> Any:
        """What `done` returns once it is true; each look follows a webhook."""
        while not (found := done()):
            self.stirred.clear()
            await self.stirred.wait()
        return found

    def all_signed(self) -> bool:
        """Every body carries the right signature over its exact bytes."""
        return all(
            headers["x-hub-signature-256"] == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
            for body, headers in zip(self.posts, self.headers, strict=True)
        )


class Running:
    """An ASGI app served by a real server on a free port of this loop."""

    def __init__(self, app: Any):
        self.app = app
        self.server: uvicorn.Server = build_server(app, 0)
        self.server.config.lifespan = "on" if isinstance(app, Twin) else "off"

    async def __aenter__(self) -> str:
        self.server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        self.task = asyncio.create_task(self.server._serve())
        while not self.server.started:
            await asyncio.sleep(0.005)
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        if isinstance(self.app, Twin):
            self.app.world.release()
        self.server.should_exit = True
        await self.task


@dataclass
class Stage:
    """Everything a test needs: the twin, its address, clients for Graph and control, the receiver."""

    twin: Twin
    address: str
    graph: httpx.AsyncClient
    control: httpx.AsyncClient
    receiver: Receiver

    async def send(self, body: dict[str, Any], **changes: Any) -> httpx.Response:
        """POST to messages; `to` is the customer unless given."""
        payload = {"messaging_product": "whatsapp", "to": "+5511900010001"} | body | changes
        return await self.graph.post(f"/v25.0/{NUMBER}/messages", json={k: v for k, v in payload.items() if v is not None})

    async def text(self, said: str = "Oi", **changes: Any) -> httpx.Response:
        """Send a text."""
        return await self.send({"type": "text", "text": {"body": said}}, **changes)

    async def do(self, method: str, path: str, **values: Any) -> Any:
        """A control call that must succeed; its JSON."""
        answer = await self.control.request(method, f"/_twin{path}", **values)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def act(self, phone: str = "marina", **act: Any) -> Any:
        """The customer does something."""
        return await self.do("POST", f"/phones/{phone}/threads/{NUMBER}/messages", json=act)


async def furnish(stage: Stage) -> None:
    """One app, account and number; Marina with a number, Lia with a username only."""
    await stage.do("PUT", "/apps/42", json={"app_secret": SECRET, "verify_token": VERIFY, "callback_url": stage.receiver.address})
    number = {"waba_id": WABA, "display_phone_number": "+55 11 3000-5500", "verified_name": "Padaria Aurora", "token": TOKEN}
    await stage.do("PUT", f"/numbers/{NUMBER}", json=number | {"is_pair_limited": False, "throughput": None})
    people = [
        {"id": "marina", "name": "Marina Souza", "phone": "5511900010001", "user_id": "BR.10483726150948372615"},
        {"id": "lia", "name": "Lia", "username": "lia.rj", "user_id": "BR.30594817263041526374"},
    ]
    await stage.do("POST", "/phones", json={"phones": people})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver of webhooks."""
    made = Receiver()
    async with Running(made) as address:
        made.address = address + "/hooks/whatsapp"
        yield made


@pytest.fixture
async def bare(receiver: Receiver) -> AsyncIterator[Stage]:
    """A running twin in memory, empty, in which every message is on its way at once."""
    twin = create_app(None, token="control")
    async with Running(twin) as address:
        auth, steer = ({"Authorization": f"Bearer {token}"} for token in (TOKEN, "control"))
        async with (
            httpx.AsyncClient(base_url=address, headers=auth, trust_env=False, timeout=30) as graph,
            httpx.AsyncClient(base_url=address, headers=steer, trust_env=False, timeout=30) as control,
        ):
            stage = Stage(twin, address, graph, control, receiver)
            await stage.do("PATCH", "/settings", json={"retry_steps_s": [0.01]})
            yield stage


@pytest.fixture
async def stage(bare: Stage) -> Stage:
    """The twin with a small business and two customers."""
    await furnish(bare)
    return bare


@pytest.fixture
async def open_stage(stage: Stage) -> Stage:
    """As `stage`, and Marina has just written, so the window is open; her message is out."""
    await stage.act(type="text", text="Oi!")
    await stage.do("POST", "/drain")
    stage.receiver.posts.clear()
    stage.receiver.headers.clear()
    return stage
