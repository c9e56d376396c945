"""Which tenant owns a receiving number. Asked for every webhook, so the answers are kept for a few seconds."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from atende.core import clock
from atende.core.tenancy import Crossing, across_tenants
from atende.integrations.models import Number
from atende.integrations.ports import Parcel, ParcelKind

_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Route:
    """Where the parcels of one number go."""

    tenant_id: uuid.UUID
    connection_id: uuid.UUID
    number_id: str
    account_id: str | None
    has_own_app: bool
    is_proven: bool


_by_provider: dict[str, tuple[float, list[Route]]] = {}


def forget() -> None:
    """The next question is asked of the database: a connection was made, changed or removed."""
    _by_provider.clear()


async def routes(provider: str, *, fresh: bool = False) -> list[Route]:
    """All routes of a provider, at most a few seconds old."""
    kept = _by_provider.get(provider)
    age = clock.steady() - kept[0] if kept else None
    if kept and age is not None and age < (0.2 if fresh else _SECONDS):
        return kept[1]
    async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
        rows = await session.execute(
            select(
                Number.tenant_id,
                Number.connection_id,
                Number.number_id,
                Number.account_id,
                Number.app_secret_sealed.is_not(None),
                Number.is_proven,
            ).where(Number.provider == provider)
        )
        found = [Route(*row) for row in rows]
    _by_provider[provider] = (clock.steady(), found)
    return found


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one parcel goes: to these routes, or nowhere for a stated reason."""

    routes: tuple[Route, ...] = ()
    reason: str | None = None


async def destination(provider: str, parcel: Parcel, through: Route | None) -> Destination:
    """The owner of the parcel's number, or of its business account for events that name no number.

    `through` is the connection whose own address was called: then nothing of anybody else is accepted. A number
    with an app of its own is reached through its own address only. There is no falling back."""
    if parcel.number_id is None and parcel.account_id is None:
        return Destination(reason=parcel.problem or "no_number")
    for fresh in (False, True):
        table = [route for route in await routes(provider, fresh=fresh) if route.is_proven]
        if parcel.number_id is not None:
            match = [r for r in table if r.number_id == parcel.number_id]
            if match and parcel.account_id and match[0].account_id and match[0].account_id != parcel.account_id:
                return Destination(reason="account_mismatch")
        else:
            if parcel.kind is ParcelKind.MALFORMED:
                return Destination(reason=parcel.problem or "malformed")
            match = [r for r in sorted(table, key=lambda r: r.connection_id) if r.account_id == parcel.account_id]
        # Through a connection's own address only what is its tenant's; through the common one nothing that has an app of its own.
        match = [r for r in match if (r.tenant_id == through.tenant_id if through else not r.has_own_app)]
        if match:
            one_each: dict[uuid.UUID, Route] = {}
            for route in match:
                one_each.setdefault(route.tenant_id, route)
            return Destination(routes=tuple(one_each.values()))
    return Destination(reason="unknown_number" if parcel.number_id is not None else "unknown_account")
