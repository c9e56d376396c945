"""What waits and for how long, by stage and tenant, and who works: the truth about lag, asked of the database itself (R20).

Work lies in the rooms' tables, so its age is there to be read whether any worker lives or not. Each question reads the partial
index of what is due, so that it costs what waits and not what is stored.
"""

import asyncio
import time
import uuid
from collections.abc import Iterable
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from prometheus_client.core import REGISTRY, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text

from atende.core.events import HORIZON
from atende.core.tenancy import Crossing, across_tenants

ALARMING = 30.0  # seconds of waiting past its time after which work is late; `deploy/prometheus/rules.yml` says the same
ALIVE = 15.0  # seconds without a word after which a worker counts as gone; a healthy one speaks every two
SHOWN = 20  # tenants of one stage that have series of their own: those that wait longest
_TOLD = 10.0  # seconds of waiting from which a tenant has a series
PATIENCE = 4.0  # seconds a look may take: a database that says nothing is away, too; shorter than the metrics wait for it
PATIENCE_OF_READY = 1.5  # the same for `/ready`, whose askers wait four seconds in all
FRESH = 1.0  # seconds for which a look is good enough for the next one who asks
FRESH_FOR_MANY = 5.0  # and for those of whom there are many: strangers, and every open browser

# Stage -> what is due now and since when. A lane of parcels waits for its first one: what stands behind a parcel that was put
# off is late by that one's fault, and counted when its turn has come.
DUE = {
    "parcels": "select tenant_id, due_at from (select distinct on (tenant_id, connection_id, lane) tenant_id, due_at"
    " from integrations_parcels where state = 'waiting' order by tenant_id, connection_id, lane, seq) as heads where due_at <= now()",
    "turns": "select tenant_id, turn_due_at from bot_sessions where turn_due_at <= now()",
    "send": "select tenant_id, send_due_at from inbox_messages where status = 'queued' and send_due_at <= now()",
    "attempts": "select tenant_id, lease_until from inbox_attempts where state = 'sending' and lease_until <= now()",
    "media": "select tenant_id, media_due_at from inbox_messages where media_state = 'pending' and media_due_at <= now()",
    "returns": "select tenant_id, return_at from inbox_conversations where return_at <= now() and owner_kind <> 'bot'"
    " and waiting_since is null",
    "overdue": "select tenant_id, due_at from inbox_conversations where due_at <= now() and waiting_since is not null"
    " and overdue_at is null",
    "reminders": "select tenant_id, remind_at from bookings_appointments where remind_at <= now()",
    "receipts": "select tenant_id, look_at from bookings_receipts where look_at <= now()",
    "reminders_anew": "select tenant_id, updated_at from bookings_reminder_settings where anew_from is not null",
    "clocks": "select tenant_id, due_at from bookings_clock_changes where due_at <= now()",
    # Somebody waits for it: the rest of that stage looks again at what was looked at before.
    "backfill": "select tenant_id, at from bookings_freed where at <= now()",
    # Of no tenant: they count under the id that none has.
    "mails": "select '00000000-0000-0000-0000-000000000000'::uuid, due_at from mails where status in ('queued', 'sending')"
    " and due_at <= now()",
    "happenings": "select '00000000-0000-0000-0000-000000000000'::uuid, occurred_at from accounts_happenings"
    " where told_at is null",
}
# Stages whose work has no due time in the database, and why that hides no waiting person.
UNTIMED = {
    "booking lists": "each source says on screen when it was asked last, and why it is late; its webhooks do not wait for it",
    "calendars": "each calendar says on screen when it was read and written last, and why it is late; no customer waits for it",
    "holds": "whoever wants the time of a hold that ran out ends it by themselves",
    "templates": "listed anew every hour by each worker for itself; nothing waits for it",
    "unrouted": "waits for a person to connect the number, not for a worker",
    "numbers": "makes sure of what the process that changed a connection has told the door already",
    "replays": "has its progress on screen; no customer waits for it",
    "tallies": "sums are right before they are folded, only longer to add up",
    "partitions": "months are made three ahead, and `atende check` says when one lacks",
    "old parcel keys": "what is old may as well be older",
    "old unrouted": "what is old may as well be older",
    "old email changes": "what is old may as well be older",
}

_WAITING = text(
    "select stage, tenant_id, count(*) as waiting, extract(epoch from clock_timestamp() - min(due))::float8 as oldest from ("
    + " union all ".join(f"select '{stage}' as stage, x.* from ({query}) as x(tenant_id, due)" for stage, query in DUE.items())
    + ") as due group by 1, 2 order by 4 desc"
)
# The first fact that the reader of live events may not tell yet, because a transaction that began before it still writes somewhere in
# the cluster (decision 4): how long it has been there is how far behind every browser is.
_BEHIND = text(
    "select coalesce(extract(epoch from clock_timestamp() - (select occurred_at from facts"
    f" where commit_no >= {HORIZON} order by commit_no, seq limit 1)), 0)::float8"
)
_NAMES = text("select id, slug from accounts_tenants where id = any(:ids)")
# A worker's connections say when it last asked for something: no table to write, and it cannot claim to live when it does not.
_WORKERS = text(
    "select application_name, extract(epoch from clock_timestamp() - max(state_change))::float8 from pg_stat_activity"
    " where usename = current_user and datname = current_database() and application_name like 'atende-worker-%' group by 1 order by 1"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Due work of one stage and tenant; `oldest` in seconds past its time."""

    stage: str
    tenant_id: uuid.UUID
    count: int
    oldest: float


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that the database knows; `silent` is how many seconds ago it last asked for something."""

    name: str
    silent: float

    @property
    def is_alive(self) -> bool:
        """Whether it still does its rounds; one that is stopped keeps its connections for a while."""
        return self.silent < ALIVE


@dataclass(frozen=True, slots=True)
class Look:
    """What the database said at one moment."""

    waiting: list[Waiting] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    is_database_up: bool = True
    behind: float = 0.0  # seconds since the oldest thing happened that no browser has been told

    @property
    def oldest(self) -> float:
        """Seconds the oldest due work waits past its time; 0 when nothing does."""
        return max((one.oldest for one in self.waiting), default=0.0)

    @property
    def alive(self) -> int:
        """How many workers do their rounds."""
        return sum(one.is_alive for one in self.workers)

    @property
    def problems(self) -> list[str]:
        """What an operator has to be told: `database_away`, `no_worker`, `late`; nothing when all is well."""
        if not self.is_database_up:
            return ["database_away"]
        return ["no_worker"] * (not self.alive) + ["late"] * (self.oldest > ALARMING)


async def look() -> Look:
    """What waits and who works, now. Raises what the database raises."""
    async with across_tenants(Crossing.WATCH) as session:
        waiting = [Waiting(*row) for row in await session.execute(_WAITING)]
        workers = [Worker(*row) for row in await session.execute(_WORKERS)]
        behind = await session.scalar(_BEHIND)
    return Look(waiting, workers, behind=max(0.0, behind or 0.0))


async def names(found: Look) -> dict[uuid.UUID, str]:
    """The short names of the businesses that wait, for an operator's eyes; metrics have their ids only."""
    async with across_tenants(Crossing.WATCH) as session:
        return dict(map(tuple, await session.execute(_NAMES, {"ids": list({one.tenant_id for one in found.waiting})})))


class Watch(Collector):
    """The last look as metrics; `refresh` takes a new one unless somebody just did."""

    def __init__(self) -> None:
        self.last = Look(is_database_up=False)
        self._at = self._began = float("-inf")
        self._looking: asyncio.Task[Look] | None = None

    async def refresh(self, fresh: float = FRESH, patience: float = PATIENCE) -> Look:
        """A look not older than `fresh` seconds. Raises what the database raises; from then on the last look says it is away.
        Raises `TimeoutError` when it says nothing for `patience` seconds: then the look goes on, for whoever asks next."""
        if time.monotonic() - self._at < fresh:
            return self.last
        looking = self._looking
        if looking is None or looking.done() or looking.get_loop() is not asyncio.get_running_loop():
            self._began = time.monotonic()
            looking = self._looking = asyncio.create_task(self._look(), context=Context())
            looking.add_done_callback(
                lambda ended: ended.cancelled() or ended.exception()
            )  # it may end when nobody waits any more
        # Not `asyncio.timeout`: taking back a question to a database that says nothing can wait as long as its answer.
        await asyncio.wait({looking}, timeout=max(0.0, self._began + patience - time.monotonic()))
        if not looking.done():
            raise TimeoutError
        return looking.result()

    async def _look(self) -> Look:
        try:
            self.last = await look()
        except Exception:
            self.last = Look(is_database_up=False)
            raise
        finally:
            self._at = time.monotonic()
        return self.last

    @property
    def _is_heard(self) -> bool:
        """Whether the last look can be told: its database was there, and the one that was due since had an answer too."""
        return self.last.is_database_up and time.monotonic() - self._at <= PATIENCE + FRESH

    def collect(self) -> Iterable[Metric]:
        """Families of the last look. Without a database, or one that answers, the ages are left out: nobody knows them."""
        is_heard = self._is_heard
        yield GaugeMetricFamily("atende_database_up", "Whether the database answers", value=float(is_heard))
        if not is_heard:
            return
        yield GaugeMetricFamily("atende_workers", "Workers that do their rounds", value=self.last.alive)
        yield GaugeMetricFamily(
            "atende_live_behind_seconds",
            "How long ago the oldest fact happened that no browser is told yet, because an older transaction still writes",
            value=self.last.behind,
        )
        count = GaugeMetricFamily("atende_work_waiting", "Work that is due and not done", labels=["stage"])
        age = GaugeMetricFamily(
            "atende_work_oldest_seconds", "How long the oldest due work waits past its time", labels=["stage"]
        )
        theirs = GaugeMetricFamily(
            "atende_tenant_work_oldest_seconds",
            f"The same by tenant: the {SHOWN} of each stage that wait longest, from {_TOLD:.0f} seconds on",
            labels=["stage", "tenant"],
        )
        for stage in DUE:
            mine = [one for one in self.last.waiting if one.stage == stage]
            count.add_metric([stage], sum(one.count for one in mine))
            age.add_metric([stage], max((one.oldest for one in mine), default=0.0))
            for one in mine[:SHOWN]:
                if one.oldest >= _TOLD:
                    theirs.add_metric([stage, str(one.tenant_id)], one.oldest)
        yield from (count, age, theirs)


WATCH = Watch()

# What the stages mean to the people of a business; the others keep nobody waiting who would notice.
_MEANS = {"parcels": "incoming", "turns": "answers", "send": "outgoing", "attempts": "outgoing"}


def delays(found: Look, tenant_id: uuid.UUID) -> dict[str, Any]:
    """What of this business is late (past `ALARMING`), most late first, and whether anybody works; nothing of anybody else."""
    late: dict[str, tuple[int, float]] = {}
    for one in found.waiting:
        if one.tenant_id == tenant_id and one.stage in _MEANS and one.oldest > ALARMING:
            count, oldest = late.get(_MEANS[one.stage], (0, 0.0))
            late[_MEANS[one.stage]] = (count + one.count, max(oldest, one.oldest))
    told = [{"what": what, "count": count, "seconds": int(oldest)} for what, (count, oldest) in late.items()]
    return {"is_working": found.alive > 0, "late": sorted(told, key=lambda one: -one["seconds"])}


def register() -> None:
    """From here on the process's metrics tell the last look of `WATCH`. Called once, by a process that shows them."""
    REGISTRY.register(WATCH)


async def summary() -> dict[str, Any]:
    """How the work stands, for `/ready`, which strangers may read: no tenant in it, and not asked anew for each of them. Where what
    waits cannot be read in time its figures are None: nobody knows them."""
    try:
        last = await WATCH.refresh(fresh=FRESH_FOR_MANY, patience=PATIENCE_OF_READY)
    except TimeoutError:
        return {"oldest_seconds": None, "workers": None, "problems": ["database_away"]}
    return {"oldest_seconds": round(last.oldest, 1), "workers": last.alive, "problems": last.problems}
