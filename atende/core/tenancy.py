"""One object for the transaction, and the only ways to open one.

`in_tenant` is how everything is done: a transaction of the application's role that sees one tenant's rows. `seen_at_once` and
`undone` are the same where nothing is written, and where nothing of what is written shall hold.
`across_tenants` is for the few lawful crossings, each named in `Crossing`; a house test lists its callers.
"""

import enum
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from atende.core import bell, clock, events
from atende.core.audit import recording as audit
from atende.core.audit.chain import Entry
from atende.core.db import app_engine, system_engine
from atende.core.log import correlation_id
from atende.core.transaction import Line, alone
from atende.kit.facts import Fact
from atende.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `kind` is user, key, bot, customer, system or operator; `id` is set for people who sign in and for API keys.
    `role` is what a person is in the business at hand."""

    kind: str
    id: uuid.UUID | None = None
    role: str | None = field(default=None, compare=False)

    @property
    def user_id(self) -> uuid.UUID | None:
        """The person who acts, None when it is no person."""
        return self.id if self.kind == "user" else None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


SYSTEM = Actor("system")
BOT = Actor("bot")
OPERATOR = Actor("operator")


@dataclass(slots=True)
class Tx:
    """A transaction of one tenant. Verbs take it first, never commit, and state facts through `emit`.

    `held` keeps what was read in this transaction for those who come later in it, by a key that its room chooses."""

    line: Line
    tenant_id: uuid.UUID
    actor: Actor
    now: datetime
    facts: list[Fact] = field(default_factory=list)
    after_commit: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    audited: list[Entry] = field(default_factory=list)
    held: dict[Any, Any] = field(default_factory=dict)
    _stated: list[tuple] = field(default_factory=list)

    @property
    def session(self) -> AsyncSession:
        """SQLAlchemy's session of this transaction."""
        return self.line.session

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a statement given to the driver as it is (`$1`; JSON goes as text and comes as values): one round trip."""
        return await self.line.fetch(sql, *values)

    async def row(self, sql: str, *values: Any) -> Any:
        """The first of its rows, or None."""
        found = await self.line.fetch(sql, *values)
        return found[0] if found else None

    async def value(self, sql: str, *values: Any) -> Any:
        """The first value of its first row, or None."""
        found = await self.line.fetch(sql, *values)
        return found[0][0] if found else None

    async def emit(self, fact: Fact, subject_id: uuid.UUID | None = None) -> None:
        """The fact is stored with this transaction, all of them in one statement at its end, and every registered reaction has
        run in it; a covered one is audited too."""
        self.facts.append(fact)
        if audit.covers(fact, self.actor):
            self.audited.append(audit.of_fact(self.actor, fact, subject_id, self.now))
        self._stated.append((new_id(), fact.name, subject_id, events.to_json(fact), correlation_id.get()))
        for reaction in events.reactions_to(fact):
            await reaction(self, fact)

    async def write_facts(self) -> None:
        """What was stated so far stands in the table. Called by `in_tenant` before it commits."""
        if self._stated:
            stated, self._stated = self._stated, []
            columns = [list(column) for column in zip(*stated, strict=True)]
            await self.line.fetch(_WRITE_FACTS, self.tenant_id, str(self.actor), self.now, *columns)

    @asynccontextmanager
    async def savepoint(self, *rows: Any) -> AsyncIterator[None]:
        """What is done inside is undone alone when it raises, its facts and calls too; then `rows` are read anew, because
        undoing forgets what they held, and the exception goes on."""
        facts, stated, calls, audited = len(self.facts), list(self._stated), len(self.after_commit), len(self.audited)
        try:
            async with self.session.begin_nested():
                await (
                    self.session.connection()
                )  # the savepoint is set now, also for statements that do not go through the session
                yield
        except Exception:
            self._stated[:] = stated
            self.held.clear()
            del self.facts[facts:], self.after_commit[calls:], self.audited[audited:]
            for row in rows:
                await self.session.refresh(row)
            raise


_WRITE_FACTS = """
insert into facts (tenant_id, id, name, subject_id, actor, payload, correlation_id, occurred_at)
select $1, f.id, f.name, f.subject_id, $2, f.payload, f.correlation_id, $3
from unnest($4::uuid[], $5::text[], $6::uuid[], $7::jsonb[], $8::text[])
    with ordinality as f (id, name, subject_id, payload, correlation_id, place)
order by f.place
"""


@asynccontextmanager
async def in_tenant(tenant_id: uuid.UUID, actor: Actor = SYSTEM) -> AsyncIterator[Tx]:
    """A transaction that sees only this tenant's rows; committed at the end, rolled back on any exception."""
    line = await Line.open(app_engine(), first=_as(tenant_id))
    try:
        tx = Tx(line, tenant_id, actor, clock.now())
        yield tx
        if line.has_session:
            await tx.session.flush()
        await tx.write_facts()
        if tx.audited:  # last of all, so that a chain is locked for the length of a commit
            await audit.append(tx.session, tenant_id, tx.audited)
    except BaseException:
        await line.roll_back()
        raise
    await line.commit()
    if tx.facts:
        bell.ring()
    for call in tx.after_commit:
        await call()


@asynccontextmanager
async def seen_at_once(tenant_id: uuid.UUID, actor: Actor = SYSTEM) -> AsyncIterator[Tx]:
    """A transaction that only reads, and sees this tenant's rows as all of them stood at one moment, however long it takes."""
    line = await Line.open(app_engine(), first=_as(tenant_id), begin="begin isolation level repeatable read read only")
    try:
        yield Tx(line, tenant_id, actor, clock.now())
    finally:
        await line.roll_back()


@asynccontextmanager
async def undone(tenant_id: uuid.UUID, actor: Actor = SYSTEM) -> AsyncIterator[Tx]:
    """A transaction that sees only this tenant's rows and is rolled back in any case; no live event waits for its end."""
    line = await Line.open(app_engine(), first=_as(tenant_id))
    try:
        tx = Tx(line, tenant_id, actor, clock.now())
        await tx.fetch(events.TO_BE_UNDONE)
        yield tx
    finally:
        await line.roll_back()


def _as(tenant_id: uuid.UUID) -> str:
    # A UUID's text holds nothing that could end the literal.
    return f"select set_config('app.tenant_id', '{uuid.UUID(int=tenant_id.int)}', true)"


class Crossing(enum.StrEnum):
    """Every lawful reason to look past the wall."""

    ROUTE_WEBHOOK = "which tenant owns this receiving number"
    SIGN_IN = "who is this person and where may they go"
    SWEEP = "which tenants have work that is due"
    WATCH = "how long work waits, by stage and tenant, for the metrics and the operator"
    LIMIT = "how often somebody has asked"
    LIVE = "tail of all facts, for the browsers connected here"
    PUBLIC_PAGE = "which business has this public address"
    SAME_CONSENT = "whether another business goes by the consent that one of them gives up"
    OPERATE = "an operator's command or an agency's set-up of a client"


@asynccontextmanager
async def across_tenants(reason: Crossing) -> AsyncIterator[AsyncSession]:
    """A transaction of the crossing role, which its grants limit to what the reasons above need."""
    assert isinstance(reason, Crossing)
    line = await Line.open(system_engine())
    try:
        yield line.session
    except BaseException:
        await line.roll_back()
        raise
    await line.commit()


@asynccontextmanager
async def looking_across_tenants(reason: Crossing) -> AsyncIterator[AsyncSession]:
    """The crossing role's session for a look: each statement is a transaction by itself, in one round trip, so that nothing begins and
    nothing is committed. For what every request asks; not for what two statements must see alike, and not to write."""
    assert isinstance(reason, Crossing)
    async with AsyncSession(system_engine(), expire_on_commit=False, autoflush=False) as session:
        yield session


async def asked_across_tenants(reason: Crossing, sql: str, *values: Any) -> list[Any]:
    """The rows of one statement of the crossing role, in one round trip (`$1`; JSON goes as text and comes as values)."""
    assert isinstance(reason, Crossing)
    return await alone(system_engine(), sql, *values)
