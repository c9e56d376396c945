"""A real HTTP server that answers with recorded payloads and keeps what it was asked. The twin's little sister."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import uvicorn

from atende.core.web.connections import Connection
from tests.providers.meta_whatsapp.bodies import FOLDER

Reply = tuple[int, bytes, dict[str, str]]


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Recorded:
    """`replies` are given out in order, the last one for ever; a callable gets the request and may wait."""

    replies: list[Reply | Callable[[Asked], Any]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    base_url: str = ""

    def will(self, *replies: Any) -> None:
        """From now on these are the answers: file names of `api_responses`, (status, body) or (status, body, headers)."""
        self.replies = [_reply(reply) for reply in replies]
        self.asked.clear()

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        asked = Asked(scope["method"], scope["path"], scope["query_string"].decode(), headers, body)
        self.asked.append(asked)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        status, content, more = await reply(asked) if callable(reply) else reply
        listed = [(k.encode(), v.encode()) for k, v in {"content-type": "application/json", **more}.items()]
        await send({"type": "http.response.start", "status": status, "headers": listed})
        await send({"type": "http.response.body", "body": content})


def _reply(reply: Any) -> Any:
    if callable(reply):
        return reply
    if isinstance(reply, str):
        path = FOLDER / "api_responses" / reply
        if reply.endswith(".txt"):
            return 502, path.read_bytes(), {"content-type": "text/html"}
        found = json.loads(path.with_suffix(".json").read_text())
        if "_http_status" in found:
            return found["_http_status"], json.dumps(found["body"]).encode(), {}
        return 200, json.dumps(found).encode(), {}
    status, body, *more = reply
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return status, content, more[0] if more else {}


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[Recorded]:
    """The server on a port of its own for as long as the block lasts."""
    app = Recorded()
    async with running(app) as app.base_url:
        yield app


@contextlib.asynccontextmanager
async def running(app: Any, *, lifespan: Literal["on", "off"] = "off") -> AsyncIterator[str]:
    """Any ASGI app over real HTTP on a port of its own; its address."""
    listening = socket.create_server(("127.0.0.1", 0))  # callers queue here until uvicorn accepts
    config = uvicorn.Config(app, http=Connection, lifespan=lifespan, log_level="critical", ws="none", proxy_headers=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@contextlib.asynccontextmanager
async def raw_server(answer: bytes | None, *, reads: bool = True, waits: float = 0.0) -> AsyncIterator[str]:
    """A socket that reads a request (or not), waits, writes `answer` as it is and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            if reads:
                head = await reader.readuntil(b"\r\n\r\n")
                sizes = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
                await reader.readexactly(int(sizes[0]) if sizes else 0)
            await asyncio.sleep(waits)
            if answer:
                writer.write(answer)
                await writer.drain()
        if answer is None:
            writer.transport.abort()  # a reset, not a polite end
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
