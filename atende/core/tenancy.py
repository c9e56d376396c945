"""One object for the transaction, and the only two ways to open one.

`in_tenant` is how everything is done: a transaction of the application's role that sees one tenant's rows.
`across_tenants` is for the few lawful crossings, each named in `Crossing`; a house test lists its callers.
"""

import enum
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from atende.core import clock, events
from atende.core.db import app_engine, system_engine
from atende.core.log import correlation_id
from atende.kit.facts import Fact
from atende.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `kind` is user, bot, customer, system or operator; `id` is set for people who sign in."""

    kind: str
    id: uuid.UUID | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


SYSTEM = Actor("system")
BOT = Actor("bot")
OPERATOR = Actor("operator")


@dataclass(slots=True)
class Tx:
    """A transaction of one tenant. Verbs take it first, never commit, and state facts through `emit`."""

    session: AsyncSession
    tenant_id: uuid.UUID
    actor: Actor
    now: datetime
    facts: list[Fact] = field(default_factory=list)
    after_commit: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def emit(self, fact: Fact, subject_id: uuid.UUID | None = None) -> None:
        """The fact is stored with this transaction and every registered reaction has run in it."""
        self.facts.append(fact)
        await self.session.execute(
            insert(events.FactRow).values(
                tenant_id=self.tenant_id,
                id=new_id(),
                name=fact.name,
                subject_id=subject_id,
                actor=str(self.actor),
                payload=events.to_payload(fact),
                correlation_id=correlation_id.get(),
                occurred_at=self.now,
            )
        )
        for reaction in events.reactions_to(fact):
            await reaction(self, fact)

    @asynccontextmanager
    async def savepoint(self, *rows: Any) -> AsyncIterator[None]:
        """What is done inside is undone alone when it raises, its facts and calls too; then `rows` are read anew, because
        undoing forgets what they held, and the exception goes on."""
        facts, calls = len(self.facts), len(self.after_commit)
        try:
            async with self.session.begin_nested():
                yield
        except Exception:
            del self.facts[facts:], self.after_commit[calls:]
            for row in rows:
                await self.session.refresh(row)
            raise


_SET_TENANT = text("select set_config('app.tenant_id', :tenant, true)")


@asynccontextmanager
async def in_tenant(tenant_id: uuid.UUID, actor: Actor = SYSTEM) -> AsyncIterator[Tx]:
    """A transaction that sees only this tenant's rows; committed at the end, rolled back on any exception."""
    async with AsyncSession(app_engine(), expire_on_commit=False) as session:
        async with session.begin():
            await session.execute(_SET_TENANT, {"tenant": str(tenant_id)})
            tx = Tx(session, tenant_id, actor, clock.now())
            yield tx
        for call in tx.after_commit:
            await call()


class Crossing(enum.StrEnum):
    """Every lawful reason to look past the wall."""

    ROUTE_WEBHOOK = "which tenant owns this receiving number"
    SIGN_IN = "who is this person and where may they go"
    SWEEP = "which tenants have work that is due"
    WATCH = "how long work waits, by stage and tenant, for the metrics and the operator"
    LIVE = "tail of all facts, for the browsers connected here"
    OPERATE = "an operator's command or an agency's set-up of a client"


@asynccontextmanager
async def across_tenants(reason: Crossing) -> AsyncIterator[AsyncSession]:
    """A transaction of the crossing role, which its grants limit to what the reasons above need."""
    assert isinstance(reason, Crossing)
    async with AsyncSession(system_engine(), expire_on_commit=False) as session, session.begin():
        yield session
