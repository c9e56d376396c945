"""Writing the audit log. Entries wait with their transaction and are appended right before it commits, so that the lock of a
chain is the last one taken and held for the commit only; nothing of a message's way ever writes here."""

import contextvars
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from atende.core import clock, events
from atende.core.audit import chain
from atende.core.audit.chain import Entry
from atende.core.audit.models import INSTALL, AuditEntry
from atende.core.log import correlation_id
from atende.kit.facts import Fact
from atende.kit.ids import new_id

if TYPE_CHECKING:
    from atende.core.tenancy import Actor, Tx

F = TypeVar("F", bound=Fact)
Rule = Callable[["Actor", Any], bool]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from."""

    address: str | None = None
    agent: str | None = None


_NOWHERE = Origin()
origin: contextvars.ContextVar[Origin] = contextvars.ContextVar("origin", default=_NOWHERE)

_covered: dict[type[Fact], Rule] = {}


def cover(fact: type[F], rule: Rule) -> None:
    """From here on a stated `fact` is an entry of its tenant's chain whenever `rule(actor, fact)` holds. Called by `wiring` only."""
    _covered[fact] = rule


def covered() -> set[str]:
    """The names of all covered facts."""
    return {fact.name for fact in _covered}


_of_install: set[str] = set()


def cover_install(*facts: type[Fact]) -> None:
    """These facts are known to be stated in the install's chain (`state`). Called by `wiring` only."""
    _of_install.update(fact.name for fact in facts)


def covered_of_install() -> set[str]:
    """The names of the facts that are stated in the install's chain."""
    return set(_of_install)


def covers(fact: Fact, actor: "Actor") -> bool:
    """Whether this fact, stated by this actor, belongs into the audit log."""
    rule = _covered.get(type(fact))
    return rule is not None and rule(actor, fact)


def of_fact(actor: "Actor", fact: Fact, subject_id: uuid.UUID | None, at: Any) -> Entry:
    """The entry that says this fact was stated by this actor."""
    return _entry(actor, fact.name, subject_id, events.to_payload(fact), at)


def record(tx: "Tx", action: str, subject_id: uuid.UUID | None = None, *, once: uuid.UUID | None = None, **detail: Any) -> None:
    """What `tx.actor` did stands in the tenant's chain when this transaction commits: for what is no fact, such as reading a
    sensitive record. `detail` holds plain values and no secret. With `once` it stands there one time only for that id."""
    tx.audited.append(_entry(tx.actor, action, subject_id, events.plain(detail), tx.now, once))


async def state(session: AsyncSession, fact: Fact, actor: "Actor", subject_id: uuid.UUID | None = None) -> None:
    """The fact, which concerns no tenant in particular, stands in the install's chain when this crossing commits.

    Call it last in the crossing: it locks the chain until the commit."""
    await append(session, INSTALL, [of_fact(actor, fact, subject_id, clock.now())])


async def state_done(session: AsyncSession, actor: "Actor", action: str, *, once: uuid.UUID | None = None, **detail: Any) -> None:
    """What this actor did, which is no fact and concerns no tenant, stands in the install's chain when this crossing commits; with
    `once` one time only for that id. `detail` as in `record`. Call it last in the crossing, as `state`."""
    await append(session, INSTALL, [_entry(actor, action, None, events.plain(detail), clock.now(), once)])


_LOCK = text(
    "insert into audit_heads (tenant_id, last_no, last_hash) values (:chain, 0, :beginning)"
    " on conflict (tenant_id) do update set last_no = audit_heads.last_no returning last_no, last_hash"
)
_ADVANCE = text("update audit_heads set last_no = :no, last_hash = :hash where tenant_id = :chain")


async def append(session: AsyncSession, chain_id: uuid.UUID, entries: Sequence[Entry]) -> None:
    """The entries follow each other at the end of the chain, in this transaction. Whoever appends to the same chain waits for it."""
    no, last = (await session.execute(_LOCK, {"chain": chain_id, "beginning": chain.beginning(chain_id)})).one()
    entries = await _without_known(session, chain_id, entries)
    if not entries:
        return
    rows = []
    for entry in entries:
        no += 1
        last = chain.following(last, chain_id, no, entry)
        values = {name: getattr(entry, name) for name in chain.FIELDS}
        rows.append({"tenant_id": chain_id, "no": no, "hash": last, **values})
    await session.execute(insert(AuditEntry), rows)
    await session.execute(_ADVANCE, {"chain": chain_id, "no": no, "hash": last})


async def _without_known(session: AsyncSession, chain_id: uuid.UUID, entries: Sequence[Entry]) -> Sequence[Entry]:
    once = {entry.id for entry in entries if entry.is_once}
    if not once:
        return entries
    known = set(await session.scalars(select(AuditEntry.id).where(AuditEntry.tenant_id == chain_id, AuditEntry.id.in_(once))))
    left: dict[uuid.UUID, Entry] = {}
    for entry in entries:
        if entry.id not in known:
            left.setdefault(entry.id, entry)
    return list(left.values())


def _entry(
    actor: "Actor", action: str, subject_id: uuid.UUID | None, detail: dict[str, Any], at: Any, once: uuid.UUID | None = None
) -> Entry:
    came = origin.get()
    return Entry(
        id=once or new_id(),
        at=at,
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role,
        subject_id=subject_id,
        detail=detail,
        address=came.address,
        agent=came.agent,
        correlation_id=correlation_id.get(),
        is_once=once is not None,
    )
