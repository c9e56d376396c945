"""What happens to accounts, written down where it happens and told later as facts in each business of the person.

An account belongs to no tenant, and whoever signs in must not wait for ten businesses, nor show by the time it takes that the
account exists: so each happening is one row, also for accounts that do not exist, and a worker does the telling. It tells the
audit log as well: each business's chain, and the install's own.

A business hears what belongs to it: that the way its person signs in changed or was tried at, but neither from where nor with
which browser, as that may have been on the way to somewhere else; and of signing in and out nothing. A visit to the business itself is told
by the visit (`accounts.entered`), with its address. All of it stands in the install's chain.
"""

import contextlib
import contextvars
import uuid
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts.events import HAPPENINGS, SignedIn, SignedOut, SignInFailed
from atende.accounts.models import Happening, Membership
from atende.core import clock
from atende.core.audit import recording
from atende.core.jobs import Lane
from atende.core.tenancy import Actor, Crossing, across_tenants, in_tenant
from atende.kit.facts import Fact
from atende.kit.ids import new_id

KEPT_DAYS = 90
NOBODY = uuid.UUID(int=0)  # whose account an unknown e-mail is; also a lane names a tenant, and a happening has several or none
_OF_NO_BUSINESS = (SignedIn.name, SignedOut.name)
_actor: contextvars.ContextVar[Actor | None] = contextvars.ContextVar("happenings_actor", default=None)
STRANGER = Actor("stranger")  # whoever failed to sign in need not be the account's person


@contextlib.contextmanager
def in_name_of(actor: Actor) -> Iterator[None]:
    """What happens to accounts in here is this one's doing, not the account's person's."""
    before = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(before)


async def note(session: AsyncSession, user_id: uuid.UUID | None, fact: type[Fact], method: str) -> None:
    """It is written down in the crossing at hand, and will be told; of nobody's account it is only written down."""
    came, by = recording.origin.get(), _actor.get()
    signed = {"by": [by.kind, str(by.id) if by.id else None, by.role]} if by else {}
    await session.execute(
        insert(Happening).values(
            id=new_id(),
            user_id=user_id,
            name=fact.name,
            payload={"method": method, "address": came.address, "agent": came.agent, **signed},
            occurred_at=clock.now(),
        )
    )


async def untold(limit: int) -> list[Lane]:
    """Happenings that wait to be told, oldest first."""
    async with across_tenants(Crossing.SWEEP) as session:
        found = await session.scalars(
            select(Happening.id).where(Happening.told_at.is_(None)).order_by(Happening.occurred_at).limit(limit)
        )
        return [Lane(NOBODY, str(one)) for one in found]


async def tell(lane: Lane) -> bool:
    """The fact stands in the install's chain and in each business that hears of it, and the happening is told. A worker that dies in
    between leaves it untold, so a business may hear of it twice, never not at all."""
    async with across_tenants(Crossing.SWEEP) as session:
        happening = await session.scalar(
            select(Happening)
            .where(Happening.id == uuid.UUID(lane.key), Happening.told_at.is_(None))
            .with_for_update(skip_locked=True)
        )
        if happening is None:
            return False
        await _tell(session, happening)
        now = clock.now()
        await session.execute(
            update(Happening)
            .where(Happening.id == happening.id)
            .values(told_at=now, payload={"method": happening.payload["method"]})
        )
        old = select(Happening.id).where(Happening.told_at < now - timedelta(days=KEPT_DAYS)).limit(100)
        await session.execute(delete(Happening).where(Happening.id.in_(old.scalar_subquery())))
    return True


async def _tell(session: AsyncSession, happening: Happening) -> None:
    user_id, said = happening.user_id, happening.payload
    at = happening.occurred_at.isoformat()
    fact = HAPPENINGS[happening.name](user_id=user_id or NOBODY, method=said["method"], happened_at=at)
    actor = Actor("user", user_id) if user_id and happening.name != SignInFailed.name else STRANGER
    if by := said.get("by"):
        actor = Actor(by[0], uuid.UUID(by[1]) if by[1] else None, by[2])
    if user_id is not None and happening.name not in _OF_NO_BUSINESS:
        working = select(Membership.tenant_id).where(Membership.user_id == user_id, Membership.is_active)
        for tenant_id in (await session.scalars(working)).all():
            async with in_tenant(tenant_id, actor) as tx:
                await tx.emit(fact, subject_id=user_id)
    came = recording.origin.set(recording.Origin(said.get("address"), said.get("agent")))
    try:
        await recording.state(session, fact, actor, subject_id=user_id)
    finally:
        recording.origin.reset(came)
