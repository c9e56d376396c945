"""(d) What people look at: the list of conversations and a timeline, with and without the wall, as the data and the tenants grow."""

import asyncio
import contextlib
import os
import random
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from atende.core import config, db, tenancy
from atende.core.addresses import connector
from atende.core.administrator import engine as administrators
from atende.core.administrator import plain_url
from atende.core.postgres import Server
from atende.core.tenancy import OPERATOR, in_tenant
from atende.inbox.queries import conversations, timeline
from atende.inbox.queries.conversations import Filter
from bench.figures import Figure
from tests.cli.program import atende, environment
from tests.install import Business, Install

IS_FULL = bool(os.environ.get("FULL"))
SMALL, MILLION, LARGE = 100_000, 1_000_000, 10_000_000
ROUNDS = 5
VIEWS = 400  # pages of each kind in a round
SLOWEST = 20.0  # milliseconds that a page behind the wall may take, p95 (P6)


@dataclass(frozen=True, slots=True)
class Place:
    """An install filled with volume: where it is, who is in it, and which conversations are looked at."""

    home: Path
    url: str
    seen: list[tuple[uuid.UUID, uuid.UUID]]
    filling: str


@dataclass(slots=True)
class Times:
    """Milliseconds of every page, by round."""

    rounds: list[list[float]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Pages a second, median of the rounds."""
        return median(1000 * len(one) / sum(one) for one in self.rounds)

    @property
    def p95(self) -> float:
        """Milliseconds that 19 of 20 pages stay below, median of the rounds."""
        return median(quantiles(one, n=20)[-1] for one in self.rounds)


Page = Callable[[uuid.UUID, uuid.UUID], Awaitable[object]]


async def _list(tenant_id: uuid.UUID, _conversation_id: uuid.UUID) -> object:
    async with in_tenant(tenant_id, OPERATOR) as tx:
        return await conversations.page(tx, me=None, show=Filter.ALL, limit=30)


async def _thread(tenant_id: uuid.UUID, conversation_id: uuid.UUID) -> object:
    async with in_tenant(tenant_id, OPERATOR) as tx:
        return await timeline.page(tx, conversation_id, limit=40)


PAGES: dict[str, Page] = {"the list of conversations": _list, "a timeline's newest page": _thread}


def measure(install: Install, _businesses: list[Business]) -> list[Figure]:
    """P6, P11 and, with FULL=1, P10: each kind of page, both sides in turns."""
    volumes = [(SMALL, 10), (SMALL, 1000), (MILLION, 10), *([(LARGE, 10)] if IS_FULL else [])]
    root = Path(os.environ.get("BENCH_VOLUMES", install.home))
    with contextlib.ExitStack() as open_:
        few, many, million, *large = [open_.enter_context(_filled(root, *volume)) for volume in volumes]
        figures = []
        for name, page in PAGES.items():
            walled, bare = asyncio.run(_in_turns(page, (million, False), (million, True)))
            figures += behind_the_wall(name, walled, bare, million.filling)
        for largest in large:
            for name, page in PAGES.items():
                grown, small = asyncio.run(_in_turns(page, (largest, False), (few, False)))
                figures.append(
                    Figure(
                        f"{name}: p95 at 10 M", grown.p95, "at 100 k messages", small.p95, "P10", "ms", goal="≤ 1.3", runs=ROUNDS
                    )
                )
                grown, small = asyncio.run(_in_turns(page, (largest, False), (few, False), from_disk=True))
                figures.append(
                    Figure(
                        f"{name}: p95 at 10 M, not looked at before",
                        grown.p95,
                        "at 100 k messages",
                        small.p95,
                        "P10; no goal: the larger one is read from this machine's disk, a message a block",
                        "ms",
                        runs=ROUNDS,
                    )
                )
        for name, page in PAGES.items():
            thousand, ten = asyncio.run(_in_turns(page, (many, False), (few, False)))
            figures.append(
                Figure(
                    f"{name}: p95 of 1,000 tenants",
                    thousand.p95,
                    "10 tenants, as many rows",
                    ten.p95,
                    "P11",
                    "ms",
                    goal="≤ 1.2",
                    runs=ROUNDS,
                )
            )
    return figures


def behind_the_wall(name: str, walled: Times, bare: Times, filling: str) -> list[Figure]:
    """P6: what row security costs a page, and what the page takes with it."""
    note = f"P6; each page was looked at just before, by both; {filling}"
    return [
        Figure(
            f"{name} at 1 M messages",
            walled.rate,
            "the same without row security",
            bare.rate,
            note,
            goal="≥ 0.6",
            runs=len(walled.rounds),
        ),
        Figure(
            f"{name}: p95 at 1 M messages",
            walled.p95,
            "limit",
            SLOWEST,
            "P6, the same runs",
            "ms",
            goal="≤ 1",
            runs=len(walled.rounds),
        ),
    ]


@contextlib.contextmanager
def _filled(root: Path, messages: int, tenants: int) -> Iterator[Place]:
    home = root / f"volume-{messages}-{tenants}"
    home.mkdir(parents=True, exist_ok=True)
    env = environment(home, log_level="warning")
    server = Server(home)
    server.start()
    try:
        _run(env, "db", "upgrade")
        filling = "filled before"
        if not (home / "filled").exists():
            said = _run(env, "demo", "load", "--messages", str(messages), "--tenants", str(tenants))
            filling = f"filled by `atende demo load`: {said.strip().splitlines()[-1]}"
            (home / "filled").write_text(filling)
        yield Place(home, server.url(), asyncio.run(_seen(server.url())), (home / "filled").read_text())
    finally:
        server.stop()


def _run(env: dict[str, str], *words: str) -> str:
    done = atende(*words, env=env, seconds=3600)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


async def _seen(url: str) -> list[tuple[uuid.UUID, uuid.UUID]]:
    engine = administrators(url)
    async with engine.connect() as connection:
        rows = await connection.execute(
            text(
                "select tenant_id, id from atende.inbox_conversations tablesample bernoulli (100) order by md5(id::text) limit 5000"
            )
        )
        seen = [(row.tenant_id, row.id) for row in rows]
    await engine.dispose()
    return seen


async def _in_turns(
    page: Page, one: tuple[Place, bool], other: tuple[Place, bool], *, from_disk: bool = False
) -> tuple[Times, Times]:
    """Each page was looked at just before, by both sides: what is compared is what a page costs, and not which side's the system
    still had in memory. `from_disk`: it was not, and the larger side reads what the smaller one has at hand."""
    both = (Times(), Times())
    for number in range(ROUNDS + 1):
        if not from_disk:
            for side in (one, other):
                await _views(page, *side, number)
        for times, side in zip(both, (one, other), strict=True):
            took = await _views(page, *side, number + 1000 * from_disk)
            if number:  # the first round warms both
                times.rounds.append(took)
    return both


async def _views(page: Page, place: Place, is_bare: bool, number: int) -> list[float]:
    async with _at(place, is_bare=is_bare):
        dice = random.Random(number)  # noqa: S311 - the same pages on both sides
        return [await _timed(page, *dice.choice(place.seen)) for _ in range(VIEWS)]


async def _timed(page: Page, tenant_id: uuid.UUID, conversation_id: uuid.UUID) -> float:
    begun = time.perf_counter()
    await page(tenant_id, conversation_id)
    return (time.perf_counter() - begun) * 1000


@contextlib.asynccontextmanager
async def _at(place: Place, *, is_bare: bool) -> AsyncIterator[None]:
    """This process works on that install, as the application's role or (`is_bare`) as one whom no policy holds for."""
    await db.dispose()
    before = os.environ.get("ATENDE_HOME", "")
    os.environ["ATENDE_HOME"] = str(place.home)
    config.settings.cache_clear()
    bare = _administrators(place.url) if is_bare else None
    kept = tenancy.app_engine
    if bare is not None:
        tenancy.app_engine = lambda: bare
    try:
        for tenant_id, _ in place.seen[:1]:
            async with in_tenant(tenant_id, OPERATOR) as tx:
                sees = await tx.value("select row_security_active('inbox_conversations')")
                assert sees is not is_bare
        yield
    finally:
        tenancy.app_engine = kept
        if bare is not None:
            await bare.dispose()
        await db.dispose()
        os.environ["ATENDE_HOME"] = before
        config.settings.cache_clear()


def _administrators(url: str) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connector(plain_url(url), server_settings={"search_path": "atende", "timezone": "UTC"}),
        isolation_level="AUTOCOMMIT",
    )
