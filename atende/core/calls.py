"""Small JSON calls to a vendor over kept-alive HTTP/1.1 connections: what a worker does for every message, at a third of what a
general client costs. No redirects, no cookies, no proxies, no compression; whoever needs more uses `httpx`.

Never for addresses that somebody else chose: those go through `core.http.Guard`."""

import asyncio
import contextlib
import ssl
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
_KEPT_SECONDS = 20.0  # below what vendors keep an idle connection
_AT_ONCE = 100
_BODY_BYTES = 10 * 1024 * 1024

Key = tuple[str, str, int]


class NotSent(Exception):
    """No connection came about: the request never left."""


class NoAnswer(Exception):
    """The request may have arrived, and no whole answer came back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class _Wire:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    since: float = field(default_factory=time.monotonic)

    def is_open(self) -> bool:
        idle = time.monotonic() - self.since
        return idle < _KEPT_SECONDS and not self.reader.at_eof() and not self.writer.is_closing()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.writer.close()


class Calls:
    """The kept connections of one process; close them with `aclose`."""

    def __init__(self) -> None:
        self._kept: dict[Key, list[_Wire]] = defaultdict(list)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._tls: ssl.SSLContext | None = None

    async def aclose(self) -> None:
        """Every idle connection is closed."""
        for wires in self._kept.values():
            while wires:
                wires.pop().close()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float = ANSWER_SECONDS) -> Reply:
        """One POST, answered within so many seconds. Raises `NotSent` or `NoAnswer`, and `ValueError` for an address or a header
        that cannot be sent."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("no http address")
        key = (parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = {"Host": parts.netloc.rpartition("@")[2], **headers, "Content-Length": str(len(body))}
        head = f"POST {path or '/'} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        if not head.isascii() or head.count("\r") != len(lines) + 1 or head.count("\n") != len(lines) + 1:
            raise ValueError("a header or the address cannot be sent")
        async with self._turn:
            wire = await self._wire(key)
            try:
                async with asyncio.timeout(seconds):
                    wire.writer.write(head.encode() + b"\r\n" + body)
                    await wire.writer.drain()
                    reply, keeps = await _read(wire.reader)
            except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError) as error:
                wire.close()
                raise NoAnswer from error
            except BaseException:
                wire.close()
                raise
            if keeps:
                wire.since = time.monotonic()
                self._kept[key].append(wire)
            else:
                wire.close()
            return reply

    async def _wire(self, key: Key) -> _Wire:
        kept = self._kept[key]
        while kept:
            wire = kept.pop()
            if wire.is_open():
                return wire
            wire.close()
        scheme, host, port = key
        if scheme == "https" and self._tls is None:
            self._tls = ssl.create_default_context()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return _Wire(*await asyncio.open_connection(host, port, ssl=self._tls if scheme == "https" else None))
        except (OSError, TimeoutError, UnicodeError) as error:
            raise NotSent from error


async def _read(reader: asyncio.StreamReader) -> tuple[Reply, bool]:
    """The answer and whether the connection can be used again."""
    status, version = 100, ""
    headers: dict[str, str] = {}
    while status < 200:  # an interim answer is not the answer
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head[:-4].split("\r\n")
        version, _, rest = first.partition(" ")
        if version not in ("HTTP/1.1", "HTTP/1.0"):
            raise ValueError("no HTTP answer")
        status = int(rest[:3])
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    keeps = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
    if status in (204, 304):
        return Reply(status, headers, b""), keeps
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return Reply(status, headers, await _chunks(reader)), keeps
    if "content-length" not in headers:
        return Reply(status, headers, await _rest(reader)), False
    length = int(headers["content-length"])
    if not 0 <= length <= _BODY_BYTES:
        raise ValueError("too long")
    return Reply(status, headers, await reader.readexactly(length)), keeps


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";", 1)[0].strip(), 16)
        if size < 0 or len(body) + size > _BODY_BYTES:
            raise ValueError("too long")
        if size == 0:
            while await reader.readuntil(b"\r\n") != b"\r\n":  # what may follow the last chunk says nothing to us
                continue
            return bytes(body)
        body += await reader.readexactly(size)
        if await reader.readexactly(2) != b"\r\n":
            raise ValueError("a chunk without an end")


async def _rest(reader: asyncio.StreamReader) -> bytes:
    body = await reader.read(_BODY_BYTES + 1)
    while piece := await reader.read(_BODY_BYTES + 1 - len(body)):
        body += piece
    if len(body) > _BODY_BYTES:
        raise ValueError("too long")
    return body
