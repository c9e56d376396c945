"""The two-way check of a connection: outward through the vendor's API, inward by what the door received."""

import uuid
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
from sqlalchemy import func, select

from atende.core.config import settings
from atende.core.tenancy import Crossing, Tx, across_tenants
from atende.integrations import queries
from atende.integrations.models import Connection, Unrouted
from atende.integrations.ports import CheckStep
from atende.integrations.service import connections, install

Outward = Callable[[Tx, Connection], Awaitable[Callable[[], Awaitable[list[CheckStep]]]]]
_outward: dict[str, Outward] = {}


def check_with(provider: str, outward: Outward) -> None:
    """From here on the outward half of this provider's checks is prepared by `outward` inside a transaction, and called outside
    of any. Called by `wiring` only."""
    _outward[provider] = outward


async def check(transaction: Callable[[], AbstractAsyncContextManager[Tx]], connection_id: uuid.UUID) -> dict[str, Any]:
    """Every step was tried and the outcome is kept with the connection, unless what it was about was changed meanwhile. Refuses
    `NotFound`."""
    async with transaction() as tx:
        row = await queries.connection(tx, connection_id)
        outward = _outward.get(row.provider)  # a source of bookings has none
        prepared = await outward(tx, row) if outward is not None and row.token_sealed else None
        path = f"/hooks/whatsapp/{row.id}" if row.app_secret_sealed else "/hooks/whatsapp"
        token = row.verify_token if row.app_secret_sealed else install.verify_token()
        received_at, number_id = row.last_received_at, row.number_id
        about = connections.asked(row)
    steps = [CheckStep("token", False, "missing")] if prepared is None else await prepared()
    steps.append(await _reach(path, token))
    # No message yet is no fault of the connection: it is told, so that nobody takes "connected" for "received".
    steps.append(CheckStep("received", True, None, None, {"at": received_at.isoformat() if received_at else None}))
    if (strays := await _strays(number_id)) > 0:
        steps.append(CheckStep("routing", False, "account_mismatch", None, {"count": strays}))
    async with transaction() as tx:
        return await connections.record_check(tx, connection_id, steps, about=about)


async def _strays(number_id: str) -> int:
    """How many items for this number were kept for nobody, because they came under another business account."""
    async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
        return (
            await session.scalar(
                select(func.count())
                .select_from(Unrouted)
                .where(Unrouted.number_id == number_id, Unrouted.routed_at.is_(None), Unrouted.reason == "account_mismatch")
            )
        ) or 0


async def _reach(path: str, token: str) -> CheckStep:
    """The door answers the handshake at the address that people and vendors use."""
    challenge = uuid.uuid4().hex
    try:
        async with httpx.AsyncClient(timeout=10, follow_redirects=False) as client:
            answer = await client.get(
                f"{settings().url}{path}",
                params={"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge},
            )
    except httpx.HTTPError as error:
        return CheckStep("webhook", False, "unreachable", type(error).__name__, {"url": settings().url + path})
    if answer.status_code != 200 or answer.text != challenge:
        return CheckStep("webhook", False, "wrong_answer", f"HTTP {answer.status_code}", {"url": settings().url + path})
    return CheckStep("webhook", True)
