"""Questions about parcels: pages of them, how many, and which come next."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, select, tuple_

from atende.core import paging
from atende.core.tenancy import Tx
from atende.integrations.models import Parcel
from atende.kit.refusal import Invalid

STATES = ("waiting", "done", "ignored", "dead")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which parcels of a tenant are meant; what is None does not matter. `since` is included, `until` is not. `retried`: only those that
    the tally of this name counts, of which a try failed and another followed."""

    connection_id: uuid.UUID | None = None
    parcel_id: uuid.UUID | None = None
    contact_ids: tuple[uuid.UUID, ...] | None = None
    message_id: uuid.UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    state: str | None = None
    kind: str | None = None
    reason: str | None = None
    retried: bool = False

    def as_json(self) -> dict[str, Any]:
        """The selection as values that JSON has; `of_json` reads it."""
        return {name: _plain(value) for name, value in asdict(self).items() if value not in (None, False)}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Selection":
        """What `as_json` wrote."""
        given: dict[str, Any] = dict(kept)
        for name in ("connection_id", "parcel_id", "message_id"):
            if name in given:
                given[name] = uuid.UUID(given[name])
        for name in ("since", "until"):
            if name in given:
                given[name] = datetime.fromisoformat(given[name])
        if "contact_ids" in given:
            given["contact_ids"] = tuple(uuid.UUID(one) for one in given["contact_ids"])
        return cls(**given)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if value is True:
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _where(tx: Tx, chosen: Selection) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Parcel.tenant_id == tx.tenant_id]
    if chosen.connection_id is not None:
        where.append(Parcel.connection_id == chosen.connection_id)
    if chosen.parcel_id is not None:
        where.append(Parcel.id == chosen.parcel_id)
    if chosen.contact_ids is not None:
        where.append(Parcel.contact_id.in_(chosen.contact_ids))
    if chosen.message_id is not None:
        where.append(Parcel.message_id == chosen.message_id)
    if chosen.since is not None:
        where.append(Parcel.received_at >= chosen.since)
    if chosen.until is not None:
        where.append(Parcel.received_at < chosen.until)
    if chosen.state is not None:
        if chosen.state not in STATES:
            raise Invalid("not a state of parcels", field="state")
        # As a literal, so that the planner sees which partial index answers it.
        where.append(Parcel.state == literal_column(f"'{chosen.state}'"))
    if chosen.kind is not None:
        where.append(Parcel.kind == chosen.kind)
    if chosen.reason is not None:
        where.append(Parcel.reason == chosen.reason)
    if chosen.retried:
        # The last try of a dead one was followed by none. No index of its own: few are tried again, but the days asked for are bounded.
        where.append(Parcel.attempts > case((Parcel.state == "dead", 1), else_=0))
    return where


async def page(tx: Tx, chosen: Selection, *, cursor: str | None = None, limit: int = 50) -> tuple[list[Parcel], str | None]:
    """The chosen parcels newest first, and where the list goes on. Refuses a foreign `cursor`."""
    where = _where(tx, chosen)
    if cursor:
        at, last = paging.decode(cursor, 2)
        try:
            where.append(tuple_(Parcel.received_at, Parcel.id) < (datetime.fromisoformat(at), uuid.UUID(last)))
        except ValueError:
            raise Invalid("not a cursor of this list", field="cursor") from None
    rows = list(
        await tx.session.scalars(
            select(Parcel).where(*where).order_by(Parcel.received_at.desc(), Parcel.id.desc()).limit(limit + 1)
        )
    )
    more = paging.encode(rows[limit - 1].received_at.isoformat(), rows[limit - 1].id) if len(rows) > limit else None
    return rows[:limit], more


async def count(tx: Tx, chosen: Selection) -> int:
    """How many are chosen."""
    return await tx.session.scalar(select(func.count()).select_from(Parcel).where(*_where(tx, chosen))) or 0


async def following(tx: Tx, chosen: Selection, after: tuple[datetime, uuid.UUID] | None, limit: int) -> Sequence[Parcel]:
    """The next of the chosen ones in the order they came."""
    where = _where(tx, chosen)
    if after is not None:
        where.append(tuple_(Parcel.received_at, Parcel.id) > after)
    found = await tx.session.scalars(select(Parcel).where(*where).order_by(Parcel.received_at, Parcel.id).limit(limit))
    return found.all()
