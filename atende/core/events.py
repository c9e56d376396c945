"""Facts: how they are written down, and who reacts.

`tx.emit` stores a fact in the transaction that made it true and runs the reactions that rooms above registered through
`wiring`; a reaction writes rows of its own room (work to do, a due column) in that same transaction, so nothing is ever
between two systems. Work itself is done later, by a worker.
"""

import dataclasses
import enum
import json
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.kit.facts import Fact

if TYPE_CHECKING:
    from atende.core.tenancy import Tx

F = TypeVar("F", bound=Fact)
Reaction = Callable[["Tx", Any], Awaitable[None]]

_reactions: dict[type[Fact], list[Reaction]] = defaultdict(list)


# The transaction's own number, or that of the newest one that had ended when the fact was written, whichever is higher: a
# transaction that took its number early and then waited for another one comes after it.
COMMIT_NO = "greatest((pg_current_xact_id()::text)::bigint, (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint - 1)"

# The oldest transaction that still runs and may still state a fact. One that has said that it is undone in the end whatever happens
# (`TO_BE_UNDONE`) never does, so that nobody waits for it; it says so by a lock, which ends with it however it ends.
_UNDONE = 1_635_018_340  # first half of those locks' keys, in any database of the server; the other is the transaction's number
HORIZON = f"""(
    select coalesce(min(running.no::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    from pg_snapshot_xip(pg_current_snapshot()) as running (no)
    where (running.no::text::bigint & 4294967295) <> all (array(
        select objid::bigint from pg_locks where locktype = 'advisory' and objsubid = 2 and classid = {_UNDONE}
    ))
)"""  # noqa: S608 - a number of ours
TO_BE_UNDONE = f"select pg_advisory_xact_lock({_UNDONE}, (pg_current_xact_id()::text)::bigint::bit(32)::int)"


class FactRow(Base):
    """One fact. `(commit_no, seq)` is the order in which readers see facts without ever missing one: a reader takes only rows
    below every transaction still running. It is also the order in which they became true, for facts whose transactions waited
    for each other: both are written last of all, under the locks that made them wait."""

    __tablename__ = "facts"

    tenant_id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True)
    commit_no: Mapped[int] = mapped_column(BigInteger, server_default=text(COMMIT_NO), nullable=False)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), nullable=False)
    name: Mapped[str] = mapped_column(Text, nullable=False)
    subject_id: Mapped[uuid.UUID | None] = mapped_column(UUID(as_uuid=True))
    actor: Mapped[str] = mapped_column(Text, nullable=False)
    payload: Mapped[dict] = mapped_column(JSONB, nullable=False)
    correlation_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)

    __table_args__ = (
        Index("ix_facts_tail", "commit_no", "seq"),
        Index("ix_facts_tenant_tail", "tenant_id", "commit_no", "seq"),
        Index("ix_facts_subject", "tenant_id", "subject_id", "commit_no", "seq"),
    )


def react(fact: type[F], reaction: Callable[["Tx", F], Awaitable[None]]) -> None:
    """From here on `reaction` runs in the transaction of every `fact`. Called by `wiring` only."""
    if reaction not in _reactions[fact]:
        _reactions[fact].append(reaction)


def reactions_to(fact: Fact) -> list[Reaction]:
    """The reactions registered for this fact's type, in order of registration."""
    return _reactions[type(fact)]


def to_payload(fact: Fact) -> dict[str, Any]:
    """The fact's fields as JSON-able values."""
    return plain({f.name: getattr(fact, f.name) for f in dataclasses.fields(fact)})


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values as JSON-able ones."""
    return {name: _plain(value) for name, value in values.items()}


def to_json(fact: Fact) -> str:
    """The same as JSON text."""
    return json.dumps(to_payload(fact), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
