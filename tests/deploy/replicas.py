"""An install with two web processes and two workers behind a real HAProxy with the configuration of `deploy/`."""

import asyncio
import csv
import functools
import io
import json
import re
import signal
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import httpx

from tests.cli.program import free_port, two_ports
from tests.database import Database
from tests.flows.install import APP_SECRET, Business, Install, sign, some_number, text, until
from tests.programs import program, running

HERE = Path(__file__).resolve().parent
CONFIGURATION = HERE.parents[1] / "deploy" / "haproxy" / "haproxy.cfg"
WEB = ("web-1", "web-2")
WORKERS = ("worker-1", "worker-2")
DRAIN = 4.0  # seconds; more than HAProxy needs to see that a process leaves
TOLD = "Layer7 wrong status, code: 503"  # how HAProxy learns of a process that leaves and says so on /ready, before it takes nothing new
_SLOW = 6  # people whose note is on its way at any time
_LINGERS = 1.5  # seconds that such a note takes to come
_HELD = 30  # notes that wait for a process to leave: more than anything else is open, so that HAProxy sends some to each


class Replicas(Install):
    """`url` is HAProxy's; `ports` are those of the web processes, `metrics` those where each process shows its metrics. Of those that left:
    `left_after` seconds from SIGTERM to the end, by what HAProxy `noticed` it, and how many requests were `under_way` at a web process
    when it took nothing new any more."""

    def __init__(
        self, database: Database, folder: Path, settings: Mapping[str, str] = MappingProxyType({}), drain: float = DRAIN
    ):
        super().__init__(database, folder)
        self.environment |= settings
        self.ports = {"web-1": self.port, "web-2": two_ports()}
        self.metrics = {name: free_port() for name in WEB + WORKERS}
        self.left_after: dict[str, float] = {}
        self.noticed: dict[str, str] = {}
        self.under_way: dict[str, int] = {}
        self.public, self.watch = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.public}"
        shared = {"public_url": self.url, "drain_seconds": drain, "sandbox_port": self.port + 1, "limit_address_per_minute": 0}
        self.environment |= {f"ATENDE_{name.upper()}": str(value) for name, value in shared.items()}
        self._haproxy = running(
            [program("haproxy"), "-db", "-f", str(CONFIGURATION)],
            folder / "haproxy.log",
            self.environment
            | {
                "ATENDE_LISTEN": f"127.0.0.1:{self.public}",
                "ATENDE_WATCH": f"127.0.0.1:{self.watch}",
                "ATENDE_WEB_1": f"127.0.0.1:{self.ports['web-1']}",
                "ATENDE_WEB_2": f"127.0.0.1:{self.ports['web-2']}",
                "ATENDE_REQUESTS_PER_10S": "100000",
                "ATENDE_CONNECTIONS": "400",
            },
        )

    async def open(self) -> None:
        """Everything is up and HAProxy sends to both."""
        self.start("sandbox", "sandbox")
        for name in WEB + WORKERS:
            self.launch(name)
        self.processes["haproxy"] = self._haproxy.__enter__()
        await self.answers(*(f"http://127.0.0.1:{port}/ready" for port in self.ports.values()))
        await self.are_up(*WEB)

    def launch(self, name: str, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        """The process of that name runs, with ports, and whatever `settings` say, of its own."""
        kind = name.partition("-")[0]
        own = {"ATENDE_WORKER_METRICS_PORT": str(self.metrics[name])}
        if kind == "web":
            own = {"ATENDE_PORT": str(self.ports[name]), "ATENDE_METRICS_PORT": str(self.metrics[name])}
        self.start(name, kind, **own, **settings)

    async def renew(
        self, name: str, load: "Load | None" = None, settings: Mapping[str, str] = MappingProxyType({}), *, is_cut: bool = False
    ) -> None:
        """The process left, and another one has taken its place, with these settings of its own."""
        await self.leave(name, load, is_cut=is_cut)
        self.launch(name, settings)
        if name in self.ports:
            await self.answers(f"http://127.0.0.1:{self.ports[name]}/ready")
            await self.are_up(name)

    async def leave(self, name: str, load: "Load | None" = None, *, is_cut: bool = False) -> None:
        """The process was told to end and has ended by itself. Notes of `load` were on their way to it from before that until it took
        nothing new any more; where `is_cut`, it had to leave them as they were."""
        leaving = self.processes.pop(name)  # its end is no accident
        before, begun = len(self._ends(name)), time.monotonic()
        try:
            async with load.holding() if load else nullcontext():
                leaving.send_signal(signal.SIGTERM)
                if name in self.ports:
                    await until(lambda: self._takes_nothing(name), what=f"the end of {name}'s door")
                    self.under_way[name] = int((await self._rows())[name]["scur"])
                if is_cut:
                    leaving.send_signal(signal.SIGINT)
                    await asyncio.to_thread(leaving.wait, 60)
            assert await asyncio.to_thread(leaving.wait, 60) == 0
            self.left_after[name] = time.monotonic() - begun
        finally:
            leaving.kill()
        if name in self.ports:
            self.noticed[name] = (await until(lambda: self._ended(name, before), what=f"HAProxy without {name}"))[-1]

    def _ends(self, name: str) -> list[str]:
        said = (self.folder / "haproxy.log").read_text()
        return re.findall(rf"Server web/{name} is DOWN, reason: (\w[\w ]*(?:, code: \d+)?)", said)

    async def _ended(self, name: str, before: int) -> list[str]:
        return self._ends(name)[before:]

    async def _takes_nothing(self, name: str) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.ports[name])
        except OSError:
            return True
        writer.close()
        return False

    async def are_up(self, *names: str) -> None:
        """HAProxy sends to these."""

        async def look() -> bool:
            try:
                found = await self._rows()
            except httpx.TransportError:
                return False
            return all(name in found and found[name]["status"] == "UP" for name in names)

        await until(look, what=f"{names} behind HAProxy")

    async def _rows(self) -> dict[str, dict[str, str]]:
        """What HAProxy shows of each web process."""
        async with self.http() as client:
            page = await client.get(f"http://127.0.0.1:{self.watch}/;csv")
        rows = csv.DictReader(io.StringIO(page.text.removeprefix("# ")))
        return {row["svname"]: row for row in rows if row["pxname"] == "web"}

    async def close(self) -> None:
        """Nothing runs any more."""
        self._haproxy.__exit__(None, None, None)
        await super().close()


@dataclass
class Load:
    """What many callers saw: each answer's status, and each request that got none."""

    business: Business
    statuses: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)  # ids of messages whose webhook was answered with 200
    written: list[str] = field(default_factory=list)  # bodies of notes that were answered with 201
    notes: str = ""  # where those are written, once there is a conversation

    @property
    def failed(self) -> list[str]:
        """What was not answered as it should be, told."""
        return [
            *self.broken,
            *(f"{count} answered {status}" for status, count in self.statuses.items() if status not in (200, 201)),
        ]

    async def run(self, rate: float, stop: asyncio.Event) -> None:
        """`rate` requests a second, whether the earlier ones were answered or not: of ten eight are webhooks, one is a read by a person
        and one a note, which nobody on the way may send a second time. Some callers keep their connections, as vendors do, others come new
        each time. Besides, `_SLOW` people are writing notes on slow lines all the while."""
        under_way: set[asyncio.Task] = set()
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=30)
        url = self.business.install.url
        started = time.monotonic()
        count = 0
        async with httpx.AsyncClient(trust_env=False, timeout=60, limits=limits, base_url=url) as kept:
            await self._webhook(kept, is_new=True)
            self.notes = f"conversations/{(await until(self.business.conversations, what='a conversation'))[0]['id']}/notes"
            under_way |= {asyncio.create_task(self._slowly(stop)) for _ in range(_SLOW)}
            while not stop.is_set():
                count += 1
                if count % 10 == 0:
                    request = self._read()
                elif count % 10 == 5:
                    request = self._write()
                else:
                    request = self._webhook(kept, is_new=count % 7 == 0)
                task = asyncio.create_task(request)
                under_way.add(task)
                task.add_done_callback(under_way.discard)
                await asyncio.sleep(max(0.0, started + count / rate - time.monotonic()))
            await asyncio.gather(*under_way)

    async def _webhook(self, kept: httpx.AsyncClient, *, is_new: bool) -> None:
        wamid = f"wamid.{uuid.uuid4().hex}"
        raw = json.dumps(self.business.body(text("oi", sender=some_number(), wamid=wamid))).encode()
        headers = {"content-type": "application/json", "x-hub-signature-256": sign(raw, APP_SECRET)}
        if is_new:
            headers["connection"] = "close"
        if await self._counted(kept, "POST", "/hooks/whatsapp", content=raw, headers=headers) == 200:
            self.acknowledged.append(wamid)

    async def _read(self) -> None:
        await self._counted(self.business.owner.client, "GET", f"/api/t/{self.business.id}/conversations/counts")

    async def _write(self, rest: Callable[[], Awaitable[object]] | None = None) -> None:
        said = uuid.uuid4().hex
        raw = json.dumps({"body": said}).encode()

        async def body(rest: Callable[[], Awaitable[object]]) -> AsyncIterator[bytes]:
            yield raw[:5]
            await rest()
            yield raw[5:]

        headers = {"content-type": "application/json", "content-length": str(len(raw))}
        path, content = f"/api/t/{self.business.id}/{self.notes}", body(rest) if rest else raw
        if await self._counted(self.business.owner.client, "POST", path, content=content, headers=headers) == 201:
            self.written.append(said)

    async def _slowly(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._write(functools.partial(asyncio.sleep, _LINGERS))

    @asynccontextmanager
    async def holding(self) -> AsyncIterator[None]:
        """`_HELD` people have begun a note each, on their way to all processes; its rest comes afterwards, and each was answered or not."""
        begun: list[None] = []
        rest = asyncio.Event()

        async def wait() -> None:
            begun.append(None)
            await rest.wait()

        async def have_begun() -> bool:
            return len(begun) == _HELD or any(one.done() for one in held)

        held = [asyncio.create_task(self._write(wait)) for _ in range(_HELD)]
        try:
            await until(have_begun, what="notes on their way")
            yield
        finally:
            rest.set()
            await asyncio.gather(*held)

    async def noted(self) -> dict[str, int]:
        """How often each note of this business is there."""
        asked = "select body, count(*) from inbox_notes where tenant_id = $1 group by 1"
        return dict(map(tuple, await self.business.install.sql(asked, uuid.UUID(self.business.id))))

    async def _counted(self, client: httpx.AsyncClient, method: str, path: str, **more) -> int | None:
        try:
            answer = await client.request(method, path, **more)
        except httpx.HTTPError as error:
            self.broken.append(f"{method} {path}: {type(error).__name__} {error}")
            return None
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        return answer.status_code


class Listener:
    """A browser at the live events: what it heard, and how often it had to come back."""

    def __init__(self, business: Business, base: str):
        self.url = f"{base}/api/t/{business.id}/live"
        self.client = httpx.AsyncClient(
            headers=business.owner.client.headers,
            cookies=business.owner.client.cookies,
            trust_env=False,
            timeout=httpx.Timeout(60),
        )
        self.facts: list[str] = []
        self.cuts: list[str] = []
        self.connected = 0
        self.last: str | None = None

    async def listen(self) -> None:
        """Listens until cancelled, as a browser does: after an end it comes back with the last id it has."""
        while True:
            headers = {"last-event-id": self.last} if self.last else {}
            try:
                async with self.client.stream("GET", self.url, headers=headers) as answer:
                    assert answer.status_code == 200, answer.status_code
                    await self._read(answer)
            except httpx.HTTPError as error:
                self.cuts.append(f"{type(error).__name__} {error}")
            await asyncio.sleep(0.1)

    async def _read(self, answer: httpx.Response) -> None:
        event: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if line:
                name, _, value = line.partition(":")
                event[name] = value.strip()
                continue
            if event.get("event") == "fact":
                self.facts.append(json.loads(event["data"])["id"])
            elif event.get("event") in ("ready", "reset"):
                self.connected += 1
                if event["event"] == "reset":
                    self.cuts.append("reset")
            self.last = event.get("id", self.last)
            event = {}
