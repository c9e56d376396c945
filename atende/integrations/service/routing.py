"""Which tenant owns a receiving number. Asked for every webhook, so the answers are kept for a few seconds."""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from atende.core import clock
from atende.core.tenancy import Crossing, across_tenants
from atende.integrations.models import Number
from atende.integrations.ports import Parcel, ParcelKind
from atende.integrations.service import doors

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


class Table:
    """Every route of a provider, and the proven ones by what a parcel names."""

    __slots__ = ("by_account", "by_number", "routes")

    def __init__(self, routes: list[Route]):
        self.routes = routes
        self.by_number: dict[str, list[Route]] = defaultdict(list)
        self.by_account: dict[str | None, list[Route]] = defaultdict(list)
        for route in sorted(routes, key=lambda route: route.connection_id):
            if route.is_proven:
                self.by_number[route.number_id].append(route)
                self.by_account[route.account_id].append(route)


_by_provider: dict[str, tuple[float, Table]] = {}


def forget() -> None:
    """The next question is asked of the database: a connection was made, changed or removed."""
    _by_provider.clear()


async def routes(provider: str, *, fresh: bool = False) -> list[Route]:
    """All routes of a provider, at most a few seconds old."""
    return (await table(provider, fresh=fresh)).routes


async def table(provider: str, *, fresh: bool = False) -> Table:
    """The same, by what a parcel names."""
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
        found = Table([Route(*row) for row in rows])
    _by_provider[provider] = (clock.steady(), found)
    return found


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one parcel goes: to these routes, or nowhere for a stated reason."""

    routes: tuple[Route, ...] = ()
    reason: str | None = None


async def destination(provider: str, parcel: Parcel, through: Route | None) -> Destination:
    """The owner of the parcel's number; for events that name no number every number under their business account, because each has
    templates and a standing of its own.

    `through` is the connection whose own address was called: then nothing of anybody else is accepted. A number
    with an app of its own is reached through its own address only. There is no falling back."""
    if doors.door_of(provider).is_by_address:
        return Destination(routes=(through,)) if through is not None else Destination(reason="no_address")
    if parcel.number_id is None and parcel.account_id is None:
        return Destination(reason=parcel.problem or "no_number")
    for fresh in (False, True):
        known = await table(provider, fresh=fresh)
        if parcel.number_id is not None:
            match = known.by_number.get(parcel.number_id, [])
            if match and parcel.account_id and match[0].account_id and match[0].account_id != parcel.account_id:
                return Destination(reason="account_mismatch")
        else:
            if parcel.kind is ParcelKind.MALFORMED:
                return Destination(reason=parcel.problem or "malformed")
            match = known.by_account.get(parcel.account_id, [])
        # Through a connection's own address only what is its tenant's; through the common one nothing that has an app of its own.
        match = [r for r in match if (r.tenant_id == through.tenant_id if through else not r.has_own_app)]
        if match:
            return Destination(routes=tuple(match))
    return Destination(reason="unknown_number" if parcel.number_id is not None else "unknown_account")
