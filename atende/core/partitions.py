"""Tables that grow for ever lie in partitions by month: made ahead, dropped whole when everything in them is old enough.

A row's month is when its id was made, which every id says itself (UUIDv7): so keys and foreign keys stay `(tenant_id, id)`, and
whoever looks by id looks in one partition ([decision 10](docs/decisions/0010-partitions-by-id.md)). The working roles create and
drop nothing; two functions of the owner do, which can do nothing else. A default partition takes what no month was made for, so
that nothing is ever refused; `atende check` tells when something lies there.
"""

import uuid
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from atende.core import clock, log
from atende.core.jobs import Lane, tenants_with
from atende.core.tenancy import SYSTEM, Crossing, across_tenants, asked_across_tenants, in_tenant
from atende.kit.ids import NIL, first_id

MONTHS_AHEAD = 3
PART = 1000  # rows that one transaction looks at to forget what belongs to them
_BEHIND = timedelta(days=1)  # a neighbour's clock may stand before the turn of the month
_BEYOND = 9000  # the year in which `core_month_of` puts every id that names a later one
_LAST = uuid.UUID(int=2**128 - 1)
_LOCKED = "55P03"  # lock_not_available
_CANCELED = "57014"  # query_canceled, by its time-out
_HOLD = "1s"  # for each of the three statements while a month is held

_log = log.get("core")


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition as the catalogue has it: `since` and `until` are None for the default one; `rows` is an estimate."""

    table: str
    name: str
    since: datetime | None
    until: datetime | None
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the rows of a partitioned table are kept after their id was made (None: for ever). `unfinished` is the condition
    on a row that keeps its whole partition; an index answers it. With the bounds of a partition's time, `leave` is called once nothing
    keeps it, to remove what points to it from the tables in `leaving`, as often as it takes until it is dropped, and `gone` after it
    went."""

    table: str
    keep: timedelta | None
    unfinished: str = "false"
    leaving: tuple[str, ...] = ()
    leave: Callable[[datetime, datetime], Awaitable[None]] | None = None
    gone: Callable[[datetime, datetime], Awaitable[None]] | None = None


_LIST = text(
    "select p.relname as table, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound,"
    " pg_total_relation_size(c.oid) as size, greatest(c.reltuples, 0)::bigint as rows"
    " from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent"
    " where p.relkind = 'p' and p.relnamespace = 'atende'::regnamespace order by 1, 2"
)
_POINTING = text(
    "select c.relname, a.attname from pg_constraint k join pg_class c on c.oid = k.conrelid"
    " join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey) and a.attname <> 'tenant_id'"
    " where k.contype = 'f' and k.conparentid = 0"
    " and k.confrelid = (select oid from pg_class where relname = :table and relnamespace = 'atende'::regnamespace)"
)
_MAKE = text("select core_make_partitions(:since, :until)")


async def listed(connection: AsyncConnection) -> list[Partition]:
    """Every partition of every table that has some, by table and month, the default one last."""
    rows = (await connection.execute(_LIST)).all()
    return [Partition(row.table, row.name, *_months(row.name), row.size, row.rows) for row in rows]


def _months(name: str) -> tuple[datetime | None, datetime | None]:
    year, _, month = name[-7:].partition("_")
    if not (year.isdigit() and month.isdigit()):
        return None, None
    since = datetime(int(year), int(month), 1, tzinfo=UTC)
    return since, _next(since)


def _next(month: datetime, steps: int = 1) -> datetime:
    years, rest = divmod(month.month - 1 + steps, 12)
    return datetime(month.year + years, rest + 1, 1, tzinfo=UTC)


def within(column: str, months: Collection[date]) -> tuple[str, dict[str, uuid.UUID]]:
    """The condition that an id was made in one of these months (UTC, by any of their days), and its values: PostgreSQL then looks
    into no other month's partition. Months that follow each other are one span; no month at all is `false`."""
    starts = sorted({datetime(day.year, day.month, 1, tzinfo=UTC) for day in months})
    spans: list[tuple[datetime, datetime]] = []
    for start in starts:
        since = spans.pop()[0] if spans and spans[-1][1] == start else start
        spans.append((since, _next(start)))
    bounds = [(first_id(since), first_id(until) if until.year < _BEYOND else _LAST) for since, until in spans]
    words = [f"{column} >= :since_{n} and {column} < :until_{n}" for n in range(len(spans))]
    values = {f"{name}_{n}": id_ for n, pair in enumerate(bounds) for name, id_ in zip(("since", "until"), pair, strict=True)}
    return f"({' or '.join(words) or 'false'})", values


async def make(connection: AsyncConnection, since: datetime | None = None) -> list[str]:
    """Every month from `since` (now) to `MONTHS_AHEAD` from now has its partition; returns the names of the new ones."""
    now = clock.now()
    made = await connection.scalars(_MAKE, {"since": since or now - _BEHIND, "until": _next(now, MONTHS_AHEAD)})
    return list(made)


async def make_ahead() -> list[str]:
    """As `make`, by a working process: asked at its start and by the worker's stage. While others use the tables for too long it
    makes none, which refuses no row its place; the stage tries again."""
    try:
        async with across_tenants(Crossing.SWEEP) as session:
            made = await make(await session.connection())
    except DBAPIError as error:
        if not _is_locked(error):
            raise
        _log.warning("partitions_busy")
        return []
    if made:
        _log.info("partitions_made", names=made)
    return made


def _is_locked(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == _LOCKED


def _is_late(error: DBAPIError) -> bool:
    return _is_locked(error) or getattr(error.orig, "sqlstate", None) == _CANCELED


async def tenants_of(table: str, since: datetime, until: datetime) -> list[uuid.UUID]:
    """Whose rows of the table have an id that was made between these times."""
    statement = f"{tenants_with(table, 'id >= $1 and id < $2')} select tenant_id from tenants where tenant_id is not null"  # noqa: S608
    rows = await asked_across_tenants(Crossing.SWEEP, statement, first_id(since), first_id(until))
    return [row[0] for row in rows]


async def part_by_part(tenant_id: uuid.UUID, statement: str, since: datetime | None, until: datetime) -> None:
    """The statement was done for all rows of the tenant whose id was made between these times (`since` None: for all before), some at a
    time, each part a transaction by itself, because live events of every business wait for whoever writes (decision 4). It is given the
    tenant, the id to go on after, the one to end before and how many, and answers with the last id it looked at, none at the end.
    What is killed on the way begins anew, and finds less."""
    after: uuid.UUID | None = NIL if since is None else uuid.UUID(int=first_id(since).int - 1)
    while after is not None:
        async with in_tenant(tenant_id, SYSTEM) as tx:
            after = await tx.value(statement, tenant_id, after, first_id(until), PART)


class Keeping:
    """The worker's stage: months are made ahead and old partitions dropped, by one worker at a time."""

    def __init__(self, retentions: list[Retention]) -> None:
        self._retentions = retentions

    async def due(self, _limit: int) -> list[Lane]:
        """A lane when a month lacks its partition or a partition has outlived its rows' time."""
        async with across_tenants(Crossing.SWEEP) as session:
            there = await listed(await session.connection())
        return [Lane(NIL, "partitions")] if self._lacks(there) or self._outlived(there) else []

    async def handle(self, _lane: Lane) -> bool:
        """What is due is done; False when a partition has to wait, because of its rows or of those who use it."""
        await make_ahead()
        async with across_tenants(Crossing.SWEEP) as session:
            there = await listed(await session.connection())
        if self._lacks(there):
            _log.warning("partitions_lacking")  # the database's log says of which month and why
        return all([await self._drop(retention, partition) for retention, partition in self._outlived(there)])

    def _lacks(self, there: list[Partition]) -> bool:
        last = _next(clock.now(), MONTHS_AHEAD)
        newest: dict[str, datetime] = {}
        for one in there:
            if one.since is not None:
                newest[one.table] = max(one.since, newest.get(one.table, one.since))
        return any(month < last for month in newest.values()) or not newest

    def _outlived(self, there: list[Partition]) -> list[tuple[Retention, Partition]]:
        now = clock.now()
        return [
            (retention, one)
            for retention in self._retentions
            for one in there
            if one.table == retention.table
            and retention.keep is not None
            and one.until is not None
            and one.until + retention.keep <= now
        ]

    async def _drop(self, retention: Retention, partition: Partition) -> bool:
        assert partition.since is not None
        assert partition.until is not None
        bounds = {"since": first_id(partition.since), "until": first_id(partition.until)}
        # Looks from end to end at what may be large and forgets what goes with it, while nobody is kept from anything.
        async with across_tenants(Crossing.SWEEP) as session:
            await session.execute(text("set local statement_timeout = '15min'"))
            looks, leaving = await self._looks(session, retention)
            if await self._is_kept(session, partition, looks, bounds):
                return False
        if retention.leave is not None:
            await retention.leave(partition.since, partition.until)
        try:
            async with across_tenants(Crossing.SWEEP) as session:
                await session.execute(text(f"set local statement_timeout = '{_HOLD}'"))
                await session.execute(
                    text("set local enable_seqscan = off")
                )  # each look has an index that holds little or nothing
                # Held until this transaction ends: nobody makes a row unfinished or points to one between the look and the drop.
                # So short because a plan that holds for all values, as workers make them, waits for every month and not for its own.
                await session.execute(text("select core_hold_partition(:name)"), {"name": partition.name})
                if await self._is_kept(session, partition, looks | leaving, bounds):
                    return False
                await session.execute(text("select core_drop_partition(:name)"), {"name": partition.name})
        except DBAPIError as error:
            if not _is_late(error):
                raise
            _log.info("partitions_busy", partition=partition.name)
            return False
        _log.info("partition_dropped", partition=partition.name, estimated_rows=partition.rows, bytes=partition.size)
        if retention.gone is not None:
            await retention.gone(partition.since, partition.until)
        return True

    @staticmethod
    async def _looks(session: AsyncSession, retention: Retention) -> tuple[dict[str, str], dict[str, str]]:
        """What keeps a month, by reason, and what does once it should have left."""
        looks = {"unfinished": f"select 1 from {retention.table} where id >= :since and id < :until and ({retention.unfinished})"}  # noqa: S608
        leaving: dict[str, str] = {}
        # PostgreSQL looks too, but as the tables' owner, whom the wall shows no row.
        for table, column in await session.execute(_POINTING, {"table": retention.table}):
            look = f"select 1 from {table} where {column} >= :since and {column} < :until"  # noqa: S608
            (leaving if table in retention.leaving else looks)[f"{table} points to it"] = look
        return looks, leaving

    @staticmethod
    async def _is_kept(session: AsyncSession, partition: Partition, looks: dict[str, str], bounds: dict[str, uuid.UUID]) -> bool:
        every = ", ".join(f"exists ({look})" for look in looks.values())
        for reason, is_so in zip(looks, (await session.execute(text(f"select {every}"), bounds)).one(), strict=True):
            if is_so:
                _log.warning("partition_kept", partition=partition.name, reason=reason, estimated_rows=partition.rows)
                return True
        return False
