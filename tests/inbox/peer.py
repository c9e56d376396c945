"""A vendor on the other end of a real connection: answers as scripted and remembers what reached the customer."""

import asyncio
import itertools
import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import uvicorn

Body = dict[str, Any]
_ids = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: JSON with a status, or nothing at all when `is_cut` (the connection just ends)."""

    status: int = 200
    body: Body = field(default_factory=dict)
    is_cut: bool = False
    keeps: bool = True  # the customer has the message


def ok(request: Body, **contact: str) -> Reply:
    """Accepted, as Meta says it."""
    to = request.get("to") or request.get("recipient")
    person = {"input": to, **(contact or {"wa_id": str(to).lstrip("+")})}
    return Reply(
        body={
            "messaging_product": "whatsapp",
            "contacts": [person],
            "messages": [{"id": f"wamid.{next(_ids):06d}{id(request):x}"}],
        }
    )


def error(code: int, status: int = 400, detail: str = "as scripted") -> Reply:
    """Refused with this code; the customer has nothing."""
    return Reply(
        status,
        {"error": {"message": f"(#{code})", "code": code, "error_data": {"details": detail}, "fbtrace_id": "AbC"}},
        keeps=False,
    )


CUT = Reply(is_cut=True)
CUT_BEFORE = Reply(is_cut=True, keeps=False)


class Peer:
    """`received` is what the customers have, in order of arrival; `script` answers before the default does."""

    def __init__(self) -> None:
        self.calls: list[Body] = []
        self.received: list[Body] = []
        self.ids: dict[str, str] = {}  # our callback -> the vendor's id
        self.script: list[Reply | Callable[[Body], Awaitable[Reply]]] = []
        self.files: dict[str, bytes] = {}
        self.uploads: list[bytes] = []
        self.listed: list[Body] = []
        self.delay = 0.0
        self.port = 0
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def texts(self, to: str | None = None) -> list[str]:
        """What the customer (or all) read, in order."""
        return [r["text"]["body"] for r in self.received if "text" in r and to in (None, r.get("to"))]

    async def start(self) -> None:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(self, log_level="error", lifespan="off"))
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        assert self._server is not None
        assert self._task is not None
        self._server.should_exit = True
        self._server.force_exit = True
        await self._task

    async def __call__(self, scope, receive, send) -> None:
        raw = b""
        while True:
            event = await receive()
            raw += event.get("body", b"")
            if not event.get("more_body"):
                break
        path = scope["path"]
        if scope["method"] == "POST" and path.endswith("/messages"):
            reply = await self._message(json.loads(raw))
        elif scope["method"] == "POST" and path.endswith("/media"):
            self.uploads.append(raw)
            reply = Reply(body={"id": f"media{len(self.uploads)}"})
        elif path.endswith("/message_templates"):
            reply = Reply(body={"data": self.listed})
        elif path.startswith("/files/"):
            await _answer(send, 200, self.files[path.removeprefix("/files/")], b"application/octet-stream")
            return
        else:
            name = path.rsplit("/", 1)[-1]
            if name not in self.files:
                reply = error(100, 404)
            else:
                reply = Reply(body={"url": f"{self.url}/files/{name}", "mime_type": "image/png", "id": name})
        if reply.is_cut:
            send.__self__.transport.abort()
            return
        await _answer(send, reply.status, json.dumps(reply.body).encode(), b"application/json")

    async def _message(self, request: Body) -> Reply:
        if request.get("status") == "read":  # ticks and "typing": nothing reaches the customer's thread
            return Reply(body={"success": True})
        self.calls.append(request)
        if self.delay:
            await asyncio.sleep(self.delay)
        step = self.script.pop(0) if self.script else ok(request)
        reply = step if isinstance(step, Reply) else await step(request)
        if reply.keeps:
            self.received.append(request)
            for message in reply.body.get("messages", []):
                self.ids[request["biz_opaque_callback_data"]] = message["id"]
        return reply


async def _answer(send, status: int, body: bytes, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
