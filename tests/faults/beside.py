"""R23, beside the conversations: calendars outside that never answer, and exports that are begun and not read. People of the same
business and of another one write meanwhile, and are answered as before."""

import contextlib
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from atende.accounts.service import sessions
from atende.core import db
from atende.core.audit import recording
from atende.core.tenancy import Actor, Crossing, across_tenants, in_tenant
from tests.bookings.clinic import Clinic
from tests.bookings.outside import Google, connect
from tests.faults.ground import Ground, share
from tests.faults.history import Verdict
from tests.faults.standing_aside import as_ratio, as_they_write
from tests.install import Business

CALENDARS = 12  # more than both workers have places for
PLACES = 4  # calls that one worker makes at once
READERS = 30  # more than the connections that both webs have to the database
ENTRIES = 16_000  # of some seven hundred bytes: more than what lies between a web and whoever does not read
_HELD = 5.0  # seconds that a transaction may stand still; nothing of ours waits for anybody outside in one
_IDLE = (
    "select query from pg_stat_activity where usename like 'atende%' and state like 'idle in transaction%'"
    " and state_change < clock_timestamp() - make_interval(secs => $1)"
)


def _meanwhile(ground: Ground, tried: str, begin: Callable[[], str], end: Callable[[], str]) -> list[Verdict]:
    """People of two businesses write, alone and then with what `begin` brought about; `end` looks whether it still was so, tells what was
    found, and takes it back: its words begin with NOT where something was not as it must be."""
    businesses = ground.businesses[2:4]
    seconds = 30.0 if ground.full else 10.0
    alone = ground.do(as_they_write(ground, businesses, 4.0, seconds))
    ground.quiet(60)
    before = ground.waits((one.id for one in alone), "answered")
    told = [begin()]
    during = ground.do(as_they_write(ground, businesses, 4.0, seconds))
    ids = [one.id for one in during]
    held = ground.sql(_IDLE, _HELD)
    refused = len(ids) - len(ground.history.acknowledged.intersection(ids))
    late = ""
    try:
        ground.until(lambda: len(ground.waits(ids, "answered")) == len(ids), "answers", 60)
    except TimeoutError:
        late = f"NOT all: {len(ground.waits(ids, 'answered'))}"
    told.append(end())
    left = ground.quiet(120)
    usual, now = share(before, 0.95), share(ground.waits(ids, "answered"), 0.95)
    found = (
        f"{'; '.join(told)}; {late or 'all'} of {len(ids)} people answered, {refused} posts refused, {len(held)} transactions held;"
        f" p95 {usual:.3f} s alone, {now:.3f} s meanwhile ({as_ratio(now, usual)} times)"
    )
    holds = "NOT" not in found and not refused and not held and len(before) == len(alone) and now < 2 * usual and not left
    return [Verdict("R23", tried, found, holds, str(left or [row[0][:80] for row in held[:2]] or ""))]


def calendars_hang(ground: Ground) -> list[Verdict]:
    """R23: Google takes the calls for a dozen calendars and answers none."""
    business = ground.businesses[2]
    ground.do(_disposed(_calendars(ground, business)))
    due = f"update bookings_calendars set read_due_at = clock_timestamp() where tenant_id = '{business.tenant_id}'"
    hanging = (
        "select 1 from bookings_calendars where tenant_id = $1 and leased_until > clock_timestamp()"
        " and last_read_at < clock_timestamp() - interval '1 second'"
    )

    def begin() -> str:
        ground.until(lambda: _in_step(ground, business) == CALENDARS, "calendars in step")
        ground.twin("POST", "google/troubles", {"kind": "hang", "count": 10_000})
        ground.run(due)
        ground.until(lambda: len(ground.sql(hanging, business.tenant_id)) >= PLACES, "calls that hang", 30)
        return f"{CALENDARS} calendars, {len(ground.sql(hanging, business.tenant_id))} of them called at once"

    def end() -> str:
        still = len(ground.sql("select 1 from bookings_calendars where leased_until > clock_timestamp() or failures > 0"))
        ground.twin("DELETE", "google/troubles")
        began = time.time()
        ground.run(f"{due}; update bookings_calendars set failures = 0, lease_id = null, leased_until = null")
        after = ground.until(lambda: _in_step(ground, business, began) == CALENDARS, "calendars in step again", 60)
        return f"{'' if still else 'NOT '}hanging at the end, in step {after:.0f} s after Google answers again"

    return _meanwhile(ground, "Google takes every call of a business's calendars and answers none", begin, end)


def _in_step(ground: Ground, business: Business, since: float = 0.0) -> int:
    asked = (
        "select 1 from bookings_calendars where tenant_id = $1 and state = 'ok' and lease_id is null"
        " and last_read_at > to_timestamp($2)"
    )
    return len(ground.sql(asked, business.tenant_id, since))


async def _calendars(ground: Ground, business: Business) -> None:
    """So many professionals of that business have each consented to a calendar of their own."""
    base, steer = f"http://127.0.0.1:{ground.install.port + 1}", {"Authorization": f"Bearer {ground.install.twin_token}"}
    async with (
        httpx.AsyncClient(base_url=base, headers=steer, trust_env=False, timeout=30) as control,
        httpx.AsyncClient(trust_env=False, timeout=30) as browser,
    ):
        google, clinic = Google(control, browser), Clinic(business.tenant_id, uuid.UUID(int=0))
        for n in range(CALENDARS):
            await clinic.resource(f"Dra. {n}")
            await connect(google, clinic, f"Dra. {n}", f"dra{n}@exemplo.example")


def exports_stall(ground: Ground) -> list[Verdict]:
    """R23: thirty exports of a long audit log are begun, and nobody reads them on."""
    stalled = _Stalled(ground, ground.businesses[2])
    ground.do(_disposed(stalled.prepare()))

    def begin() -> str:
        stalled.begin()
        return f"{READERS} exports of {ENTRIES} entries"

    return _meanwhile(ground, "exports of the audit log that nobody reads", begin, stalled.end)


@dataclass
class _Stalled:
    """Readers of exports, each with a window of a few kilobytes, who read the beginning and then nothing."""

    ground: Ground
    business: Business
    token: str = ""

    async def prepare(self) -> None:
        """The business's log is long, and its owner has a session."""
        asked = "select user_id from accounts_memberships where tenant_id = $1 and role = 'owner'"
        [(owner,)] = await _rows(self.ground, asked, self.business.tenant_id)
        async with across_tenants(Crossing.SIGN_IN) as session:
            self.token = (await sessions.open_session(session, owner)).token
        for _ in range(4):
            async with in_tenant(self.business.tenant_id, Actor("user", owner, "owner")) as tx:
                for _ in range(ENTRIES // 4):
                    recording.record(tx, "audit.read", note="a" * 400)

    def begin(self) -> None:
        """Each has read the first bytes."""
        self.open_ = [self._ask(self.ground.ports[n % 2]) for n in range(READERS)]
        for one in self.open_:
            said = one.recv(1024)
            assert said.startswith(b"HTTP/1.1 200"), said
        time.sleep(4)  # what lies in between fills up

    def _ask(self, port: int) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # before it connects: the window is never larger
        made.settimeout(30)
        made.connect(("127.0.0.1", port))
        path = f"/api/t/{self.business.tenant_id}/audit/export?format=jsonl"
        made.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: atende_session={self.token}\r\n\r\n".encode())
        return made

    def end(self) -> str:
        """One of them reads on and has the whole file; the others hang up."""
        first, *others = self.open_
        for one in others:
            one.close()
        rest, length = b"", 0
        with contextlib.suppress(TimeoutError):
            while not rest.endswith(b"0\r\n\r\n") and (piece := first.recv(65_536)):
                length += piece.count(b'"audit.read"')
                rest = (rest + piece)[-20:]
        first.close()
        is_whole = rest.endswith(b"0\r\n\r\n") and length > ENTRIES * 0.98  # a word may lie across two pieces
        return "one of them read on to the end" if is_whole else f"NOT whole when read on: {length} entries"


async def _rows(ground: Ground, statement: str, *values: Any) -> list[Any]:
    connection = await ground.install.administrator()
    try:
        return await connection.fetch(statement, *values)
    finally:
        await connection.close()


async def _disposed(work: Any) -> None:
    try:
        await work
    finally:
        await db.dispose()
