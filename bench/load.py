"""The load generator, a process of its own: prepared requests over kept-alive connections, each sent when the last was answered.

    python -m bench.load PORT CONNECTIONS SECONDS RATE FILE

prints one line of JSON: answered, refused, seconds, p50_ms, p99_ms, begun (wall clock). The file holds requests, each behind its
length (4 bytes). RATE 0 sends each as soon as a connection is free. With a rate the nth is due n/RATE seconds after the beginning
whatever became of those before, and its time is counted from then, also while it waits for a connection."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import uvloop


class _Line(asyncio.Protocol):
    def __init__(self, run: "_Run"):
        self.run = run
        self.transport: asyncio.Transport | None = None
        self.buffer = b""
        self.begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first request goes out."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own is none by birth
        self._next()

    def data_received(self, data: bytes) -> None:
        """A whole answer is counted and the next request goes out."""
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        self.run.seconds.append(time.perf_counter() - self.begun)
        self.run.refused += head[9:12] != b"200"
        self.buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """It does not happen in a good run: counted."""
        self.run.lost += not self.run.is_over
        self.run.gone()

    def _next(self) -> None:
        assert self.transport is not None
        whole = self.run.take()
        if whole is None:
            self.transport.close()
            return
        self.begun = now = time.perf_counter()
        if self.run.rate:
            self.begun = self.run.begun + self.run.taken / self.run.rate
            if self.begun > now:
                asyncio.get_running_loop().call_later(self.begun - now, self.transport.write, whole)
                return
        self.transport.write(whole)


class _Run:
    def __init__(self, requests: list[bytes], connections: int, seconds: float, rate: float):
        self.requests = iter(requests)
        self.open = connections
        self.rate = rate
        self.taken = -1  # the number of the last one that was taken
        self.begun = time.perf_counter()
        self.until = self.begun + seconds
        self.seconds: list[float] = []
        self.refused = self.lost = 0
        self.is_over = False
        self.ended = asyncio.Event()

    def take(self) -> bytes | None:
        whole = next(self.requests, None) if time.perf_counter() < self.until else None
        self.is_over = self.is_over or whole is None
        self.taken += 1
        return whole

    def gone(self) -> None:
        self.open -= 1
        if not self.open:
            self.ended.set()


async def _run(port: int, connections: int, seconds: float, rate: float, requests: list[bytes]) -> dict[str, Any]:
    wall = time.time()
    run = _Run(requests, connections, seconds, rate)
    begun = time.perf_counter()
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: _Line(run), "127.0.0.1", port)
    await run.ended.wait()
    took = time.perf_counter() - begun
    times = sorted(run.seconds)
    return {
        "answered": len(times) - run.refused,
        "refused": run.refused + run.lost,
        "seconds": took,
        "p50_ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[len(times) * 99 // 100],
        "begun": wall,
    }


def fire(port: int, requests: Iterable[bytes], *, connections: int = 64, seconds: float = 600, rate: float = 0) -> dict[str, Any]:
    """The figures of one run in a process of its own; it ends when the requests or the seconds are used up."""
    with tempfile.NamedTemporaryFile(prefix="atende-load-") as file:
        for one in requests:
            file.write(len(one).to_bytes(4, "big") + one)
        file.flush()
        words = [sys.executable, "-m", "bench.load", str(port), str(connections), str(seconds), str(rate), file.name]
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=seconds + 60)
    found = json.loads(done.stdout)
    if found["refused"]:
        raise RuntimeError(f"{found['refused']} requests were not answered 200: the figure would mean nothing")
    return found


def _read(file: Path) -> list[bytes]:
    data, place, found = file.read_bytes(), 0, []
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        found.append(data[place + 4 : place + 4 + length])
        place += 4 + length
    return found


if __name__ == "__main__":
    _port, _connections, _seconds, _rate, _file = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as _runner:
        _requests = _read(Path(_file))
        print(json.dumps(_runner.run(_run(int(_port), int(_connections), float(_seconds), float(_rate), _requests))))
