"""Where the promises are tried: one install as real processes, two webs and two workers, and all that was seen of it from outside."""

import asyncio
import json
import os
import random
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from tests.cli.program import two_ports
from tests.faults.history import History
from tests.faults.planted import PLACE
from tests.faults.verdict import drained
from tests.install import Business, Install, Part
from tests.meta import Line, Said, Sender, request, say

T = TypeVar("T")

DRAIN = "3"  # seconds that the second web, told to end, serves on: more than whoever stands in front needs to see it
_SPAN = "select extract(epoch from {end} - p.received_at)::float8 from integrations_parcels p"
_WAITS = {
    "opened": _SPAN.format(end="p.handled_at") + " where p.dedupe_key = any($1) and p.handled_at is not null",
    "read": _SPAN.format(end="min(t.created_at)") + " join bot_turns t on t.tenant_id = p.tenant_id and t.outcome <> 'failed'"
    " and t.input_message_ids ? p.message_id::text where p.dedupe_key = any($1) group by p.id, p.received_at",
    "answered": _SPAN.format(end="min(a.ended_at)")
    + " join inbox_messages i on i.tenant_id = p.tenant_id and i.id = p.message_id"
    " join inbox_messages o on o.tenant_id = i.tenant_id and o.conversation_id = i.conversation_id and o.direction = 'out'"
    " and o.send_no > i.send_no join inbox_attempts a on a.tenant_id = o.tenant_id and a.message_id = o.id"
    " and a.state = 'accepted' where p.dedupe_key = any($1) group by p.id, p.received_at",
}


class Ground:
    """The install and its history. `full`: the figures of the promises, not the short ones. `planted`: this fault is in all of the
    product's processes."""

    def __init__(
        self, install: Install, seed: int, *, full: bool, planted: str = "", tell: Callable[[str], None] = lambda _: None
    ):
        self.install, self.full, self.tell = install, full, tell
        self.dice = random.Random(seed)
        self.history = History()
        self.businesses: list[Business] = []
        self.ports = [install.port]
        self.metrics_port = two_ports()
        self._people = 0
        for part in install.parts.values():
            if planted:
                part.command = [sys.executable, "-m", "tests.faults.planted", planted, part.command[-1]]

    def open(self, businesses: int) -> None:
        """Businesses are there, twin, two webs and two workers run."""
        install = self.install
        self.businesses = install.businesses(businesses)
        port = two_ports()
        more = install.env | {
            "ATENDE_PORT": str(port),
            "ATENDE_SANDBOX_PORT": str(install.port + 1),
            "ATENDE_DRAIN_SECONDS": DRAIN,
        }
        first = install.parts["web"]
        first.env = install.env | {"ATENDE_METRICS_PORT": str(self.metrics_port)}
        install.parts["web-2"] = Part(first.command, more, install.home / "web-2.log")
        one = install.parts["worker"]
        one.env, other = install.env | {PLACE: "0"}, install.env | {PLACE: "1"}
        install.parts["worker-2"] = Part(one.command, other, install.home / "worker-2.log")
        install.start("sandbox", "web", "worker", "web-2", "worker-2")
        self.ports.append(port)
        self.until(lambda: self.ready(port) is not None, "the second web")

    def only_one_of_each(self) -> None:
        """The second web and the second worker have ended."""
        for name in ("web-2", "worker-2"):
            if name in self.install.parts:
                self.install.parts.pop(name).stop()
        self.ports = self.ports[:1]

    # People and posts

    def person(self, business: Business, *, phone: str | None = None) -> Sender:
        """Somebody who never wrote."""
        self._people += 1
        return Sender(business, phone or f"55219{80000000 + self._people:08d}", None, f"Pessoa {self._people}")

    def say(self, sender: Sender, words: str) -> Said:
        """Their next message, remembered."""
        said = say(sender, words)
        self.history.sent[said.id] = said
        return said

    async def post(self, bodies: Iterable[tuple[bytes, Sequence[Said]]], *, lines: int = 32, seconds: float = 120) -> None:
        """Each body is posted to any web until it is answered 200, as Meta does, `lines` side by side."""
        waiting = list(bodies)[::-1]
        deadline = time.monotonic() + seconds

        async def work() -> None:
            open_: dict[int, Line] = {}
            while waiting:
                body, said = waiting.pop()
                port = self.dice.choice(self.ports)  # which of them there are may change meanwhile
                if not await self.one(open_.setdefault(port, Line(port)), body, said):
                    if time.monotonic() > deadline:
                        return
                    waiting.insert(0, (body, said))
                    await asyncio.sleep(0.2)
            for line in open_.values():
                line.close()

        await asyncio.gather(*(work() for _ in range(lines)))

    async def one(self, line: Line, body: bytes, said: Sequence[Said] = ()) -> bool:
        """Whether this one post was answered 200; either way it is remembered."""
        return await self.history.post(line, request(body, self.install.secret), said)

    # What there is

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`, on a loop of its own."""
        return asyncio.run(work)

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """Rows of any tenant, by the administrator."""

        async def ask() -> list[Any]:
            connection = await self.install.administrator()
            try:
                return await connection.fetch(statement, *values)
            finally:
                await connection.close()

        return self.do(ask())

    def run(self, script: str) -> None:
        """Several statements, by the administrator."""

        async def ask() -> None:
            connection = await self.install.administrator()
            try:
                await connection.execute(script)
            finally:
                await connection.close()

        self.do(ask())

    def quiet(self, seconds: float = 120) -> dict[str, int]:
        """Nothing waits any more; what is left after `seconds` is returned."""
        return {name: count for name, count in self.do(drained(self.install, seconds)).items() if count}

    def ready(self, port: int) -> dict[str, Any] | None:
        """What `/ready` says; None when it is not answered with 200."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            return None

    def until(self, look: Callable[[], Any], what: str, seconds: float = 90) -> float:
        """Seconds until `look` gave something."""
        begun = time.monotonic()
        while not look():
            if time.monotonic() - begun > seconds:
                raise TimeoutError(f"it never came: {what}")
            time.sleep(0.1)
        return time.monotonic() - begun

    def twin(self, method: str, path: str, body: Any = None) -> Any:
        """A call of the twin's control."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.install.port + 1}/_twin/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.install.twin_token}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            raw = answer.read()
        return json.loads(raw) if raw else None

    def fault(self, kind: str, **more: Any) -> str:
        """This goes wrong at the twin from here on; its id."""
        return self.twin("POST", "faults", {"kind": kind, **more})["id"]

    def struck(self, fault_id: str) -> int:
        """How often it did, and it is off."""
        found = [one for one in self.twin("GET", "faults")["items"] if one["id"] == fault_id]
        self.twin("DELETE", "faults")
        return found[0]["struck"] if found else 0

    def signal(self, name: str, order: signal.Signals) -> None:
        """A signal for that process."""
        process = self.install.parts[name].process
        assert process is not None
        os.kill(process.pid, order)

    def waits(self, ids: Iterable[str], until: str = "opened") -> list[float]:
        """Seconds from received to opened, to read by a turn, or to answered at the vendor, sorted: of those of these messages
        that are so far."""
        rows = self.sql(_WAITS[until], [f"m:{one}" for one in ids])
        return sorted(row[0] for row in rows)


def share(values: Sequence[float], part: float) -> float:
    """The value below which so much of them lies; 0.0 of none."""
    return values[min(len(values) - 1, int(len(values) * part))] if values else 0.0
